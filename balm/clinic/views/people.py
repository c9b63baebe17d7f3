"""Who works at the clinic: for its administrators, who have just given their password."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from balm.clinic.actions import Refused, staff
from balm.clinic.models import Member, Role, User
from balm.clinic.who import administrator_of, just_proved, verified


class New(forms.Form):
    """Somebody new."""

    username = forms.CharField(max_length=64, validators=[User.username_validator], label="User name")
    role = forms.ChoiceField(choices=Role.choices, label="As")


@require_http_methods(["GET", "HEAD", "POST"])
@verified
@just_proved
def people(request: HttpRequest) -> HttpResponse:
    """The list; a POST of `what` adds somebody, or does something about `number`, who is one of them."""
    by = administrator_of(request)
    problem, link, form = "", None, New()
    if request.method == "POST":
        what = request.POST.get("what")
        try:
            if what == "add":
                form = New(request.POST)
                if form.is_valid():
                    said = form.cleaned_data
                    link, form = staff.add(by=by, username=said["username"], role=Role(said["role"])), New()
            elif what == "link":
                link = staff.new_link(by=by, member=_named(request, by))
            elif what == "factor":
                staff.forget_second_factor(by=by, member=_named(request, by))
                return redirect("people")
            elif what == "out":
                staff.take_out(by=by, member=_named(request, by))
                return redirect("people")
            else:
                raise Http404
        except Refused as refused:
            problem = f"Nothing was changed: {refused}."
    address = settings.BALM_ADDRESS.rstrip("/") + reverse("begin", args=[link.who, link.token]) if link else ""
    members = Member.objects.filter(clinic=by.clinic).select_related("user").order_by("user__username")
    about = {"member": by, "members": members, "form": form, "problem": problem, "link": link, "address": address}
    return render(request, "clinic/people.html", about)


def _named(request: HttpRequest, by: Member) -> Member:
    number = request.POST.get("number", "")
    found = Member.objects.filter(clinic=by.clinic, pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None
    if found is None:
        raise Http404
    return found
