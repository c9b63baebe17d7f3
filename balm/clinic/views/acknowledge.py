"""Somebody has seen an alert, and answers for it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from balm.clinic import actions
from balm.clinic.models import Alert
from balm.clinic.who import member_of, verified


@require_POST
@verified
def erasure_seen(request: HttpRequest, code: str) -> HttpResponse:
    """She was erased while an alert was open, and somebody knows."""
    if not actions.see_erasure(by=member_of(request), code=code):
        raise Http404
    return redirect("worklist")


@require_POST
@verified
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """Acknowledge the alert, and open the patient's page."""
    alert = Alert.objects.filter(pk=number, patient__clinic=member_of(request).clinic).first()
    if alert is None:
        raise Http404
    done = actions.acknowledge(by=member_of(request), alert=alert)
    return redirect("patient", done.patient.code)
