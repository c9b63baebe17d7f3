"""The end of what is kept too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any as Anything
from uuid import UUID

from axes.models import AccessAttempt
from django.core.management import call_command
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from balm.clinic.actions.locking import row_if_there
from balm.clinic.actions.patients import erase
from balm.clinic.models import Clinic, Contact, Invitation, Key, Patient


def erase_by_code(*, clinic: Clinic, code: str, who: str) -> bool:
    """Erase the patient with this code, as she asked; False where there is none."""
    found = Patient.objects.filter(clinic=clinic, code=code.upper()).first()
    if found is not None:
        erase(patient=found, who=who)
    return found is not None


def _old(since: datetime) -> QuerySet[Patient]:
    """Of whom nothing came since then, and whom nobody looked after: no check-in, no agreement, no invitation, no call."""
    came: list[Anything] = [Q(**{f"{name}__gte": since}) for name in ("last_check_in_at", "consented_at", "invited_at")]
    lately = [(Contact, "at"), (Key, "made_at"), (Invitation, "made_at"), (Invitation, "used_at")]
    came += [Exists(model._default_manager.filter(patient=OuterRef("pk"), **{f"{name}__gte": since})) for model, name in lately]
    return Patient.objects.exclude(reduce(or_, came))


@transaction.atomic
def _erase_if_old(key: UUID, since: datetime) -> bool:
    """Erase her, unless something has come meanwhile."""
    row_if_there(key)  # first this, and then the other: it sees what came until now
    patient = _old(since).filter(pk=key).first()
    if patient is not None:
        erase(patient=patient, who="balm clinic retain")
    return patient is not None


def retain(*, now: datetime | None = None) -> int:
    """Erase every patient of whom nothing came for longer than her clinic keeps records; and sessions, invitations and what was noted
    of wrong passwords, when they are over."""
    now = now or timezone.now()
    count = 0
    for clinic in Clinic.objects.all():
        since = now - timedelta(days=clinic.keep_days)
        count += sum(_erase_if_old(key, since) for key in list(_old(since).filter(clinic=clinic).values_list("pk", flat=True)))
        Invitation.objects.filter(patient__clinic=clinic, expires_at__lt=since).delete()
    call_command("clearsessions")
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=1)).delete()
    return count
