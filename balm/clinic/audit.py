"""The audit log: who did or saw what at a clinic, each entry bound to the one before, so that none is changed or taken out unseen."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.utils import timezone

from balm.clinic.asked import last_of_the_log
from balm.clinic.models import Audit, Clinic
from balm.clinic.prepared import add

FIRST = "0" * 64


def note(clinic: Clinic, *, who: str, what: str, about: str = "") -> Audit:
    """Add an entry, as the last thing in the transaction of what it tells of: until its end the clinic's row is locked, so that numbers
    never clash, and whoever else adds one at this clinic waits."""
    last, at = last_of_the_log(clinic.pk), timezone.now()
    number, before = (last[0] + 1, last[1]) if last else (1, FIRST)
    digest = digest_of(before, number, at, who, what, about)
    entry = Audit(clinic=clinic, number=number, at=at, who=who, what=what, about=about, digest=digest)
    add(entry)
    return entry


def digest_of(before: str, number: int, at: datetime, who: str, what: str, about: str) -> str:
    """The sha256, in hex, of an entry and of the digest before it."""
    text = json.dumps([before, number, at.astimezone(timezone.get_fixed_timezone(0)).isoformat(), who, what, about], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def broken(clinic: Clinic) -> int | None:
    """The number of the first entry that is not as it was written, or is missing; None where the chain is whole."""
    before, expected = FIRST, 1
    for entry in Audit.objects.filter(clinic=clinic).order_by("number").iterator():
        if entry.number != expected or entry.digest != digest_of(before, entry.number, entry.at, entry.who, entry.what, entry.about):
            return expected
        before, expected = entry.digest, expected + 1
    return None


def stands(digest: str) -> bool:
    """Whether an entry with this digest stands in a whole log of some clinic. Where a digest was kept elsewhere and stands nowhere any
    more, the end of that log was cut off, or all of it was written anew.
    """
    entry = Audit.objects.filter(digest=digest).select_related("clinic").first()
    return entry is not None and broken(entry.clinic) is None
