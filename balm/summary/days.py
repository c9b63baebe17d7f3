"""Her days on the page: the picture, with what it shows in words, and the record behind it."""

from __future__ import annotations

from typing import TypedDict, cast

from balm.care.diary import DayEntry
from balm.summary.told import Told
from balm.summary.usual import usual_bleeding
from balm.summary.words import Said

CHART_DAYS = 42
"""Days that can be told apart on a chart as wide as a page."""
RECORD_DAYS = 28
"""Days that fit on the page behind the first."""


_PART_OF = {
    "days_since_loss": {"loss", "days_since_loss"},
    "pain_now": {"back_pain"},
    "pain_worst": {"back_pain"},
    "bleeding": {"bleeding"},
    "temperature_c": {"temperature_c"},
    "medicine": {"medicines"},
    "sleep": {"sleep_hours"},
}
"""What of a day goes with which sections and findings."""


class Chart(TypedDict):
    """`text` says what the picture shows. `usual`: for each of the days, the heaviest bleeding that is usual by then, or null."""

    title: str
    text: str
    key: str
    band: str
    days: list[DayEntry]
    usual: list[str | None]


class Table(TypedDict):
    """What was not written is "". A row of a day with nothing written has three cells, the last for all the columns that are left.

    `before` says how many days are not shown.
    """

    title: str
    columns: list[str]
    rows: list[list[str]]
    before: str


def written_days(told: Told) -> list[DayEntry]:
    """The days of the diary, from the first of which anything was written to today, without what she keeps to herself."""
    days = told.seen["days"] if told.seen else []
    found = days[next((n for n, day in enumerate(days) if day["recorded"]), len(days)) :]
    gone = {key: None for key, parts in _PART_OF.items() if parts & told.choice.leave_out}
    if "mood" not in told.choice.put_in:
        gone["mood"] = None
    return [cast(DayEntry, {**day, **gone}) for day in found]


def chart(said: Said, told: Told) -> Chart | None:
    """The picture of her last days; None without a diary."""
    days = written_days(told)[-CHART_DAYS:]
    if not days:
        return None
    words = said["summary"]["words"]
    pains = [day["pain_worst"] for day in days if day["pain_worst"] is not None]
    none = said["page"]["table.none"]
    usual = usual_bleeding(told.pathway, told.answers, [day["days_since_loss"] for day in days])
    return {
        "title": words["chart"],
        "text": words["chart_text"].format(
            first=days[0]["day"],
            last=days[-1]["day"],
            highest=max(pains, default=none),
            latest=pains[-1] if pains else none,
            missing=sum(not day["recorded"] for day in days),
        ),
        "key": words["chart_key"],
        "band": f"{words['band' if any(usual) else 'no_band']} {words['no_pain_band']}",
        "days": [{**day, "temperature_c": None, "medicine": None, "sleep": None, "mood": None} for day in days],
        "usual": usual,
    }


def record(said: Said, told: Told) -> Table | None:
    """The last days one by one, the last first; None without a diary."""
    days = written_days(told)
    if not days:
        return None
    page, with_mood = said["page"], "mood" in told.choice.put_in
    columns = ["day", "since", "now", "worst", "bleeding", "temperature", "medicine", "sleep", *(["mood"] if with_mood else [])]
    shown = days[-RECORD_DAYS:]
    words = said["summary"]["words"]
    return {
        "title": words["record"],
        "columns": [page[f"table.{name}"] for name in columns],
        "rows": [_row(said, day, with_mood) for day in reversed(shown)],
        "before": words["record_before"].format(count=len(days) - len(shown)) if len(shown) < len(days) else "",
    }


def _row(said: Said, day: DayEntry, with_mood: bool) -> list[str]:
    start = [day["day"], "" if day["days_since_loss"] is None else str(day["days_since_loss"])]
    if not day["recorded"]:
        return [*start, said["page"]["table.missing"]]
    words = next(one["words"] for one in said["findings"] if one["id"] == "bleeding")
    cells: list[object] = [
        day["pain_now"],
        day["pain_worst"],
        day["bleeding"] and words[day["bleeding"]],
        None if day["temperature_c"] is None else f"{day['temperature_c']:g} °C",
        day["medicine"],
        None if day["sleep"] is None else f"{day['sleep']:g}",
    ]
    if with_mood:
        cells.append(day["mood"] and said["diary"]["moods"][day["mood"]])
    return [*start, *("" if cell is None else str(cell) for cell in cells)]
