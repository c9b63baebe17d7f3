"""What is kept, who can read it, and what is left when she leaves."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Download, Error, Page, Playwright, Request

from balm import Pathway
from bench.companion.browser import CHROMIUM, QUIET
from tests.companion.visit import Visit, well

STORED = """
async () => {
  const databases = await indexedDB.databases();
  const kept = [];
  for (const { name } of databases) {
    const database = await new Promise((resolve) => { const open = indexedDB.open(name); open.onsuccess = () => resolve(open.result); });
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      await new Promise((resolve) => { all.onsuccess = resolve; });
      kept.push(...all.result);
    }
    database.close();
  }
  return { databases: databases.length, kept: JSON.stringify(kept), local: localStorage.length, cookies: document.cookie };
}
"""
PASSPHRASE = "four warm quiet words"


def keep(visit: Visit, passphrase: str = "") -> None:
    visit.tap("What is kept")
    visit.page.get_by_label("Passphrase, if you want one").fill(passphrase)
    visit.tap("Keep them here")
    visit.page.wait_for_selector("text=Delete everything")
    visit.page.wait_for_function("() => /are kept in this browser/.test(document.querySelector('main').innerText)")


def until_kept(visit: Visit, words: str) -> None:
    """Wait until what is kept, in the clear, holds these words of JSON. The page writes while she goes on, and does not wait for it."""
    kept_in_text = json.dumps(words)[1:-1]
    visit.page.wait_for_function(f"async (words) => (await ({STORED})()).kept.includes(words)", arg=kept_in_text)


def seven_pages(visit: Visit, pathway: Pathway) -> None:
    visit.check()
    for _ in range(7):
        visit.fill(well(pathway, pink_or_brown_discharge=True))
        visit.on()


def test_no_request_leaves_the_origin_and_no_cookie_is_set(visit: Visit, pathway: Pathway, site: str) -> None:
    asked: list[Request] = []
    visit.page.context.on("request", lambda one: asked.append(one))
    visit.page.reload()
    visit.page.wait_for_selector("button.exit")
    visit.check()
    visit.answer(well(pathway))
    visit.page.locator("summary", has_text="Where this comes from").first.evaluate("(one) => one.closest('details').open = true")
    for button in ("What may help today", "Numbers to call", "Settings", "About", "What is kept", "Start", "Ease the pain now"):
        visit.tap(button)
    assert len(asked) > 20
    assert [one.url for one in asked if not one.url.startswith((site, "data:"))] == []
    assert all(one.method == "GET" and "?" not in one.url and one.post_data is None for one in asked), "what is fetched says nothing of her"
    assert visit.page.context.cookies() == []


def test_the_policy_allows_nothing_else(visit: Visit, site: str) -> None:
    answer = visit.page.request.get(site)
    for policy in (answer.headers["content-security-policy"], visit.page.locator("meta[http-equiv]").first.get_attribute("content")):
        assert policy is not None
        rules = dict(one.strip().split(" ", 1) for one in policy.split(";") if one.strip())
        assert rules["default-src"] == "'none'"
        assert {word for value in rules.values() for word in value.split()} <= {"'none'", "'self'", "data:", "blob:"}
    blocked = visit.page.evaluate(
        """async () => {
          const said = [];
          document.addEventListener("securitypolicyviolation", (event) => said.push(event.effectiveDirective));
          const script = document.createElement("script"); script.textContent = "window.ran = 1"; document.head.append(script);
          document.body.insertAdjacentHTML("beforeend", '<p style="color:red" onclick="window.ran = 1">x</p>');
          await fetch("https://example.org/").catch(() => {});
          await new Promise((done) => setTimeout(done, 100));
          return { said, ran: window.ran ?? 0 };
        }"""
    )
    assert blocked["ran"] == 0
    assert {"script-src-elem", "connect-src"} <= set(blocked["said"])
    visit.complaints.clear()


def test_nothing_is_kept_unless_she_asks(visit: Visit, pathway: Pathway, site: str) -> None:
    seven_pages(visit, pathway)
    assert visit.page.evaluate(STORED) == {"databases": 0, "kept": "[]", "local": 0, "cookies": ""}
    visit.page.goto(site)
    visit.page.wait_for_selector("button.exit")
    assert visit.page.get_by_role("button", name="Go on where you were").count() == 0


def test_what_is_kept_is_there_again(visit: Visit, pathway: Pathway, site: str) -> None:
    keep(visit)
    visit.tap("Start")
    seven_pages(visit, pathway)
    at = visit.heading
    visit.page.goto(site)
    visit.page.wait_for_selector("button.exit")
    visit.tap("Go on where you were")
    assert visit.heading == at
    assert "pink_or_brown_discharge" in visit.page.evaluate(STORED)["kept"]


def test_a_killed_browser_loses_at_most_the_field_being_typed(playwright: Playwright, site: str, tmp_path: Path) -> None:
    context = profile(playwright, tmp_path)
    visit = Visit.begin(context.new_page(), site)
    keep(visit)
    visit.tap("Start")
    visit.check()
    visit.page.locator('input[name="breathless-unsure"]').click()
    until_kept(visit, '"breathless":"not_sure"')
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(tmp_path) in (process / "cmdline").read_text():
                os.kill(int(process.name), signal.SIGKILL)
    with contextlib.suppress(Error):
        context.close()
    (tmp_path / "SingletonLock").unlink(missing_ok=True)
    context = profile(playwright, tmp_path)
    visit = Visit.begin(context.new_page(), site)
    visit.tap("Go on where you were")
    visit.page.wait_for_selector(".questions")
    assert visit.page.locator('input[name="breathless-unsure"]').is_checked()
    context.close()


def test_with_a_passphrase_no_answer_is_found_in_any_file_of_the_browser(
    playwright: Playwright, pathway: Pathway, site: str, tmp_path: Path
) -> None:
    """The whole profile is read back, byte by byte; without a passphrase the same search finds the answers."""
    found = {}
    for name, passphrase in (("plain", ""), ("guarded", PASSPHRASE)):
        context = profile(playwright, tmp_path / name)
        visit = Visit.begin(context.new_page(), site)
        keep(visit, passphrase)
        visit.tap("Start")
        seven_pages(visit, pathway)
        visit.page.wait_for_timeout(300)
        kept = visit.page.evaluate(STORED)["kept"]
        context.close()
        bytes_ = b"".join(one.read_bytes() for one in (tmp_path / name).rglob("*") if one.is_file() and "Service Worker" not in one.parts)
        words = ('"pink_or_brown_discharge":true', '"dateOfLoss":null', PASSPHRASE)
        shapes = [(word, word.encode(code)) for word in words for code in ("utf-8", "utf-16-le")]
        found[name] = {word for word, shape in shapes if shape in bytes_ or word in kept}
    assert found["plain"] == set(words[:2])
    assert found["guarded"] == set()


def test_a_wrong_passphrase_tells_nothing_and_the_right_one_opens(visit: Visit, pathway: Pathway, site: str) -> None:
    keep(visit, PASSPHRASE)
    visit.tap("Start")
    seven_pages(visit, pathway)
    visit.page.goto(site)
    visit.page.wait_for_selector("button.exit")
    assert visit.heading == "Locked"
    visit.page.get_by_label("Passphrase", exact=True).fill("another")
    visit.tap("Open")
    visit.page.get_by_text("That did not open it.").wait_for()
    visit.tap("Start")
    assert visit.page.get_by_role("button", name="Go on where you were").count() == 0
    visit.page.goto(site)
    visit.page.wait_for_selector("button.exit")
    visit.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    visit.tap("Open")
    visit.page.get_by_role("button", name="Go on where you were").wait_for()


def test_an_empty_field_never_takes_the_lock_away(visit: Visit) -> None:
    keep(visit, PASSPHRASE)
    visit.page.locator("summary", has_text="Change the passphrase").click()
    visit.page.locator("details[open] button[type='submit']").click()
    visit.page.wait_for_timeout(300)
    assert '"rounds":600000' in visit.page.evaluate(STORED)["kept"]
    assert "locked with your passphrase" in visit.page.inner_text("main")


def test_the_key_is_slow_to_guess(visit: Visit) -> None:
    keep(visit, PASSPHRASE)
    assert '"rounds":600000' in visit.page.evaluate(STORED)["kept"], "OWASP's figure for PBKDF2 with SHA-256; stored with the data"


def export(visit: Visit, file: Path, passphrase: str = PASSPHRASE) -> Download:
    """Save everything that is kept into the file, under the passphrase."""
    visit.tap("What is kept")
    visit.page.locator("summary", has_text="Move it to another phone").click()
    form = visit.page.locator("details[open] form")
    form.locator('input[type="password"]').fill(passphrase)
    with visit.page.expect_download() as coming:
        form.locator('button[type="submit"]').click()
    coming.value.save_as(file)
    return coming.value


def test_what_goes_out_comes_in_elsewhere_the_same(chromium: Browser, visit: Visit, pathway: Pathway, site: str, tmp_path: Path) -> None:
    keep(visit)
    visit.tap("Start")
    seven_pages(visit, pathway)
    file = tmp_path / "notes.json"
    assert export(visit, file).suggested_filename == "notes.json", "a name that says nothing"
    assert "pink_or_brown_discharge" not in file.read_text()
    assert json.loads(file.read_text())["rounds"] == 600_000

    other = chromium.new_context()
    there = Visit.begin(other.new_page(), site)
    keep(there)
    there.page.locator("summary", has_text="Take in a file").click()
    there.page.set_input_files("#import-file", file)
    form = there.page.locator("details[open] form")
    for passphrase, said in (("wrong", "That did not work"), (PASSPHRASE, "records came in")):
        form = there.page.locator("details[open] form")
        form.locator('input[type="password"]').fill(passphrase)
        form.locator('button[type="submit"]').click()
        there.page.get_by_text(said).wait_for()
    assert kept_visit(there.page) == kept_visit(visit.page)
    other.close()


def kept_visit(page: Page) -> object:
    records = [json.loads(one["plain"]) for one in json.loads(page.evaluate(STORED)["kept"]) if "plain" in one]
    return next(one["value"] for one in records if one["kind"] == "visit")


def test_two_taps_wipe_everything(visit: Visit, pathway: Pathway, site: str) -> None:
    keep(visit)
    visit.tap("Start")
    seven_pages(visit, pathway)
    visit.page.evaluate("() => navigator.serviceWorker.ready")
    visit.tap("What is kept")
    visit.tap("Delete everything")
    visit.tap("Yes, delete everything now")
    visit.page.get_by_text("Everything is deleted.").wait_for()
    left = visit.page.evaluate("async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]")
    assert visit.page.evaluate(STORED) == {"databases": 0, "kept": "[]", "local": 0, "cookies": ""}
    assert left == [0, 0]
    assert visit.page.get_by_role("button", name="Go on where you were").count() == 0


@pytest.mark.parametrize("how", ["button", "shift"])
def test_she_can_leave_at_once(visit: Visit, pathway: Pathway, how: str) -> None:
    page = visit.page
    first = page.evaluate("() => document.body.querySelector('a, button, input, select').className")
    assert first == "exit", "it comes first in reading and tab order"
    seven_pages(visit, pathway)
    if how == "button":
        visit.page.click("button.exit")
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("**/blank.html")
    assert page.inner_text("body").strip() == ""
    assert page.title().strip() == ""
    page.go_back()
    page.wait_for_timeout(500)
    assert page.inner_text("body").strip() == "" or visit.heading == "After a miscarriage: how are you now?"
    assert not re.search("foul|Your pain|bleeding today", page.inner_text("body"))


def test_leaving_never_covers_an_emergency(visit: Visit) -> None:
    visit.check()
    visit.page.locator('input[name="breathless"]').click()
    visit.tap("See what to do and say")
    assert visit.page.locator("html.in-emergency").count() == 1
    visit.page.evaluate("() => scrollTo(0, 300)")
    assert visit.page.locator("button.exit").evaluate("(one) => getComputedStyle(one).position") == "static"


def test_it_locks_after_a_pause(chromium: Browser, pathway: Pathway, site: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install()
    visit = Visit.begin(page, site)
    keep(visit, PASSPHRASE)
    visit.tap("Start")
    visit.check()
    page.clock.fast_forward("06:00")
    page.get_by_role("heading", name="Locked").wait_for()
    assert page.locator(".questions").count() == 0
    context.close()


def profile(playwright: Playwright, folder: Path) -> BrowserContext:
    return playwright.chromium.launch_persistent_context(folder, executable_path=CHROMIUM, args=QUIET)
