"""Nodes -> FHIRPath: an expression over a FHIR R4 QuestionnaireResponse, which is `%resource`.

The answer to a finding is that of the item whose linkId is the finding's id, at any depth of groups. No item, no answer, and the answer
"not sure" all leave the empty collection, and FHIRPath's `and`, `or` and `not()` are Kleene's over it. So the expression is true where the
node is surely true, false where it is surely false, and empty where that hangs on what is not known.

A yes/no is a boolean, or a coding `yes` or `no`; a choice is a coding `<finding>.<word>`; a number is an integer or a decimal.
`in` and `=` stand only where `select` has an answer before it: engines differ on what `in` makes of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from balm.rules.kinds import NOT_SURE
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Value, Yes

ANSWERED = "%resource.repeat(item)"
Part = TypeVar("Part")


class NotForFhirpath(TypeError):
    """The node holds something that no FHIRPath says with this meaning."""


def to_fhirpath(node: Node, definitions: Mapping[str, str], system: str) -> str:
    """The expression. `definitions` holds what each name comes to, as FHIRPath; `system` is the URI of the codings.

    Raises NotForFhirpath for an empty list, and for a value that FHIRPath has no exact literal for.
    """
    match node:
        case Yes(finding):
            return f"{_answer(finding)}.select(ofType(boolean) | {_codes(system)}.where($this in ('yes' | 'no')).select($this = 'yes'))"
        case Compare(finding, operator, str(word)):
            return f"{_choice(finding, system)}.select($this {operator} {_word(finding, word)})"
        case Compare(finding, operator, number):
            return f"{_number(finding)}.select($this {operator} {_literal(number)})"
        case OneOf(finding, choices):
            return f"{_choice(finding, system)}.select($this in ({' | '.join(_word(finding, word) for word in _some(choices))}))"
        case Between(finding, low, high):
            return f"{_number(finding)}.select($this >= {_literal(low)} and $this <= {_literal(high)})"
        case Named(name):
            return f"({definitions[name]})"
        case Not(part):
            return f"({to_fhirpath(part, definitions, system)}).not()"
        case All(parts):
            return f"({' and '.join(to_fhirpath(part, definitions, system) for part in _some(parts))})"
        case Any(parts):
            return f"({' or '.join(to_fhirpath(part, definitions, system) for part in _some(parts))})"


def _answer(finding: str) -> str:
    return f"{ANSWERED}.where(linkId = {_text(finding)}).answer.value"


def _codes(system: str) -> str:
    return f"ofType(Coding).where(system = {_text(system)}).code"


def _choice(finding: str, system: str) -> str:
    return f"{_answer(finding)}.{_codes(system)}.where($this != {_text(NOT_SURE)})"


def _number(finding: str) -> str:
    return f"{_answer(finding)}.select(ofType(integer) | ofType(decimal))"


def _word(finding: str, word: str) -> str:
    return _text(f"{finding}.{word}")


def _literal(value: Value) -> str:
    if isinstance(value, bool | str) or not re.fullmatch(r"-?\d+(\.\d+)?", repr(value)):
        raise NotForFhirpath(f"{value!r} is not a plain number")
    return repr(value)


def _text(text: str) -> str:
    if not re.fullmatch(r"[\w.: -]+", text, re.ASCII):
        raise NotForFhirpath(f"{text!r} holds more than letters, digits, spaces and . : - _")
    return f"'{text}'"


def _some(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    if not parts:
        raise NotForFhirpath("a list of nothing: FHIRPath has no expression for it")
    return parts
