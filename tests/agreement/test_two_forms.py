"""Generated conditions and answers: the compiled form says what the naive reference says, always."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balm import Pathway
from balm.care.case import Case
from balm.care.judge import fill, known
from balm.pathway.load import conditions
from balm.rules.check_kinds import check_kinds
from balm.rules.evaluate import evaluate
from balm.rules.kinds import Answer
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes, walk
from balm.rules.parse import parse
from balm.rules.to_text import to_text
from balm.rules.unknown import NEVER, Unknown
from tests.agreement.drawing import DEFINITIONS, answers, nodes, toy_answers
from tests.spec.language import KINDS, compiled, in_rows, in_smt, in_sql

drawn: set[type] = set()


@given(nodes(), toy_answers())
@settings(max_examples=1500)
def test_compiled_and_reference_agree_on_any_condition_and_any_answers(node: Node, given_: dict[str, Answer]) -> None:
    drawn.update(type(part) for part in walk(node))
    assert compiled(node, given_, DEFINITIONS) is evaluate(node, given_, DEFINITIONS)


@given(nodes(), toy_answers())
@settings(max_examples=500)
def test_sql_and_the_solver_agree_with_the_reference_on_any_condition_and_any_answers(node: Node, given_: dict[str, Answer]) -> None:
    assert in_sql(node, given_, DEFINITIONS) is evaluate(node, given_, DEFINITIONS)
    assert in_rows(node, given_, DEFINITIONS) is evaluate(node, given_, DEFINITIONS)
    assert in_smt(node, given_, DEFINITIONS) is evaluate(node, given_, DEFINITIONS)


def test_every_kind_of_node_was_drawn() -> None:
    test_compiled_and_reference_agree_on_any_condition_and_any_answers()
    assert drawn == {Yes, Compare, OneOf, Between, Named, Not, All, Any}


@given(nodes())
@settings(max_examples=500)
def test_any_condition_survives_being_written_and_read(node: Node) -> None:
    again = check_kinds(parse(to_text(node)), KINDS, DEFINITIONS)
    assert check_kinds(parse(to_text(again)), KINDS, DEFINITIONS) == again
    assert to_text(again) == to_text(node)


def test_a_wrong_compiler_would_be_caught() -> None:
    """The test of the test: a compiled form with one comparison turned round disagrees on some drawn case."""
    wrong = {"a": "not a", "pain >= 2": "pain > 2", "flow = none": "flow != none", "a and b": "a or b"}
    whole = itertools.product((True, False), (True, None), (2, 3), ("none", "heavy"))
    cases: list[dict[str, Answer]] = [dict(zip(("a", "b", "pain", "flow"), values, strict=True)) for values in whole]
    for right, other in wrong.items():
        first, second = (check_kinds(parse(text), KINDS) for text in (right, other))
        assert any(compiled(first, case, {}) is not compiled(second, case, {}) for case in cases), right


@pytest.mark.slow
@given(st.data())
@settings(max_examples=600)
def test_compiled_and_reference_agree_on_every_rule_and_condition_of_the_pathway(pathway: Pathway, data: st.DataObject) -> None:
    case = Case(data.draw(answers(pathway)), assume_clear=data.draw(st.booleans()))
    values = fill(pathway, case)
    reference = known(pathway, values)
    nothing_known = [NEVER if isinstance(value, Unknown) else value for value in values]
    other = conditions(pathway.matrix, pathway.care, pathway.causes, pathway.recovery, pathway.sooner_if)
    for run, named in ((pathway.program.rules, {r.id: r.when for r in pathway.rules.values()}), (pathway.program.conditions, other)):
        possibly, surely = set(run(values)), set(run(nothing_known))
        for place, node in enumerate(named.values()):
            said = True if place in surely else None if place in possibly else False
            assert said is evaluate(node, reference, pathway.meanings), list(named)[place]


def test_random_complete_cases_agree_too(pathway: Pathway) -> None:
    draw = random.Random(20261122)
    for _ in range(300):
        names = draw.sample(list(pathway.findings), 12)
        given_ = {name: _any_value(draw, pathway, name) for name in names}
        values = fill(pathway, Case(given_, assume_clear=True))
        reference = known(pathway, values)
        true = {place for place, rule in enumerate(pathway.rules.values()) if evaluate(rule.when, reference, pathway.meanings)}
        assert set(pathway.program.rules(values)) == true


def _any_value(draw: random.Random, pathway: Pathway, name: str) -> Answer:
    kind = pathway.findings[name].kind
    match kind.name:
        case "yes_no":
            return draw.random() < 0.5
        case "choice":
            return draw.choice(kind.choices)
        case _:
            return draw.randint(int(kind.low), int(kind.high))
