"""Nodes -> the text of the language, so that what was read can be written again."""

from __future__ import annotations

from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes


def to_text(node: Node) -> str:
    """One line that parses to the same node, with no more brackets than it needs."""
    match node:
        case Yes(finding):
            return finding
        case Compare(finding, operator, value):
            return f"{finding} {operator} {value}"
        case OneOf(finding, choices):
            return f"{finding} in ({', '.join(choices)})"
        case Between(finding, low, high):
            return f"{finding} between {low} and {high}"
        case Named(name):
            return name
        case Not(part):
            return f"not {to_text(part)}" if isinstance(part, Yes | Named) else f"not ({to_text(part)})"
        case All(parts):
            return " and ".join(f"({to_text(part)})" if isinstance(part, All | Any) else to_text(part) for part in parts)
        case Any(parts):
            return " or ".join(f"({to_text(part)})" if isinstance(part, Any) else to_text(part) for part in parts)
