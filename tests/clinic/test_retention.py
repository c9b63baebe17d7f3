"""A record ends when nothing has come of her for as long as her clinic keeps it, and no sooner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from balm.clinic import actions
from balm.clinic.actions import retention
from balm.clinic.actions.texts import begin_texts
from balm.clinic.models import Invitation, Kind, Patient
from tests.clinic.conftest import Cast

NOW = timezone.now()
LONG_AGO, LATELY = NOW - timedelta(days=370), NOW - timedelta(days=3)


@pytest.fixture
def old(cast: Cast) -> Patient:
    """Of whom the last thing came longer ago than her clinic keeps it."""
    patient, _ = actions.consent(token=actions.invite(by=cast.nurse, now=LONG_AGO).token, now=LONG_AGO)
    check_in(patient, LONG_AGO)
    return patient


def check_in(patient: Patient, at: datetime) -> None:
    entry = {"at": at.isoformat(timespec="minutes"), "answers": {"back_pain": 2}}
    actions.check_in(patient=patient, made_as=uuid4(), entry=entry, now=at)


def is_kept(patient: Patient) -> bool:
    erased = retention.retain(now=NOW)
    kept = Patient.objects.filter(pk=patient.pk).exists()
    assert erased == (not kept)
    return kept


def test_of_whom_nothing_came_is_erased_and_nobody_else(cast: Cast, old: Patient) -> None:
    assert not is_kept(old)
    assert Patient.objects.filter(pk=cast.patient.pk).exists()


def a_check_in(cast: Cast, patient: Patient) -> None:
    check_in(patient, LATELY)


def a_call(cast: Cast, patient: Patient) -> None:
    """Somebody still looks after her."""
    actions.record_contact(by=cast.nurse, patient=patient, kind=Kind.NO_ANSWER, now=LATELY)


def an_invitation(cast: Cast, patient: Patient) -> None:
    actions.invite_again(by=cast.nurse, patient=patient, now=LATELY)


def an_agreement(cast: Cast, patient: Patient) -> None:
    actions.consent(token=actions.invite_again(by=cast.nurse, patient=patient, now=LATELY).token, now=LATELY)
    Invitation.objects.filter(patient=patient).delete()


@pytest.mark.parametrize("came", [a_check_in, a_call, an_invitation, an_agreement], ids=lambda one: one.__name__)
def test_whatever_came_lately_keeps_her(cast: Cast, old: Patient, came: Callable[[Cast, Patient], None]) -> None:
    came(cast, old)
    assert is_kept(old)


def test_who_was_invited_long_ago_and_agrees_now_is_kept_and_who_never_did_is_not(cast: Cast) -> None:
    first, second = (actions.invite(by=cast.nurse, now=LONG_AGO).patient for _ in range(2))
    begin_texts(by=cast.nurse, patient=first, number="+447700900123")
    actions.agree_by_text(patient=first, now=LATELY)
    assert retention.retain(now=NOW) == 1
    assert set(Patient.objects.filter(pk__in=[first.pk, second.pk])) == {first}


def test_what_comes_between_the_look_and_the_erasing_keeps_her(cast: Cast, old: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    erase_if_old = retention._erase_if_old

    def first_she_checks_in(*given: object) -> bool:
        check_in(old, NOW)
        return erase_if_old(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(retention, "_erase_if_old", first_she_checks_in)
    assert is_kept(old)
