"""Without a network, with an old copy, with a store that refuses, is full, or is damaged: the page goes on and says what is so."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from balm import Pathway
from balm.companion import build
from balm.companion import server as companion_server
from tests.companion.test_private import keep, profile, until_kept
from tests.companion.visit import Visit, change_kept_visit, well


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    yield context
    context.close()


def installed(visit: Visit) -> None:
    visit.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")


def test_after_one_visit_everything_works_offline(phone: BrowserContext, pathway: Pathway, site: str) -> None:
    visit = Visit.begin(phone.new_page(), site)
    installed(visit)
    phone.set_offline(True)
    visit = Visit.begin(visit.page, site)
    keep(visit)
    visit.tap("Start")
    visit.check()
    visit.answer(well(pathway))
    visit.tap("What may help today")
    visit.page.locator("details").first.evaluate("(one) => one.open = true")
    visit.page.locator("figure svg").first.wait_for()
    visit = Visit.begin(visit.page, site)
    visit.tap("See your answer again")
    sources = visit.page.locator("details", has=visit.page.locator("summary", has_text="Where this comes from")).first
    sources.evaluate("(one) => one.open = true")
    for screen in ("Numbers to call", "Settings", "About", "What is kept"):
        visit.tap(screen)
    visit.page.goto(f"{site}/leaflet.html")
    assert "The leaflet says" in visit.page.inner_text("main")
    assert [said for said in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []


def test_a_new_version_waits_until_all_of_it_is_there_and_loses_no_answer(phone: BrowserContext, pathway: Pathway, tmp_path: Path) -> None:
    first = build(pathway, tmp_path)
    serving = companion_server(tmp_path, 0, first)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{serving.server_port}"
    visit = Visit.begin(phone.new_page(), site)
    installed(visit)
    visit = Visit.begin(visit.page, site)

    # A version that lacks a file never takes over.
    worker = (tmp_path / "sw.js").read_text()
    (tmp_path / "sw.js").write_text(worker.replace('const VERSION = "', 'const VERSION = "x').replace("leaflet.html", "not-there.html"))
    visit.page.evaluate("() => navigator.serviceWorker.getRegistration().then((one) => one.update()).catch(() => 0)")
    visit.page.wait_for_timeout(500)
    assert visit.page.evaluate("async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)") is False

    # A whole one is offered; somebody in the middle of a check that is not kept is not asked to lose it.
    (tmp_path / "sw.js").write_text(worker.replace('const VERSION = "', 'const VERSION = "y'))
    visit.check()
    visit.fill(well(pathway))
    visit.on()
    visit.page.evaluate("() => navigator.serviceWorker.getRegistration().then((one) => one.update())")
    visit.page.wait_for_function("async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)")
    assert visit.page.get_by_text("A newer version of this page is ready.").count() == 0
    assert len(visit.asked) > 0

    # On the next visit it is; and with it comes the whole new version.
    visit = Visit.begin(visit.page, site)
    visit.page.get_by_text("A newer version of this page is ready.").wait_for()
    with visit.page.expect_navigation():
        visit.tap("Use it now")
    visit.page.wait_for_selector("button.exit")
    visit.page.wait_for_function("async () => { const all = await caches.keys(); return all.length === 1 && all[0].startsWith('y'); }")
    serving.shutdown()


def test_an_old_copy_shows_only_signs_and_numbers(phone: BrowserContext, site: str) -> None:
    page = phone.new_page()
    page.clock.install(time="2031-01-01T10:00:00")
    visit = Visit.begin(page, site)
    assert visit.heading == "This copy is too old"
    assert page.get_by_role("button", name="Check how you are now").count() == 0
    assert "you soak a pad in 15 minutes" in page.inner_text("main")
    visit.tap("Numbers to call")
    page.select_option("#country", "GB")
    assert page.locator('main a[href="tel:999"]').count() >= 1


def test_nothing_is_judged_until_what_judges_is_here(chromium: Browser, site: str) -> None:
    """The first screen comes without the questions; a check that was kept by another version is fitted to this one before it counts."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, service_workers="block")
    visit = Visit.begin(context.new_page(), site)
    keep(visit)
    visit.tap("Start")
    visit.check()
    visit.page.locator('input[name="breathless"]').click()
    until_kept(visit, '"breathless":true')
    change_kept_visit(visit.page, 'kept.of = "another version"')
    context.route("**/questions.en.json", lambda route: route.abort())
    visit = Visit.begin(visit.page, site)
    start = visit.heading
    told = visit.page.get_by_text("The check could not be loaded.")
    for name in ("Go on where you were", "Start a new check"):
        visit.tap(name)
        told.wait_for()
        assert visit.heading == start
        visit.tap("Close")
    context.unroute("**/questions.en.json")
    visit.tap("Go on where you were")
    assert visit.page.locator(".card.emergency").count() == 1
    context.close()


def test_a_store_that_refuses_is_said_and_nothing_else_is_lost(phone: BrowserContext, pathway: Pathway, site: str) -> None:
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });")
    visit = Visit.begin(phone.new_page(), site)
    visit.page.get_by_text("This browser does not let us keep anything.").wait_for()
    visit.check()
    visit.answer(well(pathway))
    assert visit.heading == "You can look after this at home for now"


def test_a_full_disk_is_said_and_the_answers_stay_on_the_screen(playwright: Playwright, site: str, tmp_path: Path) -> None:
    """A small disk of its own, filled to the last byte, and then freed again."""
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", tmp_path], check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        context = profile(playwright, tmp_path / "profile")
        visit = Visit.begin(context.new_page(), site)
        keep(visit)
        visit.tap("Start")
        visit.check()
        until_kept(visit, '"country":"GB"')
        with suppress(OSError), (tmp_path / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
        told = visit.page.get_by_text("Your last answer could not be kept.")
        for _ in range(41):  # the last page of the log may have room for a few; an odd number leaves it ticked
            visit.page.locator('input[name="breathless-unsure"]').click()
            visit.page.wait_for_timeout(30)
        told.wait_for()
        assert visit.page.locator('input[name="breathless-unsure"]').is_checked()
        (tmp_path / "filler").unlink()
        visit.tap("Close")
        visit.page.locator('input[name="chest_pain-unsure"]').click()
        until_kept(visit, '"chest_pain":"not_sure"')
        visit = Visit.begin(visit.page, site)
        visit.tap("Go on where you were")
        visit.page.wait_for_selector(".questions")
        assert visit.page.locator('input[name="breathless-unsure"]').is_checked()  # what comes after is in the store: looked up above
        context.close()
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=True)


def test_a_damaged_record_is_said_and_the_others_are_there(phone: BrowserContext, site: str) -> None:
    visit = Visit.begin(phone.new_page(), site)
    keep(visit)
    visit.tap("Start")
    visit.check("IE")
    visit.page.locator('input[name="breathless-unsure"]').click()
    until_kept(visit, '"breathless":"not_sure"')
    visit.page.evaluate(
        """() => new Promise((done) => {
          const open = indexedDB.open("notes");
          open.onsuccess = () => {
            const change = open.result.transaction("records", "readwrite");
            change.objectStore("records").put({ plain: "{not json" }, "bad-1");
            change.objectStore("records").put(7, "bad-2");
            change.oncomplete = () => (open.result.close(), done());
          };
        })"""
    )
    visit = Visit.begin(visit.page, site)
    visit.page.get_by_text("2 of the kept records cannot be read. The others are here.").wait_for()
    visit.tap("Go on where you were")
    visit.page.wait_for_selector(".questions")
    assert visit.page.locator('input[name="breathless-unsure"]').is_checked()


def test_without_javascript_the_signs_numbers_and_leaflet_are_there(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    text = page.inner_text("main")
    assert "Call for an ambulance now if you have any of these:" in text
    assert "saddle" in text or "between the legs" in text
    assert page.locator('a[href="tel:999"]').count() == 1
    page.get_by_role("link", name="A leaflet").click()
    assert "What we say instead" in page.inner_text("main")
    context.close()
