"""Conditions -> one SELECT, which asks all of them of every row of a table (docs/registry.md shows how to use it)."""

from __future__ import annotations

from collections.abc import Mapping

from balm.rules.nodes import Node
from balm.rules.to_sql import to_sql


def select(conditions: Mapping[str, Node], meanings: Mapping[str, Node], table: str = "people") -> str:
    """The SELECT: what the table holds, and for each condition a column of its name: TRUE, FALSE, or NULL for not known.

    The table has a column for each finding: NULL for unanswered and for "not sure". `meanings` says what each name in a condition stands
    for, each after those that it uses itself.
    """
    named: dict[str, str] = {}
    for name, node in meanings.items():
        named[name] = to_sql(node, named)
    columns = [f"{to_sql(node, named)} AS {_quoted(name)}" for name, node in conditions.items()]
    return ",\n  ".join(["SELECT *", *columns]) + f"\nFROM {_quoted(table)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
