"""Asks the solver each goal of each claim: proved, refuted with the smallest such person, or unknown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import z3

from balm.pathway.model import Pathway
from balm.proofs.claims import CLAIMS
from balm.proofs.goals import Exactly, Goal, Somebody
from balm.proofs.person import Person
from balm.proofs.smallest import smallest
from balm.proofs.standing import Standing
from balm.proofs.stated import stated
from balm.rules.kinds import Answer

Outcome = Literal["proved", "refuted", "unknown"]
PATIENCE = 60_000
"""Milliseconds that one question may take, after which the answer is "unknown"."""


@dataclass(frozen=True)
class Verdict:
    """How one goal went. `people`: whoever refutes it, one or two; empty where there is nobody to show."""

    claim: str
    goal: str
    outcome: Outcome
    wanted: str
    rules: tuple[str, ...] = ()
    people: tuple[dict[str, Answer], ...] = ()
    told: str = ""
    """What refutes it, in words, where it is no set of answers."""


@dataclass(frozen=True)
class Proof:
    """A claim, how each of its goals went, and the seconds that it took."""

    claim: str
    sentence: str
    verdicts: tuple[Verdict, ...]
    seconds: float

    @property
    def outcome(self) -> Outcome:
        """Proved when every goal is; refuted when one is; else unknown."""
        found = {verdict.outcome for verdict in self.verdicts}
        return "refuted" if "refuted" in found else "unknown" if "unknown" in found else "proved"


class Prover:
    """Proves claims about one pathway. What is worked out for one claim serves the next."""

    def __init__(self, pathway: Pathway) -> None:
        self.stated = stated(pathway.kinds)
        self.p, self.q = Standing(Person(pathway, "first")), Standing(Person(pathway, "second"))

    def prove(self, claim: str, progress: Callable[[int], None] = lambda goals: None, *, first_only: bool = False) -> Proof:
        """Every goal of the claim; with `first_only`, no further than the first that does not hold."""
        start = time.monotonic()
        verdicts: list[Verdict] = []
        solver = self.solver()
        for goal in self.goals(claim):
            verdicts.append(self.ask(claim, goal, solver))
            progress(len(verdicts))
            if first_only and verdicts[-1].outcome != "proved":
                break
        return Proof(claim, CLAIMS[claim].sentence, tuple(verdicts), time.monotonic() - start)

    def goals(self, claim: str) -> Iterator[Goal]:
        return CLAIMS[claim].goals(self.p, self.q, self.stated)

    def solver(self) -> z3.Solver:
        solver = z3.SolverFor("QF_FD")  # every finding has finitely many values
        solver.set("timeout", PATIENCE)
        solver.add(self.p.person.possible, self.q.person.possible)
        return solver

    def ask(self, claim: str, goal: Goal, solver: z3.Solver) -> Verdict:
        """How one goal of the claim goes. `solver` is one of this prover, and holds afterwards what it held before."""

        def verdict(outcome: Outcome, *people: dict[str, Answer]) -> Verdict:
            return Verdict(claim, goal.name, outcome, goal.wanted, goal.rules, people)

        if isinstance(goal, Exactly):
            question = goal.question()
            loose = question.search(PATIENCE)
            return verdict("unknown") if question.gave_up else verdict("proved") if loose is None else verdict("refuted", loose)
        wanted = isinstance(goal, Somebody)
        solver.push()
        try:
            solver.add(goal.right if isinstance(goal, Somebody) else goal.wrong)
            found = solver.check()
            if found == z3.unknown:
                return verdict("unknown")
            if (found == z3.sat) is wanted:
                return verdict("proved")
            return verdict("refuted") if wanted else verdict("refuted", *smallest(solver, goal.people))
        finally:
            solver.pop()
