"""The worklist, which is home."""

from __future__ import annotations

import time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from balm.clinic.actions.seeing import LIST, see
from balm.clinic.marks import list_mark
from balm.clinic.models import Member, Patient
from balm.clinic.redraw import AGAIN
from balm.clinic.rows import rows, with_what_rows_say
from balm.clinic.views.changes import TOLD, open_alerts, open_ids
from balm.clinic.waiting import FILTERS, PAGE, Page, counted, counts, page
from balm.clinic.who import member_of, verified

NOTED_EVERY = 15 * 60
"""Seconds in which one session's looking at the list is noted once."""
_SEEN = "list_seen"
NAMES = {"all": "Everyone", "call": "Needs a call", "overdue": "Overdue", "unimproved": "Not improving"}


@require_safe
@verified
def worklist(request: HttpRequest) -> HttpResponse:
    """`show` is a filter, `after` where the page before ended, `code` a code or its beginning. That it was opened is noted."""
    member, now = member_of(request), timezone.now()
    which, code = request.GET.get("show", "all"), _code(request.GET.get("code", ""))
    if which not in FILTERS:
        raise Http404
    alerts = open_alerts(member.clinic, now)
    ids = open_ids(member.clinic, alerts)
    marked = list_mark(member.clinic, ids)  # before the rows: what comes in between is then drawn anew, and never taken for shown
    everyone = with_what_rows_say(Patient.objects.all())
    if code:
        found = list(everyone.filter(clinic=member.clinic, code__startswith=code).order_by("code")[:PAGE])
        if len(found) == 1:
            return redirect("patient", found[0].code)
        shown = Page(found, "")
    else:
        try:
            shown = page(everyone, member.clinic, which, request.GET.get("after", ""), now)
        except ValueError as error:
            raise Http404 from error
    many = counts(member.clinic, now)
    about = {
        "member": member,
        "rows": rows(shown.patients, member, now),
        "after": shown.after,
        "first": not request.GET.get("after"),
        "which": which,
        "code": code,
        "filters": [(one, NAMES[one], counted(many[one]) if one in many else "") for one in FILTERS],
        "alerts": alerts,
        "besides": max(0, len(ids) - len(alerts)),
        "at_least": len(ids) == TOLD,
        "mark": marked,
    }
    if request.method == "GET":
        _note(request, member)
    return render(request, "clinic/worklist.html", about)


def _note(request: HttpRequest, member: Member) -> None:
    """That the list was opened: once in a while for a session, and not where a list that was opened draws itself anew."""
    seen, here, now = request.session.get(_SEEN, {}), str(member.clinic.pk), int(time.time())
    before = seen.get(here)
    if before is None or (AGAIN not in request.GET and now - before >= NOTED_EVERY):
        see(by=member, what=LIST)
        request.session[_SEEN] = {**seen, here: now}


def _code(typed: str) -> str:
    """A code as it is kept, whatever case it was typed in and with or without its dash."""
    bare = "".join(one for one in typed.upper() if one.isalnum())[:7]
    return f"{bare[:3]}-{bare[3:]}" if len(bare) > 3 else bare
