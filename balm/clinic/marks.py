"""Marks of what a page shows: another one, where the page is no longer as it was drawn. Open pages compare theirs every few seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, Subquery

from balm.clinic.actions import mark_of
from balm.clinic.actions.seeing import SIGHTS
from balm.clinic.models import Attention, Audit, Clinic, Contact, Heard, Patient
from balm.clinic.waiting import COUNTED

_LOOKED_BACK = 50


def list_mark(clinic: Clinic, alerts: Iterable[int]) -> str:
    """Of the worklist: another one when somebody came, went, waits or was dealt with. `alerts`: the ids of the open ones."""
    waiting = Patient.objects.filter(clinic=clinic, attention__lt=Attention.NONE)[: COUNTED + 1].count()
    return f"{_noted(clinic)}.{waiting}." + ".".join(str(one) for one in alerts)


def _noted(clinic: Clinic) -> str:
    """The last thing that was done and noted. That somebody read something changes no list, or each list that is opened would draw all
    others anew. Where it was too long ago to be looked for, the mark changes now and then by itself: never too seldom."""
    last = list(Audit.objects.filter(clinic=clinic).order_by("-number").values_list("number", "what")[:_LOOKED_BACK])
    done = (str(number) for number, what in last if not what.startswith(SIGHTS))
    return next(done, f"{last[0][0] // _LOOKED_BACK}x{_LOOKED_BACK}" if last else "")


def her_mark(clinic: Clinic, code: str) -> str | None:
    """Of one patient's page: another one when she has checked in, or somebody has done or written something about her. By one query.

    None where the clinic has nobody of this code.
    """
    hers = Patient.objects.filter(clinic=clinic, code=code.upper() if code.isprintable() else "")
    last = (Contact.objects.order_by("-at", "-pk").values("pk"), Heard.objects.order_by("-at").values("at"))
    contact, heard = (Subquery(each.filter(patient=OuterRef("pk"))[:1]) for each in last)
    found = hers.annotate(
        contact=contact, heard_at=heard, not_acknowledged=Count("alerts", filter=Q(alerts__acknowledged_at=None))
    ).select_related("dialogue")
    one = found.first()
    if one is None:
        return None
    texts = one.dialogue.number if hasattr(one, "dialogue") else ""
    told = (
        mark_of(one),
        one.contact,
        one.heard_at,
        one.not_acknowledged,
        texts,
        one.attention,
        one.stopped_at,
        one.consented_at,
        one.invited_until,
    )
    written = (one.name, one.phone, one.date_of_loss, one.management, one.losses)
    return hashlib.sha256(repr((told, written)).encode()).hexdigest()[:16]
