"""The dates: two weeks, three weeks, and when to look again; nothing that a passer-by could read from them; none in an emergency."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from balm.summary.calendar import to_ics
from balm.summary.told import Choice
from tests.summary.pages import said, told

MADE = "2026-11-21T22:00+01:00"


def events(given: Any, language: str = "en") -> dict[str, Any]:
    calendar = Calendar.from_ical(to_ics(said(language), told(given, Choice(), MADE)))
    return {str(event["uid"]).split("@")[0]: event for event in calendar.walk("VEVENT")}


def case(**answers: Any) -> dict[str, Any]:
    return {"date_of_loss": "2026-11-14", "today": "2026-11-21", "assume_clear": True, "answers": answers}


def test_the_dates_are_counted_from_the_loss() -> None:
    found = events(case())
    assert {name: found[name]["dtstart"].dt for name in ("review", "test")} == {"review": date(2026, 11, 28), "test": date(2026, 12, 5)}
    assert found["check-in"]["dtstart"].dt == datetime(2026, 11, 22, 21, tzinfo=UTC)


def test_days_since_the_loss_do_as_well_as_its_date() -> None:
    found = events({"today": "2026-11-21", "assume_clear": True, "answers": {"days_since_loss": 7}})
    assert found["review"]["dtstart"].dt == date(2026, 11, 28)


def test_what_is_past_is_left_out() -> None:
    assert events(case() | {"date_of_loss": "2026-11-07"}).keys() == {"review", "test", "check-in"}
    assert events(case() | {"date_of_loss": "2026-11-06"}).keys() == {"test", "check-in"}


def test_whoever_has_tests_of_their_clinic_gets_no_date_for_a_home_test() -> None:
    assert "test" not in events(case(told_molar=True))


def test_an_emergency_is_no_date() -> None:
    assert events(case(flooding=True)) == {}


def test_a_level_that_is_not_settled_is_looked_at_now_and_not_in_some_hours() -> None:
    assert "check-in" not in events({"date_of_loss": "2026-11-14", "today": "2026-11-21", "answers": {"back_pain": 3}})


def test_a_title_tells_a_passer_by_nothing() -> None:
    for event in events(case()).values():
        assert not any(word in str(event["summary"]).lower() for word in ("miscarr", "loss", "lost", "pregnan", "balm", "bleed", "pain"))
        assert event["class"] == "PRIVATE"
