"""Patients who do not exist, to try the clinic on: drawn recoveries as check-ins. Load Django before this module."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any as Anything
from uuid import uuid4

from django.utils import timezone

from balm.clinic import actions
from balm.clinic.judged import pathway
from balm.clinic.models import Attention, Kind, Member, Patient
from balm.simulate.answers import Answers, days
from balm.simulate.course import Change, person
from balm.simulate.figures import MANAGEMENTS

_DAYS = 18
_SIGNS: list[Answers] = [
    {"temperature_c": 38.6, "foul_discharge": True},
    {"fainted": True, "bleeding": "heavier_than_period"},
    {"back_pain": 8, "leg_weakness": True},
    {"leg_swollen_or_hot": True},
]
"""What some of them have today, so that there is somebody to call."""
_SAID = ["Is with her sister. Comes in at ten.", "Told what to look out for. She will ring if it is more.", "Scan on Friday."]


def fill(*, by: Member, people: int, seed: int = 1, tick: Callable[[], None] = lambda: None) -> None:
    """Add so many patients to the clinic of `by`. Everybody is named "made up". `tick` is called after each."""
    draw = Random(seed)
    now = timezone.now().replace(microsecond=0)
    for number in range(people):
        lost = draw.randrange(_DAYS)
        management = MANAGEMENTS[number % len(MANAGEMENTS)]
        begun = now - timedelta(days=lost, hours=1)
        invited = actions.invite(
            by=by, name=f"made up {number + 1}", date_of_loss=begun.date(), management=management, now=begun - timedelta(hours=2)
        )
        if number % 9 != 8:  # the ninth has not opened the link yet
            patient, _ = actions.consent(token=invited.token, now=begun)
            missed = draw.choice([0, 0, 0, 0, 2])
            drawn = list(days(person(draw.getrandbits(64), management, lost + 1, Change())))
            for day, answers in list(enumerate(drawn))[: max(1, len(drawn) - missed)]:
                at = begun + timedelta(days=day, minutes=draw.randrange(50))
                sign = _SIGNS[number // 6 % len(_SIGNS)] if number % 6 == 5 and day == lost else {}
                _send(patient, at, answers | sign)
                if day < lost and Patient.objects.get(pk=patient.pk).attention != Attention.NONE:
                    _call(by, patient, draw, at + timedelta(hours=2), reached=True)
            if number % 7 == 3:
                _call(by, patient, draw, now - timedelta(minutes=draw.randrange(90)), reached=draw.random() < 0.7)
        tick()


def _send(patient: Patient, at: datetime, answers: Answers) -> None:
    clear = {name: finding.clear for name, finding in pathway().findings.items()}  # as `balm simulate` has it: what is not drawn is clear
    entry: dict[str, Anything] = {"at": timezone.localtime(at).isoformat(timespec="minutes"), "answers": clear | answers}
    actions.check_in(patient=patient, made_as=uuid4(), entry=entry, now=at)


def _call(by: Member, patient: Patient, draw: Random, at: datetime, *, reached: bool) -> None:
    kind, outcome = (Kind.CALLED, draw.choice(_SAID)) if reached else (Kind.NO_ANSWER, "")
    actions.record_contact(by=by, patient=patient, kind=kind, outcome=outcome, now=at)
