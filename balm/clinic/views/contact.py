"""Write down what was done about her."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from balm.clinic import actions
from balm.clinic.models import Kind
from balm.clinic.who import member_of, patient_with, verified


class ContactForm(forms.Form):
    kind = forms.ChoiceField(choices=Kind.choices)
    outcome = forms.CharField(required=False, max_length=2000)
    next_step = forms.CharField(required=False, max_length=2000)
    seen = forms.CharField(required=False, max_length=60)


@require_POST
@verified
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Record it, then go on: to the next of the round, to the worklist, or to her page."""
    member = member_of(request)
    found = patient_with(member, code)
    form = ContactForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        told = {"outcome": said["outcome"].strip(), "next_step": said["next_step"].strip(), "seen": said["seen"]}
        actions.record_contact(by=member, patient=found, kind=Kind(said["kind"]), **told)
        found.refresh_from_db()
        if said["seen"] and said["seen"] != actions.mark_of(found):
            request.session["problem"] = (
                "It was recorded. But another check-in came meanwhile, so she stays on the list: this is how she stands now."
            )
            return redirect("patient", found.code)
    else:
        request.session["problem"] = (
            "Nothing was recorded. Choose called, no answer, seen or referred, and keep each text under 2000 letters."
        )
        return redirect("patient", found.code)
    then = request.POST.get("then")
    if then in ("round", "worklist"):
        actions.look_away(by=member, patient=found)
        return redirect(then)
    return redirect("patient", found.code)
