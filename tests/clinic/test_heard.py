"""What a clinician has heard of is quiet, and no more than that."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from balm.clinic import actions
from balm.clinic.actions.heard import _worse
from balm.clinic.models import Alert, CheckIn, Heard, Patient
from tests.clinic.conftest import Cast

NOW = timezone.now().replace(year=2026, month=11, day=22, hour=12)


def send(patient: Patient, answers: dict[str, Any], hours: float = 0) -> CheckIn:
    at: datetime = NOW + timedelta(hours=hours)
    entry = {"at": at.isoformat(timespec="minutes"), "answers": answers}
    return actions.check_in(patient=patient, made_as=uuid4(), entry=entry, now=at + timedelta(seconds=5))


def hear(cast: Cast, patient: Patient, made: CheckIn) -> None:
    for reason in made.reasons:
        actions.hear(by=cast.nurse, patient=patient, rule=reason["rule"], note="Asked about it.", now=NOW + timedelta(minutes=1))


def rang(made: CheckIn) -> bool:
    return Alert.objects.filter(check_in=made).exists()


@pytest.mark.parametrize(
    ("beside", "name"),
    [
        ({}, "fainted"),
        ({}, "allergic_reaction"),
        ({"black_stools": True}, "dizzy"),
        ({"back_pain": 5}, "leg_weakness"),
        ({}, "suicidal_thoughts"),
    ],
    ids=lambda one: one if isinstance(one, str) else "with " + "".join(one),
)
@pytest.mark.parametrize("hours", [0.2, 24, 720], ids=["soon", "the next day", "a month on"])
def test_a_doubt_that_was_heard_rings_once_it_is_sure(cast: Cast, beside: dict[str, Any], name: str, hours: float) -> None:
    hear(cast, cast.patient, send(cast.patient, {**beside, name: "not_sure"}))
    assert not rang(send(cast.patient, {**beside, name: "not_sure"}, 0.1)), "the same doubt again is heard"
    sure = send(cast.patient, {**beside, name: True}, hours)
    assert sure.urgency in ("emergency", "urgent")
    assert rang(sure)


def test_a_sign_rings_where_it_counts_for_more_than_when_it_was_heard(cast: Cast) -> None:
    first = send(cast.patient, {"foul_discharge": True})
    assert first.urgency == "urgent"
    hear(cast, cast.patient, first)
    heard = Heard.objects.get(rule="U7")
    assert heard.level == "urgent"
    assert not rang(send(cast.patient, {"foul_discharge": True}, 1))
    Heard.objects.filter(pk=heard.pk).update(level="today")  # as where its rule was less urgent then, or something was not known yet
    assert rang(send(cast.patient, {"foul_discharge": True}, 2))


def test_what_was_heard_before_the_level_was_kept_rings_once_more(cast: Cast) -> None:
    hear(cast, cast.patient, send(cast.patient, {"foul_discharge": True}))
    before = import_module("balm.clinic.migrations.0008_heard_level").Migration.operations[0]
    Heard.objects.update(level=before.field.get_default())
    again = send(cast.patient, {"foul_discharge": True}, 1)
    assert rang(again)
    hear(cast, cast.patient, again)
    assert not rang(send(cast.patient, {"foul_discharge": True}, 2))


@pytest.mark.parametrize(
    ("name", "then", "now", "worse"),
    [
        ("fainted", "not_sure", True, True),
        ("fainted", "not_sure", False, False),
        ("fainted", "not_sure", "not_sure", False),
        ("fainted", True, "not_sure", False),
        ("back_pain", "not_sure", 7, True),
        ("temperature_c", "not_sure", 38.2, True),
        ("bleeding", "not_sure", "heavier_than_period", True),
        ("loss_confirmed", "not_sure", False, True),
        ("loss_confirmed", "not_sure", True, False),
        ("loss_confirmed", True, False, True),
        ("loss_confirmed", False, True, False),
    ],
)
def test_what_is_worse_than_it_was(name: str, then: object, now: object, worse: bool) -> None:
    assert _worse({name: now}, Heard(at=NOW, findings={name: then}), NOW) is worse
