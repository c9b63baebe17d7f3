"""Which answers decided, and which leave it open."""

from __future__ import annotations

from balm.rules.explain import deciders, open_findings
from balm.rules.kinds import NOT_SURE, Answer
from tests.spec.language import read


def decided_by(text: str, answers: dict[str, Answer]) -> tuple[str, ...]:
    return deciders(read(text), answers, {})


def left_open_by(text: str, answers: dict[str, Answer]) -> tuple[str, ...]:
    return open_findings(read(text), answers, {})


def test_a_true_and_names_all_its_parts_and_a_true_or_each_true_alternative() -> None:
    assert decided_by("a and pain >= 2", {"a": True, "pain": 5}) == ("a", "pain")
    assert decided_by("a or b or pain >= 2", {"a": True, "b": False, "pain": 5}) == ("a", "pain")


def test_a_false_and_needs_one_false_part_to_explain_it() -> None:
    assert decided_by("a and b", {"a": False, "b": False}) == ("a",)
    assert decided_by("not (a and b)", {"b": False}) == ("b",)


def test_what_is_undecided_has_no_deciders_and_what_is_decided_leaves_nothing_open() -> None:
    assert decided_by("a and b", {"a": True}) == ()
    assert left_open_by("a and b", {"a": False}) == ()
    assert left_open_by("a or b", {"a": True}) == ()


def test_only_the_unknowns_that_still_matter_are_open() -> None:
    assert left_open_by("a and b", {"a": True}) == ("b",)
    assert left_open_by("a and b or flow = heavy and pain >= 2", {"a": False, "pain": 1}) == ()
    assert left_open_by("a and b or flow = heavy and pain >= 2", {"a": False}) == ("flow", "pain")
    assert left_open_by("a or b", {"a": NOT_SURE}) == ("a", "b")


def test_definitions_are_looked_through() -> None:
    definitions = {"warm": read("warmth >= 38")}
    node = read("warm and a", definitions)
    assert deciders(node, {"warmth": 39, "a": True}, definitions) == ("warmth", "a")
    assert open_findings(node, {"a": True}, definitions) == ("warmth",)
