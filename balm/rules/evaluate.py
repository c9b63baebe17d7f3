"""Nodes + answers -> true, false or unknown. This is the reference: naive on purpose, so that it can be read and believed.

The logic is Kleene's. An answer that is missing, or that is "not sure", is unknown, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from balm.rules.kinds import NOT_SURE, Answer
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Yes

Truth = bool | None
"""True, False, or None for unknown."""


def evaluate(node: Node, answers: Mapping[str, Answer], definitions: Mapping[str, Node]) -> Truth:
    """What the node says of these answers: True, False, or None when that depends on what is not known."""
    match node:
        case Yes(finding):
            value = _known(answers, finding)
            return None if value is None else value is True
        case Compare(finding, operator, other):
            value = _known(answers, finding)
            return None if value is None else compare(value, operator, other)
        case OneOf(finding, choices):
            value = _known(answers, finding)
            return None if value is None else value in choices
        case Between(finding, low, high):
            value = _known(answers, finding)
            return None if value is None else compare(value, ">=", low) and compare(value, "<=", high)
        case Named(name):
            return evaluate(definitions[name], answers, definitions)
        case Not(part):
            return negate(evaluate(part, answers, definitions))
        case All(parts):
            return conjunction([evaluate(part, answers, definitions) for part in parts])
        case Any(parts):
            return disjunction([evaluate(part, answers, definitions) for part in parts])


def negate(truth: Truth) -> Truth:
    return None if truth is None else not truth


def conjunction(truths: list[Truth]) -> Truth:
    """False if one is false; else unknown if one is unknown; else true."""
    if False in truths:
        return False
    return None if None in truths else True


def disjunction(truths: list[Truth]) -> Truth:
    """True if one is true; else unknown if one is unknown; else false."""
    if True in truths:
        return True
    return None if None in truths else False


def compare(value: object, operator: Operator, other: object) -> bool:
    """A known value compared with a literal of the same kind."""
    if operator == "=":
        return value == other
    if operator == "!=":
        return value != other
    assert isinstance(value, int | float)
    assert isinstance(other, int | float)
    if operator == "<":
        return value < other
    if operator == "<=":
        return value <= other
    if operator == ">":
        return value > other
    return value >= other


def _known(answers: Mapping[str, Answer], finding: str) -> Answer:
    value = answers.get(finding)
    return None if value == NOT_SURE else value
