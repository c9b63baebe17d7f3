"""A long worklist on PostgreSQL: each page is read along an index, and the last costs what the first does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from balm.clinic.judged import pathway
from balm.clinic.models import Patient
from balm.clinic.waiting import FILTERS, PAGE, page
from bench.clinic.worklist import statements
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import log_in

PATIENTS = 5_000
LARGE = ("clinic_patient", "clinic_checkin")
ON_POSTGRES = os.environ.get("BALM_TEST_DATABASE") == "postgres"


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def plan_of(sql: str) -> list[dict[str, Any]]:
    """The steps by which PostgreSQL answers the query, with what each read."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql.replace("%", "%%"), [])
        (told,) = cursor.fetchone()
    return list(nodes((json.loads(told) if isinstance(told, str) else told)[0]["Plan"]))


def asked(client: Client, path: str) -> list[str]:
    """The queries of a page, but those of the login, once all is planned and kept that is kept."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in queries.captured_queries if one["sql"].startswith("SELECT")]


def read(sqls: list[str]) -> Any:
    """How many rows of patients the queries looked at."""
    return sum(
        (step["Actual Rows"] + step.get("Rows Removed by Filter", 0)) * step["Actual Loops"]
        for sql in sqls
        for step in plan_of(sql)
        if step.get("Relation Name") == "clinic_patient"
    )


if ON_POSTGRES:  # SQLite is for trying it, with few patients

    @pytest.fixture
    def many(cast: Cast) -> Cast:
        with connection.cursor() as cursor:
            *fill, _, _ = statements(pathway().digest, PATIENTS, f"'{cast.nurse.clinic_id}'")
            for statement in fill:
                cursor.execute(statement)
            cursor.execute("ANALYZE")
        return cast

    def last_page(cast: Cast, which: str) -> str:
        after, now = "", timezone.now()
        while more := page(Patient.objects.all(), cast.nurse.clinic, which, after, now).after:
            after = more
        return after

    def test_no_page_of_the_worklist_reads_all_patients(many: Cast) -> None:
        client = log_in(many.nurse)
        paths = [f"/?show={one}" for one in FILTERS] + [
            "/?code=A",
            "/worklist/changes",
            f"/changes?of={many.patient.code}",
            "/round",
            "/invite",
        ]
        for path in paths:
            for sql in asked(client, path):
                whole = [one for one in plan_of(sql) if one["Node Type"].endswith("Seq Scan") and one.get("Relation Name") in LARGE]
                assert whole == [], f"{path}: {sql}"

    def test_the_last_page_costs_what_the_first_does(many: Cast) -> None:
        client = log_in(many.nurse)
        for which in FILTERS:
            first, last = asked(client, f"/?show={which}"), asked(client, f"/?show={which}&after={quote(last_page(many, which))}")
            assert read(last) <= read(first) + 4 * PAGE, which
