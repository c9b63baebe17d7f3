"""What has come since the page was drawn: asked for every few seconds by the open pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any as Anything

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from balm.clinic.models import Alert, Attention, Audit, Clinic, Patient
from balm.clinic.rows import LEVELS, NOT_KNOWN, ago, titles
from balm.clinic.waiting import COUNTED
from balm.clinic.who import member_of, verified

SHOWN = 20
"""Open alerts that fit at the top; those that wait longest and press most come first."""


@require_safe
@verified
def changes(request: HttpRequest) -> HttpResponse:
    """The open alerts, which of them were raised after the moment `since`, and a mark that is another one when the list has changed."""
    member, now = member_of(request), timezone.now()
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
        since = since if since.tzinfo else now
    except ValueError:
        since = now
    found = open_alerts(member.clinic, now)
    alerts = [{**{name: value for name, value in one.items() if name != "raised_at"}, "new": one["raised_at"] > since} for one in found]
    return JsonResponse({"now": now.isoformat(), "alerts": alerts, "mark": mark(member.clinic, found)})


def mark(clinic: Clinic, alerts: list[dict[str, Anything]]) -> str:
    """Another one when somebody came, went, waits or was dealt with: what was noted last, how many wait, which alerts are open."""
    noted = Audit.objects.filter(clinic=clinic).order_by("-number").values_list("number", flat=True).first()
    waiting = Patient.objects.filter(clinic=clinic, stopped_at=None, attention__lt=Attention.NONE)[: COUNTED + 1].count()
    return f"{noted}.{waiting}." + ".".join(str(one["id"]) for one in alerts)


def open_alerts(clinic: Clinic, now: datetime) -> list[dict[str, Anything]]:
    """The alerts that nobody has acknowledged, emergencies first; those of somebody who has stopped since stay among them."""
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
            "raised_at": one.raised_at,
            "page": reverse("patient", args=[one.patient.code]),
            "acknowledge": reverse("acknowledge", args=[one.pk]),
        }
        for one in found
    ]
