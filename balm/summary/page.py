"""The page as a model: sections of statements in the order in which a clinician reads them, each a line of text in the reader's language.

Every rendering says these statements and no others. The companion makes the same model (static/engine/summary.js).
"""

from __future__ import annotations

from typing import TypedDict

from balm.summary.days import Chart, Table, chart, record
from balm.summary.statements import Statement, Statements
from balm.summary.told import Told
from balm.summary.words import Said

FORMAT = 1


class Section(TypedDict):
    id: str
    title: str
    statements: list[Statement]


class Summary(TypedDict):
    """`language` and `direction` are the reader's, `writer` the language of her own words ("" where it is not known).

    `level` is null, and `level_text` empty, where nothing is sure or she left it out. What is empty is not there.
    """

    format: int
    language: str
    direction: str
    writer: str
    made: str
    title: str
    lead: str
    level: str | None
    level_text: str
    highest_possible: str
    settled: bool
    head: list[Statement]
    sections: list[Section]
    chart: Chart | None
    record: Table | None
    foot: list[Statement]


def summary(said: Said, told: Told) -> Summary:
    """The page of what she tells. `said` is the content in the reader's language, with `language` (code, direction) in it."""
    statements, result = Statements(said, told), told.result
    left_out = told.choice.leave_out
    sections = [
        Section(id=name, title=statements.words[name], statements=list(found))
        for name, found in statements.sections()
        if name not in left_out
    ]
    with_level = "level" not in left_out
    return {
        "format": FORMAT,
        "language": said["language"]["code"],
        "direction": said["language"]["direction"],
        "writer": told.writer,
        "made": told.today,
        "title": statements.words["title"],
        "lead": statements.words["lead"],
        "level": result["urgency"] if with_level else None,
        "level_text": statements.level() if with_level else "",
        "highest_possible": result["highest_possible"] if with_level else "",
        "settled": result["settled"],
        "head": list(statements.head()),
        "sections": [section for section in sections if section["statements"]],
        "chart": None if "chart" in left_out else chart(said, told),
        "record": None if "record" in left_out else record(said, told),
        "foot": list(statements.foot()),
    }
