"""An alert is raised."""

from __future__ import annotations

from datetime import datetime

from balm.clinic.actions import outbox
from balm.clinic.models import Alert, CheckIn


def raise_alert(*, check_in: CheckIn, urgency: str, now: datetime) -> Alert:
    """Her alert for this check-in, in place of one that it had before it was judged anew: to whoever is told, it is new."""
    Alert.objects.filter(check_in=check_in).delete()
    raised = Alert.objects.create(patient=check_in.patient, check_in=check_in, urgency=urgency, raised_at=now)
    outbox.post(alert=raised, now=now)
    return raised
