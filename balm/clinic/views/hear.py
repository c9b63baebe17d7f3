"""A sign that a clinician knows of and has answered."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from balm.clinic import actions
from balm.clinic.who import member_of, patient_with, verified


class HeardForm(forms.Form):
    rule = forms.CharField(max_length=12)
    note = forms.CharField(required=False, max_length=2000)
    seen = forms.CharField(required=False, max_length=60)


@require_POST
@verified
def hear(request: HttpRequest, code: str) -> HttpResponse:
    """It raises no alert again until it is worse. The level stays what it is."""
    member = member_of(request)
    found = patient_with(member, code)
    form = HeardForm(request.POST)
    if not form.is_valid():
        request.session["problem"] = (
            "Nothing was recorded. Choose a sign, and keep what is known under 2000 letters, without odd characters."
        )
        return redirect("patient", found.code)
    try:
        actions.hear(by=member, patient=found, **form.cleaned_data)
    except actions.Refused:
        request.session["problem"] = (
            "Nothing was recorded: her last check-in is another one, or no longer has that sign. This is how she stands now."
        )
    return redirect("patient", found.code)
