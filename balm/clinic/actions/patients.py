"""From the invitation to the erasure of a patient."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any as Anything

from django.db import IntegrityError, transaction
from django.utils import timezone

from balm.clinic import audit, sessions
from balm.clinic.actions.locking import her_row, row_if_there
from balm.clinic.actions.refused import NotValid, Refused
from balm.clinic.actions.standing import judge_again
from balm.clinic.asked import patient_with_key
from balm.clinic.models import (
    ERASED_OPEN,
    ERASURE_SEEN,
    Attention,
    Audit,
    Clinic,
    Export,
    Invitation,
    Key,
    Member,
    Patient,
)
from balm.clinic.tokens import hash_of, hash_of_invitation, new_code, new_invitation, new_token

_TRIES = 20
PATIENT = "patient"
"""Who the audit log says it was, where it was she."""
_WRITTEN_DOWN = {"name", "phone", "date_of_loss", "management", "losses"}
_JUDGED_BY = {"date_of_loss", "management"}


@dataclass(frozen=True, slots=True)
class Invited:
    """`token` is shown this once, as a link, a QR code and letters to type."""

    patient: Patient
    token: str


@transaction.atomic
def invite(
    *,
    by: Member,
    name: str = "",
    phone: str = "",
    date_of_loss: date | None = None,
    management: str = "",
    losses: int | None = None,
    now: datetime | None = None,
) -> Invited:
    """Invite a patient: a code for the staff, a token for her. `losses`: how many she has had, with this one."""
    now = now or timezone.now()
    about = {"name": name, "phone": phone, "date_of_loss": date_of_loss, "management": management, "losses": losses}
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                patient = Patient.objects.create(clinic=by.clinic, code=new_code(), invited_at=now, **about)
            break
        except IntegrityError:  # that code is taken
            continue
    else:
        raise Refused("no free code was found; try again")
    audit.note(by.clinic, who=by.user.username, what="invited", about=patient.code)
    return _invitation(patient, by.clinic, now)


@transaction.atomic
def write_down(*, by: Member, patient: Patient, now: datetime | None = None, **about: Anything) -> Patient:
    """Correct what the clinic wrote of her: `name`, `phone`, `date_of_loss`, `management`, `losses`. Where how she stands may rest on it,
    her last check-in is judged anew. Raises Refused for anything else."""
    if unknown := set(about) - _WRITTEN_DOWN:
        raise Refused(f"the clinic does not write down {', '.join(sorted(unknown))}")
    patient = her_row(patient.pk, by)
    before = copy(patient)
    for name, value in about.items():
        setattr(patient, name, value)
    patient.save(update_fields=list(about))
    became = judge_again(patient=patient, before=before, now=now or timezone.now()) if about.keys() & _JUDGED_BY else None
    audit.note(by.clinic, who=by.user.username, what="written down anew", about=patient.code)
    if became:
        audit.note(by.clinic, who=by.user.username, what=f"judged anew: {became}", about=patient.code)
    return patient


@transaction.atomic
def invite_again(*, by: Member, patient: Patient, now: datetime | None = None) -> Invited:
    """A new invitation for somebody who is known already; those before it open nothing any more. Raises Refused where she has stopped."""
    now = now or timezone.now()
    patient = her_row(patient.pk, by)
    if patient.stopped_at:
        raise Refused("she has stopped taking part; invite her as somebody new if she asks for it")
    Invitation.objects.filter(patient=patient, used_at=None, expires_at__gt=now).update(expires_at=now)
    audit.note(by.clinic, who=by.user.username, what="invited again", about=patient.code)
    return _invitation(patient, by.clinic, now)


@transaction.atomic
def close_invitation(*, by: Member, patient: Patient, now: datetime | None = None) -> None:
    """Nobody awaits any more that she agrees, and her invitation opens nothing: she is on no list until she is invited again. Raises
    Refused where she has agreed, or stopped."""
    now = now or timezone.now()
    patient = her_row(patient.pk, by)
    if patient.consented_at or patient.stopped_at:
        raise Refused("she has agreed meanwhile, or stopped")
    Invitation.objects.filter(patient=patient, used_at=None, expires_at__gt=now).update(expires_at=now)
    patient.invited_until = None
    patient.save(update_fields=["invited_until"])
    audit.note(by.clinic, who=by.user.username, what="invitation closed", about=patient.code)


def _invitation(patient: Patient, clinic: Clinic, now: datetime) -> Invited:
    token = new_invitation()
    expires = patient.invited_until = now + timedelta(days=clinic.invitation_days)
    patient.save(update_fields=["invited_until"])
    Invitation.objects.create(patient=patient, token_hash=hash_of_invitation(token), made_at=now, expires_at=expires)
    return Invited(patient, token)


def invitation_of(token: str, now: datetime | None = None) -> Invitation:
    """The invitation that this token opens. Raises NotValid."""
    valid = Invitation.objects.filter(used_at=None, expires_at__gt=now or timezone.now(), patient__stopped_at=None)
    found = valid.select_related("patient__clinic").filter(token_hash=hash_of_invitation(token)).first()
    if found is None:
        raise NotValid("this invitation is not valid; ask the clinic for a new one")
    return found


@transaction.atomic
def consent(*, token: str, now: datetime | None = None) -> tuple[Patient, str]:
    """She agrees: her invitation is used up, and her phone gets a key. A phone that had one before is shut out: it may be lost. Raises
    NotValid."""
    now = now or timezone.now()
    valid = Invitation.objects.filter(token_hash=hash_of_invitation(token), used_at=None, expires_at__gt=now)
    whose = Patient.objects.select_for_update(of=("self",)).select_related("clinic")
    patient = whose.filter(pk__in=valid.values("patient"), stopped_at=None).first()  # her row first, as everybody else locks it
    if patient is None or not valid.update(used_at=now):
        raise NotValid("this invitation is not valid; ask the clinic for a new one")
    patient.consented_at = patient.consented_at or now
    patient.due_at = now + timedelta(hours=patient.clinic.check_in_hours)
    patient.save(update_fields=["consented_at", "due_at"])
    Key.objects.filter(patient=patient, revoked_at=None).update(revoked_at=now)
    key = new_token()
    Key.objects.create(patient=patient, token_hash=hash_of(key), made_at=now)
    audit.note(patient.clinic, who=PATIENT, what="consented", about=patient.code)
    return patient, key


@transaction.atomic
def agree_by_text(*, patient: Patient, now: datetime | None = None) -> None:
    """She agrees by text, from the number that a member of staff let in. She gets no key."""
    now = now or timezone.now()
    patient = Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=patient.pk)
    if patient.consented_at is None:  # what she wrote before is filed from now on, and then says itself how pressing it is
        patient.attention, patient.waiting_since = Attention.NONE, None
    patient.consented_at = patient.consented_at or now
    patient.due_at = now + timedelta(hours=patient.clinic.check_in_hours)
    patient.save(update_fields=["consented_at", "due_at", "attention", "waiting_since"])
    audit.note(patient.clinic, who=PATIENT, what="consented by text", about=patient.code)


@transaction.atomic
def revoke_keys(*, by: Member, patient: Patient, now: datetime | None = None) -> None:
    """Her phone is lost, or in other hands: its key opens nothing any more. She is awaited as before."""
    patient = her_row(patient.pk, by)
    Key.objects.filter(patient=patient, revoked_at=None).update(revoked_at=now or timezone.now())
    audit.note(by.clinic, who=by.user.username, what="phone shut out", about=patient.code)


def patient_of(key: str) -> Patient:
    """Whose phone shows this key. Raises NotValid."""
    found = patient_with_key(hash_of(key))
    if found is None:
        raise NotValid("this key is not valid")
    return found


@transaction.atomic
def erase(*, patient: Patient, who: str) -> None:
    """Everything that was kept of her goes. The audit log keeps that it went, under a code that names nobody any more; and where nobody had
    dealt yet with an emergency or what was urgent, that too: staff are told so until one of them knows of it (`see_erasure`)."""
    clinic, code = patient.clinic, patient.code
    row = row_if_there(patient.pk)  # her row first, as everybody else locks it
    pressed = row is not None and (row.attention <= Attention.URGENT or row.alerts.filter(acknowledged_at=None).exists())
    sessions.forget(str(patient.pk))
    patient.delete()
    Export.objects.filter(reader__clinic=clinic).delete()  # she is in their files; the worker takes those away
    audit.note(clinic, who=who, what=ERASED_OPEN if pressed else "erased", about=code)


@transaction.atomic
def see_erasure(*, by: Member, code: str) -> bool:
    """Somebody knows that she was erased while an alert was open. False where nobody of this code was."""
    of_code = Audit.objects.filter(clinic=by.clinic, about=code)
    if found := of_code.filter(what=ERASED_OPEN).exists():
        audit.note(by.clinic, who=by.user.username, what=ERASURE_SEEN, about=code)
    return found
