"""Tables -> the values of `diary`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any as Anything

from balm.pathway.diary import Diary, Drug, Noticed, Run, Spot, Windows, day_kinds, measure_kinds
from balm.pathway.read import item_digest, review
from balm.pathway.tables import Table, Vocabulary
from balm.rules.kinds import Kind
from balm.rules.nodes import Value, findings_in


def diary(top: Table, findings: Mapping[str, Kind], tables: dict[tuple[str, str], Table]) -> Diary:
    """The diary's content. `findings` are the kinds of the findings; where each thing stands is noted in `tables`."""

    def named(key: str, kind: str) -> list[Table]:
        inside = top.sub(key)
        found = [inside.sub(name) for name in inside.data]
        tables.update({(kind, table.id): table for table in found})
        inside.done()
        return found

    tables["whole_day", ""] = top
    why = top.sub("because")
    moods = top.mapping("moods")
    if len(moods) < 2:
        top.report("moods", "the diary needs two or more words for the mood", "list them from the best to the worst")
    runs = named("run", "run")
    days = Vocabulary(day_kinds(findings, moods))
    measures = Vocabulary(measure_kinds(findings, [table.id for table in runs]))
    read = Diary(
        windows=_windows(top.sub("windows")),
        moods=moods,
        whole_day=top.texts("whole_day"),
        last_day=top.texts("last_day"),
        because={key: why.text(key) for key in ("whole_day", "last_day", "place", "medicine")},
        places={table.id: _spot(table) for table in named("place", "place")},
        medicines={table.id: _drug(table) for table in named("medicine", "medicine")},
        runs={table.id: _run(table, days, measures) for table in runs},
        noticed={table.id: _noticed(table, measures, top.data) for table in named("noticed", "noticed")},
    )
    why.done()
    top.done()
    return read


def _windows(table: Table) -> Windows:
    read = Windows(table.whole("mean_days"), table.whole("recent_days"), table.whole("risen_points"), table.text("ours"))
    if not 1 <= read.mean_days <= read.recent_days or read.risen_points < 1:
        table.report("mean_days", "the windows hold no days", "write mean_days from 1 to recent_days, and risen_points from 1")
    table.done()
    return read


def _spot(table: Table) -> Spot:
    read = Spot(_id(table), table.text("label"), table.flag("new", True), _sets(table))
    table.done()
    return read


def _drug(table: Table) -> Drug:
    read = Drug(_id(table), table.text("label"), table.flag("painkiller", False), _sets(table))
    if not table.has("painkiller"):
        table.report("", f"{table.id} does not say whether it is a painkiller", "write painkiller = true or false")
    table.done()
    return read


def _run(table: Table, days: Vocabulary, measures: Vocabulary) -> Run:
    read = Run(
        id=_id(table),
        finding=table.text("finding"),
        means=table.text("means"),
        text=table.text("text"),
        day=table.condition("day", days),
        first_day=table.whole("first_day"),
        bridges=table.whole("bridges"),
        told_when=table.condition("told_when", measures),
        ours=table.text("ours"),
    )
    if read.first_day not in (0, 1) or read.bridges < 0:
        table.report(
            "first_day", f"{table.id} cannot count so", "write first_day = 0 or 1 (what the first day counts as), and bridges from 0"
        )
    table.done()
    return read


def _noticed(table: Table, measures: Vocabulary, top: Mapping[str, Anything]) -> Noticed:
    """What can be noticed. A signature on it also covers the windows, and the runs that its condition speaks of."""
    if table.id in measures.kinds:
        table.report("", f'"{table.id}" is a measure already', "give it another name")
    when = table.condition("when", measures)
    names = findings_in(when, measures.definitions)
    runs = {name: run for name, run in top.get("run", {}).items() if {name, f"{name}_known"} & names}
    read = Noticed(
        id=_id(table),
        title=table.text("title"),
        text=table.text("text"),
        when=when,
        sets=_sets(table),
        ours=table.text("ours"),
        sources=table.texts("sources"),
        review=review(table),
        digest=item_digest(table.data, measures.definitions, top.get("windows"), runs),
    )
    measures.definitions[table.id] = read.when
    table.done()
    return read


def _sets(table: Table) -> dict[str, Value]:
    """Finding -> value. That both make sense is checked with the rest (`checks`)."""
    own = table.sub("sets")
    return {key: own.value(key) for key in own.data}


def _id(table: Table) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", table.id):
        table.report(
            "", f'"{table.id}" cannot name a thing of the diary', "write lower-case letters, digits and single _, such as low_back"
        )
    return table.id
