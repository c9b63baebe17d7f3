"""Copies of the content, with one thing changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from balm.pathway.content import CONTENT


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
