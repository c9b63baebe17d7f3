"""Nodes -> plain English, from the vocabulary's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes


class Wording(Protocol):
    """How one finding is said: its label (with `{value}` unless it is yes/no) and its choices."""

    @property
    def label(self) -> str: ...
    @property
    def words(self) -> Mapping[str, str]: ...


def to_english(node: Node, wording: Mapping[str, Wording], meanings: Mapping[str, str]) -> str:
    """A phrase without a full stop. `meanings` says what each definition means, in a few words."""

    def say(finding: str, value: str) -> str:
        return wording[finding].label.replace("{value}", value)

    def choice(finding: str, word: str) -> str:
        return _lower(wording[finding].words.get(word, word))

    match node:
        case Yes(finding):
            return wording[finding].label
        case Compare(finding, operator, str(value)):
            word = choice(finding, value)
            return say(finding, word if operator == "=" else f"anything but {word}")
        case Compare(finding, operator, value):
            assert not isinstance(value, str)
            return say(finding, _amount(operator, value))
        case OneOf(finding, choices):
            return say(finding, " or ".join(choice(finding, word) for word in choices))
        case Between(finding, low, high):
            return say(finding, f"{low} to {high}")
        case Named(name):
            return meanings.get(name, name)
        case Not(part):
            return f"not ({to_english(part, wording, meanings)})"
        case All(parts):
            said = [to_english(part, wording, meanings) for part in parts]
            return " and ".join(f"({text})" if isinstance(part, Any) else text for part, text in zip(parts, said, strict=True))
        case Any(parts):
            return ", or ".join(to_english(part, wording, meanings) for part in parts)


def _amount(operator: str, value: int | float) -> str:
    match operator:
        case ">=":
            return f"{value} or more"
        case ">":
            return f"more than {value}"
        case "<=":
            return f"up to {value}"
        case "<":
            return f"less than {value}"
        case "!=":
            return f"not {value}"
        case _:
            return f"{value}"


def _lower(word: str) -> str:
    return word[:1].lower() + word[1:] if not word.startswith("I ") else word
