from __future__ import annotations

import pytest

from balm.rules.kinds import NOT_SURE
from tests.spec.language import read, truth


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("pain = 4", {4}),
        ("pain != 4", {3, 5}),
        ("pain < 4", {3}),
        ("pain <= 4", {3, 4}),
        ("pain > 4", {5}),
        ("pain >= 4", {4, 5}),
        ("pain between 4 and 5", {4, 5}),
        ("not (pain between 4 and 5)", {3}),
        ("not (pain >= 4)", {3}),
    ],
)
def test_numbers_compare_as_they_read_and_both_ends_of_between_are_in_it(text: str, values: set[int]) -> None:
    assert {value for value in (3, 4, 5) if truth(text, {"pain": value})} == values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flow = heavy", {"heavy"}),
        ("flow != none", {"spots", "heavy"}),
        ("flow in (none, heavy)", {"none", "heavy"}),
        ("not (flow in (none, heavy))", {"spots"}),
        ("not (flow in (none, spots, heavy))", set()),
    ],
)
def test_choices_are_or_are_not_their_words(text: str, words: set[str]) -> None:
    assert {word for word in ("none", "spots", "heavy") if truth(text, {"flow": word})} == words


@pytest.mark.parametrize("text", ["pain >= 0", "pain between 0 and 10", "pain != 4", "flow in (none, spots, heavy)", "not (pain < 0)"])
def test_even_a_comparison_that_every_answer_meets_is_unknown_without_an_answer(text: str) -> None:
    assert truth(text, {}) is None
    assert truth(text, {"pain": NOT_SURE, "flow": NOT_SURE}) is None


def test_decimals_compare_exactly_at_the_threshold() -> None:
    assert truth("warmth >= 37.8", {"warmth": 37.8}) is True
    assert truth("warmth >= 37.8", {"warmth": 37.7}) is False
    assert truth("warmth >= 38", {"warmth": 38.0}) is True


def test_not_binds_before_and_and_and_before_or() -> None:
    assert read("not a and b or a") == read("((not a) and b) or a")
    assert truth("not a and b", {"a": False, "b": True}) is True
    assert truth("a or a and b", {"a": True, "b": False}) is True


def test_a_definition_means_what_it_was_defined_to_mean() -> None:
    definitions = {"warm": read("warmth >= 38"), "ill": read("a or warmth >= 38")}
    assert truth("warm and not ill", {"warmth": 39.0, "a": False}, definitions) is False
    assert truth("not warm", {"warmth": 36.0}, definitions) is True
    assert truth("ill", {"a": True}, definitions) is True
    assert truth("warm", {"a": True}, definitions) is None
