"""What SQL is written for a node, and what is refused."""

from __future__ import annotations

import math

import pytest

from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes
from balm.rules.to_sql import NotForSql, to_sql


@pytest.mark.parametrize(
    ("node", "sql"),
    [
        (Yes("a"), '"a"'),
        (Compare("warmth", ">=", 37.8), '"warmth" >= 37.8'),
        (Compare("change", "<", -2), '"change" < -2'),
        (Compare("flow", "!=", "none"), "\"flow\" <> 'none'"),
        (OneOf("flow", ("spots", "heavy")), "\"flow\" IN ('spots', 'heavy')"),
        (Between("pain", 2, 4), '("pain" BETWEEN 2 AND 4)'),
        (Named("warm"), '("warmth" >= 38)'),
        (Not(Yes("a")), 'NOT ("a")'),
        (All((Yes("a"), Any((Yes("b"), Named("warm"))))), '("a" AND ("b" OR ("warmth" >= 38)))'),
    ],
)
def test_each_node_has_its_sql(node: Node, sql: str) -> None:
    assert to_sql(node, {"warm": '"warmth" >= 38'}) == sql


def test_no_name_and_no_word_leaves_its_quotes() -> None:
    assert to_sql(Yes('a" OR 1=1 --'), {}) == '"a"" OR 1=1 --"'
    assert to_sql(Compare("flow", "=", "' OR ''='"), {}) == "\"flow\" = ''' OR ''''='''"


@pytest.mark.parametrize(
    "node",
    [
        Compare("pain", ">=", True),
        Compare("pain", ">=", math.nan),
        Compare("pain", ">=", math.inf),
        Compare("pain", ">=", 1e-7),
        Compare("flow", "=", "a\0"),
        Yes("a\0"),
        OneOf("flow", ()),
        All(()),
        Any(()),
    ],
    ids=repr,
)
def test_what_sql_cannot_say_exactly_is_refused(node: Node) -> None:
    with pytest.raises(NotForSql):
        to_sql(node, {})
