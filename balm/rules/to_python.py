"""Nodes -> Python source: one function that runs many conditions over one person's values, fast.

Run it on known values and it tells which conditions are true. Where values are unknown, fill them as `unknown` says: with ALWAYS it tells
which are possibly true, with NEVER which are surely true. Both agree with `evaluate` on every case (tests/agreement).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from balm.rules.kinds import Choice, Kind
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Yes

_OPPOSITE: dict[Operator, Operator] = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_NOW: dict[Operator, str] = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def to_python(function: str, conditions: Mapping[str, Node], definitions: Mapping[str, Node], kinds: Mapping[str, Kind]) -> str:
    """The source of `def function(values) -> list[int]`: the places, in the order of `conditions`, of those that are true.

    `values` holds one value a finding, in the order of `kinds`.
    """
    used: dict[tuple[str, bool], None] = {}
    for node in conditions.values():
        _collect(node, True, definitions, used)
    lines = [f"def {function}(values):"]
    for name, sign in used:
        lines.append(f"    {_local(name, sign)} = {_expression(definitions[name], sign, kinds)}")
    lines += ["    found = []", "    add = found.append"]
    for index, node in enumerate(conditions.values()):
        lines += [f"    if {_expression(node, True, kinds)}:", f"        add({index})"]
    return "\n".join([*lines, "    return found", ""])


def condition(node: Node, definitions: Mapping[str, Node], kinds: Mapping[str, Kind]) -> str:
    """The source of one condition on its own, over the same `values`, with its definitions written out."""
    return _expression(_inline(node, definitions), True, kinds)


def _inline(node: Node, definitions: Mapping[str, Node]) -> Node:
    match node:
        case Named(name):
            return _inline(definitions[name], definitions)
        case Not(part):
            return Not(_inline(part, definitions))
        case All(parts):
            return All(tuple(_inline(part, definitions) for part in parts))
        case Any(parts):
            return Any(tuple(_inline(part, definitions) for part in parts))
        case _:
            return node


def _local(name: str, sign: bool) -> str:
    return f"{'is' if sign else 'not'}__{name}"  # two bars: no finding has them


def _collect(node: Node, sign: bool, definitions: Mapping[str, Node], used: dict[tuple[str, bool], None]) -> None:
    """Which definitions are needed, as they stand or denied, each after those that it uses itself."""
    match node:
        case Named(name):
            if (name, sign) not in used:
                _collect(definitions[name], sign, definitions, used)
                used[name, sign] = None
        case Not(part):
            _collect(part, not sign, definitions, used)
        case All(parts) | Any(parts):
            for part in parts:
                _collect(part, sign, definitions, used)
        case _:
            pass


def _expression(node: Node, sign: bool, kinds: Mapping[str, Kind]) -> str:
    """The node (or, where `sign` is false, its denial) as positive comparisons joined by and/or."""
    match node:
        case Yes(finding):
            return value_of(finding, kinds) if sign else f"{value_of(finding, kinds)} == False"
        case Compare(finding, operator, other):
            return f"{value_of(finding, kinds)} {_NOW[operator if sign else _OPPOSITE[operator]]} {other!r}"
        case OneOf(finding, choices):
            kind = kinds[finding]
            assert isinstance(kind, Choice)
            return _one_of(value_of(finding, kinds), choices if sign else [word for word in kind.choices if word not in choices])
        case Between(finding, low, high):
            value = value_of(finding, kinds)
            return f"{low!r} <= {value} <= {high!r}" if sign else f"({value} < {low!r} or {value} > {high!r})"
        case Named(name):
            return _local(name, sign)
        case Not(part):
            return _expression(part, not sign, kinds)
        case All(parts):
            return _join("and" if sign else "or", [_expression(part, sign, kinds) for part in parts])
        case Any(parts):
            return _join("or" if sign else "and", [_expression(part, sign, kinds) for part in parts])


def value_of(finding: str, kinds: Mapping[str, Kind]) -> str:
    """The source that reads the finding: by its place and only where it is needed, since most rules are decided by a few findings."""
    return f"values[{list(kinds).index(finding)}]"


def _one_of(value: str, choices: Sequence[str]) -> str:
    # A tuple, not a set: a set would ask for the hash of an unknown value, which has none.
    # No choice left: false of every known value, and as open as any other comparison of an unknown one.
    return f"{value} in ({', '.join(map(repr, choices))},)" if choices else f"{value} != {value}"


def _join(word: str, parts: Sequence[str]) -> str:
    return "(" + f" {word} ".join(parts) + ")"
