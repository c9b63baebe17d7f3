"""Where a person stands, for the solver: the twin of balm/care/judge.py and truths.py, formula for line.

tests/proofs holds it to them: on drawn people, the solver's level is the level that `judge` gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import z3

from balm.care.judge import LOWEST_RULE, lowered
from balm.pathway.compile import in_order_of_need
from balm.pathway.model import LEVELS, LevelId, Pathway, SameAs
from balm.proofs.person import Person, Said
from balm.rules.nodes import Node
from balm.rules.to_smt import Rails, Symbol, as_term, to_smt

NO, YES = z3.BoolVal(False), z3.BoolVal(True)
SELF_CARE = LEVELS.index("self_care")


@dataclass(frozen=True, slots=True)
class Filled:
    """One finding after what does not apply took its fixed value and "not sure" what it counts as.

    One of the five is true: its value is known; nobody has answered it; she is not sure; not sure, but it counts as `value` if another
    answer turns out so; or whatever makes it the most urgent.
    """

    known: z3.BoolRef
    unanswered: z3.BoolRef
    unsure: z3.BoolRef
    provisional: z3.BoolRef
    worst: z3.BoolRef
    value: z3.ExprRef


class Run:
    """The conditions read in one way: what each finding that is not known says, and what the names in conditions come to."""

    def __init__(self, pathway: Pathway, symbols: Mapping[str, Symbol], meanings: Mapping[str, Node] | None = None) -> None:
        self._symbols = symbols
        self._meanings = pathway.meanings if meanings is None else meanings
        self._named: dict[str, Rails] = {}

    def __getitem__(self, name: str) -> Rails:
        if name not in self._named:
            self._named[name] = self.of(self._meanings[name])
        return self._named[name]

    def with_changed(self, pathway: Pathway, names: Collection[str]) -> Run:
        """The same reading of a pathway in which these names mean something else."""
        changed = Run(pathway, self._symbols)
        changed._named = {name: rails for name, rails in self._named.items() if name not in names}
        return changed

    def of(self, node: Node) -> Rails:
        return to_smt(node, self._symbols, self)  # type: ignore[arg-type] # it looks names up, and nothing else


class Standing:
    """`filled`: each finding as the judgement reads it. `asked`: of each, that she has not said and that it may apply."""

    def __init__(self, person: Person) -> None:
        self.person, self.pathway = person, person.pathway
        self._at_least: dict[LevelId, z3.BoolRef] = {}
        self._may_reach: dict[LevelId, z3.BoolRef] = {}
        before, self.asked = _fill(person)
        doubtful = [name for name, finding in person.pathway.findings.items() if finding.not_sure is not None]
        self.filled = {name: _counted(person, before, name) if name in doubtful else before[name] for name in person.pathway.findings}

    def _run(self, known: str, says: str) -> Run:
        def any_of(filled: Filled, names: str) -> z3.BoolRef:
            return YES if names == "all" else z3.Or([NO, *[getattr(filled, name) for name in names.split()]])

        kinds = self.pathway.kinds
        return Run(
            self.pathway,
            {f: Symbol(kinds[f], any_of(one, known), one.value, any_of(one, says)) for f, one in self.filled.items()},
        )

    @cached_property
    def sure(self) -> Run:
        """True whatever else is answered."""
        return self._run("known", "worst")

    @cached_property
    def unsure(self) -> Run:
        """True, or left open by "not sure", whatever else is answered."""
        return self._run("known provisional", "unsure worst")

    @cached_property
    def reachable(self) -> Run:
        """Could still become sure."""
        return self._run("known provisional", "unanswered worst")

    @cached_property
    def possible(self) -> Run:
        """Could still become sure, or be left open by "not sure"."""
        return self._run("known", "all")

    @cached_property
    def certain(self) -> Run:
        """As care reads it: true only by what is known."""
        return self._run("known", "")

    def at_least(self, level: LevelId) -> z3.BoolRef:
        """The urgency is this level or a more urgent one. Self-care is a level that is said, so it is not "at least" anything else."""
        if level not in self._at_least:
            self._at_least[level] = self._reaches(level, self.sure, self.unsure)
        return self._at_least[level]

    def may_reach(self, level: LevelId) -> z3.BoolRef:
        """The highest possible level is this one or a more urgent one."""
        if level not in self._may_reach:
            self._may_reach[level] = self._reaches(level, self.reachable, self.possible)
        return self._may_reach[level]

    def with_changed(self, pathway: Pathway, names: Iterable[str]) -> Standing:
        """The same person under a pathway that differs in these definitions and rules alone."""
        changed = Standing.__new__(Standing)
        changed.person, changed.pathway, changed.filled, changed.asked = self.person, pathway, self.filled, self.asked
        changed._at_least, changed._may_reach = {}, {}
        for run in ("sure", "unsure", "reachable", "possible", "certain"):
            changed.__dict__[run] = getattr(self, run).with_changed(pathway, set(names))
        return changed

    def _reaches(self, level: LevelId, said: Run, doubted: Run) -> z3.BoolRef:
        if level == "self_care":
            return YES
        wanted, pathway = LEVELS.index(level), self.pathway
        ranked = list(zip(pathway.rules, pathway.ranks, strict=True))
        surely = [said[rule].yes for rule, rank in ranked if rank <= wanted]
        in_doubt = [doubted[rule].yes for rule, rank in ranked if lowered(rank) <= wanted]
        between_them = self.certain if said is self.sure else self.reachable
        joint = [between_them.of(node).yes for level, node in pathway.joint.items() if LEVELS.index(level) <= wanted]
        return z3.Or([*surely, *in_doubt, *joint])

    @cached_property
    def self_care(self) -> z3.BoolRef:
        """Self-care is said."""
        return z3.Not(self.may_reach(LEVELS[LOWEST_RULE]))

    def says(self, level: LevelId | None) -> z3.BoolRef:
        """This level is said; None: no level is said yet."""
        if level == "self_care":
            return self.self_care
        if level is None:
            return z3.And(z3.Not(self.at_least(LEVELS[LOWEST_RULE])), z3.Not(self.self_care))
        rank = LEVELS.index(level)
        above = z3.Not(self.at_least(LEVELS[rank - 1])) if rank else YES
        return z3.And(self.at_least(level), above)

    @cached_property
    def settled(self) -> z3.BoolRef:
        same = [self.at_least(level) == self.may_reach(level) for level in LEVELS[:SELF_CARE]]
        return z3.And(same)


def _fill(person: Person) -> tuple[dict[str, Filled], dict[str, z3.BoolRef]]:
    pathway = person.pathway
    filled: dict[str, Filled] = {}
    asked = {name: said.unanswered for name, said in person.said.items()}
    for finding in in_order_of_need(pathway.findings, pathway.meanings):
        said = person.said[finding.id]
        if finding.asked_when is None:
            filled[finding.id] = _as_said(said)
            continue
        applies = Run(pathway, _possibly(pathway, filled)).of(finding.asked_when).yes
        asked[finding.id] = z3.And(said.unanswered, applies)
        if isinstance(finding.otherwise, SameAs):
            other = filled[finding.otherwise.finding]
        else:
            assert finding.otherwise is not None
            other = Filled(YES, NO, NO, NO, NO, as_term(finding.otherwise, finding.kind, finding.id))
        taken = z3.And(said.unanswered, z3.Not(applies))
        filled[finding.id] = Filled(
            z3.Or(said.answered, z3.And(taken, other.known)),
            z3.Or(asked[finding.id], z3.And(taken, other.unanswered)),
            z3.Or(said.unsure, z3.And(taken, other.unsure)),
            NO,
            NO,
            z3.If(taken, other.value, said.value),
        )
    return filled, asked


def filled_in_order(person: Person, order: Sequence[str]) -> dict[str, Filled]:
    """As `Standing.filled`, where each "not sure" is read in turn, with those before it counting already."""
    filled, _ = _fill(person)
    for name in order:
        filled[name] = _counted(person, filled, name)
    return filled


def _as_said(said: Said) -> Filled:
    return Filled(said.answered, said.unanswered, said.unsure, NO, NO, said.value)


def _possibly(pathway: Pathway, filled: Mapping[str, Filled]) -> dict[str, Symbol]:
    return {name: Symbol(pathway.kinds[name], one.known, one.value, YES) for name, one in filled.items()}


def _counted(person: Person, filled: Mapping[str, Filled], name: str) -> Filled:
    """The finding, where she said "not sure" of it: as its stand-in, or as it was."""
    pathway = person.pathway
    finding, said, was = pathway.findings[name], person.said[name], filled[name]
    counts = finding.not_sure
    assert counts is not None
    if counts.value is None:
        return Filled(was.known, was.unanswered, z3.And(was.unsure, z3.Not(said.unsure)), NO, said.unsure, was.value)
    stand_in = as_term(counts.value, finding.kind, name)
    if counts.when is None:
        return _with_stand_in(was, said.unsure, NO, stand_in)
    surely = Run(pathway, {f: Symbol(pathway.kinds[f], one.known, one.value, NO) for f, one in filled.items()}).of(counts.when)
    by_silence = Run(pathway, {f: Symbol(pathway.kinds[f], one.known, one.value, one.unanswered) for f, one in filled.items()}).of(
        counts.when
    )
    # Undecided, and silence is part of it: were what is unanswered answered, that could decide it, whatever she is not sure of.
    undecided = z3.And(z3.Not(surely.yes), z3.Not(surely.no))
    waits = z3.And(undecided, z3.Or(by_silence.yes, by_silence.no))
    return _with_stand_in(was, z3.And(said.unsure, surely.yes), z3.And(said.unsure, waits), stand_in)


def _with_stand_in(was: Filled, counts: z3.BoolRef, may_count: z3.BoolRef, stand_in: z3.ExprRef) -> Filled:
    return Filled(
        z3.Or(was.known, counts),
        was.unanswered,
        z3.And(was.unsure, z3.Not(counts), z3.Not(may_count)),
        may_count,
        NO,
        z3.If(z3.Or(counts, may_count), stand_in, was.value),
    )
