"""Every change of state, and nothing else changes any. Each is one transaction, takes keywords only, and notes itself in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any as Anything
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from balm.care.assess import Level
from balm.clinic import audit, outbox, sessions
from balm.clinic.asked import heard_of, locked, patient_with_key, sent_by
from balm.clinic.judged import Judged, day_of, judge, pathway, wrong_in
from balm.clinic.models import (
    Alert,
    Attention,
    CheckIn,
    Clinic,
    Contact,
    Dialogue,
    Export,
    Heard,
    Invitation,
    Key,
    Kind,
    Member,
    Patient,
    Role,
    User,
    Viewing,
)
from balm.clinic.tokens import hash_of, hash_of_invitation, new_code, new_invitation, new_token
from balm.errors import AnswerProblem, BalmError
from balm.rules.kinds import Choice, Number

_TRIES = 20
PATIENT = "patient"
_EMERGENCY_HEARD = timedelta(hours=24)
"""So long an emergency that was heard is quiet. Who still has it after a day has to be asked again. Ours, by caution; no source."""
_WRITTEN_DOWN = {"name", "phone", "date_of_loss", "management", "losses"}
_REACHED = (Kind.CALLED, Kind.SEEN)


class Refused(BalmError):
    """What was asked for cannot be done. `errors`: what is wrong, by place, where it is the answers."""

    exit_code = 1

    def __init__(self, problem: str, errors: list[AnswerProblem] | None = None) -> None:
        super().__init__(problem)
        self.errors = errors or []


class NotValid(Refused):
    """An invitation or a key that opens nothing: unknown, used, expired or taken back. It does not say which."""


@transaction.atomic
def begin_clinic(*, name: str, country: str, administrator: str, password: str) -> Member:
    """A new clinic with its first administrator, whose user name must be new."""
    clinic = Clinic.objects.create(name=name, country=country.upper())
    return add_member(clinic=clinic, username=administrator, password=password, role=Role.ADMINISTRATOR, by="balm clinic init")


@transaction.atomic
def add_member(*, clinic: Clinic, username: str, password: str, role: Role, by: str) -> Member:
    """Somebody new at the clinic. Raises Refused where the name is taken."""
    if User.objects.filter(username=username).exists():
        raise Refused(f"there is a user {username!r} already; choose another name")
    member = Member.objects.create(user=User.objects.create_user(username, password=password), clinic=clinic, role=role)
    audit.note(clinic, who=by, what="member added", about=username)
    return member


@transaction.atomic
def begin_second_factor(*, user: User) -> TOTPDevice:
    """The device that somebody is setting up; the same one until it is confirmed."""
    User.objects.select_for_update().get(pk=user.pk)
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})
    return device


@transaction.atomic
def confirm_second_factor(*, device: TOTPDevice, code: str) -> TOTPDevice | None:
    """The device, from now on asked for at every login; None where it does not show this code now."""
    device = TOTPDevice.objects.select_for_update().get(pk=device.pk, confirmed=False)
    if TOTPDevice.objects.filter(user=device.user, confirmed=True).exists() or not device.verify_is_allowed()[0]:
        return None
    if not device.verify_token(code):
        return None
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    for member in Member.objects.filter(user=device.user).select_related("clinic"):
        audit.note(member.clinic, who=device.user.username, what="second factor set up")
    return device


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
def write_down(*, by: Member, patient: Patient, **about: Anything) -> Patient:
    """Correct what the clinic wrote of her: `name`, `phone`, `date_of_loss`, `management`, `losses`. Raises Refused for anything else."""
    if unknown := set(about) - _WRITTEN_DOWN:
        raise Refused(f"the clinic does not write down {', '.join(sorted(unknown))}")
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk, clinic=by.clinic)
    for name, value in about.items():
        setattr(patient, name, value)
    patient.save(update_fields=list(about))
    audit.note(by.clinic, who=by.user.username, what="written down anew", about=patient.code)
    return patient


@transaction.atomic
def invite_again(*, by: Member, patient: Patient, now: datetime | None = None) -> Invited:
    """A new invitation for somebody who is known already; those before it open nothing any more. Raises Refused where she has stopped."""
    now = now or timezone.now()
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk, clinic=by.clinic)
    if patient.stopped_at:
        raise Refused("she has stopped taking part; invite her as somebody new if she asks for it")
    Invitation.objects.filter(patient=patient, used_at=None, expires_at__gt=now).update(expires_at=now)
    audit.note(by.clinic, who=by.user.username, what="invited again", about=patient.code)
    return _invitation(patient, by.clinic, now)


def _invitation(patient: Patient, clinic: Clinic, now: datetime) -> Invited:
    token = new_invitation()
    expires = now + timedelta(days=clinic.invitation_days)
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
    """She agrees: her invitation is used up, and her phone gets a key. Raises NotValid."""
    now = now or timezone.now()
    found = Invitation.objects.select_for_update().filter(token_hash=hash_of_invitation(token), used_at=None, expires_at__gt=now).first()
    if found is None or found.patient.stopped_at:
        raise NotValid("this invitation is not valid; ask the clinic for a new one")
    found.used_at = now
    found.save(update_fields=["used_at"])
    patient = found.patient
    patient.consented_at = patient.consented_at or now
    patient.due_at = now + timedelta(hours=patient.clinic.check_in_hours)
    patient.save(update_fields=["consented_at", "due_at"])
    key = new_token()
    Key.objects.create(patient=patient, token_hash=hash_of(key), made_at=now)
    audit.note(patient.clinic, who=PATIENT, what="consented", about=patient.code)
    return patient, key


@transaction.atomic
def agree_by_text(*, patient: Patient, now: datetime | None = None) -> None:
    """She agrees by text, from the number that a member of staff let in. She gets no key."""
    now = now or timezone.now()
    patient = Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=patient.pk)
    patient.consented_at = patient.consented_at or now
    patient.due_at = now + timedelta(hours=patient.clinic.check_in_hours)
    patient.save(update_fields=["consented_at", "due_at"])
    audit.note(patient.clinic, who=PATIENT, what="consented by text", about=patient.code)


def patient_of(key: str) -> Patient:
    """Whose phone shows this key. Raises NotValid."""
    found = patient_with_key(hash_of(key))
    if found is None:
        raise NotValid("this key is not valid")
    return found


def check_in(
    *, patient: Patient, made_as: UUID, entry: Mapping[str, Anything], channel: str = "web", now: datetime | None = None
) -> CheckIn:
    """Take in a check-in, judge her anew, and raise an alert where it is an emergency or urgent. `made_as` is the id
    that her phone gave it: the same again changes nothing.

    Raises Refused with what cannot be read; then nothing is kept.
    """
    try:
        with transaction.atomic():
            return _take_in(patient, made_as, entry, channel, now or timezone.now())
    except IntegrityError as error:  # another patient's check-in has it
        raise Refused("this id is taken; make another one") from error


def _take_in(patient: Patient, made_as: UUID, entry: Mapping[str, Anything], channel: str, now: datetime) -> CheckIn:
    here = locked(patient.pk)
    if here is None:  # she stopped, or was erased, a moment ago
        raise NotValid("this key is not valid")
    here.clinic = patient.clinic
    patient = here
    before = sent_by(patient.pk)
    if made_as in (made for made, _ in before):
        return CheckIn.objects.get(pk=made_as)
    own = dict(entry)
    try:
        today = day_of(own, now)
    except ValueError as error:
        wrong: AnswerProblem = {
            "at": "entry.at",
            "problem": f"{own.get('at')!r} is no time",
            "hint": 'write it such as "2026-11-03T21:40+01:00"',
        }
        raise Refused("the entry cannot be read", [wrong]) from error
    if errors := wrong_in(patient, own, today):
        raise Refused("the entry cannot be read", errors)
    stands, judged = _judged(patient, [one for _, one in before], own, today)
    result = judged.result
    reasons = [{"rule": one["rule"], "urgency": one["urgency"], "findings": one["findings"]} for one in result["reasons"]]
    made = CheckIn.objects.create(
        id=made_as,
        patient=patient,
        received_at=now,
        channel=channel,
        entry=own,
        urgency=result["urgency"],
        highest_possible=result["highest_possible"],
        settled=result["settled"],
        reasons=reasons,
        noticed=[one["id"] for one in judged.seen["noticed"]],
        digest=pathway().digest,
    )
    _stand(patient, stands.result, judged, now)
    heard = heard_of(patient.pk)
    quiet = _all_heard(heard, reasons, result["urgency"], now)
    if any(one.rule not in {reason["rule"] for reason in reasons} for one in heard):
        _forget(patient, reasons)
    if judged.attention <= Attention.URGENT and not quiet:
        raised = Alert.objects.create(patient=patient, check_in=made, urgency=result["urgency"] or "", raised_at=now)
        outbox.post(alert=raised, now=now)
    audit.note(patient.clinic, who=PATIENT, what="checked in", about=patient.code)
    return made


def _judged(patient: Patient, earlier: list[dict[str, Anything]], own: dict[str, Anything], today: date) -> tuple[Judged, Judged]:
    """How she stands now, and how pressing what she sent is. They differ where it comes late, after something newer: then what was so at
    its own moment counts as well, since nobody was told of it."""
    at = {id(one): datetime.fromisoformat(str(one["at"])) for one in [*earlier, own]}
    stands = judge(patient, [*earlier, own], max([today, *(at[id(one)].date() for one in earlier)]))
    until_then = [one for one in earlier if at[id(one)] <= at[id(own)]]
    if len(until_then) == len(earlier):
        return stands, stands
    return stands, min(judge(patient, [*until_then, own], today), stands, key=lambda one: one.attention)


def _stand(patient: Patient, result: Level, judged: Judged, now: datetime) -> None:
    """Put on the row how she stands now. Whoever waits already waits on: a second check-in does not send her to the back of the queue."""
    waits_longer = patient.waiting_since is not None and patient.attention <= judged.attention
    if judged.attention == Attention.NONE and patient.attention != Attention.NONE:
        pass  # what was pressing stays until somebody has looked at it
    elif not waits_longer:
        patient.attention = judged.attention
        patient.waiting_since = now if judged.attention != Attention.NONE else None
    patient.urgency, patient.highest_possible, patient.settled = result["urgency"], result["highest_possible"], result["settled"]
    patient.not_improving, patient.last_check_in_at = judged.not_improving, now
    patient.due_at = now + timedelta(hours=patient.clinic.check_in_hours)
    patient.save()


def _forget(patient: Patient, reasons: list[dict[str, Anything]]) -> None:
    """What has gone away is no longer heard of: where it comes back, it rings."""
    Heard.objects.filter(patient=patient).exclude(rule__in=[one["rule"] for one in reasons]).delete()


def _all_heard(known: list[Heard], reasons: list[dict[str, Anything]], urgency: str | None, now: datetime) -> bool:
    """Whether a clinician has heard of each reason of this level, of an emergency within a day, and none is worse than it was then."""
    heard = {one.rule: one for one in known if urgency != "emergency" or one.at > now - _EMERGENCY_HEARD}
    top = [reason for reason in reasons if reason["urgency"] == urgency]
    return bool(top) and all(reason["rule"] in heard and not _worse(reason["findings"], heard[reason["rule"]], now) for reason in top)


def _worse(findings: Mapping[str, Anything], heard: Heard, now: datetime) -> bool:
    """Whether a finding is there that was not, or is higher, or further along its choices. What cannot be compared counts as worse; a
    count of days does where it went up by more than the days that have passed."""
    then, passed = heard.findings, max(0, (now - heard.at).days + 1)

    def step(name: str, value: Anything) -> float:
        kind = pathway().kinds[name]
        if isinstance(kind, Choice):
            return kind.choices.index(value) if value in kind.choices else float("inf")
        return float(value) if isinstance(kind, Number) and isinstance(value, int | float) else float(bool(value))

    def allowed(name: str) -> float:
        return passed if getattr(pathway().kinds[name], "unit", None) in ("days", "weeks", "years") else 0

    return any(name not in then or step(name, value) > step(name, then[name]) + allowed(name) for name, value in findings.items())


@transaction.atomic
def record_contact(
    *, by: Member, patient: Patient, kind: Kind, outcome: str = "", next_step: str = "", now: datetime | None = None
) -> Contact:
    """What somebody did about her. She goes off the top of the worklist, unless nobody answered.

    Where her check-in was overdue and somebody has spoken with her or seen her, the next is awaited from now. A referral, or no answer,
    tells nothing of how she is: she stays overdue. And what is awaited already is never put off.
    """
    now = now or timezone.now()
    patient = Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=patient.pk, clinic=by.clinic)
    contact = Contact.objects.create(patient=patient, member=by, at=now, kind=kind, outcome=outcome, next_step=next_step)
    if kind != Kind.NO_ANSWER:
        patient.attention, patient.waiting_since = Attention.NONE, None
        if kind in _REACHED and patient.due_at is not None and patient.due_at <= now:
            patient.due_at = now + timedelta(hours=patient.clinic.check_in_hours)
        patient.save(update_fields=["attention", "waiting_since", "due_at"])
        outbox.drop(alerts=Alert.objects.filter(patient=patient))
        Alert.objects.filter(patient=patient, acknowledged_at=None).update(acknowledged_at=now, acknowledged_by=by)
    audit.note(by.clinic, who=by.user.username, what=f"contact: {kind}", about=patient.code)
    return contact


@transaction.atomic
def acknowledge(*, by: Member, alert: Alert, now: datetime | None = None) -> Alert:
    """Somebody has seen the alert, and answers for it. The first who did stays named."""
    alert = Alert.objects.select_for_update(of=("self",)).select_related("patient").get(pk=alert.pk, patient__clinic=by.clinic)
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by = now or timezone.now(), by
        alert.save(update_fields=["acknowledged_at", "acknowledged_by"])
        outbox.drop(alerts=Alert.objects.filter(pk=alert.pk))
        audit.note(by.clinic, who=by.user.username, what="alert acknowledged", about=alert.patient.code)
    return alert


@transaction.atomic
def hear(*, by: Member, patient: Patient, rule: str, note: str, now: datetime | None = None) -> Heard:
    """A clinician has heard of a sign and answered it. Raises Refused where her last check-in does not have it."""
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk, clinic=by.clinic)
    last = CheckIn.objects.filter(patient=patient).order_by("-received_at").first()
    found = next((one for one in last.reasons if one["rule"] == rule), None) if last else None
    if found is None:
        raise Refused(f"{rule} is not among the reasons of her last check-in")
    about = {"member": by, "at": now or timezone.now(), "findings": found["findings"], "note": note}
    heard, _ = Heard.objects.update_or_create(patient=patient, rule=rule, defaults=about)
    audit.note(by.clinic, who=by.user.username, what="sign heard", about=patient.code)
    return heard


@transaction.atomic
def look(*, by: Member, patient: Patient, opened: bool = False, now: datetime | None = None) -> None:
    """Somebody has her page open. `opened`: just now, which the audit log tells."""
    now = now or timezone.now()
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk, clinic=by.clinic)  # so that she is not erased meanwhile
    Viewing.objects.update_or_create(patient=patient, member=by, defaults={"at": now})
    if opened:
        audit.note(by.clinic, who=by.user.username, what="record seen", about=patient.code)


@transaction.atomic
def look_away(*, by: Member, patient: Patient) -> None:
    """Somebody has closed her page."""
    Viewing.objects.filter(patient=patient, member=by).delete()


@transaction.atomic
def stop(*, patient: Patient, who: str, now: datetime | None = None) -> None:
    """She takes part no longer. Her keys open nothing; the record stays until it is erased.

    An alert that is open stays on the staff's screen until somebody acknowledges it, but goes out to nobody anew.
    """
    now = now or timezone.now()
    patient.stopped_at, patient.attention, patient.waiting_since, patient.due_at = now, Attention.NONE, None, None
    patient.save(update_fields=["stopped_at", "attention", "waiting_since", "due_at"])
    Key.objects.filter(patient=patient, revoked_at=None).update(revoked_at=now)
    Dialogue.objects.filter(patient=patient).delete()
    outbox.drop(alerts=Alert.objects.filter(patient=patient), escalations=True)
    audit.note(patient.clinic, who=who, what="stopped", about=patient.code)


@transaction.atomic
def erase(*, patient: Patient, who: str) -> None:
    """Everything that was kept of her goes. The audit log keeps that it went, under a code that names nobody any more."""
    clinic, code = patient.clinic, patient.code
    Patient.objects.select_for_update(of=("self",)).filter(pk=patient.pk).first()  # her row first, as everybody else locks it
    sessions.forget(str(patient.pk))
    patient.delete()
    Export.objects.filter(reader__clinic=clinic).delete()  # she is in their files; the worker takes those away
    audit.note(clinic, who=who, what="erased", about=code)
