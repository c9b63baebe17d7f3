"""The rules as a DMN decision table: a DMN engine that was given the file says what Balm says of complete answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

import pytest
from lxml import etree

from balm import Pathway, load_pathway
from balm.care.assess import assess_briefly
from balm.companion.build import said_in_english
from balm.companion.translate import language, translated
from balm.pathway.model import LEVELS
from balm.rules.kinds import Number
from balm.rules.nodes import findings_in
from balm.summary.dmn import dmn, rows
from tests.summary.complete import Complete, drawn
from tests.summary.engine import Table, engine, read_table

ORDINARY, MANY = 400, 10_000
SEED = 20261123


@cache
def xml() -> str:
    pathway = load_pathway()
    return dmn(said_in_english(pathway), pathway)


def by_balm(pathway: Pathway, answers: Complete) -> dict[str, str]:
    said = assess_briefly(pathway, {"answers": answers})
    assert said["settled"], "the answers are not complete"
    assert said["urgency"]
    return {"level": said["urgency"], "rule": said["reasons"][0] if said["reasons"] else "none"}


def differences(pathway: Pathway, table: Table, people: Iterable[Complete]) -> Iterator[str]:
    decide = engine(table)
    decimals = {name for name, kind in pathway.kinds.items() if isinstance(kind, Number) and kind.decimals}
    for answers in people:
        given = {name: float(answers[name]) if name in decimals else answers[name] for name in table.columns}  # type: ignore[arg-type]
        theirs, ours = decide(given), by_balm(pathway, answers)
        if theirs != ours:
            yield f"the table says {theirs}, Balm {ours}, of {given}"


def test_a_dmn_engine_says_the_level_and_the_rule_that_balm_says(pathway: Pathway) -> None:
    assert list(differences(pathway, read_table(xml()), drawn(pathway, ORDINARY, SEED))) == []


@pytest.mark.thorough
def test_a_dmn_engine_agrees_on_ten_thousand_complete_cases(pathway: Pathway) -> None:
    people = list(drawn(pathway, MANY, SEED))
    told = Counter(tuple(by_balm(pathway, answers).values()) for answers in people)
    assert {level for level, _ in told} == set(LEVELS)
    assert {rule for _, rule in told} == {*pathway.rules, "none"}
    assert list(differences(pathway, read_table(xml()), people)) == []


def bound_off_by_one(table: Table) -> Table:
    """2 pads an hour or more becomes 3 or more, in a row of an emergency."""
    place = table.columns.index("pads_per_hour")
    row = next(n for n, (tests, outputs) in enumerate(table.rows) if tests[place] == ">= 2" and outputs[1] == '"E3"')
    tests, outputs = table.rows[row]
    wrong = (*tests[:place], ">= 3", *tests[place + 1 :])
    return replace(table, rows=(*table.rows[:row], (wrong, outputs), *table.rows[row + 1 :]))


def row_dropped(table: Table) -> Table:
    return replace(table, rows=tuple(row for row in table.rows if row[1][1] != '"E16"'))


def rows_swapped(table: Table) -> Table:
    """Black stools (urgent) come before black stools and dizziness (emergency)."""
    first, second = (next(n for n, (_, outputs) in enumerate(table.rows) if outputs[1] == rule) for rule in ('"E18"', '"U21"'))
    second += 1  # the rule's first row is of something else
    rows = list(table.rows)
    rows[first], rows[second] = rows[second], rows[first]
    return replace(table, rows=tuple(rows))


@pytest.mark.parametrize("mistake", [bound_off_by_one, row_dropped, rows_swapped], ids=lambda mistake: mistake.__name__)
def test_one_mistake_in_the_table_is_seen(pathway: Pathway, mistake: object) -> None:
    assert callable(mistake)
    broken = mistake(read_table(xml()))
    assert broken != read_table(xml())
    assert next(differences(pathway, broken, drawn(pathway, MANY, SEED)), None)


def test_the_file_is_valid_dmn_1_3() -> None:
    schema = etree.XMLSchema(etree.parse(str(files("SpiffWorkflow") / "dmn/parser/schema/DMN13.xsd")))
    schema.assertValid(etree.fromstring(xml().encode()))


def test_the_table_has_every_rule_the_most_urgent_first_and_self_care_last(pathway: Pathway) -> None:
    table = read_table(xml())
    assert table.hit_policy == "FIRST"
    assert list(dict.fromkeys(outputs[1].strip('"') for _, outputs in table.rows)) == [*pathway.rules, "none"]
    assert set(table.columns) == set().union(*(findings_in(rule.when, pathway.meanings) for rule in pathway.rules.values()))
    levels = [LEVELS.index(level) for level, _, _ in rows(pathway)]
    assert levels == sorted(levels)


def test_no_test_matches_an_answer_that_is_not_there(pathway: Pathway) -> None:
    """ "not" would match a null in some engines, and self_care would be said of somebody who was not asked."""
    table = read_table(xml())
    *_, (last, outputs) = table.rows
    assert outputs == ('"self_care"', '"none"')
    assert "-" not in last
    assert not [test for tests, _ in table.rows for test in tests if "not" in test.split('"')[0::2] or "null" in test]


def test_titles_and_questions_are_in_the_readers_language(pathway: Pathway) -> None:
    said = translated(said_in_english(pathway), language("es"))
    text = dmn(said, pathway)
    assert said["rules"][0]["title"] != pathway.rules["E1"].title
    assert f"<description>E1: {said['rules'][0]['title']}</description>" in text
    assert next(one["question"] for one in said["findings"] if one["id"] == "back_pain") in text
