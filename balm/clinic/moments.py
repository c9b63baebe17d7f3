"""The times of a check-in: as they were sent, in whatever form, and as the diary reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any as Anything

from django.utils import timezone

from balm.care.case import LONGEST_AGO
from balm.care.entries import AHEAD

_MOST_EAST, _MINUTE, _NONE = timedelta(hours=14), timedelta(minutes=1), timedelta(0)


def moment_of(text: object, now: datetime) -> datetime | None:
    """The moment that this says, in any form of ISO 8601; without an offset, by the clock of the clinic.

    None where it says none, or one that no clock that was set can show: longer ago than the judgement looks back (730 days), or more than
    two days ahead of `now`.
    """
    try:
        said = datetime.fromisoformat(text.strip()) if isinstance(text, str) and text.isascii() else None
    except ValueError:
        return None
    if said is None or abs(said.year - now.year) > LONGEST_AGO // 365 + 1:  # where the calendar ends, nothing can be compared
        return None
    at = said if said.tzinfo else timezone.make_aware(said)
    offset = at.utcoffset() or _NONE
    if abs(offset) > _MOST_EAST or offset % _MINUTE:  # nobody's; but the moment is one
        at = at.astimezone(UTC)
    return at if now - timedelta(days=LONGEST_AGO) <= at <= now + timedelta(days=AHEAD) else None


def in_one_form(entry: Mapping[str, Anything], now: datetime) -> tuple[dict[str, Anything], bool]:
    """The entry with its times as the diary reads them, and whether it says itself when it was.

    Where it does not, it counts as of `now`, when it came in, and `at_as_sent` keeps what stood there. To refuse it would be worse for her:
    a phone whose clock is wrong would be refused each time, and an emergency would ring nowhere. At worst, something that has passed
    rings as if it were so now, and whoever calls her learns that.
    """
    at = moment_of(entry.get("at"), now)
    told = {**entry, "at": written(at or timezone.localtime(now))}
    if at is None:
        told["at_as_sent"] = entry.get("at")
    if typed := moment_of(entry.get("written"), now):
        told["written"] = written(typed)
    if isinstance(taken := entry.get("medicine"), list):
        told["medicine"] = [_in_one_form(one, now) for one in taken]
    return told, at is not None


def written(at: datetime) -> str:
    """As the diary writes it: "2026-11-03T21:40+01:00", with the seconds where there are any."""
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def _in_one_form(one: Anything, now: datetime) -> Anything:
    at = moment_of(one.get("at"), now) if isinstance(one, dict) else None
    return {**one, "at": written(at)} if at else one
