"""`balm review`: what a clinician is shown, and that a signature changes nothing but itself."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from balm import CannotRun, Pathway
from balm.pathway.content import content_files
from balm.pathway.evidence import Review
from balm.pathway.load import read_pathway
from balm.review.sign import everything, sign, state
from tests.cli.terminal import Terminal, balm, too_wide
from tests.review.copies import change, copy, warmer

EMPTY = b'review = { who = "", role = "", date = "", digest = "" }'
ME = "Test Reader"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return copy(tmp_path)


def reading(content: Path, *more: str) -> Terminal:
    """At the first item, having said who signs."""
    terminal = Terminal("review", "--content", str(content), "--as", ME, *more)
    terminal.type("consultant")
    terminal.type("")
    return terminal


def review(digest: str, **more: str) -> Review:
    return Review(**{"who": ME, "role": "consultant", "date": "2026-11-22", "digest": digest} | more)


def test_a_signature_changes_its_own_line_and_nothing_else_byte_for_byte(content: Path, pathway: Pathway) -> None:
    before = content_files(content)
    terminal = reading(content, "--rule", "E7")
    terminal.turn_pages()
    terminal.type("sign")
    assert terminal.end() == 0
    own = f'review = {{ who = "{ME}", role = "consultant", date = "{date.today()}", digest = "{pathway.rules["E7"].digest}" }}'
    head, mark, tail = before["rules/emergency.toml"].partition(b"\n[E7]")
    expected = before | {"rules/emergency.toml": head + mark + tail.replace(EMPTY, own.encode(), 1)}
    assert content_files(content) == expected
    assert {path.name for path in (content / "rules").iterdir()} == {"emergency.toml", "urgent.toml", "today.toml", "soon.toml"}
    assert read_pathway(content).rules["E7"].review.who == ME


def test_what_a_reader_is_shown_of_a_rule(content: Path) -> None:
    terminal = reading(content, "--rule", "u4")
    terminal.turn_pages()
    for told in ("U4", "When any of these is true", '"fever"', "fever: a temperature of 38 or more", "Sources:", "Where sources disagree:"):
        assert told in terminal.text, told
    assert "If this rule were taken out:" in terminal.text
    assert "urgent -> today" in terminal.text
    assert too_wide(terminal.text) == []
    terminal.child.close(force=True)


def test_what_a_reader_is_shown_of_a_care_item_and_of_the_diary(content: Path, pathway: Pathway) -> None:
    terminal = reading(content, "--rule", "ibuprofen")
    terminal.turn_pages()
    for told in (
        "How to do it",
        "When to stop:",
        "6 hours apart, at most 3 in 24 hours",
        "LEFT when",
        "WITH CARE when",
        "How sure anyone is",
    ):
        assert told in terminal.text, told
    terminal.child.close(force=True)
    terminal = reading(content, "--rule", "worse_again")
    terminal.turn_pages()
    for told in (pathway.diary.noticed["worse_again"].title, "What she is told", "pain_rise", "Rules that read this: ", "Sources:"):
        assert told in terminal.text, told
    terminal.child.close(force=True)


def test_not_yet_signs_nothing_and_goes_on_and_what_was_signed_is_not_asked_again(content: Path) -> None:
    terminal = reading(content)
    terminal.turn_pages()
    terminal.type("n")
    terminal.turn_pages()
    terminal.type("sign")
    terminal.type("q")
    assert terminal.end() == 0
    items = [(item.id, state(item)) for _, item in everything(read_pathway(content))]
    assert items[:3] == [("E1", "not signed"), ("E2", "signed"), ("E3", "not signed")]
    again = reading(content)
    again.turn_pages()
    again.type("n")
    assert "E3  " in again.text
    assert "E2  " not in again.text
    again.child.close(force=True)


@pytest.mark.parametrize("typed", ["", "s", "y", "yes", "sing"])
def test_only_the_whole_word_signs(content: Path, typed: str) -> None:
    before = content_files(content)
    terminal = reading(content, "--rule", "E1")
    terminal.turn_pages()
    assert terminal.type(typed), "it asks again"
    terminal.press("d")
    assert terminal.end() == 0
    assert content_files(content) == before


def test_whoever_leaves_the_page_half_read_signs_nothing(content: Path) -> None:
    before = content_files(content)
    terminal = reading(content, "--rule", "E7")
    assert terminal.prompt.startswith("Enter for more")
    assert not terminal.type("q"), "it ends"
    assert terminal.end() == 0
    assert content_files(content) == before


def test_what_was_changed_while_it_was_read_is_not_signed(content: Path) -> None:
    terminal = reading(content, "--rule", "E7")
    terminal.turn_pages()
    change(content, "rules/soon.toml", "because = ", "because  = ")
    before = content_files(content)
    terminal.type("sign")
    assert terminal.end() == 2
    assert "changed while you read it" in terminal.text
    assert content_files(content) == before


def test_through_a_pipe_nobody_signs(content: Path) -> None:
    before = content_files(content)
    ran = balm("review", "--content", str(content), "--as", ME, typed="consultant\n\nsign\n")
    assert (ran.status, ran.out) == (2, "")
    assert "balm review --list" in ran.err
    assert content_files(content) == before


def test_a_signed_item_that_changes_is_stale_by_name_and_can_be_signed_again(content: Path, pathway: Pathway) -> None:
    sign(content, "rule", "T7", review(pathway.rules["T7"].digest))
    warmer(content)
    ran = balm("review", "--list", "--content", str(content))
    stale = [line for line in ran.out.splitlines() if "STALE" in line]
    assert ran.status == 0
    assert len(stale) == 1
    assert stale[0].startswith("T7 ")
    assert ME in stale[0]
    assert "0 of 117 are signed as they stand, 1 stale" in ran.out
    terminal = reading(content, "--rule", "T7")
    terminal.turn_pages()
    assert "It was changed after Test Reader, consultant, signed it" in terminal.text.replace("\n", " ")
    terminal.type("sign")
    assert terminal.end() == 0
    assert state(read_pathway(content).rules["T7"]) == "signed"


def test_the_list_names_every_item_and_needs_no_terminal(pathway: Pathway) -> None:
    ran = balm("review", "--list")
    assert ran.status == 0
    assert [line.split()[0] for line in ran.out.splitlines()[:-1]] == [item.id for _, item in everything(pathway)]
    assert balm("review", "--list", "--rule", "E7").out.splitlines()[0].split() == ["E7", "not", "signed"]


def test_an_item_that_is_not_there_is_answered_with_one_that_is() -> None:
    ran = balm("review", "--list", "--rule", "local_heet")
    assert ran.status == 2
    assert 'did you mean "local_heat"?' in ran.err


def test_every_item_can_be_signed_and_then_the_pathway_is_reviewed(content: Path, pathway: Pathway) -> None:
    for kind, item in everything(pathway):
        sign(content, kind, item.id, review(item.digest, registration='No. 7 "B"'))
    signed = read_pathway(content)
    assert signed.reviewed
    assert {item.review.registration for _, item in everything(signed)} == {'No. 7 "B"'}
    assert [item.digest for _, item in everything(signed)] == [item.digest for _, item in everything(pathway)]


def test_line_ends_comments_and_rights_of_the_file_stay(content: Path, pathway: Pathway) -> None:
    file = content / "rules/soon.toml"
    start = file.read_bytes().replace(EMPTY, EMPTY + b"   # nobody yet").replace(b"\n", b"\r\n")
    file.write_bytes(start)
    file.chmod(0o640)
    digest = read_pathway(content).rules["S1"].digest
    sign(content, "rule", "S1", review(digest))
    made = file.read_bytes()
    assert made.count(b"\r\n") == start.count(b"\r\n")
    assert made.count(b"\n") == start.count(b"\n")
    assert b'" }   # nobody yet\r\n' in made
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.parametrize("who", ["", "  ", "two\nlines", "\x1b[31mred", "\udcff"])
def test_a_name_that_cannot_be_read_signs_nothing(content: Path, pathway: Pathway, who: str) -> None:
    before = content_files(content)
    with pytest.raises(CannotRun, match="cannot be the who"):
        sign(content, "rule", "S1", review(pathway.rules["S1"].digest, who=who))
    assert content_files(content) == before


def test_a_review_that_is_written_in_another_way_is_refused_and_nothing_is_written(content: Path, pathway: Pathway) -> None:
    change(content, "rules/soon.toml", EMPTY.decode(), 'review.who = ""', after="[S1]")
    before = content_files(content)
    with pytest.raises(CannotRun, match=r"rules/soon\.toml: S1 has no review"):
        sign(content, "rule", "S1", review("0" * 16))
    assert content_files(content) == before


def test_the_head_of_a_table_inside_a_text_is_not_taken_for_it(content: Path) -> None:
    fake = f'"""\n[S2]\n{EMPTY.decode()}\n"""'
    change(content, "rules/soon.toml", "because = ", f"because = {fake}\nsay = ", after="[S1]")
    with pytest.raises(CannotRun, match="S2 has no review"):
        sign(content, "rule", "S2", review("0" * 16))


def test_a_file_that_cannot_be_written_is_said(content: Path, pathway: Pathway, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    before = content_files(content)
    with pytest.raises(CannotRun, match="No space left"):
        sign(content, "rule", "S1", review(pathway.rules["S1"].digest))
    assert content_files(content) == before
    assert not list((content / "rules").glob(".signing-*"))
