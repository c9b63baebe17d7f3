"""When a session of the staff ends: eight hours after the login, or after half an hour in which nobody did anything.

What a page asks for by itself does not count as doing something, but for what the worklist asks: the screen on the ward that rings must not
fall silent while somebody sits beside it. It ends with the eight hours.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any as Anything

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from balm.clinic.redraw import AGAIN

BEGAN, SEEN, PROVED = "began", "seen", "proved"
"""In the session, as seconds: the login; when somebody last did something; when the password was last given."""
BY_ITSELF = {"changes-elsewhere", "looking"}
"""Routes that open pages ask for without anybody there."""
_NOTED_EVERY = 60


class Ends:
    """Middleware, after Django's authentication. A session that is over is deleted, and whoever asked is nobody."""

    def __init__(self, inner: Callable[[HttpRequest], HttpResponse]) -> None:
        self._inner = inner

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and _is_over(request.session, time.time()):
            logout(request)
        return self._inner(request)

    def process_view(self, request: HttpRequest, view: Anything, args: Anything, kwargs: Anything) -> None:
        """Note that somebody did something, once a minute at most: each time is a write."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
            return
        route = request.resolver_match.url_name if request.resolver_match else None
        if route not in BY_ITSELF and AGAIN not in request.GET and time.time() - request.session.get(SEEN, 0) >= _NOTED_EVERY:
            request.session[SEEN] = int(time.time())


def proved(session: SessionBase) -> bool:
    """Whether the password was given in the last minutes, as changing who may come in asks for."""
    return bool(time.time() - session.get(PROVED, 0) < settings.BALM_PROVED_SECONDS)


def forget(gone: str) -> None:
    """Take the id of somebody who is erased out of every list in a session, such as of those who are left for later in a round."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for one in Session.objects.iterator():
        data = one.get_decoded()
        kept = {
            name: [each for each in value if not str(each).startswith(gone)] if isinstance(value, list) else value
            for name, value in data.items()
        }
        if kept != data:
            Session.objects.filter(pk=one.pk).update(session_data=store.encode(kept))


def _is_over(session: SessionBase, now: float) -> bool:
    if SESSION_KEY not in session:
        return False
    return bool(now - session.get(BEGAN, 0) >= settings.SESSION_COOKIE_AGE or now - session.get(SEEN, 0) >= settings.BALM_IDLE_SECONDS)


@receiver(user_logged_in, dispatch_uid="balm.session")
def _begin(request: HttpRequest, **_: object) -> None:
    now = int(time.time())
    request.session[BEGAN], request.session[SEEN], request.session[PROVED] = now, now, now


def end_all() -> None:
    """End every session of everybody, as after a copy was restored: some of it may have been ended since the copy."""
    Session.objects.all().delete()
