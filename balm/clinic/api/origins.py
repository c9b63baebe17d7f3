"""A companion on another origin: only those that BALM_COMPANION names may read what the API answers. None, by default."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_HEADERS = "authorization, content-type, x-invitation"


def allow_origins(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware. It touches nothing but /api/."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return get_response(request)
        origin = request.headers.get("Origin", "")
        known = origin in settings.BALM_COMPANION
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if known and asks else get_response(request)
        if settings.BALM_COMPANION:
            response["Vary"] = "Origin"
        if known:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Allow-Methods"] = "GET, POST"
            response["Access-Control-Allow-Headers"] = _HEADERS
            response["Access-Control-Max-Age"] = "600"
        return response

    return answer
