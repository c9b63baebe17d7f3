"""Nodes -> rows of a decision table: the disjunctive form, in which each row names the values that some findings must have.

Nothing is said of what is not known: a test of an unknown value fails, "not" is written as the other values. So a row that matches partial
answers holds surely, whatever else is answered; the rows say nothing of "surely not".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from balm.rules.kinds import Choice, Kind
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Yes

_OPPOSITE: dict[Operator, Operator] = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True, slots=True)
class Words:
    """One of these values: words of a choice, in the order of the choice, or yes or no."""

    of: tuple[str | bool, ...]

    def also(self, other: Words) -> Words | None:
        both = tuple(word for word in self.of if word in other.of)
        return Words(both) if both else None


@dataclass(frozen=True, slots=True)
class Span:
    """A number between two ends. An end is a number and 0 where the end itself is included; else 1 (low) or -1 (high)."""

    low: tuple[float, int] = (-math.inf, 0)
    high: tuple[float, int] = (math.inf, 0)

    def also(self, other: Span) -> Span | None:
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Span(low, high) if low <= high else None


Row: TypeAlias = dict[str, Words | Span]
"""By finding, the values that it must have. A finding that is not named does not matter."""


def to_rows(node: Node, definitions: Mapping[str, Node], kinds: Mapping[str, Kind], holds: bool = True) -> list[Row]:
    """Rows of which one matches wherever the node is surely true (or surely false, with `holds` False). None that another covers."""

    def rows(part: Node, holds: bool = holds) -> list[Row]:
        return to_rows(part, definitions, kinds, holds)

    match node:
        case Yes(finding):
            return [{finding: Words((holds,))}]
        case Compare(finding, operator, str(word)):
            return _words(finding, kinds, lambda one: (one == word) is ((operator == "=") is holds))
        case Compare(finding, operator, value):
            assert not isinstance(value, str)
            return _spans(finding, operator if holds else _OPPOSITE[operator], value)
        case OneOf(finding, choices):
            return _words(finding, kinds, lambda one: (one in choices) is holds)
        case Between(finding, low, high):
            return [{finding: Span((low, 0), (high, 0))}] if holds else [*_spans(finding, "<", low), *_spans(finding, ">", high)]
        case Named(name):
            return rows(definitions[name])
        case Not(part):
            return rows(part, not holds)
        case All(parts):
            return _every(map(rows, parts)) if holds else _some(map(rows, parts))
        case Any(parts):
            return _some(map(rows, parts)) if holds else _every(map(rows, parts))


def _words(finding: str, kinds: Mapping[str, Kind], wanted: Callable[[str], bool]) -> list[Row]:
    kind = kinds[finding]
    assert isinstance(kind, Choice)
    of = tuple(word for word in kind.choices if wanted(word))
    return [{finding: Words(of)}] if of else []


def _spans(finding: str, operator: Operator, value: int | float) -> list[Row]:
    match operator:
        case "=":
            return [{finding: Span((value, 0), (value, 0))}]
        case "!=":
            return [*_spans(finding, "<", value), *_spans(finding, ">", value)]
        case "<" | "<=":
            return [{finding: Span(high=(value, -1 if operator == "<" else 0))}]
        case _:
            return [{finding: Span(low=(value, 1 if operator == ">" else 0))}]


def _some(parts: Iterable[list[Row]]) -> list[Row]:
    return _uncovered([row for rows in parts for row in rows])


def _every(parts: Iterable[list[Row]]) -> list[Row]:
    found: list[Row] = [{}]
    for rows in parts:
        found = _uncovered([both for one in found for row in rows if (both := _both(one, row)) is not None])
    return found


def _both(one: Row, other: Row) -> Row | None:
    """The row that matches where both do; None where no values are left."""
    both = dict(one)
    for finding, test in other.items():
        left = _also(both[finding], test) if finding in both else test
        if left is None:
            return None
        both[finding] = left
    return both


def _also(one: Words | Span, other: Words | Span) -> Words | Span | None:
    if isinstance(one, Words):
        assert isinstance(other, Words)
        return one.also(other)
    assert isinstance(other, Span)
    return one.also(other)


def _uncovered(rows: list[Row]) -> list[Row]:
    """Without the rows that match only where another one does, in the order given."""
    kept: list[Row] = []
    for row in rows:
        if not any(_both(row, other) == row for other in kept):
            kept = [other for other in kept if _both(row, other) != other] + [row]
    return kept
