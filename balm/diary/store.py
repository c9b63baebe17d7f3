"""The diary's records, each on its own, so that one that is damaged loses nothing else. It knows nothing of what they say.

With a passphrase every record is sealed, as the companion seals its own (balm.diary.seal). When a transaction is over, it is on the disk:
what was acknowledged outlives a process that is killed, and two processes at once lose nothing of each other's.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any as Anything
from typing import NamedTuple

from balm.diary.database import connect, patiently, reading, saying, take_turn, which
from balm.diary.seal import MOST_ROUNDS, ROUNDS, Sealed, WillNotOpen, as_json, from_json, key_from, need_seal, new_salt, seal, unseal
from balm.errors import CannotRun

_CHECK = "lock"


class Record(NamedTuple):
    id: str
    kind: str
    value: Anything


class Held(NamedTuple):
    """The records that can be read, in the order in which they came; and the ids of those that cannot."""

    records: list[Record]
    damaged: list[str]


class _Lock(NamedTuple):
    salt: bytes
    rounds: int
    check: Sealed


class Store:
    """An open diary. `with Store(path) as store:` closes it. Every method raises CannotRun where the file does not let it."""

    def __init__(self, path: Path, *, make: bool = False) -> None:
        """`make`: begin one where there is none. Raises NoDiary, or CannotRun for a file that is no diary, or a newer one."""
        self.path = path = Path(os.path.realpath(path))
        self._key: bytes | None = None
        with saying(path):
            self._db, self._file, self.made = connect(path, make=make)
            """`made`: whether it was begun just now."""
            try:
                self._lock = self._read_lock()
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._key = None
        with suppress(sqlite3.Error):
            self._db.close()

    @property
    def guarded(self) -> bool:
        """Whether a passphrase guards it."""
        return self._lock is not None

    @property
    def locked(self) -> bool:
        """Whether the passphrase is still needed."""
        return self._lock is not None and self._key is None

    def unlock(self, passphrase: str) -> bool:
        """Whether the passphrase is right; if so, the diary is open. A wrong one tells nothing, and takes as long."""
        assert self._lock is not None, "there is nothing to unlock"
        need_seal()
        key = key_from(passphrase, self._lock.salt, self._lock.rounds)
        try:
            unseal(key, _CHECK, self._lock.check)
        except WillNotOpen:
            return False
        self._key = key
        return True

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all that is put inside it is kept, or none of it; once it is over, it is on the disk."""
        with saying(self.path):
            take_turn(self._db)
            try:
                self._still_the_same()
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def put(self, kind: str, id_: str, value: object) -> None:
        """Keep one record, in place of the one with this id. Only inside `writing`."""
        assert self._db.in_transaction
        assert not self.locked
        content = as_json({"kind": kind, "value": value})
        self._write(id_, seal(self._key, id_, content) if self._key else content)

    def get(self, id_: str) -> Anything:
        """What the record with this id holds; None where there is none, or it cannot be read. Only inside `writing`."""
        row = self._db.execute("SELECT iv, data FROM records WHERE id = ?", (id_,)).fetchone()
        try:
            return row and from_json(self._opened(id_, *row))["value"]
        except (WillNotOpen, ValueError, TypeError, KeyError, RecursionError):
            return None

    def all(self) -> Held:
        """Every record, as of one moment."""
        if self._db.in_transaction:
            return self._all()
        with saying(self.path), reading(self._db):
            self._still_the_same()
            return self._all()

    def guard(self, passphrase: str, *, rounds: int | None = None) -> bool:
        """Guard everything under a new passphrase, or under none (""), in one transaction. `rounds`: ROUNDS unless told.

        What cannot be read stays as it is. Returns False where another process kept the file from being cleared of how it was before.
        """
        assert not self.locked
        lock, key = None, None
        if passphrase:
            need_seal()
            salt, rounds = new_salt(), rounds or ROUNDS
            key = key_from(passphrase, salt, rounds)
            lock = _Lock(salt, rounds, seal(key, _CHECK, as_json({"right": True})))
        with self.writing():
            for id_, iv, data in self._db.execute("SELECT id, iv, data FROM records").fetchall():
                with suppress(WillNotOpen, TypeError):
                    content = self._opened(id_, iv, data)
                    self._write(id_, seal(key, id_, content) if key else content)
            self._db.execute("DELETE FROM lock")
            if lock:
                self._db.execute("INSERT INTO lock VALUES (1, ?, ?, ?, ?)", (lock.salt, lock.rounds, *lock.check))
        self._lock, self._key = lock, key
        try:
            self._db.execute("VACUUM")
            return not self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.DatabaseError:
            return False

    def _write(self, id_: str, content: bytes | Sealed) -> None:
        iv, data = content if isinstance(content, Sealed) else (None, content)
        self._db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (id_, iv, data))

    def _opened(self, id_: str, iv: bytes | None, data: bytes) -> bytes:
        if self._key is not None and iv is not None:
            return unseal(self._key, id_, Sealed(iv, data))
        if self._key is not None or iv is not None:  # in the clear where all is sealed, it is nobody's record
            raise WillNotOpen
        return data

    def _all(self) -> Held:
        held = Held([], [])
        for id_, *row in self._rows():
            try:
                content = from_json(self._opened(id_, *row))
                held.records.append(Record(id_, _text(content["kind"]), content["value"]))
            except (WillNotOpen, ValueError, TypeError, KeyError, RecursionError):
                held.damaged.append(str(id_))
        return held

    def _rows(self) -> Iterator[tuple[Anything, ...]]:
        """Every row; where a page of the file is damaged, each row by itself, and those on that page as if they were empty."""
        try:
            yield from self._db.execute("SELECT id, iv, data FROM records ORDER BY rowid").fetchall()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            for (id_,) in self._db.execute("SELECT id FROM records INDEXED BY sqlite_autoindex_records_1").fetchall():
                try:
                    yield self._db.execute("SELECT id, iv, data FROM records WHERE id = ?", (id_,)).fetchone()
                except sqlite3.DatabaseError:
                    yield id_, None, b""

    def _read_lock(self) -> _Lock | None:
        row = self._db.execute("SELECT salt, rounds, iv, data FROM lock").fetchone()
        if row is None:
            return None
        salt, rounds, iv, data = row
        if not all(isinstance(part, bytes) for part in (salt, iv, data)) or not isinstance(rounds, int) or not 0 < rounds <= MOST_ROUNDS:
            raise CannotRun(
                f"{self.path}: its lock is damaged, and nobody can open it; if you have an export file, take that in to a new diary"
            )
        return _Lock(salt, rounds, Sealed(iv, data))

    def _still_the_same(self) -> None:
        """Nothing may be written under an old passphrase, in the clear, or into a file that is gone."""
        if which(self.path) != self._file:
            raise CannotRun(f"{self.path}: the diary was deleted meanwhile; nothing was written")
        if self._read_lock() != self._lock:
            raise CannotRun(f"{self.path}: its passphrase was changed meanwhile; do it again")


def wipe(path: Path) -> None:
    """Delete the diary, overwritten first. It needs no passphrase. Raises NoDiary, or CannotRun for what is no diary or is in use.

    Whoever was waiting to write is told that nothing was written.
    """
    with Store(path) as store, saying(path):
        patiently(lambda: store._db.execute("PRAGMA journal_mode = DELETE"))  # only where nobody else has it open; takes -wal and -shm away
        store._db.execute("BEGIN EXCLUSIVE")
        with store.path.open("r+b") as file:  # closed last: that would let go of SQLite's own lock
            file.write(bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
            for end in ("-wal", "-shm", "-journal"):
                store.path.with_name(store.path.name + end).unlink(missing_ok=True)
            store.path.unlink()
            store.close()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
