"""The diary's content -> what the page's engine reads: conditions as a module of plain functions over names, and the rest as data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any as Anything

from balm.care.entries import AHEAD
from balm.companion.emit import MADE
from balm.pathway.diary import LONGEST, day_kinds, measure_kinds
from balm.pathway.model import Pathway
from balm.rules.nodes import Node
from balm.rules.to_javascript import to_javascript


def diary_module(pathway: Pathway) -> str:
    """The text of `diary_rules.js`. Its conditions speak of entries and of measures, so of names, not of the places of findings."""
    diary = pathway.diary
    names = {name: json.dumps(name) for name in [*day_kinds(pathway.kinds, diary.moods), *measure_kinds(pathway.kinds, diary.runs)]}

    def table(name: str, nodes: Iterable[tuple[str, Node]]) -> list[str]:
        return ["", f"export const {name} = {{", *(f"  {id_}: (k) => {to_javascript(node, names)}," for id_, node in nodes), "};"]

    lines = [MADE, "", *(f"const d_{one.id} = (k) => {to_javascript(one.when, names)};" for one in diary.noticed.values())]
    lines += table("RUN_DAY", ((run.id, run.day) for run in diary.runs.values()))
    lines += table("RUN_TOLD", ((run.id, run.told_when) for run in diary.runs.values()))
    lines += ["", "export const NOTICED = {", *(f"  {id_}: d_{id_}," for id_ in diary.noticed), "};", ""]
    return "\n".join(lines)


def diary_data(pathway: Pathway) -> dict[str, Anything]:
    """The words and numbers of the diary, as JSON data."""
    diary = pathway.diary
    return {
        "longest": LONGEST,
        "ahead": AHEAD,
        "windows": _of(diary.windows, ("mean_days", "recent_days", "risen_points")),
        "moods": dict(diary.moods),
        "whole_day": diary.whole_day,
        "last_day": diary.last_day,
        "because": dict(diary.because),
        "places": {spot.id: _of(spot, ("label", "new", "sets")) for spot in diary.places.values()},
        "medicines": {drug.id: _of(drug, ("label", "painkiller", "sets")) for drug in diary.medicines.values()},
        "runs": [_of(run, ("id", "finding", "first_day", "bridges", "text")) for run in diary.runs.values()],
        "noticed": [_of(one, ("id", "title", "text", "sets", "sources")) for one in diary.noticed.values()],
    }


def _of(thing: object, names: Iterable[str]) -> dict[str, Anything]:
    return {name: getattr(thing, name) for name in names}
