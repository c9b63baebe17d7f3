"""A person for the solver: each finding answered with any value of its kind, or unanswered, or "not sure"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import z3

from balm.pathway.model import Pathway
from balm.rules.kinds import NOT_SURE, Answer, Choice, Kind, Number, YesNo
from balm.rules.nodes import Value
from balm.rules.to_smt import BITS, as_term


@dataclass(frozen=True)
class Said:
    """What a person said of one finding. `value` means something only where it was answered."""

    kind: Kind
    answered: z3.BoolRef
    unsure: z3.BoolRef
    value: z3.ExprRef

    @cached_property
    def unanswered(self) -> z3.BoolRef:
        return z3.Not(z3.Or(self.answered, self.unsure))

    @cached_property
    def possible(self) -> z3.BoolRef:
        """That it is one of the three, and the value one of its kind."""
        return z3.And(z3.Not(z3.And(self.answered, self.unsure)), _in_range(self.value, self.kind))


class Person:
    """Any set of answers that can be given: `said` of each finding, by name."""

    def __init__(self, pathway: Pathway, name: str, said: Mapping[str, Said] | None = None) -> None:
        self.pathway, self.name = pathway, name
        self.said = said or {finding: free(f"{name}.{finding}", kind) for finding, kind in pathway.kinds.items()}

    @cached_property
    def possible(self) -> z3.BoolRef:
        return z3.And([one.possible for one in self.said.values()])

    @cached_property
    def answered_all(self) -> z3.BoolRef:
        """Everything was answered with a value."""
        return z3.And([one.answered for one in self.said.values()])

    @cached_property
    def sure_of_all(self) -> z3.BoolRef:
        """Nothing was answered "not sure"."""
        return z3.Not(z3.Or([one.unsure for one in self.said.values()]))

    def goes_on_from(self, earlier: Person) -> z3.BoolRef:
        """She said all that the earlier one said, and perhaps more."""
        return z3.And([self._keeps(name, was) for name, was in earlier.said.items()])

    def _keeps(self, name: str, was: Said) -> z3.BoolRef:
        now = self.said[name]
        same = z3.And(now.answered, now.value == was.value)
        return z3.And(z3.Implies(was.answered, same), z3.Implies(was.unsure, now.unsure))

    def read(self, model: z3.ModelRef) -> dict[str, Answer]:
        """The answers that she gives in the model."""
        answers: dict[str, Answer] = {}
        for name, said in self.said.items():
            if z3.is_true(model.eval(said.unsure, model_completion=True)):
                answers[name] = NOT_SURE
            elif z3.is_true(model.eval(said.answered, model_completion=True)):
                answers[name] = from_term(model.eval(said.value, model_completion=True), said.kind)
        return answers

    def gives(self, answers: Mapping[str, Answer]) -> z3.BoolRef:
        """She said this, and nothing else."""
        return z3.And(self.possible, *[self._gives(name, answers.get(name)) for name in self.said])

    def _gives(self, name: str, answer: Answer) -> z3.BoolRef:
        said = self.said[name]
        if answer is None:
            return said.unanswered
        return said.unsure if answer == NOT_SURE else z3.And(said.answered, said.value == as_term(answer, said.kind, name))


def from_term(term: z3.ExprRef, kind: Kind) -> Value:
    """The value that the solver's constant stands for: `as_term` backwards."""
    match kind:
        case YesNo():
            return bool(z3.is_true(term))
        case Choice(choices):
            return choices[int(term.as_long())]
        case Number():
            return number(int(term.as_long()), kind)


def number(steps: int, kind: Number) -> int | float:
    """The number of so many of the smallest steps of its kind, whole where it can be."""
    one = int(10**kind.decimals)
    return steps // one if steps % one == 0 else steps / one


def free(name: str, kind: Kind) -> Said:
    value = z3.Bool(name) if isinstance(kind, YesNo) else z3.BitVec(name, BITS)
    return Said(kind, z3.Bool(f"{name}.answered"), z3.Bool(f"{name}.unsure"), value)


def _in_range(value: z3.ExprRef, kind: Kind) -> z3.BoolRef:
    match kind:
        case YesNo():
            return z3.BoolVal(True)
        case Choice(choices):
            return z3.And(value >= 0, value < len(choices))
        case Number(low, high):
            return z3.And(value >= as_term(low, kind), value <= as_term(high, kind))
