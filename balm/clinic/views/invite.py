"""Invite a patient in ten seconds: nothing has to be filled in."""

from __future__ import annotations

from datetime import timedelta

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from balm.care.call import best_line, country_of, dialled
from balm.clinic import actions
from balm.clinic.actions import Invited
from balm.clinic.judged import pathway
from balm.clinic.models import Member, Patient
from balm.clinic.views.about import About
from balm.clinic.waiting import counted, not_agreed, page
from balm.clinic.who import member_of, patient_with, verified


@require_http_methods(["GET", "HEAD", "POST"])
@verified
def invite(request: HttpRequest) -> HttpResponse:
    """The form; a POST makes the invitation and shows it, this once."""
    member = member_of(request)
    form = About(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _shown(request, member, actions.invite(by=member, **form.cleaned_data))
    return render(request, "clinic/invite.html", {"member": member, "form": form, **_not_agreed(request, member)})


@require_POST
@verified
def close_invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody awaits any more that she agrees."""
    member = member_of(request)
    found = patient_with(member, code)
    try:
        actions.close_invitation(by=member, patient=found)
    except actions.Refused as refused:
        request.session["problem"] = f"Nothing was changed: {refused}."
    return redirect("patient", found.code)


@require_POST
@verified
def shut_out(request: HttpRequest, code: str) -> HttpResponse:
    """The key of her phone, which is lost or in other hands, opens nothing any more."""
    member = member_of(request)
    found = patient_with(member, code)
    actions.revoke_keys(by=member, patient=found)
    request.session["problem"] = "That phone is shut out. To let her check in from another one, make a new invitation."
    return redirect("patient", found.code)


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


def _not_agreed(request: HttpRequest, member: Member) -> dict[str, object]:
    """Who was invited and has not agreed yet, a page at a time, whose invitation has expired first; and how many they are."""
    now = timezone.now()
    try:
        shown = page(Patient.objects.all(), member.clinic, "invited", request.GET.get("after", ""), now)
    except ValueError as error:
        raise Http404 from error
    unused = [(one, bool(one.invited_until and one.invited_until <= now)) for one in shown.patients]
    return {"unused": unused, "after": shown.after, "many": [counted(one) for one in not_agreed(member.clinic, now)]}
