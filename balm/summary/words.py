"""The content as a reader of any language has it, and how a statement is said with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any as Anything

from balm.rules.kinds import NOT_SURE, Answer

Said = Mapping[str, Anything]
"""All that is said, in the reader's language, as the companion reads it; `language` says which that is."""


def phrase(words: Mapping[str, str], finding: Mapping[str, Anything], value: Answer) -> str:
    """The finding with its value: what balm.care.say.phrase says in English."""
    if finding["kind"] == "yes_no" or value is None or value == NOT_SURE:
        return str(finding["bare"])
    word = str(finding["words"].get(str(value), value))
    said = str(finding["label"]).replace("{value}", word if word.startswith("I ") else lower(word))
    if value != 1:
        return said
    one = dict(pair.split("=") for pair in words["say.one"].split())
    return re.sub(r"\w+", lambda found: one.get(found[0], found[0]), said)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    return text[:1].lower() + text[1:]
