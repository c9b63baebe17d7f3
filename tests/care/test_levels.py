"""Policy 1 to 5: levels, and what is not answered."""

from __future__ import annotations

from typing import Any

from balm import Pathway
from balm.pathway.model import LEVELS
from tests.care.people import level, partly, person, rules
from tests.care.witnesses import WITNESSES


def test_with_nothing_answered_there_is_no_level_and_an_emergency_is_possible(pathway: Pathway) -> None:
    result = partly(pathway)
    assert result["urgency"] is None
    assert result["highest_possible"] == "emergency"
    assert not result["settled"]
    assert result["reasons"] == []
    assert result["ask_next"][0] in pathway.screens[0].findings


def test_self_care_is_said_only_when_settled(pathway: Pathway) -> None:
    quiet: dict[str, Any] = {finding.id: finding.clear for finding in pathway.findings.values()}
    assert level(partly(pathway, **quiet)) == "self_care"
    for missing in ("fainted", "saddle_numbness", "temperature_c", "bleeding", "painkiller_days"):
        result = partly(pathway, **{name: value for name, value in quiet.items() if name != missing})
        assert result["urgency"] is None, missing
        assert missing in result["ask_next"], missing


def test_one_sign_is_enough_and_the_highest_rule_wins(pathway: Pathway) -> None:
    result = person(pathway, fainted=True, burning_urine=True, weight_loss=True)
    assert level(result) == "emergency"
    assert rules(result) == ["E1", "T6", "S12"]
    ranks = [LEVELS.index(reason["urgency"]) for reason in result["reasons"]]
    assert ranks == sorted(ranks)


def test_reasons_name_the_answers_that_decided_and_their_sources(pathway: Pathway) -> None:
    reason = person(pathway, saddle_numbness=True)["reasons"][0]
    assert reason["rule"] == "E7"
    assert reason["name"] == "cauda_equina"
    assert reason["findings"] == {"saddle_numbness": True}
    assert reason["because"]
    assert set(reason["sources"]) <= set(pathway.sources)


def test_every_rule_can_be_the_reason_of_its_level(pathway: Pathway) -> None:
    assert set(WITNESSES) == set(pathway.rules)
    for rule, answers in WITNESSES.items():
        result = person(pathway, **answers)
        assert rule in rules(result), rule
        assert level(result) == pathway.rules[rule].urgency, rule


def test_infection_rules_run_at_full_strength_for_42_days_from_the_loss_or_the_last_procedure(pathway: Pathway) -> None:
    assert level(person(pathway, temperature_c=38.0, days_since_loss=42, back_pain=0)) == "urgent"
    assert level(person(pathway, temperature_c=38.0, days_since_loss=43, back_pain=0)) == "today"
    late: dict[str, Any] = {"days_since_loss": 60, "management": "surgical", "back_pain": 0, "temperature_c": 38.0}
    assert level(person(pathway, **late, days_since_procedure=40)) == "urgent"


def test_what_is_expected_on_the_day_of_the_tablets_is_not_cried_over(pathway: Pathway) -> None:
    tablets: dict[str, Any] = {"stage": "under_way", "management": "tablets", "misoprostol": "last_6_hours"}
    assert level(person(pathway, **tablets, uncontrollable_shivering=True)) == "urgent"
    assert level(person(pathway, uncontrollable_shivering=True)) == "emergency"
    assert level(person(pathway, **tablets, temperature_c=38.5, back_pain=0)) == "today"
    assert level(person(pathway, **tablets, temperature_c=39.0, back_pain=0)) == "urgent"
    assert level(person(pathway, **tablets, fainted=True)) == "emergency"


def test_a_miscarriage_never_explains_a_nerve_sign_away(pathway: Pathway) -> None:
    for days in (0, 3, 40, 400):
        for sign in ("saddle_numbness", "bladder_change", "cannot_pass_urine", "bowel_change", "both_legs_weak_or_numb"):
            assert level(person(pathway, days_since_loss=days, **{sign: True})) == "emergency"


def test_having_told_the_clinic_changes_the_words_and_never_the_level(pathway: Pathway) -> None:
    untold = person(pathway, temperature_c=38.5)
    told = person(pathway, temperature_c=38.5, already_told_clinic=True)
    assert level(told) == level(untold)
    assert told["call"]["note"] != untold["call"]["note"]
    assert told["call"]["say"] != untold["call"]["say"]
