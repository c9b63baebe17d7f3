"""What is noted of each request: a line in the log, and a count."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from balm.clinic import counts

_log = logging.getLogger("balm.web")


class Request:
    """Middleware, the outermost: gives each request an id, and writes and counts what became of it."""

    def __init__(self, inner: Callable[[HttpRequest], HttpResponse]) -> None:
        self._inner = inner

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        name = given if re.fullmatch("[0-9a-f]{32}", given) else uuid4().hex
        response = self._inner(request)
        seconds = time.perf_counter() - began
        route = request.resolver_match.route if request.resolver_match else "none"
        method = request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"
        about = {"id": name, "method": method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 1)}
        _log.info("request", extra={"balm": about})
        counts.request(method, route, response.status_code, seconds)
        response["X-Request-ID"] = name
        return response
