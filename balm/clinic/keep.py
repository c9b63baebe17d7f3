"""Copies of everything, and the end of what is kept too long."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo

from balm.clinic.models import Clinic
from balm.clinic.sessions import end_all
from balm.errors import CannotRun

_WHERE = ("dbname", "host", "hostaddr", "port", "user", "service", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout")
"""Of what DATABASE_URL says, what PostgreSQL's own programs need to find the server."""


def backup(to: Path) -> None:
    """A whole copy, while the service runs, that only its owner reads. Raises CannotRun."""
    if to.exists():
        raise CannotRun(f"{to} is there already; name a new file")
    part = to.with_name(f".{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if connection.vendor == "sqlite":
            _copy(_database(), part)
            _check(part)
        else:
            _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={part}")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(part, to)
    except OSError as error:
        raise CannotRun(f"{to} cannot be written: {error.strerror}; name another place") from error
    finally:
        part.unlink(missing_ok=True)


def restore(source: Path, *, replace: bool) -> None:
    """Put a copy in the place of the database. Raises CannotRun where it is no copy, or a clinic is there and `replace` is not said."""
    if not source.is_file():
        raise CannotRun(f"there is no file {source}; name one that `balm clinic backup` made")
    if not replace and Clinic._meta.db_table in connection.introspection.table_names() and Clinic.objects.exists():
        raise CannotRun("a clinic is in this database; add --replace to lose what it holds, or name an empty one in DATABASE_URL")
    connection.close()
    if connection.vendor == "sqlite":
        _check(source)
        _copy(source, _database())
    else:
        _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", str(source))
    end_all()


def _database() -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy(source: Path, to: Path) -> None:
    left, right = sqlite3.connect(source, timeout=20), sqlite3.connect(to, timeout=20)
    try:
        left.backup(right, pages=2048)
        if right.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise CannotRun("the copy is damaged; nothing rests on it: try again, and look at the disk")
        right.commit()
    except sqlite3.Error as error:
        raise CannotRun(f"it could not be copied: {error}") from error
    finally:
        left.close()
        right.close()


def _check(source: Path) -> None:
    try:
        with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as copy:
            whole = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ours = copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [Clinic._meta.db_table]).fetchone()
    except sqlite3.DatabaseError:
        whole, ours = False, None
    if not whole or not ours:
        raise CannotRun(f"{source} is no whole copy of a clinic on SQLite; name one that `balm clinic backup` made")


def _postgres(program: str, *arguments: str) -> None:
    folder = os.environ.get("BALM_PG_BIN")
    found = shutil.which(program, path=folder) if folder else shutil.which(program)
    if found is None:
        raise CannotRun(f"{program} was not found; install PostgreSQL's client programs, or name their folder in BALM_PG_BIN")
    about = connection.get_connection_params()
    env = {**os.environ, **({"PGPASSWORD": str(about["password"])} if about.get("password") else {})}
    where = make_conninfo("", **{name: about[name] for name in _WHERE if about.get(name)})
    done = subprocess.run(  # noqa: S603 - the program that was found, with our own arguments
        [found, f"--dbname={where}", *arguments], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[0]
        raise CannotRun(f"{program} did not end well: {last[:300]}")
