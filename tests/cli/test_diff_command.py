"""`balm diff OLD NEW`: what is told, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balm import Pathway, assess
from balm.cli.main import main
from balm.pathway.content import CONTENT
from balm.pathway.load import read_pathway
from balm.review.sign import sign
from tests.cli.terminal import balm, flat, too_wide
from tests.cli.test_review_command import review
from tests.review.copies import WARM, change, copy, warmer


def test_one_threshold(tmp_path: Path, pathway: Pathway) -> None:
    content = copy(tmp_path)
    sign(content, "rule", "T7", review(pathway.rules["T7"].digest))
    warmer(content)
    ran = balm("diff", str(CONTENT), str(content))
    assert (ran.status, ran.err) == (1, "")
    assert too_wide(ran.out) == []
    page = flat(ran.out)
    assert f"before: a temperature of {WARM} or more °C now: a temperature of 38.1 or more °C" in page
    assert "today self-care" in page
    assert "less urgent" in page
    assert f"today -> self-care Everything clear but: a temperature of {WARM} °C." in page
    assert "T7: Test Reader, consultant, 2026-11-22" in page
    assert "Proved, over every set of answers: whoever gives the same answers to both changes level in no other way." in page


def test_the_case_that_json_gives_gets_the_levels_that_it_says(tmp_path: Path, pathway: Pathway) -> None:
    content = warmer(copy(tmp_path))
    ran = balm("diff", str(CONTENT), str(content), "--json")
    assert ran.status == 1
    told, new = json.loads(ran.out), read_pathway(content)
    assert [change["id"] for change in told["changes"]] == ["T7"]
    assert told["moves"]
    for move in told["moves"]:
        case = move["smallest"]["case"]
        assert (assess(pathway, case)["urgency"], assess(new, case)["urgency"]) == (move["from"], move["to"])
    assert told["no_other_move"] == {"proved": True, "left_out": []}
    assert told["people"]["tried"] == told["people"]["drawn"] + told["people"]["at_the_edges"]


def test_other_words_move_nobody(tmp_path: Path) -> None:
    ran = balm("diff", str(CONTENT), str(change(copy(tmp_path), "rules/soon.toml", 'because = "', 'because = "Listen. ')))
    assert ran.status == 0
    assert "Nobody of them changes level." in ran.out
    assert "Proved, over every set of answers: nobody who gives the same answers to both changes level." in flat(ran.out)
    assert "now:    Listen. " in ran.out


def test_the_same_content_is_the_same(tmp_path: Path) -> None:
    ran = balm("diff", str(CONTENT), str(copy(tmp_path)))
    assert ran.status == 0
    assert "Nothing." in ran.out


def test_a_folder_that_cannot_be_read_is_2(tmp_path: Path) -> None:
    broken = change(copy(tmp_path), "rules/soon.toml", "back_pain >= ", "fainted >= ")
    assert balm("diff", str(CONTENT), str(tmp_path / "nowhere")).status == 2
    ran = balm("diff", str(broken), str(CONTENT))
    assert (ran.status, ran.out) == (2, "")
    assert "rules/soon.toml:" in ran.err


def test_without_the_solver_it_says_that_nothing_is_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("balm.cli.diff.find_spec", lambda name: None)
    assert main(["diff", str(CONTENT), str(copy(tmp_path))]) == 0
    assert "that is proved only where the solver is installed" in flat(capsys.readouterr().out)


def test_a_move_that_only_the_solver_found_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("balm.cli.diff.drawn", lambda *_: [])
    monkeypatch.setattr("balm.cli.diff.at_the_edges", lambda *_: [])
    assert main(["diff", str(CONTENT), str(warmer(copy(tmp_path)))]) == 1
    page = flat(capsys.readouterr().out)
    assert "today self-care 0 less urgent; one, by the solver" in page
    assert "nobody of those tried moves so; the solver found somebody" in page
