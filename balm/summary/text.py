"""The page as plain text: to read on a terminal, or to paste into a message."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from balm.summary.page import Summary

_TOGETHER = ("unsure", "clear")
"""Sections whose statements are words of one sentence."""


def text(summary: Summary, width: int = 0) -> str:
    """The page, ending in a new line. `width`: columns to wrap at; 0 for a line a statement, which is what messages want."""
    return "\n".join(_wrapped(line, width) for line in _lines(summary)) + "\n"


def _lines(summary: Summary) -> Iterator[str]:
    yield summary["title"]
    yield summary["lead"]
    yield from (statement["text"] for statement in summary["head"])
    for section in summary["sections"]:
        statements = [statement["text"] for statement in section["statements"]]
        yield ""
        yield section["title"]
        if section["id"] == "level":
            yield summary["level_text"].upper()
        yield from [f"- {'; '.join(statements)}"] if section["id"] in _TOGETHER else [f"- {statement}" for statement in statements]
        if section["id"] == "noticed":
            yield from _chart(summary)
    if not any(section["id"] == "noticed" for section in summary["sections"]):
        yield from _chart(summary)
    yield from _record(summary)
    yield ""
    yield from (statement["text"] for statement in summary["foot"])


def _chart(summary: Summary) -> Iterator[str]:
    if chart := summary["chart"]:
        yield ""
        yield chart["title"]
        yield chart["text"]


def _record(summary: Summary) -> Iterator[str]:
    if not (record := summary["record"]):
        return
    yield ""
    yield record["title"]
    _day, *names = record["columns"]
    for row in record["rows"]:
        whole = len(row) == len(record["columns"])
        cells = [f"{name}: {cell}" for name, cell in zip(names, row[1:], strict=True) if cell] if whole else row[2:]
        yield f"- {row[0]}: {'; '.join(cells)}"
    if record["before"]:
        yield record["before"]


def _wrapped(line: str, width: int) -> str:
    if not width or not line:
        return line
    hang = "  " if line.startswith("- ") else ""
    return "\n".join(textwrap.wrap(line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False))
