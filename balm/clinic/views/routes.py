"""Where alerts go besides the screen, and reminders to patients; and what was not delivered. For administrators who have just proved
who they are."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from balm.clinic.actions import outbox
from balm.clinic.channels import FOR_ALERTS, KINDS, SIGNED
from balm.clinic.channels.signed import secret_for
from balm.clinic.models import Delivery, Member, Route, State
from balm.clinic.rows import LEVELS, NOT_KNOWN
from balm.clinic.who import administrator_of, just_proved, verified
from balm.errors import CannotRun

SHOWN = 100
NAMES = {"email": "E-mail", "webhook": "Webhook", "text": "Reminders by text"}


class New(forms.Form):
    """A new way out."""

    kind = forms.ChoiceField(choices=[(kind, NAMES.get(kind, kind)) for kind in KINDS], label="By")
    address = forms.CharField(max_length=400, label="To", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    escalates = forms.BooleanField(required=False, label="Only what nobody acknowledged in time")


@require_http_methods(["GET", "HEAD", "POST"])
@verified
@just_proved
def routes(request: HttpRequest) -> HttpResponse:
    """The list; a POST of `what` adds one, turns one on or off, or tries again what was given up."""
    by = administrator_of(request)
    form, made, problem, what = New(), None, "", request.POST.get("what")
    if request.method == "POST" and what == "add":
        form = New(request.POST)
        if form.is_valid():
            try:
                made = outbox.add_route(clinic=by.clinic, by=by.user.username, **form.cleaned_data)
                form = New()
            except CannotRun as refused:
                problem = f"Nothing was added: {refused}."
    elif request.method == "POST" and what in ("on", "off"):
        try:
            outbox.turn(by=by, route=_named(request, by), active=what == "on")
            return redirect("routes")
        except CannotRun as refused:
            problem = f"Nothing was changed: {refused}."
    elif request.method == "POST" and what == "again":
        outbox.try_again(clinic=by.clinic, by=by)
        return redirect("routes")
    elif request.method == "POST":
        raise Http404
    dead = Delivery.objects.filter(route__clinic=by.clinic, state=State.DEAD).select_related("route", "alert__patient", "dialogue__patient")
    every = [(one, NAMES.get(one.kind, one.kind)) for one in Route.objects.filter(clinic=by.clinic).order_by("kind", "address")]
    about = {
        "member": by,
        "routes": every,
        "zone": timezone.get_current_timezone_name(),
        "heard": any(one.kind in FOR_ALERTS for one, _ in every),
        "form": form,
        "problem": problem,
        "made": made,
        "secret": secret_for(f"webhook:{made.pk}") if made and made.kind in SIGNED else "",
        "dead": [(one, LEVELS.get(one.alert.urgency, NOT_KNOWN) if one.alert else "Reminder") for one in dead.order_by("-made_at")[:SHOWN]],
        "to_try": dead.filter(alert__acknowledged_at=None, route__active=True).exists(),
    }
    return render(request, "clinic/routes.html", about)


def _named(request: HttpRequest, by: Member) -> Route:
    try:
        found = Route.objects.filter(clinic=by.clinic, pk=UUID(request.POST.get("route", ""))).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
