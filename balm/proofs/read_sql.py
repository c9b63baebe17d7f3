"""The emitted SQL -> nodes, by sqlglot's reading of DuckDB.

What is taken for granted of SQL: a comparison with NULL is NULL, IN and BETWEEN over one column too (no list or end is NULL); AND, OR and
NOT are Kleene's; BETWEEN holds both ends. So a column that is NULL is a finding that is not known, and NULL as the outcome is "not known".
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NoReturn
from typing import Any as Anything

from balm.proofs.read_back import Module, NotRead
from balm.rules.nodes import All, Any, Between, Compare, Node, Not, OneOf, Operator, Yes

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

_SIGNS: dict[str, Operator] = {"EQ": "=", "NEQ": "!=", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}


def read_sql(text: str, findings: Collection[str]) -> Module:
    """One `SELECT *, ... AS "name", ... FROM "table"`: under "columns" its expressions by name, under "table" the table. Raises NotRead."""
    import sqlglot

    try:
        (statement,) = sqlglot.parse(text, read="duckdb")
    except (ValueError, sqlglot.errors.SqlglotError) as problem:
        raise NotRead("not one statement of SQL", str(problem)) from problem
    if statement is None or _kind(statement) != "Select":
        raise NotRead("not a SELECT", text)
    source = _only(statement, "expressions", "from_")["from_"]
    table = _only(_only(source, "this")["this"], "this")["this"]
    star, *columns = statement.expressions
    if _kind(star) != "Star" or any(star.args.values()):
        _refuse(star)
    found: dict[str, Node | NotRead] = {}
    for column in columns:
        alias = _only(column, "this", "alias") if _kind(column) == "Alias" else _refuse(column)
        name = _name(alias["alias"])
        if name in found:
            _refuse(column)
        try:
            found[name] = _expression(alias["this"], findings)
        except NotRead as problem:
            found[name] = problem
    return Module({}, {"columns": found, "table": _name(table)})


def _expression(tree: Expr, findings: Collection[str]) -> Node:
    match _kind(tree):
        case "Paren":
            return _expression(_only(tree, "this")["this"], findings)
        case "Not":
            return Not(_expression(_only(tree, "this")["this"], findings))
        case "And" | "Or" as word:
            parts = tuple(_expression(part, findings) for part in _chain(tree, word))
            return All(parts) if word == "And" else Any(parts)
        case "Column":
            return Yes(_column(tree, findings))
        case sign if sign in _SIGNS:
            sides = _only(tree, "this", "expression")
            return Compare(_column(sides["this"], findings), _SIGNS[sign], _literal(sides["expression"]))
        case "In":
            listed = _only(tree, "this", "expressions")
            words = tuple(_literal(word) for word in listed["expressions"])
            return OneOf(_column(listed["this"], findings), words) if all(isinstance(word, str) for word in words) else _refuse(tree)
        case "Between":
            ends = _only(tree, "this", "low", "high")
            return Between(_column(ends["this"], findings), _literal(ends["low"]), _literal(ends["high"]))
    return _refuse(tree)


def _chain(tree: Expr, word: str) -> list[Expr]:
    """The parts of `a AND b AND c`, which is read as (a AND b) AND c."""
    sides = _only(tree, "this", "expression")
    first = sides["this"]
    return [*(_chain(first, word) if _kind(first) == word else [first]), sides["expression"]]


def _column(tree: Expr, findings: Collection[str]) -> str:
    name = _name(_only(tree, "this")["this"]) if _kind(tree) == "Column" else _refuse(tree)
    return name if name in findings else _refuse(tree)


def _name(tree: Expr) -> str:
    named = _only(tree, "this", "quoted") if _kind(tree) == "Identifier" else _refuse(tree)
    return str(named["this"]) if named["quoted"] is True else _refuse(tree)


def _literal(tree: Expr) -> Anything:
    if _kind(tree) == "Neg":
        value = _literal(_only(tree, "this")["this"])
        return -value if not isinstance(value, str) else _refuse(tree)
    written = _only(tree, "this", "is_string") if _kind(tree) == "Literal" else _refuse(tree)
    text = str(written["this"])
    if written["is_string"]:
        return text
    return int(text) if text.isdigit() else float(text)


def _only(tree: Expr, *names: str) -> dict[str, Anything]:
    """What the tree is made of, if it is made of nothing else."""
    held = {name: part for name, part in tree.args.items() if part not in (None, False, [], "")}
    return {name: tree.args.get(name) for name in names} if set(held) <= set(names) else _refuse(tree)


def _kind(tree: Expr) -> str:
    return type(tree).__name__


def _refuse(tree: Expr) -> NoReturn:
    raise NotRead(f"a {_kind(tree)} that is never written", tree.sql("duckdb"))
