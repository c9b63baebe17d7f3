"""Drawn rules over drawn answers: the emitted JavaScript says what the naive reference says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from balm.rules.evaluate import evaluate
from balm.rules.explain import deciders, open_findings
from balm.rules.kinds import NOT_SURE, Answer
from balm.rules.nodes import Node
from balm.rules.to_javascript import to_javascript
from tests.agreement.drawing import DEFINITIONS, nodes, toy_answers
from tests.spec.language import KINDS

PLACES = {name: place for place, name in enumerate(KINDS)}
drawn: list[tuple[Node, dict[str, Answer]]] = []


@given(st.lists(st.tuples(nodes(), toy_answers()), min_size=20, max_size=40))
@settings(max_examples=60, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def gather(pairs: list[tuple[Node, dict[str, Answer]]]) -> None:
    drawn.extend(pairs)


def module(pairs: list[tuple[Node, dict[str, Answer]]]) -> str:
    definitions = "\n".join(f"const d_{name} = (k) => {to_javascript(node, PLACES)};" for name, node in DEFINITIONS.items())
    functions = ",\n".join(f"(k) => {to_javascript(node, PLACES)}" for node, _ in pairs)
    return f"{definitions}\nexport const NODES = [{functions}];"


def states(answers: Mapping[str, Answer]) -> list[Any]:
    return [answers.get(name) for name in KINDS]


RUN = """
async ([address, states]) => {
  const { NODES } = await import(`${address}/drawn.js`);
  const logic = await import(`${address}/engine/logic.js`);
  const state = (value) => value === null ? logic.UNANSWERED : value === "not_sure" ? logic.UNSURE : value;
  return NODES.map((node, n) => {
    const one = states[n].map(state);
    const { truth, by, open } = node(logic.reasons(one));
    const bits = node(logic.bounds(one, 15));
    return JSON.stringify({ truth, by, open, sure: Boolean(bits & logic.SURE), possible: Boolean(bits & logic.POSSIBLE) });
  });
}
"""


@pytest.fixture
def page(chromium: Browser, site: str) -> Page:
    page = chromium.new_page()
    page.goto(f"{site}/blank.html")
    return page


def test_drawn_rules(page: Page, modules: str) -> None:
    gather()
    assert len(drawn) > 1_000
    page.route("**/drawn.js", lambda route: route.fulfill(body=module(drawn), content_type="text/javascript"))
    for (node, answers), text in zip(drawn, page.evaluate(RUN, [modules, [states(a) for _, a in drawn]]), strict=True):
        said = json.loads(text)
        values = {name: answers.get(name) for name in KINDS}
        truth = evaluate(node, values, DEFINITIONS)
        names = list(KINDS)
        assert said["truth"] is truth
        assert (said["sure"], said["possible"]) == (truth is True, truth is not False)
        assert {names[place] for place in said["open"]} == (set(open_findings(node, values, DEFINITIONS)) if truth is None else set())
        if truth is True:
            assert {names[place] for place in said["by"]} == set(deciders(node, values, DEFINITIONS))
    assert {NOT_SURE, None} <= {value for _, answers in drawn for value in answers.values()}
