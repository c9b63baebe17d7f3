"""The ten-minute round: everybody who wants a call, one at a time, by keyboard."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balm.clinic import actions
from balm.clinic.marks import her_mark
from balm.clinic.models import Contact, Kind, Member, Patient, Viewing
from balm.clinic.redraw import AGAIN, address, is_redraw
from balm.clinic.rows import DID, LOOKING, name_of, rows, with_what_rows_say
from balm.clinic.waiting import COUNTED, in_turn, wants_a_call
from balm.clinic.who import member_of, patient_with, verified

_BEGAN, _SKIPPED = "round_began", "round_skipped"
LASTS = timedelta(hours=8)


@require_safe
@verified
def one_round(request: HttpRequest) -> HttpResponse:
    """The next: from the top of the worklist, whom nobody has dealt with since the round began, and nobody else is looking at.

    `of`: the code of the one who is on the screen already, where the page draws itself anew.
    """
    member, now = member_of(request), timezone.now()
    began = _began(request, now)
    left = _left(member, began, request.session.get(_SKIPPED, []), now)
    shown = _shown(request, member)
    one = shown or next(in_turn(left, member.clinic, now), None)
    contacts = Contact.objects.filter(patient__clinic=member.clinic, member=member, at__gte=began).order_by("at", "pk")
    last_did = dict(contacts.values_list("patient", "kind"))  # of each the last
    unanswered = sum(kind == Kind.NO_ANSWER for kind in last_did.values())
    about: dict[str, object] = {"member": member, "skipped": len(request.session.get(_SKIPPED, []))}
    about |= {"done": len(last_did) - unanswered, "unanswered": unanswered}
    if one is not None:
        marked = her_mark(member.clinic, one.code)  # before her row: what comes in between is then drawn anew, and never taken for shown
        one = with_what_rows_say(Patient.objects.filter(pk=one.pk)).get()
        if request.method == "GET" and not shown:
            actions.look(by=member, patient=one, opened=True)
        last = Contact.objects.filter(patient=one).select_related("member__user").order_by("-at", "-pk").first()
        about |= {
            "row": rows([one], member, now)[0],
            "patient": one,
            "last": (last, DID[Kind(last.kind)], name_of(last.member)) if last else None,
            "left": sum(left.filter(each, clinic=member.clinic)[: COUNTED + 1].count() for each in wants_a_call(now)),
            "of": one.code,
            "mark": marked,
            "address": address(request, one),
            "keys": [(str(key), kind.value, DID[kind]) for key, kind in enumerate(Kind, start=1)],
        }
    else:
        about["remain"] = next(in_turn(Patient.objects.all(), member.clinic, now), None) is not None
    return render(request, "clinic/round.html", about)


@require_POST
@verified
def skip(request: HttpRequest, code: str) -> HttpResponse:
    """Leave her for later in this round; she stays where she is on the worklist. `seen`: her last check-in on the page from which that was
    said. Where a newer one has come since, she is shown with it first."""
    member = member_of(request)
    found = patient_with(member, code)
    mark = actions.mark_of(found)
    if request.POST.get("seen", mark) == mark:
        request.session[_SKIPPED] = [*request.session.get(_SKIPPED, []), f"{found.pk} {mark}"]
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


def _shown(request: HttpRequest, member: Member) -> Patient | None:
    """Who is on the screen already, where her page of the round draws itself anew."""
    code = request.GET.get("of", "")
    if AGAIN not in request.GET or not code.isprintable():
        return None
    found = Patient.objects.filter(clinic=member.clinic, code=code).first()
    return found if found is not None and is_redraw(request, found) else None


def _left(member: Member, began: datetime, skipped: list[str], now: datetime) -> QuerySet[Patient]:
    done = Contact.objects.filter(patient=OuterRef("pk"), at__gte=began)
    done = done.filter(Q(patient__last_check_in_at=None) | Q(up_to__gte=F("patient__last_check_in_at")))  # what they did not know of is new
    seen = Viewing.objects.filter(patient=OuterRef("pk"), at__gte=now - LOOKING).exclude(member=member)
    later = Q(pk__in=[])
    for one, mark in (each.split(" ", 1) for each in skipped):  # who sent something since is not left for later
        later |= Q(pk=one, last_check_in_at=None) if mark == "none" else Q(pk=one, last_check_in_at__lte=datetime.fromisoformat(mark))
    return Patient.objects.filter(~Exists(done), ~Exists(seen)).exclude(later)
