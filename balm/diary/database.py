"""The SQLite file under the diary: that it is one, how it is opened, and what SQLite's complaints mean to her."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from balm.errors import CannotRun

FORMAT = 1
"""Of the file. One that is higher was written by a newer Balm, and is left alone."""
PATIENCE = 20
"""Seconds to wait for another process that is writing."""
_OURS = 0x42616C6D
"""SQLite's application id, by which a file says whose it is: "Balm"."""
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


def connect(path: Path, *, make: bool) -> tuple[sqlite3.Connection, tuple[int, int] | None, bool]:
    """The open file, which one it is, and whether it was begun just now, as only `make` does. Raises NoDiary; CannotRun for what is no
    diary, or a newer one."""
    if make:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    elif not path.exists():
        raise NoDiary(f"{path}: there is no diary yet; `balm diary add` begins one")
    file = which(path)  # before it is opened: one that is put in its place is then taken for another, and not the other way about
    database = sqlite3.connect(f"{path.as_uri()}?mode=rw", timeout=PATIENCE, isolation_level=None, uri=True)
    try:
        return database, file, _begin(database, path, make)
    except BaseException:
        database.close()
        raise


def _begin(database: sqlite3.Connection, path: Path, make: bool) -> bool:
    for pragma in ("synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
        database.execute(f"PRAGMA {pragma}")
    with reading(database):
        owner, version = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
        empty = _empty(database)
    if owner == _OURS and version > FORMAT:
        raise CannotRun(f"{path}: a newer Balm wrote it (format {version}; this one reads {FORMAT}); install the newer one")
    if owner == _OURS:
        return False
    if owner or version or not empty:
        raise CannotRun(f"{path}: it is no diary, but another program's; name another file, or leave --file out")
    if not make:
        raise NoDiary(f"{path}: nothing was ever written to it; `balm diary add` begins a diary")
    return _make(database)


def _make(database: sqlite3.Connection) -> bool:
    patiently(lambda: database.execute("PRAGMA journal_mode = WAL"))
    database.execute("BEGIN IMMEDIATE")
    first = _empty(database)  # another process may have been quicker
    for statement in _TABLES if first else ():
        database.execute(statement)
    database.execute("COMMIT")
    return first


def _empty(database: sqlite3.Connection) -> bool:
    return not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


@contextmanager
def reading(database: sqlite3.Connection) -> Iterator[None]:
    """Everything that is read inside is as of one moment."""
    database.execute("BEGIN")
    try:
        yield
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")


def take_turn(database: sqlite3.Connection) -> None:
    """Begin to write. SQLite by itself asks again after 100 ms, and a process that writes without a pause would keep another waiting."""
    database.execute("PRAGMA busy_timeout = 0")
    try:
        patiently(lambda: database.execute("BEGIN IMMEDIATE"))
    finally:
        database.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")


def patiently(change: Callable[[], object]) -> None:
    """Ask again every other millisecond. SQLite does not wait by itself before it changes how a file is kept."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            change()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > end:
                raise
            time.sleep(0.002)


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """What SQLite or the system complains of, as CannotRun says it."""
    try:
        yield
    except sqlite3.Error as error:
        why = _WHY.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, str(error))
        raise CannotRun(f"{path}: {why}") from error
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror}; name a file that can be written with --file") from error


def which(path: Path) -> tuple[int, int] | None:
    """The file that stands there now; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
