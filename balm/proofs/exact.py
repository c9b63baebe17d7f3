"""Whether a level is the lowest (or highest) over every way of answering what is left: "there is a person such that for all completions".

The solver proposes a person; a second one looks for a completion of hers that refutes; what it finds is learnt as one more completion that
every proposal must withstand. When no proposal is left, the claim is proved, and the last question to the solver is the whole proof.
"""

from __future__ import annotations

import z3

from balm.pathway.model import LevelId
from balm.proofs.person import Person, Said
from balm.proofs.standing import Standing
from balm.proofs.worse import extreme
from balm.rules.kinds import Answer
from balm.rules.to_smt import as_term


class Exactness:
    """One question: is there somebody among the `suspects` of whom no completion is `denied`?

    `suspects` speaks of `before`, `denied` of `after`, who goes on from her. The worst (or the least) signs and the usual circumstances
    refute the most proposals at once, so such a completion is tried first.
    """

    def __init__(self, before: Standing, after: Standing, suspects: z3.BoolRef, denied: z3.BoolRef, *, worst: bool) -> None:
        self.before, self.after = before, after
        self.extremes = {name: extreme(name, before.pathway, worst=worst) for name in before.pathway.findings}
        self.withstood = z3.Not(denied)
        self.as_before = [
            pair
            for name, now in after.person.said.items()
            for was in [before.person.said[name]]
            for pair in [(now.answered, z3.Or(was.answered, before.asked[name])), (now.unsure, was.unsure)]
        ]
        self.gave_up = False
        self.people, self.completions = z3.Solver(), z3.SolverFor("QF_BV")
        self.people.add(before.person.possible, suspects)
        self.completions.add(after.person.possible, denied)

    def search(self, patience: int = 0) -> dict[str, Answer] | None:
        """The answers of such a person; None when there is nobody. What `people` then holds cannot be, which is the proof.

        `patience`: milliseconds that one question may take, 0 for as long as it takes; `gave_up` tells whether one took longer.
        """
        for solver in (self.people, self.completions):
            solver.set("timeout", patience or 2**32 - 1)
        while (found := self.people.check()) == z3.sat:
            model = self.people.model()
            ways, extremes, usual = self._ways_on(model)
            tried = (self.completions.check(*way) for way in ([*ways, *extremes, *usual], [*ways, *extremes], ways))
            last = next((one for one in tried if one == z3.sat), None)
            if last is None:
                self.gave_up = self.completions.check(*ways) == z3.unknown
                return None if self.gave_up else self._fewer(model)
            self.people.add(self._withstands(model, self.completions.model()))
        self.gave_up = found == z3.unknown
        return None

    def _fewer(self, model: z3.ModelRef) -> dict[str, Answer]:
        """The person of the model with as few answers as will do: one after the other is taken away while no completion refutes her."""
        answers = self.before.person.read(model)
        for name in list(answers):
            fewer = {other: value for other, value in answers.items() if other != name}
            if self.people.check(self.before.person.gives(fewer)) == z3.sat:
                ways, _, _ = self._ways_on(self.people.model())
                if self.completions.check(*ways) == z3.unsat:
                    answers = fewer
        return answers

    def _ways_on(self, model: z3.ModelRef) -> tuple[list[z3.BoolRef], list[z3.BoolRef], list[z3.BoolRef]]:
        """What the person of the model said, and that what is left to her is answered; the extreme answers to that, where it is a sign;
        and the usual ones, where it is not."""
        said: list[z3.BoolRef] = []
        extremes: list[z3.BoolRef] = []
        usual: list[z3.BoolRef] = []
        for name, now in self.after.person.said.items():
            was = self.before.person.said[name]
            if z3.is_true(model.eval(was.answered)):
                said += [now.answered, now.value == model.eval(was.value, model_completion=True)]
            elif z3.is_true(model.eval(was.unsure)):
                said += [now.unsure]
            elif z3.is_true(model.eval(self.before.asked[name], model_completion=True)):
                said += [now.answered]
                if (value := self.extremes[name]) is not None:
                    extremes += [now.value == value]
                else:
                    usual += [now.value == as_term(self.before.pathway.findings[name].clear, now.kind)]
            else:
                said += [z3.Not(now.answered), z3.Not(now.unsure)]
        return said, extremes, usual

    def _withstands(self, model: z3.ModelRef, completion: z3.ModelRef) -> z3.BoolRef:
        """Whoever is proposed next: if she fills in what is left as this completion does, what is denied is not so."""
        pairs = list(self.as_before)
        for name, now in self.after.person.said.items():
            was, value = self.before.person.said[name], self.extremes[name]
            if value is None or z3.is_true(model.eval(self.before.asked[name], model_completion=True)):
                value = completion.eval(now.value, model_completion=True)
            pairs.append((now.value, z3.If(was.answered, was.value, value)))
        return z3.substitute(self.withstood, pairs)


def lower_bound(before: Standing, after: Standing, level: LevelId) -> Exactness:
    """Of whom the level is not said, although every completion has it: nobody who is sure of all that she answered."""
    return Exactness(
        before, after, z3.And(before.person.sure_of_all, z3.Not(before.at_least(level))), z3.Not(after.at_least(level)), worst=False
    )


def upper_bound(before: Standing, after: Standing, level: LevelId) -> Exactness:
    """Of whom the level is called possible, although no completion has it: nobody."""
    return Exactness(before, after, before.may_reach(level), after.at_least(level), worst=True)


def completes(before: Standing, after: Person) -> z3.BoolRef:
    """She said what the one before said, and of the rest only what applies to her."""
    return z3.And([_keeps(before, name, after.said[name]) for name in after.said])


def _keeps(before: Standing, name: str, now: Said) -> z3.BoolRef:
    was = before.person.said[name]
    return z3.And(
        z3.Implies(was.answered, z3.And(now.answered, now.value == was.value)),
        z3.Implies(was.unsure, now.unsure),
        z3.Implies(z3.And(was.unanswered, z3.Not(before.asked[name])), now.unanswered),
    )
