"""What is answered where something failed: that the database is away, and to try again; or else no more than that it failed."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

AGAIN = 5
"""Seconds after which to try again."""


def failed(request: HttpRequest) -> HttpResponse:
    """Django asks for it while the error is at hand. A database that is away, starts, or ended the connection is 503: nothing was
    acknowledged, and what her phone sends again under the same id is taken in once."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    if request.path.startswith("/api/"):
        told = {"problem": "the service is away for a moment; try again", "errors": list[str]()}
        return JsonResponse(told, status=503, headers={"Retry-After": str(AGAIN)})
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(AGAIN)})
