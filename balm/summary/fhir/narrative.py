"""The page in words, as FHIR wants them: a piece of XHTML without any style."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from balm.summary.fhir.codes import clean
from balm.summary.page import Summary
from balm.summary.statements import Statement


def in_words(page: Summary) -> str:
    """Every statement of the page, in its order."""
    return f'<div xmlns="http://www.w3.org/1999/xhtml" lang="{page["language"]}" dir="{page["direction"]}">{"".join(_parts(page))}</div>'


def _parts(page: Summary) -> Iterator[str]:
    yield _said("h1", page["title"]) + _said("p", page["lead"]) + _list(page["head"])
    if page["level_text"]:
        yield _said("p", page["level_text"])
    for section in page["sections"]:
        yield _said("h2", section["title"]) + _list(section["statements"])
    if page["chart"]:
        yield _said("h2", page["chart"]["title"]) + _said("p", page["chart"]["text"])
    yield _list(page["foot"])


def _list(statements: list[Statement]) -> str:
    return f"<ul>{''.join(_said('li', statement['text']) for statement in statements)}</ul>" if statements else ""


def _said(tag: str, text: str) -> str:
    return f"<{tag}>{escape(clean(text), quote=False)}</{tag}>"
