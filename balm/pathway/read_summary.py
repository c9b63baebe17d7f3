"""Tables -> the values of `summary`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from balm.errors import nearest
from balm.pathway.summary import SCREEN, SENTENCES, Private, Reminder, SummaryPage
from balm.pathway.tables import Table
from balm.rules.kinds import Kind, YesNo


def summary_page(top: Table, findings: Mapping[str, Kind], tables: dict[tuple[str, str], Table]) -> SummaryPage:
    """The page's content. `findings` are the kinds of the findings; where each thing stands is noted in `tables`."""
    private, dates, check_in = top.sub("private"), top.sub("date"), top.sub("check_in")
    read = SummaryPage(
        words=_sentences(top, "words", SENTENCES),
        screen=_sentences(top, "screen", SCREEN),
        private={name: _private(private.sub(name), findings) for name in private.data},
        dates={name: _date(dates.sub(name), findings, tables) for name in dates.data},
        check_in=Reminder("check_in", check_in.text("title"), check_in.text("text")),
    )
    for table in (private, dates, check_in, top):
        table.done()
    return read


def _sentences(top: Table, room: str, places: Mapping[str, set[str]]) -> dict[str, str]:
    """The sentences of one table, each with no place but those that are filled."""
    words = top.mapping(room)
    for name in words.keys() - places.keys():
        top.report(room, f'nothing says "{name}"', nearest(name, frozenset(places)) or "take it out", name)
    for name in places.keys() - words.keys():
        top.report(room, f'"{name}" is not there', "write it")
    for name, text in words.items():
        if set(re.findall(r"\{(\w*)\}", text)) - places.get(name, set()):
            top.sub(room).report(name, f'"{name}" has a place that nobody fills', "keep the places of the English text in this file")
    return {name: words.get(name, "") for name in places}


def _private(table: Table, findings: Mapping[str, Kind]) -> Private:
    read = Private(table.id, table.text("label"), table.texts("findings"))
    _known(table, "findings", read.findings, frozenset(findings))
    table.done()
    return read


def _date(table: Table, findings: Mapping[str, Kind], tables: dict[tuple[str, str], Table]) -> Reminder:
    tables["date", table.id] = table
    read = Reminder(
        id=table.id,
        title=table.text("title"),
        text=table.text("text"),
        days=table.whole("days"),
        unless=table.texts("unless", ()),
        ours=table.text("ours"),
        sources=table.texts("sources"),
    )
    _known(table, "unless", read.unless, frozenset(name for name, kind in findings.items() if isinstance(kind, YesNo)))
    table.done()
    return read


def _known(table: Table, key: str, named: tuple[str, ...], known: frozenset[str]) -> None:
    for name in named:
        if name not in known:
            table.report(key, f'there is no such finding as "{name}" here', nearest(name, known), name)
