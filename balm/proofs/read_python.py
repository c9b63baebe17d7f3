"""The emitted Python -> nodes, by the standard library's own parser.

A comparison of a value that is not known comes out as the value says (balm/rules/unknown.py), and `not` of one does not: so `not` is
refused, and so is everything else but positive comparisons joined by and/or.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any as Anything
from typing import NoReturn

from balm.proofs.read_back import Module, NotRead
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Yes

_SIGNS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: "=",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
UNANSWERED = ["UNANSWERED"]
"""Stands in what is read for that value, as ["values", place] stands for the value of another finding."""


def read_python(source: str, findings: Sequence[str]) -> Module:
    """The program: the rest holds, by function, the expressions that it finds true, or what it fills. Raises NotRead.

    A name such as `is__fever` is read as `rules.is__fever`, after the function in which it stands.
    """
    named: dict[str, Node | NotRead] = {}
    rest: dict[str, Anything] = {}
    for statement in ast.parse(source).body:
        match statement:
            case ast.FunctionDef(name, ast.arguments([], [ast.arg("values")], None, [], [], None, []), body, []) if name not in rest:
                reader = _Reader(findings, name, named)
                rest[name] = reader.fills(body) if name.startswith("fill") else reader.finds(body)
            case ast.Assign([ast.Name("clear")], ast.List(values)) if "clear" not in rest:
                rest["clear"] = [_constant(value) for value in values]
            case _:
                _refuse(statement)
    return Module(named, rest)


class _Reader:
    def __init__(self, findings: Sequence[str], function: str, named: dict[str, Node | NotRead]) -> None:
        self._findings, self._function, self._named = findings, function, named

    def finds(self, body: list[ast.stmt]) -> list[Node | NotRead]:
        """The expressions of the ifs, in the order of the places that they add."""
        *start, last = body
        found: list[Node | NotRead] = []
        begun = 0
        for statement in start:
            match statement:
                case ast.Assign([ast.Name(name)], value) if "__" in name and not begun and self._full(name) not in self._named:
                    self._named[self._full(name)] = self._readable(value)
                case ast.Assign([ast.Name("found")], ast.List([])) if begun == 0:
                    begun = 1
                case ast.Assign([ast.Name("add")], ast.Attribute(ast.Name("found"), "append")) if begun == 1:
                    begun = 2
                case ast.If(test, [ast.Expr(ast.Call(ast.Name("add"), [ast.Constant(int(place))], []))], []) if begun == 2:
                    if place != len(found):
                        _refuse(statement)
                    found.append(self._readable(test))
                case _:
                    _refuse(statement)
        if begun != 2 or ast.unparse(last) != "return found":
            _refuse(last)
        return found

    def fills(self, body: list[ast.stmt]) -> list[list[Anything]]:
        """[place, the value where it applies, the expression that says whether it does, the value where it does not], in their order."""
        *start, last = body
        found = []
        for statement in start:
            match statement:
                case ast.If(
                    ast.Compare(asked, [ast.Is()], [ast.Name("UNANSWERED")]), [ast.Assign([filled], ast.IfExp(test, where, otherwise))], []
                ) if self._place(asked) == self._place(filled):
                    found.append([self._place(asked), self._filling(where), self._readable(test), self._filling(otherwise)])
                case _:
                    _refuse(statement)
        if ast.unparse(last) != "return None":
            _refuse(last)
        return found

    def _filling(self, value: ast.expr) -> Anything:
        return ["values", self._place(value)] if isinstance(value, ast.Subscript) else _constant(value)

    def _readable(self, tree: ast.expr) -> Node | NotRead:
        try:
            return self._expression(tree)
        except NotRead as problem:
            return problem

    def _expression(self, tree: ast.expr) -> Node:
        match tree:
            case ast.BoolOp(operator, parts):
                read = tuple(map(self._expression, parts))
                return All(read) if isinstance(operator, ast.And) else Any(read)
            case ast.Name(name) if self._full(name) in self._named:
                return Named(self._full(name))
            case ast.Subscript():
                return Yes(self._finding(tree))
            case ast.Compare(ast.Subscript() as value, [ast.Eq()], [ast.Constant(False)]):
                return Not(Yes(self._finding(value)))
            case ast.Compare(ast.Subscript() as value, [ast.NotEq()], [ast.Subscript() as same]) if self._place(value) == self._place(same):
                return OneOf(self._finding(value), ())
            case ast.Compare(ast.Subscript() as value, [ast.In()], [ast.Tuple([_, *_] as words)]):
                return OneOf(self._finding(value), tuple(_constant(word, str) for word in words))
            case ast.Compare(low, [ast.LtE(), ast.LtE()], [ast.Subscript() as value, high]):
                return Between(self._finding(value), _constant(low, int, float), _constant(high, int, float))
            case ast.Compare(ast.Subscript() as value, [operator], [other]) if type(operator) in _SIGNS:
                return Compare(self._finding(value), _SIGNS[type(operator)], _constant(other, int, float, str))
        return _refuse(tree)

    def _full(self, name: str) -> str:
        return f"{self._function}.{name}"

    def _finding(self, tree: ast.expr) -> str:
        return self._findings[self._place(tree)]

    def _place(self, tree: ast.expr) -> int:
        match tree:
            case ast.Subscript(ast.Name("values"), ast.Constant(int(place))) if place < len(self._findings):
                return place
        return _refuse(tree)


def _constant(tree: ast.expr, *kinds: type) -> Anything:
    if isinstance(tree, ast.Name) and tree.id == "UNANSWERED" and not kinds:
        return UNANSWERED
    try:
        value = ast.literal_eval(tree)
    except ValueError:
        _refuse(tree)
    if isinstance(value, bool | int | float | str) and (not kinds or (isinstance(value, kinds) and not isinstance(value, bool))):
        return value
    return _refuse(tree)


def _refuse(tree: ast.stmt | ast.expr) -> NoReturn:
    raise NotRead(f"line {tree.lineno} holds a {type(tree).__name__} that is never written", ast.unparse(tree))
