"""Nodes -> SQL: a boolean expression over one row, a column for each finding.

NULL is unanswered, and "not sure" is NULL too: SQL's AND, OR and NOT are Kleene's, and a comparison with NULL is NULL. So the expression is
TRUE where the node is surely true, FALSE where it is surely false, and NULL where that hangs on what is not known.
A yes/no is a BOOLEAN, a choice a text, a number an INTEGER or a DECIMAL (or a DOUBLE; never a 32-bit float, which holds no 37.8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Value, Yes

_SIGNS: dict[Operator, str] = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


Part = TypeVar("Part")


class NotForSql(TypeError):
    """The node holds something that no SQL says with this meaning."""


def to_sql(node: Node, definitions: Mapping[str, str]) -> str:
    """The expression. `definitions` holds what each name comes to, as SQL.

    Raises NotForSql for an empty list, and for a value that SQL has no exact literal for.
    """
    match node:
        case Yes(finding):
            return _quoted(finding)
        case Compare(finding, operator, other):
            return f"{_quoted(finding)} {_SIGNS[operator]} {_literal(other)}"
        case OneOf(finding, choices):
            return f"{_quoted(finding)} IN ({', '.join(map(_literal, _some(choices)))})"
        case Between(finding, low, high):
            return f"({_quoted(finding)} BETWEEN {_literal(low)} AND {_literal(high)})"
        case Named(name):
            return f"({definitions[name]})"
        case Not(part):
            return f"NOT ({to_sql(part, definitions)})"
        case All(parts):
            return f"({' AND '.join(to_sql(part, definitions) for part in _some(parts))})"
        case Any(parts):
            return f"({' OR '.join(to_sql(part, definitions) for part in _some(parts))})"


def _quoted(name: str) -> str:
    if "\0" in name:
        raise NotForSql(f"{name!r} cannot name a column")
    return '"' + name.replace('"', '""') + '"'


def _literal(value: Value) -> str:
    if isinstance(value, str) and "\0" not in value:
        return "'" + value.replace("'", "''") + "'"
    if not isinstance(value, bool | str) and re.fullmatch(r"-?\d+(\.\d+)?", repr(value)):
        return repr(value)
    raise NotForSql(f"{value!r} is not a text or a plain number")


def _some(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    if not parts:
        raise NotForSql("a list of nothing: SQL has no expression for it")
    return parts
