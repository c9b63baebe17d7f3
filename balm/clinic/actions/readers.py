"""Other systems of a clinic, each let in by a token of its own. Each function that changes anything is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from balm.clinic import audit
from balm.clinic.actions import NotValid, Refused
from balm.clinic.models import Clinic, Reader
from balm.clinic.tokens import hash_of, new_token

SCOPES = ("record", "level")
_SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def add_reader(*, clinic: Clinic, name: str, scope: Iterable[str], by: str, now: datetime | None = None) -> tuple[Reader, str]:
    """A new reader and its token, which is shown this once. Raises Refused where the name is taken or the scope is none of SCOPES."""
    Clinic.objects.select_for_update().get(pk=clinic.pk)
    wanted = [one for one in SCOPES if one in set(scope)]
    if not wanted or set(scope) - set(SCOPES):
        raise Refused(f"a reader may {' or '.join(SCOPES)}, or both; name one of them")
    if not (name.isprintable() and 1 <= len(name.strip()) <= 60):
        raise Refused("name the reader, in at most 60 letters, such as: hospital-record")
    if Reader.objects.filter(clinic=clinic, name=name, revoked_at=None).exists():
        raise Refused(f"there is a reader {name!r} already; revoke it first, or choose another name")
    token = new_token()
    about = {"name": name, "scope": " ".join(wanted), "made_at": now or timezone.now()}
    reader = Reader.objects.create(clinic=clinic, token_hash=hash_of(token), **about)
    audit.note(clinic, who=by, what=f"reader added: {reader.scope}", about=name)
    return reader, token


@transaction.atomic
def revoke_reader(*, clinic: Clinic, name: str, by: str, now: datetime | None = None) -> None:
    """Its token opens nothing any more, and what it had exported goes. Raises Refused where there is none of that name."""
    found = Reader.objects.select_for_update().filter(clinic=clinic, name=name, revoked_at=None).first()
    if found is None:
        raise Refused(f"there is no reader {name!r}; `balm clinic reader list` names them")
    found.revoked_at = now or timezone.now()
    found.save(update_fields=["revoked_at"])
    found.exports.all().delete()
    audit.note(clinic, who=by, what="reader revoked", about=name)


def reader_of(token: str, now: datetime | None = None) -> Reader:
    """Whose token this is. Raises NotValid."""
    now = now or timezone.now()
    found = Reader.objects.select_related("clinic").filter(token_hash=hash_of(token), revoked_at=None).first()
    if found is None:
        raise NotValid("this token is not valid")
    if found.last_used_at is None or now - found.last_used_at > _SEEN_EVERY:  # not at every request: it is only to see which are in use
        Reader.objects.filter(pk=found.pk).update(last_used_at=now)
    return found


def called(reader: Reader) -> str:
    """How the audit log names it, so that it is never taken for somebody of the staff."""
    return f"reader {reader.name}"
