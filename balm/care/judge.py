"""Which rules are true, which may be, and how urgent that makes it: the one place where a level is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from balm.care.case import Case
from balm.pathway.model import LEVELS, CountsAs, LevelId, Pathway
from balm.pathway.program import Values
from balm.rules.evaluate import evaluate
from balm.rules.explain import open_findings
from balm.rules.kinds import NOT_SURE, Answer
from balm.rules.unknown import ALWAYS, NEVER, UNANSWERED, UNSURE, Provisional, Unknown

NOBODY = len(LEVELS)
"""The rank below self-care: nothing was found, and it is not settled either."""
SELF_CARE = LEVELS.index("self_care")
LOWEST_RULE = LEVELS.index("soon")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands.

    `values` has one value a finding, in the pathway's order, after what does not apply was given its fixed value.
    The four lists hold places of rules. `sure`: true whatever else is answered. `unsure`: true, or left open by "not sure", whatever
    else is answered. `reachable`: could still become sure. `possible`: could still become sure, or be left open by "not sure".
    """

    values: Values
    sure: tuple[int, ...]
    unsure: tuple[int, ...]
    reachable: tuple[int, ...]
    possible: tuple[int, ...]
    urgency: LevelId | None
    highest_possible: LevelId
    joint: LevelId | None = None
    """The level, where it is only what several rules cover between them that says so."""

    @property
    def settled(self) -> bool:
        """Whether nothing that is left unanswered can change the level."""
        return self.urgency == self.highest_possible


def judge(pathway: Pathway, case: Case) -> Standing:
    """The standing of a case. Total: every case that could be read has one."""
    values = fill(pathway, case)
    rules = pathway.program.rules
    doubts = NOT_SURE in case.answers.values()
    sure = unsure = reachable = possible = tuple(rules(values))
    if doubts or not case.assume_clear:
        sure = unsure = tuple(rules([NEVER if isinstance(value, Unknown) and value is not ALWAYS else value for value in values]))
    could_be = NOBODY
    if doubts:
        unsure = tuple(rules([_if_the_rest_were_no(value) for value in values]))
        reached = [if_unsure_were_no(value) for value in values]
        reachable, could_be = tuple(rules(reached)), joint_rank(pathway, reached)
    between_them = joint_rank(pathway, [if_known(value) for value in values]) if doubts or not case.assume_clear else NOBODY
    by_rules = min(_rank(pathway, sure), lowered(_rank(pathway, unsure)))
    lowest = min(by_rules, between_them)
    highest = min(_rank(pathway, reachable), lowered(_rank(pathway, possible)), could_be, SELF_CARE)
    joint = LEVELS[between_them] if between_them < by_rules else None
    return Standing(values, sure, unsure, reachable, possible, _urgency(lowest, highest), LEVELS[highest], joint)


def urgency_without(pathway: Pathway, standing: Standing, rule: str) -> LevelId | None:
    """The urgency that the same person would have if this rule were not there."""
    gone = list(pathway.rules).index(rule)
    sure, unsure, reachable, possible = (
        tuple(place for place in places if place != gone)
        for places in (standing.sure, standing.unsure, standing.reachable, standing.possible)
    )
    joint = LEVELS.index(standing.joint) if standing.joint else NOBODY
    lowest = min(_rank(pathway, sure), lowered(_rank(pathway, unsure)), joint)
    return _urgency(lowest, min(_rank(pathway, reachable), lowered(_rank(pathway, possible)), joint, SELF_CARE))


def _urgency(lowest: int, highest: int) -> LevelId | None:
    """The level that is said: self-care only when nothing else is possible, and none while nothing is sure."""
    return "self_care" if highest == SELF_CARE else LEVELS[lowest] if lowest < NOBODY else None


def joint_rank(pathway: Pathway, values: Values) -> int:
    """The rank of the most urgent joint condition that is true; NOBODY when there is none."""
    places = pathway.program.joint(values)
    return LEVELS.index(list(pathway.joint)[places[0]]) if places else NOBODY


def lowered(rank: int) -> int:
    """The rank of a rule that only a "not sure" leaves open: one level lower, and never below the lowest level that a rule has.

    The policy gives emergency -> urgent -> today -> soon; a "soon" stays "soon", since "not sure" is never "no".
    """
    return rank + 1 if rank < LOWEST_RULE else rank


def _rank(pathway: Pathway, places: tuple[int, ...]) -> int:
    """The rank of the most urgent of these rules, which is the first; NOBODY when there is none."""
    return pathway.ranks[places[0]] if places else NOBODY


def if_known(value: object) -> object:
    """The value as care reads it: whatever is not known says no."""
    return NEVER if isinstance(value, Unknown) else value


def _if_the_rest_were_no(value: object) -> object:
    if value is UNANSWERED:
        return NEVER
    return value.value if isinstance(value, Provisional) else value


def if_unsure_were_no(value: object) -> object:
    """The value as it is read to see what can still become sure: what is not answered says yes, "not sure" says no."""
    if value is UNSURE:
        return NEVER
    return value.value if isinstance(value, Provisional) else value


def fill(pathway: Pathway, case: Case) -> Values:
    """One value a finding: what she answered; what "not sure" counts as (ALWAYS: whatever is the most urgent); the fixed value of what does
    not apply; else UNANSWERED, or the clear value where the case says that what it does not name is clear."""
    places, program = pathway.places, pathway.program
    values: Values = program.clear.copy() if case.assume_clear else [UNANSWERED] * len(places)
    unsure = []
    for finding, answer in case.answers.items():
        if answer == NOT_SURE:
            unsure.append(finding)
            values[places[finding]] = UNSURE
        else:
            values[places[finding]] = answer
    if case.assume_clear:
        program.fill_clear(values)
    else:
        program.fill_blank(values)
    for finding in unsure:
        if counts := pathway.findings[finding].not_sure:
            values[places[finding]] = ALWAYS if counts.value is None else _stand_in(counts, known(pathway, values), pathway)
    return values


def _stand_in(counts: CountsAs, answers: Mapping[str, Answer], pathway: Pathway) -> object:
    if counts.when is None:
        return counts.value
    truth = evaluate(counts.when, answers, pathway.meanings)
    if truth is None and any(answers[finding] is None for finding in open_findings(counts.when, answers, pathway.meanings)):
        return Provisional(counts.value)
    return counts.value if truth else UNSURE


def known(pathway: Pathway, values: Values) -> dict[str, Answer]:
    """The values as answers that `evaluate` and `explain` read: None for unanswered, NOT_SURE for what she is not sure of."""
    return {finding: _as_answer(value) for finding, value in zip(pathway.findings, values, strict=True)}


def _as_answer(value: object) -> Answer:
    if isinstance(value, Unknown):
        return None if value is UNANSWERED else NOT_SURE
    return value  # type: ignore[return-value]
