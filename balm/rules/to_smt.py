"""Nodes -> formulas of the solver z3, on two rails, so that what is not known is modelled and not assumed away.

The rail `yes` is true when the node comes out true, the rail `no` when it comes out false, while every comparison of a finding that is not
known comes out as its symbol `says`. Where unknown says no, `yes` means surely true and `no` surely false; where it says yes, possibly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import z3

from balm.rules.kinds import Choice, Kind, Number, YesNo
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Value, Yes


class NotForTheSolver(TypeError):
    """The node says something of a finding that its kind cannot express."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One finding: whether its value is known, the value as `as_term` writes it, and what its comparisons say while it is not."""

    kind: Kind
    known: z3.BoolRef
    value: z3.ExprRef
    says: z3.BoolRef


class Rails(NamedTuple):
    yes: z3.BoolRef
    no: z3.BoolRef


def to_smt(node: Node, symbols: Mapping[str, Symbol], definitions: Mapping[str, Rails]) -> Rails:
    """The two formulas. `definitions` holds what each name comes to. Raises NotForTheSolver for a node that does not fit its kind."""
    match node:
        case Yes(finding):
            return _atom(symbols[finding], symbols[finding].value == as_term(True, symbols[finding].kind, finding))
        case Compare(finding, operator, other):
            return _atom(symbols[finding], _compare(symbols[finding], operator, other, finding))
        case OneOf(finding, choices):
            return _atom(symbols[finding], z3.Or([_compare(symbols[finding], "=", word, finding) for word in choices]))
        case Between(finding, low, high):
            symbol = symbols[finding]
            return _atom(symbol, z3.And(_compare(symbol, ">=", low, finding), _compare(symbol, "<=", high, finding)))
        case Named(name):
            return definitions[name]
        case Not(part):
            yes, no = to_smt(part, symbols, definitions)
            return Rails(no, yes)
        case All(parts):
            rails = [to_smt(part, symbols, definitions) for part in parts]
            return Rails(z3.And([rail.yes for rail in rails]), z3.Or([rail.no for rail in rails]))
        case Any(parts):
            rails = [to_smt(part, symbols, definitions) for part in parts]
            return Rails(z3.Or([rail.yes for rail in rails]), z3.And([rail.no for rail in rails]))


def as_term(value: Value, kind: Kind, finding: str = "") -> z3.ExprRef:
    """The value for the solver: a yes/no as a truth, a choice as its place among the choices, a number as a whole number of its smallest
    steps (tenths, where one decimal is allowed)."""
    match kind:
        case YesNo() if isinstance(value, bool):
            return z3.BoolVal(value)
        case Choice(choices) if value in choices:
            return whole(choices.index(str(value)))
        case Number(decimals=decimals) if isinstance(value, int | float) and not isinstance(value, bool):
            steps = round(value * 10**decimals, 6)
            if steps == int(steps):
                return whole(int(steps))
    raise NotForTheSolver(f"{finding}: {value!r} is no value of a {kind.name} that can be compared exactly")


BITS = 12
"""Enough for every number of the content in its smallest steps (a temperature in tenths, days of two years), with a bit for the sign."""


def whole(number: int) -> z3.ExprRef:
    """The whole number as the solver counts it. Raises NotForTheSolver for one that does not fit, and would be taken for another."""
    if not -(2 ** (BITS - 1)) <= number < 2 ** (BITS - 1):
        raise NotForTheSolver(f"{number} does not fit into {BITS} bits; raise BITS in balm/rules/to_smt.py")
    return z3.BitVecVal(number, BITS)


def _atom(symbol: Symbol, holds: z3.BoolRef) -> Rails:
    return Rails(z3.If(symbol.known, holds, symbol.says), z3.If(symbol.known, z3.Not(holds), symbol.says))


def _compare(symbol: Symbol, operator: Operator, other: Value, finding: str) -> z3.BoolRef:
    if operator not in ("=", "!=") and not isinstance(symbol.kind, Number):
        raise NotForTheSolver(f"{finding}: {operator} compares numbers, and this is a {symbol.kind.name}")
    value, term = symbol.value, as_term(other, symbol.kind, finding)
    match operator:
        case "=":
            return value == term
        case "!=":
            return value != term
        case "<":
            return value < term
        case "<=":
            return value <= term
        case ">":
            return value > term
        case ">=":
            return value >= term
