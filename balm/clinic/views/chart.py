"""The picture of her days, as a file: the page's policy lets no style stand in the page itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from balm.clinic.record import summary_of
from balm.clinic.who import member_of, patient_with, verified
from balm.summary.chart import svg


@require_safe
@verified
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """Her chart as SVG."""
    page = summary_of(patient_with(member_of(request), code))
    if page is None or page["chart"] is None:
        raise Http404
    return HttpResponse(svg(page["chart"], "system-ui, sans-serif"), content_type="image/svg+xml")
