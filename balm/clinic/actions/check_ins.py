"""A check-in is taken in, judged, and rings where it must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any as Anything
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from balm.clinic import audit
from balm.clinic.actions.patients import PATIENT
from balm.clinic.actions.refused import NotValid, Refused
from balm.clinic.actions.standing import judged_with, ring, stand, verdict
from balm.clinic.asked import heard_of, locked, sent_by
from balm.clinic.judged import wrong_in
from balm.clinic.models import Attention, CheckIn, Heard, Patient
from balm.clinic.moments import in_one_form
from balm.clinic.prepared import add
from balm.errors import AnswerProblem
from balm.rules.kinds import show


def check_in(
    *, patient: Patient, made_as: UUID, entry: Mapping[str, Anything], channel: str = "web", now: datetime | None = None
) -> CheckIn:
    """Take in a check-in, judge her anew, and raise an alert where it is an emergency or urgent. `made_as` is the id
    that her phone gave it: the same again changes nothing.

    What cannot be read of it is left out; where that is its time, it counts as of `now`. Raises Refused where nothing is left; then nothing
    is kept.
    """
    try:
        with transaction.atomic():
            return _take_in(patient, made_as, entry, channel, now or timezone.now())
    except IntegrityError as error:
        if not CheckIn.objects.filter(pk=made_as).exists():
            raise
        raise Refused("this id is taken; make another one") from error  # another patient's check-in has it


def _take_in(patient: Patient, made_as: UUID, entry: Mapping[str, Anything], channel: str, now: datetime) -> CheckIn:
    here = locked(patient.pk)
    if here is None:  # she stopped, or was erased, a moment ago
        raise NotValid("this key is not valid")
    here.clinic = patient.clinic
    patient = here
    before = sent_by(patient.pk)
    if made_as in (made for made, _ in before):
        return CheckIn.objects.get(pk=made_as)
    own, told = in_one_form(entry, now)
    errors = wrong_in(patient, own, datetime.fromisoformat(own["at"]).date())
    if not told:
        problem = f"{show(entry.get('at'))} is no time, or one of a clock that is not set"
        errors.append({"at": "entry.at", "problem": problem, "hint": 'write it such as "2026-11-03T21:40+01:00"'})
    if errors and not _readable(own, errors):
        raise Refused("the entry cannot be read", errors)
    stands, judged = judged_with(patient, [one for _, one in before], own)
    made = CheckIn(id=made_as, patient=patient, received_at=now, channel=channel, entry=own, **verdict(judged))
    add(made)
    if any(not one["at"].endswith(".days_since_loss") for one in errors):
        judged = replace(judged, attention=min(judged.attention, Attention.TODAY))  # she said something that nobody has understood yet
    stand(patient, stands.result, judged, now)
    heard, rules = heard_of(patient.pk), {reason["rule"] for reason in made.reasons}
    gone = [one.pk for one in heard if one.rule not in rules]
    if gone:  # what has gone away is no longer heard of: where it comes back, it rings
        Heard.objects.filter(pk__in=gone).delete()
    ring(made, judged.attention, heard, now)
    audit.note(patient.clinic, who=PATIENT, what="checked in", about=patient.code)
    return made


def _readable(entry: dict[str, Anything], errors: list[AnswerProblem]) -> bool:
    """Whether an answer is left without those that cannot be read, or words where only the time cannot. Then it is kept, and judged by what
    is left: what was left out stays unanswered. To refuse all of it for one answer would throw away an emergency, and nobody at her phone
    would write it anew."""
    answers = entry.get("answers")
    wrong = {one["at"].removeprefix("entry.answers.") for one in errors}
    words = wrong == {"entry.at"} and bool(entry.get("notes"))
    return words or (isinstance(answers, dict) and bool(set(answers) - wrong))
