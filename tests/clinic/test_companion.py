"""Her side of it in a real browser, against the real service: from the link to the erasure."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from balm import Pathway
from balm.cli import main
from balm.cli.connected import place_companion
from balm.clinic import actions
from balm.clinic.models import CheckIn, Member, Patient
from balm.diary.file import write_file
from tests.clinic.conftest import Cast
from tests.companion.test_private import STORED, keep
from tests.companion.test_to_a_computer_and_back import ON_THE_PHONE, take_in
from tests.companion.visit import Visit, well

EXPORTED = """
async () => {
  const { exportFile, readFile } = await import(new URL("store.js", document.querySelector("script[type=module]").src));
  return Object.keys(await readFile(await exportFile("warm"), "warm")).sort();
}
"""
"""The kinds of records in a file for another phone."""


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The companion, as the service serves it."""
    folder = tmp_path_factory.mktemp("pages")
    place_companion(folder)
    return folder


@pytest.fixture
def service(pages: Path, transactional_db: None, settings: Any) -> Iterator[str]:
    """The address of the service."""
    settings.WHITENOISE_ROOT = pages
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB")
    yield context
    context.close()


def link(service: str, cast: Cast) -> tuple[str, Patient]:
    invited = actions.invite(by=cast.nurse)
    return f"{service}/c/#invite={invited.token}", invited.patient


def agreed(phone: BrowserContext, service: str, cast: Cast, passphrase: str = "", *share: str) -> tuple[Visit, Patient]:
    """She opened the link, read it, and agreed."""
    address, patient = link(service, cast)
    visit = Visit.begin(phone.new_page(), address)
    until(visit.page, "Nobody watches this at night.")
    for part in share:
        visit.page.check(f'input[name="share-{part}"]')
    visit.page.get_by_label("Passphrase, if you want one").fill(passphrase)
    visit.tap("I agree. Send my checks")
    visit.page.get_by_text("First gets your checks from now on.").wait_for()
    return visit, patient


def agree_anew(phone: BrowserContext, service: str, by: Member) -> tuple[Visit, Patient]:
    """On the same phone she agreed once more, to another invitation."""
    invited = actions.invite(by=by)
    visit = Visit.begin(phone.new_page(), f"{service}/c/#invite={invited.token}")
    until(visit.page, "Nobody watches this at night.")
    visit.tap("I agree. Send my checks")
    until(visit.page, f"{by.clinic.name} gets your checks from now on.")
    return visit, invited.patient


def sent(patient: Patient) -> list[CheckIn]:
    return list(CheckIn.objects.filter(patient=patient).order_by("received_at"))


def until(page: Page, words: str) -> None:
    page.get_by_text(words).first.wait_for(timeout=10_000)


def hold(phone: BrowserContext, which: str) -> list[Route]:
    """The requests that nothing answers, as they come."""
    held: list[Route] = []

    def keep_waiting(route: Route) -> None:
        held.append(route)

    phone.route(which, keep_waiting)
    return held


def test_from_the_link_to_the_erasure(phone: BrowserContext, service: str, pathway: Pathway, tmp_path: Path) -> None:
    cast = Cast()
    visit, patient = agreed(phone, service, cast)
    page = visit.page
    assert "invite" not in page.url
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    phone.set_offline(True)
    visit.check()
    visit.answer(well(pathway))
    until(page, "Waiting to be sent to First.")
    assert sent(patient) == []
    page.close()

    page = phone.new_page()
    page.clock.set_fixed_time(datetime.now() + timedelta(hours=3))
    again = Visit.begin(page, f"{service}/c/")
    until(page, "is still not sent to First. They do not have it.")
    again.tap("Diary")
    until(page, "Waiting to be sent to First since")
    phone.set_offline(False)
    page.reload()
    page.wait_for_selector("button.exit")
    again.tap("Diary")
    until(page, "Sent to First at")
    (one,) = sent(patient)
    private = {name for part in pathway.summary.private.values() for name in part.findings}
    assert private & set(one.entry["answers"]) == set()
    assert one.entry["withheld"] == list(pathway.summary.private)
    assert one.entry["answers"]["bleeding"] == "light"
    for _ in range(2):
        page.reload()
        page.wait_for_selector("button.exit")
        again.tap("See your answer again")
        until(page, "Sent to First at")
    assert len(sent(patient)) == 1, "it is there once"
    again.tap("Diary")
    again.tap("Write how it is now")
    page.locator("textarea").first.fill("Only mine.")
    page.click('form button[type="submit"]')
    until(page, "Sent to First at")
    page.wait_for_function("() => !/is being sent/.test(document.body.innerText)")
    assert [one.entry.get("notes") for one in sent(patient)] == [None, None]
    assert page.evaluate(EXPORTED) == ["entry", "settings", "visit"], "a file for another phone does not carry her key"

    old = {"entry": [{"id": "old", "value": {"at": "2026-11-01T20:30+01:00", "answers": {"fainted": True}}}]}
    (tmp_path / "notes.json").write_text(write_file(old, ON_THE_PHONE, rounds=1000))
    take_in(again, tmp_path / "notes.json")
    again.tap("Diary")
    again.tap("Write how it is now")
    page.click('form button[type="submit"]')
    while not (new := sent(patient)[2:]):
        page.wait_for_timeout(50)
    assert ["fainted" in one.entry["answers"] for one in new] == [False], "what comes in by a file is not sent"

    again.tap("What is kept")
    again.tap("Stop, and have it erased")
    again.tap("Yes, erase it now")
    until(page, "What you sent is erased.")
    assert (Patient.objects.filter(pk=patient.pk).count(), CheckIn.objects.count()) == (0, 0)
    assert page.get_by_text("What you send to First").count() == 0
    again.tap("Diary")
    assert page.get_by_text("Sent to First").count() == 0
    assert page.locator("svg").count() > 0, "her own diary stays"


def test_what_is_said_on_the_start_screen_hides_no_number_to_call(phone: BrowserContext, service: str) -> None:
    visit, _ = agreed(phone, service, Cast())
    page = visit.page
    for _ in range(2):
        notice, dial = page.locator(".notice"), page.locator("a.dial").first
        assert "First gets your checks" in notice.inner_text()
        dial.scroll_into_view_if_needed()
        box = dial.bounding_box()
        assert box is not None
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('.dial') !== null", middle)
        assert page.evaluate("() => document.querySelector('main h1').nextElementSibling.matches('.notice')")
        page.select_option("#country", "IE")
    page.locator(".notice button.plain").click()
    assert page.locator(".notice").count() == 0


def test_an_emergency_is_told_first_and_that_it_was_not_sent(phone: BrowserContext, service: str) -> None:
    visit, patient = agreed(phone, service, Cast())
    visit.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    phone.set_offline(True)
    visit.check()
    visit.page.locator('input[name="breathless"]').click()
    visit.tap("See what to do and say")
    assert visit.page.locator(".card.emergency").count() == 1
    until(visit.page, "Do not wait for them. Do what it says above now.")
    order = visit.page.evaluate("() => [...document.querySelectorAll('.card.emergency, .say, .sent')].map((one) => one.className)")
    assert order == ["card emergency", "say", "sent"]
    phone.set_offline(False)
    until(visit.page, "Sent to First at")
    assert [one.urgency for one in sent(patient)] == ["emergency"]


def test_with_a_passphrase_the_key_is_not_found_and_it_goes_on_after_the_lock(
    phone: BrowserContext, service: str, pathway: Pathway
) -> None:
    visit, patient = agreed(phone, service, Cast(), "four warm quiet words", "home")
    page = visit.page
    stored = page.evaluate(STORED)["kept"]
    assert "First" not in stored
    visit.check()
    visit.answer(well(pathway, unsafe_at_home=True))
    until(page, "Sent to First at")
    (one,) = sent(patient)
    assert (one.entry["answers"]["unsafe_at_home"], "suicidal_thoughts" in one.entry["answers"]) == (True, False)
    page.reload()
    page.wait_for_selector("button.exit")
    assert visit.heading == "Locked"
    page.get_by_label("Passphrase", exact=True).fill("four warm quiet words")
    visit.tap("Open")
    visit.tap("See your answer again")
    until(page, "Sent to First at")
    assert len(sent(patient)) == 1


def test_a_reason_that_she_keeps_to_herself_is_hers_to_send(phone: BrowserContext, service: str, pathway: Pathway) -> None:
    visit, patient = agreed(phone, service, Cast())
    page = visit.page
    visit.check()
    visit.answer(well(pathway, suicidal_thoughts=True, cannot_stay_safe=True))
    assert page.locator(".card.emergency").count() == 1
    until(page, "One of the reasons is not in what is sent")
    assert not any("cannot_stay_safe" in one.entry["answers"] for one in sent(patient))
    visit.tap("Send that too, this time")
    page.get_by_text("One of the reasons is not in what is sent").wait_for(state="detached")
    assert sent(patient)[-1].urgency == "emergency"


def test_when_she_stopped_nothing_is_sent_and_nothing_is_said_of_it(phone: BrowserContext, service: str, pathway: Pathway) -> None:
    cast = Cast()
    visit, patient = agreed(phone, service, cast)
    visit.tap("What is kept")
    visit.tap("Stop sending")
    visit.tap("Yes, stop now")
    until(visit.page, "You have stopped.")
    assert Patient.objects.get(pk=patient.pk).stopped_at is not None
    visit.tap("Start")
    visit.check()
    visit.answer(well(pathway))
    visit.page.wait_for_timeout(300)
    assert sent(patient) == []
    assert visit.page.locator(".sent").count() == 0


def test_where_the_clinic_ended_it_she_is_told_to_call(phone: BrowserContext, service: str, pathway: Pathway) -> None:
    visit, patient = agreed(phone, service, Cast())
    actions.stop(patient=patient, who="nora")
    visit.check()
    visit.answer(well(pathway))
    until(visit.page, "First gets nothing from this phone any more. This was not sent. Call them when they are open")
    visit.tap("Start")
    until(visit.page, "did not reach First. Nobody there will see it.")
    visit.tap("I have read this")
    expect(visit.page.locator(".sent")).to_have_text("")
    visit.tap("What is kept")
    until(visit.page, "ask them when they are open.")


def test_what_was_not_sent_goes_to_whom_she_agreed_to_then_and_to_nobody_else(phone: BrowserContext, service: str) -> None:
    cast = Cast()
    visit, first = agreed(phone, service, cast)
    keys: list[str] = []
    phone.on("request", lambda one: keys.append(one.headers["authorization"]) if one.url.endswith("/check-ins") else None)

    def emergency(visit: Visit) -> None:
        visit.check()
        visit.page.locator('input[name="breathless"]').click()
        visit.tap("See what to do and say")
        until(visit.page, "Waiting to be sent to")
        visit.page.close()

    phone.route("**/api/check-ins", lambda route: route.abort())
    emergency(visit)
    other, second = agree_anew(phone, service, cast.stranger)
    until(other.page, "is still not sent to First. They do not have it.")
    until(other.page, "It was about something that needs help.")
    phone.unroute("**/api/check-ins")
    other.page.evaluate("dispatchEvent(new Event('online'))")
    until(other.page, "Sent to First at")
    assert ([one.urgency for one in sent(first)], sent(second)) == (["emergency"], [])

    phone.route("**/api/check-ins", lambda route: route.abort())
    other.tap("Start a new check")
    other.page.locator('input[name="breathless"]').click()
    other.tap("See what to do and say")
    until(other.page, "Waiting to be sent to Other.")
    other.page.close()
    actions.stop(patient=second, who="sara")
    third, patient = agree_anew(phone, service, cast.nurse)
    phone.unroute("**/api/check-ins")
    third.page.evaluate("dispatchEvent(new Event('online'))")
    until(third.page, "did not reach Other. Nobody there will see it. It was about something that needs help.")
    third.tap("I have read this")
    expect(third.page.locator(".sent")).to_have_text("")
    assert [len(sent(one)) for one in (first, second, patient)] == [1, 0, 0]
    assert len(set(keys)) == 2, "the third key sent nothing"


PORTAL: tuple[dict[str, Any], ...] = (
    {"status": 401, "content_type": "text/html", "body": "<h1>Room number?</h1>"},
    {"status": 401, "json": {"error": "unauthorized"}},
    {"status": 200, "content_type": "text/html", "body": "<h1>Welcome</h1>"},
    {"status": 200, "json": {"ok": True}},
    {"status": 422, "json": {"detail": "no"}},
)


def test_what_stands_between_her_and_the_clinic_neither_ends_it_nor_passes_for_it(
    phone: BrowserContext, service: str, pathway: Pathway
) -> None:
    visit, patient = agreed(phone, service, Cast())
    page = visit.page
    held = hold(phone, "**/api/**")
    visit.check()
    page.locator('input[name="breathless"]').click()
    visit.tap("See what to do and say")
    assert page.locator(".card.emergency a.dial").first.is_visible()
    until(page, "It is being sent to First. Do not wait for them.")
    while not held:
        page.wait_for_timeout(20)
    now: dict[str, Any] = {}
    phone.route("**/api/**", lambda route: route.fulfill(**now))
    held[0].fulfill(**PORTAL[0])
    for answer in PORTAL:
        until(page, "Waiting to be sent to First.")
        assert page.get_by_text("Sent to First at").count() == 0
        now = answer
        page.locator(".sent").evaluate("(one) => one.replaceChildren()")
        page.evaluate("dispatchEvent(new Event('online'))")
    until(page, "Waiting to be sent to First.")
    now = PORTAL[2]
    visit.tap("What is kept")
    visit.tap("Stop, and have it erased")
    visit.tap("Yes, erase it now")
    until(page, "The clinic could not be reached. It was not done.")
    phone.unroute("**/api/**")
    visit.tap("Diary")
    until(page, "Sent to First at")
    assert [one.urgency for one in sent(patient)] == ["emergency"]
    actions.stop(patient=patient, who="nora")
    visit.tap("What is kept")
    visit.tap("Stop, and have it erased")
    visit.tap("Yes, erase it now")
    until(page, "it could not be erased from here. Ask them to erase it.")


def test_where_the_date_of_her_phone_is_wrong_she_is_told(phone: BrowserContext, service: str, pathway: Pathway) -> None:
    visit, patient = agreed(phone, service, Cast())
    page = visit.page
    for days in (1, 4):
        page.clock.set_fixed_time(datetime.now() + timedelta(days=days))
        visit.tap("Start")
        visit.check()
        visit.answer(well(pathway))
        until(page, "The date on this phone seems wrong.")
    assert len(sent(patient)) == 2  # a clock that is wrong throws nothing away: it counts as of when it came


def test_a_link_that_is_used_says_so_and_the_page_still_works(phone: BrowserContext, service: str) -> None:
    held = hold(phone, "**/api/invitation")
    visit = Visit.begin(phone.new_page(), f"{service}/c/#invite=made-up")
    until(visit.page, "Looking up your invitation.")
    assert visit.page.locator(".call").is_visible(), "whom to call does not wait for the clinic"
    while not held:
        visit.page.wait_for_timeout(20)
    held[0].fulfill(**PORTAL[0])
    until(visit.page, "The clinic cannot be reached now.")
    phone.unroute("**/api/invitation")
    visit.tap("Ask once more")
    until(visit.page, "This invitation is not valid any more.")
    visit.tap("Not now")
    assert visit.heading == "After a miscarriage: how are you now?"
    keep(visit)
    assert visit.page.get_by_text("What you send to").count() == 0


def test_the_service_serves_it_with_the_headers_that_it_asks_for(service: str, pages: Path, phone: BrowserContext) -> None:
    page = phone.new_page()
    answer = page.request.get(f"{service}/c/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-security-policy"].count("worker-src 'self'") == 1
    assert answer.headers["content-encoding"] == "gzip"
    version = next(one.name for one in (pages / "c").iterdir() if len(one.name) == 12 and one.is_dir())
    script = page.request.get(f"{service}/c/{version}/app.js")
    assert "immutable" in script.headers["cache-control"]
    assert "immutable" not in answer.headers["cache-control"]


def test_from_another_origin_it_is_sent_where_the_service_allows_it(
    phone: BrowserContext, service: str, tmp_path: Path, settings: Any
) -> None:
    assert main(["build", str(tmp_path), "--clinic", f"{service}/api/"]) == 0

    class Host(SimpleHTTPRequestHandler):  # as a static host that reads _headers
        def end_headers(self) -> None:
            for line in (tmp_path / "_headers").read_text().split("\n\n")[0].splitlines()[1:]:
                self.send_header(*line.strip().split(": ", 1))
            super().end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(tmp_path))) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{elsewhere.server_port}"
        settings.BALM_COMPANION = [origin]
        invited = actions.invite(by=Cast().nurse)
        visit = Visit.begin(phone.new_page(), f"{origin}/#invite={invited.token}")
        visit.page.get_by_text("Nobody watches this at night.").wait_for()
        visit.tap("I agree. Send my checks")
        visit.page.get_by_text("gets your checks from now on.").wait_for()
        assert Patient.objects.get(pk=invited.patient.pk).consented_at
        elsewhere.shutdown()
