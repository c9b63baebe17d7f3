"""Plain text that can be read: 80 columns at most, colour only where a terminal asks for none the less."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import TextIO

_STYLES = {
    "bold": "1",
    "dim": "2",
    "emergency": "1;97;41",
    "urgent": "1;97;41",
    "today": "1;30;43",
    "soon": "1;30;43",
    "self_care": "1;30;42",
}


def width() -> int:
    """Columns to write in: what the terminal has, but never more than 80, which is what eyes follow."""
    return max(40, min(80, shutil.get_terminal_size((80, 24)).columns))


def colour(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM", "") != "dumb"


def style(text: str, name: str, stream: TextIO | None = None) -> str:
    """The text, styled where the stream is a terminal that shows colour. What it says never hangs on the style."""
    if name not in _STYLES or not colour(stream or sys.stdout):
        return text
    return f"\x1b[{_STYLES[name]}m{text}\x1b[0m"


def wrap(text: str, indent: str = "", hanging: str | None = None) -> str:
    """The text in lines of the right width."""
    follow = indent if hanging is None else hanging
    lines = textwrap.wrap(text, width(), break_long_words=False, initial_indent=indent, subsequent_indent=follow, break_on_hyphens=False)
    return "\n".join(lines)


def bullet(text: str, mark: str = "-") -> str:
    return wrap(text, f"  {mark} ", "    ")


def headed(heading: str, items: Iterable[str]) -> list[str]:
    """The heading, and its items as bullets; the first stands in one paragraph with it, so that no page ends in a heading."""
    first, *rest = [bullet(item) for item in items] or [""]
    return [f"{heading}\n{first}", *rest] if first else []


def rule() -> str:
    return "-" * width()
