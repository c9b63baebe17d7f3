"""What several rules cover between them is said at once, with its reason; and never more than the rules say in the end."""

from __future__ import annotations

import random
from typing import Any

import pytest

from balm import Pathway, assess
from balm.care.ask import ask_next
from balm.care.case import Case
from balm.care.judge import judge
from balm.pathway.model import LEVELS
from balm.rules.kinds import NOT_SURE, Answer
from tests.care.jointly import jointly
from tests.companion.people import value


def test_discharge_and_tissue_are_urgent_on_whatever_day_it_is(pathway: Pathway) -> None:
    """Foul discharge is urgent for 42 days, tissue passed after those; she has both, and has not said how long it has been."""
    answers = {"foul_discharge": True, "tissue_passed": True, "management": "natural"}
    result = assess(pathway, {"answers": answers})
    assert result["urgency"] == "urgent"
    assert result["reasons"][0] == {
        "rule": "joint",
        "name": "covered_between_rules",
        "urgency": "urgent",
        "because": pathway.words["reason.joint"],
        "findings": {"foul_discharge": True, "tissue_passed": True, "management": "natural", "misoprostol": "none"},
        "sources": [],
    }
    assert result["call"]["action"] == "ring_now"
    for day in (1, 42, 43, 300):
        known = assess(pathway, {"answers": answers | {"stage": "after", "days_since_loss": day, "days_since_procedure": day}})
        assert known["urgency"] == "urgent"
        assert known["reasons"][0]["rule"] != "joint"


def test_a_joint_reason_stands_only_where_no_rule_says_as_much(pathway: Pathway) -> None:
    met = 0
    case: Any
    for case in jointly(pathway, 600, seed=1):
        standing = judge(pathway, Case(case["answers"]))
        reasons = assess(pathway, case)["reasons"]
        jointly_said = [reason for reason in reasons if reason["rule"] == "joint"]
        assert len(jointly_said) == (standing.joint is not None)
        if standing.joint:
            met += 1
            assert reasons[0]["urgency"] == standing.urgency == standing.joint
            assert all(LEVELS.index(reason["urgency"]) > LEVELS.index(standing.joint) for reason in reasons[1:])
    assert met > 100


@pytest.mark.parametrize("seed", range(4))
def test_whatever_she_answers_to_the_rest_it_stays(pathway: Pathway, seed: int) -> None:
    chance = random.Random(seed)
    for case in jointly(pathway, 150, seed):
        before = judge(pathway, Case(case["answers"]))
        answers: dict[str, Answer] = dict(case["answers"])
        while asked := ask_next(pathway, judge(pathway, Case(answers))):
            finding = pathway.findings[chance.choice(asked)]
            answers[finding.id] = NOT_SURE if chance.random() < 0.2 else finding.clear if chance.random() < 0.5 else value(finding, chance)
        after = judge(pathway, Case(answers))
        assert after.settled
        assert before.urgency is not None
        assert after.urgency is not None
        assert LEVELS.index(before.highest_possible) <= LEVELS.index(after.urgency) <= LEVELS.index(before.urgency)
