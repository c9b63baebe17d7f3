"""Nodes -> JavaScript: an expression over a logic `k`, which decides what the comparisons and the connectives mean.

The page runs the same expression over two logics (companion/static/engine/logic.js): one that tells in one pass what is sure and what is
possible, and one that tells why. Nothing is interpreted and nothing is evaluated from text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Yes

_WORDS: dict[Operator, str] = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


def to_javascript(node: Node, places: Mapping[str, int] | Mapping[str, str]) -> str:
    """The expression, without `k =>` before it; a definition becomes a call `d_name(k)`.

    `places` says by what the logic knows each finding: where it stands, or its name in quotes.
    """
    match node:
        case Yes(finding):
            return f"k.yes({places[finding]})"
        case Compare(finding, operator, value):
            return f"k.{_WORDS[operator]}({places[finding]}, {json.dumps(value)})"
        case OneOf(finding, choices):
            return f"k.oneOf({places[finding]}, {json.dumps(list(choices))})"
        case Between(finding, low, high):
            return f"k.between({places[finding]}, {low}, {high})"
        case Named(name):
            return f"d_{name}(k)"
        case Not(part):
            return f"k.not({to_javascript(part, places)})"
        case All(parts):
            return f"k.all({', '.join(to_javascript(part, places) for part in parts)})"
        case Any(parts):
            return f"k.any({', '.join(to_javascript(part, places) for part in parts)})"
