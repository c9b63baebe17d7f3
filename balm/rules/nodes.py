"""The whole language: eight kinds of node, nothing else.

A node is a value: two nodes are equal when they say the same, wherever they were written. Back-ends dispatch over the nodes in the order
of this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = [
    "All",
    "Any",
    "Between",
    "Compare",
    "Named",
    "Node",
    "Not",
    "OneOf",
    "Operator",
    "Place",
    "Value",
    "Yes",
    "children",
    "findings_in",
    "walk",
]

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
Value: TypeAlias = bool | int | float | str
Place: TypeAlias = tuple[int, int]
"""Line and column of the node's first word, both from 1, in the text that was parsed."""


@dataclass(frozen=True, slots=True)
class Yes:
    """The yes/no finding is yes."""

    finding: str
    place: Place = field(default=(1, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A number compared with a number, or a choice that is (`=`) or is not (`!=`) one of its words."""

    finding: str
    operator: Operator
    value: int | float | str
    place: Place = field(default=(1, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The choice is one of these words."""

    finding: str
    choices: tuple[str, ...]
    place: Place = field(default=(1, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Between:
    """The number lies in the range, both ends included."""

    finding: str
    low: int | float
    high: int | float
    place: Place = field(default=(1, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Named:
    """What the named definition (or, in care, the rule) says."""

    name: str
    place: Place = field(default=(1, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    part: Node
    place: Place = field(default=(1, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Node, ...]
    place: Place = field(default=(1, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Any:
    """One part or more holds."""

    parts: tuple[Node, ...]
    place: Place = field(default=(1, 1), compare=False, repr=False)


Node: TypeAlias = Yes | Compare | OneOf | Between | Named | Not | All | Any


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Not(part):
            return (part,)
        case All(parts) | Any(parts):
            return parts
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def findings_in(node: Node, definitions: Mapping[str, Node]) -> frozenset[str]:
    """Every finding that can bear on the node, through its definitions too."""
    found: set[str] = set()
    for part in walk(node):
        match part:
            case Yes(finding) | Compare(finding) | OneOf(finding) | Between(finding):
                found.add(finding)
            case Named(name):
                found |= findings_in(definitions[name], definitions)
            case _:
                pass
    return frozenset(found)
