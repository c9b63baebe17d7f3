"""Login of staff at the hospital's own provider (OpenID Connect): code flow with PKCE, state and nonce. Off unless BALM_OIDC_ISSUER is set.

It lets in who is a member already, and never makes an account.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import Any as Anything

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError

from balm.clinic.models import Member, User

ALGORITHM = "RS256"
"""The only signature that is taken, whatever the provider or a token says."""
_LEEWAY, _PATIENCE = 60, 5.0
"""Seconds by which clocks may differ, and to wait for the provider."""


class NotLetIn(Exception):
    """`reason`: for the log; it names nobody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who comes from the provider. `with_both`: it says that it asked for a second factor, in a way that BALM_OIDC_AMR names.
    `proved_at`: when they proved there who they are, in seconds; 0 where it does not say."""

    user: User
    with_both: bool
    proved_at: int


def called() -> str:
    """How the login page calls the provider; empty where there is none."""
    return str(settings.BALM_OIDC_NAME) if settings.BALM_OIDC_ISSUER else ""


def send(request: HttpRequest, back_to: str, *, anew: bool) -> HttpResponse:
    """On to the provider. `anew`: they are to prove there who they are, though they may be logged in there. Raises NotLetIn."""
    more = {"prompt": "login", "max_age": "0"} if anew else {}
    try:
        response: HttpResponse = _provider().authorize_redirect(request, back_to, **more)
    except _TROUBLE as error:
        raise NotLetIn(f"provider: {type(error).__name__}") from error
    return response


def arrived(request: HttpRequest) -> Arrived:
    """Who comes back. Raises NotLetIn, whatever is wrong."""
    wanted = {
        "iss": {"essential": True, "values": [settings.BALM_OIDC_ISSUER]},
        "aud": {"essential": True, "values": [settings.BALM_OIDC_CLIENT_ID]},
    }
    try:
        token = _provider().authorize_access_token(request, claims_options=wanted, leeway=_LEEWAY)
    except _TROUBLE as error:
        raise NotLetIn(f"provider: {type(error).__name__}") from error
    claims = token.get("userinfo")
    if not claims:
        raise NotLetIn("no id token")
    return Arrived(_member(claims), _with_both(claims), _proved_at(claims))


def forget() -> None:
    """Read the provider's own description anew, at the next login."""
    _made.cache_clear()


_TROUBLE = (AuthlibBaseError, JoseError, OSError, RuntimeError, ValueError, KeyError, TypeError)
"""Whatever a provider that is away, or that answers with something else, makes of it. What requests raises is an OSError."""


def _provider() -> Anything:
    """The provider, with what it says of itself, but for what is fixed here. Raises ValueError where it is another one."""
    app = _made(settings.BALM_OIDC_ISSUER, settings.BALM_OIDC_CLIENT_ID, settings.BALM_OIDC_CLIENT_SECRET)
    about = app.load_server_metadata()
    if about.get("issuer") != settings.BALM_OIDC_ISSUER:
        forget()
        raise ValueError("the provider calls itself something else")
    about["id_token_signing_alg_values_supported"] = [ALGORITHM]
    return app


@cache
def _made(issuer: str, client_id: str, secret: str) -> Anything:
    how = {"scope": "openid profile email", "code_challenge_method": "S256", "default_timeout": _PATIENCE}
    about = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    return OAuth().register(
        "provider", client_id=client_id, client_secret=secret or None, server_metadata_url=about, client_kwargs=how, overwrite=True
    )


def _member(claims: dict[str, Anything]) -> User:
    """The member whom the claim names. An address counts only where the provider has checked that it is theirs."""
    name = claims.get(settings.BALM_OIDC_CLAIM)
    if not isinstance(name, str) or not name or "\x00" in name:
        raise NotLetIn(f"no {settings.BALM_OIDC_CLAIM}")
    if settings.BALM_OIDC_CLAIM == "email" and claims.get("email_verified") is not True:
        raise NotLetIn("email not verified")
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None or not Member.objects.filter(user=found).exists():
        raise NotLetIn("no member")
    return found


def _with_both(claims: dict[str, Anything]) -> bool:
    said = claims.get("amr")
    return isinstance(said, list) and bool(settings.BALM_OIDC_AMR & {one for one in said if isinstance(one, str)})


def _proved_at(claims: dict[str, Anything]) -> int:
    said = claims.get("auth_time")
    return min(int(said), int(time.time())) if isinstance(said, int | float) else 0
