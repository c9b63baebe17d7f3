"""Who came in and who did not: in the log without a name, since somebody may type a password in its place; in the audit log with one."""

from __future__ import annotations

import logging

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from balm.clinic import audit
from balm.clinic.models import Member, User

_log = logging.getLogger("balm.login")


@transaction.atomic
def note(user: User, what: str) -> None:
    """Note it at each clinic where they work."""
    for member in Member.objects.filter(user=user).select_related("clinic").order_by("clinic_id"):
        audit.note(member.clinic, who=user.username, what=what)


def refused(user: User) -> None:
    """A second factor that did not match."""
    _log.warning("code refused", extra={"balm": {"user": user.pk}})


@receiver(user_logged_in, dispatch_uid="balm.in")
def _in(user: User, **_: object) -> None:
    _log.info("password accepted", extra={"balm": {"user": user.pk}})


@receiver(user_logged_out, dispatch_uid="balm.out")
def _out(user: User | None, **_: object) -> None:
    if user is not None:
        _log.info("logged out", extra={"balm": {"user": user.pk}})


@receiver(user_login_failed, dispatch_uid="balm.failed")
def _failed(**_: object) -> None:
    _log.warning("password refused")


@receiver(user_locked_out, dispatch_uid="balm.locked")
def _locked(username: str | None = None, **_: object) -> None:
    _log.warning("locked out")
    found = User.objects.filter(username=username or "").first()
    if found is not None:
        note(found, "locked out")
