"""That somebody saw something is noted; nothing else is changed by it."""

from __future__ import annotations

from django.db import transaction

from balm.clinic import audit
from balm.clinic.actions.locking import her_row
from balm.clinic.actions.readers import called
from balm.clinic.models import Export, Member, Patient

LIST, CHART, WRITTEN, FETCHED = "list seen", "chart seen", "what is written seen", "export fetched"
SIGHTS = (LIST, CHART, WRITTEN, FETCHED, "record read")
"""How an entry begins that says no more than that somebody saw something which does not show on any page. That a colleague has a patient's
page open ("record seen") shows on the list."""


@transaction.atomic
def see(*, by: Member, what: str, patient: Patient | None = None) -> None:
    """A member of staff was shown the list, or something of a patient. `what`: LIST, CHART or WRITTEN."""
    if patient is not None:  # so that she is not erased meanwhile
        patient = her_row(patient.pk, by)
    audit.note(by.clinic, who=by.user.username, what=what, about=patient.code if patient else "")


@transaction.atomic
def fetch(*, export: Export, kind: str) -> None:
    """A reader was given one file of its export: all records of the clinic, of one type of resource."""
    audit.note(export.reader.clinic, who=called(export.reader), what=f"{FETCHED}: {kind}", about=str(export.pk))
