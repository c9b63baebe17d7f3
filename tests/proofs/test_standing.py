"""The formulas that the claims are proved of say what the engine says: of drawn people, each truth of both is the same.

What nobody answered has a value in the formulas too, which they must not look at: the solver shows that they do not, person by person.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any as Anything

import pytest
import z3

from balm import Pathway
from balm.care.ask import ask_next
from balm.care.case import Case
from balm.care.judge import fill, judge, known, lowered
from balm.care.plan import plan
from balm.care.truths import Truths
from balm.pathway.model import LEVELS, LevelId
from balm.proofs import asking, care
from balm.proofs import standing as twin
from balm.proofs.asking import asks_something
from balm.proofs.care import holds, may_hold, offered, withheld
from balm.proofs.person import Person
from balm.proofs.standing import Standing
from balm.review.people import at_the_edges, drawn
from balm.rules.kinds import Answer
from balm.rules.to_smt import as_term
from balm.rules.unknown import ALWAYS, UNANSWERED, UNSURE, Provisional
from tests.care.jointly import jointly
from tests.companion.people import people

Answers = dict[str, Answer]
FOUR: tuple[LevelId, ...] = LEVELS[:-1]
STATES = ("known", "unanswered", "unsure", "provisional", "worst")


def formulas(p: Standing) -> dict[str, z3.BoolRef]:
    """Everything that the claims ask of a standing, by name."""
    told = {f"at least {level}": p.at_least(level) for level in FOUR}
    told |= {f"may reach {level}": p.may_reach(level) for level in FOUR}
    told |= {f"says {level}": p.says(level) for level in (*LEVELS, None)}
    told |= {"settled": p.settled, "asks something": asks_something(p)}
    runs = {"sure": p.sure, "unsure": p.unsure, "reachable": p.reachable, "possible": p.possible}
    told |= {f"{name} {rule}": run[rule].yes for name, run in runs.items() for rule in p.pathway.rules}
    told |= {f"offered {item.id}": offered(p, item) for item in p.pathway.care.values()}
    told |= {f"withheld {item.id}": withheld(p, item) for item in p.pathway.care.values()}
    told |= {f"holds {row.id}": holds(p, row) for row in p.pathway.matrix.values()}
    return told | {f"may hold {row.id}": may_hold(p, row) for row in p.pathway.matrix.values()}


def judged(pathway: Pathway, answers: Answers) -> dict[str, bool]:
    """The same, as the engine has it."""
    standing = judge(pathway, Case(answers))
    truths = Truths(pathway, standing)
    told = {f"at least {level}": truths.at_least(level) is True for level in FOUR}
    told |= {f"may reach {level}": LEVELS.index(standing.highest_possible) <= rank for rank, level in enumerate(FOUR)}
    told |= {f"says {level}": standing.urgency == level for level in (*LEVELS, None)}
    told |= {"settled": standing.settled, "asks something": bool(ask_next(pathway, standing))}
    for name in ("sure", "unsure", "reachable", "possible"):
        told |= {f"{name} {rule}": place in getattr(standing, name) for place, rule in enumerate(pathway.rules)}
    for entry in plan(pathway, truths, known(pathway, standing.values)):
        told |= {f"offered {entry['item']}": entry["status"] == "offer", f"withheld {entry['item']}": entry["status"] == "withhold"}
    for row in pathway.matrix.values():
        truth = truths.at_least(row.from_level) if row.from_level else truths.of(f"row {row.id}")
        told |= {f"holds {row.id}": truth is True, f"may hold {row.id}": truth is not False}
    return told


class Twin:
    """The formulas of one standing, asked of one person after the other."""

    def __init__(self, pathway: Pathway, standing: Standing) -> None:
        self.pathway, self.standing, self.person = pathway, standing, standing.person
        self.truths = {name: z3.Bool(f"the formula: {name}") for name in formulas(standing)}
        self.denials = {name: z3.Not(truth) for name, truth in self.truths.items()}
        self.solver = z3.SolverFor("QF_FD")
        self.solver.add(self.person.possible, *[self.truths[name] == formula for name, formula in formulas(standing).items()])

    def differences(self, answers: Answers) -> list[str]:
        """What the formulas say otherwise than the engine of this person, with some values of what she has not answered."""
        right = judged(self.pathway, answers)
        wrong = {name: self.denials[name] if so else self.truths[name] for name, so in right.items()}
        for name, value in zip(self.pathway.findings, fill(self.pathway, Case(answers)), strict=True):
            wrong[f"reads {name}"] = z3.Not(self._reads(name, value))
        self.solver.push()
        try:
            self.solver.add(self.person.gives(answers), z3.Or(list(wrong.values())))
            if self.solver.check() == z3.unsat:
                return []
            model = self.solver.model()
            return [name for name, formula in wrong.items() if z3.is_true(model.eval(formula, True))]
        finally:
            self.solver.pop()

    def _reads(self, name: str, value: Anything) -> z3.BoolRef:
        """That the formulas read the finding as the engine does."""
        filled = self.standing.filled[name]
        if value is UNANSWERED or value is UNSURE:
            return filled.unanswered if value is UNANSWERED else filled.unsure
        if value is ALWAYS:
            return filled.worst
        at: Anything
        state, at = (filled.provisional, value.value) if isinstance(value, Provisional) else (filled.known, value)
        return z3.And(state, filled.value == as_term(at, self.pathway.kinds[name], name))


def of_every_sort(pathway: Pathway, count: int, seed: int) -> list[Answers]:
    """People with everything answered, with some, with doubts, at the edges of rules, and of whom a joint condition is true; and nobody's
    answers."""
    clear = {finding.id: finding.clear for finding in pathway.findings.values()}
    edges = list(at_the_edges([pathway]))
    cases = [*drawn([pathway], count // 4, seed), *random.Random(seed).sample(edges, min(len(edges), count // 4))]
    found: list[Answers] = [{**(clear if case.assume_clear else {}), **case.answers} for case in cases]
    found += [case["answers"] for case in (*jointly(pathway, count // 4, seed), *people(pathway, count - 1 - 3 * (count // 4), seed))]
    return [{}, *found]


def differing(pathway: Pathway, standing: Standing, who: Iterable[Answers]) -> Iterator[tuple[Answers, list[str]]]:
    """The people of whom the formulas of the standing say otherwise than the engine, with what they say so of."""
    compared = Twin(pathway, standing)
    for answers in who:
        if wrong := compared.differences(answers):
            yield answers, wrong


def test_the_formulas_say_what_the_engine_says(pathway: Pathway) -> None:
    assert list(differing(pathway, Standing(Person(pathway, "p")), of_every_sort(pathway, 300, seed=1))) == []


def test_a_finding_is_in_one_state_and_no_other(pathway: Pathway) -> None:
    p, solver = Standing(Person(pathway, "p")), z3.SolverFor("QF_FD")
    states = [[getattr(one, state) for state in STATES] for one in p.filled.values()]
    solver.add(p.person.possible, z3.Or([z3.Not(z3.PbEq([(state, 1) for state in one], 1)) for one in states]))
    assert solver.check() == z3.unsat


@pytest.mark.slow
@pytest.mark.thorough
def test_the_formulas_say_what_the_engine_says_of_many(pathway: Pathway) -> None:
    assert list(differing(pathway, Standing(Person(pathway, "p")), of_every_sort(pathway, 3000, seed=2))) == []


def test_each_truth_of_a_level_was_met_both_ways(pathway: Pathway) -> None:
    """What is never true of anybody drawn, or always, would be compared in vain."""
    met: Counter[str] = Counter()
    who = of_every_sort(pathway, 300, seed=1)
    for answers in who:
        met.update(name for name, so in judged(pathway, answers).items() if so)
        met.update({"joint": judge(pathway, Case(answers)).joint is not None})
    of_levels = ["joint", "settled", "asks something", *(f"{what} {level}" for what in ("at least", "may reach", "says") for level in FOUR)]
    assert [name for name in [*of_levels, "says self_care", "says None"] if not 3 <= met[name] <= len(who) - 3] == []


def without_joint(pathway: Pathway) -> Standing:
    return Standing(Person(replace(pathway, joint={}), "p"))


def always_asked(pathway: Pathway) -> Standing:
    always = {name: replace(finding, asked_when=None, otherwise=None) for name, finding in pathway.findings.items()}
    return Standing(Person(replace(pathway, findings=always), "p"))


def nothing_stands_in(pathway: Pathway) -> Standing:
    """What "not sure" counts as is forgotten."""
    plain = {name: replace(finding, not_sure=None) for name, finding in pathway.findings.items()}
    return Standing(Person(replace(pathway, findings=plain), "p"))


MISTAKES: Mapping[Callable[[Pathway], Standing], str] = {
    without_joint: "at least",
    always_asked: "reads",
    nothing_stands_in: "reads",
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.__name__)
def test_a_mistake_in_what_the_formulas_are_made_of_is_seen(pathway: Pathway, mistake: Callable[[Pathway], Standing]) -> None:
    _, wrong = next(differing(pathway, mistake(pathway), of_every_sort(pathway, 300, seed=1)))
    assert any(name.startswith(MISTAKES[mistake]) for name in wrong), wrong


def only_for_doubts(standing: Standing, rule: str, rank: int) -> z3.BoolRef:
    """Whether a rule can raise the level, had it only what a doubt of it says."""
    open_ = z3.And(standing.possible[rule].yes, z3.Not(standing.sure[rule].yes))
    return z3.And(open_, z3.Not(standing.at_least(LEVELS[lowered(rank)])))


CODE: list[tuple[Anything, str, Anything, tuple[str, ...]]] = [
    (twin, "lowered", lambda rank: rank, ("at least", "may reach")),
    (asking, "_can_raise", only_for_doubts, ("asks something",)),
    (care, "may_hold", care.holds, ("offered",)),
]


@pytest.mark.parametrize(("module", "name", "instead", "seen"), CODE)
def test_a_mistake_in_the_formulas_own_code_is_seen(
    pathway: Pathway, monkeypatch: pytest.MonkeyPatch, module: Anything, name: str, instead: Anything, seen: tuple[str, ...]
) -> None:
    monkeypatch.setattr(module, name, instead)
    found = differing(pathway, Standing(Person(pathway, "p")), of_every_sort(pathway, 300, seed=1))
    assert any(one.startswith(seen) for _, wrong in found for one in wrong)


def test_a_formula_that_looks_at_what_was_not_answered_is_seen(pathway: Pathway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of whoever has not answered, the value is anything; a formula that takes it for known says something else for some of them."""
    real = twin._as_said
    monkeypatch.setattr(twin, "_as_said", lambda said: replace(real(said), known=z3.Not(said.unsure)))
    assert next(differing(pathway, Standing(Person(pathway, "p")), of_every_sort(pathway, 300, seed=1)))
