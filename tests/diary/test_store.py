"""The file: who may read it, what a passphrase does, and that damage, other processes and other files cost nothing else."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import time
from pathlib import Path

import pytest

from balm.diary import database
from balm.diary.database import FORMAT, NoDiary
from balm.diary.store import Store, wipe
from balm.errors import CannotRun
from tests.diary.test_killed import WORDS, held, writers

NOTE = "a note that nobody else may read"
FEW = 1000
"""Rounds of the key, where the time that they take is not what is tested."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "balm" / "diary.sqlite"


def fill(path: Path, count: int = 3, passphrase: str = "") -> None:
    with Store(path, make=True) as store:
        if passphrase:
            store.guard(passphrase, rounds=FEW)
        with store.writing():
            for n in range(count):
                store.put("entry", f"e{n}", {"at": "2024-11-22T21:40+00:00", "notes": NOTE, "n": n})


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def break_row(path: Path, id_: str, data: bytes = b"\x00broken") -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE records SET data = ? WHERE id = ?", (data, id_))
    database.close()


def test_only_its_owner_may_read_it(path: Path) -> None:
    with Store(path, make=True) as store:
        with store.writing():
            store.put("entry", "e", {"notes": NOTE})
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"diary.sqlite": 0o600, "diary.sqlite-wal": 0o600, "diary.sqlite-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_is_written_through_to_the_disk(path: Path) -> None:
    with Store(path, make=True) as store:
        settings = {name: store._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")}
    assert settings == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


@pytest.mark.parametrize("passphrase", ["", WORDS])
def test_what_is_kept_is_there_again(path: Path, passphrase: str) -> None:
    fill(path, passphrase=passphrase)
    with Store(path) as store:
        assert store.locked == bool(passphrase)
        assert not passphrase or store.unlock(passphrase)
        assert [(one.id, one.kind, one.value["n"]) for one in store.all().records] == [(f"e{n}", "entry", n) for n in range(3)]


def test_a_sealed_file_holds_no_plain_byte_of_a_note(path: Path) -> None:
    fill(path, 200)
    assert NOTE.encode() in bytes_in(path.parent)
    with Store(path) as store:
        assert store.guard(WORDS, rounds=FEW)
        assert NOTE.encode() not in bytes_in(path.parent), "what was there before the passphrase"
        with store.writing():
            store.put("entry", "later", {"notes": NOTE})
        assert NOTE.encode() not in bytes_in(path.parent)
    assert NOTE.encode() not in bytes_in(path.parent)
    assert WORDS.encode() not in bytes_in(path.parent)


def test_a_wrong_passphrase_opens_nothing(path: Path) -> None:
    fill(path, passphrase=WORDS)
    with Store(path) as store:
        assert not store.unlock("four warm loud words")
        assert store.locked
        assert store.all() == ([], ["e0", "e1", "e2"])
        assert store.unlock(WORDS)


def test_one_passphrase_typed_on_two_keyboards_is_one(path: Path) -> None:
    fill(path, passphrase="se\u0301same \ufb01n")
    with Store(path) as store:
        assert store.unlock("s\u00e9same fin")


def test_the_passphrase_can_be_changed_and_taken_away(path: Path) -> None:
    fill(path, passphrase=WORDS)
    for old, new in ((WORDS, "another"), ("another", "")):
        with Store(path) as store:
            assert store.unlock(old)
            assert store.guard(new, rounds=FEW)
            assert len(store.all().records) == 3
    with Store(path) as store:
        assert not store.guarded
        assert len(store.all().records) == 3


def test_the_key_is_slow_to_guess_and_the_rounds_stand_in_the_file(path: Path) -> None:
    with Store(path, make=True) as store:
        store.guard(WORDS)
        assert store._db.execute("SELECT rounds FROM lock").fetchone() == (600_000,)


@pytest.mark.parametrize("passphrase", ["", WORDS])
def test_a_damaged_record_loses_nothing_else(path: Path, passphrase: str) -> None:
    fill(path, passphrase=passphrase)
    break_row(path, "e1")
    with Store(path) as store:
        assert not passphrase or store.unlock(passphrase)
        held = store.all()
        assert [one.id for one in held.records] == ["e0", "e2"]
        assert held.damaged == ["e1"]
        store.guard("another", rounds=FEW)
        assert store.all() == held, "a new passphrase neither loses it nor takes it for whole"


def test_no_record_can_stand_in_for_another(path: Path) -> None:
    fill(path, passphrase=WORDS)
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM records WHERE id = 'e0'")
        database.execute("UPDATE records SET id = 'e0' WHERE id = 'e1'")
        database.execute('INSERT INTO records VALUES (\'e9\', NULL, \'{"kind": "entry", "value": {}}\')')
    database.close()
    with Store(path) as store:
        store.unlock(WORDS)
        assert (["e2"], {"e0", "e9"}) == ([one.id for one in store.all().records], set(store.all().damaged))


def test_a_damaged_page_of_the_file_loses_only_what_stood_on_it(path: Path) -> None:
    fill(path, 400)
    raw = path.read_bytes()
    found = [place.start() for place in re.finditer(NOTE.encode(), raw)]
    page = found[len(found) // 2] // 4096
    path.write_bytes(raw[: page * 4096] + os.urandom(4096) + raw[(page + 1) * 4096 :])
    with Store(path) as store:
        held = store.all()
    assert len(held.records) > 300
    assert 0 < len(held.damaged) < 100
    assert len(held.records) + len(held.damaged) == 400


@pytest.mark.parametrize("content", [b"Dear diary, today it rained, and I stayed in. " * 20, b"SQLite format 3\x00" + os.urandom(8000)])
def test_a_file_that_is_no_diary_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thesis.txt"
    path.write_bytes(content)
    for make in (False, True):
        with pytest.raises(CannotRun, match=r"no diary|damaged|another program"):
            Store(path, make=make)
    with pytest.raises(CannotRun):
        wipe(path)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE photos (name)")
    database.close()
    before = path.read_bytes()
    with pytest.raises(CannotRun, match="another program's"):
        Store(path, make=True)
    with pytest.raises(CannotRun, match="another program's"):
        wipe(path)
    assert path.read_bytes() == before


def test_a_newer_format_is_refused_in_words(path: Path) -> None:
    fill(path)
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {FORMAT + 1}")
    database.close()
    with pytest.raises(CannotRun, match="a newer Balm wrote it"):
        Store(path)


def test_there_is_no_diary_until_one_is_begun(path: Path) -> None:
    with pytest.raises(NoDiary, match="there is no diary yet"):
        Store(path)
    assert not path.parent.exists()


def test_a_lock_that_is_damaged_is_named(path: Path) -> None:
    fill(path, passphrase=WORDS)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE lock SET rounds = 99999999999")
    database.close()
    with pytest.raises(CannotRun, match="lock is damaged"):
        Store(path)


def test_two_processes_at_once_lose_nothing(path: Path, tmp_path: Path) -> None:
    """Both begin the diary at the same time, too."""
    with writers(tmp_path) as made:
        processes = {name: made.begin(path, name, "") for name in "ab"}
        while not all(len(made.acknowledged(name)) > 5 for name in processes):
            time.sleep(0.01)
        for process in processes.values():
            made.kill(process)
        promised = made.acknowledged("a") | made.acknowledged("b")
    assert promised <= {record.id for record in held(path, "")}


def test_nothing_is_written_in_the_clear_once_another_process_has_locked_it(path: Path) -> None:
    fill(path)
    with Store(path) as early, Store(path) as other:
        other.guard(WORDS, rounds=FEW)
        with pytest.raises(CannotRun, match="passphrase was changed meanwhile"), early.writing():
            early.put("entry", "late", {"notes": NOTE})
        with pytest.raises(CannotRun, match="passphrase was changed meanwhile"):
            early.all()
    assert NOTE.encode() not in bytes_in(path.parent)


def test_after_wiping_no_file_is_left(path: Path) -> None:
    fill(path, 50)
    before = path.open("rb")
    wipe(path)
    assert [*path.parent.iterdir()] == []
    assert before.read().strip(b"\x00") == b"", "it was overwritten before it was deleted"
    before.close()
    with pytest.raises(NoDiary):
        wipe(path)


def test_a_damaged_diary_can_be_wiped(path: Path) -> None:
    fill(path, 50)
    raw = path.read_bytes()
    path.write_bytes(raw[:8192] + os.urandom(len(raw) - 8192))
    wipe(path)
    assert [*path.parent.iterdir()] == []


def test_what_is_in_use_is_not_wiped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path)
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    with Store(path) as store:
        with pytest.raises(CannotRun, match="another program"):
            wipe(path)
        assert len(store.all().records) == 3
    wipe(path)


def test_whoever_writes_into_a_diary_that_is_gone_is_told(path: Path) -> None:
    fill(path)
    with Store(path) as store:
        path.unlink()
        with pytest.raises(CannotRun, match="deleted meanwhile"), store.writing():
            store.put("entry", "late", {"notes": NOTE})
