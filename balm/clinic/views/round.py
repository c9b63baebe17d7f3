"""The ten-minute round: everybody who wants a call, one at a time, by keyboard."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balm.clinic import actions
from balm.clinic.models import Attention, Contact, Kind, Member, Patient, Viewing
from balm.clinic.rows import DID, LOOKING, name_of, rows, with_what_rows_say
from balm.clinic.waiting import COUNTED, in_turn
from balm.clinic.who import member_of, patient_with, verified

_BEGAN, _SKIPPED = "round_began", "round_skipped"
LASTS = timedelta(hours=8)


@require_safe
@verified
def one_round(request: HttpRequest) -> HttpResponse:
    """The next: from the top of the worklist, whom nobody has dealt with since the round began, and nobody else is looking at."""
    member, now = member_of(request), timezone.now()
    began = _began(request, now)
    left = _left(member, began, request.session.get(_SKIPPED, []), now)
    one = next(in_turn(with_what_rows_say(left), member.clinic, now), None)
    done = Contact.objects.filter(patient__clinic=member.clinic, member=member, at__gte=began).values("patient").distinct().count()
    about: dict[str, object] = {"member": member, "done": done, "skipped": len(request.session.get(_SKIPPED, []))}
    if one is not None:
        if request.method == "GET":
            actions.look(by=member, patient=one, opened=True)
        last = Contact.objects.filter(patient=one).select_related("member__user").order_by("-at", "-pk").first()
        wants = (Q(attention__lt=Attention.NONE), Q(attention=Attention.NONE, due_at__lte=now))  # apart: each has its index
        about |= {
            "row": rows([one], member, now)[0],
            "patient": one,
            "last": (last, DID[Kind(last.kind)], name_of(last.member)) if last else None,
            "left": sum(left.filter(each, clinic=member.clinic, stopped_at=None)[: COUNTED + 1].count() for each in wants),
            "keys": [(str(key), kind.value, DID[kind]) for key, kind in enumerate(Kind, start=1)],
        }
    return render(request, "clinic/round.html", about)


@require_POST
@verified
def skip(request: HttpRequest, code: str) -> HttpResponse:
    """Leave her for later in this round; she stays where she is on the worklist."""
    member = member_of(request)
    found = patient_with(member, code)
    request.session[_SKIPPED] = [*request.session.get(_SKIPPED, []), f"{found.pk} {actions.mark_of(found)}"]
    actions.look_away(by=member, patient=found)
    return redirect("round")


@require_POST
@verified
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a new round, in which everybody who still waits comes again."""
    member_of(request)
    request.session.pop(_BEGAN, None)
    request.session.pop(_SKIPPED, None)
    return redirect("round")


def _began(request: HttpRequest, now: datetime) -> datetime:
    before = request.session.get(_BEGAN)
    if before and now - datetime.fromisoformat(before) < LASTS:
        return datetime.fromisoformat(before)
    request.session[_BEGAN], request.session[_SKIPPED] = now.isoformat(), []
    return now


def _left(member: Member, began: datetime, skipped: list[str], now: datetime) -> QuerySet[Patient]:
    done = Contact.objects.filter(patient=OuterRef("pk"), at__gte=began)
    done = done.filter(Q(patient__last_check_in_at=None) | Q(at__gte=F("patient__last_check_in_at")))  # what came since is new
    seen = Viewing.objects.filter(patient=OuterRef("pk"), at__gte=now - LOOKING).exclude(member=member)
    later = Q(pk__in=[])
    for one, mark in (each.split(" ", 1) for each in skipped):  # who sent something since is not left for later
        later |= Q(pk=one, last_check_in_at=None) if mark == "none" else Q(pk=one, last_check_in_at__lte=datetime.fromisoformat(mark))
    return Patient.objects.filter(~Exists(done), ~Exists(seen)).exclude(later)
