"""Drawn people: the exported FHIRPath says of every rule what the reference says, and what would be asked of them stays asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings

from balm import Pathway, load_pathway
from balm.rules.evaluate import Truth, evaluate
from balm.rules.kinds import NOT_SURE, Answer, Choice, YesNo
from balm.rules.nodes import Node, findings_in
from balm.rules.to_fhirpath import to_fhirpath
from balm.summary.fhir import plan_definition, questionnaire
from balm.summary.fhir.codes import system
from tests.agreement.drawing import DEFINITIONS, nodes, toy_answers
from tests.agreement.engines import People, draw
from tests.agreement.mistakes import WRONG, once
from tests.spec.language import in_fhirpath, path
from tests.summary.pages import said

pytestmark = pytest.mark.slow
PEOPLE = 80


@cache
def people(count: int = PEOPLE) -> People:
    return draw(load_pathway(), count, 20261123)


@cache
def conditions() -> dict[str, str]:
    """The expressions as they are exported, by rule."""
    actions = plan_definition(said(), load_pathway())["action"]
    return {one["id"]: one["condition"][0]["expression"]["expression"] for one in actions}


def answered(pathway: Pathway, node: Node, drawn: People) -> Iterator[dict[str, Answer]]:
    """What each of them answers of what the node hangs on, each set of answers once."""
    names = sorted(findings_in(node, pathway.meanings))
    rows = dict.fromkeys(zip(*(drawn.columns[name] for name in names), strict=True))
    every = ({name: drawn.answers[name][byte] for name, byte in zip(names, row, strict=True)} for row in rows)
    yield from {tuple(one.items()): one for one in every}.values()


def response(pathway: Pathway, answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Written apart from what Balm writes: every second yes or no is a boolean."""
    items = []
    for place, (finding, value) in enumerate(answers.items()):
        kind, said = pathway.kinds[finding], dict[str, Any]()
        if value == NOT_SURE:
            said = {"valueCoding": {"system": system(pathway), "code": NOT_SURE}}
        elif isinstance(kind, Choice):
            said = {"valueCoding": {"system": system(pathway), "code": f"{finding}.{value}"}}
        elif isinstance(kind, YesNo):
            coding = {"system": system(pathway), "code": "yes" if value else "no"}
            said = {"valueBoolean": value} if place % 2 else {"valueCoding": coding}
        elif value is not None:
            said = {"valueInteger" if isinstance(value, int) else "valueDecimal": value}
        if value is not None:
            items.append({"linkId": finding, "answer": [said]})
    return {"item": [{"linkId": "above", "item": [{"linkId": "group", "item": items}]}] if items else []}


def says(expression: str, of: dict[str, Any]) -> Truth:
    found = path(expression)(of)
    assert found in ([], [True], [False])
    return found[0] if found else None


def test_every_rule_says_what_the_reference_says(pathway: Pathway) -> None:
    came_out: Counter[Truth] = Counter()
    for rule in pathway.rules.values():
        for answers in answered(pathway, rule.when, people()):
            wanted = evaluate(rule.when, answers, pathway.meanings)
            assert says(conditions()[rule.id], response(pathway, answers)) is wanted, (rule.id, answers)
            came_out[wanted] += 1
    assert min(came_out[truth] for truth in (True, False, None)) > 400


@given(nodes(), toy_answers())
@settings(max_examples=150)
def test_any_condition_says_what_the_reference_says_of_any_answers(node: Node, given_: dict[str, Answer]) -> None:
    assert in_fhirpath(node, given_, DEFINITIONS) is evaluate(node, given_, DEFINITIONS)


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_of_the_fhirpath_is_seen(pathway: Pathway, mistake: str) -> None:
    named: dict[str, str] = {}
    for name, node in pathway.meanings.items():
        named[name] = to_fhirpath(node, named, system(pathway))
    changed = ((rule, once(rule.when, WRONG[mistake], pathway.kinds)) for rule in reversed([*pathway.rules.values()]))
    rule, wrong = next((rule, wrong) for rule, wrong in changed if wrong is not None)
    expression = to_fhirpath(wrong, named, system(pathway))
    everybody = answered(pathway, rule.when, people(400))
    assert any(says(expression, response(pathway, answers)) is not evaluate(rule.when, answers, pathway.meanings) for answers in everybody)


def test_a_question_is_hidden_only_where_it_surely_does_not_apply(pathway: Pathway) -> None:
    gates = {
        item["linkId"]: one["valueExpression"]["expression"] for item in _items(questionnaire(said(), pathway)) for one in _enabled(item)
    }
    gated = {finding.id for finding in pathway.findings.values() if finding.asked_when is not None}
    assert {link.removesuffix(f".{NOT_SURE}") for link in gates} == gated
    came_out: Counter[Truth] = Counter()
    for link, expression in gates.items():
        node = pathway.findings[link.removesuffix(f".{NOT_SURE}")].asked_when
        assert node is not None
        for answers in answered(pathway, node, people()):
            applies = evaluate(node, answers, pathway.meanings)
            assert says(expression, response(pathway, answers)) is (applies is not False), link
            came_out[applies] += 1
    assert min(came_out[truth] for truth in (True, False, None)) > 50


def _items(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in whole.get("item", ()):
        yield item
        yield from _items(item)


def _enabled(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in item.get("extension", ()) if one["url"].endswith("sdc-questionnaire-enableWhenExpression")]
