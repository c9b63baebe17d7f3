"""The emitted JavaScript -> nodes, by the grammar tree-sitter-javascript.

`k.yes(3)`, `k.ge(50, 38)` and the like are taken to mean what balm/companion/static/engine/logic.js makes of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn
from typing import Any as Anything

from balm.proofs.read_back import Module, NotRead
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Yes

if TYPE_CHECKING:
    from tree_sitter import Node as Tree

_SIGNS: dict[str, Operator] = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def read_javascript(text: str, findings: Mapping[Anything, str]) -> Module:
    """The module of constants: `const d_x = (k) => ...` are its named expressions, its exports the rest.

    `findings` tells each finding by what the expressions know it: its place, or its name. Raises NotRead for anything else at the top.
    """
    import tree_sitter
    import tree_sitter_javascript

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))
    root = parser.parse(text.encode()).root_node
    if root.has_error:
        raise NotRead("not JavaScript", text)
    return _Reader(findings).module(root)


class _Reader:
    def __init__(self, findings: Mapping[Anything, str]) -> None:
        self._findings = findings
        self._named: dict[str, Node | NotRead] = {}

    def module(self, root: Tree) -> Module:
        rest: dict[str, Anything] = {}
        for statement in _parts(root):
            exported = statement.type == "export_statement"
            (declaration,) = _parts(statement) if exported else (statement,)
            if (
                declaration.type != "lexical_declaration"
                or _source(declaration.children[0]) != "const"
                or declaration.named_child_count != 1
            ):
                _refuse(statement)
            (declarator,) = _parts(declaration)
            name, value = _parts(declarator)
            key = _source(name)
            if exported and key not in rest:
                rest[key] = self.literal(value)
            elif not exported and key.startswith("d_") and key[2:] not in self._named and value.type == "arrow_function":
                self._named[key[2:]] = self.arrow(value)
            else:
                _refuse(statement)
        return Module(self._named, rest)

    def literal(self, tree: Tree) -> Anything:
        match tree.type:
            case "array":
                return [self.literal(part) for part in _parts(tree)]
            case "object":
                return self.pairs([_parts(pair) if pair.type == "pair" else _refuse(pair) for pair in _parts(tree)], tree)
            case "new_expression":
                kind, arguments = _parts(tree)
                (entries,) = _parts(arguments)
                if entries.type == "parenthesized_expression":
                    (entries,) = _parts(entries)
                if _source(kind) != "Map" or entries.type != "array":
                    _refuse(tree)
                return self.pairs([_parts(pair) if pair.type == "array" else _refuse(pair) for pair in _parts(entries)], tree)
            case "identifier":
                return self.name(tree)
            case "arrow_function":
                return self.arrow(tree)
            case "null" | "true" | "false":
                return json.loads(_source(tree))
            case _:
                return _value(tree)

    def pairs(self, pairs: list[list[Tree]], tree: Tree) -> dict[Anything, Anything]:
        found = {_source(key) if key.type == "property_identifier" else _value(key): self.literal(value) for key, value in pairs}
        return found if len(found) == len(pairs) else _refuse(tree)

    def arrow(self, tree: Tree) -> Node | NotRead:
        """The expression of `(k) => ...`. What cannot be read is answered, not raised: the other expressions are still to be read."""
        try:
            parameters, body = _parts(tree)
            if not _source(tree).startswith("(k) => ") or _source(parameters) != "(k)":  # an async one has the same parts
                _refuse(tree)
            return self.expression(body)
        except NotRead as problem:
            return problem

    def expression(self, tree: Tree) -> Node:
        if tree.type != "call_expression" or len(_parts(tree)) != 2:
            _refuse(tree)
        function, arguments = _parts(tree)
        parts = _parts(arguments)
        if function.type == "identifier":
            return self.name(function) if [_source(part) for part in parts] == ["k"] else _refuse(tree)
        word = _source(function)
        if function.type != "member_expression" or not re.fullmatch(r"k\.\w+", word) or arguments.type != "arguments":
            _refuse(tree)
        match word[2:], parts:
            case "yes", [finding]:
                return Yes(self.finding(finding))
            case "oneOf", [finding, words] if words.type == "array":
                return OneOf(self.finding(finding), tuple(_value(one, str) for one in _parts(words)))
            case "between", [finding, low, high]:
                return Between(self.finding(finding), _value(low, int, float), _value(high, int, float))
            case "not", [part]:
                return Not(self.expression(part))
            case "all", [_, *_]:
                return All(tuple(map(self.expression, parts)))
            case "any", [_, *_]:
                return Any(tuple(map(self.expression, parts)))
            case sign, [finding, other] if sign in _SIGNS:
                return Compare(self.finding(finding), _SIGNS[sign], _value(other))
        return _refuse(tree)

    def name(self, tree: Tree) -> Named:
        name = _source(tree)
        return Named(name[2:]) if name.startswith("d_") and name[2:] in self._named else _refuse(tree)

    def finding(self, tree: Tree) -> str:
        place = _value(tree)
        return self._findings[place] if place in self._findings else _refuse(tree)


def _parts(tree: Tree) -> list[Tree]:
    return [part for part in tree.named_children if part.type != "comment"]


def _source(tree: Tree) -> str:
    return (tree.text or b"").decode()


def _value(tree: Tree, *kinds: type) -> Anything:
    """The number or the text, if it is written as JSON writes it."""
    if tree.type in ("number", "string", "unary_expression"):
        try:
            value = json.loads(_source(tree))
        except ValueError:
            _refuse(tree)
        if not kinds or isinstance(value, kinds):
            return value
    return _refuse(tree)


def _refuse(tree: Tree) -> NoReturn:
    raise NotRead(f"line {tree.start_point.row + 1} holds a {tree.type} that is never written", _source(tree))
