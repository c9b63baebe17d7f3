"""An open page says so, and hears who else has it open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from balm.clinic import actions
from balm.clinic.rows import lookers, name_of
from balm.clinic.who import member_of, patient_with, verified


@require_POST
@verified
def looking(request: HttpRequest, code: str) -> HttpResponse:
    """I have her page open; with `gone`, no longer. Answers who else has."""
    member = member_of(request)
    found = patient_with(member, code)
    if request.POST.get("gone"):
        actions.look_away(by=member, patient=found)
    else:
        actions.look(by=member, patient=found)
    return JsonResponse({"looking": [name_of(one.member) for one in lookers([found], member, timezone.now())]})
