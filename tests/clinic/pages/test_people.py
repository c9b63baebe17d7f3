"""The pages of who may come in, in a real Chromium, for everybody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from balm.clinic.actions import staff
from balm.clinic.models import Role, User
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import PASSWORD, Open
from tests.companion.test_accessible import AXE, STANDARD

NEW = "several words that stand apart"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_somebody_new_is_added_and_comes_in_by_the_link(
    cast: Cast, opened: Open, live_server: LiveServer, scheme: str, settings: object
) -> None:
    settings.BALM_ADDRESS = live_server.url  # type: ignore[attr-defined]
    size = {"width": 390, "height": 800} if scheme == "dark" else {"width": 1280, "height": 900}
    page = opened(cast.administrator, "/people", color_scheme=scheme, viewport=size)

    def looked_at(name: str) -> None:
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(AXE, {"runOnly": {"type": "tag", "values": STANDARD}}) == [], name
        if shots := os.environ.get("BALM_SHOTS"):
            page.screenshot(path=Path(shots) / f"people-{name}-{scheme}.png", full_page=True)

    page.get_by_label("User name").fill("nina")
    page.get_by_role("button", name="Add").click()
    link = page.locator(".link code").inner_text()
    looked_at("list")
    page.goto(f"{live_server.url}/password")
    looked_at("password")
    page.goto(f"{live_server.url}/again")
    looked_at("again")
    nina = opened(None, link.removeprefix(live_server.url), color_scheme=scheme, viewport=size)
    page = nina
    looked_at("begin")
    nina.get_by_label("Password", exact=True).fill(NEW)
    nina.get_by_label("Password again").fill(NEW)
    nina.get_by_role("button", name="Go on").click()
    nina.get_by_label("User name").fill("nina")
    nina.get_by_label("Password").fill(NEW)
    nina.get_by_role("button", name="Go on").click()
    expect(nina.get_by_role("heading", name="Set up the second step")).to_be_visible()
    nina.goto(link)
    expect(nina.get_by_role("heading", name="This link is not valid")).to_be_visible()
    looked_at("used")
    assert User.objects.get(username="nina").memberships.get().role == Role.NURSE
    assert staff.sessions_of(User.objects.get(username="nina"))
    assert PASSWORD != NEW
