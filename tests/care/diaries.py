"""Short ways to write a diary, and random ones. Today is 22 November 2026."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from balm import LookBack, Pathway, look_back
from balm.care.entries import HELPED
from balm.rules.kinds import NOT_SURE, Choice, Kind, Number

TODAY = date(2026, 11, 22)
OWN = ("pain_worst", "places", "mood", "medicine", "written", "tried", "told_clinic", "notes")


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def on(days_ago: int, at: str = "12:00+00:00", **said: Any) -> dict[str, Any]:
    """An entry of so many days ago: what is not the diary's own is an answer to a finding."""
    answers = {name: value for name, value in said.items() if name not in OWN}
    own = {name: value for name, value in said.items() if name in OWN}
    return {"at": f"{ago(days_ago)}T{at}", "answers": answers, **own}


def pains(*values: int | None) -> list[dict[str, Any]]:
    """An entry a day up to today, each with its back pain; None: nothing written that day."""
    return [on(len(values) - 1 - n, back_pain=value) for n, value in enumerate(values) if value is not None]


def written(*entries: Mapping[str, Any], loss: int | None = None, begun: int | None = None, **head: Any) -> dict[str, Any]:
    """A diary: `loss` and `begun` so many days ago."""
    dates = {"date_of_loss": None if loss is None else ago(loss), "begun": None if begun is None else ago(begun)}
    return {**dates, "entries": list(entries), **head}


def back(pathway: Pathway, *entries: Mapping[str, Any], loss: int | None = None, begun: int | None = None) -> LookBack:
    return look_back(pathway, written(*entries, loss=loss, begun=begun), TODAY)


def shown(pathway: Pathway, diary: Mapping[str, Any]) -> set[str]:
    """The ids of what is noticed."""
    return {one["id"] for one in look_back(pathway, diary, TODAY)["noticed"]}


def values(kind: Kind) -> st.SearchStrategy[Any]:
    if isinstance(kind, Choice):
        return st.sampled_from(kind.choices)
    if not isinstance(kind, Number):
        return st.booleans()
    if kind.decimals:
        return st.integers(int(kind.low) * 10, int(kind.high) * 10).map(lambda tenths: tenths / 10)
    return st.integers(int(kind.low), int(kind.high)) | st.integers(int(kind.low), min(int(kind.low) + 30, int(kind.high)))


OFTEN = (
    "back_pain",
    "bleeding",
    "belly_pain",
    "pain_trend",
    "bleeding_trend",
    "temperature_c",
    "clots",
    "taking_nsaid",
    "pain_days",
    "stage",
)


def entries(pathway: Pathway, days: int, findings: tuple[str, ...] = OFTEN) -> st.SearchStrategy[dict[str, Any]]:
    """An entry of one of the last `days` days. Most often it says something of these findings."""
    diary = pathway.diary
    answers = {name: values(pathway.kinds[name]) | st.just(NOT_SURE) for name in findings}
    item = st.fixed_dictionaries({"item": st.sampled_from(list(diary.medicines))})
    tried = st.fixed_dictionaries({"item": st.sampled_from(list(pathway.care)), "helped": st.none() | st.sampled_from(HELPED)})
    own = {
        "pain_worst": st.integers(0, 10),
        "places": st.lists(st.sampled_from(list(diary.places)), max_size=2),
        "mood": st.sampled_from(list(diary.moods)),
        "medicine": st.lists(item, max_size=2),
        "tried": st.lists(tried, max_size=2),
    }
    at = st.tuples(st.integers(0, days - 1), st.integers(0, 1439)).map(lambda t: f"{ago(t[0])}T{t[1] // 60:02}:{t[1] % 60:02}+00:00")
    return st.fixed_dictionaries({"at": at, "answers": st.fixed_dictionaries({}, optional=answers)}, optional=own)


def diaries(pathway: Pathway, days: int = 20, findings: tuple[str, ...] = OFTEN) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(entries(pathway, days, findings), max_size=12, unique_by=lambda entry: entry["at"])
    dates = st.none() | st.integers(0, days + 3).map(ago)
    return st.fixed_dictionaries({"entries": several, "date_of_loss": dates, "begun": dates})


def daily(pathway: Pathway, findings: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """An entry on most of the days up to today, about one finding or so."""
    one = st.none() | entries(pathway, 1, findings)

    def dated(days: list[Any], loss: int | None) -> dict[str, Any]:
        return written(*({**entry, "at": f"{ago(n)}T12:00+00:00"} for n, entry in enumerate(days) if entry), loss=loss)

    return st.builds(dated, st.lists(one, min_size=3, max_size=14), st.none() | st.integers(0, 20))


def easing() -> st.SearchStrategy[dict[str, Any]]:
    """Pain on nearly every day, most often less at last than at first."""

    def dated(first: list[int], between: list[int | None], last: list[int], loss: int | None) -> dict[str, Any]:
        every = [*first, *between, *last]
        return written(*pains(*every), begun=len(every) - 1, loss=loss)

    low, high, any_day = st.integers(0, 2), st.integers(2, 10), st.none() | st.integers(0, 10)
    between = st.lists(any_day, max_size=5)
    return st.builds(
        dated, st.lists(high, min_size=3, max_size=3), between, st.lists(low, min_size=3, max_size=3), st.none() | st.integers(0, 9)
    )
