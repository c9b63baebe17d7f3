"""A check-in is taken in, judged, and rings where it must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any as Anything
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from balm.care.assess import Level
from balm.clinic import audit
from balm.clinic.actions.alerts import raise_alert
from balm.clinic.actions.patients import PATIENT
from balm.clinic.actions.refused import NotValid, Refused
from balm.clinic.asked import heard_of, locked, sent_by
from balm.clinic.judged import Judged, day_of, judge, pathway, wrong_in
from balm.clinic.models import (
    Attention,
    CheckIn,
    Heard,
    Patient,
)
from balm.clinic.prepared import add, change
from balm.errors import AnswerProblem
from balm.rules.kinds import Choice, Number

_EMERGENCY_HEARD = timedelta(hours=24)
"""So long an emergency that was heard is quiet. Who still has it after a day has to be asked again. Ours, by caution; no source."""
_STANDING = (
    "attention", "waiting_since", "urgency", "highest_possible", "settled", "not_improving", "last_check_in_at", "due_at",
)  # fmt: skip


def check_in(
    *, patient: Patient, made_as: UUID, entry: Mapping[str, Anything], channel: str = "web", now: datetime | None = None
) -> CheckIn:
    """Take in a check-in, judge her anew, and raise an alert where it is an emergency or urgent. `made_as` is the id
    that her phone gave it: the same again changes nothing.

    What cannot be read of it is left out. Raises Refused where nothing is left, or it has no time; then nothing is kept.
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
    own = dict(entry)
    try:
        today = day_of(own, now)
    except ValueError as error:
        wrong: AnswerProblem = {
            "at": "entry.at",
            "problem": f"{own.get('at')!r} is no time",
            "hint": 'write it such as "2026-11-03T21:40+01:00"',
        }
        raise Refused("the entry cannot be read", [wrong]) from error
    errors = wrong_in(patient, own, today)
    if errors and not _readable(own, errors):
        raise Refused("the entry cannot be read", errors)
    stands, judged = _judged(patient, [one for _, one in before], own, today)
    result = judged.result
    reasons = [{"rule": one["rule"], "urgency": one["urgency"], "findings": one["findings"]} for one in result["reasons"]]
    made = CheckIn(
        id=made_as,
        patient=patient,
        received_at=now,
        channel=channel,
        entry=own,
        urgency=result["urgency"],
        highest_possible=result["highest_possible"],
        settled=result["settled"],
        reasons=reasons,
        noticed=[one["id"] for one in judged.seen["noticed"]],
        digest=pathway().digest,
    )
    add(made)
    if any(not one["at"].endswith(".days_since_loss") for one in errors):
        judged = replace(judged, attention=min(judged.attention, Attention.TODAY))  # she said something that nobody has understood yet
    _stand(patient, stands.result, judged, now)
    heard = heard_of(patient.pk)
    quiet = _all_heard(heard, reasons, result["urgency"], now)
    gone = [one.pk for one in heard if one.rule not in {reason["rule"] for reason in reasons}]
    if gone:  # what has gone away is no longer heard of: where it comes back, it rings
        Heard.objects.filter(pk__in=gone).delete()
    if judged.attention <= Attention.URGENT and not quiet:
        raise_alert(check_in=made, urgency=result["urgency"] or "", now=now)
    audit.note(patient.clinic, who=PATIENT, what="checked in", about=patient.code)
    return made


def _readable(entry: dict[str, Anything], errors: list[AnswerProblem]) -> bool:
    """Whether an answer is left without those that cannot be read. Then it is kept, and judged by what is left: what was left out stays
    unanswered. To refuse all of it for one answer would throw away an emergency, and nobody at her phone would write it anew."""
    answers = entry.get("answers")
    wrong = {one["at"].removeprefix("entry.answers.") for one in errors}
    return isinstance(answers, dict) and bool(set(answers) - wrong)


def _judged(patient: Patient, earlier: list[dict[str, Anything]], own: dict[str, Anything], today: date) -> tuple[Judged, Judged]:
    """How she stands now, and how pressing what she sent is. They differ where it comes late, after something newer: then what was so at
    its own moment counts as well, since nobody was told of it."""
    at, moments = datetime.fromisoformat(str(own["at"])), [datetime.fromisoformat(str(one["at"])) for one in earlier]
    stands = judge(patient, [*earlier, own], max([today, *(one.date() for one in moments)]))
    until_then = [one for one, moment in zip(earlier, moments, strict=True) if moment <= at]
    if len(until_then) == len(earlier):
        return stands, stands
    return stands, min(judge(patient, [*until_then, own], today), stands, key=lambda one: one.attention)


def _stand(patient: Patient, result: Level, judged: Judged, now: datetime) -> None:
    """Put on the row how she stands now. Whoever waits already waits on: a second check-in does not send her to the back of the queue."""
    waits_longer = patient.waiting_since is not None and patient.attention <= judged.attention
    if judged.attention == Attention.NONE and patient.attention != Attention.NONE:
        pass  # what was pressing stays until somebody has looked at it
    elif not waits_longer:
        patient.attention = judged.attention
        patient.waiting_since = now if judged.attention != Attention.NONE else None
    patient.urgency, patient.highest_possible, patient.settled = result["urgency"], result["highest_possible"], result["settled"]
    patient.not_improving, patient.last_check_in_at = judged.not_improving, now
    patient.due_at = now + timedelta(hours=patient.clinic.check_in_hours)
    change(patient, *_STANDING)


def _all_heard(known: list[Heard], reasons: list[dict[str, Anything]], urgency: str | None, now: datetime) -> bool:
    """Whether a clinician has heard of each reason of this level, of an emergency within a day, and none is worse than it was then."""
    heard = {one.rule: one for one in known if urgency != "emergency" or one.at > now - _EMERGENCY_HEARD}
    top = [reason for reason in reasons if reason["urgency"] == urgency]
    return bool(top) and all(reason["rule"] in heard and not _worse(reason["findings"], heard[reason["rule"]], now) for reason in top)


def _worse(findings: Mapping[str, Anything], heard: Heard, now: datetime) -> bool:
    """Whether a finding is there that was not, or is higher, or further along its choices. What cannot be compared counts as worse; a
    count of days does where it went up by more than the days that have passed."""
    then, passed = heard.findings, max(0, (now - heard.at).days + 1)

    def step(name: str, value: Anything) -> float:
        kind = pathway().kinds[name]
        if isinstance(kind, Choice):
            return kind.choices.index(value) if value in kind.choices else float("inf")
        return float(value) if isinstance(kind, Number) and isinstance(value, int | float) else float(bool(value))

    def is_worse(name: str, value: Anything) -> bool:
        if name not in then:
            return True
        before, unit = step(name, then[name]), getattr(pathway().kinds[name], "unit", None)
        if unit == "celsius" or before == float("inf"):  # colder may be worse too; what cannot be read any more tells nothing
            return bool(value != then[name])
        return step(name, value) > before + (passed if unit == "days" else 0)

    return any(is_worse(name, value) for name, value in findings.items())
