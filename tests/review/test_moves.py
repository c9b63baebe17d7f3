"""Who changes level, and the smallest of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from balm import Pathway
from balm.care.case import Case
from balm.pathway.load import read_pathway
from balm.review.moves import Move, gather, in_words, moves, told
from balm.review.people import at_the_edges, drawn
from tests.review.copies import WARM, copy, take_out, warmer


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Pathway:
    """Warm from 38.1 on."""
    folder = copy(tmp_path_factory.mktemp("later"))
    return read_pathway(warmer(folder))


def people(*pathways: Pathway, count: int = 1000) -> list[Case]:
    return [*drawn(pathways, count, 1), *at_the_edges(pathways)]


def test_a_pathway_moves_nobody_against_itself(pathway: Pathway) -> None:
    assert list(moves(pathway, pathway, people(pathway))) == []


def test_the_smallest_person_is_the_one_at_the_old_threshold(pathway: Pathway, later: Pathway) -> None:
    cells = gather(pathway, later, moves(pathway, later, people(pathway, later, count=200)))
    home = next(cell for cell in cells if cell.smallest.after == "self_care")
    assert (home.smallest.before, home.smallest.lower) == ("today", True)
    assert home.smallest.person == Case({"temperature_c": float(WARM)}, assume_clear=True)
    assert in_words(pathway, later, home.smallest.person) == f"Everything clear but: a temperature of {WARM} °C."
    assert home.count >= 1


def test_every_cell_holds_somebody_who_moves_so(pathway: Pathway, later: Pathway) -> None:
    cells = gather(pathway, later, moves(pathway, later, people(pathway, later, count=200)))
    assert len(cells) >= 2
    for cell in cells:
        move = cell.smallest
        assert (told(pathway, move.person), told(later, move.person)) == (move.before, move.after) != (move.before, move.before)


def test_what_becomes_less_urgent_stands_first_and_the_other_way_round_it_is_more_urgent(pathway: Pathway, later: Pathway) -> None:
    there = gather(pathway, later, moves(pathway, later, people(pathway, later, count=200)))
    back = gather(later, pathway, moves(later, pathway, people(pathway, later, count=200)))
    assert {cell.smallest.lower for cell in there} == {True}
    assert {cell.smallest.lower for cell in back} == {False}


def test_to_be_sent_home_is_less_than_to_be_told_nothing_yet() -> None:
    assert Move(None, "self_care", Case()).lower
    assert not Move("self_care", None, Case()).lower
    assert Move("soon", None, Case()).lower


def test_a_person_that_was_found_elsewhere_is_not_counted_and_may_be_the_smallest(pathway: Pathway, later: Pathway) -> None:
    big = Case({"temperature_c": 37.9, "gestation_weeks": 9}, assume_clear=True)
    small = Move("today", "self_care", Case({"temperature_c": float(WARM)}, assume_clear=True))
    (cell,) = gather(pathway, later, [Move("today", "self_care", big)], [small, small])
    assert (cell.count, cell.smallest) == (1, small)
    (alone,) = gather(pathway, later, [], [small])
    assert (alone.count, alone.smallest) == (0, small)


def test_an_answer_that_a_version_does_not_know_is_as_if_not_given(pathway: Pathway) -> None:
    person = {"sleep_hours": 2, "low_mood_days": 5}
    assert told(pathway, Case({**person, "a_later_finding": True, "leg_pain": "a later choice"}, assume_clear=True)) == "soon"


def test_without_a_rule_only_its_own_people_move(tmp_path: Path, pathway: Pathway) -> None:
    less = read_pathway(take_out(copy(tmp_path), "rules/soon.toml", "S7"))
    found = list(moves(pathway, less, people(pathway, less)))
    assert found
    assert {move.before for move in found} == {"soon"}
    assert all(move.person.answers["leg_pain"] == "one_leg" for move in found)
