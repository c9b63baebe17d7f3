"""Staff at their pages: with both factors in Django's client, and in a real Chromium against the live server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from playwright.sync_api import TimeoutError as TookTooLong
from pytest_django.live_server_helper import LiveServer

from balm.clinic import actions
from balm.clinic.models import CheckIn, Member, Patient
from tests.clinic.conftest import Cast

PASSWORD = "correct horse battery"

Open = Callable[..., Page]


def log_in(member: Member, client: Client | None = None, clinic: str = "") -> Client:
    """A client with the member's password and code given."""
    client = client or Client()
    client.force_login(member.user, "django.contrib.auth.backends.ModelBackend")
    device = actions.begin_second_factor(user=member.user)
    device.confirmed = True
    device.save()
    session = client.session
    session["otp_device_id"] = device.persistent_id
    if clinic:
        session["clinic"] = clinic
    session.save()
    return client


def check_in(patient: Patient, minutes_ago: int = 0, **answers: Any) -> CheckIn:
    now = timezone.now() - timedelta(minutes=minutes_ago)
    entry = {"at": now.isoformat(timespec="minutes"), "answers": answers}
    return actions.check_in(patient=patient, made_as=uuid4(), entry=entry, now=now)


def somebody(by: Member, *, agreed: bool = True, days_ago: int = 5, **about: Any) -> Patient:
    """A patient of the member's clinic."""
    now = timezone.now() - timedelta(days=days_ago)
    invited = actions.invite(by=by, now=now, **about)
    return actions.consent(token=invited.token, now=now + timedelta(minutes=5))[0] if agreed else invited.patient


@pytest.fixture
def nurse(cast: Cast) -> Client:
    return log_in(cast.nurse)


def later(page: Page, asks: str = "") -> None:
    """Seconds pass for the page, at once, until it asks, and has heard. It does so every 5 seconds, and about a patient every 10 too:
    the latter is waited for on her page, unless it `asks` for something else.

    Only a question that it begins from now on counts, since one under way may have been answered before what the test did. Fewer seconds
    at once than those after which the page gives a question up.
    """
    asked = re.compile(asks or ("looking|changes" if "/patients/" not in page.url else "looking"))
    page.evaluate("() => 1")  # what it asked until now has been told of by then
    for _ in range(30):
        try:
            with page.expect_request(asked, timeout=400) as question:
                page.clock.fast_forward(6_000)
        except TookTooLong:  # it is still waiting for an answer
            continue
        question.value.response()
        return
    raise AssertionError(f"{page.url} asks for nothing")


@pytest.fixture
def opened(chromium: Browser, live_server: LiveServer) -> Iterator[Open]:
    """Open a page in a browser of the member's own. Fails if any page says anything on its console but `may_say`.

    `later(page)` then lets some seconds pass for the page's timers.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def visit(member: Member | None, path: str = "/", *, may_say: str = "nothing", **how: Any) -> Page:
        def heard(said: ConsoleMessage) -> None:
            if said.type in ("error", "warning") and may_say not in said.text:
                complaints.append(f"{page.url}: {said.text}")

        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **how})
        contexts.append(context)
        if member:
            cookie = log_in(member).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.clock.install()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.goto(live_server.url + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []
