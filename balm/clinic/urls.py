"""Where everything is."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from balm.clinic.api import api
from balm.clinic.views.health import health
from balm.clinic.views.metrics import metrics
from balm.clinic.views.text import text

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    path("health", health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("text/<uuid:clinic>", text, name="text"),
]
