"""An interview: one screen at a time, adaptive, with back, "not sure" and skip. It always ends in a level and something to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from balm.care.ask import Ask, ask_next, next_screen
from balm.care.assess import Assessment, ask_for_plan, assessment
from balm.care.case import Case
from balm.care.judge import Standing, judge, known
from balm.care.plan import CareEntry, plan, strictest
from balm.care.rough import Days, care_days, each_day, settle_days
from balm.care.truths import Truths
from balm.pathway.model import Pathway
from balm.rules.kinds import Answer

CHANGES_ONLY_WORDS = "already_told_clinic"
"""Changes neither level nor plan, but what she is told to say; so it is asked last, and only of those who are told to call somebody."""


@dataclass(frozen=True, slots=True)
class Step:
    """One screen that was shown, and what she said. What was shown and not answered was skipped, and is not asked again."""

    screen: str
    shown: tuple[str, ...]
    answers: Mapping[str, Answer]
    rough: Mapping[str, Days] = field(default_factory=dict)


@dataclass
class Interview:
    """The steps so far. Everything else is worked out from them, so that going back is taking the last one away."""

    pathway: Pathway
    country: str = ""
    today: date | None = None
    steps: list[Step] = field(default_factory=list)

    def case(self) -> Case:
        return settle_days(self.pathway, *self._said())

    def _said(self) -> tuple[Case, dict[str, Days]]:
        answers = {finding: value for step in self.steps for finding, value in step.answers.items()}
        rough = {finding: days for step in self.steps for finding, days in step.rough.items()}
        return Case(answers, country=self.country, today=self.today), rough

    def standing(self) -> Standing:
        return judge(self.pathway, self.case())

    def skipped(self) -> set[str]:
        said = {finding for step in self.steps for finding in (*step.answers, *step.rough)}
        return {finding for step in self.steps for finding in step.shown} - said

    def ask(self, about: Literal["urgency", "plan"]) -> Ask | None:
        """The next screen; None when nothing that was not skipped can change the level (or, for "plan", the advice).

        A screen that is shown for the level also asks what it holds for the plan, so that no screen comes twice without need.
        """
        standing = self.standing()
        if standing.urgency == "emergency":
            return None
        answers, skipped = known(self.pathway, standing.values), self.skipped()
        for_plan = [f for f in ask_for_plan(self.pathway, Truths(self.pathway, standing), answers) if f not in skipped]
        if about == "plan":
            if standing.urgency != "self_care" and answers[CHANGES_ONLY_WORDS] is None and CHANGES_ONLY_WORDS not in skipped:
                for_plan.append(CHANGES_ONLY_WORDS)
            return next_screen(self.pathway, for_plan, answers)
        for_level = [f for f in ask_next(self.pathway, standing) if f not in skipped]
        return next_screen(self.pathway, for_level, answers, also=for_plan)

    def answer(self, ask: Ask, answers: Mapping[str, Answer], rough: Mapping[str, Days] | None = None) -> None:
        """What she said to the screen. A finding that is in neither mapping was skipped."""
        self.steps.append(Step(ask.screen.id, ask.findings, dict(answers), dict(rough or {})))

    def back(self) -> Step | None:
        """Take the last screen away; None when there is none."""
        return self.steps.pop() if self.steps else None

    def result(self) -> Assessment:
        """The whole answer. Days that are known only roughly count as the day at which the level is highest; the care is what may be done
        on every day that it may be."""
        case, rough = self._said()
        settled = settle_days(self.pathway, case, rough)
        result = assessment(self.pathway, settled)
        turning = {name: days for name, days in rough.items() if name in care_days(self.pathway)}
        if turning:
            result["care"] = strictest([result["care"], *(self._care(one) for one in each_day(self.pathway, settled, turning))])
        return result

    def _care(self, case: Case) -> list[CareEntry]:
        standing = judge(self.pathway, case)
        return plan(self.pathway, Truths(self.pathway, standing), known(self.pathway, standing.values), case.country)
