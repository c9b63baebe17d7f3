"""A clinic is begun, and somebody sets up a second factor."""

from __future__ import annotations

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from balm.clinic import audit
from balm.clinic.actions.refused import Refused
from balm.clinic.models import (
    Clinic,
    Member,
    Role,
    User,
)


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
