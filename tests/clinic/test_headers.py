"""What every answer of every route says to the browser; what a wrong host, a long body and a mistake of our own get."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from balm.clinic import actions
from balm.clinic.api.limits import LONGEST_ELSEWHERE
from balm.clinic.models import Kind
from tests.clinic.conftest import Cast
from tests.clinic.people import Everybody
from tests.clinic.test_every_pair import ADMIN, ROUTES, filled, path_of

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
}


@pytest.fixture
def https(settings: Any) -> None:
    """As it is for real use; not the names of the cookies, by which the clients of these tests are logged in."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True


PICTURES = "'self' data:"
"""What the pages of all routes, and they alone, may show: the arrows in their style."""


def wrong_with(answer: Any, path: str = "") -> list[str]:
    """Which headers are not as they should be."""
    wrong = [f"{name}: {answer.headers.get(name)}" for name, value in HEADERS.items() if answer.headers.get(name) != value]
    policy = dict(one.strip().split(" ", 1) for one in answer.headers.get("Content-Security-Policy", "").split(";") if one.strip())
    wanted = POLICY | ({"img-src": PICTURES} if path.endswith(("/docs", "/openapi.json")) else {})
    wrong += [f"{name}: {policy.get(name)}" for name in wanted if policy.get(name) != wanted[name]]
    if "no-store" not in answer.headers.get("Cache-Control", ""):
        wrong.append(f"Cache-Control: {answer.headers.get('Cache-Control')}")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    for cookie in answer.cookies.values():
        if not cookie.value:
            continue  # it takes one away
        if not (cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]):
            wrong.append(f"cookie: {cookie.OutputString()}")
    return wrong


def test_every_route_says_them_to_everybody(cast: Cast, https: None) -> None:
    everybody = Everybody(cast)
    paths = [path_of(route, everybody.things["hers"]) for route in ROUTES] + [filled(route, everybody) for route in ADMIN]
    for path in [*paths, "/nothing-here", "/patients/AAA-AAAA/"]:
        for who in ("nobody", "patient", "nurse", "superuser"):
            for method in ("get", "post") if "logout" not in path else ("get",):
                cache.clear()
                answer = getattr(everybody.people[who], method)(path, secure=True)
                assert wrong_with(answer, path) == [], (who, method, path, answer.status_code)


def test_the_names_of_the_cookies_are_bound_to_this_host_for_real_use() -> None:
    ask = "from balm.clinic import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.DEBUG)"
    env = {name: value for name, value in os.environ.items() if not name.startswith("BALM_")} | {"BALM_SECRET_KEY": "x"}
    told = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=True).stdout
    assert told.split() == ["__Host-sessionid", "__Host-csrftoken", "True", "False"]


def test_without_tls_it_sends_people_there_and_sends_no_cookie(cast: Cast, https: None) -> None:
    answer = Client().get("/login")
    assert (answer.status_code, answer.headers["Location"], len(answer.cookies)) == (301, "https://testserver/login", 0)
    assert Client().get("/health").status_code == 200, "for the watcher on this machine"


def test_a_program_that_asks_without_tls_is_told_so_and_not_sent_on(cast: Cast, https: None) -> None:
    for path in ("/api/me", "/fhir/metadata", "/cds-services", "/text/00000000-0000-4000-8000-000000000000"):
        answer = Client(headers={"Authorization": f"Bearer {cast.key}"}).get(path)
        assert (answer.status_code, "ask over https" in answer.content.decode()) == (403, True), path


def test_what_is_written_of_her_is_text_on_every_page(cast: Cast) -> None:
    planted = "\"'><img src=x onerror=alert(1)>{{7*7}}<script>"
    actions.write_down(by=cast.nurse, patient=cast.patient, name=planted, phone=planted[:40])
    actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.NO_ANSWER, outcome=planted, next_step=planted)
    everybody = Everybody(cast)
    shown = 0
    for route in ROUTES:
        answer = everybody.people["administrator"].get(path_of(route, everybody.things["hers"]))
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue  # a browser takes it for nothing else: nosniff
        text = answer.content.decode()
        assert "<img src=x" not in text, route
        shown += text.count("&lt;img src=x onerror=alert(1)&gt;{{7*7}}")
    assert shown > 5


def test_another_host_is_refused(cast: Cast) -> None:
    for host in ("evil.example", "testserver.evil.example", "testserver@evil.example", "testserver:80:80", "127.0.0.1:8000/evil", ""):
        for path in ("/login", "/api/me", "/health", "/patients/AAA-AAAA/"):
            answer = Client(headers={"Host": host}).get(path)
            assert answer.status_code == 400 or urlsplit(answer.headers.get("Location", "")).netloc == "", (host, path)
            assert "evil" not in answer.content.decode()
    forwarded = Client(headers={"X-Forwarded-Host": "evil.example"}).get("/")
    assert forwarded.headers["Location"] == "/login?next=%2F"


def test_a_mistake_of_our_own_shows_nothing_of_it(cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from balm.clinic.views import health

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("SECRET-OF-THE-DATABASE")

    everybody = Everybody(cast)
    monkeypatch.setattr("balm.clinic.who.memberships", fails)
    monkeypatch.setattr("balm.clinic.actions.patient_of", fails)
    monkeypatch.setattr(health, "_well", fails)
    for who, path in (("nurse", "/"), ("nurse", "/patients/AAA-AAAA/"), ("patient", "/api/me"), ("nobody", "/health")):
        client = everybody.people[who]
        client.raise_request_exception = False
        answer = client.get(path)
        assert answer.status_code in (500, 503), path
        text = answer.content.decode()
        for told in ("SECRET-OF-THE-DATABASE", "Traceback", "RuntimeError", ".py"):
            assert told not in text, path
        assert "Content-Security-Policy" in answer.headers


def test_what_is_too_long_is_refused_before_it_is_read(cast: Cast) -> None:
    everybody = Everybody(cast)
    for path in ("/login", "/invite", "/people", "/text/00000000-0000-4000-8000-000000000000"):
        answer = everybody.people["administrator"].post(path, {"name": "x" * LONGEST_ELSEWHERE})
        assert answer.status_code == 413, path
    for said in ("-1", "many", "1e9", "²"):
        answer = Client().generic("POST", "/login", b"username=nora", CONTENT_LENGTH=said)
        assert answer.status_code == 413, said


def test_methods_that_nobody_needs_are_refused(cast: Cast) -> None:
    everybody = Everybody(cast)
    for method in ("TRACE", "CONNECT", "PROPFIND", "MADEUP"):
        for path in ("/", "/login", "/invite", "/api/me", f"/patients/{cast.patient.code}/", "/health"):
            answer = everybody.people["nurse"].generic(method, path, headers={"X-Planted": "SECRET"})
            assert "SECRET" not in answer.content.decode(), (method, path)
            assert answer.status_code >= 400, (method, path, answer.status_code)


def test_files_outside_the_two_folders_are_not_served(cast: Cast) -> None:
    for path in (
        "/../clinic-secret",
        "/c/../clinic-secret",
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/.git/config",
        "/static/",
    ):
        answer = Client().get(path)
        assert answer.status_code in (400, 404), (path, answer.status_code)


def test_no_page_has_a_script_or_a_style_in_it(cast: Cast) -> None:
    everybody = Everybody(cast)
    for route in ROUTES:
        path = path_of(route, everybody.things["hers"])
        text = everybody.people["administrator"].get(path).content.decode()
        if "<html" in text:
            assert not re.search(r"<script(?![^>]*(?:src=|type=\"application/json\"))|<style|\sstyle=|\son[a-z]+=|javascript:", text), path
