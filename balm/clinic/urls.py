"""Where everything is."""

from __future__ import annotations

from django.urls import URLPattern, path

from balm.clinic.views.health import health
from balm.clinic.views.metrics import metrics
from balm.clinic.views.text import text

urlpatterns: list[URLPattern] = [
    path("health", health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("text/<uuid:clinic>", text, name="text"),
]
