"""Translation validation: it proves what is emitted, and finds every mistake that is planted in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from balm import Pathway
from balm.companion.build import build, made_modules
from balm.proofs.emitted import Wanted, pairs
from balm.proofs.validate import Texts, expressions, texts
from balm.proofs.written import diary_expressions_of, expressions_of, place_of
from tests.agreement.mistakes import MISTAKES, UNKNOWN_AS_NO, planted


@pytest.fixture(scope="module")
def right(pathway: Pathway) -> Texts:
    return texts(pathway, made_modules(pathway))


def test_the_texts_are_those_of_the_built_folder(pathway: Pathway, right: Texts, tmp_path: Path) -> None:
    engine = tmp_path / build(pathway, tmp_path) / "engine"
    assert right.rules_js == (engine / "rules.js").read_text(encoding="utf-8")
    assert right.diary_js == (engine / "diary_rules.js").read_text(encoding="utf-8")
    assert right.python == pathway.program.source


def test_every_expression_is_proved_to_say_what_its_source_says(pathway: Pathway, right: Texts) -> None:
    told: list[tuple[int, int]] = []
    assert expressions(pathway, right, lambda done, of: told.append((done, of))) == []
    assert told[-1][0] == told[-1][1] > 1_000


def test_no_expression_is_left_out(pathway: Pathway, right: Texts) -> None:
    people, (measures, entries) = expressions_of(pathway), diary_expressions_of(pathway)
    found: dict[str, set[str]] = {}
    for pair in pairs(pathway, right):
        assert isinstance(pair.wanted, Wanted), pair.label
        found.setdefault(pair.back_end, set()).add(pair.wanted.name)
    assert found["JavaScript, rules.js"] == found["SQL, people"] == set(people)
    assert found["JavaScript, diary_rules.js"] == {*measures, *entries}
    assert (found["SQL, measures"], found["SQL, entries"]) == (set(measures), set(entries))
    not_compiled = {name for name in people if name.startswith("not_sure ")}  # these, and the diary's, run on the reference
    assert set(people) - found["Python"] == not_compiled


def test_every_expression_is_found_in_its_file(pathway: Pathway) -> None:
    measures, entries = diary_expressions_of(pathway)
    for one in (*expressions_of(pathway).values(), *measures.values(), *entries.values()):
        file, line = place_of(pathway, one).split(":")
        assert file.endswith(".toml")
        assert int(line) > 0


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_refuted_in_each_back_end(pathway: Pathway, mistake: str) -> None:
    problems = expressions(pathway, planted(mistake))
    in_rules = [one for one in problems if one.expression in pathway.meanings]
    assert {"Python", "JavaScript, rules.js", "SQL, people"} <= {one.back_end for one in in_rules}
    assert all((one.answers is None) is (mistake == UNKNOWN_AS_NO) for one in in_rules)


def test_a_refutation_names_the_fewest_answers_and_the_place(pathway: Pathway, right: Texts) -> None:
    place = pathway.places["temperature_c"]
    wrong = replace(right, rules_js=swapped(right.rules_js, f"d_fever = (k) => k.ge({place}, 38)", f"d_fever = (k) => k.gt({place}, 38)"))
    (problem,) = expressions(pathway, wrong)
    assert (problem.expression, problem.answers) == ("fever", {"temperature_c": 38})
    assert str(problem).startswith("pathway.toml:45: fever in JavaScript, rules.js, temperature_c = 38: (temperature_c >= 38) says yes")


def test_a_mistake_that_only_what_is_not_known_shows_is_refuted(pathway: Pathway, right: Texts) -> None:
    """Of every complete person the two say the same: `x and (y or not y)` is `x` while y is known."""
    sql = swapped(right.sql["people"], "\"stage\" <> 'after'", '("stage" <> \'after\' AND ("dizzy" OR NOT "dizzy"))')
    problems = expressions(pathway, replace(right, sql={**right.sql, "people": sql}))
    assert problems
    assert all(one.answers is not None and "dizzy" not in one.answers for one in problems)


def test_what_is_written_otherwise_and_says_the_same_is_proved(pathway: Pathway, right: Texts) -> None:
    sql = swapped(right.sql["people"], "\"stage\" <> 'after'", "NOT (\"stage\" = 'after' OR \"stage\" = 'after')")
    assert expressions(pathway, replace(right, sql={**right.sql, "people": sql})) == []


REFUSED = [
    ("rules_js", "const d_E1 = (k) => ", "const d_E1 = (k) => !"),
    ("rules_js", "const d_E1 = (k) => ", "const d_E1 = (j) => "),
    ("rules_js", "const d_E1 = (k) => ", "const d_E1 = async (k) => "),
    ("rules_js", "const d_E1 = (k) => k.yes(", "const d_E1 = (k) => k.yep("),
    ("rules_js", "const d_E1 = ", "let d_E1 = "),
    ("rules_js", "const d_E1 = ", "const d_E1 = (k) => k.yes(1);\nconst d_E1 = "),
    ("rules_js", "const d_E1 = ", "alert(1);\nconst d_E1 = "),
    ("rules_js", "d_E1,\nd_E2,", "d_E2,\nd_E1,"),
    ("rules_js", "d_E1,\n", ""),
    ("rules_js", '"row ', '"now '),
    ("diary_js", "k.ge(", "k.ge(0 + "),
    ("diary_js", "NOTICED = {", "NOTICED = {...x, "),
    ("python", "def rules(values):", "def rules(values, more):"),
    ("python", "add(0)", "add(1)"),
    ("python", "    return found", "    return []"),
    ("python", " == False", " is False"),
    ("python", "if values[", "if not values["),
    ("python", "values[0] >= 1 else 0", "values[0] >= 1 else 1"),
    ("python", "clear = [", "import os\nclear = ["),
]


@pytest.mark.parametrize(("text", "was", "now"), REFUSED)
def test_what_is_never_emitted_is_refused(pathway: Pathway, right: Texts, text: str, was: str, now: str) -> None:
    wrong = replace(right, **{text: swapped(getattr(right, text), was, now)})  # type: ignore[arg-type]
    assert expressions(pathway, wrong)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('AS "E1"', 'AS "E0"'),
        ('FROM "people"', 'FROM "people" WHERE "vomiting"'),
        ('FROM "people"', 'FROM "people", "people" AS "again"'),
        ("SELECT *", "SELECT DISTINCT *"),
        (" IN (", " NOT IN ("),
        (" >= 38", " >= 38 + 0"),
        (" >= 38", " >= '38'"),
        (" BETWEEN ", " BETWEEN SYMMETRIC "),
        ('"stage"', '"phase"'),
        ('"stage"', "stage"),
        ("NOT (", "(TRUE AND "),
    ],
)
def test_sql_that_is_never_emitted_is_refused(pathway: Pathway, right: Texts, was: str, now: str) -> None:
    assert expressions(pathway, replace(right, sql={**right.sql, "people": swapped(right.sql["people"], was, now)}))


def test_python_names_stand_for_the_definition_that_they_name(pathway: Pathway, right: Texts) -> None:
    problems = expressions(pathway, replace(right, python=swapped(right.python, "is__fever = ", "is__needle_ = ")))
    assert Counter(one.back_end for one in problems) == {"Python": len(problems)} != {}


def swapped(text: str, was: str, now: str) -> str:
    assert was in text
    return text.replace(was, now, 1)
