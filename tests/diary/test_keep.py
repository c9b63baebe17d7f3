"""The passphrase, and the end of it all."""

from __future__ import annotations

from pathlib import Path

import pytest

from balm.diary.database import NoDiary
from balm.diary.store import Store
from tests.cli.terminal import Terminal, flat
from tests.diary.desk import NOTE, Desk, ago, as_text
from tests.diary.test_killed import WORDS
from tests.diary.test_store import bytes_in


@pytest.fixture
def locked(desk: Desk) -> Desk:
    desk.add("--note", NOTE, "--pain", "4")
    assert desk.run("passphrase", BALM_NEW_PASSPHRASE=WORDS).status == 0
    return desk


def test_a_passphrase_locks_all_of_it(locked: Desk) -> None:
    assert NOTE.encode() not in bytes_in(locked.path.parent)
    for what in (["show"], ["add", "--pain", "3"], ["about"], ["export", "x.json"], ["passphrase"], ["import", "-"]):
        ran = locked.run(*what, typed=as_text({"entries": []}))
        assert (ran.status, ran.out, "BALM_PASSPHRASE" in flat(ran.err)) == (2, "", True), what
    assert "Entries: 1" in locked.run("about", BALM_PASSPHRASE=WORDS).out
    locked.add("--pain", "3", BALM_PASSPHRASE=WORDS)
    assert len(locked.kept(WORDS).entries) == 2


def test_a_wrong_passphrase_says_so_and_shows_nothing(locked: Desk) -> None:
    for what in (["show"], ["show", "--json"], ["about"], ["export", "-", "--plain"], ["add", "--pain", "3"]):
        ran = locked.run(*what, BALM_PASSPHRASE="wrong")
        assert (ran.status, ran.out) == (2, "")
        assert "that passphrase does not open the diary" in flat(ran.err)
        assert NOTE not in ran.err
    assert len(locked.kept(WORDS).entries) == 1


def test_it_is_changed_and_taken_away_only_by_who_has_it(locked: Desk) -> None:
    assert locked.run("passphrase", "--remove", BALM_PASSPHRASE="wrong").status == 2
    assert locked.run("passphrase", BALM_PASSPHRASE="wrong", BALM_NEW_PASSPHRASE="mine").status == 2
    assert locked.run("passphrase", BALM_PASSPHRASE=WORDS, BALM_NEW_PASSPHRASE="").status == 2, "an empty one never takes the lock away"
    assert locked.run("passphrase", BALM_PASSPHRASE=WORDS, BALM_NEW_PASSPHRASE="another").status == 0
    assert locked.kept("another").entries
    ran = locked.run("passphrase", "--remove", BALM_PASSPHRASE="another")
    assert "Anybody who can open this computer can read your diary now." in flat(ran.out)
    assert locked.entry()["notes"] == NOTE
    assert locked.run("passphrase", "--remove").out == "It has no passphrase.\n"


def test_at_a_terminal_it_is_typed_twice_and_never_seen(desk: Desk) -> None:
    desk.add("--pain", "3")
    at = str(desk.path)
    for twice, end in (([WORDS, "five"], 2), ([WORDS, WORDS], 0)):
        terminal = Terminal("diary", "passphrase", BALM_DIARY=at)
        for line in twice:
            terminal.type(line)
        assert terminal.end() == end, terminal.text
        assert WORDS not in terminal.text
    terminal = Terminal("diary", "about", BALM_DIARY=at)
    assert terminal.prompt.startswith("The diary's passphrase >")
    terminal.type("wrong")
    terminal.type(WORDS)
    assert terminal.end() == 0
    assert "That did not open it." in terminal.text
    assert "Entries: 1" in terminal.text


def test_json_through_a_pipe_leaves_the_passphrase_to_the_environment(locked: Desk) -> None:
    ran = locked.run("add", "--json", "-", typed=as_text(ago(0, answers={"back_pain": 2})), BALM_PASSPHRASE=WORDS)
    assert ran.status == 0
    assert len(locked.kept(WORDS).entries) == 2


# Deleting it


def test_it_is_deleted_only_once_she_has_typed_the_word(locked: Desk) -> None:
    for typed in ("", "\n", "yes\n"):
        ran = locked.run("wipe", typed=typed)
        assert (ran.status, "Nothing was deleted." in ran.out, locked.path.exists()) == (1, True, True)
        assert str(locked.path) in ran.out.replace("\n", ""), "it says what will be gone"
    ran = locked.run("wipe", typed="wipe\n")
    assert ran.status == 0
    assert [*locked.path.parent.iterdir()] == []
    for promise in ("in a backup", "old blocks", "shell's history"):
        assert promise in flat(ran.out), "it says what it cannot promise"


def test_wiping_leaves_no_plain_byte_of_a_note(desk: Desk, tmp_path: Path) -> None:
    desk.add("--note", NOTE)
    assert NOTE.encode() in bytes_in(tmp_path)
    assert desk.run("wipe", "--yes").status == 0
    assert NOTE.encode() not in bytes_in(tmp_path)
    with pytest.raises(NoDiary):
        Store(desk.path)
    assert desk.run("wipe", "--yes").status == 2


def test_another_file_is_never_wiped(desk: Desk, tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("Years of work. " * 100)
    ran = desk.run("wipe", "--yes", "--file", str(thesis))
    assert (ran.status, "it is no diary" in flat(ran.err), thesis.exists()) == (2, True, True)


def test_without_the_extra_it_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    desk.add("--pain", "3")
    monkeypatch.setitem(sys.modules, "cryptography", None)
    ran = desk.run("passphrase", BALM_NEW_PASSPHRASE=WORDS)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "pip install 'balm[diary]'" in ran.err
    assert not desk.kept().damaged, "and without a passphrase it is not needed"
