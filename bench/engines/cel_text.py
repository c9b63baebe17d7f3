"""Nodes -> the text of CEL, with the definitions written out. Both CEL engines read it."""

from __future__ import annotations

from balm.rules.kinds import Number
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Value, Yes
from bench.engines import RuleSet


def to_cel(node: Node, rule_set: RuleSet) -> str:
    match node:
        case Yes(finding):
            return finding
        case Compare(finding, operator, value):
            return f"{finding} {'==' if operator == '=' else operator} {_literal(finding, value, rule_set)}"
        case OneOf(finding, choices):  # written out: quicker in Rust than `in [...]`, and no slower in Python
            return "(" + " || ".join(f"{finding} == {_literal(finding, choice, rule_set)}" for choice in choices) + ")"
        case Between(finding, low, high):
            return f"({finding} >= {_literal(finding, low, rule_set)} && {finding} <= {_literal(finding, high, rule_set)})"
        case Named(name):
            return to_cel(rule_set.definitions[name], rule_set)
        case Not(part):
            return f"!({to_cel(part, rule_set)})"
        case All(parts):
            return "(" + " && ".join(to_cel(part, rule_set) for part in parts) + ")"
        case Any(parts):
            return "(" + " || ".join(to_cel(part, rule_set) for part in parts) + ")"


def all_in_one(rule_set: RuleSet) -> str:
    """One expression for all the rules: the list of what each says."""
    return "[" + ", ".join(to_cel(rule, rule_set) for rule in rule_set.rules) + "]"


def _literal(finding: str, value: Value, rule_set: RuleSet) -> str:
    kind = rule_set.kinds[finding]
    if isinstance(kind, Number) and kind.decimals:
        return repr(float(value))
    return f'"{value}"' if isinstance(value, str) else repr(value)
