"""Text -> nodes. The grammar is `grammar.lark`; everything that it does not list is refused, with its place and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from balm.errors import RuleRefused
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Place

_WRITE_INSTEAD = {
    "==": 'write "="',
    "&": 'write "and"',
    "|": 'write "or"',
    "!": 'write "not" or "!="',
    "+": "there is no arithmetic",
    "-": "there is no arithmetic",
    "*": "there is no arithmetic",
    "/": "there is no arithmetic",
    ";": "write the alternatives as a list, or with or",
    '"': "write choices without quotes",
    "'": "write choices without quotes",
    ".": "a name has no dots",
    "AND": 'write "and"',
    "OR": 'write "or"',
    "NOT": 'write "not"',
    "is": 'write "=" with a choice; whether something was answered cannot be asked',
    "null": "whether something was answered cannot be asked",
    "true": "write the finding's name alone",
    "false": 'write "not" and the finding\'s name',
    "like": "there is no such comparison",
}
_NAMES = {
    "WORD": "a name",
    "NUMBER": "a number",
    "OPERATOR": "a comparison such as >=",
    "LPAR": '"("',
    "RPAR": '")"',
    "COMMA": '","',
    "AND": '"and"',
    "OR": '"or"',
    "NOT": '"not"',
    "IN": '"in"',
    "BETWEEN": '"between"',
    "$END": "the end",
}


@cache
def _parser() -> Lark:
    grammar = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", maybe_placeholders=False)


def parse(text: str) -> Node:
    """The node that the text says. Raises RuleRefused, with line and column in the text.

    A word alone becomes `Named`; `check_kinds` then tells yes/no findings from definitions, since only it knows the vocabulary.
    """
    if not text.strip():
        raise RuleRefused("nothing is written here", hint='write a condition such as "bleeding != none"')
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _refusal(text, error) from None
    return _ToNodes().transform(tree)


def parse_any(texts: Sequence[str]) -> Node:
    """One expression, or several of which any one is enough. The place in a refusal counts within the text at fault."""
    nodes = tuple(parse(text) for text in texts)
    return nodes[0] if len(nodes) == 1 else Any(nodes)


def _at(token: Token) -> Place:
    return (token.line or 1, token.column or 1)


def _number(token: Token) -> int | float:
    return float(token) if "." in token else int(token)


@v_args(inline=True)
class _ToNodes(Transformer[Token, Node]):
    def name(self, word: Token) -> Node:
        return Named(str(word), _at(word))

    def negation(self, word: Token, part: Node) -> Node:
        return Not(part, _at(word))

    def compare(self, finding: Token, operator: Token, value: Token) -> Node:
        sign: Operator = str(operator)  # type: ignore[assignment]
        return Compare(str(finding), sign, _number(value) if value.type == "NUMBER" else str(value), _at(finding))

    def one_of(self, finding: Token, *choices: Token) -> Node:
        return OneOf(str(finding), tuple(map(str, choices)), _at(finding))

    def between(self, finding: Token, low: Token, high: Token) -> Node:
        return Between(str(finding), _number(low), _number(high), _at(finding))

    def all(self, *parts: Node) -> Node:
        return All(parts, parts[0].place)

    def any(self, *parts: Node) -> Node:
        return Any(parts, parts[0].place)


def _possible(text: str, error: UnexpectedToken) -> set[str]:
    """What could stand there: a closing bracket only where one is open."""
    before = text[: error.token.start_pos or 0]
    return set(error.expected) - (set() if before.count("(") > before.count(")") else {"RPAR"})


def _refusal(text: str, error: UnexpectedInput) -> RuleRefused:
    if isinstance(error, UnexpectedCharacters):
        found = error.char
        hint = _WRITE_INSTEAD.get(found, "use findings, numbers, choices, and, or, not, in, between and brackets")
        return RuleRefused(f'"{found}" is not part of the language', line=error.line, column=error.column, hint=hint)
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        wanted = sorted({_NAMES.get(name, name) for name in _possible(text, error)})
        hint = _WRITE_INSTEAD.get(str(error.token), "write " + " or ".join(wanted))
        before = text[: error.token.start_pos or 0].rstrip()
        if str(error.token) == "=" and before.endswith("="):
            hint = 'write "=" once'
        elif re.search(r"\bnot(\s+\w+)?$", before):
            hint = "put what is denied in brackets: not (...)"
        return RuleRefused(f'"{error.token}" cannot stand here', line=error.line, column=error.column, hint=hint)
    lines = text.rstrip().splitlines()
    assert isinstance(error, UnexpectedToken | UnexpectedEOF)
    wanted = sorted({_NAMES.get(name, name) for name in error.expected})
    return RuleRefused("the text stops too early", line=len(lines), column=len(lines[-1]) + 1, hint="write " + " or ".join(wanted))
