"""What the content says of the page for a clinician, as values; and the places in each of its sentences that are filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SENTENCES: dict[str, set[str]] = {
    "title": set(),
    "lead": set(),
    "name": {"name"},
    "made": {"day"},
    "level": set(),
    "settled": set(),
    "withheld": set(),
    "ask": set(),
    "loss": set(),
    "date_of_loss": {"day"},
    "signs": set(),
    "no_signs": set(),
    "unsure": set(),
    "chart": set(),
    "chart_text": {"first", "last", "highest", "latest", "missing"},
    "chart_key": set(),
    "band": set(),
    "no_band": set(),
    "no_pain_band": set(),
    "noticed": set(),
    "medicines": set(),
    "taken": {"medicine", "day", "days", "window", "last"},
    "tried": set(),
    "helped_yes": {"count"},
    "helped_a_little": {"count"},
    "helped_no": {"count"},
    "helped_worse": {"count"},
    "helped_unknown": {"count"},
    "told": set(),
    "told_before": {"count"},
    "counted": set(),
    "person": set(),
    "mood": set(),
    "notes": set(),
    "open": set(),
    "open_level": {"signs"},
    "open_pages": {"pages"},
    "open_more": {"count"},
    "open_partly": {"pages"},
    "clear": set(),
    "clear_rest": set(),
    "not": {"sign"},
    "record": set(),
    "record_before": {"count"},
    "not_a_diagnosis": set(),
    "translated": set(),
    "left_out": set(),
    "version": {"version", "digest"},
}

_SCREEN = """
open heading lead what private reason notes name ask forgotten language hers page print share copy copied failed more files table dates data
document
"""
SCREEN: dict[str, set[str]] = {name: set() for name in _SCREEN.split()}
"""What the companion says around the page; no sentence of it has a place to fill."""


@dataclass(frozen=True, slots=True)
class Private:
    """What she is asked about before it goes on the page: her word for it, and the findings that it means."""

    id: str
    label: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A date of the calendar, `days` after the loss, for whoever answered yes to none of `unless`. 0 days: whenever to look again."""

    id: str
    title: str
    text: str
    days: int = 0
    unless: tuple[str, ...] = ()
    ours: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryPage:
    words: Mapping[str, str]
    screen: Mapping[str, str]
    private: Mapping[str, Private]
    dates: Mapping[str, Reminder]
    check_in: Reminder
