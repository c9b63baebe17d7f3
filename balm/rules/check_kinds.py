"""Nodes + vocabulary -> nodes whose every comparison makes sense; else a refusal with its place and the nearest right word."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from balm.errors import RuleRefused, nearest
from balm.rules.kinds import Choice, Kind, Number, YesNo
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Place, Yes


def check_kinds(node: Node, kinds: Mapping[str, Kind], definitions: Collection[str] = ()) -> Node:
    """The same node with yes/no findings told from definitions.

    Raises RuleRefused for an unknown name, a comparison that the finding's kind does not have, an unknown choice, and a number outside
    the finding's range (such a comparison would always, or never, be true).
    """

    def refuse(place: Place, problem: str, hint: str = "") -> RuleRefused:
        return RuleRefused(problem, line=place[0], column=place[1], hint=hint)

    def kind_of(finding: str, place: Place) -> Kind:
        if finding in kinds:
            return kinds[finding]
        if finding in definitions:
            raise refuse(place, f'"{finding}" is a definition', "write its name alone")
        raise refuse(place, f'unknown finding "{finding}"', nearest(finding, frozenset(kinds)))

    def number(finding: str, value: int | float | str, place: Place) -> None:
        kind = kind_of(finding, place)
        if not isinstance(kind, Number):
            raise refuse(place, f'"{finding}" is not a number', _how_to_write(finding, kind))
        if isinstance(value, str):
            raise refuse(place, f'"{finding}" is a number and "{value}" is not', "compare it with a number")
        if not kind.low <= value <= kind.high:
            raise refuse(place, f'{value} is outside the range of "{finding}"', f"write {kind.low} to {kind.high}")
        if (kind.decimals == 0 and value != int(value)) or round(value, 1) != value:
            raise refuse(place, f'"{finding}" never has the value {value}', "write fewer decimals")

    def choice(finding: str, value: str, place: Place) -> None:
        kind = kind_of(finding, place)
        if not isinstance(kind, Choice):
            raise refuse(place, f'"{finding}" has no choices', _how_to_write(finding, kind))
        if value not in kind.choices:
            near = nearest(value, kind.choices)
            raise refuse(place, f'"{value}" is not a choice of "{finding}"', near or "write one of: " + ", ".join(kind.choices))

    match node:
        case Yes(finding, place) | Named(finding, place):
            if finding in definitions:
                return Named(finding, place)
            if finding not in kinds:
                known = frozenset(kinds) | frozenset(definitions)
                raise refuse(place, f'unknown finding or definition "{finding}"', nearest(finding, known))
            kind = kinds[finding]
            if not isinstance(kind, YesNo):
                raise refuse(place, f'"{finding}" is not a yes/no finding', _how_to_write(finding, kind))
            return Yes(finding, place)
        case Compare(finding, operator, value, place):
            kind = kind_of(finding, place)
            if isinstance(kind, YesNo):
                raise refuse(place, f'"{finding}" is a yes/no finding', _how_to_write(finding, kind))
            if isinstance(kind, Choice):
                if operator not in ("=", "!="):
                    raise refuse(place, f'"{finding}" is a choice and has no "{operator}"', 'use "=", "!=" or "in"')
                choice(finding, str(value), place)
            else:
                number(finding, value, place)
            return node
        case OneOf(finding, choices, place):
            for word in choices:
                choice(finding, word, place)
            if len(set(choices)) != len(choices):
                raise refuse(place, "a choice stands twice in the list", "write it once")
            return node
        case Between(finding, low, high, place):
            number(finding, low, place)
            number(finding, high, place)
            if low > high:
                raise refuse(place, f"between {low} and {high} holds nothing", f"write between {high} and {low}")
            return node
        case Not(part, place):
            return Not(check_kinds(part, kinds, definitions), place)
        case All(parts, place):
            return All(tuple(check_kinds(part, kinds, definitions) for part in parts), place)
        case Any(parts, place):
            return Any(tuple(check_kinds(part, kinds, definitions) for part in parts), place)


def _how_to_write(finding: str, kind: Kind) -> str:
    match kind:
        case YesNo():
            return f'write "{finding}" or "not {finding}"'
        case Choice(choices):
            return f'write "{finding} = {choices[-1]}" or "{finding} in (...)"'
        case Number(low):
            return f'write "{finding} >= {low + 1}"'
