"""What she is told beyond the level: what must not wait, whom to ring, what to say, and nothing that contradicts it."""

from __future__ import annotations

from typing import Any

import pytest

from balm import Pathway, assess
from balm.rules.kinds import NOT_SURE
from tests.care.people import how, level, partly, person, rules, status


def sooner(result: Any) -> str:
    return " | ".join(result["check_again"]["sooner_if"])


@pytest.mark.parametrize(
    ("milder", "worse"),
    [
        ({"leg_weakness": True}, "numb between your legs"),
        ({"dizzy": True}, "you faint, or cannot stand"),
        ({"pads_per_hour": 1}, "blood runs down your legs"),
        ({"suicidal_thoughts": True}, "cannot keep yourself safe"),
        ({"temperature_c": 38.5}, "muddled or very sleepy"),
    ],
)
def test_where_the_milder_sign_is_there_the_next_worse_one_is_told(pathway: Pathway, milder: dict[str, Any], worse: str) -> None:
    assert worse in sooner(person(pathway, **milder))


def test_heavy_bleeding_on_the_day_of_the_tablets_is_looked_at_again_within_the_hour_with_its_limits_told(pathway: Pathway) -> None:
    tablets = {"stage": "under_way", "management": "tablets", "misoprostol": "last_6_hours"}
    result = person(pathway, **tablets, bleeding="heavier_than_period", pads_per_hour=3, heavy_hours=1)
    assert level(result) == "today"
    assert result["check_again"]["within_hours"] == 1
    assert "1 an hour for 2 hours" in sooner(result)
    assert "a pad fills in 15 minutes" in sooner(result)


def test_while_the_level_is_not_settled_the_call_is_never_a_slow_one(pathway: Pathway) -> None:
    for answers in ({"leg_pain": "one_leg"}, {"burning_urine": True}, {}):
        result = partly(pathway, **answers)
        assert not result["settled"]
        assert result["call"]["who"] == pathway.words["who.unsettled"]
        assert result["call"]["number"] == "111"
        assert result["check_again"]["within_hours"] == 0


@pytest.mark.parametrize("sign", ["foul_discharge", "dizzy", "racing_heart", "feels_hot_or_shivery", "diarrhoea", "belly_pain_growing"])
def test_a_sure_sign_loses_nothing_because_she_is_not_sure_of_the_day(pathway: Pathway, sign: str) -> None:
    result = person(pathway, **{sign: True, "days_since_loss": NOT_SURE})
    assert level(result) == "urgent"
    reason = result["reasons"][0]
    assert reason["findings"][sign] is True
    assert reason["findings"].get("days_since_loss", NOT_SURE) == NOT_SURE
    assert "unsure_of" not in reason


def test_dates_that_are_known_stand_in_for_a_day_she_is_not_sure_of(pathway: Pathway) -> None:
    case: Any = {"date_of_loss": "2026-11-17", "today": "2026-11-22", "assume_clear": True, "answers": {"days_since_loss": NOT_SURE}}
    assert "5 days ago" in assess(pathway, case)["call"]["say"]


def test_a_loss_of_long_ago_is_told_with_its_own_date(pathway: Pathway) -> None:
    case: Any = {"date_of_loss": "2020-11-01", "today": "2026-11-20", "assume_clear": True, "answers": {"back_pain": 3}}
    assert "1 November 2020, 2210 days ago" in assess(pathway, case)["call"]["say"]
    case["answers"] = {"back_pain": 4}
    assert rules(assess(pathway, case)) == ["S1"]  # it counts as 730 days, not as 7


def test_a_date_without_today_is_told_alone(pathway: Pathway) -> None:
    case: Any = {"date_of_loss": "2026-11-01", "assume_clear": True, "answers": {"fainted": True}}
    said = assess(pathway, case)["call"]["say"]
    assert "on 1 November 2026." in said
    assert "days ago" not in said


@pytest.mark.parametrize("sign", ["leg_weakness", "leg_swollen_or_hot", "took_too_much_medicine"])
def test_what_a_hospital_must_see_is_not_sent_to_the_early_pregnancy_unit(pathway: Pathway, sign: str) -> None:
    assert person(pathway, **{sign: True})["call"]["who"] == pathway.words["who.hospital"]


def test_not_sure_of_a_nerve_sign_still_says_to_go(pathway: Pathway) -> None:
    result = person(pathway, saddle_numbness=NOT_SURE)
    assert level(result) == "urgent"
    assert result["call"]["action"] == "go_now"
    assert result["reasons"][0]["because"].startswith("You are not sure about this.")


def test_the_number_says_whose_it_is(pathway: Pathway) -> None:
    call = person(pathway, burning_urine=True)["call"]
    assert call["number"] == "111"
    assert "111 is NHS 111" in call["note"]


@pytest.mark.parametrize("country", ["KE", "NG", "ZA", "AT"])
def test_without_a_sure_crisis_line_the_emergency_number_leads(pathway: Pathway, country: str) -> None:
    call = person(pathway, country, suicidal_thoughts=True)["call"]
    assert call["who"] == pathway.words["who.crisis"]
    assert call["number"] == {"ZA": "112", "AT": "112"}.get(country)
    assert country == "AT" or "Please check" in call["note"]


def test_what_to_say_names_the_scan_the_operation_and_the_needle(pathway: Pathway) -> None:
    unseen = person(pathway, scan_showed_womb_pregnancy=False, dizzy=True)["call"]["say"]
    assert "No scan has shown that it was in the womb." in unseen
    needle = person(pathway, management="surgical", anaesthetic="spinal_or_epidural", leg_weakness=True, days_since_procedure=5)
    assert "I had an operation to empty the womb, 5 days ago." in needle["call"]["say"]
    assert "spinal or epidural" in needle["call"]["say"]
    assert "1 full-size pad soaked" in person(pathway, pads_per_hour=1)["call"]["say"]
    assert "It was at" not in person(pathway, fainted=True)["call"]["say"]  # nobody said how many weeks


def test_the_page_to_show_never_tells_of_home_nor_of_a_doubt_about_her_mind(pathway: Pathway) -> None:
    said = person(pathway, unsafe_at_home=True, suicidal_thoughts=NOT_SURE, burning_urine=True)["call"]["say"]
    assert "afraid" not in said
    assert "suicide" not in said
    assert "burning pee" in said


@pytest.mark.parametrize("sign", [{"shoulder_tip_pain": True}, {"very_unwell": True}, {"pain_unbearable": True}, {"belly_pain": 9}])
def test_while_help_is_needed_now_nothing_is_offered_that_could_harm_or_hide(pathway: Pathway, sign: dict[str, Any]) -> None:
    result = person(pathway, **sign)
    for item in ("walking", "gentle_movement", "warm_bath", "local_heat", "ibuprofen", "massage"):
        assert status(result, item) != "offer", item
    assert status(result, "breathing") == "offer"


def test_at_urgent_drinking_is_small_sips_and_nothing_else(pathway: Pathway) -> None:
    result = person(pathway, vomiting="cannot_keep_fluids")
    assert status(result, "fluids") == "offer"
    assert "small sips" in how(result, "fluids")
    assert "6 to 8" not in how(result, "fluids")
    assert "6 to 8" in how(person(pathway), "fluids")


def test_pain_that_cannot_be_borne_is_asked_of_everybody_wherever_it_is(pathway: Pathway) -> None:
    asked = partly(pathway, back_pain=0, belly_pain=0)["ask_next"]
    assert {"pain_unbearable", "pain_not_eased_by_painkillers", "pain_stops_daily_life"} <= set(asked)


def test_ibuprofen_waits_when_she_is_sick_on_steroids_or_has_had_one_of_its_kind(pathway: Pathway) -> None:
    assert status(person(pathway, vomiting="some"), "ibuprofen") == "withhold"
    assert status(person(pathway, weak_bones=True, back_pain=1), "ibuprofen") == "caution"
    assert status(person(pathway, taking_nsaid=True), "ibuprofen") == "withhold"


def test_pads_only_ends_with_the_first_period(pathway: Pathway) -> None:
    assert status(person(pathway, days_since_loss=60, bleeding="none"), "tampons") == "offer"
    assert status(person(pathway, days_since_loss=60, bleeding="none", weeks_without_period=8), "tampons") == "withhold"
