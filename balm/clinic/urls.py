"""Where everything is."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from balm.clinic.api import api
from balm.clinic.views.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    path("health", health, name="health"),
]
