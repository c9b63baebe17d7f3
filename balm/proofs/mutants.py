"""Every rule broken in every small way, to see whether the claims notice. A claim that nothing can break holds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Literal

import z3

from balm.errors import RuleRefused
from balm.pathway.model import LEVELS, LevelId, Pathway
from balm.proofs.claims import CLAIMS
from balm.proofs.goals import Never
from balm.proofs.prove import Prover
from balm.rules.check_kinds import check_kinds
from balm.rules.kinds import Choice, Number
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Yes, walk
from balm.rules.to_text import to_text


@dataclass(frozen=True)
class Mutant:
    """A pathway with one mistake, in the rule or definition `target`, whose condition is `when` now; None: the rule is not there."""

    target: str
    what: str
    urgency: LevelId | None
    """The level of the rule now; None for a definition."""
    when: Node | None


@dataclass(frozen=True)
class Fate:
    """What became of a mutant. `by`: the claim that refutes it; "" where none does, and then `why` says why that does no harm."""

    mutant: Mutant
    rules: tuple[str, ...]
    """The rules that it changes: one, or those that use the definition."""
    by: str
    why: str = ""

    @property
    def kind(self) -> Literal["killed", "the same", "survived"]:
        return "killed" if self.by else "the same" if self.why == SAME else "survived"


SAME = "it means the same: no set of answers tells it from the original"
UNDECIDED = "the solver could not decide"
_SWAPPED: dict[Operator, tuple[Operator, ...]] = {
    ">=": (">",),
    ">": (">=",),
    "<=": ("<",),
    "<": ("<=",),
    "=": ("!=",),
    "!=": ("=",),
}


def mutants(pathway: Pathway) -> Iterator[Mutant]:
    """Every small mistake in every rule and in every definition that a rule uses."""
    for rule in pathway.rules.values():
        yield Mutant(rule.id, "removed", rule.urgency, None)
        if rule.urgency != "soon":
            lower = LEVELS[LEVELS.index(rule.urgency) + 1]
            yield Mutant(rule.id, f"level lowered to {lower}", lower, rule.when)
        for what, node in _broken(rule.when, pathway):
            yield Mutant(rule.id, what, rule.urgency, node)
    for definition in pathway.definitions.values():
        for what, node in _broken(definition.when, pathway):
            yield Mutant(definition.id, what, None, node)


def fate(prover: Prover, mutant: Mutant) -> Fate:
    """Ask C1 whether the mutant lets somebody down, and then whether each rule is still what was decided."""
    pathway = prover.p.pathway
    stale = _uses(pathway, mutant.target)
    changed = mutated(pathway, mutant)
    p = prover.p.with_changed(changed, stale)
    rules = tuple(name for name in pathway.rules if name in stale)
    settled = replace(prover.stated, decisions=tuple(one for one in prover.stated.decisions if one.id in rules))
    solver = prover.solver()
    for claim in ("C1", "rules"):
        for goal in CLAIMS[claim].goals(p, prover.q, settled):
            assert isinstance(goal, Never)
            if goal.rules[0] not in rules:
                continue  # of a rule that is as it was
            if (found := solver.check(goal.wrong)) != z3.unsat:
                return Fate(mutant, rules, claim) if found == z3.sat else Fate(mutant, rules, "", UNDECIDED)
    return Fate(mutant, rules, "", SAME)


def fates(pathway: Pathway, wanted: Callable[[Mutant], bool] = lambda mutant: True, *, processes: int | None = None) -> Iterator[Fate]:
    """The fate of every mutant that is wanted, in the order of `mutants`, worked out by as many processes as there are cores."""
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (pathway,)) as pool:
        yield from pool.map(_fate, filter(wanted, mutants(pathway)), chunksize=20)


_prover: Prover


def _begin(pathway: Pathway) -> None:
    global _prover
    _prover = Prover(pathway)


def _fate(mutant: Mutant) -> Fate:
    return fate(_prover, mutant)


def mutated(pathway: Pathway, mutant: Mutant) -> Pathway:
    """The pathway with the mistake in it, for the solver: the compiled functions are those of the original."""
    if mutant.urgency is None:
        assert mutant.when is not None
        definition = replace(pathway.definitions[mutant.target], when=mutant.when)
        return replace(pathway, definitions={**pathway.definitions, mutant.target: definition})
    rules = dict(pathway.rules)
    rule = rules.pop(mutant.target)
    if mutant.when is not None:
        rules[mutant.target] = replace(rule, when=mutant.when, urgency=mutant.urgency)
    return replace(pathway, rules=dict(sorted(rules.items(), key=lambda item: LEVELS.index(item[1].urgency))))


def _uses(pathway: Pathway, target: str) -> set[str]:
    """The target, and every definition and rule that speaks of it."""
    found = {target}
    for _ in pathway.definitions:  # as deep as one can stand on another
        found |= {name for name, node in pathway.meanings.items() if any(isinstance(n, Named) and n.name in found for n in walk(node))}
    return found


def _broken(node: Node, pathway: Pathway) -> Iterator[tuple[str, Node]]:
    for what, broken in _changes(node, pathway):
        try:
            yield what, check_kinds(broken, pathway.kinds, pathway.definitions)
        except RuleRefused:
            continue  # a threshold outside its range is refused when the content is read


def _changes(node: Node, pathway: Pathway) -> Iterator[tuple[str, Node]]:
    yield from _own_changes(node, pathway)
    match node:
        case Not(part):
            yield from ((what, Not(one)) for what, one in _changes(part, pathway))
        case All(parts) | Any(parts):
            join: Callable[[tuple[Node, ...]], Node] = All if isinstance(node, All) else Any
            for n, part in enumerate(parts):
                yield from ((what, join((*parts[:n], one, *parts[n + 1 :]))) for what, one in _changes(part, pathway))
        case _:
            pass


def _own_changes(node: Node, pathway: Pathway) -> Iterator[tuple[str, Node]]:
    def say(other: Node) -> tuple[str, Node]:
        return f"`{to_text(node)}` made `{to_text(other)}`", other

    match node:
        case Yes() | Named():
            yield say(Not(node))
        case Compare(finding, operator, value):
            yield from (say(Compare(finding, other, value)) for other in _SWAPPED[operator])
            kind = pathway.kinds[finding]
            if isinstance(kind, Number) and isinstance(value, int | float):
                yield from (say(Compare(finding, operator, moved)) for moved in _steps(value, kind))
            elif isinstance(kind, Choice):
                yield from (say(Compare(finding, operator, word)) for word in kind.choices if word != value)
        case OneOf(finding, choices):
            kind = pathway.kinds[finding]
            assert isinstance(kind, Choice)
            if len(choices) > 1:
                yield from (say(OneOf(finding, tuple(word for word in choices if word != dropped))) for dropped in choices)
            yield from (say(OneOf(finding, (*choices, word))) for word in kind.choices if word not in choices)
        case Between(finding, low, high):
            kind = pathway.kinds[finding]
            assert isinstance(kind, Number)
            yield from (say(Between(finding, moved, high)) for moved in _steps(low, kind) if moved <= high)
            yield from (say(Between(finding, low, moved)) for moved in _steps(high, kind) if moved >= low)
        case Not(part):
            yield say(part)
        case All(parts) | Any(parts):
            both = isinstance(node, All)
            yield f"`{'and' if both else 'or'}` swapped in `{to_text(node)}`", Any(parts) if both else All(parts)
            for n, part in enumerate(parts):
                rest = (*parts[:n], *parts[n + 1 :])
                yield f"`{to_text(part)}` dropped", rest[0] if len(rest) == 1 else All(rest) if both else Any(rest)


def _steps(value: int | float, kind: Number) -> tuple[int | float, int | float]:
    step = 10**-kind.decimals if kind.decimals else 1
    return round(value - step, kind.decimals) if kind.decimals else value - 1, round(
        value + step, kind.decimals
    ) if kind.decimals else value + 1
