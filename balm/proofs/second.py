"""A second opinion: the claims as SMT-LIB 2, judged by cvc5, which shares no code with z3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import z3

from balm.proofs.claims import CLAIMS
from balm.proofs.goals import Exactly, Never, Somebody
from balm.proofs.prove import Prover

Answer = Literal["sat", "unsat"]
_MOST = 120_000
"""Milliseconds for one question."""


@dataclass(frozen=True)
class Question:
    """One file of SMT-LIB 2, what the claim wants the answer to be ("unsat": there is nobody like that), and what the first solver says."""

    name: str
    text: str
    wanted: Answer
    first: str


@dataclass(frozen=True)
class Opinion:
    """What the second solver answers. Only when both say what the claim wants is it proved."""

    question: Question
    second: str

    @property
    def agrees(self) -> bool:
        return self.second == self.question.first == self.question.wanted


def questions(prover: Prover, claim: str) -> Iterator[Question]:
    """The claim as questions: one for all that must never be, one for each that somebody must be, one for each exact bound."""
    goals = list(prover.goals(claim))
    never = [goal.wrong for goal in goals if isinstance(goal, Never)]
    if never:
        yield _question(claim, "unsat", [prover.p.person.possible, prover.q.person.possible, z3.Or(never)])
    for goal in goals:
        name = f"{claim} {goal.name}"
        if isinstance(goal, Somebody):
            yield _question(name, "sat", [prover.p.person.possible, goal.right])
        elif isinstance(goal, Exactly):
            question = goal.question()
            question.search()
            yield _question(name, "unsat", list(question.people.assertions()))


def ask(question: Question) -> Opinion:
    """The answer of cvc5, or what it says instead of one."""
    import cvc5

    solver = cvc5.Solver()
    solver.setOption("tlimit-per", str(_MOST))
    solver.setOption("bitblast", "eager")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, question.text, question.name)
    symbols = parser.getSymbolManager()
    said = ""
    while not (command := parser.nextCommand()).isNull():
        said = command.invoke(solver, symbols).strip() or said
    return Opinion(question, said)


def export(prover: Prover, folder: Path, claims: Iterable[str] = CLAIMS) -> int:
    """Write every question of the claims into the folder, for any solver that reads SMT-LIB 2. Returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for claim in claims:
        for question in questions(prover, claim):
            (folder / f"{question.name.replace(' ', '_').replace(',', '')}.smt2").write_text(question.text, encoding="utf-8")
            count += 1
    return count


def _question(name: str, wanted: Answer, asserted: list[z3.BoolRef]) -> Question:
    solver = z3.SolverFor("QF_FD")
    solver.add(*asserted)
    first = str(solver.check())
    written = z3.Solver()
    written.add(*asserted)
    return Question(name, f"(set-info :source |Balm, {name}; expected {wanted}|)\n(set-logic QF_BV)\n" + written.to_smt2(), wanted, first)
