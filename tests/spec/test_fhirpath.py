"""What FHIRPath is written for a node, and what is refused."""

from __future__ import annotations

import math

import pytest

from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes
from balm.rules.to_fhirpath import NotForFhirpath, to_fhirpath
from tests.spec.language import path

A = "%resource.repeat(item).where(linkId = 'a').answer.value"
FLOW = "%resource.repeat(item).where(linkId = 'flow').answer.value.ofType(Coding).where(system = 'urn:toy').code.where($this != 'not_sure')"
PAIN = "%resource.repeat(item).where(linkId = 'pain').answer.value.select(ofType(integer) | ofType(decimal))"
YES_A = f"{A}.select(ofType(boolean) | ofType(Coding).where(system = 'urn:toy').code.where($this in ('yes' | 'no')).select($this = 'yes'))"


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (Yes("a"), YES_A),
        (Compare("pain", "<", -2), f"{PAIN}.select($this < -2)"),
        (Compare("pain", ">=", 3.5), f"{PAIN}.select($this >= 3.5)"),
        (Compare("flow", "!=", "none"), f"{FLOW}.select($this != 'flow.none')"),
        (OneOf("flow", ("spots", "heavy")), f"{FLOW}.select($this in ('flow.spots' | 'flow.heavy'))"),
        (Between("pain", 2, 4), f"{PAIN}.select($this >= 2 and $this <= 4)"),
        (Named("warm"), "(w)"),
        (Not(Yes("a")), f"({YES_A}).not()"),
        (All((Named("warm"), Any((Yes("a"), Named("warm"))))), f"((w) and ({YES_A} or (w)))"),
    ],
)
def test_each_node_has_its_fhirpath(node: Node, written: str) -> None:
    assert to_fhirpath(node, {"warm": "w"}, "urn:toy") == written


@pytest.mark.parametrize(
    "node",
    [
        Compare("pain", ">=", True),
        Compare("pain", ">=", math.nan),
        Compare("pain", ">=", math.inf),
        Compare("pain", ">=", 1e-7),
        Compare("flow", "=", "a' or true"),
        Yes("a')"),
        Yes("a\\"),
        OneOf("flow", ()),
        All(()),
        Any(()),
    ],
    ids=repr,
)
def test_what_fhirpath_cannot_say_exactly_is_refused(node: Node) -> None:
    with pytest.raises(NotForFhirpath):
        to_fhirpath(node, {}, "urn:toy")


def test_a_coding_of_another_system_is_not_known() -> None:
    run = path(to_fhirpath(Compare("flow", "=", "heavy"), {}, "urn:toy"))
    for system, said in (("urn:toy", [True]), ("urn:other", [])):
        assert run({"item": [{"linkId": "flow", "answer": [{"valueCoding": {"system": system, "code": "flow.heavy"}}]}]}) == said
