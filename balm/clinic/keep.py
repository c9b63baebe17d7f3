"""Copies of everything, and the end of what is kept too long."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import NoReturn

from django.db import connection
from django.db.models import Max
from psycopg.conninfo import make_conninfo

from balm.clinic.models import Audit, Clinic
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
        _refill(source)
    end_all()


def ends_at() -> datetime | None:
    """When the last thing was noted that is in the database; None where nothing was."""
    last: datetime | None = Audit.objects.aggregate(last=Max("at"))["last"]
    return last


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


_EMPTY = """
BEGIN;
DO $$ DECLARE gone text; BEGIN
    FOR gone IN
        SELECT format('TABLE %s', oid::regclass) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
        UNION ALL
        SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
            AND proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    LOOP EXECUTE format('DROP %s CASCADE', gone); END LOOP;
END $$;
"""
"""All that the service has there goes. The database is its own (docs/operations.md), so that is all that its role owns."""


def _refill(source: Path) -> None:
    """Put the copy in the place of all that is there, in one transaction: all of it is there afterwards, or nothing has changed.

    What is there may be newer than the copy, with tables of which neither the copy nor this version knows; so all goes first. The end of
    the transaction is sent only once all of the copy has been read. Nothing of it is written to another file on the way.
    """
    fill, read = _program("psql"), _program("pg_restore")
    with TemporaryFile() as said:
        filling = subprocess.Popen(  # noqa: S603 - as below
            [fill, _where(), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"],
            env=_env(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said,
        )  # fmt: skip
        to = filling.stdin
        assert to is not None, "it was asked for"
        whole = False
        with suppress(BrokenPipeError):  # psql has ended already, and said why
            to.write(_EMPTY.encode())
            to.flush()
            restore = [read, "--clean", "--if-exists", "--no-owner", "--file=-", str(source)]
            whole = subprocess.run(restore, stdout=to, stderr=said, check=False).returncode == 0  # noqa: S603
            to.write(b"COMMIT;\n" if whole else b"ROLLBACK;\n")
            to.flush()
        with suppress(BrokenPipeError):
            to.close()
        if filling.wait() or not whole:
            said.seek(0)
            _failed("pg_restore", said.read().decode(errors="replace"))


def _postgres(program: str, *arguments: str) -> None:
    command = [_program(program), _where(), *arguments]
    done = subprocess.run(command, env=_env(), capture_output=True, text=True, check=False)  # noqa: S603 - the program that was found
    if done.returncode:
        _failed(program, done.stderr)


def _program(name: str) -> str:
    folder = os.environ.get("BALM_PG_BIN")
    found = shutil.which(name, path=folder) if folder else shutil.which(name)
    if found is None:
        raise CannotRun(f"{name} was not found; install PostgreSQL's client programs, or name their folder in BALM_PG_BIN")
    return found


def _where() -> str:
    about = connection.get_connection_params()
    return f"--dbname={make_conninfo('', **{name: about[name] for name in _WHERE if about.get(name)})}"


def _env() -> dict[str, str]:
    password = connection.get_connection_params().get("password")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}


def _failed(program: str, said: str) -> NoReturn:
    first = next((line for line in said.splitlines() if line.strip()), "no reason was given")
    raise CannotRun(f"{program} did not end well, and nothing was changed: {first[:300]}")
