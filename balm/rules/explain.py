"""The same walk as `evaluate`, keeping which answers decided, and which findings leave it open."""

from __future__ import annotations

from collections.abc import Mapping

from balm.rules.evaluate import evaluate
from balm.rules.kinds import Answer
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes


def deciders(node: Node, answers: Mapping[str, Answer], definitions: Mapping[str, Node]) -> tuple[str, ...]:
    """The findings whose answers make the node true or false, in reading order.

    Where several alternatives are true each is kept, since each is a reason; where several parts are false the first is enough.
    A node that is undecided has no deciders.
    """
    truth = evaluate(node, answers, definitions)
    if truth is None:
        return ()
    match node:
        case Yes(finding) | Compare(finding) | OneOf(finding) | Between(finding):
            return (finding,)
        case Named(name):
            return deciders(definitions[name], answers, definitions)
        case Not(part):
            return deciders(part, answers, definitions)
        case All(parts):
            if truth:
                return _join(deciders(part, answers, definitions) for part in parts)
            return next(deciders(part, answers, definitions) for part in parts if evaluate(part, answers, definitions) is False)
        case Any(parts):
            decided = (part for part in parts if evaluate(part, answers, definitions) is truth)
            return _join(deciders(part, answers, definitions) for part in decided)


def open_findings(node: Node, answers: Mapping[str, Answer], definitions: Mapping[str, Node]) -> tuple[str, ...]:
    """The unknown findings (unanswered or "not sure") that leave the node undecided, in reading order; none when it is decided."""
    if evaluate(node, answers, definitions) is not None:
        return ()
    match node:
        case Yes(finding) | Compare(finding) | OneOf(finding) | Between(finding):
            return (finding,)
        case Named(name):
            return open_findings(definitions[name], answers, definitions)
        case Not(part):
            return open_findings(part, answers, definitions)
        case All(parts) | Any(parts):
            return _join(open_findings(part, answers, definitions) for part in parts)


def _join(groups: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding for group in groups for finding in group))  # type: ignore[attr-defined]
