"""The worklist, which is home."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from balm.clinic.models import Patient
from balm.clinic.rows import rows, with_what_rows_say
from balm.clinic.views.changes import mark, open_alerts
from balm.clinic.waiting import COUNTED, FILTERS, PAGE, Page, counts, page
from balm.clinic.who import member_of, verified

NAMES = {"all": "Everyone", "call": "Needs a call", "overdue": "Overdue", "unimproved": "Not improving"}


@require_safe
@verified
def worklist(request: HttpRequest) -> HttpResponse:
    """`show` is a filter, `after` where the page before ended, `code` a code or its beginning."""
    member, now = member_of(request), timezone.now()
    which, code = request.GET.get("show", "all"), _code(request.GET.get("code", ""))
    if which not in FILTERS:
        raise Http404
    alerts = open_alerts(member.clinic, now)
    marked = mark(member.clinic, alerts)  # before the rows: what comes in between is then drawn anew, and never taken for shown
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
        "filters": [(one, NAMES[one], _count(many[one]) if one in many else "") for one in FILTERS],
        "alerts": alerts,
        "mark": marked,
    }
    return render(request, "clinic/worklist.html", about)


def _code(typed: str) -> str:
    """A code as it is kept, whatever case it was typed in and with or without its dash."""
    bare = "".join(one for one in typed.upper() if one.isalnum())[:7]
    return f"{bare[:3]}-{bare[3:]}" if len(bare) > 3 else bare


def _count(many: int) -> str:
    return f"{COUNTED}+" if many > COUNTED else str(many)
