"""GET /metrics, for Prometheus: with the token, or from this machine alone."""

from __future__ import annotations

import os

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from balm.clinic.counts import FromTheDatabase


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All workers' counts together. To whoever may not see it, it is not there."""
    if not _may(request):
        return HttpResponse(status=404)
    body = generate_latest(_requests())
    own = CollectorRegistry()
    own.register(FromTheDatabase())
    return HttpResponse(body + generate_latest(own), content_type=CONTENT_TYPE_LATEST)


def _requests() -> CollectorRegistry:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _may(request: HttpRequest) -> bool:
    if settings.BALM_METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.BALM_METRICS_TOKEN}")
    passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not passed_on
