"""What a row of the worklist says of somebody, in words that are read in a second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any as Anything

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from balm.clinic.actions import mark_of
from balm.clinic.judged import pathway
from balm.clinic.models import Alert, Attention, CheckIn, Contact, Kind, Member, Patient, Viewing

LOOKING = timedelta(seconds=30)
"""So long after the last sign of somebody's page being open, it counts as open."""
WAITS = {
    Attention.EMERGENCY: "Emergency",
    Attention.URGENT: "Urgent",
    Attention.TODAY: "Today",
    Attention.SOON: "Soon",
    Attention.NOT_IMPROVING: "Not improving",
}
LEVELS = {"emergency": "Emergency", "urgent": "Urgent", "today": "Today", "soon": "Soon", "self_care": "Self-care"}
NOT_KNOWN = "Not known yet"
SEVERAL = "Several signs together"
MANAGED = {"natural": "waiting", "tablets": "tablets", "surgical": "operation"}
PLANNED = {"review": "Two-week review", "test": "Three-week test"}
_TESTED = ("negative", "positive")
DID = {Kind.CALLED: "Called", Kind.NO_ANSWER: "No answer", Kind.SEEN: "Seen", Kind.REFERRED: "Referred"}


@dataclass(frozen=True, slots=True)
class Planned:
    """A date for review, counted from the loss. `told`: what she has told of it, for the test."""

    id: str
    name: str
    day: date
    past: bool
    told: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`tone` names the colour; `level` says the same in words. `expired`: her invitation, before she agreed."""

    patient: Patient
    seen: str
    level: str
    tone: str
    why: list[str]
    unsettled: str
    last_level: str
    waiting: str
    overdue: str
    expired: bool
    days_since_loss: int | None
    managed: str
    plan: list[Planned]
    alert: int | None
    contact: str
    next_step: str
    looking: list[str] = field(default_factory=list)


def with_what_rows_say(patients: QuerySet[Patient]) -> QuerySet[Patient]:
    """The patients with what their rows need, in the same one query."""
    hers = CheckIn.objects.filter(patient=OuterRef("pk"))
    contacts = Contact.objects.filter(patient=OuterRef("pk")).order_by("-at", "-pk")
    unless = {finding for one in pathway().summary.dates.values() for finding in one.unless}
    never = reduce(or_, (Q(**{f"entry__answers__{finding}": True}) for finding in sorted(unless)))
    tested = hers.filter(entry__answers__pregnancy_test__in=_TESTED)
    return patients.annotate(
        last_reasons=Subquery(hers.order_by("-received_at").values("reasons")[:1]),
        first_reasons=Subquery(hers.filter(received_at__gte=OuterRef("waiting_since")).order_by("received_at").values("reasons")[:1]),
        open_alert=Subquery(Alert.objects.filter(patient=OuterRef("pk"), acknowledged_at=None).order_by("raised_at").values("pk")[:1]),
        contact_kind=Subquery(contacts.values("kind")[:1]),
        contact_at=Subquery(contacts.values("at")[:1]),
        contact_step=Subquery(contacts.values("next_step")[:1]),
        no_test=Subquery(hers.filter(never).values("pk")[:1]),  # as Exists, PostgreSQL reads every check-in that there is
        test=Subquery(tested.order_by("-received_at").values("entry__answers__pregnancy_test")[:1]),
    )


def rows(patients: Sequence[Patient], member: Member, now: datetime) -> list[Row]:
    """Their rows, in the same order. The patients come from `with_what_rows_say`."""
    others: dict[Anything, list[str]] = {}
    for one in lookers(patients, member, now):
        others.setdefault(one.patient_id, []).append(name_of(one.member))
    return [_row(one, others.get(one.pk, []), now) for one in patients]


def lookers(patients: Iterable[Patient], member: Member, now: datetime) -> QuerySet[Viewing]:
    """Who else has the page of one of them open now."""
    found = Viewing.objects.filter(patient__in=[one.pk for one in patients], at__gte=now - LOOKING).exclude(member=member)
    return found.select_related("member__user").order_by("at")


def name_of(member: Member | None) -> str:
    """How a colleague is called."""
    return (member.user.get_full_name() or member.user.username) if member else "somebody who has left"


def titles(reasons: Iterable[dict[str, Anything]]) -> list[str]:
    """The rules of these reasons, by their titles."""
    rules = pathway().rules
    found = (rules[one["rule"]].title if one["rule"] in rules else SEVERAL for one in reasons)
    return list(dict.fromkeys(one[:1].upper() + one[1:] for one in found))


def plan_of(patient: Patient, today: date, *, without_test: bool, test: str = "") -> list[Planned]:
    """The dates counted from the loss, as the pathway's calendar has them. `test`: what her last test showed, if she told."""
    if patient.date_of_loss is None:
        return []
    found = []
    for one in pathway().summary.dates.values():
        if not (one.unless and without_test):
            day = patient.date_of_loss + timedelta(days=one.days)
            found.append(Planned(one.id, PLANNED.get(one.id, one.title), day, day < today, test if one.id == "test" else ""))
    return found


def ago(then: datetime, now: datetime) -> str:
    """A length of time as one says it: "40 min", "3 h 10 min", "2 days"."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 10:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def _row(patient: Patient, looking: list[str], now: datetime) -> Row:
    one: Anything = patient  # with what `with_what_rows_say` adds
    today = timezone.localdate(now)
    attention = Attention(patient.attention)
    waits = attention != Attention.NONE
    shown = [*((one.first_reasons or []) if waits else []), *(one.last_reasons or [])]
    worst = next((level for level in LEVELS if any(reason["urgency"] == level for reason in shown)), None)
    level = WAITS.get(attention) or (LEVELS[patient.urgency] if patient.urgency else NOT_KNOWN)
    could_be = patient.highest_possible if patient.last_check_in_at and not patient.settled else ""
    last = LEVELS[patient.urgency] if patient.urgency else ""
    expired = patient.due_at is None and patient.stopped_at is None and bool(patient.invited_until and patient.invited_until <= now)
    due = patient.invited_until if expired else patient.due_at
    return Row(
        patient=patient,
        seen=mark_of(patient),
        level=level,
        tone=attention.name.lower(),
        why=titles(reason for reason in shown if reason["urgency"] == worst),
        unsettled=LEVELS[could_be].lower() if could_be and LEVELS[could_be] != level else "",
        last_level=last if waits and last and last != level and attention != Attention.NOT_IMPROVING else "",
        waiting=ago(patient.waiting_since, now) if patient.waiting_since else "",
        overdue=ago(due, now) if due and due <= now else "",
        expired=expired,
        days_since_loss=(today - patient.date_of_loss).days if patient.date_of_loss else None,
        managed=MANAGED.get(patient.management, ""),
        plan=plan_of(patient, today, without_test=one.no_test is not None, test=one.test or ""),
        alert=one.open_alert,
        contact=f"{DID[Kind(one.contact_kind)]} {ago(one.contact_at, now)} ago" if one.contact_at else "",
        next_step=one.contact_step or "",
        looking=looking,
    )
