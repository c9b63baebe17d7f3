"""The figures that recoveries are drawn from, as they stand in recoveries.toml, each with what it rests on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any as Anything
from typing import Literal, TypeAlias, TypeVar

T = TypeVar("T")

Management: TypeAlias = Literal["natural", "tablets", "surgical"]
MANAGEMENTS: tuple[Management, ...] = ("natural", "tablets", "surgical")
SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)
"""The shares of people who have reached each of a figure's five points."""
EVERYBODY = ""
LATER = "later"
"""A loss at 14 weeks or more without an operation, which is much like a birth."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. It has `points` (five values by management) or a `chance`, or, for what an answer costs, `minutes` by level.

    Under EVERYBODY stands what holds for each management. `sources` and `facts` are ids of the content's evidence. `ours` says what of it
    is our choice and is empty only where a source gives the number itself.
    """

    id: str
    means: str
    rests_on: Literal["number", "words", "nothing"]
    points: Mapping[str, tuple[float, ...]]
    chance: Mapping[str, float]
    minutes: Mapping[str, float]
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    ours: str


@cache
def figures() -> Mapping[str, Figure]:
    """Every figure by its id, in the order of the file."""
    tables = tomllib.loads((files("balm.simulate") / "recoveries.toml").read_text(encoding="utf-8"))
    return {name: _figure(name, table) for name, table in tables.items()}


def _figure(name: str, table: Mapping[str, Anything]) -> Figure:
    points, chance = table.get("points", {}), table.get("chance", {})
    return Figure(
        id=name,
        means=table["means"],
        rests_on=table["rests_on"],
        points={key: tuple(map(float, five)) for key, five in (points if isinstance(points, dict) else {EVERYBODY: points}).items()},
        chance={key: float(one) for key, one in (chance if isinstance(chance, dict) else {EVERYBODY: chance}).items()},
        minutes=table.get("minutes", {}),
        facts=tuple(table.get("facts", ())),
        sources=tuple(table.get("sources", ())),
        ours=table.get("ours", ""),
    )


@dataclass(frozen=True, slots=True)
class Draw:
    """Draws the figures of one person. `later` as in LATER."""

    random: Random
    management: Management
    later: bool = False

    def points(self, name: str) -> float:
        """A value of the figure: each share of people between two of its points is spread evenly."""
        return between(_of(figures()[name].points, self.management, self.later), self.random.random())

    def chance(self, name: str, factor: float = 1) -> bool:
        """Whether she is one of the share that the figure names, or of so many times that share."""
        return self.random.random() < factor * _of(figures()[name].chance, self.management, self.later)


def between(points: tuple[float, ...], share: float) -> float:
    """The value that this share of people (0 to 1) does not exceed."""
    place = next(n for n in range(1, len(SHARES)) if share <= SHARES[n])
    low, high = SHARES[place - 1], SHARES[place]
    return points[place - 1] + (points[place] - points[place - 1]) * (share - low) / (high - low)


def _of(values: Mapping[str, T], management: Management, later: bool) -> T:
    if later and LATER in values:
        return values[LATER]
    return values[management] if management in values else values[EVERYBODY]
