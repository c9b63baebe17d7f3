"""durable_rules: forward chaining (Rete) in C.

An event is consumed by the first rule that it fires, so events can tell the level but not all the reasons (8,700 decisions a second,
rounded, on one machine). With a set of rules for each rule they can: 260. A fact is not consumed: one set, the case asserted as a fact and
then retracted, gives all reasons at 6,000, and with a state of its own for each case at 4,700. So it gets facts. A fact that fires no rule
is refused by an exception, and not kept.

Its compiler refuses two of our rules (error 113, its limit of expressions), so each alternative of a rule is a rule here, with the same
action; and it has no "not", so denials are pushed down to the comparisons.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any as Anything

from durable import engine, lang

from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Yes
from bench.engines import Decide, NamedCase, RuleSet

FORM = "one set of rules; the case asserted as a fact, which fires every rule, then retracted"

_TRUE: dict[Operator, Callable[[Anything, Anything], Anything]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FALSE: dict[Operator, Callable[[Anything, Anything], Anything]] = {
    "=": operator.ne,
    "!=": operator.eq,
    "<": operator.ge,
    "<=": operator.gt,
    ">": operator.le,
    ">=": operator.lt,
}


def prepare(rule_set: RuleSet) -> Decide:
    found: set[int] = set()

    def noting(place: int) -> Callable[[object], None]:
        return lambda _: found.add(place)  # a function of one argument and nothing else will do

    with lang.ruleset("balm"):
        for place, rule in enumerate(rule_set.rules):
            for alternative in _alternatives(rule, rule_set):
                lang.when_all(to_durable(alternative, True, rule_set))(noting(place))

    def decide(case: NamedCase) -> list[int]:
        found.clear()
        fact = dict(case)  # it is given an id
        try:
            lang.assert_fact("balm", fact)
        except engine.MessageNotHandledException:
            return []
        lang.retract_fact("balm", fact)
        return sorted(found)

    return decide


def _alternatives(node: Node, rule_set: RuleSet) -> Iterator[Node]:
    match node:
        case Named(name):
            yield from _alternatives(rule_set.definitions[name], rule_set)
        case Any(parts):
            for part in parts:
                yield from _alternatives(part, rule_set)
        case _:
            yield node


def to_durable(node: Node, sign: bool, rule_set: RuleSet) -> Anything:
    """The node, or its denial, as one of durable's own expressions, which Python's operators build."""
    match node:
        case Yes(finding):
            return _of(finding) == sign
        case Compare(finding, compared, value):
            return (_TRUE if sign else _FALSE)[compared](_of(finding), value)
        case OneOf(finding, choices):
            return _join(not sign, [_of(finding) == choice if sign else _of(finding) != choice for choice in choices])
        case Between(finding, low, high):
            ends = [_of(finding) >= low, _of(finding) <= high] if sign else [_of(finding) < low, _of(finding) > high]
            return _join(sign, ends)
        case Named(name):
            return to_durable(rule_set.definitions[name], sign, rule_set)
        case Not(part):
            return to_durable(part, not sign, rule_set)
        case All(parts):
            return _join(sign, [to_durable(part, sign, rule_set) for part in parts])
        case Any(parts):
            return _join(not sign, [to_durable(part, sign, rule_set) for part in parts])


def _of(finding: str) -> Anything:
    return getattr(lang.m, finding)


def _join(every: bool, parts: list[Anything]) -> Anything:
    return reduce(operator.and_ if every else operator.or_, parts)
