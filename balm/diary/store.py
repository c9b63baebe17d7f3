"""The file: one SQLite database, one record a row, so that a record that is damaged loses nothing else. It knows nothing of what they say.

With a passphrase every record is sealed, as the companion seals its own (balm.diary.seal). When a transaction is over, it is on the disk:
what was acknowledged outlives a process that is killed, and two processes at once lose nothing of each other's.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any as Anything
from typing import NamedTuple

from balm.diary.seal import MOST_ROUNDS, ROUNDS, Sealed, WillNotOpen, as_json, from_json, key_from, need_seal, new_salt, seal, unseal
from balm.errors import CannotRun

FORMAT = 1
"""Of the file. One that is higher was written by a newer Balm, and is left alone."""
_OURS = 0x42616C6D
"""SQLite's application id, by which a file says whose it is: "Balm"."""
_PATIENCE = 20
"""Seconds to wait for another process that is writing."""
_CHECK = "lock"
_TABLES = (
    "CREATE TABLE lock (one INTEGER PRIMARY KEY CHECK (one = 1), salt BLOB, rounds INTEGER, iv BLOB, data BLOB)",
    "CREATE TABLE records (id TEXT PRIMARY KEY, iv BLOB, data BLOB)",  # with no iv, data is JSON in the clear
    f"PRAGMA application_id = {_OURS}",
    f"PRAGMA user_version = {FORMAT}",
)
_NOT_NOW = "another program is writing to it; try again in a moment"
_WHY = {
    sqlite3.SQLITE_BUSY: _NOT_NOW,
    sqlite3.SQLITE_LOCKED: _NOT_NOW,
    sqlite3.SQLITE_READONLY: "it cannot be written to; look at who may write to the file and its folder",
    sqlite3.SQLITE_FULL: "there is no room left on this disk; nothing was written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; look at the path, and at who may read and write there",
    sqlite3.SQLITE_NOTADB: "it is no diary; name another file, or leave --file out",
    sqlite3.SQLITE_CORRUPT: "it is damaged; if you have an export file, take that in to a new diary",
}


class NoDiary(CannotRun):
    """There is none at this path yet."""


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
        self.made = False
        """Whether it was begun just now."""
        self._key: bytes | None = None
        with self._saying():
            if make:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            elif not path.exists():
                raise NoDiary(f"{path}: there is no diary yet; `balm diary add` begins one")
            self._file = _which(path)
            self._db = sqlite3.connect(f"{path.as_uri()}?mode=rw", timeout=_PATIENCE, isolation_level=None, uri=True)
        try:
            with self._saying():
                self._begin(make)
                self._lock = self._read_lock()
        except BaseException:
            self._db.close()
            raise

    def _begin(self, make: bool) -> None:
        for pragma in ("synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
            self._db.execute(f"PRAGMA {pragma}")
        with self._reading():
            owner, version = (self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
            empty = self._empty()
        if owner != _OURS:
            if owner or version or not empty:
                raise CannotRun(f"{self.path}: it is no diary, but another program's; name another file, or leave --file out")
            if not make:
                raise NoDiary(f"{self.path}: nothing was ever written to it; `balm diary add` begins a diary")
            self._make()
        elif version > FORMAT:
            raise CannotRun(f"{self.path}: a newer Balm wrote it (format {version}; this one reads {FORMAT}); install the newer one")

    def _make(self) -> None:
        _patiently(lambda: self._db.execute("PRAGMA journal_mode = WAL"))
        self._db.execute("BEGIN IMMEDIATE")
        if self._empty():  # another process may have been quicker
            for statement in _TABLES:
                self._db.execute(statement)
            self.made = True
        self._db.execute("COMMIT")

    def _empty(self) -> bool:
        return not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]

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
        with self._saying():
            self._take_turn()
            try:
                self._still_the_same()
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _take_turn(self) -> None:
        """SQLite by itself asks again after 100 ms, and a process that writes without a pause would keep another waiting for long."""
        self._db.execute("PRAGMA busy_timeout = 0")
        try:
            _patiently(lambda: self._db.execute("BEGIN IMMEDIATE"))
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {int(_PATIENCE * 1000)}")

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
        with self._saying(), self._reading():
            self._still_the_same()
            return self._all()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

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
        if _which(self.path) != self._file:
            raise CannotRun(f"{self.path}: the diary was deleted meanwhile; nothing was written")
        if self._read_lock() != self._lock:
            raise CannotRun(f"{self.path}: its passphrase was changed meanwhile; do it again")

    @contextmanager
    def _saying(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            why = _WHY.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, str(error))
            raise CannotRun(f"{self.path}: {why}") from error
        except OSError as error:
            raise CannotRun(f"{self.path}: {error.strerror}; name a file that can be written with --file") from error


def wipe(path: Path) -> None:
    """Delete the diary, overwritten first. It needs no passphrase. Raises NoDiary, or CannotRun for what is no diary or is in use.

    Whoever was waiting to write is told that nothing was written.
    """
    with Store(path) as store, store._saying():
        _patiently(
            lambda: store._db.execute("PRAGMA journal_mode = DELETE")
        )  # only where nobody else has it open; takes -wal and -shm away
        store._db.execute("BEGIN EXCLUSIVE")
        with store.path.open("r+b") as file:  # closed last: that would let go of SQLite's own lock
            file.write(bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
            for end in ("-wal", "-shm", "-journal"):
                store.path.with_name(store.path.name + end).unlink(missing_ok=True)
            store.path.unlink()
            store.close()


def _patiently(change: Callable[[], object]) -> None:
    """Ask again every other millisecond. SQLite does not wait by itself before it changes how a file is kept."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            change()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > end:
                raise
            time.sleep(0.002)


def _which(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
