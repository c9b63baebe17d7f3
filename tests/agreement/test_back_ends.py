"""100,000 drawn people: the compiled Python and the SQL on DuckDB say the same of every rule, and the reference of the first 10,000.

tests/companion/test_same_rules.py holds the page's JavaScript to the same people, in a browser.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from balm import Pathway
from balm.pathway.select import select
from balm.rules.nodes import All, Any, Between, Compare, Named, Not, OneOf, Yes, walk
from tests.agreement.engines import FEWER, MANY, NO, OPEN, YES, compiled, compiled_says, differing, duckdb, reference
from tests.agreement.mistakes import MISTAKES, planted

pytestmark = pytest.mark.slow


def test_the_compiled_python_says_what_the_reference_says(pathway: Pathway) -> None:
    people, said = compiled_says(*MANY)
    some = people.first(10_000)
    assert differing(reference(pathway, some), {rule: column[: some.count] for rule, column in said.items()}) == {}


def test_the_sql_says_what_the_compiled_python_says(pathway: Pathway, tmp_path: Path) -> None:
    people, said = compiled_says(*MANY)
    rules = {rule.id: rule.when for rule in pathway.rules.values()}
    assert differing(said, duckdb(pathway, select(rules, pathway.meanings), people, tmp_path)) == {}


def test_every_rule_came_out_yes_and_no_and_not_known() -> None:
    _, said = compiled_says(*MANY)
    rare = {rule: counts for rule, column in said.items() if min((counts := Counter(column))[code] for code in (NO, OPEN, YES)) < 5}
    assert rare == {}


def test_every_kind_of_node_and_every_comparison_is_in_the_rules_that_were_run(pathway: Pathway) -> None:
    parts = [part for node in pathway.meanings.values() for part in walk(node)]
    assert min(Counter(type(part) for part in parts)[kind] for kind in (Yes, Compare, OneOf, Between, Named, Not, All, Any)) > 0
    assert {part.operator for part in parts if isinstance(part, Compare)} == {"=", "!=", "<", "<=", ">", ">="}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_the_compiled_python_is_seen(pathway: Pathway, mistake: str) -> None:
    people, said = compiled_says(*FEWER)
    seen = differing(said, compiled(pathway, planted(mistake).python, people))
    assert seen


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_the_sql_is_seen(pathway: Pathway, tmp_path: Path, mistake: str) -> None:
    people, said = compiled_says(*FEWER)
    seen = differing(said, duckdb(pathway, planted(mistake).sql["people"], people, tmp_path))
    assert seen
