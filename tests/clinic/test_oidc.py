"""Staff log in at their hospital's provider: over real HTTP, with all that such a provider, or somebody in between, can get wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from django.core.cache import cache
from django.test import Client
from joserfc.jwk import RSAKey
from oidc_provider_mock import User as Somebody
from oidc_provider_mock import run_server_in_thread

from balm.clinic import actions, oidc
from balm.clinic.models import Audit, Role, User
from tests.clinic.conftest import Cast
from tests.clinic.provider import Provider, provider


@pytest.fixture
def there(settings: Any, cast: Cast) -> Iterator[Provider]:
    cache.clear()
    oidc.forget()
    with provider() as made:
        settings.BALM_OIDC_ISSUER, settings.BALM_OIDC_CLIENT_ID, settings.BALM_OIDC_CLIENT_SECRET = made.issuer, "balm", "quiet"
        yield made
    oidc.forget()


def begin(client: Client, query: str = "") -> str:
    """Where we send somebody who wants to log in at the provider."""
    sent = client.get(f"/oidc/login{query}")
    assert sent.status_code == 302, sent.content
    return str(sent["Location"])


def log_in(there: Provider, client: Client, query: str = "") -> Any:
    return client.get(there.logs_in(begin(client, query)))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refused(answer: Any, client: Client) -> None:
    assert answer.status_code == 403
    assert "You are not logged in" in answer.content.decode()
    assert not is_in(client)


def test_without_a_provider_there_is_no_such_way(cast: Cast) -> None:
    client = Client()
    assert [client.get(path).status_code for path in ("/oidc/login", "/oidc/callback?code=x&state=y")] == [404, 404]
    assert "/oidc/" not in client.get("/login").content.decode()


def test_a_member_comes_in_and_is_asked_for_the_second_factor(there: Provider, cast: Cast) -> None:
    client = Client()
    assert "/oidc/login?next=" in client.get("/login").content.decode()
    arrived = log_in(there, client, "?next=/round")
    assert (arrived.status_code, arrived["Location"]) == (302, "/round")
    assert there.asked["response_type"] == "code"
    assert there.asked["code_challenge_method"] == "S256"
    assert len(there.asked["nonce"]) >= 20
    assert len(there.asked["state"]) >= 20
    assert "openid" in there.asked["scope"].split()
    assert client.session["_auth_user_id"] == str(cast.nurse.user.pk)
    assert client.get("/")["Location"].startswith("/second"), "a session with one factor sees no patient"


def test_the_second_factor_of_the_provider_counts_where_that_is_set(there: Provider, cast: Cast, settings: Any) -> None:
    there.claims |= {"amr": ["pwd", "otp"], "auth_time": int(time.time())}
    client = Client()
    log_in(there, client)
    assert client.get("/")["Location"].startswith("/second"), "it is not set"
    settings.BALM_OIDC_AMR = frozenset({"mfa", "otp", "hwk"})
    client = Client()
    log_in(there, client)
    assert client.get("/").status_code == 200
    assert Audit.objects.filter(who="nora", what="logged in").exists()
    for amr in (["pwd"], [], "otp", None, [["otp"]]):
        there.claims["amr"] = amr
        client = Client()
        answer = log_in(there, client)
        assert not is_in(client) if answer.status_code == 403 else client.get("/")["Location"].startswith("/second")


def test_a_second_factor_there_is_of_that_user_alone(there: Provider, cast: Cast, settings: Any) -> None:
    settings.BALM_OIDC_AMR = frozenset({"mfa"})
    there.claims["amr"] = ["mfa"]
    client = Client()
    log_in(there, client)
    assert client.get("/").status_code == 200
    there.claims = {"preferred_username": "cora"}
    log_in(there, client)
    assert client.session["_auth_user_id"] == str(cast.colleague.user.pk)
    assert client.get("/")["Location"].startswith("/second")


@pytest.mark.parametrize("name", ["nobody", "", None, 7, "Nora", "no\x00ra", ["nora"], "left", "gone"])
def test_who_is_no_member_does_not_come_in_and_is_not_made_one(there: Provider, cast: Cast, name: Any) -> None:
    User.objects.create_user("left", is_superuser=True, is_staff=True)  # no member of any clinic
    away = actions.add_member(clinic=cast.nurse.clinic, username="gone", password="correct horse battery", role=Role.NURSE, by="adam")
    User.objects.filter(pk=away.user.pk).update(is_active=False)
    before = set(User.objects.values_list("username", flat=True))
    there.claims["preferred_username"] = name
    client = Client()
    refused(log_in(there, client), client)
    assert set(User.objects.values_list("username", flat=True)) == before


def test_an_address_counts_only_where_the_provider_has_checked_it(there: Provider, cast: Cast, settings: Any) -> None:
    settings.BALM_OIDC_CLAIM = "email"
    User.objects.filter(pk=cast.nurse.user.pk).update(username="nora@hospital.example")
    there.claims = {"email": "nora@hospital.example"}
    for verified in (None, False, "true"):
        there.claims["email_verified"] = verified
        client = Client()
        refused(log_in(there, client), client)
    there.claims["email_verified"] = True
    client = Client()
    log_in(there, client)
    assert is_in(client)


def _at(**wrong: Any) -> Callable[[Provider], None]:
    return lambda there: there.wrong.update(wrong)


def _signed_by_another(there: Provider) -> None:
    there.key = RSAKey.generate_key(2048, {"kid": "1"})


def _alg(name: str) -> Callable[[Provider], None]:
    return lambda there: setattr(there, "alg", name)


WRONG: dict[str, tuple[Callable[[Provider], None], str]] = {
    "another nonce": (_at(nonce="x" * 20), "provider: InvalidClaimError"),
    "no nonce": (_at(nonce=None), "provider: MissingClaimError"),
    "another audience": (_at(aud="somebody-else"), "provider: InvalidClaimError"),
    "another audience, for us": (_at(aud="somebody-else", azp="balm"), "provider: InvalidClaimError"),
    "for another": (_at(aud=["balm", "somebody-else"], azp="somebody-else"), "provider: InvalidClaimError"),
    "no audience": (_at(aud=None), "provider: MissingClaimError"),
    "another issuer": (_at(iss="https://other.example"), "provider: InvalidClaimError"),
    "expired": (_at(exp=int(time.time()) - 3_600), "provider: ExpiredTokenError"),
    "no end": (_at(exp=None), "provider: MissingClaimError"),
    "of tomorrow": (_at(iat=int(time.time()) + 86_400, nbf=int(time.time()) + 86_400), "provider: InvalidClaimError"),
    "signed by another key": (_signed_by_another, "provider: BadSignatureError"),
    "not signed": (_alg("none"), "provider: UnsupportedAlgorithmError"),
    "signed with the public key as a secret": (_alg("HS256"), "provider: UnsupportedAlgorithmError"),
    "signed in another way": (_alg("PS256"), "provider: UnsupportedAlgorithmError"),
    "no id token": (lambda there: setattr(there, "no_id_token", True), "no id token"),
    "down": (lambda there: setattr(there, "down", True), "provider: HTTPError"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_token_that_is_wrong_in_any_way_lets_nobody_in(there: Provider, cast: Cast, what: str, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    back = there.logs_in(begin(client))
    WRONG[what][0](there)
    refused(client.get(back), client)
    (logged,) = [one for one in caplog.records if one.msg == "provider refused"]
    assert logged.__dict__["balm"] == {"reason": WRONG[what][1]}


def test_a_code_is_only_taken_by_who_asked_for_it_and_once(there: Provider, cast: Cast) -> None:
    client, other = Client(), Client()
    back = there.logs_in(begin(client))
    refused(other.get(back), other)
    assert client.get(back).status_code == 302
    assert is_in(client)
    again = Client()
    again.cookies = client.cookies
    assert again.get(back).status_code == 403, "the state is used up"
    for query in ("", "?state=x&code=y", "?error=access_denied&error_description=%3Cscript%3E", "?code=the-code"):
        answer = Client().get(f"/oidc/callback{query}")
        assert answer.status_code == 403
        assert "<script>" not in answer.content.decode()


def test_a_provider_that_calls_itself_something_else_or_is_away_is_not_gone_to(there: Provider, cast: Cast) -> None:
    there.calls_itself = "https://other.example"
    assert Client().get("/oidc/login").status_code == 503
    there.calls_itself, there.down = there.issuer, True
    assert Client().get("/oidc/login").status_code == 503
    there.down = False
    assert Client().get("/oidc/login").status_code == 302, "it is asked again"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_it_leads_to_nowhere_else_afterwards(there: Provider, cast: Cast, wanted: str) -> None:
    client = Client()
    assert log_in(there, client, f"?next={wanted}")["Location"] == "/"


def test_the_session_is_a_new_one_and_what_decides_who_comes_in_wants_a_login_anew(there: Provider, cast: Cast, settings: Any) -> None:
    settings.BALM_OIDC_AMR = frozenset({"mfa"})
    there.claims = {"preferred_username": "adam", "amr": ["mfa"]}
    client = Client()
    address = there.logs_in(begin(client))
    before = client.session.session_key
    client.get(address)
    assert client.session.session_key != before
    assert client.get("/people")["Location"].startswith("/again"), "it does not say when they logged in there"
    assert "/oidc/login?again=1" in client.get("/again").content.decode()
    there.claims["auth_time"] = int(time.time())
    log_in(there, client, "?again=1&next=/people")
    assert (there.asked["prompt"], there.asked["max_age"]) == ("login", "0")
    assert client.get("/people").status_code == 200


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *given: Any) -> None:
        return None


def test_with_a_provider_of_somebody_elses(cast: Cast, settings: Any) -> None:
    """Not our own of the tests: the package oidc-provider-mock, whose form is filled in over HTTP."""
    cache.clear()
    oidc.forget()
    claims = {"preferred_username": "nora", "amr": ["mfa"]}
    with run_server_in_thread(user_claims=[Somebody(sub="7", claims=claims)]) as server:
        settings.BALM_OIDC_ISSUER = f"http://localhost:{server.server_port}"
        settings.BALM_OIDC_CLIENT_ID, settings.BALM_OIDC_CLIENT_SECRET = "balm", "quiet"
        settings.BALM_OIDC_AMR = frozenset({"mfa"})
        client = Client()
        address = begin(client)
        with pytest.raises(HTTPError) as sent_back:
            build_opener(_Stays).open(Request(address, data=b"sub=7", method="POST"), timeout=5)
        back = str(sent_back.value.headers["Location"])
        assert parse_qs(urlsplit(back).query)["code"]
        arrived = client.get(back.replace(settings.BALM_ADDRESS, ""))
        assert arrived.status_code == 302, arrived.content
        assert client.get("/").status_code == 200
    oidc.forget()
