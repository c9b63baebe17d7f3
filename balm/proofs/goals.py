"""What the solver is asked. A claim is a list of goals, and holds when every goal does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import z3

from balm.proofs.exact import Exactness
from balm.proofs.person import Person
from balm.proofs.standing import Standing
from balm.proofs.stated import Stated


@dataclass(frozen=True)
class Never:
    """There is nobody like this: `wrong` has no model in which the people are possible."""

    name: str
    wrong: z3.BoolRef
    people: tuple[Person, ...]
    wanted: str
    """What the claim wanted of such a person."""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Somebody:
    """There is somebody like this."""

    name: str
    right: z3.BoolRef
    people: tuple[Person, ...]
    wanted: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exactly:
    """Nobody of whom every completion lacks something: made anew for each search, since a search learns."""

    name: str
    question: Callable[[], Exactness]
    people: tuple[Person, ...]
    wanted: str
    rules: tuple[str, ...] = ()


Goal = Never | Somebody | Exactly
Goals = Callable[[Standing, Standing, Stated], Iterator[Goal]]


@dataclass(frozen=True)
class Claim:
    """`id`, one sentence, and the goals that show it for a pair of people: any two, the second of whom may be the first, later."""

    id: str
    sentence: str
    goals: Goals
