"""Choose among the clinics where one works."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balm.clinic.who import CLINIC, has_both_factors, memberships


@login_required
def clinics(request: HttpRequest) -> HttpResponse:
    """The clinics; a POST of `clinic` chooses one of them."""
    if not has_both_factors(request):
        return redirect("second")
    mine = memberships(request)
    if request.method == "POST":
        chosen = next((str(one.clinic_id) for one in mine if str(one.clinic_id) == request.POST.get("clinic")), None)
        if chosen is None:
            raise Http404
        request.session[CLINIC] = chosen
        return redirect("worklist")
    return render(request, "clinic/clinics.html", {"mine": mine})
