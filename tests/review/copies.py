"""Copies of the content, with one thing changed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from balm.pathway.content import CONTENT

WARM = re.findall(r"temperature_c >= ([\d.]+)", (CONTENT / "rules/today.toml").read_text().split("[T7]")[1])[0]
"""From which temperature on T7 says `today`."""


def copy(folder: Path, name: str = "content") -> Path:
    """A copy of the shipped content."""
    shutil.copytree(CONTENT, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder / name


def change(content: Path, file: str, old: str, new: str, after: str = "") -> Path:
    """Replace the first `old` that stands after a text of the file."""
    text = (content / file).read_text()
    start = text.index(after)
    assert old in text[start:], old
    (content / file).write_text(text[:start] + text[start:].replace(old, new, 1))
    return content


def take_out(content: Path, file: str, table: str) -> Path:
    """Take a table out of a file, from its head to the next."""
    text = (content / file).read_text()
    start = text.index(f"[{table}]")
    end = text.find("\n[", start)
    (content / file).write_text(text[:start] + (text[end + 1 :] if end >= 0 else ""))
    return content


def warmer(content: Path) -> Path:
    """The content, with T7 true only from 38.1 on."""
    return change(content, "rules/today.toml", f"temperature_c >= {WARM}", "temperature_c >= 38.1", after="[T7]")
