"""What is counted is what was said, somebody who is ill among them is seen, and false alarms do not grow unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from balm import Pathway
from balm.pathway.model import LEVELS
from balm.simulate.answers import Answers
from balm.simulate.count import AIM, ALERTS, Counts, Recovery, count, recoveries

RECORDED = 0.022
"""The share of check-ins that were urgent or above in the default run (1,000 people, 28 days, seed 1) when this was written."""
TOLERANCE = 0.003
FALLS_ILL = 10
"""The day on which a planted complication begins."""


@pytest.mark.slow
def test_alarms_in_ordinary_recoveries_do_not_grow(default: Counts) -> None:
    """The aim is at most 3 percent. Grown? `balm simulate` shows by which rule. No rule is made looser to get there, and no figure of
    the draw is changed but for a source: record the new share here, and say in the changelog why."""
    share = default.all.share(*ALERTS)
    assert share <= RECORDED + TOLERANCE
    assert share <= AIM
    assert share >= RECORDED - TOLERANCE, "fewer alarms than recorded: good if a rule got more exact; record it"


def test_the_same_seed_draws_the_same_people(pathway: Pathway) -> None:
    def drawn(seed: int) -> list[tuple[str, bool, list[Answers]]]:
        return [(management, later, list(days)) for management, later, days in recoveries(9, seed, 28)]

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)
    assert drawn(3) == [(management, later, list(days)) for management, later, days in recoveries(30, 3, 28)][:9]


def test_every_check_in_is_counted_once(small: Counts) -> None:
    assert small.all.check_ins == 60 * 28
    assert [said.total() for said in small.all.days.values()] == [60] * 28
    for names in (("natural", "tablets", "surgical"), ("earlier", "later")):
        assert sum((small.by[name].levels for name in names), start=type(small.all.levels)()) == small.all.levels
        assert sum(small.by[name].alerted for name in names) == small.all.alerted


def test_every_level_above_self_care_has_the_rules_that_said_it(pathway: Pathway, small: Counts) -> None:
    for level in LEVELS[:-1]:
        rules = small.all.rules.get(level, Counter())
        assert all(pathway.rules[rule].urgency == level for rule in rules)
        assert sum(rules.values()) >= small.all.levels[level]
        assert all(times <= small.all.levels[level] for times in rules.values())


@pytest.mark.parametrize(
    ("signs", "level", "rules"),
    [
        ({"temperature_c": 38.6, "foul_discharge": True}, "urgent", {"U4", "U7"}),
        ({"saddle_numbness": True}, "emergency", {"E7"}),
        ({"leg_swollen_or_hot": True}, "urgent", {"U16"}),
    ],
)
def test_a_complication_planted_in_one_recovery_is_seen(pathway: Pathway, signs: Answers, level: str, rules: set[str]) -> None:
    """The test of the counting: alarms are not few because nobody counts them."""
    plain = count(pathway, recoveries(3, 5, 28)).all
    ill = count(pathway, _with(recoveries(3, 5, 28), signs)).all
    told = [ill.days[day][level] - plain.days[day][level] for day in ill.days]  # type: ignore[index]
    assert told[:FALLS_ILL] == [0] * FALLS_ILL
    assert all(told[FALLS_ILL:])
    assert rules <= set(ill.rules[level])  # type: ignore[index]
    assert not rules & set(plain.rules.get(level, ()))  # type: ignore[call-overload]


def _with(drawn: Iterable[Recovery], signs: Answers) -> Iterator[Recovery]:
    """The same recoveries; from that day on the first person has these signs."""
    for number, (management, later, days) in enumerate(drawn):
        told = [answers | (signs if number == 0 and day >= FALLS_ILL else {}) for day, answers in enumerate(days)]
        yield management, later, told
