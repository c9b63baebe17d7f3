"""The plan: every item has its status and its why; avoid beats caution beats offer; what is unknown is not offered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balm import Pathway
from balm.care.ask import ask_next
from balm.care.case import Case
from balm.care.judge import judge, known
from balm.care.plan import plan
from balm.care.truths import Truths
from balm.rules.evaluate import evaluate
from balm.rules.kinds import YesNo
from tests.agreement.drawing import answers, completions
from tests.care.people import how, partly, person, status, why

ITEMS = """
rest sleep walking gentle_movement strengthening pelvic_floor pillow_support local_heat heat_wrap warm_bath shower cold_pack heat_and_cold
massage tens paracetamol ibuprofen naproxen aspirin codeine food fluids iron_rich_food fibre mood_support sleep_habits breathing
hot_tub_or_pool tampons sex driving return_to_sport
"""


def test_every_item_is_listed_whoever_asks(pathway: Pathway) -> None:
    for result in (person(pathway), partly(pathway), person(pathway, fainted=True)):
        assert sorted(entry["item"] for entry in result["care"]) == sorted(ITEMS.split())


def test_naproxen_aspirin_and_codeine_are_never_offered_only_explained(pathway: Pathway) -> None:
    for item in ("naproxen", "aspirin", "codeine"):
        assert status(person(pathway), item) == "withhold"
        assert "Balm never suggests" in why(person(pathway), item)


@pytest.mark.parametrize(
    ("item", "condition"),
    [
        ("ibuprofen", {"stomach_ulcer": True}),
        ("ibuprofen", {"kidney_disease": True}),
        ("ibuprofen", {"nsaid_reaction": True}),
        ("ibuprofen", {"blood_thinners": True}),
        ("ibuprofen", {"heart_disease": True}),
        ("ibuprofen", {"might_be_pregnant": True}),
        ("ibuprofen", {"stage": "suspected"}),
        ("ibuprofen", {"age_years": 15}),
        ("ibuprofen", {"temperature_c": 38.5}),
        ("ibuprofen", {"bleeding": "heavier_than_period"}),
        ("paracetamol", {"paracetamol_reaction": True}),
        ("paracetamol", {"age_years": 15}),
        ("cold_pack", {"cold_sensitivity": True}),
        ("tens", {"epilepsy_or_pacemaker": True}),
        ("massage", {"leg_swollen_or_hot": True}),
        ("walking", {"leg_weakness": True}),
        ("gentle_movement", {"clinic_forbids_exercise": True}),
        ("gentle_movement", {"management": "surgical", "days_since_procedure": 1}),
        ("heat_wrap", {"anaesthetic": "spinal_or_epidural", "days_since_procedure": 3}),
        ("shower", {"dizzy": True, "alone_or_far_from_help": True}),
        ("driving", {"drowsy_from_medicine": True}),
        ("driving", {"temperature_c": 38.5}),
        ("food", {"temperature_c": 38.5}),
        ("sex", {"bleeding": "light"}),
        ("tampons", {}),
        ("return_to_sport", {"days_since_loss": 27, "bleeding": "none"}),
        ("hot_tub_or_pool", {"bleeding": "spotting"}),
        ("fibre", {}),
        ("iron_rich_food", {}),
        ("ibuprofen", {"days_since_loss": 30, "pregnancy_test": "positive"}),
        ("ibuprofen", {"days_since_loss": 10, "still_feels_pregnant": True}),
    ],
)  # fmt: skip
def test_the_matrix_says_avoid(pathway: Pathway, item: str, condition: dict[str, Any]) -> None:
    assert status(person(pathway, **condition), item) == "withhold"


@pytest.mark.parametrize(
    ("item", "condition"),
    [
        ("ibuprofen", {"asthma": True, "ibuprofen_safe_before": False}),
        ("ibuprofen", {"antidepressant_ssri": True}),
        ("ibuprofen", {"breastfeeding": True}),
        ("ibuprofen", {"age_years": 16}),
        ("paracetamol", {"liver_disease": True}),
        ("paracetamol", {"weight_under_50_kg": True}),
        ("paracetamol", {"temperature_c": 38.5}),
        ("paracetamol", {"taking_paracetamol": True}),
        ("local_heat", {"diabetes": True}),
        ("warm_bath", {"epilepsy_or_pacemaker": True}),
        ("walking", {"dizzy": True}),
        ("shower", {"dizzy": True}),
        ("gentle_movement", {"management": "surgical", "days_since_procedure": 3}),
        ("driving", {"anaesthetic": "general", "management": "surgical", "days_since_procedure": 1}),
        ("pelvic_floor", {"wound_or_stitches": True}),
        ("ibuprofen", {"burning_urine": True}),
        ("warm_bath", {"pain_under_ribs_one_side": True}),
        ("hot_tub_or_pool", {"days_since_loss": 50, "bleeding": "none", "belly_hard_or_swollen": True}),
        ("sex", {"days_since_loss": 50, "bleeding": "none", "foul_discharge": True}),
        ("hot_tub_or_pool", {"days_since_loss": 50, "bleeding": "none", "leg_numbness": True}),
    ],
)  # fmt: skip
def test_the_matrix_says_caution_and_what_to_settle_first(pathway: Pathway, item: str, condition: dict[str, Any]) -> None:
    result = person(pathway, **condition)
    assert status(result, item) == "caution"
    assert why(result, item)


@pytest.mark.parametrize(
    ("item", "condition"),
    [
        ("return_to_sport", {"days_since_loss": 28, "bleeding": "none"}),
        ("sex", {"bleeding": "none"}),
        ("tampons", {"bleeding": "period", "like_usual_period": True, "days_since_loss": 30}),
        ("fibre", {"constipated": True}),
        ("iron_rich_food", {"bleeding": "period"}),
        ("ibuprofen", {"asthma": True}),
        ("ibuprofen", {"misoprostol": "earlier", "management": "tablets"}),
        ("hot_tub_or_pool", {"bleeding": "none"}),
    ],
)  # fmt: skip
def test_what_may_be_offered_is_offered(pathway: Pathway, item: str, condition: dict[str, Any]) -> None:
    assert status(person(pathway, **condition), item) == "offer"


def test_a_hot_tub_is_never_offered_where_a_warm_bath_is_not(pathway: Pathway) -> None:
    worst = {"withhold": 0, "caution": 1, "offer": 2}
    for finding in pathway.findings.values():
        for base in ({}, {"days_since_loss": 50}, {"days_since_loss": 50, "management": "natural", "stage": "after"}):
            if isinstance(finding.kind, YesNo):
                result = person(pathway, **{**base, "bleeding": "none", finding.id: True})
                assert worst[status(result, "hot_tub_or_pool")] <= worst[status(result, "warm_bath")], finding.id


def test_an_unanswered_condition_gives_caution_at_best_and_names_the_question(pathway: Pathway) -> None:
    quiet: dict[str, Any] = {finding.id: finding.clear for finding in pathway.findings.values() if finding.id != "stomach_ulcer"}
    result = partly(pathway, **quiet)
    assert status(result, "ibuprofen") == "caution"
    assert pathway.findings["stomach_ulcer"].question in why(result, "ibuprofen")
    assert result["ask_for_plan"] == ["stomach_ulcer"]


def test_a_nerve_sign_that_was_not_asked_about_already_holds_back_what_is_done_to_the_back(pathway: Pathway) -> None:
    quiet: dict[str, Any] = {finding.id: finding.clear for finding in pathway.findings.values() if finding.id != "leg_weakness"}
    assert status(partly(pathway, **quiet), "local_heat") == "withhold"


def test_doses_are_shown_only_where_they_were_seen(pathway: Pathway) -> None:
    assert "1,200" in how(person(pathway, "GB"), "ibuprofen")
    assert "4,000 mg" in how(person(pathway, "CA"), "paracetamol")
    for country in ("FR", "ZZ", ""):
        assert pathway.words["plan.limits_general"] in how(person(pathway, country), "paracetamol")
    for item in pathway.care.values():
        assert all(limit.seen == bool(limit.text) for limit in item.limits)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=150)
def test_nothing_is_offered_that_the_matrix_forbids_for_any_completion_of_the_answers(pathway: Pathway, data: st.DataObject) -> None:
    partial = data.draw(answers(pathway))
    standing = judge(pathway, Case(partial))
    now = {e["item"]: e["status"] for e in plan(pathway, Truths(pathway, standing), known(pathway, standing.values))}
    later = judge(pathway, Case(data.draw(completions(pathway, partial))))
    final = known(pathway, later.values)
    for row in pathway.matrix.values():
        if row.when is not None and evaluate(row.when, final, pathway.meanings) is True:
            assert not [item for item in row.avoid if now[item] == "offer"], row.id
    if later.urgency == "emergency":
        assert "offer" not in now.values()


@pytest.mark.slow
@given(st.data())
@settings(max_examples=150)
def test_below_an_emergency_there_is_always_something_to_do(pathway: Pathway, data: st.DataObject) -> None:
    standing = judge(pathway, Case(data.draw(completions(pathway, {}))))
    offered = [e for e in plan(pathway, Truths(pathway, standing), known(pathway, standing.values)) if e["status"] == "offer"]
    assert bool(offered) == (standing.urgency != "emergency")
    assert not ask_next(pathway, standing)
