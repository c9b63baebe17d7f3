"""Every figure says what it rests on, and what it names is in the evidence."""

from __future__ import annotations

import re
from inspect import getsource

import pytest

from balm import Pathway
from balm.pathway.model import LEVELS
from balm.simulate import answers, count, course
from balm.simulate.figures import EVERYBODY, LATER, MANAGEMENTS, Figure, between, figures

ALL = list(figures().values())


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.id)
def test_every_figure_rests_on_known_facts_and_sources_or_says_that_it_is_ours(pathway: Pathway, figure: Figure) -> None:
    assert set(figure.facts) <= set(pathway.facts)
    assert set(figure.sources) <= set(pathway.sources)
    assert figure.means
    assert bool(figure.ours) == (figure.rests_on != "number")
    assert bool(figure.sources) == (figure.rests_on != "nothing")


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.id)
def test_every_figure_can_be_drawn_for_each_management(figure: Figure) -> None:
    assert sum(map(bool, (figure.points, figure.chance, figure.minutes))) == 1
    for values in (figure.points, figure.chance):
        assert not values or set(values) - {LATER} in ({EVERYBODY}, set(MANAGEMENTS))
    for five in figure.points.values():
        assert len(five) == 5
        assert list(five) == sorted(five)
    assert all(0 <= one <= 1 for one in figure.chance.values())
    assert not figure.minutes or set(figure.minutes) == set(LEVELS)


def test_no_figure_is_drawn_for_nothing() -> None:
    code = "".join(map(getsource, (course, answers, count)))
    assert [figure.id for figure in ALL if f'"{figure.id}"' not in code] == []


def test_a_value_is_reached_by_the_share_of_people_that_the_points_say() -> None:
    five = (0.0, 1.0, 5.0, 9.0, 20.0)
    assert [between(five, share) for share in (0, 0.1, 0.3, 0.5, 0.9, 0.95, 1)] == pytest.approx([0, 1, 3, 5, 9, 14.5, 20])


def test_a_share_that_a_source_gives_is_the_sources_own_number(pathway: Pathway) -> None:
    """The test of the word "number": the number stands in the fact that the figure names."""
    for figure in ALL:
        if figure.rests_on == "number":
            said = " ".join(pathway.facts[fact].says for fact in figure.facts)
            for one in figure.chance.values():
                assert not one or re.search(rf"\b{100 * one:.0f} (percent|at)", said), figure.id
