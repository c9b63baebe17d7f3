"""`balm check`: what she keeps in a file, and that nothing is kept unless she says so."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from balm import Pathway
from balm.rules.kinds import NOT_SURE
from tests.cli.terminal import (
    Talk,
    balm,
    both,
    but,
    clear,
    flat,
    headline,
    in_pipe,
    in_terminal,
    ranges,
    walk,
)


@both
def test_what_is_kept_is_read_by_assess_and_comes_to_the_same(talk: Talk, tmp_path: Path, pathway: Pathway) -> None:
    made = walk(but(clear, {"back_pain": 6, "temperature_c": NOT_SURE}))
    told = made.interview.result()
    how_to = [""] if any(entry["in_plan"] for entry in told["care"]) else []
    talk([*made.lines, *how_to, "today.json"], cwd=tmp_path)
    ran = balm("assess", "today.json", cwd=tmp_path)
    again = json.loads(ran.out)
    assert ran.status == 0
    assert {key: again[key] for key in told} == json.loads(json.dumps(told))


@pytest.mark.parametrize("name", ["today.json", "today", "today.txt", "my day.json"])
def test_the_command_that_shows_the_page_again_works(name: str, tmp_path: Path, pathway: Pathway) -> None:
    out = in_pipe(["GB", "q", name], cwd=tmp_path)
    found = re.search(r"`balm (assess .+?)` shows this page again", flat(out))
    assert found
    ran = balm(*shlex.split(found[1]), cwd=tmp_path)
    assert (ran.status, headline(pathway, "unknown") in ran.out) == (0, True)


def test_rough_days_are_kept_and_read_again(tmp_path: Path, pathway: Pathway) -> None:
    before = walk(clear).until("days_since_loss")
    in_pipe([*before, ranges(in_pipe(before))[3], "q", "today.json"], cwd=tmp_path)
    low, high = pathway.findings["days_since_loss"].rough[3]
    kept = json.loads((tmp_path / "today.json").read_bytes())
    assert kept["rough"] == {"days_since_loss": [low, high]}
    assert low <= kept["answers"]["days_since_loss"] <= high
    assert balm("assess", "today.json", cwd=tmp_path).status == 0


@both
@pytest.mark.parametrize("name", ["there.json", "missing/today.json", ".", "~nobody-here/today.json", "a\x00b", "x" * 300])
def test_a_name_that_cannot_be_used_is_asked_again(name: str, talk: Talk, tmp_path: Path, pathway: Pathway) -> None:
    if talk is in_terminal and "\x00" in name:
        name = "x" * 400  # a terminal takes a NUL for no key at all
    (tmp_path / "there.json").write_text("hers")
    out = talk(["GB", "q", name, "second.json"], cwd=tmp_path)
    assert "Traceback" not in out
    assert (tmp_path / "there.json").read_text() == "hers"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["second.json", "there.json"]


@both
@pytest.mark.parametrize("said", [[""], ["q"], []], ids=["Enter", "q", "end"])
def test_nothing_is_kept_unless_she_says_so(said: list[str], talk: Talk, tmp_path: Path, pathway: Pathway) -> None:
    talk(["GB", "q", *said], cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_can_be_read_by_nobody_else(tmp_path: Path, pathway: Pathway) -> None:
    in_terminal(["GB", "q", "today.json"], cwd=tmp_path)
    assert (tmp_path / "today.json").stat().st_mode & 0o077 == 0
