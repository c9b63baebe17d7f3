"""Login at the hospital's own provider: there, and back."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_safe

from balm.clinic import logins, oidc
from balm.clinic.api.limits import address_of, too_many
from balm.clinic.sessions import PROVED
from balm.clinic.who import SECOND_AT_PROVIDER, asked_for

PER_ADDRESS = 60
"""Logins begun in a minute from one address: a ward may share it."""
_NEXT = "after the provider"
_log = logging.getLogger("balm.login")


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider. With `again`, they are to prove anew who they are."""
    if not settings.BALM_OIDC_ISSUER or request.method != "GET":
        raise Http404
    if too_many("oidc", address_of(request), PER_ADDRESS):
        return _refused(request, "too many", 429)
    request.session[_NEXT] = asked_for(request)
    try:
        return oidc.send(request, _back(), anew="again" in request.GET)
    except oidc.NotLetIn as error:
        return _refused(request, error.reason, 503)


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """From the provider. The second factor is still asked for here, unless the provider did that in a way that is trusted."""
    if not settings.BALM_OIDC_ISSUER or request.method != "GET":
        raise Http404
    go_on = request.session.pop(_NEXT, resolve_url(settings.LOGIN_REDIRECT_URL))
    try:
        found = oidc.arrived(request)
    except oidc.NotLetIn as error:
        return _refused(request, error.reason, 403)
    login(request, found.user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[PROVED] = found.proved_at
    if found.with_both:
        request.session[SECOND_AT_PROVIDER] = found.user.pk
        logins.note(found.user, "logged in")
    return redirect(go_on)


def _back() -> str:
    return f"{settings.BALM_ADDRESS.rstrip('/')}{resolve_url('oidc-back')}"


def _refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    """The same page whatever is wrong; which it was, the log says."""
    _log.warning("provider refused", extra={"balm": {"reason": reason}})
    return render(request, "clinic/oidc.html", {"oidc": oidc.called()}, status=status)
