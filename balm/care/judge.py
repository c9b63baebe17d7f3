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
from balm.rules.unknown import NEVER, UNANSWERED, UNSURE, Provisional, Unknown

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

    @property
    def settled(self) -> bool:
        """Whether nothing that is left unanswered can change the level."""
        return self.urgency == self.highest_possible


def judge(pathway: Pathway, case: Case) -> Standing:
    """The standing of a case. Total: every case that could be read has one."""
    values = fill(pathway, case)
    rules = pathway.program.rules
    possible = tuple(rules(values))
    if case.assume_clear and NOT_SURE not in case.answers.values():  # every value is known
        sure = unsure = reachable = possible
    else:
        sure = tuple(rules([NEVER if isinstance(value, Unknown) else value for value in values]))
        unsure = tuple(rules([_if_the_rest_were_no(value) for value in values]))
        reachable = tuple(rules([_if_unsure_were_no(value) for value in values]))
    ranks = pathway.ranks
    lowest = min(_best(ranks, sure, 0), _best(ranks, unsure, 1), NOBODY)
    highest = min(_best(ranks, reachable, 0), _best(ranks, possible, 1), SELF_CARE)
    urgency = "self_care" if highest == SELF_CARE else LEVELS[lowest] if lowest < NOBODY else None
    return Standing(values, sure, unsure, reachable, possible, urgency, LEVELS[highest])


def lowered(rank: int) -> int:
    """The rank of a rule that only a "not sure" leaves open: one level lower, and never below the lowest level that a rule has.

    The policy gives emergency -> urgent -> today -> soon; a "soon" stays "soon", since "not sure" is never "no".
    """
    return min(rank + 1, LOWEST_RULE)


def _best(ranks: list[int], places: tuple[int, ...], lower: int) -> int:
    return min((lowered(ranks[place]) if lower else ranks[place] for place in places), default=NOBODY)


def _if_the_rest_were_no(value: object) -> object:
    if value is UNANSWERED:
        return NEVER
    return value.value if isinstance(value, Provisional) else value


def _if_unsure_were_no(value: object) -> object:
    if value is UNSURE:
        return NEVER
    return value.value if isinstance(value, Provisional) else value


def fill(pathway: Pathway, case: Case) -> Values:
    """One value a finding: what she answered; what "not sure" counts as; the fixed value of what does not apply; else UNANSWERED,
    or the clear value where the case says that what it does not name is clear."""
    places, program = pathway.places, pathway.program
    values: Values = [UNANSWERED] * len(places)
    unsure = []
    for finding, answer in case.answers.items():
        if answer == NOT_SURE:
            unsure.append(finding)
        values[places[finding]] = UNSURE if answer == NOT_SURE else answer
    values = program.fill_clear(values) if case.assume_clear else program.fill_blank(values)
    for finding in unsure:
        if counts := pathway.findings[finding].not_sure:
            values[places[finding]] = _stand_in(counts, known(pathway, values), pathway)
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
