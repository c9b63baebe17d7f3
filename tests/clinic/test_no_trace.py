"""What is written of a patient is seen by her clinic alone; and when she is erased, it is nowhere."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from balm.clinic import actions
from balm.clinic.actions import exports, outbox, readers, texts
from balm.clinic.actions.retention import retain
from balm.clinic.logs import Lines
from balm.clinic.models import Audit, Contact, Delivery, Kind, Patient, Reader
from balm.clinic.work import _send
from tests.clinic.conftest import Cast
from tests.clinic.other_side import Other
from tests.clinic.people import Everybody, alarming
from tests.clinic.test_api import ask as ask_api
from tests.clinic.test_every_pair import ROUTES, ask, path_of
from tests.clinic.test_running import ON_POSTGRES, Service, service

__all__ = ["service"]
NUMBER = "+447700900456"
MARKED = ("MARK-NAME", NUMBER, "7700900456", "MARK-OUTCOME", "MARK-STEP", "MARK-HEARD", "MARK-NOTE", "MARK-TEXT", "MARK-MINE")
SIGNS = ("coughing_blood", "foul_discharge")
HERE = {"nurse", "colleague", "administrator", "reader"}


def marked(cast: Cast) -> Patient:
    """A patient of the first clinic, with something of our own in whatever can be written of her."""
    invited = actions.invite(by=cast.nurse, name="MARK-NAME", phone=NUMBER)
    patient, _ = actions.consent(token=invited.token)
    texts.begin_texts(by=cast.nurse, patient=patient, number=NUMBER)
    now = timezone.now().isoformat(timespec="minutes")
    entry = {"at": now, "answers": dict.fromkeys(SIGNS, True), "notes": "MARK-NOTE", "mine": {"name": "MARK-MINE", "value": 3}}
    made = actions.check_in(patient=patient, made_as=uuid4(), entry=entry)
    for said in ("hello", "MARK-TEXT is how I feel"):
        texts.answer(clinic=patient.clinic, number=NUMBER, text=said)
    actions.hear(by=cast.nurse, patient=patient, rule=made.reasons[0]["rule"], note="MARK-HEARD")
    actions.record_contact(by=cast.nurse, patient=patient, kind=Kind.NO_ANSWER, outcome="MARK-OUTCOME", next_step="MARK-STEP")
    patient.refresh_from_db()
    return patient


def reminded(patient: Patient, other: Other) -> Delivery:
    """A reminder to her, on its way to a gateway."""
    to = outbox.add_route(clinic=patient.clinic, kind="text", address=other.address, escalates=False, by="adam")
    now = timezone.now()
    return Delivery.objects.create(dialogue=patient.dialogue, route=to, made_at=now, next_try_at=now)


@pytest.fixture
def other(settings: Any) -> Iterator[Other]:
    settings.BALM_WEBHOOK_INSIDE = frozenset({"127.0.0.1"})
    made = Other()
    yield made
    made.end()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that any part of the service logs, in the form that goes out."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(Lines())
    names = ["", *(name for name in logging.root.manager.loggerDict if name.split(".")[0] in ("balm", "django", "axes", "ninja"))]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.INFO)
        logging.getLogger(name).addHandler(handler)
    yield told
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).removeHandler(handler)


def found_in(told: str, *more: str) -> list[str]:
    return [one for one in (*MARKED, *SIGNS, *more) if one in told]


@pytest.mark.slow
def test_what_is_written_of_her_reaches_nobody_outside_her_clinic(cast: Cast, other: Other, logged: io.StringIO) -> None:
    for kind, to in (("webhook", other.address), ("email", "ward@hospital.example")):
        for clinic in (cast.nurse.clinic, cast.stranger.clinic):
            outbox.add_route(clinic=clinic, kind=kind, address=to, escalates=False, by="adam")
    patient, everybody = marked(cast), Everybody(cast)
    hers, reminder = alarming(patient), reminded(patient, other)
    inside = ""
    for who, client in everybody.people.items():
        if who in ("colleague", "administrator", "stopped patient", "patient with a revoked key"):
            continue  # who sees as much as another
        client.raise_request_exception = False
        for route, row in ROUTES.items():
            if route == "logout":
                continue
            for method in ("GET", "POST"):
                answer = ask(client, method, path_of(route, hers), row, keep=False)
                cache.clear()
                told = f"{answer.headers} {answer.getvalue().decode()}"
                if who in HERE:
                    inside += told
                elif not route.startswith(("cds-services", "fhir/openapi", "api/openapi")):  # where signs stand as such
                    assert found_in(told, *([patient.code, str(patient.pk)] if patient.code not in answer.wsgi_request.path else [])) == []
    assert {"MARK-NAME", "MARK-OUTCOME", "MARK-STEP", "MARK-HEARD", "MARK-NOTE"} <= set(found_in(inside)), "her own clinic sees it"
    for delivery in [*outbox.claim(most=50), reminder]:
        outbox.settle(delivery=delivery, error=_send(delivery))
    metrics = everybody.people["nobody"].get("/metrics").content.decode()
    assert found_in(metrics, patient.code, "First") == []
    bodies = [body.decode() for _, body, _ in other.got]
    assert [json.loads(one)["id"] for one in bodies if NUMBER in one] == [str(reminder.pk)], "the gateway has to have her number"
    bodies = [one for one in bodies if NUMBER not in one]
    sent = "".join(bodies) + "".join(f"{one.subject} {one.body}" for one in mail.outbox)
    assert patient.code in sent
    assert found_in(sent, str(patient.pk)) == []
    audit = json.dumps(list(Audit.objects.values_list("who", "what", "about")))
    assert patient.code in audit
    assert found_in(audit) == []
    assert len(logged.getvalue().splitlines()) > 300
    assert found_in(logged.getvalue(), patient.code, str(patient.pk)) == []


def test_an_export_of_another_clinic_does_not_have_her(cast: Cast, tmp_path: Path) -> None:
    patient = marked(cast)
    for clinic, there in ((cast.nurse.clinic, True), (cast.stranger.clinic, False)):
        folder = tmp_path / clinic.name
        exports.write_out(clinic=clinic, folder=folder, types=[], by="adam", told=lambda _: True)
        told = "".join(one.read_text() for one in folder.iterdir())
        assert (str(patient.pk) in told, "MARK-NOTE" in told) == (there, there)


def test_an_invitation_that_is_unknown_used_or_expired_looks_the_same(cast: Cast) -> None:
    used, late = actions.invite(by=cast.nurse), actions.invite(by=cast.nurse, now=timezone.now() - timedelta(days=15))
    actions.consent(token=used.token)
    said = {ask_api("consent", None, {"token": one}).content for one in (used.token, late.token, "AAAAA-AAAAA-AAAAA-AAAAA")}
    said |= {ask_api("invitation", None, None, **{"X-Invitation": one}).content for one in (used.token, late.token, "AAAAA")}
    assert len(said) == 1


def everything() -> str:
    """Every row of every table, with what stands in the sessions."""
    rows = [str(one.get_decoded()) for one in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table} {row}" for row in cursor.fetchall()]
    return "\n".join(rows)


def test_when_she_is_erased_no_table_has_a_row_of_her(cast: Cast, other: Other) -> None:
    patient, everybody = marked(cast), Everybody(cast)
    reminder = reminded(patient, other)
    nurse = everybody.people["nurse"]
    nurse.get(f"/patients/{patient.code}/")
    nurse.get("/round")
    nurse.post(f"/round/{patient.code}/skip")
    everybody.people["nobody"].post(f"/login?next=/patients/{patient.code}/", {"username": "nora", "password": "wrong"})
    hers = [str(patient.pk), patient.pk.hex, *(str(one) for one in patient.check_ins.values_list("pk", flat=True))]
    hers += [*patient.keys.values_list("token_hash", flat=True), *patient.invitations.values_list("token_hash", flat=True)]
    before = everything()
    assert set(found_in(before, *hers)) >= {*MARKED, str(patient.pk)} - {"7700900456"}
    assert Contact.objects.filter(patient=patient).exists()
    actions.erase(patient=patient, who=actions.PATIENT)
    after = everything()
    assert found_in(after, *hers) == []
    assert not Delivery.objects.filter(pk=reminder.pk).exists()
    where = {line.split()[0] for line in after.splitlines() if patient.code in line}
    assert where == {"clinic_audit", "axes_accessattempt"}, "the log keeps her code; so, for a day, does what was asked for before a login"
    retain()
    assert AccessAttempt.objects.exists()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(days=1))
    retain()
    assert not AccessAttempt.objects.exists()


def test_a_reader_that_is_revoked_is_no_way_in(cast: Cast) -> None:
    _, token = readers.add_reader(clinic=cast.nurse.clinic, name="record", scope=["record"], by="adam")
    client = Client(headers={"Authorization": f"Bearer {token}"})
    assert client.get(f"/fhir/Patient/{cast.patient.pk}").status_code == 200
    readers.revoke_reader(clinic=cast.nurse.clinic, name="record", by="adam")
    assert client.get(f"/fhir/Patient/{cast.patient.pk}").status_code == 401
    assert Reader.objects.exists()


_STORY = """
from uuid import uuid4
from django.utils import timezone
from balm.clinic import actions
from balm.clinic.actions import exports, readers
from balm.clinic.actions import texts
from balm.clinic.models import *
nurse = Member.objects.get()
invited = actions.invite(by=nurse, name="MARK-NAME", phone="+447700900456")
patient, _ = actions.consent(token=invited.token)
texts.begin_texts(by=nurse, patient=patient, number="+447700900456")
answers = {"coughing_blood": True, "foul_discharge": True}
entry = {"at": timezone.now().isoformat(timespec="minutes"), "answers": answers, "notes": "MARK-NOTE", "mine": {"name": "MARK-MINE"}}
made = actions.check_in(patient=patient, made_as=uuid4(), entry=entry)
[texts.answer(clinic=nurse.clinic, number="+447700900456", text=said) for said in ("hello", "MARK-TEXT is how I feel")]
actions.hear(by=nurse, patient=patient, rule=made.reasons[0]["rule"], note="MARK-HEARD")
actions.record_contact(by=nurse, patient=patient, kind=Kind.CALLED, outcome="MARK-OUTCOME", next_step="MARK-STEP")
actions.look(by=nurse, patient=patient)
reader, _ = readers.add_reader(clinic=nurse.clinic, name="record", scope=["record"], by="adam")
exports.ask(reader=reader, types=[])
assert exports.make_next(lambda: False)
print(patient.pk, patient.pk.hex, made.pk.hex, *patient.keys.values_list("token_hash", flat=True))
"""
_ERASED = """
from balm.clinic import actions
from balm.clinic.actions import exports
from balm.clinic.models import *
actions.erase(patient=Patient.objects.get(), who="patient")
print(exports.sweep())
"""


def dumped(service: Service) -> bytes:
    """The files of the service's folder, and on PostgreSQL what pg_dump tells."""
    files = b"".join(one.read_bytes() for one in service.folder.rglob("*") if one.is_file())
    if not ON_POSTGRES:
        return files
    told = subprocess.run(
        [str(Path(service.env["BALM_PG_BIN"]) / "pg_dump"), service.env["DATABASE_URL"]], capture_output=True, check=True, env=os.environ
    )
    return files + told.stdout


@pytest.mark.slow
def test_when_she_is_erased_the_files_and_a_dump_have_nothing_of_her(service: Service) -> None:
    service.made()
    hers = [one.encode() for one in (*MARKED, *service.python(_STORY).split())]
    before = dumped(service)
    assert [one for one in hers[:-3] if one not in before and one != NUMBER.encode()] == []
    assert service.python(_ERASED).strip() == "1"
    after = dumped(service)
    assert [one for one in hers if one in after] == []
    assert "whole" in service.balm("audit", "verify")
