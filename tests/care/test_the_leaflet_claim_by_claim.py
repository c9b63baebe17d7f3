"""The leaflet that Balm started from: what the system does about each of its claims."""

from __future__ import annotations

from typing import Any

import pytest

from balm import Pathway
from tests.care.people import at_least, how, level, partly, person, rules, status, why

CLAIMS = ("1", "2", "3", "4", "5", "5a", "5b", "5c", "5d", "6", "7")


def test_every_claim_has_a_verdict_and_what_balm_says_instead(pathway: Pathway) -> None:
    assert tuple(pathway.claims) == CLAIMS
    assert all(claim.instead and claim.verdict_text and claim.sources for claim in pathway.claims.values())


def test_claim_1_nothing_she_did_caused_it_and_no_cause_says_otherwise(pathway: Pathway) -> None:
    assert "very unlikely that it was anything you did" in pathway.claims["1"].instead.lower()
    told = " ".join(f"{cause.title} {cause.text}" for cause in pathway.causes.values()).lower()
    assert not any(word in told for word in ("your fault", "you lifted", "you should have", "because you did"))


@pytest.mark.parametrize(
    "sign",
    [
        {"bleeding": "spotting"},
        {"belly_pain": 2},
        {"back_pain": 1},
        {"tissue_passed": True},
        {"pink_or_brown_discharge": True},
    ],
    ids=["bleeding", "cramps", "back pain", "tissue", "discharge"],
)
def test_claim_2_each_of_the_five_signs_during_a_miscarriage_is_at_least_today(pathway: Pathway, sign: dict[str, Any]) -> None:
    quiet: dict[str, Any] = {"stage": "suspected", "bleeding": "none", "belly_pain": 0, "back_pain": 0}
    assert at_least(person(pathway, **(quiet | sign)), "today")


def test_claim_2_heavy_signs_during_a_miscarriage_are_urgent(pathway: Pathway) -> None:
    assert "U22" in rules(person(pathway, stage="suspected", bleeding="heavier_than_period"))
    assert "U22" in rules(person(pathway, stage="suspected", tissue_passed=True))
    assert "U22" in rules(person(pathway, stage="suspected", waters_broken=True))


def test_claim_3_sharp_stabbing_and_intense_pain_is_at_least_urgent(pathway: Pathway) -> None:
    assert at_least(person(pathway, back_pain=8, pain_sharp=True), "urgent")
    assert at_least(person(pathway, back_pain=9, pain_sharp=True, days_since_loss=200), "urgent")
    assert at_least(person(pathway, stage="suspected", back_pain=5, pain_sharp=True), "urgent")


def test_claim_3_dull_or_mild_pain_can_be_serious_too(pathway: Pathway) -> None:
    assert level(person(pathway, back_pain=1, saddle_numbness=True)) == "emergency"
    assert at_least(person(pathway, back_pain=2, belly_pain_one_side=True, scan_showed_womb_pregnancy=False), "urgent")


def test_claim_4_severe_pain_is_never_called_usual(pathway: Pathway) -> None:
    result = person(pathway, days_since_loss=1, back_pain=9)
    assert at_least(result, "urgent")
    assert not any(topic["within"] for topic in result["expected"] if topic["topic"] == "back_pain")


def test_claim_4_tissue_that_tightens_is_no_cause_that_balm_gives(pathway: Pathway) -> None:
    assert pathway.claims["4"].verdict in ("part_supported", "no_evidence")
    assert not any("tighten" in f"{cause.title} {cause.text}".lower() for cause in pathway.causes.values())


def test_claim_5_medicine_for_ten_days_leads_to_a_clinician_and_no_more_tablets(pathway: Pathway) -> None:
    result = person(pathway, painkiller_days=11)
    assert at_least(result, "soon")
    assert "S9" in rules(result)
    assert status(result, "paracetamol") == status(result, "ibuprofen") == "withhold"
    assert status(person(pathway, painkiller_days=4), "ibuprofen") == "caution"


def test_claim_5a_rest_means_short_rests_and_sleep_by_day_has_its_week(pathway: Pathway) -> None:
    result = person(pathway)
    assert status(result, "rest") == status(result, "sleep") == "offer"
    assert "all day" in how(result, "rest")
    assert "day 8" in how(result, "sleep")


def test_claim_5b_strengthening_waits_three_weeks_and_for_the_bleeding_to_stop(pathway: Pathway) -> None:
    assert status(person(pathway, days_since_loss=10, bleeding="none"), "strengthening") == "withhold"
    assert status(person(pathway, days_since_loss=25, bleeding="spotting"), "strengthening") == "withhold"
    assert status(person(pathway, days_since_loss=25, bleeding="none"), "strengthening") == "offer"
    assert status(partly(pathway, days_since_loss=25), "strengthening") != "offer"


@pytest.mark.parametrize(
    "condition",
    [
        {"bleeding": "heavier_than_period", "days_since_loss": 1},
        {"dizzy": True},
        {"temperature_c": 38.5},
        {"clinic_forbids_baths": True},
        {"management": "surgical", "days_since_procedure": 5},
        {"anaesthetic": "sedation", "days_since_procedure": 0},
        {"drowsy_from_medicine": True},
    ],
    ids=lambda condition: next(iter(condition)),
)
def test_claim_5c_no_bath_where_a_bath_can_harm(pathway: Pathway, condition: dict[str, Any]) -> None:
    assert status(person(pathway, **condition), "warm_bath") == "withhold"


def test_claim_5c_a_bath_is_warm_short_and_once_a_day(pathway: Pathway) -> None:
    result = person(pathway)
    assert status(result, "warm_bath") == "offer"
    assert "40 °C" in how(result, "warm_bath")
    assert "10 to 15 minutes" in how(result, "warm_bath")
    assert "once a day" in how(result, "warm_bath")
    assert status(person(pathway, bleeding="light"), "hot_tub_or_pool") == "withhold"


def test_claim_5d_heat_has_its_burn_rules_and_is_left_where_it_can_harm(pathway: Pathway) -> None:
    assert "towel" in how(person(pathway), "local_heat")
    assert "never sleep" in how(person(pathway), "local_heat").lower()
    heatless = ("numb_skin", "broken_skin", "leg_swollen_or_hot", "taking_codeine", "foul_discharge")
    conditions: list[dict[str, Any]] = [{"temperature_c": 38.5}, *({sign: True} for sign in heatless)]
    for condition in conditions:
        assert status(person(pathway, **condition), "local_heat") == "withhold", condition


def test_claim_5d_heat_and_cold_in_turns_is_never_in_the_plan_and_takes_the_stricter_of_the_two(pathway: Pathway) -> None:
    assert not any(entry["in_plan"] for entry in person(pathway)["care"] if entry["item"] == "heat_and_cold")
    assert status(person(pathway, cold_sensitivity=True), "heat_and_cold") == "withhold"
    assert status(person(pathway, numb_skin=True), "heat_and_cold") == "withhold"


def test_claim_6_poor_appetite_alone_is_watched_and_hardly_eating_for_days_is_seen(pathway: Pathway) -> None:
    assert level(person(pathway, appetite="less")) == "self_care"
    assert at_least(person(pathway, appetite="hardly_any", days_hardly_eating=3), "soon")
    assert at_least(person(pathway, days_hardly_eating=3, low_mood_days=3), "today")
    assert at_least(person(pathway, vomiting="cannot_keep_fluids"), "urgent")
    assert "mend" in pathway.claims["6"].instead.lower() or "mend" in pathway.claims["6"].verdict_text.lower()


def test_claim_7_two_weeks_of_back_pain_is_at_least_soon(pathway: Pathway) -> None:
    for pain in range(1, 11):
        assert at_least(person(pathway, back_pain=pain, pain_days=14), "soon")
    assert level(person(pathway, back_pain=1, pain_days=13)) == "self_care"


def test_claim_7_unbearable_pain_is_at_least_urgent(pathway: Pathway) -> None:
    assert at_least(person(pathway, pain_unbearable=True), "urgent")
    assert at_least(partly(pathway, pain_unbearable=True), "urgent")


def test_claim_7_what_the_leaflet_leaves_out_does_not_wait(pathway: Pathway) -> None:
    signs: list[tuple[dict[str, Any], str]] = [
        ({"temperature_c": 38.0}, "urgent"),
        ({"foul_discharge": True}, "urgent"),
        ({"pads_per_hour": 2}, "urgent"),
        ({"leg_swollen_or_hot": True}, "urgent"),
        ({"breathless": True}, "emergency"),
        ({"cannot_pass_urine": True}, "emergency"),
        ({"burning_urine": True}, "today"),
        ({"suicidal_thoughts": True}, "urgent"),
    ]
    for sign, urgency in signs:
        assert at_least(person(pathway, **sign), urgency), sign


def test_why_not_always_has_an_answer(pathway: Pathway) -> None:
    result = person(pathway, temperature_c=38.5)
    assert all(entry["why"] for entry in result["care"])
    assert "infection" in why(result, "local_heat")
