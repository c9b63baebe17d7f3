"""`balm check`: what is on the screen, what goes through a pipe, and what `--json` prints."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pexpect
import pytest

from balm import Pathway
from tests.cli.terminal import (
    BALM,
    Person,
    Talk,
    Terminal,
    balm,
    both,
    clear,
    environment,
    first_tick,
    headline,
    in_pipe,
    titles,
    told,
    too_wide,
    unsure,
    walk,
)


def test_every_screen_fits_the_terminal_and_pages_are_turned() -> None:
    terminal, lost = Terminal("check"), []
    for line in walk(clear).lines:
        terminal.turn_pages()
        shown = titles(terminal.text)
        if shown and shown[-1] not in terminal.lines and "y/n" not in terminal.prompt:
            lost.append(shown[-1])
        terminal.type(line)
    assert lost == []
    assert terminal.prompt.startswith("Enter for more"), "the last page is longer than the terminal"
    terminal.child.close(force=True)


def test_the_emergency_number_is_on_the_screen_without_turning_a_page(pathway: Pathway) -> None:
    terminal = Terminal("check")
    terminal.type("GB")
    terminal.type(first_tick(pathway, "fainted"))
    assert any(headline(pathway, "emergency") in line for line in terminal.lines)
    assert any(line.strip() == "999" for line in terminal.lines)
    terminal.child.close(force=True)


def test_json_is_the_contracts_object_and_the_questions_go_elsewhere(pathway: Pathway) -> None:
    made = walk(clear)
    ran = balm("check", "--json", typed="\n".join([*made.lines, ""]))
    assert ran.status == 0
    assert json.loads(ran.out) == json.loads(json.dumps(made.interview.result()))
    assert titles(ran.err) == made.titles
    assert "File name" not in ran.err


@pytest.mark.parametrize("lines", [[], ["GB"], ["GB", "1"], ["GB", "q"]], ids=str)
def test_json_comes_however_it_ends(lines: list[str]) -> None:
    ran = balm("check", "--json", typed="".join(f"{line}\n" for line in lines))
    assert ran.status == 0
    assert set(json.loads(ran.out)) >= {"urgency", "call", "ask_next", "care", "check_again"}


def test_no_escape_codes_go_through_a_pipe() -> None:
    assert "\x1b" not in told(in_pipe, clear)


@pytest.mark.parametrize("more", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_no_escape_codes_where_colour_is_not_wanted(more: dict[str, str], pathway: Pathway) -> None:
    terminal = Terminal("check", cwd=None, **more)
    for line in ["GB", first_tick(pathway, "fainted"), ""]:
        terminal.type(line)
    terminal.child.close(force=True)
    assert headline(pathway, "emergency") in terminal.text
    assert "\x1b" not in terminal.raw


def test_colour_is_used_where_it_can_be(pathway: Pathway) -> None:
    terminal = Terminal("check")
    for line in ["GB", first_tick(pathway, "fainted")]:
        terminal.type(line)
    terminal.child.close(force=True)
    assert "\x1b[" in terminal.raw


def test_questions_that_go_to_a_file_hold_no_escape_codes(tmp_path: Path, pathway: Pathway) -> None:
    child = pexpect.spawn("/bin/sh", ["-c", f"exec {shlex.quote(BALM)} check --json 2>asked.txt"], cwd=str(tmp_path), env=environment())
    for line in ["GB", first_tick(pathway, "fainted")]:
        child.sendline(line)
    child.expect(pexpect.EOF)
    assert '"emergency"' in child.before.decode()
    asked = (tmp_path / "asked.txt").read_text()
    assert titles(asked)
    assert "\x1b" not in asked


@both
@pytest.mark.parametrize("person", [clear, unsure], ids=["clear", "unsure"])
@pytest.mark.slow
def test_no_line_is_wider_than_the_terminal(person: Person, talk: Talk) -> None:
    assert too_wide(told(talk, person)) == []
