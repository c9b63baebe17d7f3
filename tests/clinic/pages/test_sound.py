"""What a nurse hears who has turned sound on: in a real Chromium, by the tones that the page starts."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from balm.clinic import actions
from balm.clinic.models import Alert
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import Open, check_in, later, somebody

_LISTEN = """() => {
  window.heard = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { window.heard.push(this.frequency.value); return start.apply(this, at); };
}"""
URGENT, EMERGENCY, LOST = [660, 880], [880, 660, 880, 660], [440, 330, 220]


def heard(page: Page) -> list[int]:
    """The tones since it was asked for last."""
    return list(page.evaluate("() => window.heard.splice(0)"))


def listening(page: Page) -> Page:
    page.evaluate(_LISTEN)
    page.get_by_role("button", name="Turn sound on").click()
    expect(page.get_by_role("button", name="Sound is on")).to_be_visible()
    page.wait_for_function("() => window.heard.length > 1")
    assert heard(page) == URGENT, "so that she knows what it sounds like"
    return page


def test_it_rings_at_once_for_each_new_alert_and_where_one_is_worse_and_each_minute_until_somebody_has_it(
    cast: Cast, opened: Open, live_server: LiveServer
) -> None:
    page = listening(opened(cast.nurse))
    check_in(cast.patient, temperature_c=38.6)
    later(page)
    expect(page.locator("#open-alerts li")).to_have_count(1)
    assert heard(page) == URGENT, "within the minute of the last"
    check_in(cast.patient, temperature_c=38.7)
    later(page)
    assert heard(page) == [], "the same again adds nothing"
    check_in(cast.patient, fainted=True)
    later(page)
    expect(page.locator("#open-alerts li.emergency")).to_have_count(1)
    expect(page.locator("#open-alerts li")).to_have_count(1)
    expect(page.locator("#state")).to_have_text("A new alert has come.")
    assert heard(page) == EMERGENCY
    check_in(somebody(cast.nurse), fainted=True)
    later(page)
    expect(page.locator("#open-alerts li")).to_have_count(2)
    assert heard(page) == EMERGENCY
    for _ in range(12):
        later(page)
    assert heard(page) == EMERGENCY, "once in the minute after"
    for alert in Alert.objects.filter(acknowledged_at=None):
        actions.acknowledge(by=cast.colleague, alert=alert)
    for _ in range(12):
        later(page)
    expect(page.locator("#open-alerts li")).to_have_count(0)
    assert heard(page) == []


def test_without_the_sound_turned_on_nothing_rings(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    page = opened(cast.nurse)
    page.evaluate(_LISTEN)
    check_in(cast.patient, fainted=True)
    later(page)
    expect(page.locator("#open-alerts li")).to_have_count(1)
    assert heard(page) == []


def test_that_no_alert_can_reach_the_page_is_heard_too(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    page = listening(opened(cast.nurse, may_say="Failed to load resource"))
    page.route("**/worklist/changes", lambda route: route.fulfill(status=503))
    for _ in range(5):
        later(page)
    expect(page.locator("#state")).to_contain_text("No connection")
    assert heard(page) == [], "not for what is over in half a minute"
    for _ in range(8):
        later(page)
    assert heard(page) == LOST
    for _ in range(11):
        later(page)
    assert heard(page) == LOST, "again after a minute"
    page.unroute("**/worklist/changes")
    later(page)
    expect(page.locator("#state")).to_have_text("")
    page.context.clear_cookies()
    later(page)
    expect(page.locator("#state")).to_contain_text("You are logged out")
    assert heard(page) == LOST, "at once: nobody is there who would wait for it to come back"
