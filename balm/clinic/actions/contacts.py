"""What staff do about a patient."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from balm.clinic import audit
from balm.clinic.actions import outbox
from balm.clinic.actions.locking import her_row
from balm.clinic.actions.refused import Refused
from balm.clinic.models import (
    Alert,
    Attention,
    CheckIn,
    Contact,
    Heard,
    Kind,
    Member,
    Patient,
    Viewing,
)

_REACHED = (Kind.CALLED, Kind.SEEN)


@transaction.atomic
def record_contact(
    *, by: Member, patient: Patient, kind: Kind, outcome: str = "", next_step: str = "", seen: str = "", now: datetime | None = None
) -> Contact:
    """What somebody did about her. She goes off the top of the worklist, unless nobody answered.

    Where her check-in was overdue and somebody has spoken with her or seen her, the next is awaited from now. A referral, or no answer,
    tells nothing of how she is: she stays overdue. And what is awaited already is never put off.

    `seen`: her last check-in on the page from which it was recorded, as `mark_of` has it. Where a newer one has come since, nobody has
    seen that one: she stays where it put her, and its alert stays open.
    """
    now = now or timezone.now()
    patient = her_row(patient.pk, by)
    newer = bool(seen) and seen != mark_of(patient)
    up_to = None if newer else patient.last_check_in_at
    contact = Contact.objects.create(patient=patient, member=by, at=now, kind=kind, up_to=up_to, outcome=outcome, next_step=next_step)
    if kind != Kind.NO_ANSWER and not newer:
        patient.attention, patient.waiting_since = Attention.NONE, None
        if kind in _REACHED and patient.due_at is not None and patient.due_at <= now:
            patient.due_at = now + timedelta(hours=patient.clinic.check_in_hours)
        patient.save(update_fields=["attention", "waiting_since", "due_at"])
        outbox.drop(alerts=Alert.objects.filter(patient=patient))
        Alert.objects.filter(patient=patient, acknowledged_at=None).update(acknowledged_at=now, acknowledged_by=by)
    audit.note(by.clinic, who=by.user.username, what=f"contact: {kind}", about=patient.code)
    return contact


def mark_of(patient: Patient) -> str:
    """Which check-in was her last, so far as a page knows."""
    return patient.last_check_in_at.isoformat() if patient.last_check_in_at else "none"


@transaction.atomic
def hear(*, by: Member, patient: Patient, rule: str, note: str, seen: str = "", now: datetime | None = None) -> Heard:
    """A clinician has heard of a sign and answered it. Raises Refused where her last check-in does not have it, or is another than the one
    that the page showed (`seen`, as in `record_contact`)."""
    patient = her_row(patient.pk, by)
    last = CheckIn.objects.filter(patient=patient).order_by("-received_at").first()
    found = next((one for one in last.reasons if one["rule"] == rule), None) if last else None
    if seen and seen != mark_of(patient):
        raise Refused("another check-in has come since")
    if found is None:
        raise Refused(f"{rule} is not among the reasons of her last check-in")
    about = {"member": by, "at": now or timezone.now(), "level": found["urgency"], "findings": found["findings"], "note": note}
    heard, _ = Heard.objects.update_or_create(patient=patient, rule=rule, defaults=about)
    audit.note(by.clinic, who=by.user.username, what=f"sign heard: {rule}", about=patient.code)
    return heard


@transaction.atomic
def look(*, by: Member, patient: Patient, opened: bool = False, now: datetime | None = None) -> None:
    """Somebody has her page open. `opened`: just now, which the audit log tells."""
    now = now or timezone.now()
    patient = her_row(patient.pk, by)  # so that she is not erased meanwhile
    Viewing.objects.update_or_create(patient=patient, member=by, defaults={"at": now})
    if opened:
        audit.note(by.clinic, who=by.user.username, what="record seen", about=patient.code)


@transaction.atomic
def look_away(*, by: Member, patient: Patient) -> None:
    """Somebody has closed her page."""
    Viewing.objects.filter(patient=patient, member=by).delete()
