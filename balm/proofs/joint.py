"""Where rules cover a gap between them: conditions under which some rule of a level is true whatever the answers that are left, although
three-valued logic cannot say so of any one rule.

"Foul discharge" is urgent for 42 days, and "tissue passed" after those: of somebody with both, an urgent rule is true on any day. These
joint conditions are found by the solver and kept as content (content/joint.toml), so that the judgement needs no solver to be exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

import z3

from balm.pathway.model import LEVELS, LevelId, Pathway
from balm.proofs.exact import lower_bound
from balm.proofs.person import Person, from_term
from balm.proofs.standing import SELF_CARE, Standing
from balm.rules.kinds import Answer, Choice, Kind, Number
from balm.rules.nodes import All, Any, Between, Compare, Node, Not, OneOf, Yes
from balm.rules.to_smt import whole
from balm.rules.to_text import to_text

Allowed = tuple[int, int] | frozenset[int]
"""The values of one finding, as the solver counts them: a range of a number, or places of choices (a yes/no: 0 or 1)."""


def joint_conditions(pathway: Pathway, progress: Callable[[LevelId, int], None] = lambda *_: None) -> dict[LevelId, Node | None]:
    """For each level that a rule can have, the joint conditions as one node; None where the level needs none."""
    pathway = replace(pathway, joint={})
    before, after = Standing(Person(pathway, "p")), Standing(Person(pathway, "q"))
    found: dict[LevelId, Node | None] = {}
    so_far: list[Node] = []
    for level in LEVELS[:SELF_CARE]:
        terms = []
        for term in _terms(before, after, level, so_far):
            terms.append(term)
            progress(level, len(terms))
        found[level] = _as_node(terms, pathway) if terms else None
        so_far += [node for node in [found[level]] if node is not None]
    return found


def _terms(before: Standing, after: Standing, level: LevelId, so_far: list[Node]) -> Iterator[dict[str, Allowed]]:
    pathway, rules_miss = before.pathway, z3.Not(after.at_least(level))
    everything = z3.Solver()
    everything.add(after.person.possible, after.person.answered_all, rules_miss)

    def covered(term: dict[str, Allowed]) -> bool:
        within = [_within(after.person.said[name].value, allowed, pathway.kinds[name]) for name, allowed in term.items()]
        return bool(everything.check(*within) == z3.unsat)

    question = lower_bound(before, after, level)
    question.people.add(*[z3.Not(before.certain.of(node).yes) for node in so_far])
    while (answers := question.search()) is not None:
        values = _known(before, answers)
        term = _narrowed(values, covered, pathway)
        yield term
        question.people.add(z3.Not(before.certain.of(_as_node([term], pathway)).yes))


def _known(before: Standing, answers: dict[str, Answer]) -> dict[str, int]:
    """Every value that is known of her, those that her other answers fix among them."""
    solver = z3.Solver()
    solver.add(before.person.gives(answers))
    assert solver.check() == z3.sat
    model = solver.model()
    return {
        name: _as_int(model.eval(filled.value, model_completion=True))
        for name, filled in before.filled.items()
        if z3.is_true(model.eval(filled.known, model_completion=True))
    }


def _as_int(term: z3.ExprRef) -> int:
    return int(z3.is_true(term)) if z3.is_bool(term) else int(term.as_long())


def _narrowed(values: dict[str, int], covered: Callable[[dict[str, Allowed]], bool], pathway: Pathway) -> dict[str, Allowed]:
    """As few findings as will do, each with as many values as will do."""
    kinds = pathway.kinds
    term: dict[str, Allowed] = {n: (v, v) if isinstance(kinds[n], Number) else frozenset({v}) for n, v in values.items()}
    assert covered(term)
    for name in list(term):
        fewer = {other: allowed for other, allowed in term.items() if other != name}
        if covered(fewer):
            term = fewer
    for name in list(term):
        kind = kinds[name]
        if isinstance(kind, Choice):
            for place in range(len(kind.choices)):
                wider = {**term, name: frozenset(term[name]) | {place}}
                if covered(wider):
                    term = wider
        elif isinstance(kind, Number):
            term[name] = _widest(name, term, kind, covered)
    return term


def _widest(name: str, term: dict[str, Allowed], kind: Number, covered: Callable[[dict[str, Allowed]], bool]) -> Allowed:
    low, high = term[name]
    steps = 10**kind.decimals
    low = _furthest(low, round(kind.low * steps), lambda at: covered({**term, name: (at, high)}))
    high = _furthest(high, round(kind.high * steps), lambda at: covered({**term, name: (low, at)}))
    return (low, high)


def _furthest(here: int, end: int, holds: Callable[[int], bool]) -> int:
    """From here towards the end, the last value for which it holds: it holds here, and once it fails it fails from there on."""
    while here != end:
        middle = (here + end + (1 if end > here else 0)) // 2 if end > here else (here + end) // 2
        if holds(middle):
            here = middle
        else:
            end = middle + (-1 if end > here else 1)
    return here


def _within(value: z3.ExprRef, allowed: Allowed, kind: Kind) -> z3.BoolRef:
    if isinstance(allowed, tuple):
        return z3.And(value >= allowed[0], value <= allowed[1])
    return z3.Or([value == (z3.BoolVal(bool(v)) if z3.is_bool(value) else v) for v in sorted(allowed)])


Clause = frozenset[Node]
"""Any of these."""


def _as_node(terms: list[dict[str, Allowed]], pathway: Pathway) -> Node:
    """Any of the terms, those that differ in one place alone written together."""
    factored = {frozenset(frozenset({_literal(n, allowed, pathway)}) for n, allowed in term.items()) for term in terms}
    while merged := _merge(factored):
        factored = merged
    parts = [_all(term) for term in factored]
    return _any(parts)


def _merge(terms: set[frozenset[Clause]]) -> set[frozenset[Clause]] | None:
    for one, other in combinations(sorted(terms, key=_text), 2):
        mine, theirs = one - other, other - one
        if len(mine) == len(theirs) == 1:
            return (terms - {one, other}) | {(one & other) | {next(iter(mine)) | next(iter(theirs))}}
    return None


def _text(term: frozenset[Clause]) -> str:
    return to_text(_all(term))


def _all(term: frozenset[Clause]) -> Node:
    parts = [_any(list(clause)) for clause in term]
    return parts[0] if len(parts) == 1 else All(tuple(sorted(parts, key=to_text)))


def _any(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Any(tuple(sorted(parts, key=to_text)))


def _literal(name: str, allowed: Allowed, pathway: Pathway) -> Node:
    kind = pathway.kinds[name]
    if isinstance(allowed, tuple):
        assert isinstance(kind, Number)
        low, high = (from_term(whole(end), kind) for end in allowed)
        if low == kind.low:
            return Compare(name, "<=", high)
        return Compare(name, ">=", low) if high == kind.high else Between(name, low, high)  # type: ignore[arg-type]
    if isinstance(kind, Choice):
        words = tuple(kind.choices[place] for place in sorted(allowed))
        return Compare(name, "=", words[0]) if len(words) == 1 else OneOf(name, words)
    return Yes(name) if 1 in allowed else Not(Yes(name))
