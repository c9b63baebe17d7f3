"""Of the people whom a solver finds, the smallest: fewest answers, then fewest that are not clear, then values nearest to clear."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import z3

from balm.proofs.person import Person, Said
from balm.rules.kinds import Answer, YesNo
from balm.rules.to_smt import as_term


def smallest(solver: z3.Solver, people: Sequence[Person], *, answers_first: bool = True) -> list[dict[str, Answer]]:
    """What the people say in the smallest model. `solver` has one; what it holds is as before afterwards.

    Not `answers_first`: the fewest that are not clear, beside as many clear ones as it happens. That is quick where many have to be given.
    """
    solver.push()
    try:
        said = [(person, name, one) for person in people for name, one in person.said.items()]
        given = [z3.Or(one.answered, one.unsure) for _, _, one in said]
        model = fewest(solver, given if answers_first else [_not_clear(person, name, one) for person, name, one in said])
        kept = [(person, name, one) for person, name, one in said if not holds(model, one.unanswered)]
        solver.add([z3.Or(one.answered, one.unsure) for _, _, one in kept])
        model = fewest(solver, [_not_clear(person, name, one) for person, name, one in kept])
        for person, name, one in kept:
            if holds(model, one.answered) and not isinstance(one.kind, YesNo):
                model = _nearest(solver, model, one, _clear(person, name))
        return [person.read(model) for person in people]
    finally:
        solver.pop()


def fewest(solver: z3.Solver, costs: Sequence[z3.BoolRef]) -> z3.ModelRef:
    """A model in which as few of these are true as can be. That stays asserted."""
    assert solver.check() == z3.sat
    model = solver.model()
    while True:
        count = sum(holds(model, cost) for cost in costs)
        if count:
            solver.push()
            solver.add(z3.PbLe([(cost, 1) for cost in costs], count - 1))
            fewer = solver.model() if solver.check() == z3.sat else None
            solver.pop()
            if fewer is not None:
                model = fewer
                continue
        solver.add(z3.PbLe([(cost, 1) for cost in costs], count))
        return model


def first(solver: z3.Solver, flags: Sequence[z3.BoolRef]) -> list[int]:
    """The places of the flags that are true, where it is settled how many are; of all ways the earliest. That stays asserted."""
    assert solver.check() == z3.sat
    model, found, at = solver.model(), list[int](), 0
    while (place := next((n for n in range(at, len(flags)) if holds(model, flags[n])), None)) is not None:
        if (earlier := is_so(solver, z3.Or(flags[at:place]))) is not None:
            model = earlier
            continue
        solver.add(z3.Not(z3.Or(flags[at:place])), flags[place])
        found.append(place)
        at = place + 1
    return found


def is_so(solver: z3.Solver, formula: z3.BoolRef) -> z3.ModelRef | None:
    """A model in which the formula is true too; None: there is none."""
    solver.push()
    solver.add(formula)
    model = solver.model() if solver.check() == z3.sat else None
    solver.pop()
    return model


def least(high: int, enough: Callable[[int], bool]) -> int:
    """The least whole number from 0 to `high` that is enough, where every greater one is too, and `high` is known to be."""
    low = 0
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _nearest(solver: z3.Solver, model: z3.ModelRef, one: Said, clear: z3.ExprRef) -> z3.ModelRef:
    """The same with this value as near to clear as can be. That stays asserted."""
    middle = clear.as_long()
    away = abs(model.eval(one.value, model_completion=True).as_long() - middle)
    low = 0
    while low < away:
        tried = (low + away) // 2
        within = z3.And(one.answered, one.value >= middle - tried, one.value <= middle + tried)
        solver.push()
        solver.add(within)
        if solver.check() == z3.sat:
            model = solver.model()
            away = abs(model.eval(one.value, model_completion=True).as_long() - middle)
        else:
            low = tried + 1
        solver.pop()
    solver.add(z3.Implies(one.answered, z3.And(one.value >= middle - away, one.value <= middle + away)))
    return model


def _not_clear(person: Person, name: str, one: Said) -> z3.BoolRef:
    return z3.Or(one.unsure, z3.And(one.answered, one.value != _clear(person, name)))


def _clear(person: Person, name: str) -> z3.ExprRef:
    finding = person.pathway.findings[name]
    return as_term(finding.clear, finding.kind, name)


def holds(model: z3.ModelRef, formula: z3.BoolRef) -> bool:
    return bool(z3.is_true(model.eval(formula, model_completion=True)))
