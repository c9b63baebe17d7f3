"""A sign that a clinician knows of and has answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from balm.clinic import actions
from balm.clinic.who import member_of, patient_with, verified


@require_POST
@verified
def hear(request: HttpRequest, code: str) -> HttpResponse:
    """It raises no alert again until it is worse. The level stays what it is."""
    member = member_of(request)
    found = patient_with(member, code)
    try:
        actions.hear(
            by=member,
            patient=found,
            rule=request.POST.get("rule", ""),
            note=request.POST.get("note", "").strip()[:2000],
            seen=request.POST.get("seen", "")[:60],
        )
    except actions.Refused:
        request.session["problem"] = (
            "Nothing was recorded: her last check-in is another one, or no longer has that sign. This is how she stands now."
        )
    return redirect("patient", found.code)
