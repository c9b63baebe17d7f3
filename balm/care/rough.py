"""Days that are known only roughly ("about a week"): taken as the day at which the level is highest (docs/decisions/0004)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from balm.care.case import Case
from balm.care.judge import judge
from balm.pathway.model import LEVELS, Pathway
from balm.rules.nodes import Between, Compare, Node, findings_in, walk

Days = tuple[int, int]
"""The first and the last day that it may be, both included."""


def settle_days(pathway: Pathway, case: Case, rough: Mapping[str, Days]) -> Case:
    """The case with one day for each rough finding: of all that they may be, those that can lead to the highest level.

    Where several lead to the same, the earliest: for care, the earlier day is the more careful one.
    """
    if not rough:
        return case
    return min(each_day(pathway, case, rough), key=lambda one: _rank(pathway, one))


def each_day(pathway: Pathway, case: Case, rough: Mapping[str, Days]) -> list[Case]:
    """The case with each rough finding as each of the days that it may be and at which some condition may turn, the earliest first."""
    names = list(rough)
    choices = [[day for day in turning_points(pathway, name) if low <= day <= high] or [low] for name, (low, high) in rough.items()]
    return [replace(case, answers={**case.answers, **dict(zip(names, days, strict=True))}) for days in product(*choices)]


def care_days(pathway: Pathway) -> frozenset[str]:
    """The findings in rough days on which the care turns, and not only the level."""
    used = {name for row in pathway.matrix.values() if row.when is not None for name in findings_in(row.when, pathway.meanings)}
    return frozenset(name for name in used if pathway.findings[name].rough)


def _rank(pathway: Pathway, case: Case) -> tuple[int, int]:
    standing = judge(pathway, case)
    now = LEVELS.index(standing.urgency) if standing.urgency else len(LEVELS)
    return LEVELS.index(standing.highest_possible), now


def turning_points(pathway: Pathway, finding: str) -> list[int]:
    """The days at which some condition about this finding may turn, with the first and last day of each rough range."""
    nodes: list[Node] = [*pathway.meanings.values(), *(row.when for row in pathway.matrix.values() if row.when is not None)]
    nodes += [other.asked_when for other in pathway.findings.values() if other.asked_when is not None]
    days = {day for ends in pathway.findings[finding].rough for day in ends}
    for node in nodes:
        for part in walk(node):
            match part:
                case Compare(name, _, value) if name == finding:
                    days |= {int(value) - 1, int(value), int(value) + 1}
                case Between(name, low, high) if name == finding:
                    days |= {int(low) - 1, int(low), int(high), int(high) + 1}
                case _:
                    pass
    return sorted(days)
