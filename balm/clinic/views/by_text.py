"""Let a patient check in by text, or end it: for administrators of her clinic."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from balm.clinic.actions import Refused
from balm.clinic.actions.texts import begin_texts, end_texts
from balm.clinic.who import administrator_of, patient_with, verified


@require_POST
@verified
def by_text(request: HttpRequest, code: str) -> HttpResponse:
    """From `number`; with `end`, no more."""
    member = administrator_of(request)
    found = patient_with(member, code)
    try:
        if request.POST.get("end"):
            end_texts(by=member, patient=found)
        else:
            begin_texts(by=member, patient=found, number=request.POST.get("number", "")[:40])
    except Refused as refused:
        request.session["problem"] = f"Nothing was changed: {refused}."
    return redirect("patient", found.code)
