"""Her row, which nobody else can change until the transaction ends. It is locked before anything else of hers, and before the clinic's row
for the audit log: in one order everywhere, or two who act at once would wait for each other."""

from __future__ import annotations

from uuid import UUID

from balm.clinic.models import Member, Patient


def her_row(key: UUID, by: Member) -> Patient:
    """The patient of the member's clinic as she is now, with her clinic. Raises Patient.DoesNotExist."""
    return Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=key, clinic=by.clinic)


def row_if_there(key: UUID) -> Patient | None:
    """The patient as she is now, with her clinic; None where she was erased."""
    return Patient.objects.select_for_update(of=("self",)).select_related("clinic").filter(pk=key).first()
