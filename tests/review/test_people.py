"""The people on whom two versions are compared: the same for the same seed, and some on each side of every threshold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from balm import Pathway, load_pathway
from balm.care.judge import judge, known
from balm.review.crowd import Crowd
from balm.review.moves import told
from balm.review.people import at_the_edges, drawn
from balm.rules.evaluate import evaluate
from balm.rules.kinds import NOT_SURE, Number
from balm.rules.nodes import All, Any, Between, Compare, Node, Not, walk
from balm.rules.to_text import to_text

PATHWAY = load_pathway()
THE_SAME = {"management = surgical and days_since_loss <= 20"}
"""Moved, and the rule says the same as before: day 21 lies in the range that U1 names beside it."""


def moved(node: Node, pathway: Pathway) -> Iterator[Node]:
    """The condition with one of its numbers a step up or down, for each of its numbers."""
    match node:
        case Compare(finding, _, value) if isinstance(kind := pathway.kinds[finding], Number) and not isinstance(value, str):
            step = 10**-kind.decimals
            yield from (replace(node, value=round(value + n * step, 1)) for n in (-1, 1))
        case Between(finding, low, high):
            yield from (replace(node, low=low + n) for n in (-1, 1))
            yield from (replace(node, high=high + n) for n in (-1, 1))
        case Not(part):
            yield from (Not(other) for other in moved(part, pathway))
        case All(parts) | Any(parts):
            for n, part in enumerate(parts):
                yield from (replace(node, parts=(*parts[:n], other, *parts[n + 1 :])) for other in moved(part, pathway))
        case _:
            pass


def in_range(pathway: Pathway, node: Node) -> bool:
    """Whether every number stands in its finding's range: one moved out of it cannot be told from one at its end."""
    kinds, numbers = pathway.kinds, [part for part in walk(node) if isinstance(part, Compare) and not isinstance(part.value, str)]
    return all(isinstance(kind := kinds[part.finding], Number) and kind.low <= float(part.value) <= kind.high for part in numbers)


@pytest.mark.parametrize("rule", PATHWAY.rules)
def test_a_threshold_of_a_rule_moved_by_one_step_is_seen(rule: str, pathway: Pathway) -> None:
    people = [known(pathway, judge(pathway, person).values) for person in at_the_edges((pathway,), rule)]
    node = pathway.rules[rule].when
    unseen = [
        other
        for other in moved(node, pathway)
        if in_range(pathway, other)
        and not any(same in to_text(other) for same in THE_SAME)
        and all(evaluate(node, person, pathway.meanings) == evaluate(other, person, pathway.meanings) for person in people)
    ]
    assert unseen == []


@pytest.mark.parametrize("rule", PATHWAY.rules)
def test_somebody_at_the_edges_needs_the_rule(rule: str, pathway: Pathway) -> None:
    _, example = Crowd(pathway, 0).without(pathway.rules[rule])
    assert example is not None
    assert example.before == pathway.rules[rule].urgency
    assert told(pathway, example.person) == example.before


def test_the_same_seed_draws_the_same_people(pathway: Pathway) -> None:
    assert list(drawn((pathway,), 50, 7)) == list(drawn((pathway,), 50, 7))
    assert list(drawn((pathway,), 50, 7)) != list(drawn((pathway,), 50, 8))


def test_half_of_the_people_have_answered_everything_and_some_are_not_sure(pathway: Pathway) -> None:
    people = list(drawn((pathway,), 1000, 1))
    assert [person.assume_clear for person in people] == [True] * 500 + [False] * 500
    assert 100 < sum(NOT_SURE in person.answers.values() for person in people) < 900


def test_every_level_is_drawn_often_and_so_is_none_yet(pathway: Pathway) -> None:
    levels = [told(pathway, person) for person in drawn((pathway,), 2000, 1)]
    assert all(levels.count(level) >= 30 for level in (*pathway.levels, None))
