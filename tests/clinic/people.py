"""Everybody who may knock at the door of the service, as clients of Django, and what is there to be asked for."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.utils import timezone

from balm.clinic import actions
from balm.clinic.actions import readers
from balm.clinic.fhir.resources import resources_of
from balm.clinic.models import Alert, Member, Patient, Reader, Role, User
from tests.clinic.conftest import Cast

MODEL = "django.contrib.auth.backends.ModelBackend"


def with_both_factors(user: User, *, enforce: bool = False) -> Client:
    """Logged in with the password and the code."""
    client = with_password(user, enforce=enforce)
    device = actions.begin_second_factor(user=user)
    device.confirmed = True
    device.save()
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    return client


def with_password(user: User, *, enforce: bool = False) -> Client:
    """Logged in with the password alone."""
    client = Client(enforce_csrf_checks=enforce)
    client.force_login(user, MODEL)
    return client


def with_key(key: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {key}"})


@dataclass(frozen=True)
class Thing:
    """A patient as the routes name her, an alert about her, her id, and the id of one check-in in her record as FHIR."""

    code: str
    alert: int
    id: str
    response: str


_NOBODY = "00000000-0000-4000-8000-000000000000"
UNKNOWN = Thing("AAA-AAAA", 987654321, _NOBODY, f"{_NOBODY}-1")


def alarming(patient: Patient) -> Thing:
    entry = {"at": timezone.now().isoformat(timespec="minutes"), "answers": {"fainted": True, "back_pain": 4}}
    made = actions.check_in(patient=patient, made_as=uuid4(), entry=entry)
    response = next(one["id"] for one in resources_of(patient) if one["resourceType"] == "QuestionnaireResponse")
    return Thing(patient.code, Alert.objects.get(check_in=made).pk, str(patient.pk), response)


class Everybody:
    """`people` by name, and `things`: the first clinic's patient, the other's, one who was never there and one who was erased."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        olga = Member.objects.get(user__username="olga")
        theirs, _ = actions.consent(token=actions.invite(by=olga).token)
        erased, _ = actions.consent(token=actions.invite(by=cast.nurse).token)
        stopped, stopped_key = actions.consent(token=actions.invite(by=cast.nurse).token)
        again, revoked_key = actions.consent(token=actions.invite(by=cast.nurse).token)
        again.keys.update(revoked_at=timezone.now())
        gone = alarming(erased)
        actions.erase(patient=erased, who=actions.PATIENT)
        actions.see_erasure(by=cast.nurse, code=erased.code)  # or each page would tell of it
        actions.stop(patient=stopped, who=actions.PATIENT)
        self.things = {"hers": alarming(cast.patient), "theirs": alarming(theirs), "unknown": UNKNOWN, "erased": gone}
        half = actions.add_member(clinic=cast.nurse.clinic, username="hal", password="correct horse battery", role=Role.NURSE, by="adam")
        actions.begin_second_factor(user=half.user)  # as it stands after the first look at the page that shows its QR code
        nowhere = User.objects.create_user("nowhere", password="correct horse battery")
        root = User.objects.create_superuser("root", password="correct horse battery")
        both = ["record", "level"]
        _, reader = readers.add_reader(clinic=cast.nurse.clinic, name="record", scope=both, by="adam")
        _, reader_elsewhere = readers.add_reader(clinic=olga.clinic, name="record", scope=both, by="olga")
        _, revoked = readers.add_reader(clinic=cast.nurse.clinic, name="old", scope=both, by="adam")
        readers.revoke_reader(clinic=cast.nurse.clinic, name="old", by="adam")
        Reader.objects.update(last_used_at=timezone.now())
        self.people = {
            "nobody": Client(),
            "patient": with_key(cast.key),
            "stopped patient": with_key(stopped_key),
            "patient with a revoked key": with_key(revoked_key),
            "nurse with a password alone": with_password(half.user),
            "user without a clinic": with_both_factors(nowhere),
            "superuser": with_both_factors(root),
            "nurse": with_both_factors(cast.nurse.user),
            "colleague": with_both_factors(cast.colleague.user),
            "administrator": with_both_factors(cast.administrator.user),
            "nurse elsewhere": with_both_factors(cast.stranger.user),
            "administrator elsewhere": with_both_factors(olga.user),
            "reader": with_key(reader),
            "reader elsewhere": with_key(reader_elsewhere),
            "reader who was revoked": with_key(revoked),
        }


def digest() -> str:
    """Of every row of every table but the sessions, which hold when somebody did something last."""
    told = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.django_table_names(only_existing=True)):
            if table != "django_session":
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                told.update(repr(cursor.fetchall()).encode())
    return told.hexdigest()


_CHANGING = re.compile(rb'(name="csrfmiddlewaretoken" value=|data-csrf=)"[^"]*"')


def seen(answer: Any, thing: Thing) -> tuple[object, ...]:
    """All that whoever asked can see of the answer, but for what differs each time and what they asked for themselves."""
    body = _CHANGING.sub(b"", answer.content)
    names = {"X-Request-ID", "Vary", "Content-Length"}
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in names)
    text = repr((answer.status_code, headers, body))
    return (
        answer.status_code,
        re.sub(r"alerts/\d+/", "alerts/NUMBER/", text.replace(thing.code, "CODE").replace(thing.response, "ID").replace(thing.id, "ID")),
    )
