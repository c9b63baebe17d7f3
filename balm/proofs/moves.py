"""Who is told another level by one pathway than by another, over every set of answers: the smallest of each kind of change, and the proof
that there is no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import z3

from balm.pathway.model import LEVELS, LevelId, Pathway
from balm.proofs.person import Person, free
from balm.proofs.smallest import smallest
from balm.proofs.standing import Standing
from balm.rules.kinds import Answer

PATIENCE = 20_000
"""Milliseconds that one question may take."""
Told = LevelId | None
_EVERY: tuple[Told, ...] = (*LEVELS, None)


@dataclass(frozen=True)
class Moved:
    """Somebody who is told `before` by the old pathway and `after` by the new one (None: no level yet): with the fewest answers that are
    not clear, and any number of clear ones."""

    before: Told
    after: Told
    answers: dict[str, Answer]


@dataclass(frozen=True)
class Search:
    """One person for each kind of change. `proved`: that there is no other kind. `left_out`: the findings that are answered in another way
    now, of which nothing is said: they are unanswered throughout."""

    moved: tuple[Moved, ...]
    proved: bool
    left_out: tuple[str, ...]


def search(old: Pathway, new: Pathway, progress: Callable[[int], None] = lambda found: None) -> Search:
    """Everybody who gives the same answers to both. What one pathway does not ask is, for it, as if it had not been answered.

    `progress` hears how many kinds of change were found so far.
    """
    left_out = tuple(name for name, kind in old.kinds.items() if new.kinds.get(name, kind) != kind)
    said = {name: free(name, kind) for name, kind in {**old.kinds, **new.kinds}.items() if name not in left_out}
    silent = {way: {name: free(f"{way}.{name}", pathway.kinds[name]) for name in left_out} for way, pathway in (("old", old), ("new", new))}
    before, after = (
        Person(pathway, way, {name: (said | silent[way])[name] for name in pathway.kinds}) for way, pathway in (("old", old), ("new", new))
    )
    solver = z3.SolverFor("QF_FD")
    solver.set("timeout", PATIENCE)
    solver.add(before.possible, after.possible, *[one.unanswered for some in silent.values() for one in some.values()])
    then, now = Standing(before), Standing(after)
    pairs = {(one, other): z3.Bool(f"{one} -> {other}") for one in _EVERY for other in _EVERY if one != other}
    says = {way: {level: z3.Bool(f"{way} says {level}") for level in _EVERY} for way in ("old", "new")}
    for level in _EVERY:
        solver.add(says["old"][level] == then.says(level), says["new"][level] == now.says(level))
    solver.add([pair == z3.And(says["old"][one], says["new"][other]) for (one, other), pair in pairs.items()])
    added = Person(new, "added", {name: one for name, one in after.said.items() if name not in old.kinds})
    moved: list[Moved] = []
    solver.add(z3.Or(list(pairs.values())))
    while (answer := solver.check()) == z3.sat:
        model = solver.model()
        kind = next(kind for kind, pair in pairs.items() if z3.is_true(model[pair]))
        solver.push()
        solver.add(pairs.pop(kind))
        one, other = smallest(solver, (before, added), answers_first=False)
        solver.pop()
        solver.add(z3.Or(list(pairs.values())))  # one of the ways that are left
        moved.append(Moved(*kind, one | other))
        progress(len(moved))
    return Search(tuple(moved), answer == z3.unsat, left_out)
