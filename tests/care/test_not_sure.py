"""Policy 8: "not sure" and "cannot measure" are answers; they lead to a level and to advice, never to a dead end, and are never "no"."""

from __future__ import annotations

from typing import Any

import pytest

from balm import Pathway
from balm.care.interview import Interview
from balm.pathway.model import LEVELS
from balm.rules.kinds import NOT_SURE
from tests.care.people import at_least, level, partly, person, rules
from tests.care.witnesses import WITNESSES

ONE_LOWER = {"emergency": "urgent", "urgent": "today", "today": "soon", "soon": "soon"}


ALONE = {rule: next(iter(answers)) for rule, answers in WITNESSES.items() if len(answers) == 1 and "temperature_c" not in answers}


@pytest.mark.parametrize(("rule", "finding"), ALONE.items())
def test_a_rule_that_only_not_sure_leaves_open_counts_one_level_lower(pathway: Pathway, rule: str, finding: str) -> None:
    result = person(pathway, **{finding: NOT_SURE})
    reason = next(reason for reason in result["reasons"] if reason["rule"] == rule)
    assert reason["unsure_of"] == [finding]
    assert reason["urgency"] == ONE_LOWER[pathway.rules[rule].urgency]
    assert at_least(result, reason["urgency"])
    assert result["settled"]


def test_the_advice_says_how_to_find_out(pathway: Pathway) -> None:
    result = person(pathway, foul_discharge=NOT_SURE)
    assert [one["finding"] for one in result["unresolved"]] == ["foul_discharge"]
    assert result["unresolved"][0]["how"] == pathway.findings["foul_discharge"].find_out


def test_a_number_of_days_that_she_is_not_sure_of_is_told_where_it_decides_the_level(pathway: Pathway) -> None:
    result = person(pathway, back_pain=3, pain_days=NOT_SURE)
    assert level(result) == "soon"
    assert [one["finding"] for one in result["unresolved"]] == ["pain_days"]
    of_no_weight = person(pathway, back_pain=3, pain_days=NOT_SURE, breathless=True)
    assert of_no_weight["unresolved"] == []


def test_no_thermometer_counts_as_no_fever_when_she_does_not_feel_hot_and_says_to_borrow_one(pathway: Pathway) -> None:
    result = person(pathway, temperature_c=NOT_SURE, feels_hot_or_shivery=False)
    assert level(result) == "self_care"
    assert [one["finding"] for one in result["unresolved"]] == ["temperature_c"]
    assert "borrow" in result["unresolved"][0]["how"].lower()


def test_no_thermometer_and_feeling_hot_goes_by_how_she_feels(pathway: Pathway) -> None:
    assert level(person(pathway, temperature_c=NOT_SURE, feels_hot_or_shivery=True)) == "urgent"
    assert level(person(pathway, temperature_c=NOT_SURE, feels_hot_or_shivery=NOT_SURE)) == "today"


def test_no_thermometer_is_left_open_until_she_says_whether_she_feels_hot(pathway: Pathway) -> None:
    quiet: dict[str, Any] = {finding.id: finding.clear for finding in pathway.findings.values() if finding.id != "feels_hot_or_shivery"}
    result = partly(pathway, **(quiet | {"temperature_c": NOT_SURE}))
    assert result["urgency"] is None
    assert result["highest_possible"] == "urgent"
    assert result["ask_next"] == ["feels_hot_or_shivery"]


def test_not_sure_whether_a_scan_showed_it_or_whether_it_is_over_counts_as_no(pathway: Pathway) -> None:
    for finding in ("scan_showed_womb_pregnancy", "loss_confirmed"):
        pain: dict[str, Any] = {"belly_pain_one_side": True, "belly_pain": 2}
        unsure, no = (person(pathway, **(pain | {finding: value})) for value in (NOT_SURE, False))
        assert rules(unsure) == rules(no)


def test_not_sure_of_everything_ends_in_a_level_and_something_to_do(pathway: Pathway) -> None:
    result = partly(pathway, **dict.fromkeys(pathway.findings, NOT_SURE))
    assert result["settled"]
    assert level(result) == "urgent"
    assert result["call"]["action"] != "none"
    assert result["ask_next"] == []


@pytest.mark.parametrize("phase", ["urgency", "plan"])
def test_an_interview_of_not_sures_ends(pathway: Pathway, phase: str) -> None:
    interview = Interview(pathway)
    while ask := interview.ask(phase):  # type: ignore[arg-type]
        interview.answer(ask, dict.fromkeys(ask.findings, NOT_SURE))
        assert len(interview.steps) <= len(pathway.screens) + 5
    assert phase == "plan" or interview.standing().settled


def test_not_sure_is_never_less_than_no(pathway: Pathway) -> None:
    for finding in pathway.findings.values():
        unsure, clear = person(pathway, **{finding.id: NOT_SURE}), person(pathway, **{finding.id: finding.clear})
        assert LEVELS.index(level(unsure)) <= LEVELS.index(level(clear)), finding.id
