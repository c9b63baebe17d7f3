"""The open page of a patient, and of the round, keeps up with her and with colleagues, and nothing is taken from under anybody's hands."""

from __future__ import annotations

from datetime import timedelta

from axe_playwright_python.base import AXE_SCRIPT
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from balm.clinic import actions
from balm.clinic.models import Alert, Audit, Contact, Kind, Patient
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import Open, check_in, later, somebody
from tests.companion.test_accessible import AXE, STANDARD


def mark(patient: Patient) -> str:
    return actions.mark_of(Patient.objects.get(pk=patient.pk))


def marks(page: Page) -> set[str]:
    """Which check-ins the forms of the page were drawn with."""
    return set(page.eval_on_selector_all('[name="seen"]', "all => all.map((one) => one.value)"))


def opened_by(cast: Cast, what: str = "record seen") -> int:
    return Audit.objects.filter(clinic=cast.nurse.clinic, who="nora", what=what).count()


def test_her_open_page_shows_a_new_emergency_and_then_what_a_colleague_did(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    check_in(cast.patient, 60, back_pain=3)
    before = mark(cast.patient)
    page = opened(cast.nurse, f"/patients/{cast.patient.code}/")
    expect(page.locator(".stand")).not_to_contain_text("Emergency")
    check_in(cast.patient, fainted=True)
    later(page, "changes")
    expect(page.locator(".stand .level")).to_have_text("Emergency")
    expect(page.locator("#news")).to_have_text("She has checked in again. Now: Emergency.")
    expect(page.locator('main [data-alert] button:text-is("Acknowledge")')).to_be_visible()
    expect(page.locator("#open-alerts li")).to_have_count(0)
    expect(page.locator('[data-part="came"] li')).to_have_count(2)
    assert marks(page) == {before}, "nobody records about what came under their hand a moment ago"
    later(page, "changes")
    expect(page.locator(f'[name="seen"][value="{mark(cast.patient)}"]')).to_have_count(2)
    assert marks(page) == {mark(cast.patient)}
    actions.record_contact(by=cast.colleague, patient=cast.patient, kind=Kind.CALLED, outcome="Comes in now.")
    later(page, "changes")
    expect(page.locator('[data-part="contacts"]')).to_contain_text("Comes in now.")
    expect(page.locator("#news")).to_have_text("Written down meanwhile: Called, cora.")
    expect(page.locator("main [data-alert]")).to_have_count(0)
    assert (opened_by(cast), opened_by(cast, "chart seen")) == (1, 0 if page.locator("figure").count() == 0 else 1), (
        "a page that draws itself anew was not opened anew"
    )


def test_a_correction_that_makes_her_urgent_is_told_on_her_open_page(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    patient = somebody(cast.nurse)
    check_in(patient, 30, foul_discharge=True)
    page = opened(cast.nurse, f"/patients/{patient.code}/")
    actions.write_down(by=cast.colleague, patient=patient, date_of_loss=timezone.now().date() - timedelta(days=5))
    later(page, "changes")
    expect(page.locator(".stand .level")).to_have_text("Urgent")
    expect(page.locator("#news")).to_have_text("What is written down of her was corrected. Now: Urgent.")
    expect(page.locator("main [data-alert]")).to_be_visible()


def test_what_is_being_typed_stays_and_closes_no_more_than_its_page_showed_until_the_new_is_shown(
    cast: Cast, opened: Open, live_server: LiveServer
) -> None:
    check_in(cast.patient, 60, temperature_c=38.6)
    before = mark(cast.patient)
    page = opened(cast.nurse, f"/patients/{cast.patient.code}/", viewport={"width": 390, "height": 800})
    page.get_by_label("What came of it").fill("She was told to come")
    check_in(cast.patient, fainted=True)
    for _ in range(2):
        later(page, "changes")
        expect(page.locator("#news")).to_have_text("She has checked in again. Now: Emergency. Show it")
        expect(page.locator(".stand .level")).to_have_text("Emergency")
        expect(page.get_by_label("What came of it")).to_be_focused()
        expect(page.locator('[data-part="contact"] [name="seen"]')).to_have_value(before)
    expect(page.locator("#news")).to_be_in_viewport()
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE, {"runOnly": {"type": "tag", "values": STANDARD}}) == []
    page.keyboard.type(" at ten.")
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("#news")).to_have_text("She has checked in again. Now: Emergency.")
    expect(page.locator(".stand .level")).to_be_in_viewport()
    expect(page.get_by_label("What came of it")).to_have_value("She was told to come at ten.")
    assert marks(page) == {mark(cast.patient)}
    page.get_by_role("button", name="Called").click()
    expect(page.locator('[data-part="contacts"]')).to_contain_text("She was told to come at ten.")
    assert not Alert.objects.filter(acknowledged_at=None).exists()


def test_no_form_is_newer_than_what_stands_beside_it(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    check_in(cast.patient, 60, temperature_c=38.6)
    before = mark(cast.patient)
    page = opened(cast.nurse, f"/patients/{cast.patient.code}/")
    page.locator("main [data-alert] button").focus()
    check_in(cast.patient, fainted=True)
    for _ in range(3):
        later(page, "changes")
        expect(page.locator("#news")).to_have_text("She has checked in again. Now: Emergency. Show it")
    expect(page.locator(".stand .level")).to_have_text("Urgent")
    expect(page.locator("#open-alerts li.emergency")).to_have_count(1)
    assert marks(page) == {before}
    page.evaluate("() => document.activeElement.blur()")
    for _ in range(2):
        later(page, "changes")
        expect(page.locator(".stand .level")).to_have_text("Emergency")
    expect(page.locator(f'[name="seen"][value="{before}"]')).to_have_count(0)
    expect(page.locator("#open-alerts li")).to_have_count(0)


def test_where_her_page_cannot_be_drawn_anew_that_is_said_and_her_alert_stands_at_the_top(
    cast: Cast, opened: Open, live_server: LiveServer
) -> None:
    page = opened(cast.nurse, f"/patients/{cast.patient.code}/", may_say="503")
    page.route("**/*again=*", lambda route: route.fulfill(status=503))
    check_in(cast.patient, fainted=True)
    later(page, "changes")
    expect(page.locator("#news")).to_have_text("Her page has changed, and could not be drawn anew.")
    expect(page.locator("#open-alerts li.emergency")).to_have_count(1)
    page.unroute("**/*again=*")
    later(page, "changes")
    expect(page.locator("#news")).to_have_text("She has checked in. Now: Emergency.")
    expect(page.locator("#open-alerts li")).to_have_count(0)


def test_the_round_keeps_up_with_whom_it_shows_and_keeps_what_is_typed(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    somebody(cast.nurse)
    check_in(cast.patient, 60, temperature_c=38.6)
    page = opened(cast.nurse, "/round")
    heading = page.locator("h1").inner_text()
    actions.record_contact(by=cast.colleague, patient=cast.patient, kind=Kind.NO_ANSWER)
    later(page, "/changes")
    expect(page.locator('[data-part="last"]')).to_contain_text("No answer")
    page.keyboard.press("o")
    page.keyboard.type("Feels 2 times worse")
    check_in(cast.patient, fainted=True)
    later(page, "/changes")
    expect(page.locator("#news")).to_have_text("She has checked in again. Now: Emergency. n Show it")
    expect(page.get_by_label("What came of it")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#news")).to_have_text("She has checked in again. Now: Emergency.")
    expect(page.locator("h1")).to_have_text(heading)
    page.keyboard.press("s")
    page.keyboard.type("Ring at 4")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator("h1")).not_to_have_text(heading)
    made = Contact.objects.get(kind="called")
    assert (made.patient, made.outcome, made.next_step) == (cast.patient, "Feels 2 times worse", "Ring at 4")
    assert not Alert.objects.filter(acknowledged_at=None).exists()
    assert opened_by(cast) == 2, "one for each whom the round showed"


def test_who_stops_meanwhile_takes_no_words_with_her(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    page = opened(cast.nurse, f"/patients/{cast.patient.code}/")
    page.get_by_label("What came of it").fill("She rang, and is well.")
    actions.stop(patient=Patient.objects.get(pk=cast.patient.pk), who="patient")
    later(page, "changes")
    expect(page.locator('[data-part="stand"]')).to_contain_text("She stopped taking part")
    expect(page.locator("#news")).to_have_text("Her page has changed.")
    page.get_by_role("button", name="Called").click()
    expect(page.locator('[data-part="contacts"]')).to_contain_text("She rang, and is well.")


def test_more_open_alerts_than_fit_are_counted_and_led_to(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    for minutes in range(23):
        check_in(somebody(cast.nurse), minutes, fainted=True)
    plain = opened(cast.nurse, java_script_enabled=False)
    expect(plain.locator("#more")).to_have_text("3 more open alerts, among those who need a call")
    page = opened(cast.nurse)
    later(page)
    expect(page.locator("#open-alerts li")).to_have_count(20)
    page.get_by_role("link", name="3 more open alerts, among those who need a call").click()
    expect(page.locator(".row")).to_have_count(23)
    page.goto(f"{live_server.url}/invite")
    expect(page.get_by_role("link", name="20 more open alerts, on the worklist")).to_be_visible()
    assert page.title().startswith("(23) ")
