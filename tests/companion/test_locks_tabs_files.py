"""Nothing she ticked, wrote or took is lost, or written in the clear, by a lock, another tab, or a file that is taken in."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.companion.test_private import PASSPHRASE, STORED, export, keep, until_kept
from tests.companion.test_what_counts import card, write
from tests.companion.visit import Visit


def test_what_is_locked_cannot_be_overwritten_by_keeping_again(visit: Visit, site: str) -> None:
    keep(visit, PASSPHRASE)
    write(visit, place="low_back")
    before = len(visit.page.evaluate(STORED)["kept"])
    visit = Visit.begin(visit.page, site)
    visit.tap("What is kept")
    again = visit.page.get_by_role("button", name="Keep them here")
    if again.count():
        again.click()
        visit.page.wait_for_timeout(2000)
    assert len(visit.page.evaluate(STORED)["kept"]) >= before


def test_what_was_done_while_it_was_locked_is_there_after_unlocking(visit: Visit, site: str) -> None:
    keep(visit, PASSPHRASE)
    write(visit, place="low_back")
    visit = Visit.begin(visit.page, site)
    write(visit, place="chest")
    visit.tap("What is kept")
    visit.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    visit.tap("Open")
    visit.page.get_by_role("heading", name="After a miscarriage: how are you now?").wait_for()
    visit.tap("Diary")
    assert card(visit) == "emergency"
    visit.page.locator("summary", has_text="What you wrote").click()
    assert visit.page.locator("details[open] li").count() == 2


def test_another_tab_neither_writes_in_the_clear_nor_over_what_is_newer(visit: Visit, site: str) -> None:
    keep(visit)
    other = Visit.begin(visit.page.context.new_page(), site)
    visit.tap("Start")
    visit.check()
    visit.page.locator('input[name="breathless"]').click()
    until_kept(visit, '"breathless":true')
    other.tap("Numbers to call")
    other.tap("Start")
    other.page.wait_for_timeout(300)
    assert '\\"breathless\\":true' in visit.page.evaluate(STORED)["kept"]
    other.tap("Go on where you were")
    assert other.page.locator('input[name="breathless"]').is_checked()

    visit.tap("What is kept")
    visit.page.locator("summary", has_text="Change the passphrase").click()
    visit.page.locator("details[open] input[type=password]").fill(PASSPHRASE)
    visit.tap("Use this passphrase")
    visit.page.get_by_text("locked with your passphrase.").wait_for()
    other.tap("Start")
    if other.page.locator("#country").count():
        other.page.select_option("#country", "IE")
        other.tap("Numbers to call")
    other.page.wait_for_timeout(300)
    assert "plain" not in visit.page.evaluate(STORED)["kept"]


def test_a_file_brings_no_older_check_over_todays(visit: Visit, tmp_path: Path) -> None:
    keep(visit)
    export(visit, tmp_path / "notes.json")
    visit.tap("Start")
    visit.check()
    visit.page.locator('input[name="breathless"]').click()
    visit.tap("What is kept")
    visit.page.locator("summary", has_text="Take in a file").click()
    visit.page.set_input_files("#import-file", tmp_path / "notes.json")
    form = visit.page.locator("details[open] form")
    form.locator('input[type="password"]').fill(PASSPHRASE)
    form.locator('button[type="submit"]').click()
    visit.page.get_by_text("records came in").wait_for()
    visit.tap("Start")
    visit.tap("Go on where you were")
    assert visit.page.locator('input[name="breathless"]').is_checked()


def test_it_locks_although_the_phone_slept(chromium: Browser, site: str) -> None:
    """While a phone sleeps no timer runs; when it wakes, the first look is already locked."""
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install()
    visit = Visit.begin(page, site)
    keep(visit, PASSPHRASE)
    visit.tap("Start")
    visit.check()
    page.clock.pause_at(page.evaluate("() => new Date(Date.now() + 1000).toISOString()"))
    page.clock.set_system_time(page.evaluate("() => new Date(Date.now() + 3600000).toISOString()"))
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("heading", name="Locked").wait_for()
    assert page.locator(".questions").count() == 0
    context.close()
