"""The staff's pages in a real Chromium: by keyboard, live, and for everybody."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from balm.clinic.models import Alert, Contact
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import Open, check_in, somebody
from tests.companion.test_accessible import AXE, STANDARD


def test_by_keyboard_a_call_is_recorded_from_the_worklist(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    check_in(cast.patient, fainted=True)
    page = opened(cast.nurse)
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.keyboard.type("Comes in at ten.")
    page.keyboard.press("Enter")
    expect(page.locator(".row").first).to_contain_text("Called")
    assert Contact.objects.get().outcome == "Comes in at ten."


def test_an_alert_shows_by_itself_and_is_acknowledged(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    page = opened(cast.nurse)
    expect(page.locator("#open-alerts li")).to_have_count(0)
    check_in(cast.patient, fainted=True)
    page.locator("#open-alerts button").click(timeout=9000)
    expect(page.locator("h1")).to_contain_text(cast.patient.code)
    assert Alert.objects.get().acknowledged_by == cast.nurse


def test_above_another_page_stand_three_alerts_and_how_many_there_are_besides(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    for _ in range(5):
        check_in(somebody(cast.nurse), fainted=True)
    page = opened(cast.nurse, "/invite")
    expect(page.locator("#open-alerts li")).to_have_count(3)
    page.get_by_role("link", name="2 more open alerts, on the worklist").click()
    expect(page.locator("#open-alerts li")).to_have_count(5)
    expect(page.locator("#more")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(cast: Cast, opened: Open, live_server: LiveServer, scheme: str) -> None:
    check_in(cast.patient, foul_discharge=True, fainted=True)
    for _ in range(5):
        check_in(somebody(cast.nurse), fainted=True)
    page = opened(cast.administrator, color_scheme=scheme, viewport={"width": 390, "height": 800})
    hers = f"/patients/{cast.patient.code}/"
    for path in ("/", hers, f"{hers}about", "/round", "/invite", "/people", "/routes", "/password"):
        page.goto(live_server.url + path)
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(AXE, {"runOnly": {"type": "tag", "values": STANDARD}}) == [], path
