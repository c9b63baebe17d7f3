"""Why it is as urgent as it is: the fewest answers that force the level, and the smallest change that would give another.

The solver finds each, and shows that nothing smaller does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import z3

from balm.care.ask import screen_order
from balm.care.case import Case
from balm.care.judge import Standing as Judged
from balm.care.judge import judge, known
from balm.pathway.model import LEVELS, LevelId, Pathway
from balm.proofs.person import Person, Said, from_term, number
from balm.proofs.smallest import fewest, first, is_so, least
from balm.proofs.standing import NO, YES, Standing
from balm.proofs.worse import CONTEXT
from balm.rules.evaluate import evaluate
from balm.rules.kinds import NOT_SURE, Answer, Choice, Kind, Number, YesNo
from balm.rules.nodes import Value
from balm.rules.to_smt import as_term

_LEAST = (None, "self_care")
"""What is said of somebody of whom no rule is known to be true."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer that would be another.

    `was`: what she said, "not_sure" included; None where she has not answered; the clear value where the case says that what it does not
    name is clear. `said`: whether she said it. `to`: the nearest value that does it. For numbers every value from `low` to `high` does;
    for others both are None.
    """

    finding: str
    was: Answer
    said: bool
    to: Value
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Answers that would all be others, and the level that would then be said; None: none yet.

    `throughout`: whether it is said for every value in the ranges. If not, a level further still from hers is said for some; one that is
    nearer never.
    """

    turns: tuple[Turn, ...]
    urgency: LevelId | None
    throughout: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Why a result is as it is. All mappings are from findings to what was answered, in the order of the interview.

    `forced_by`: the fewest of her answers such that whoever says these alone is told a level at least as urgent as hers, and is whatever
    else she answers of what applies to her. Empty while no level is said, and at self-care, than which nothing is less urgent.

    `held_by`: of a settled result, the fewest that keep it from being more urgent, in the same sense. They are mostly signs that are not
    there, and many. None where it is not settled; empty at an emergency.

    `assumed`: those among both that she did not say: the case says that what it does not name is clear.

    `higher`: the smallest change that would make it more urgent. None at an emergency.

    `lower`: the smallest that would make it less urgent: for clinicians, and for whoever reads the rules. NEVER shown to her, as somebody
    could be tempted to report a lower temperature than she has. None where no level is said, and at self-care.

    A screen or a page that shows answers to her leaves out `balm.care.say.UNSAID`, as everywhere.
    """

    urgency: LevelId | None
    highest_possible: LevelId
    settled: bool
    forced_by: Mapping[str, Answer]
    held_by: Mapping[str, Answer] | None
    assumed: frozenset[str]
    higher: Change | None
    lower: Change | None


def why(pathway: Pathway, case: Case) -> Why:
    """The reasons of one case. For several cases of one pathway, `Explainer` works out the common part once."""
    return Explainer(pathway).why(case)


class Explainer:
    """Explains results of one pathway.

    Where several sets of answers are as few, the one with the fewest that were only assumed is taken, then with the fewest "not sure",
    then with the least context (`CONTEXT`: no signs), then the first in the order of the interview.

    Where several changes are of as few answers, the one with the least context, which nobody can change (age, how the loss was managed);
    then with the fewest that are clear or unanswered now; then with the nearest values (of each change the largest step counts, as a
    share of the range of its finding: no to yes is the whole range, and what is not answered counts from its clear value); then the
    first in the order of the interview.
    """

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway
        self.person = Person(pathway, "she")
        self._standing = {clear: Standing(self.person, assume_clear=clear) for clear in (False, True)}
        order = screen_order(pathway)
        self.names = sorted(pathway.findings, key=lambda name: order.get(name, len(order)))
        self._flag = {name: z3.Bool(f"{name}?") for name in self.names}

    def why(self, case: Case) -> Why:
        judged = judge(self.pathway, case)
        answers = self._answers(case, judged)
        level = judged.urgency
        forced: tuple[str, ...] = ()
        held: tuple[str, ...] | None = None
        if level not in _LEAST:
            forced = self._fewest(case, answers, self._standing[False].at_least(level))
        if judged.settled:
            held = () if level == "emergency" else self._fewest(case, answers, z3.Not(self._standing[False].may_reach(_above(level))))
        return Why(
            level,
            judged.highest_possible,
            judged.settled,
            {name: answers[name] for name in forced},
            None if held is None else {name: answers[name] for name in held},
            frozenset({*forced, *(held or ())} - set(case.answers)),
            None if level == "emergency" else self._change(case, answers, level, "higher"),
            None if level in _LEAST else self._change(case, answers, level, "lower"),
        )

    def _answers(self, case: Case, judged: Judged) -> dict[str, Answer]:
        """What she said; and where the case says so, what is clear because she did not name it, as far as it applies to her."""
        if not case.assume_clear:
            return {name: case.answers[name] for name in self.names if name in case.answers}
        values = known(self.pathway, judged.values)
        doubts = {name: NOT_SURE for name, answer in case.answers.items() if answer == NOT_SURE}
        before = values | doubts  # whether something applies is settled before a doubt counts as anything
        gates = {name: self.pathway.findings[name].asked_when for name in self.names}
        applying = {name for name, gate in gates.items() if gate is None or evaluate(gate, before, self.pathway.meanings) is not False}
        return {name: case.answers.get(name, values[name]) for name in self.names if name in case.answers or name in applying}

    def _fewest(self, case: Case, answers: Mapping[str, Answer], wanted: z3.BoolRef) -> tuple[str, ...]:
        """The fewest of the answers such that what is wanted is so of whoever says these alone."""
        said = {name: self._kept(name, answers.get(name)) for name in self.names}
        solver = z3.SolverFor("QF_FD")
        solver.add(self._of(wanted, said))
        assumed = [name for name in answers if name not in case.answers]
        doubted = [name for name, answer in answers.items() if answer == NOT_SURE]
        for names in (answers, assumed, doubted, CONTEXT):
            fewest(solver, [self._flag[name] for name in names])
        return self._first(solver, list(answers))

    def _kept(self, name: str, answer: Answer) -> Said:
        """This answer or none, as the flag says."""
        one, keep = self.person.said[name], self._flag[name]
        if answer is None or answer == NOT_SURE:
            return Said(one.kind, NO, NO if answer is None else keep, one.value)
        return Said(one.kind, keep, NO, as_term(answer, one.kind, name))

    def _change(self, case: Case, answers: Mapping[str, Answer], level: LevelId | None, way: Literal["higher", "lower"]) -> Change | None:
        """The smallest change that leads to a more, or a less, urgent level; None where there is none."""
        standing, solver = self._standing[case.assume_clear], z3.SolverFor("QF_FD")
        said = {name: self._turned(name, case.answers.get(name)) for name in self.names}
        wanted = standing.at_least(_above(level)) if way == "higher" else z3.Not(_reached(standing, level))
        asked = [z3.Implies(flag, standing.applies[name]) for name, flag in self._flag.items() if name not in case.answers]
        solver.add(self._of(z3.And(wanted, *asked), said))  # what does not apply to her is not asked
        for name, flag in self._flag.items():
            one, was = self.person.said[name], answers.get(name)
            other = YES if was in (None, NOT_SURE) else one.value != as_term(was, one.kind, name)
            solver.add(z3.Implies(flag, z3.And(one.possible, other)))
        if solver.check() != z3.sat:
            return None
        not_a_sign_now = [name for name in self.names if answers.get(name) in (None, self.pathway.findings[name].clear)]
        for names in (self.names, CONTEXT, not_a_sign_now):
            fewest(solver, [self._flag[name] for name in names])
        self._nearest(solver, self.names, answers)
        turned = self._first(solver, self.names)
        to = {name: self._settle(solver, name, answers.get(name)) for name in turned}
        became = judge(self.pathway, replace(case, answers={**case.answers, **to})).urgency
        if way == "higher":
            stays, further = _reached(standing, became), NO if became == "emergency" else standing.at_least(_above(became))
        else:
            stays, further = z3.Not(standing.at_least(_above(became))), NO if became in _LEAST else z3.Not(_reached(standing, became))
        within, ranges = self._ranges(self._of(stays, said), to)
        throughout = is_so(within, self._of(further, said)) is None
        turns = tuple(Turn(name, answers.get(name), name in case.answers, to[name], *ranges.get(name, ())) for name in turned)
        return Change(turns, became, throughout)

    def _turned(self, name: str, answer: Answer) -> Said:
        """This answer; or a free value, as the flag says."""
        one, turned = self.person.said[name], self._flag[name]
        if answer is None or answer == NOT_SURE:
            return Said(one.kind, turned, NO if answer is None else z3.Not(turned), one.value)
        return Said(one.kind, YES, NO, z3.If(turned, one.value, as_term(answer, one.kind, name)))

    def _of(self, formula: z3.BoolRef, said: Mapping[str, Said]) -> z3.BoolRef:
        """The formula about her, of what is said here."""
        pairs = []
        for name, one in self.person.said.items():
            now = said[name]
            pairs += [(one.answered, now.answered), (one.unsure, now.unsure), (one.value, now.value)]
        return z3.simplify(z3.substitute(formula, pairs))

    def _first(self, solver: z3.Solver, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(names[place] for place in first(solver, [self._flag[name] for name in names]))

    def _nearest(self, solver: z3.Solver, names: Sequence[str], answers: Mapping[str, Answer]) -> None:
        """Let the largest step of these be as small as can be. That stays asserted."""

        ranged = [name for name in names if not isinstance(self.person.said[name].kind, YesNo)]
        yes_no = z3.Or([self._flag[name] for name in names if name not in ranged])

        def within(thousandths: int) -> z3.BoolRef:
            steps = [z3.Implies(self._flag[name], self._within(name, answers.get(name), thousandths)) for name in ranged]
            return YES if thousandths == 1000 else z3.And(z3.Not(yes_no), *steps)  # from no to yes is all the way

        solver.add(within(least(1000, lambda tried: is_so(solver, within(tried)) is not None)))

    def _within(self, name: str, was: Answer, thousandths: int) -> z3.BoolRef:
        """That the value is no further away than this share of the range of the finding."""
        value, middle, (low, high) = self.person.said[name].value, self._start(name, was), _ends(self.person.said[name].kind)
        steps = (high - low) * thousandths // 1000
        return z3.And(value >= middle - steps, value <= middle + steps)

    def _settle(self, solver: z3.Solver, name: str, was: Answer) -> Value:
        """The nearest value for this finding alone; of two that are as near, the greater. That stays asserted."""
        one = self.person.said[name]
        self._nearest(solver, [name], {name: was})
        if not isinstance(one.kind, YesNo) and is_so(solver, greater := one.value >= self._start(name, was)) is not None:
            solver.add(greater)
        assert solver.check() == z3.sat
        return from_term(solver.model().eval(one.value, model_completion=True), one.kind)

    def _start(self, name: str, was: Answer) -> int:
        """Where steps are counted from: what she said, or the clear value."""
        finding = self.pathway.findings[name]
        return int(as_term(finding.clear if was in (None, NOT_SURE) else was, finding.kind, name).as_long())

    def _ranges(self, stays: z3.BoolRef, to: Mapping[str, Value]) -> tuple[z3.Solver, dict[str, tuple[float, float]]]:
        """How far each number may be from what it is `to` be while it stays so: those before it anywhere in their ranges, those after
        it as they are. And a solver that holds exactly the changes within these ranges."""
        solver, said = z3.SolverFor("QF_FD"), self.person.said
        solver.add([flag if name in to else z3.Not(flag) for name, flag in self._flag.items()])
        within = {name: said[name].value == as_term(value, said[name].kind, name) for name, value in to.items()}
        ranges: dict[str, tuple[float, float]] = {}
        for name, value in to.items():
            if isinstance(kind := said[name].kind, Number):
                within[name] = YES
                leaves = z3.And(z3.Not(stays), *within.values())
                low, high = _widest(as_term(value, kind, name).as_long(), *_ends(kind), partial(_none, solver, said[name].value, leaves))
                within[name] = z3.And(said[name].value >= low, said[name].value <= high)
                ranges[name] = (number(low, kind), number(high, kind))
        solver.add(*within.values())
        return solver, ranges


def _none(solver: z3.Solver, value: z3.ExprRef, leaves: z3.BoolRef, low: int, high: int) -> bool:
    """Whether no value from `low` to `high` leaves the level."""
    return is_so(solver, z3.And(leaves, value >= low, value <= high)) is None


def _widest(here: int, low: int, high: int, stays: Callable[[int, int], bool]) -> tuple[int, int]:
    """The widest range within `low` and `high` that holds `here` and stays so."""
    return low + least(here - low, lambda less: stays(low + less, here)), high - least(high - here, lambda less: stays(here, high - less))


def _ends(kind: Kind) -> tuple[int, int]:
    """The first and the last value of the kind, as the solver counts."""
    match kind:
        case Number(low, high):
            return as_term(low, kind).as_long(), as_term(high, kind).as_long()
        case Choice(choices):
            return 0, len(choices) - 1
        case YesNo():
            return 0, 1


def _reached(standing: Standing, level: LevelId | None) -> z3.BoolRef:
    """That her level is this one or above; whoever has no level yet has reached it."""
    return YES if level is None else standing.at_least(level)


def _above(level: LevelId | None) -> LevelId:
    """The next more urgent level."""
    return LEVELS[LEVELS.index(level or "self_care") - 1]
