"""The companion's own words, one flat table a language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"


def page_words(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the language says of itself (code, name, locale, direction, made), and its words by dotted name."""
    data: dict[str, Any] = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    about = data.pop("language")
    return about, dict(_flat(data, ""))


def _flat(data: dict[str, Any], start: str) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{start}{key}.")
        else:
            yield f"{start}{key}", value
