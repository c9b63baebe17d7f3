"""What has come since the page was drawn: asked for every few seconds by the open pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any as Anything

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from balm.clinic.marks import her_mark, list_mark
from balm.clinic.models import ERASED_OPEN, ERASURE_SEEN, Alert, Audit, Clinic
from balm.clinic.rows import LEVELS, NOT_KNOWN, ago, titles
from balm.clinic.who import member_of, verified

SHOWN = 20
"""Open alerts that fit at the top; those that wait longest and press most come first."""
TOLD = 100
"""Of so many open alerts a page is told at least that they are there, the last that came first."""
ERASED = "Erased before anybody had dealt with what pressed; nothing of it is left. Whoever spoke with her last may know whether to call."


@require_safe
@verified
def changes(request: HttpRequest) -> HttpResponse:
    """The open alerts that fit at the top; the ids of all (`open`; `more` where there are more still); a mark that is another one when
    the list has changed; and `hers`, the same for the page of the patient whose code is `of`: null where there is nobody of that code.

    Which alert is new a page knows itself: the one whose id it was not told before. By its time that could not be said, nor by the highest
    id: an alert has both from within a transaction, and is there only when that has ended.
    """
    member = member_of(request)
    alerts = open_alerts(member.clinic, timezone.now())
    ids = open_ids(member.clinic, alerts)
    hers = her_mark(member.clinic, request.GET["of"]) if "of" in request.GET else None
    return JsonResponse({"alerts": alerts, "open": ids, "more": len(ids) == TOLD, "mark": list_mark(member.clinic, ids), "hers": hers})


def open_ids(clinic: Clinic, alerts: list[dict[str, Anything]]) -> list[int]:
    """The ids of the alerts that nobody has acknowledged, the last first: of the last hundred. `alerts`: those that fit at the top."""
    if len(alerts) < SHOWN:
        return sorted((one["id"] for one in alerts), reverse=True)
    found = Alert.objects.filter(patient__clinic=clinic, acknowledged_at=None)
    erased = [one["id"] for one in alerts if one["id"] < 0]
    return [*found.order_by("-pk").values_list("pk", flat=True)[: TOLD - len(erased)], *erased]


def open_alerts(clinic: Clinic, now: datetime) -> list[dict[str, Anything]]:
    """The alerts that nobody has acknowledged, emergencies first; those of somebody who has stopped since stay among them. Last those of
    patients who were erased meanwhile, under ids below zero."""
    return [*_alerts(clinic, now), *_erased(clinic, now)]


def _erased(clinic: Clinic, now: datetime) -> list[dict[str, Anything]]:
    seen = Audit.objects.filter(clinic=clinic, what=ERASURE_SEEN, about=OuterRef("about"), number__gt=OuterRef("number"))
    found = Audit.objects.filter(~Exists(seen), clinic=clinic, what=ERASED_OPEN).order_by("number")[:SHOWN]
    return [
        {
            "id": -one.number,
            "code": one.about,
            "name": "",
            "level": "Erased",
            "tone": "urgent",
            "why": [ERASED],
            "ago": ago(one.at, now),
            "page": "",
            "acknowledge": reverse("erasure-seen", args=[one.about]),
        }
        for one in found
    ]


def _alerts(clinic: Clinic, now: datetime) -> list[dict[str, Anything]]:
    found = Alert.objects.filter(patient__clinic=clinic, acknowledged_at=None)
    found = found.select_related("patient", "check_in").order_by("urgency", "raised_at")[:SHOWN]  # "emergency" comes before "urgent"
    return [
        {
            "id": one.pk,
            "code": one.patient.code,
            "name": one.patient.name,
            "level": LEVELS.get(one.urgency, NOT_KNOWN),
            "tone": one.urgency or "urgent",
            "why": titles(reason for reason in one.check_in.reasons if reason["urgency"] == one.urgency),
            "ago": ago(one.raised_at, now),
            "page": reverse("patient", args=[one.patient.code]),
            "acknowledge": reverse("acknowledge", args=[one.pk]),
        }
        for one in found
    ]
