"""The picture of her days, as a file: the page's policy lets no style stand in the page itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from balm.clinic.actions.seeing import CHART, see
from balm.clinic.record import summary_of
from balm.clinic.redraw import is_redraw
from balm.clinic.who import member_of, patient_with, verified
from balm.summary.chart import svg


@require_safe
@verified
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """Her chart as SVG. That it was seen is noted, but where her page, which was opened before, draws itself anew."""
    member = member_of(request)
    found = patient_with(member, code)
    page = summary_of(found)
    if page is None or page["chart"] is None:
        raise Http404
    if request.method == "GET" and not is_redraw(request, found):
        see(by=member, patient=found, what=CHART)
    return HttpResponse(svg(page["chart"], "system-ui, sans-serif"), content_type="image/svg+xml")
