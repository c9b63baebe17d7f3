"""Every change of who works at a clinic and how they come in. Each is one transaction and notes itself in the log.

Nobody chooses the password of somebody else. Somebody new, and somebody who has forgotten theirs, gets a link that works once.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_otp.plugins.otp_totp.models import TOTPDevice

from balm.clinic import audit, logins
from balm.clinic.actions import Refused
from balm.clinic.models import Audit, Member, Role, User


@dataclass(frozen=True, slots=True)
class Link:
    """`who` and `token` are the parts of the link. It is shown this once, works once and for three days."""

    member: Member
    who: str
    token: str


@transaction.atomic
def add(*, by: Member, username: str, role: Role) -> Link:
    """Somebody new, or who left this clinic and is back; they set a password by the link. Raises Refused where the name is taken."""
    _administers(by)
    user = User.objects.select_for_update().filter(username__iexact=username).first() or User(username=username)
    if user.pk and not _left(user, by):
        raise Refused("that name is taken; choose another one")
    user.is_active = True
    user.set_unusable_password()
    user.save()
    member = Member.objects.create(user=user, clinic=by.clinic, role=role)
    TOTPDevice.objects.filter(user=user).delete()
    audit.note(by.clinic, who=by.user.username, what=f"member added: {role}", about=user.username[:64])
    return _link(member)


@transaction.atomic
def new_link(*, by: Member, member: Member) -> Link:
    """For somebody who has forgotten their password: the old one is void, and its sessions end. The second factor stays."""
    member = _of(by, member)
    void_password(member.user)
    audit.note(by.clinic, who=by.user.username, what="new password link", about=member.user.username[:64])
    return _link(member)


@transaction.atomic
def forget_second_factor(*, by: Member, member: Member) -> None:
    """For somebody who has lost their phone: the next login sets up a new one."""
    member = _of(by, member)
    TOTPDevice.objects.filter(user=member.user).delete()
    end_sessions(member.user)
    audit.note(by.clinic, who=by.user.username, what="second factor removed", about=member.user.username[:64])


@transaction.atomic
def take_out(*, by: Member, member: Member) -> None:
    """Somebody who has left: out at once. Who works nowhere else can log in no more. What they did stays in the audit log."""
    _administers(by)
    member = Member.objects.select_for_update(of=("self",)).select_related("user").get(pk=member.pk, clinic=by.clinic)
    if member.pk == by.pk:
        raise Refused("nobody takes themselves out; ask another administrator")
    leave(member, by.user.username)


@transaction.atomic
def set_password(*, user: User, password: str) -> User:
    """Their own, by themselves. Every session of theirs ends."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)
    logins.note(user, "password changed")
    return user


@transaction.atomic
def log_out_elsewhere(*, user: User, but: str | None) -> int:
    """End every session of theirs but the one with this key. How many that were."""
    count = end_sessions(user, but=but)
    logins.note(user, "logged out elsewhere")
    return count


def sessions_of(user: User) -> list[Session]:
    """Their sessions that have not ended. All sessions are read: only staff have any."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    return [one for one in live if one.get_decoded().get("_auth_user_id") == str(user.pk)]


def end_sessions(user: User, but: str | None = None) -> int:
    """End them all but the one with this key; how many that were. Call it inside the transaction that wants it."""
    keys = [one.pk for one in sessions_of(user) if one.pk != but]
    return Session.objects.filter(pk__in=keys).delete()[0]


def leave(member: Member, who: str) -> None:
    """Out of this clinic at once; who works nowhere else can log in no more. Call it inside the transaction that wants it."""
    user, clinic = member.user, member.clinic
    member.delete()
    if not user.memberships.exists() and not user.is_superuser:
        user.is_active = False
        user.save(update_fields=["is_active"])
    end_sessions(user)
    audit.note(clinic, who=who, what="member removed", about=user.username[:64])


def void_password(user: User) -> None:
    """Theirs opens nothing any more, and their sessions end. Call it inside the transaction that wants it."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user)


def link_of(user: User) -> tuple[str, str]:
    """The two parts of a link by which they set a password: it works once."""
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def _link(member: Member) -> Link:
    return Link(member, *link_of(member.user))


def _administers(by: Member) -> None:
    if by.role != Role.ADMINISTRATOR:
        raise Refused("only an administrator of the clinic does this")


def _left(user: User, by: Member) -> bool:
    """Whether they worked at this clinic, and work nowhere now: nobody else's name is given to anybody."""
    gone = not (user.is_active or user.is_superuser or user.memberships.exists())
    return gone and Audit.objects.filter(clinic=by.clinic, what="member removed", about=user.username[:64]).exists()


def _of(by: Member, member: Member) -> Member:
    """The member, who works at this clinic alone: else its administrator could come in to another one by their name."""
    _administers(by)
    member = Member.objects.select_for_update(of=("self",)).select_related("user").get(pk=member.pk, clinic=by.clinic)
    if member.user.is_superuser or Member.objects.filter(user=member.user).exclude(clinic=by.clinic).exists():
        raise Refused("they work elsewhere too; only whoever runs the service does this")
    return member
