"""She takes part no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from balm.clinic import audit
from balm.clinic.actions import outbox, texts
from balm.clinic.actions.locking import row_if_there
from balm.clinic.actions.refused import NotValid
from balm.clinic.models import Alert, Dialogue, Key, Patient


@transaction.atomic
def stop(*, patient: Patient, who: str, now: datetime | None = None) -> None:
    """She takes part no longer, and is asked nothing more. Her keys open nothing; the record stays until it is erased. Raises NotValid
    where she was erased.

    What nobody has dealt with yet stays on the worklist until somebody has, as of somebody who has stopped; what she was in the middle of
    texting is filed first. An alert that is open stays on the staff's screen until somebody acknowledges it, but goes out to nobody anew.
    """
    now = now or timezone.now()
    here = row_if_there(patient.pk)
    if here is None:
        raise NotValid("this key is not valid")
    if here.stopped_at:
        return
    texts.file_the_rest(patient=here, now=now)
    here.stopped_at, here.due_at = now, None
    here.save(update_fields=["stopped_at", "due_at"])
    Key.objects.filter(patient=here, revoked_at=None).update(revoked_at=now)
    Dialogue.objects.filter(patient=here).delete()
    outbox.drop(alerts=Alert.objects.filter(patient=here), escalations=True)
    audit.note(here.clinic, who=who, what="stopped", about=here.code)
