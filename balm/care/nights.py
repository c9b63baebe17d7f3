"""What the diary alone says of now; the twin of `standing` in the companion's judged.js."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from balm.care.assess import Assessment, Level, assess
from balm.care.case import CaseObject
from balm.care.diary import LookBack, look_back
from balm.care.judge import NOBODY
from balm.pathway.model import LEVELS, Pathway

_MORNING = 6
"""Until this hour it is still the night before: what was written then has not passed at midnight."""


class Reading(NamedTuple):
    """What the diary shows on a day, the case that it makes of now, and what that was judged."""

    seen: LookBack
    case: CaseObject
    result: Assessment


def days_of_now(now: datetime) -> list[date]:
    """The days that count as now, today first. `now` is her local time."""
    today = now.date()
    return [today, today - timedelta(days=1)] if now.hour < _MORNING else [today]


def cases(pathway: Pathway, diary: object, days: list[date]) -> list[tuple[LookBack, CaseObject]]:
    """What the diary shows on each of these days, and the case that it makes of now, in their order. Raises CaseRefused."""
    found = []
    for day in days:
        seen = look_back(pathway, diary, day)
        case = seen["case"]
        if "days_since_loss" not in case["answers"]:  # where she said it herself, it is of that day
            case = {**case, "today": days[0].isoformat()}
        found.append((seen, case))
    return found


def readings(pathway: Pathway, diary: object, days: list[date]) -> list[Reading]:
    """The diary as it was read on each of these days, the most urgent reading first. Raises CaseRefused."""
    found = [Reading(seen, case, assess(pathway, case)) for seen, case in cases(pathway, diary, days)]
    return sorted(found, key=lambda one: rank(one.result))


def standing(pathway: Pathway, diary: object, days: list[date]) -> tuple[LookBack, Assessment]:
    """What the diary shows on the first of these days, and the most urgent assessment of all of them. Raises CaseRefused."""
    found = readings(pathway, diary, days)
    return seen_on(days[0], found), found[0].result


def seen_on(day: date, found: list[Reading]) -> LookBack:
    """What the diary shows on this day, which is one of those of the readings."""
    return next(one.seen for one in found if one.seen["today"] == day.isoformat())


def rank(result: Assessment | Level) -> tuple[int, int]:
    """Of two readings, the one whose rank is lower is the more urgent."""
    level = result["urgency"]
    return LEVELS.index(level) if level else NOBODY, LEVELS.index(result["highest_possible"])
