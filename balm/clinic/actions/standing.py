"""How she stands goes on her row: with a check-in, and where the clinic corrects what it knows of her."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any as Anything

from balm.care.assess import Level
from balm.clinic.actions.alerts import raise_alert
from balm.clinic.actions.heard import all_heard
from balm.clinic.asked import heard_of
from balm.clinic.judged import Judged, judge, pathway
from balm.clinic.models import Attention, CheckIn, Heard, Patient
from balm.clinic.prepared import change

_STANDING = ("attention", "waiting_since", "urgency", "highest_possible", "settled", "not_improving", "last_check_in_at", "due_at")
_A_TICK = timedelta(microseconds=1)
"""By so much her last check-in is later once it was judged anew: what was done about it as it stood before was not about this."""


def judged_with(patient: Patient, earlier: list[dict[str, Anything]], own: dict[str, Anything]) -> tuple[Judged, Judged]:
    """How she stands now, and how pressing what she sent is. They differ where it comes late, after something newer: then what was so at
    its own moment counts as well, since nobody was told of it."""
    at, moments = datetime.fromisoformat(own["at"]), [datetime.fromisoformat(str(one["at"])) for one in earlier]
    stands = judge(patient, [*earlier, own], max([at, *moments], key=lambda one: (one.date(), one)))
    until_then = [one for one, moment in zip(earlier, moments, strict=True) if moment <= at]
    if len(until_then) == len(earlier):
        return stands, stands
    return stands, min(judge(patient, [*until_then, own], at), stands, key=lambda one: one.attention)


def stand(patient: Patient, result: Level, judged: Judged, now: datetime) -> None:
    """Put on the row how she stands with a check-in, and that the next is awaited."""
    patient.last_check_in_at, patient.due_at = now, now + timedelta(hours=patient.clinic.check_in_hours)
    _stand(patient, result, judged, now)


def _stand(patient: Patient, result: Level, judged: Judged, now: datetime) -> None:
    """Whoever waits already waits on: a second check-in does not send her to the back of the queue, and a better one does not take her
    away, until somebody has looked."""
    if judged.attention < patient.attention:
        patient.attention, patient.waiting_since = judged.attention, now
    patient.urgency, patient.highest_possible, patient.settled = result["urgency"], result["highest_possible"], result["settled"]
    patient.not_improving = judged.not_improving
    change(patient, *_STANDING)


def verdict(judged: Judged) -> dict[str, Anything]:
    """What a check-in keeps of how it was judged."""
    result = judged.result
    return {
        "urgency": result["urgency"],
        "highest_possible": result["highest_possible"],
        "settled": result["settled"],
        "reasons": [{"rule": one["rule"], "urgency": one["urgency"], "findings": one["findings"]} for one in result["reasons"]],
        "noticed": judged.noticed,
        "digest": pathway().digest,
    }


def ring(check_in: CheckIn, attention: Attention, heard: list[Heard], now: datetime) -> None:
    """Raise an alert, where it presses and is more than what was heard."""
    if attention <= Attention.URGENT and not all_heard(heard, check_in.reasons, check_in.urgency, now):
        raise_alert(check_in=check_in, urgency=check_in.urgency or "", now=now)


def judge_again(*, patient: Patient, before: Patient, now: datetime) -> str | None:
    """Judge her last check-in by what the clinic knows now; `before`: as it was known. Call it with her row locked.

    Where that is more pressing than it was, or for another pressing reason, she waits for somebody and it rings, and no page from before
    counts as having shown it. Where it is not, she stands where she stood: somebody may have dealt with it. Whoever waits is never lowered.
    Answers from which level to which, for the log; None where neither changed.
    """
    made = list(CheckIn.objects.filter(patient=patient).order_by("received_at"))
    if not made:
        return None
    earlier, last = [one.entry for one in made[:-1]], made[-1]
    _, was = judged_with(before, earlier, last.entry)
    stands, judged = judged_with(patient, earlier, last.entry)
    known, level, anew = _pressing(last), last.urgency, verdict(judged)
    for name, value in anew.items():
        setattr(last, name, value)
    last.patient = patient
    last.save(update_fields=list(anew))
    more = judged.attention < was.attention or bool(_pressing(last) - known)
    if more and patient.last_check_in_at is not None:
        patient.last_check_in_at += _A_TICK
    _stand(patient, stands.result, judged if more else replace(judged, attention=Attention.NONE), now)
    if more:
        ring(last, judged.attention, heard_of(patient.pk), now)
    return f"{level or 'not known'} to {last.urgency or 'not known'}" if more or last.urgency != level else None


def _pressing(made: CheckIn) -> set[tuple[str, str]]:
    return {(one["rule"], one["urgency"]) for one in made.reasons if one["urgency"] in ("emergency", "urgent")}
