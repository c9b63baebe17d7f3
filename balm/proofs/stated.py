"""The decisions as they were settled, read from decisions.toml: what the content is held to, stated apart from it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from balm.pathway.model import LEVELS, LevelId
from balm.rules.check_kinds import check_kinds
from balm.rules.kinds import Kind
from balm.rules.nodes import Node, Value
from balm.rules.parse import parse_any

FILE = Path(__file__).parent / "decisions.toml"


@dataclass(frozen=True, slots=True)
class Decision:
    """When this is so, the level is `urgency` or a more urgent one."""

    id: str
    name: str
    urgency: LevelId
    text: str
    when: Node


@dataclass(frozen=True, slots=True)
class Avoid:
    """While this is so, none of these care items is offered; and each is `withheld`, unless it is enough to settle something first."""

    name: str
    when: Node
    items: tuple[str, ...]
    withheld: bool


@dataclass(frozen=True, slots=True)
class Stated:
    definitions: Mapping[str, Node]
    decisions: tuple[Decision, ...]
    asked_only_when: Mapping[str, tuple[Node, Value]]
    """By finding: when it is asked, and else its value; for one, the name of the finding whose value it takes."""
    not_sure: Mapping[str, tuple[Value, Node | None]]
    """By finding: what "not sure" of it counts as ("worst": whatever makes it the most urgent), and when; None: always."""
    avoid: tuple[Avoid, ...]
    avoid_from: Mapping[LevelId, tuple[str, ...]]
    never_offered: tuple[str, ...]

    @property
    def meanings(self) -> dict[str, Node]:
        """What the names in the decisions' own conditions stand for."""
        return {**self.definitions, **{one.id: one.when for one in self.decisions}}


def stated(kinds: Mapping[str, Kind]) -> Stated:
    """The decisions, over findings of these kinds. Raises RuleRefused where one speaks of a finding that is not there."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    names: dict[str, Node] = {}

    def parsed(text: str) -> Node:
        return check_kinds(parse_any([part.strip() for part in text.split(";")]), kinds, names)

    for name, text in data["definitions"].items():
        names[name] = parsed(text)
    definitions = dict(names)
    decisions = []
    for level in LEVELS[:-1]:
        for id_, one in data[level].items():
            decisions.append(Decision(id_, one["name"], level, one["when"], parsed(one["when"])))
            names[id_] = decisions[-1].when
    return Stated(
        definitions=definitions,
        decisions=tuple(decisions),
        asked_only_when={name: (parsed(when), value) for name, (when, value) in data["asked_only_when"].items()},
        not_sure={name: (value, parsed(when[0]) if when else None) for name, (value, *when) in data["not_sure"].items()},
        avoid=tuple(
            Avoid(one["name"], parsed(one["when"]), _with_both(one["items"].split()), one.get("withheld", True)) for one in data["avoid"]
        ),
        avoid_from={level: tuple(items.split()) for level, items in data["avoid_from"].items()},
        never_offered=tuple(data["never_offered"]["items"].split()),
    )


def _with_both(items: list[str]) -> tuple[str, ...]:
    """The items, and heat and cold by turns where one of the two is among them: the stricter of its two."""
    return (*items, *(["heat_and_cold"] if {"local_heat", "cold_pack"} & set(items) else []))
