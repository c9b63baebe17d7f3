"""The first test: what and, or and not make of yes, no and unanswered."""

from __future__ import annotations

import pytest

from balm.rules.evaluate import Truth
from balm.rules.kinds import NOT_SURE, Answer
from tests.spec.language import truth

NINE_ROWS: list[tuple[Truth, Truth, Truth, Truth]] = [
    # a      b      a and b  a or b
    (True, True, True, True),
    (True, None, None, True),
    (True, False, False, True),
    (None, True, None, True),
    (None, None, None, None),
    (None, False, False, None),
    (False, True, False, True),
    (False, None, False, None),
    (False, False, False, False),
]


@pytest.mark.parametrize(("a", "b", "both", "either"), NINE_ROWS)
def test_and_or_or_follow_the_nine_rows(a: Truth, b: Truth, both: Truth, either: Truth) -> None:
    assert truth("a and b", {"a": a, "b": b}) is both
    assert truth("a or b", {"a": a, "b": b}) is either


@pytest.mark.parametrize(("a", "denied"), [(True, False), (None, None), (False, True)])
def test_not_turns_yes_and_no_round_and_leaves_unanswered_alone(a: Truth, denied: Truth) -> None:
    assert truth("not a", {"a": a}) is denied


@pytest.mark.parametrize("unknown", [None, NOT_SURE])
def test_unanswered_and_not_sure_are_both_unknown_and_never_no(unknown: Answer) -> None:
    assert truth("a", {"a": unknown}) is None
    assert truth("not a", {"a": unknown}) is None
    assert truth("a or not a", {"a": unknown}) is None  # Kleene's logic concludes nothing from silence, not even this


def test_a_finding_that_is_missing_altogether_is_unanswered() -> None:
    assert truth("a", {}) is None
    assert truth("pain >= 2", {}) is None
    assert truth("flow = none", {}) is None
