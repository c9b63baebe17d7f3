"""How a patient stands, by balm.care and nothing else: her check-ins are a diary, looked back on from the time of the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any as Anything

from balm.care.assess import Brief, Level, assess_briefly, assess_level
from balm.care.case import CaseObject
from balm.care.diary import LookBack
from balm.care.entries import read_diary
from balm.care.nights import cases, days_of_now, rank
from balm.clinic.models import Attention, Patient
from balm.errors import AnswerProblem
from balm.pathway import Pathway, load_pathway

NOT_IMPROVING = frozenset({"not_improving", "pain_left", "worse_again", "returned"})
"""What a diary can show that says that she is not getting better."""
_ATTENTION = {
    "emergency": Attention.EMERGENCY,
    "urgent": Attention.URGENT,
    "today": Attention.TODAY,
    "soon": Attention.SOON,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """`attention`: how pressing it is that somebody looks at her. A level that is not settled presses as much as the highest that it may
    turn out to be, down to today: she may have put the phone down. `noticed`: what her days show."""

    noticed: list[str]
    case: CaseObject
    result: Level
    attention: Attention
    not_improving: bool


@cache
def pathway() -> Pathway:
    """The pathway by which this process judges."""
    return load_pathway()


def diary_of(patient: Patient, entries: Sequence[dict[str, Anything]]) -> dict[str, Anything]:
    """The diary that her check-ins make, as balm.care reads it. What the clinic knows stands first; what she says wins."""
    lost = patient.date_of_loss.isoformat() if patient.date_of_loss else None
    begun = patient.consented_at.date().isoformat() if patient.consented_at else None
    known = {"management": patient.management} if patient.management else {}
    first = [{"at": patient.invited_at.isoformat(timespec="minutes"), "answers": known}] if known else []
    return {"date_of_loss": lost, "begun": begun, "country": patient.clinic.country, "entries": [*first, *entries]}


def judge(patient: Patient, entries: Sequence[dict[str, Anything]], now: datetime) -> Judged:
    """How she stands at `now`, her local time. Until 6 in the morning, as on her phone and on her page, what was written the evening before
    still counts, and of the two readings the more urgent stands."""
    read = cases(pathway(), diary_of(patient, entries), days_of_now(now))
    found = [_judged(seen, case, entries) for seen, case in read]
    worst = min(found, key=lambda one: rank(one.result))
    attention, not_improving = min(one.attention for one in found), any(one.not_improving for one in found)
    return replace(worst, attention=attention, not_improving=not_improving)


def _judged(seen: LookBack, case: CaseObject, entries: Sequence[dict[str, Anything]]) -> Judged:
    result, noticed = assess_level(pathway(), case), [one["id"] for one in seen["noticed"]]
    not_improving = not NOT_IMPROVING.isdisjoint(noticed)
    attention = _ATTENTION.get(result["urgency"] or "", Attention.NONE)
    if attention > Attention.TODAY and not result["settled"]:
        could_be = _but_for(case, _withheld(entries[-1]))["highest_possible"]
        attention = Attention.TODAY if could_be in ("emergency", "urgent", "today") else attention
    if attention == Attention.NONE and not_improving:
        attention = Attention.NOT_IMPROVING
    return Judged(noticed, case, result, attention, not_improving)


def _withheld(entry: dict[str, Anything]) -> list[str]:
    """The findings that she keeps to herself, as her last entry says."""
    parts = entry.get("withheld")
    named = parts if isinstance(parts, list) else []
    return [name for id_, part in pathway().summary.private.items() if id_ in named for name in part.findings]


def _but_for(case: CaseObject, withheld: list[str]) -> Brief:
    """What the case may come to without what she keeps to herself: else everyone who keeps anything would have to be called every day.

    Only the place on the worklist follows from it. Her level, and whether it is settled, do not.
    """
    clear = {name: pathway().findings[name].clear for name in withheld if name not in case["answers"]}
    return assess_briefly(pathway(), {**case, "answers": {**case["answers"], **clear}})


def wrong_in(patient: Patient, entry: dict[str, Anything], today: date) -> list[AnswerProblem]:
    """What cannot be read of the entry, by place, with what to write instead."""
    refused = read_diary(pathway(), {**diary_of(patient, []), "entries": [entry]}, today).refused
    errors = [error for one in refused for error in one["errors"] if one["entry"] is not None]
    return [{**error, "at": error["at"].replace("entries.0", "entry", 1)} for error in errors]
