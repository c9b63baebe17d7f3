"""`balm language`: what a translation lacks, as JSON lines, and taking in what a translator wrote."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from balm.companion.build import said_in_english
from balm.companion.translate import digest_of, language, languages, missing, texts, write
from balm.errors import CannotRun
from balm.pathway import load_pathway

PLURALS = ("zero", "two", "few", "many")
"""Forms that English lacks, so they have no English to be stale by."""


def run(options: argparse.Namespace) -> int:
    """Print what is missing or stale; or take in a file of JSON lines. Raises CannotRun for an unknown language or an unreadable file."""
    others = [code for code in languages() if code != "en"]
    if options.code not in others:
        raise CannotRun(f"there is no translation {options.code!r}; there are {', '.join(others)}")
    english, spoken = said_in_english(load_pathway()), language(options.code)
    if options.take:
        return _take(options.code, options.take, texts(english))
    for place, text in (texts(english) if options.all else missing(english, spoken)).items():
        said = spoken.texts.get(place, ("", ""))[1]
        print(json.dumps({"place": place, "english": text, "text": said}, ensure_ascii=False))
    return 0


def _take(code: str, name: str, english: dict[str, str]) -> int:
    spoken = language(code)
    taken = dict(spoken.texts)
    try:
        lines = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines() if line.strip()]
        given = {line["place"]: line["text"] for line in lines if line["text"]}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CannotRun(f'{name}: {error}; each line is {{"place": "...", "text": "..."}}') from error
    for place, text in given.items():
        stem, _, form = place.rpartition(".")
        if form in PLURALS and f"{stem}.other" in english:
            taken[place] = ("", text)
        elif place not in english:
            print(f"{place}: there is no such text any more", file=sys.stderr)
        else:
            taken[place] = (digest_of(english[place]), text)
    kept = {place: taken[place] for place in english if place in taken}
    own = {place: said for place, said in taken.items() if not said[0]}
    write(code, spoken.about, kept | own)
    print(f"{code}: {len(given)} taken in")
    return 0
