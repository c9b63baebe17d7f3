"""What the diary alone says of now; the twin of `standing` in the companion's judged.js."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from balm.care.assess import Assessment, assess
from balm.care.diary import LookBack, look_back
from balm.care.judge import NOBODY
from balm.pathway.model import LEVELS, Pathway

_MORNING = 6
"""Until this hour it is still the night before: what was written then has not passed at midnight."""


def days_of_now(now: datetime) -> list[date]:
    """The days that count as now, today first. `now` is her local time."""
    today = now.date()
    return [today, today - timedelta(days=1)] if now.hour < _MORNING else [today]


def standing(pathway: Pathway, diary: object, days: list[date]) -> tuple[LookBack, Assessment]:
    """What the diary shows on the first of these days, and the most urgent assessment of all of them. Raises CaseRefused."""
    seen = [look_back(pathway, diary, day) for day in days]
    results = []
    for one in seen:
        case = one["case"]
        if "days_since_loss" not in case["answers"]:  # where she said it herself, it is of that day
            case = {**case, "today": days[0].isoformat()}
        results.append(assess(pathway, case))
    return seen[0], min(results, key=_rank)


def _rank(result: Assessment) -> tuple[int, int]:
    level = result["urgency"]
    return LEVELS.index(level) if level else NOBODY, LEVELS.index(result["highest_possible"])
