"""The companion's languages: English as the content and `en.toml` have it, and translations of it, text by text.

A translation names the place of its text and the digest of the English that it translates, so that a changed sentence makes it stale by
name. What is missing or stale is shown in English, and named by `balm build` and `balm language`.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any as Anything

FOLDER = Path(__file__).parent / "languages"
ENGLISH = "en"

# fmt: off
_NOT_TEXT = frozenset({
    "id", "version", "digest", "expires", "kind", "group", "clear", "unit", "choices", "urgency", "call", "action", "certainty",
    "sources", "from_level", "avoid", "caution", "unknown_avoids", "code", "members", "number", "text_to", "web", "confidence",
    "seen_on", "lasts", "rough", "while_waiting", "country", "in_plan", "stricter_of", "topic", "file", "staged", "crisis_line",
    "sets", "finding", "counts", "never_with", "source", "unless",
})
# fmt: on
"""Keys of the emitted content whose strings are names, codes, numbers and dates, the same in every language."""


@dataclass(frozen=True, slots=True)
class Language:
    """`about`: code, name, locale, direction ("ltr" or "rtl"), made ("people" or "machine"). `texts`: place -> digest, translation."""

    about: dict[str, str]
    texts: dict[str, tuple[str, str]]


def languages() -> list[str]:
    """The codes of all languages, English first."""
    return [ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != ENGLISH)]


def english_words() -> dict[str, str]:
    """The companion's own words by dotted name."""
    data = _read(ENGLISH)
    return dict(_flat({name: value for name, value in data.items() if name not in ("language", "clinic")}, ""))


def clinic_words() -> dict[str, str]:
    """What only the build that a clinic serves says, by name."""
    found: dict[str, str] = _read(ENGLISH)["clinic"]
    return found


def about(code: str) -> dict[str, str]:
    """What the language says of itself."""
    found: dict[str, str] = _read(code)["language"]
    return found


def language(code: str) -> Language:
    """A translation, as its file has it."""
    data = _read(code)
    return Language(data["language"], {place: (digest, text) for place, (digest, text) in data.get("texts", {}).items()})


def digest_of(english: str) -> str:
    """What a translation names of the English that it translates."""
    return hashlib.sha256(english.encode()).hexdigest()[:8]


def texts(data: Mapping[str, Anything]) -> dict[str, str]:
    """Every text of the emitted content, by its place: 'care.rest.how.0'."""
    found: dict[str, str] = {}
    _walk(data, (), lambda place, english: found.setdefault(place, english))
    return found


def translated(data: Mapping[str, Anything], spoken: Language) -> dict[str, Anything]:
    """The emitted content in this language; English where the translation is missing or stale. What it adds (plurals) is added."""

    def say(place: str, english: str) -> str:
        digest, text = spoken.texts.get(place, ("", ""))
        return text if digest == digest_of(english) else english

    said: dict[str, Anything] = _walk(data, (), say)
    own = {place.removeprefix("page."): text for place, (digest, text) in spoken.texts.items() if not digest}
    return said | {"page": said["page"] | own}


def missing(data: Mapping[str, Anything], spoken: Language) -> dict[str, str]:
    """The English texts, by place, that this language does not say, or says of older words."""
    return {place: english for place, english in texts(data).items() if spoken.texts.get(place, ("", ""))[0] != digest_of(english)}


def write(code: str, about: Mapping[str, str], said: Mapping[str, tuple[str, str]]) -> None:
    """Write a language's file: places in order, each with the digest of its English. An empty digest marks a form that English lacks."""
    lines = ["# Made by `balm language`. Each text stands with the digest of the English that it translates.", "", "[language]"]
    lines += [f"{name} = {_quoted(value)}" for name, value in about.items()]
    lines += ["", "[texts]", *(f"{_quoted(place)} = [{_quoted(digest)}, {_quoted(text)}]" for place, (digest, text) in said.items()), ""]
    (FOLDER / f"{code}.toml").write_text("\n".join(lines), encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _read(code: str) -> dict[str, Anything]:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def _walk(value: Anything, place: tuple[str, ...], say: Callable[[str, str], str]) -> Anything:
    if isinstance(value, Mapping):
        return {key: one if _is_name(key, place) else _walk(one, (*place, key), say) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(one, (*place, _name(one, n)), say) for n, one in enumerate(value)]
    is_text = isinstance(value, str) and any(letter.isalpha() for letter in value) and value != "not seen"
    return say(".".join(place), value) if is_text else value


def _is_name(key: str, place: tuple[str, ...]) -> bool:
    if place in (("summary", "words"), ("summary", "screen"), ("clinic",)):
        return False
    country = len(place) == 2 and place[0] == "countries"
    outside_its_room = key in ("findings", "page") and place != ()
    return (
        key in _NOT_TEXT
        or (key == "name" and not country)
        or outside_its_room
        or (*place, key) in (("diary", "whole_day"), ("diary", "last_day"))
    )


def _name(one: Anything, n: int) -> str:
    return str(one.get("id") or one.get("code") or n) if isinstance(one, Mapping) else str(n)


def _flat(data: Mapping[str, Anything], start: str) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{start}{key}.")
        else:
            yield f"{start}{key}", value
