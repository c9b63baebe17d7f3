"""The content as a reader of any language has it, and how a statement is said with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any as Anything

from balm.care.say import worded
from balm.rules.kinds import NOT_SURE, Answer

Said = Mapping[str, Anything]
"""All that is said, in the reader's language, as the companion reads it; `language` says which that is."""


def phrase(words: Mapping[str, str], finding: Mapping[str, Anything], value: Answer) -> str:
    """The finding with its value: what balm.care.say.phrase says in English."""
    if finding["kind"] == "yes_no" or value is None or value == NOT_SURE:
        return str(finding["bare"])
    return worded(words, finding["label"], str(finding["words"].get(str(value), value)), value)


def because(words: Mapping[str, str], rule: Mapping[str, Anything], *, unsure: bool) -> str:
    """Why the rule says so; `unsure`: only "not sure" leaves it open."""
    said = f"{rule['because']} {rule['say']}".strip()
    return words["reason.unsure"].format(because=said) if unsure else said


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    return text[:1].lower() + text[1:]
