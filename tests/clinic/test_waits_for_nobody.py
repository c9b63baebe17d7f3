"""Two who change the same at once wait for one another, and never both: a patient's row is locked before the log of her clinic."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from balm.clinic import actions, audit
from balm.clinic.actions import outbox, texts
from balm.clinic.models import Alert, CheckIn, Contact, Delivery, Invitation, Kind, Patient
from tests.clinic.conftest import Cast

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = ("+447700900123", "+447700900124")
A_MOMENT = 0.3


def at_once(*both: Callable[[], object]) -> list[str]:
    """Do them at once, each with a connection of its own; what went wrong."""
    wrong: list[str] = []

    def run(one: Callable[[], object]) -> None:
        try:
            one()
        except Exception as error:
            wrong.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(one,)) for one in both]
    for thread in threads:
        thread.start()
        time.sleep(A_MOMENT / 3)
    for thread in threads:
        thread.join(20)
    return wrong


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is noted takes a moment, before and after, so that others come in between."""
    plain = audit.note

    def note(*args: Any, **about: Any) -> Any:
        time.sleep(A_MOMENT)
        made = plain(*args, **about)
        time.sleep(A_MOMENT)
        return made

    monkeypatch.setattr(audit, "note", note)


def two_of(cast: Cast) -> list[Patient]:
    return [actions.consent(token=actions.invite(by=cast.nurse).token)[0] for _ in NUMBERS]


def test_texts_that_were_left_are_filed_while_a_nurse_records_a_call(request: pytest.FixtureRequest) -> None:
    cast = Cast()
    two = two_of(cast)
    for patient, number in zip(two, NUMBERS, strict=True):
        texts.begin_texts(by=cast.administrator, patient=patient, number=number)
        texts.answer(clinic=patient.clinic, number=number, text="hi", message="1", now=timezone.now() - timedelta(hours=1))
    request.getfixturevalue("slow")
    calls = [partial(actions.record_contact, by=cast.nurse, patient=patient, kind=Kind.CALLED) for patient in two]
    assert at_once(texts.file_what_was_left, *calls) == []
    assert (Contact.objects.count(), CheckIn.objects.count()) == (2, 2)


def test_she_sends_a_text_while_staff_end_them(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = Cast()
    texts.begin_texts(by=cast.administrator, patient=cast.patient, number=NUMBERS[0])
    texts.answer(clinic=cast.patient.clinic, number=NUMBERS[0], text="I feel ill", message="1")
    plain = texts._replies

    def replies(*given: Any) -> Any:
        time.sleep(A_MOMENT)
        return plain(*given)

    monkeypatch.setattr(texts, "_replies", replies)
    she = partial(texts.answer, clinic=cast.patient.clinic, number=NUMBERS[0], text="DONE", message="2")
    staff = partial(texts.end_texts, by=cast.administrator, patient=cast.patient)
    assert at_once(she, staff) == []
    assert CheckIn.objects.count() == 1


def test_she_agrees_while_a_nurse_makes_her_another_invitation(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = Cast()
    invited = actions.invite(by=cast.nurse)
    plain: Any = Invitation.save

    def save(self: Invitation, *args: Any, **how: Any) -> None:
        plain(self, *args, **how)
        time.sleep(A_MOMENT)

    monkeypatch.setattr(Invitation, "save", save)
    she = partial(actions.consent, token=invited.token)
    nurse = partial(actions.invite_again, by=cast.nurse, patient=invited.patient)
    assert at_once(she, nurse) == []
    assert Patient.objects.get(pk=invited.patient.pk).consented_at is not None


def test_alerts_escalate_while_what_went_out_is_settled_and_one_is_erased(request: pytest.FixtureRequest) -> None:
    cast, long_ago = Cast(), timezone.now() - timedelta(hours=1)
    outbox.add_route(clinic=cast.nurse.clinic, kind="email", address="ward@hospital.example", escalates=False, by="adam")
    two = two_of(cast)
    for patient in two:
        entry = {"at": long_ago.isoformat(timespec="minutes"), "answers": {"fainted": True}}
        actions.check_in(patient=patient, made_as=uuid4(), entry=entry, now=long_ago)
    outbox.escalate(now=long_ago + timedelta(minutes=30))
    last = Delivery.objects.filter(escalation=True).order_by("-pk").select_related("route", "alert__patient").get(alert__patient=two[1])
    Delivery.objects.filter(pk=last.pk).update(tries=outbox.TRIES)
    request.getfixturevalue("slow")
    settle = partial(outbox.settle, delivery=last, error="it was refused")
    acknowledge = partial(actions.acknowledge, by=cast.nurse, alert=Alert.objects.get(patient=two[0]))
    erase = partial(actions.erase, patient=two[0], who=actions.PATIENT)
    assert at_once(outbox.escalate, settle) == []
    assert at_once(acknowledge, erase) == []
    assert list(Alert.objects.values_list("patient", flat=True)) == [two[1].pk]
