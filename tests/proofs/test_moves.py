"""Who changes level, by the solver: whoever is found moves so in the engine, and every kind of move that somebody makes is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import z3

from balm import Pathway
from balm.care.case import Case
from balm.pathway.load import read_pathway
from balm.proofs.moves import Search, search
from balm.review.moves import moves, told
from balm.review.people import at_the_edges, drawn
from balm.rules.kinds import NOT_SURE
from tests.review.copies import WARM, change, copy, take_out, warmer


def kinds(found: Search) -> set[tuple[str | None, str | None]]:
    return {(one.before, one.after) for one in found.moved}


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Pathway:
    return read_pathway(warmer(copy(tmp_path_factory.mktemp("later"))))


@pytest.fixture(scope="module")
def found(pathway: Pathway, later: Pathway) -> Search:
    return search(pathway, later)


def test_whoever_is_found_moves_so(pathway: Pathway, later: Pathway, found: Search) -> None:
    assert (found.proved, found.left_out) == (True, ())
    assert len(found.moved) == len(kinds(found)) >= 2
    for one in found.moved:
        person = Case(one.answers)
        assert (told(pathway, person), told(later, person)) == (one.before, one.after)


def test_the_smallest_is_the_one_at_the_old_threshold(pathway: Pathway, found: Search) -> None:
    (home,) = [one for one in found.moved if (one.before, one.after) == ("today", "self_care")]
    assert {name: value for name, value in home.answers.items() if value != pathway.findings[name].clear} == {"temperature_c": float(WARM)}


@pytest.mark.slow
def test_every_kind_of_move_that_somebody_makes_is_found(pathway: Pathway, later: Pathway, found: Search, tmp_path: Path) -> None:
    less = read_pathway(take_out(copy(tmp_path), "rules/soon.toml", "S7"))
    for new, searched in ((later, found), (less, search(pathway, less))):
        people = [*drawn((pathway, new), 2000, 1), *at_the_edges((pathway, new))]
        made = {(move.before, move.after) for move in moves(pathway, new, people)}
        assert made
        assert made <= kinds(searched)


def test_the_same_rules_in_other_words_move_nobody(pathway: Pathway, tmp_path: Path) -> None:
    folder = change(copy(tmp_path), "rules/soon.toml", "leg_pain = one_leg", "not (leg_pain in (none, both_legs))", "[S7]")
    assert search(pathway, read_pathway(folder)) == Search((), True, ())


@pytest.mark.slow
def test_a_question_that_only_one_of_them_asks_is_unanswered_for_the_other(pathway: Pathway) -> None:
    findings = {name: one for name, one in pathway.findings.items() if name != "red_hot_breast"}
    rules = {name: rule for name, rule in pathway.rules.items() if name != "T12"}
    less = replace(pathway, findings=findings, rules=rules)
    there, back = search(pathway, less), search(less, pathway)
    assert there.proved
    assert back.proved
    assert {(after, before) for before, after in kinds(there)} == kinds(back)
    assert ("today", "self_care") in kinds(there)
    assert all(one.answers.get("red_hot_breast") in (True, NOT_SURE, None) for one in there.moved)
    assert any(one.answers.get("red_hot_breast") is True for one in back.moved)


def test_a_question_that_is_answered_in_another_way_is_left_out_and_named(pathway: Pathway, tmp_path: Path) -> None:
    folder = change(copy(tmp_path), "questions/infection.toml", "max = 43", "max = 42", "[temperature_c]")
    searched = search(pathway, read_pathway(folder))
    assert (searched.moved, searched.left_out) == ((), ("temperature_c",))


def test_what_the_solver_cannot_decide_is_not_called_proved(pathway: Pathway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(z3.Solver, "check", lambda *_: z3.unknown)
    assert search(pathway, pathway) == Search((), False, ())
