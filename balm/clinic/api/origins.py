"""A page on another origin: only those that BALM_COMPANION names may read what the API answers, and those that BALM_CDS_ORIGINS names what
CDS Hooks does. None, by default."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_HEADERS = "authorization, content-type, x-invitation"


def allow_origins(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware. It touches nothing but /api/ and /cds-services."""

    def answer(request: HttpRequest) -> HttpResponse:
        allowed = _allowed(request.path)
        if allowed is None:
            return get_response(request)
        origin = request.headers.get("Origin", "")
        known = origin in allowed
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if known and asks else get_response(request)
        if allowed:
            response["Vary"] = "Origin"
        if known:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Allow-Methods"] = "GET, POST"
            response["Access-Control-Allow-Headers"] = _HEADERS
            response["Access-Control-Max-Age"] = "600"
        return response

    return answer


def _allowed(path: str) -> list[str] | None:
    """The origins that may read what this path answers; None where no page of another origin is ever let in."""
    if path.startswith("/api/"):
        return list(settings.BALM_COMPANION)
    return list(settings.BALM_CDS_ORIGINS) if path.startswith("/cds-services") else None
