"""Whether anything is asked next for the level, for the solver: the twin of balm/care/ask.py."""

from __future__ import annotations

import z3

from balm.care.judge import lowered
from balm.pathway.model import LEVELS
from balm.proofs.standing import NO, Standing
from balm.rules.nodes import Between, Compare, Named, Node, OneOf, Yes, children


def asks_something(standing: Standing) -> z3.BoolRef:
    """That `ask_next` gives one finding or more."""
    pathway = standing.pathway
    by_rules = z3.Or(
        [
            z3.And(_can_raise(standing, rule, rank), _unanswered(standing, pathway.rules[rule].when))
            for rule, rank in zip(pathway.rules, pathway.ranks, strict=True)
        ]
    )
    between_them = z3.BoolVal(False)
    for node in reversed(list(pathway.joint.values())):  # the most urgent that can still be reached is the one that is asked for
        between_them = z3.If(standing.reachable.of(node).yes, _unanswered(standing, node), between_them)
    return z3.And(z3.Not(standing.settled), z3.Or(by_rules, between_them))


def _can_raise(standing: Standing, rule: str, rank: int) -> z3.BoolRef:
    """That the rule, which is open, could still say more than is said already."""
    low = lowered(rank)
    reachable, unsure = standing.reachable[rule].yes, standing.unsure[rule].yes
    would_say_it = z3.And(reachable, z3.Not(standing.at_least(LEVELS[rank])), z3.Or(z3.Not(unsure), z3.BoolVal(rank < low)))
    would_say_less = z3.And(z3.Not(reachable), z3.Not(standing.at_least(LEVELS[low])), z3.Not(unsure))
    return z3.And(standing.possible[rule].yes, z3.Not(standing.sure[rule].yes), z3.Or(would_say_it, would_say_less))


def _unanswered(standing: Standing, node: Node) -> z3.BoolRef:
    """That some finding which leaves the node open can be asked for."""
    rails = standing.certain.of(node)
    undecided = z3.And(z3.Not(rails.yes), z3.Not(rails.no))
    match node:
        case Yes(finding) | Compare(finding) | OneOf(finding) | Between(finding):
            return z3.And(undecided, _can_be_asked(standing, finding))
        case Named(name):
            return _unanswered(standing, standing.pathway.meanings[name])
        case _:
            return z3.And(undecided, z3.Or([_unanswered(standing, part) for part in children(node)]))


def _can_be_asked(standing: Standing, name: str) -> z3.BoolRef:
    """It is unanswered itself, or what "not sure" of it counts by is."""
    unanswered, counts = standing.filled[name].unanswered, standing.pathway.findings[name].not_sure
    by = _unanswered(standing, counts.when) if counts is not None and counts.when is not None else NO
    return z3.Or(unanswered, by)
