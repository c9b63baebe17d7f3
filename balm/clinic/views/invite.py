"""Invite a patient in ten seconds: nothing has to be filled in."""

from __future__ import annotations

from datetime import timedelta

import segno
from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from balm.care.call import best_line, country_of, dialled
from balm.clinic import actions
from balm.clinic.actions import Invited
from balm.clinic.judged import pathway
from balm.clinic.models import Attention, Invitation, Member, Patient
from balm.clinic.views.about import About
from balm.clinic.who import member_of, patient_with, verified

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@verified
def invite(request: HttpRequest) -> HttpResponse:
    """The form; a POST makes the invitation and shows it, this once."""
    member = member_of(request)
    form = About(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _shown(request, member, actions.invite(by=member, **form.cleaned_data))
    return render(request, "clinic/invite.html", {"member": member, "form": form, "unused": _unused(member)})


@require_POST
@verified
def invite_again(request: HttpRequest, code: str) -> HttpResponse:
    """A new invitation for a patient who is known."""
    member = member_of(request)
    found = patient_with(member, code)
    try:
        return _shown(request, member, actions.invite_again(by=member, patient=found))
    except actions.Refused as refused:
        request.session["problem"] = f"No invitation was made: {refused}."
        return redirect("patient", found.code)


def _shown(request: HttpRequest, member: Member, invited: Invited) -> HttpResponse:
    link = f"{settings.BALM_PAGE}#invite={invited.token}"
    made = segno.make(link, micro=False, error="m")
    qr = made.svg_inline(border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    country = country_of(pathway(), member.clinic.country)
    about = {
        "member": member,
        "patient": invited.patient,
        "link": link,
        "qr": mark_safe(qr),  # noqa: S308
        "emergency": dialled(best_line(country, "emergency", timezone.localdate())),
        "until": timezone.now() + timedelta(days=member.clinic.invitation_days),
    }
    return render(request, "clinic/invitation.html", about)


def _unused(member: Member) -> list[tuple[Patient, bool]]:
    """Who was invited and has not agreed yet, and whether her invitation has expired; those first who were asked first."""
    now = timezone.now()
    last = Invitation.objects.filter(patient=OuterRef("pk")).order_by("-made_at").values("expires_at")[:1]
    valid = Invitation.objects.filter(patient=OuterRef("pk"), used_at=None, expires_at__gt=now)
    found = Patient.objects.filter(clinic=member.clinic, consented_at=None, due_at=None, stopped_at=None, attention=Attention.NONE)
    found = found.annotate(expires_at=Subquery(last), valid=Exists(valid)).order_by("invited_at", "id")[:SHOWN]
    return [(one, not one.valid) for one in found]
