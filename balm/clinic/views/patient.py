"""One patient: how she stands, why, what was done, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from balm.clinic import actions
from balm.clinic.judged import pathway
from balm.clinic.marks import her_mark
from balm.clinic.models import Alert, CheckIn, Contact, Dialogue, Heard, Key, Kind, Patient
from balm.clinic.record import summary_of
from balm.clinic.redraw import address, is_redraw, token
from balm.clinic.rows import DID, LEVELS, NOT_KNOWN, Planned, lookers, name_of, rows, titles, with_what_rows_say
from balm.clinic.who import member_of, patient_with, verified
from balm.pathway.evidence import Source
from balm.pathway.summary import Reminder

SHOWN = 30


@require_safe
@verified
def patient(request: HttpRequest, code: str) -> HttpResponse:
    """Her page. That it was opened is noted, but not where it was opened before and draws itself anew."""
    member, now = member_of(request), timezone.now()
    found = patient_with(member, code)
    redraw = is_redraw(request, found)
    marked = her_mark(member.clinic, found.code)  # before all else: what comes in between is then drawn anew, and never taken for shown
    if request.method == "GET" and not redraw:
        actions.look(by=member, patient=found, opened=True)
    one = with_what_rows_say(Patient.objects.filter(pk=found.pk)).select_related("clinic").get()
    check_ins = CheckIn.objects.filter(patient=one).order_by("-received_at")[:SHOWN]
    heard = list(Heard.objects.filter(patient=one).select_related("member__user").order_by("-at"))
    shown = list(check_ins)
    (row,) = rows([one], member, now)
    about = {
        "member": member,
        "row": row,
        "plan": [_grounds(planned) for planned in row.plan],
        "patient": one,
        "summary": summary_of(one),
        "check_ins": [(made, LEVELS.get(made.urgency or "", NOT_KNOWN), titles(made.reasons)) for made in shown],
        "contacts": [
            (contact, DID[Kind(contact.kind)], name_of(contact.member))
            for contact in Contact.objects.filter(patient=one).select_related("member__user").order_by("-at", "-pk")[:SHOWN]
        ],
        "heard": [(sign, _title(sign.rule), name_of(sign.member)) for sign in heard],
        "to_hear": [(reason["rule"], _title(reason["rule"])) for reason in (shown[0].reasons if shown else [])],
        "not_acknowledged": Alert.objects.filter(patient=one, acknowledged_at=None).order_by("raised_at"),
        "looking": [name_of(other.member) for other in lookers([one], member, now)],
        "texts": Dialogue.objects.filter(patient=one).first(),
        "has_key": Key.objects.filter(patient=one, revoked_at=None).exists(),
        "kinds": [(kind.value, DID[kind]) for kind in Kind],
        "problem": "" if redraw else request.session.pop("problem", ""),
        "of": one.code,
        "mark": marked,
        "address": address(request, one),
        "again": token(request, one) if redraw else "",
    }
    return render(request, "clinic/patient.html", about)


def _grounds(planned: Planned) -> tuple[Planned, Reminder, list[Source]]:
    """A planned date with what the pathway says of it, and on what that rests."""
    found = pathway().summary.dates[planned.id]
    return planned, found, [pathway().sources[name] for name in found.sources]


def _title(rule: str) -> str:
    return titles([{"rule": rule}])[0]
