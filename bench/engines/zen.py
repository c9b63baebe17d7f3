"""GoRules' ZEN engine, in Rust.

Tried, slowest first (decisions a second, rounded, on one machine): a function node 600; 73 compiled expressions 800; a decision made from
text or got from a loader, 1,800 to 3,900; by the key of a static loader, in batches 18,000, a decision table that collects 26,000, a node
with one expression 29,000; one compiled expression that gives a list, without a graph, 37,000. The case is a dictionary in all of them.
Written as JSON text for the purpose it makes each of the last four slower; text that is there already would make the last 43,000.
"""

from __future__ import annotations

from itertools import compress

import zen

from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Value, Yes
from bench.engines import Decide, NamedCase, RuleSet

FORM = "one compiled expression, a list of all rules; the case as a dictionary"


def prepare(rule_set: RuleSet) -> Decide:
    whole = zen.compile_expression("[" + ", ".join(to_zen(rule, rule_set) for rule in rule_set.rules) + "]")
    places = range(len(rule_set.rules))

    def decide(case: NamedCase) -> list[int]:
        return list(compress(places, whole.evaluate(case)))

    return decide


def to_zen(node: Node, rule_set: RuleSet) -> str:
    match node:
        case Yes(finding):
            return finding
        case Compare(finding, operator, value):
            return f"{finding} {'==' if operator == '=' else operator} {_literal(value)}"
        case OneOf(finding, choices):
            return f"{finding} in [{', '.join(map(_literal, choices))}]"
        case Between(finding, low, high):
            return f"({finding} >= {low} and {finding} <= {high})"
        case Named(name):
            return to_zen(rule_set.definitions[name], rule_set)
        case Not(part):
            return f"not ({to_zen(part, rule_set)})"
        case All(parts):
            return "(" + " and ".join(to_zen(part, rule_set) for part in parts) + ")"
        case Any(parts):
            return "(" + " or ".join(to_zen(part, rule_set) for part in parts) + ")"


def _literal(value: Value) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
