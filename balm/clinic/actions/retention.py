"""The end of what is kept too long."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from balm.clinic.actions.patients import erase
from balm.clinic.models import Clinic, Invitation, Patient


def erase_by_code(*, clinic: Clinic, code: str, who: str) -> bool:
    """Erase the patient with this code, as she asked; False where there is none."""
    found = Patient.objects.filter(clinic=clinic, code=code.upper()).first()
    if found is not None:
        erase(patient=found, who=who)
    return found is not None


def retain(*, now: datetime | None = None) -> int:
    """Erase every patient of whom nothing came for longer than her clinic keeps records; and sessions, invitations and what was noted
    of wrong passwords, when they are over."""
    now = now or timezone.now()
    count = 0
    for clinic in Clinic.objects.all():
        since = now - timedelta(days=clinic.keep_days)
        old = Q(last_check_in_at__lt=since) | Q(last_check_in_at=None, consented_at__lt=since)
        old |= Q(last_check_in_at=None, consented_at=None, invited_at__lt=since)
        for patient in Patient.objects.filter(old, clinic=clinic):
            if patient.contacts.filter(at__gte=since).exists():
                continue  # somebody still looks after her
            erase(patient=patient, who="balm clinic retain")
            count += 1
        Invitation.objects.filter(patient__clinic=clinic, expires_at__lt=since).delete()
    call_command("clearsessions")
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=1)).delete()
    return count
