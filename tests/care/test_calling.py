"""Policy 9: the level says how fast, the action says how; numbers come from her country and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from balm import Pathway, assess
from balm.care.call import best_line, country_of
from tests.care.people import person


def call(pathway: Pathway, country: str | None = "GB", **answers: Any) -> Any:
    return assess(pathway, {"country": country, "assume_clear": True, "answers": answers})["call"]


NUMBERS = """
GB 999, US 911, CA 911, AU 000, NZ 111, IN 112, DE 112, FR 15, ES 112, IE 112, MX 911, BR 192, ZA 112, AT 112, PL 112, gb 999, UK 999
"""


@pytest.mark.parametrize("expected", NUMBERS.strip().split(", "))
def test_an_emergency_gives_the_number_of_her_country(pathway: Pathway, expected: str) -> None:
    country, number = expected.split()
    assert call(pathway, country, fainted=True)["number"] == number


@pytest.mark.parametrize("country", [None, "", "ZZ", "CN", "NG", "KE"])
def test_without_a_country_or_a_sure_number_it_is_your_local_emergency_number(pathway: Pathway, country: str | None) -> None:
    said = call(pathway, country, fainted=True)
    assert said["number"] is None
    assert said["who"] == "your local emergency number"
    assert said["action"] == "ambulance"
    assert said["if_no_answer"]


def test_111_is_a_health_line_in_the_uk_and_the_emergency_number_in_new_zealand(pathway: Pathway) -> None:
    assert call(pathway, "GB", burning_urine=True)["number"] == "111"
    assert call(pathway, "NZ", burning_urine=True)["number"] == "0800 611 116"


def test_each_level_has_its_action_and_a_rule_may_name_another(pathway: Pathway) -> None:
    assert call(pathway, fainted=True)["action"] == "ambulance"
    assert call(pathway, saddle_numbness=True)["action"] == "go_now"
    assert call(pathway, saddle_numbness=True, fainted=True)["action"] == "ambulance"
    assert call(pathway, temperature_c=38.5)["action"] == "ring_now"
    assert call(pathway, burning_urine=True)["action"] == "ring_today"
    assert call(pathway, weight_loss=True)["action"] == "book"
    assert call(pathway)["action"] == "none"


def test_every_action_says_what_to_do_if_nobody_answers(pathway: Pathway) -> None:
    for answers in (
        {"fainted": True},
        {"saddle_numbness": True},
        {"temperature_c": 38.5},
        {"suicidal_thoughts": True},
        {"weight_loss": True},
    ):
        for country in (*pathway.countries, None):
            said = call(pathway, country, **answers)
            assert said["if_no_answer"]
            assert "{" not in said["if_no_answer"] + said["who"] + said["say"]


def test_thoughts_of_suicide_alone_lead_to_a_crisis_line_and_beside_other_signs_it_is_given_too(pathway: Pathway) -> None:
    assert call(pathway, "GB", suicidal_thoughts=True)["number"] == "116 123"
    assert call(pathway, "US", suicidal_thoughts=True)["number"] == "988"
    beside = call(pathway, "GB", suicidal_thoughts=True, temperature_c=38.5)
    assert beside["also"] == [{"who": "Samaritans", "number": "116 123"}]
    emergency = call(pathway, "GB", cannot_stay_safe=True)
    assert emergency["number"] == "999"
    assert emergency["also"][0]["number"] == "116 123"


def test_a_line_that_is_no_crisis_line_is_never_given_for_one(pathway: Pathway) -> None:
    for country in pathway.countries.values():
        line = best_line(country, "crisis", date(2026, 11, 22))
        assert line is None or (line.crisis_line and line.confidence != "low")


def test_a_number_past_its_date_is_not_shown_but_for_the_emergency_number_with_a_word_to_check_it(pathway: Pathway) -> None:
    late = {"country": "GB", "today": "2030-01-01", "assume_clear": True}
    assert assess(pathway, {**late, "answers": {"burning_urine": True}})["call"]["number"] is None  # type: ignore[typeddict-item]
    said = assess(pathway, {**late, "answers": {"fainted": True}})["call"]  # type: ignore[typeddict-item]
    assert said["number"] == "999"
    assert "check" in said["note"]


def test_what_to_say_names_the_loss_how_long_ago_and_the_signs(pathway: Pathway) -> None:
    assert "5 days ago" in call(pathway, days_since_loss=5, temperature_c=38.5)["say"]
    assert "yesterday" in call(pathway, days_since_loss=1, temperature_c=38.5)["say"]
    assert "today" in call(pathway, days_since_loss=0, temperature_c=38.5)["say"]
    assert "38.5 °C" in call(pathway, temperature_c=38.5)["say"]
    dated = assess(
        pathway,
        {"date_of_loss": "2026-11-17", "today": "2026-11-22", "assume_clear": True, "answers": {"temperature_c": 38.5}},
    )
    assert "17 November 2026, 5 days ago" in dated["call"]["say"]


def test_the_days_since_the_loss_follow_from_the_two_dates(pathway: Pathway) -> None:
    dates = {"date_of_loss": "2026-10-01", "today": "2026-11-22", "assume_clear": True}
    result = assess(pathway, {**dates, "answers": {"temperature_c": 38.0, "back_pain": 0}})  # type: ignore[typeddict-item]
    assert result["urgency"] == "today"  # 52 days: past the 42 days of full strength


def test_an_eu_member_without_its_own_file_has_the_eu_numbers(pathway: Pathway) -> None:
    assert country_of(pathway, "AT") is pathway.countries["EU"]
    assert country_of(pathway, "DE") is pathway.countries["DE"]
    assert country_of(pathway, "CH") is None


def test_at_emergency_nothing_is_offered_but_getting_help(pathway: Pathway) -> None:
    result = person(pathway, fainted=True)
    assert {entry["status"] for entry in result["care"]} == {"withhold"}
    assert not any(entry["how"] for entry in result["care"])
    assert not result["causes"]
    assert not result["expected"]
    assert not result["ask_for_plan"]
