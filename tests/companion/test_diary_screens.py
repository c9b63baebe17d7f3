"""The diary on her phone: writing, what it shows, what it tells her to do, the doses, and that a missing day stays missing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from balm import Pathway
from tests.companion.test_private import STORED, keep
from tests.companion.visit import Visit, well

DAY = 24 * 60
PUT = """
([entries, ago]) => new Promise((done) => {
  const day = (days, time) => {
    const at = new Date(Date.now() - days * 86400000);
    const two = (value) => String(value).padStart(2, "0");
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}` + (time ? `T${time}+00:00` : "");
  };
  const open = indexedDB.open("notes");
  open.onsuccess = () => {
    const change = open.result.transaction("records", "readwrite");
    const records = change.objectStore("records");
    entries.forEach(({ days, time, ...entry }, n) =>
      records.put({ plain: JSON.stringify({ kind: "entry", value: { at: day(days, time ?? "09:00"), ...entry } }) }, `entry-${n}`));
    const mend = (id, change) => {
      records.get(id).onsuccess = ({ target }) => {
        const record = JSON.parse(target.result.plain);
        Object.assign(record.value, change);
        records.put({ plain: JSON.stringify(record) }, id);
      };
    };
    mend("settings", { begun: day(entries[0]?.days ?? 0) });
    if (ago !== null) mend("visit", { dateOfLoss: day(ago) });
    change.oncomplete = () => (open.result.close(), done());
  };
})
"""


def with_diary(visit: Visit, site: str, entries: list[dict[str, Any]], days_since_loss: int | None = None) -> Visit:
    """A phone that has kept these entries; `days` is how many days ago."""
    keep(visit)
    visit.page.evaluate(PUT, [entries, days_since_loss])
    visit.page.goto(site)
    visit.page.wait_for_selector("button.exit")
    visit.page.select_option("#country", "GB")
    return visit


def pain(days: int, now: int, **more: Any) -> dict[str, Any]:
    return {"days": days, "answers": {"back_pain": now}, "pain_worst": now, **more}


def entries_kept(page: Page) -> list[dict[str, Any]]:
    records = [json.loads(one["plain"]) for one in json.loads(page.evaluate(STORED)["kept"])]
    return [one["value"] for one in records if one["kind"] == "entry"]


def test_an_entry_is_written_and_kept(visit: Visit, site: str) -> None:
    keep(visit)
    visit.tap("Diary")
    visit.tap("Write how it is now")
    visit.page.locator('input[name="back_pain"][value="4"]').click()
    visit.page.locator('input[name="place-low_back"]').click()
    visit.page.get_by_label("Anything else, as long as you like").fill("Slept badly.\n" * 400)
    visit.page.click('form button[type="submit"]')
    visit.page.get_by_role("heading", name="Your days", exact=True).wait_for()
    (kept,) = entries_kept(visit.page)
    assert kept["answers"] == {"back_pain": 4}
    assert kept["places"] == ["low_back"]
    assert len(kept["notes"]) == 400 * 13
    visit = Visit.begin(visit.page, site)
    visit.tap("Diary")
    assert visit.page.locator("svg.chart circle").count() == 1


def test_what_she_tried_is_kept_shown_again_and_mended(visit: Visit, site: str) -> None:
    page = visit.page
    keep(visit)
    visit.tap("Diary")
    visit.tap("Write how it is now")
    tried = page.locator("details", has_text="What you tried, and if it helped")
    assert not tried.evaluate("(one) => one.open")
    page.keyboard.press("Tab")
    tried.locator("summary").focus()
    page.keyboard.press("Enter")
    for item in ("walking", "local_heat", "rest"):
        page.locator(f'input[name="tried-{item}"]').focus()
        page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("group", name="A warm pad or bottle").get_by_label("It made things worse").check()
    page.get_by_label("Anything else, as long as you like").fill("So-so.")
    page.click('form button[type="submit"]')
    page.get_by_role("heading", name="Your days", exact=True).wait_for()
    kept = [{"item": "walking", "helped": None}, {"item": "local_heat", "helped": "worse"}, {"item": "rest", "helped": "yes"}]
    assert entries_kept(page)[0]["tried"] == kept
    visit = Visit.begin(page, site)
    visit.tap("Diary")
    page.locator("summary", has_text="What you wrote").click()
    assert page.locator("details[open] li li").all_inner_texts() == [
        "Short, easy walks",
        "A warm pad or bottle: It made things worse",
        "Short rests: It helped",
    ]
    page.locator("details[open] li button").first.click()
    page.locator("details[open] >> input[name='tried-walking']").uncheck()
    page.get_by_role("group", name="Short rests").get_by_label("No", exact=True).check()
    assert page.get_by_role("group", name="A warm pad or bottle").get_by_label("It made things worse").is_checked()
    page.click('form button[type="submit"]')
    page.get_by_role("heading", name="Your days", exact=True).wait_for()
    assert entries_kept(page)[0]["tried"] == [kept[1], {"item": "rest", "helped": "no"}]
    visit.tap("All of it, to print")
    assert page.locator(".entry li").all_inner_texts() == ["A warm pad or bottle: It made things worse", "Short rests: No"]


def test_only_what_a_plan_may_offer_is_on_the_list_of_what_she_tried(visit: Visit, pathway: Pathway) -> None:
    visit.tap("Diary")
    visit.tap("Write how it is now")
    listed = visit.page.eval_on_selector_all("input[name^='tried-']", "(all) => all.map((one) => one.name.slice(6))")
    assert listed == [item.id for item in pathway.care.values() if item.in_plan]
    assert len(listed) <= 24, "on a phone"


def test_the_body_and_its_list_say_the_same(visit: Visit) -> None:
    visit.tap("Diary")
    visit.tap("Write how it is now")
    visit.page.locator('[data-place="shoulder_tip"]').first.click(force=True)
    assert visit.page.locator('input[name="place-shoulder_tip"]').is_checked()
    visit.page.locator('input[name="place-shoulder_tip"]').click()
    assert visit.page.locator('[data-place="shoulder_tip"].on').count() == 0


def test_what_is_written_is_judged_at_once(visit: Visit) -> None:
    """A red flag is one wherever it is written."""
    visit.page.select_option("#country", "GB")
    visit.tap("Diary")
    visit.tap("Write how it is now")
    visit.page.locator('input[name="place-shoulder_tip"]').click()
    visit.page.click('form button[type="submit"]')
    visit.page.locator("main > .card.urgent").wait_for()
    visit.tap("Write how it is now")
    visit.page.locator('input[name="place-chest"]').click()
    visit.page.click('form button[type="submit"]')
    card = visit.page.locator("main > .card.emergency")
    card.wait_for()
    assert card.locator('a[href="tel:999"]').count() == 1
    assert visit.page.get_by_text("What your days show").count() == 0, "no advice while an emergency stands"


def test_pain_that_came_back_is_noticed_and_raises_the_level(visit: Visit, pathway: Pathway, site: str) -> None:
    days = [pain(9, 6), pain(8, 5), pain(5, 1), pain(4, 1), pain(2, 4), pain(1, 5), pain(0, 5, time="00:00")]
    with_diary(visit, site, days, days_since_loss=10)
    visit.tap("Diary")
    assert visit.page.get_by_role("heading", name="Your pain is back").count() == 1
    visit.tap("Check how you are now")
    visit.page.wait_for_selector(".questions")
    visit.answer(well(pathway, pain_trend="better"))
    assert visit.page.locator("main > .card.today, main > .card.urgent").count() == 1, "T3, from the diary; nothing in it was asked again"


def test_a_missing_day_is_shown_as_missing(visit: Visit, site: str) -> None:
    with_diary(visit, site, [pain(6, 5), pain(2, 4), pain(0, 4, time="00:00")])
    visit.tap("Diary")
    assert visit.page.locator("svg.chart rect.missing").count() == 4
    assert visit.page.locator("svg.chart line.worst").count() == 0, "no line is drawn over days that nobody wrote"
    visit.page.locator("summary", has_text="The same as a table").click()
    assert visit.page.get_by_role("cell", name="Nothing written").count() == 4


def test_a_low_day_brings_company_and_a_number(visit: Visit, site: str) -> None:
    with_diary(visit, site, [pain(0, 2, mood="very_low", time="00:00")])
    visit.tap("Diary")
    calm = visit.page.locator("section.calm")
    assert calm.locator('a[href="tel:116123"]').count() == 1
    assert "low risk" not in visit.page.inner_text("main").lower()


def test_an_entry_can_be_mended_and_taken_out(visit: Visit, site: str) -> None:
    with_diary(visit, site, [pain(0, 6, time="00:00", notes="first")])
    visit.tap("Diary")
    for button in ("Put it into the diary", "Take this out"):
        visit.page.locator("summary", has_text="What you wrote").click()
        visit.page.locator("details[open] li button").first.click()
        visit.page.wait_for_selector("textarea")
        assert visit.page.locator("textarea").first.input_value() in ("first", "second")
        visit.page.locator("textarea").first.fill("second")
        visit.tap(button)
        visit.page.get_by_role("heading", name="Your diary", exact=True).wait_for()
        assert [one["notes"] for one in entries_kept(visit.page)] == (["second"] if button.startswith("Put") else [])


def test_a_day_to_come_is_refused_and_nothing_is_lost(visit: Visit) -> None:
    visit.tap("Diary")
    visit.tap("Write how it is now")
    visit.page.locator("textarea").first.fill("still here")
    visit.page.locator('input[type="datetime-local"]').fill("2099-01-01T10:00")
    visit.page.click('form button[type="submit"]')
    visit.page.get_by_text("Please give a day and a time that has passed.").wait_for()
    assert visit.page.locator("textarea").first.input_value() == "still here"


def test_a_late_entry_stands_on_its_own_day_and_says_that_it_is_late(visit: Visit) -> None:
    keep(visit)
    visit.tap("Diary")
    visit.tap("Write how it is now")
    visit.page.locator('input[name="back_pain"][value="7"]').click()
    when = visit.page.evaluate("() => { const at = new Date(Date.now() - 3 * 86400000); return at.toISOString().slice(0, 16); }")
    visit.page.locator('input[type="datetime-local"]').fill(when)
    visit.page.click('form button[type="submit"]')
    visit.page.get_by_role("heading", name="Your days", exact=True).wait_for()
    (kept,) = entries_kept(visit.page)
    assert kept["at"].startswith(when)
    assert kept["written"] > kept["at"]


DOSES = """
async ([address, taken, now, country]) => {
  const { nextDoses } = await import(`${address}/engine/doses.js`);
  const { fetchContent } = await import(`${address}/words.js`);
  const content = await (await fetchContent("en")).whole();
  const wait = (next) => next === null ? null : Math.max(0, (next - now) / 60000);
  return nextDoses(content, country, taken.map(({ item, ago }) => ({ item, at: now - ago * 60000 })), now)
    .map(({ item, count, most, next, clash }) => ({ item, count, most, wait: wait(next), clash }));
}
"""


@pytest.mark.parametrize(
    ("taken", "country", "expected"),
    [
        ([("paracetamol", 60)], "GB", [("paracetamol", 1, 4, 180, [])]),
        ([("paracetamol", 300)], "GB", [("paracetamol", 1, 4, 0, [])]),
        ([("paracetamol", ago) for ago in (1200, 900, 600, 300)], "GB", [("paracetamol", 4, 4, DAY - 1200, [])]),
        ([("paracetamol", DAY + 1)], "GB", []),
        ([("codeine_with_paracetamol", 60)], "GB", [("paracetamol", 1, 4, 180, [])]),
        ([("paracetamol", 60)], "US", []),
        ([("ibuprofen", 60)], "US", [("ibuprofen", 1, 3, 300, [])]),
        ([("ibuprofen", ago) for ago in (1300, 800, 400)], "GB", [("ibuprofen", 3, 3, DAY - 1300, [])]),
        ([("naproxen", 60)], "GB", [("ibuprofen", 0, 3, None, ["naproxen"])]),
        ([("ibuprofen", 60), ("aspirin", 30)], "GB", [("ibuprofen", 1, 3, None, ["aspirin"])]),
        ([("other", 1)], "GB", []),
    ],
)
def test_the_next_dose(
    visit: Visit, modules: str, taken: list[tuple[str, int]], country: str, expected: list[tuple[str, int, int, int | None, list[str]]]
) -> None:
    given = [{"item": item, "ago": ago} for item, ago in taken]
    found = visit.page.evaluate(DOSES, [modules, given, 1_800_000_000_000, country])
    assert [(one["item"], one["count"], one["most"], one["wait"], one["clash"]) for one in found] == expected


def test_the_log_says_when_the_next_dose_may_be(visit: Visit) -> None:
    visit.page.select_option("#country", "GB")
    visit.tap("Diary")
    visit.tap("Medicines")
    visit.tap("I took it")
    visit.page.get_by_text("1 of at most 4 doses in the last 24 hours. The next not before").wait_for()
    assert "keep to the packet" in visit.page.inner_text("main")


def test_the_timer_ends_by_the_clock(visit: Visit, site: str, pathway: Pathway) -> None:
    page = visit.page
    page.clock.install()
    visit = Visit.begin(page, site)
    visit.check()
    person = well(pathway, days_since_loss=9, bleeding="spotting")
    visit.answer(person)
    visit.tap("A few more questions, so that the advice fits you")
    page.wait_for_selector(".questions")
    visit.answer(person)
    visit.tap("What may help today")
    timer = page.locator(".timing").first
    timer.evaluate("(one) => one.closest('details').open = true")
    timer.get_by_role("button", name="Start the timer").click()
    page.clock.fast_forward("10:00")
    assert timer.locator(".timer").inner_text().startswith("5:0") or timer.locator(".timer").inner_text().startswith("4:5")
    page.clock.fast_forward("05:01")
    timer.get_by_text("Time is up.").wait_for()


def test_the_record_prints_without_the_page_around_it(visit: Visit, site: str) -> None:
    with_diary(visit, site, [pain(1, 6, notes="a note", told_clinic="Ring on Friday."), pain(0, 4, time="00:00")])
    visit.tap("Diary")
    visit.tap("All of it, to print")
    assert "a note" in visit.page.inner_text("main")
    assert "Ring on Friday." in visit.page.inner_text("main")
    visit.page.emulate_media(media="print")
    assert not any(one.is_visible() for one in visit.page.locator("button.exit, header, .buttons").all())
    assert visit.page.locator("svg.chart").is_visible()
