"""What is asked of the database on the way of a check-in, by queries that are prepared once."""

from __future__ import annotations

from typing import Any as Anything
from uuid import UUID

from balm.clinic.models import Audit, CheckIn, Clinic, Heard, Key, Patient
from balm.clinic.prepared import Blank, Prepared, columns, row

_PATIENT, _CLINIC = columns(Patient), columns(Clinic)

_with_key = Prepared(
    lambda: Key.objects.filter(token_hash=Blank(Key, "token_hash"), revoked_at=None, patient__stopped_at=None).values_list(
        *columns(Patient, "patient__"), *columns(Clinic, "patient__clinic__")
    )
)
_locked = Prepared(lambda: Patient.objects.select_for_update().filter(pk=Blank(Patient, "id"), stopped_at=None).values_list(*_PATIENT))
_sent = Prepared(lambda: CheckIn.objects.filter(patient_id=Blank(CheckIn, "patient")).order_by("received_at").values_list("pk", "entry"))
_heard = Prepared(lambda: Heard.objects.filter(patient_id=Blank(Heard, "patient")).values_list(*columns(Heard)))
_clinic = Prepared(lambda: Clinic.objects.select_for_update(no_key=True).filter(pk=Blank(Clinic, "id")).values_list("pk"))
_last = Prepared(lambda: Audit.objects.filter(clinic_id=Blank(Audit, "clinic")).order_by("-number").values_list("number", "digest")[:1])


def patient_with_key(token_hash: str) -> Patient | None:
    """Whose key has this hash, with her clinic; None where it is taken back, or she has stopped."""
    for values in _with_key(token_hash=token_hash):
        patient = row(Patient, values[: len(_PATIENT)])
        patient.clinic = row(Clinic, values[len(_PATIENT) :])
        return patient
    return None


def locked(patient: UUID) -> Patient | None:
    """Her row, which nobody else can change until the transaction ends; None where she has stopped, or was erased."""
    return next((row(Patient, values) for values in _locked(id=patient)), None)


def sent_by(patient: UUID) -> list[tuple[UUID, dict[str, Anything]]]:
    """The ids and entries of her check-ins, as they were received."""
    return _sent(patient=patient)


def heard_of(patient: UUID) -> list[Heard]:
    """The signs of hers that a clinician has heard of."""
    return [row(Heard, values) for values in _heard(patient=patient)]


def last_of_the_log(clinic: UUID) -> tuple[int, str] | None:
    """The number and digest of the last entry of a clinic's audit log. Until the transaction ends, nobody else can add one."""
    _clinic(id=clinic)  # first this, and then the other: whoever waited here must see what was added meanwhile
    return next(iter(_last(clinic=clinic)), None)
