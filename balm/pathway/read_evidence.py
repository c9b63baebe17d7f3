"""Tables -> the values of `evidence`."""

from __future__ import annotations

from typing import Literal

from balm.pathway.evidence import Claim, Country, Fact, Line, Source, Threshold
from balm.pathway.tables import Table

SEEN = ("seen", "part", "copy", "head_only", "memory")
VERDICTS = ("supported", "supported_with_cautions", "part_supported", "weak", "no_evidence", "unsafe_as_written")
LINES: tuple[Literal["emergency", "health_line", "crisis", "loss_support"], ...] = ("emergency", "health_line", "crisis", "loss_support")
CONFIDENCE: tuple[Literal["high", "medium", "low"], ...] = ("high", "medium", "low")


def threshold(table: Table) -> Threshold:
    read = Threshold(table.text("threshold"), table.text("advice"), table.texts("sources"))
    table.done()
    return read


def fact(table: Table) -> Fact:
    return Fact(table.id, table.text("says"), table.texts("sources"), table.text("disagreement", ""))


def claim(table: Table) -> Claim:
    return Claim(
        id=table.id,
        claim=table.text("claim"),
        verdict=table.choice("verdict", VERDICTS),
        verdict_text=table.text("verdict_text"),
        instead=table.text("instead"),
        missing=table.texts("missing", ()),
        care=table.texts("care", ()),
        rules=table.texts("rules", ()),
        sources=table.texts("sources"),
    )


def source(table: Table) -> Source:
    if table.has("url") == table.has("citation"):
        table.report("", f"{table.id} needs a url or a citation", "write url = ... or citation = ..., one of them")
    return Source(
        id=table.id,
        title=table.text("title"),
        body=table.text("body"),
        kind=table.text("kind"),
        strength=table.choice("strength", ("A", "B", "C", "D")),
        seen=table.choice("seen", SEEN),
        year=table.whole("year") if table.has("year") else None,
        url=table.text("url", ""),
        also=table.texts("also", ()),
        citation=table.text("citation", ""),
    )


def country(table: Table) -> Country:
    return Country(
        code=table.text("country"),
        name=table.text("name"),
        languages=table.texts("languages"),
        reach_care=table.text("reach_care", ""),
        note=table.text("note", ""),
        members=table.texts("members", ()),
        lines=tuple(_line(row) for row in table.subs("line")),
    )


def _line(table: Table) -> Line:
    if sum(map(table.has, ("number", "text_to", "web"))) != 1:
        table.report("name", "a line has one of number, text_to and web", "write one of them")
    read = Line(
        kind=table.choice("kind", LINES),
        name=table.text("name"),
        number=table.text("number", ""),
        text_to=table.text("text_to", ""),
        web=table.text("web", ""),
        how=table.text("how", ""),
        hours=table.text("hours", ""),
        free=table.flag_or_none("free"),
        hidden_on_bill=table.flag_or_none("hidden_on_bill"),
        crisis_line=table.flag("crisis_line", True),
        languages=table.texts("languages", ()),
        confidence=table.choice("confidence", CONFIDENCE),
        seen_on=table.text("seen_on"),
        expires=table.text("expires"),
        source=table.text("source"),
        note=table.text("note", ""),
    )
    table.done()
    return read
