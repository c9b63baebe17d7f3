"""Who is at the other end of a request: logged in with both factors, and at which clinic."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from balm.clinic.models import Member, Patient, Role, User
from balm.clinic.sessions import proved

CLINIC = "clinic"
"""Where the session keeps the clinic that was chosen."""


SECOND_AT_PROVIDER = "second factor at the provider"
"""Where the session keeps whose second factor the hospital's own provider has asked for."""


def user_of(request: HttpRequest) -> User:
    """Whoever is logged in. Raises Http404 where nobody is."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def has_both_factors(request: HttpRequest) -> bool:
    """Whether a password and a code were given in this session, or both factors at the hospital's own provider."""
    if not isinstance(request.user, User) or not request.user.is_active:
        return False
    at_provider = bool(settings.BALM_OIDC_AMR) and request.session.get(SECOND_AT_PROVIDER) == request.user.pk
    return at_provider or bool(getattr(request.user, "is_verified", lambda: False)())


def verified(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for staff with both factors and, where they work at several clinics, one chosen. Others are sent to give what is missing."""

    @wraps(view)
    def only(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return _first(request, settings.LOGIN_URL)
        if not has_both_factors(request):
            return _first(request, "second")
        if CLINIC not in request.session and len(memberships(request)) > 1:
            return _first(request, "clinics")
        try:
            response = view(request, *args, **kwargs)
        except ObjectDoesNotExist as error:  # erased, or taken away, after this request found it
            raise Http404 from error
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return only


def just_proved(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for whoever gave their password in the last minutes. Others are asked for it, and come back."""

    @wraps(view)
    def only(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return view(request, *args, **kwargs) if proved(request.session) else _first(request, "again")

    return only


def asked_for(request: HttpRequest) -> str:
    """Where `next` says to go on, if that is a page of ours; else the worklist."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    known = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if known else resolve_url("worklist")


def _first(request: HttpRequest, place: str) -> HttpResponse:
    """To another page, and from there back here."""
    back = request.get_full_path() if request.method == "GET" else resolve_url(settings.LOGIN_REDIRECT_URL)
    return redirect(f"{resolve_url(place)}?{urlencode({'next': back})}")


def memberships(request: HttpRequest) -> list[Member]:
    """Where whoever is logged in works, by the clinic's name."""
    return list(Member.objects.filter(user=user_of(request)).select_related("clinic", "user").order_by("clinic__name", "pk"))


def member_of(request: HttpRequest) -> Member:
    """Whoever asks, at the clinic that was chosen. Raises Http404 for somebody who works nowhere, or has not chosen among several."""
    found: Member | None = getattr(request, "balm_member", None)
    if found is None:
        chosen = memberships(request)
        if len(chosen) > 1:
            chosen = [one for one in chosen if str(one.clinic_id) == request.session.get(CLINIC)]
        if not chosen:
            raise Http404
        found = chosen[0]
        request.balm_member = found  # type: ignore[attr-defined]
    return found


def administrator_of(request: HttpRequest) -> Member:
    """The same, who administers the clinic. Raises PermissionDenied for anybody else there."""
    member = member_of(request)
    if member.role != Role.ADMINISTRATOR:
        raise PermissionDenied
    return member


def patient_with(member: Member, code: str) -> Patient:
    """The patient of the member's clinic with this code. Another clinic's, an unknown and an erased one are the same Http404."""
    named = Patient.objects.select_related("clinic").filter(clinic=member.clinic, code=code.upper())
    found = named.first() if code.isprintable() else None  # PostgreSQL takes no character 0
    if found is None:
        raise Http404
    return found
