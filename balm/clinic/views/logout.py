"""Log out: the session is deleted, and the browser is told to forget the pages it kept."""

from __future__ import annotations

from typing import Any as Anything

from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse


class Logout(LogoutView):
    """Only the cache is cleared: the companion of somebody who uses the same browser keeps her diary in its storage."""

    def dispatch(self, request: HttpRequest, *args: Anything, **kwargs: Anything) -> HttpResponse:
        """A POST alone, as LogoutView has it."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response
