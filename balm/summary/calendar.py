"""Dates to be reminded of, as a calendar file. The titles tell a passer-by nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TypedDict

from balm.summary.told import Told
from balm.summary.words import Said


class Reminder(TypedDict):
    """`at`: an ISO date for the whole day, or an ISO moment in UTC. The same `uid` is the same reminder, moved."""

    uid: str
    at: str
    title: str
    text: str


def reminders(said: Said, told: Told) -> list[Reminder]:
    """When to look again, and the dates counted from the loss that are still to come. None while an emergency stands: that is now."""
    if told.result["urgency"] == "emergency":
        return []
    page = said["summary"]
    found: list[Reminder] = []
    if hours := told.result["check_again"]["within_hours"]:
        at = datetime.fromisoformat(told.made) + timedelta(hours=hours)
        found.append(_reminder("check-in", f"{datetime.fromtimestamp(int(at.timestamp()), tz=UTC):%Y-%m-%dT%H:%M:%SZ}", page["check_in"]))
    lost, today = _day_of_loss(told), date.fromisoformat(told.today)
    if lost is None:
        return found
    for one in page["dates"]:
        day = date.fromordinal(lost.toordinal() + one["days"])
        if day >= today and not any(told.answers.get(finding) is True for finding in one["unless"]):
            found.append(_reminder(one["id"], day.isoformat(), one))
    return found


def to_ics(said: Said, told: Told) -> bytes:
    """The reminders as an iCalendar file (RFC 5545)."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Balm//Dates//EN")
    calendar.add("version", "2.0")
    for one in reminders(said, told):
        event = Event()
        whole_day = "T" not in one["at"]
        event.add("uid", one["uid"])
        event.add("dtstamp", datetime.fromisoformat(told.made).astimezone(UTC))
        event.add("dtstart", date.fromisoformat(one["at"]) if whole_day else datetime.fromisoformat(one["at"]))
        event.add("summary", one["title"])
        event.add("description", one["text"])
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _day_of_loss(told: Told) -> date | None:
    if "loss" in told.choice.leave_out:
        return None
    if stated := told.case.get("date_of_loss"):
        return date.fromisoformat(stated)
    days = told.given.get("days_since_loss")
    return date.fromisoformat(told.today) - timedelta(days=days) if isinstance(days, int) else None


def _reminder(name: str, at: str, words: Said) -> Reminder:
    return {"uid": f"{name}@balm.invalid", "at": at, "title": words["title"], "text": words["text"]}
