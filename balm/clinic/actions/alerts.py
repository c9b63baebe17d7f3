"""An alert is raised, and acknowledged. A patient has one open alert at most, so that nobody who sends much hides anybody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from balm.clinic import audit
from balm.clinic.actions import outbox
from balm.clinic.actions.locking import her_row
from balm.clinic.models import Alert, CheckIn, Member


def raise_alert(*, check_in: CheckIn, urgency: str, now: datetime) -> Alert:
    """Her alert for this check-in, which is an "emergency" or "urgent". Call it with her row locked, in the transaction that takes it in.

    Where one of hers that is as pressing or more is open already, that one stays and nothing goes out. One that is less pressing is
    closed, and a new one takes its place: to open pages, and to whoever is told of it, it is new, and nobody can acknowledge by the
    button of the old one what they have not seen.
    """
    mine = Alert.objects.filter(patient=check_in.patient, acknowledged_at=None)
    found = mine.select_for_update(of=("self",)).first()  # locked, or somebody could acknowledge it before this is in
    if found is not None and found.urgency == urgency:
        found.check_in = check_in
        found.save(update_fields=["check_in"])
    if found is not None and found.urgency in (urgency, "emergency"):
        return found
    if found is not None:
        outbox.drop(alerts=mine)
        mine.update(acknowledged_at=now)
    raised = Alert.objects.create(patient=check_in.patient, check_in=check_in, urgency=urgency, raised_at=now)
    outbox.post(alert=raised, now=now)
    return raised


@transaction.atomic
def acknowledge(*, by: Member, alert: Alert, now: datetime | None = None) -> Alert:
    """Somebody has seen the alert, and answers for it. The first who did stays named."""
    her_row(alert.patient_id, by)  # her row first, as everybody locks it
    alert = Alert.objects.select_for_update(of=("self",)).select_related("patient").get(pk=alert.pk)
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by = now or timezone.now(), by
        alert.save(update_fields=["acknowledged_at", "acknowledged_by"])
        outbox.drop(alerts=Alert.objects.filter(pk=alert.pk))
        audit.note(by.clinic, who=by.user.username, what="alert acknowledged", about=alert.patient.code)
    return alert
