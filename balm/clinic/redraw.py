"""What an open page asks for by itself to draw itself anew: nobody opened anything, and nobody did anything.

So it is not noted as seen, and does not keep a session. That it is no more than a redraw is not taken on trust: the page has a token for
it, which is given out only with an opening that was noted, and is good for this session and this patient alone.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from balm.clinic.models import Patient

AGAIN = "again"
"""What is in the query of such a request."""


def token(request: HttpRequest, patient: Patient) -> str:
    """What her page, once opened in this session, asks with."""
    return salted_hmac("balm.clinic.redraw", f"{request.session.session_key} {patient.pk}", algorithm="sha256").hexdigest()[:32]


def address(request: HttpRequest, patient: Patient) -> str:
    """Where the page that is asked for now draws itself anew, as long as it shows her."""
    return f"{request.path}?{urlencode({'of': patient.code, AGAIN: token(request, patient)})}"


def is_redraw(request: HttpRequest, patient: Patient) -> bool:
    """Whether her page asks, which was opened in this session before."""
    return constant_time_compare(request.GET.get(AGAIN, ""), token(request, patient))
