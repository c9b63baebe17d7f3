"""Every change across clinics, by whoever runs the service, in Django's admin. Each is one transaction, and notes itself in the log."""

from __future__ import annotations

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from balm.clinic import audit, logins
from balm.clinic.actions.staff import end_sessions, leave, link_of, void_password
from balm.clinic.models import Clinic, Member, User


@transaction.atomic
def save_clinic(*, by: User, clinic: Clinic, new: bool) -> None:
    """A new clinic, or other settings of one."""
    clinic.save()
    audit.note(clinic, who=by.username, what="clinic added" if new else "clinic changed")


@transaction.atomic
def save_member(*, by: User, member: Member, new: bool) -> None:
    """Somebody at one clinic more, or in another role."""
    member.save()
    what = f"member {'added' if new else 'changed'}: {member.role}"
    audit.note(member.clinic, who=by.username, what=what, about=member.user.username[:64])


@transaction.atomic
def take_out(*, by: User, member: Member) -> None:
    """Out of this clinic at once; who works nowhere else can log in no more."""
    leave(member, by.username)


@transaction.atomic
def save_user(*, by: User, user: User) -> None:
    """What somebody is called, and whether they may come in or run the service. Their sessions end."""
    user.save()
    end_sessions(user)
    logins.note(user, f"user changed by {by.username}"[:40])


@transaction.atomic
def forget_second_factor(*, by: User, device: TOTPDevice) -> None:
    """For somebody who has lost their phone: the next login sets up a new one."""
    user = User.objects.get(pk=device.user_id)
    device.delete()
    end_sessions(user)
    logins.note(user, f"second factor removed by {by.username}"[:40])


@transaction.atomic
def new_link(*, by: User, user: User) -> tuple[str, str]:
    """For somebody who has forgotten their password: the old one is void. The two parts of a link that works once."""
    void_password(user)
    logins.note(user, f"new password link by {by.username}"[:40])
    return link_of(user)
