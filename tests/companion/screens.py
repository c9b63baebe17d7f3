"""Every screen of the page and every state of it, one after another, in any of its languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from balm import Pathway
from tests.companion.visit import Visit, well

PASSPHRASE = "four warm quiet words"
OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
# A sign that somebody otherwise well ticks, for each level; each is asked on the first pages.
SIGNS = {"urgent": "belly_hard_or_swollen", "today": "very_tired_and_pale", "soon": "told_tissue_remains"}


def every_state(visit: Visit, pathway: Pathway, said: dict[str, str]) -> Iterator[str]:
    """Name after name, each when the page stands so. `said` holds the page's words; the screen may be looked at, and is left as it was."""
    page = visit.page
    yield "start"
    for name in ("comfort", "partner"):
        visit.tap(said[f"home.{name}"])
        yield name
        visit.tap(said["nav.home"])
    for screen, name in (("numbers", "nav.numbers"), ("settings", "footer.settings"), ("about", "footer.about"), ("kept", "footer.kept")):
        visit.tap(said[name])
        yield screen
    visit.tap(said["kept.wipe"])
    yield "delete asked"
    visit.tap(said["nav.home"])
    yield from _first_page(visit, said)
    _afresh(visit, said)
    visit.tap(said["check.stop"])
    page.wait_for_selector("main > .card.unknown")
    yield "answer: unknown"
    for level, sign in SIGNS.items():
        _afresh(visit, said)
        visit.answer(well(pathway, **{sign: True}))
        assert page.locator(f"main > .card.{level}").count() == 1, f"{sign} is no longer {level}: choose another sign in SIGNS"
        page.evaluate(OPEN_ALL)
        page.wait_for_function("(text) => !document.body.innerText.includes(text)", arg=said["sources.loading"])
        yield f"answer: {level}"
    _afresh(visit, said)
    for at in range(40):
        yield f"page {at + 1}"
        visit.fill(well(pathway))
        yield f"page {at + 1}, answered"
        visit.on()
        if page.locator(".questions").count() == 0:
            break
    page.evaluate(OPEN_ALL)
    page.wait_for_function("(text) => !document.body.innerText.includes(text)", arg=said["sources.loading"])
    yield "answer: self-care"
    visit.tap(said["answer.plan"])
    page.evaluate(OPEN_ALL)
    page.wait_for_function("(text) => !document.body.innerText.includes(text)", arg=said["sources.loading"])
    yield "plan"
    visit.tap(said["plan.end"])
    yield "end"
    visit.tap(said["nav.home"])
    yield "start, with an answer"
    yield from _diary(visit, said)
    visit.tap(said["footer.kept"])
    page.locator('main input[type="password"]').first.fill(PASSPHRASE)
    visit.tap(said["kept.start_button"])
    page.locator("#import-file").wait_for(state="attached")
    yield "kept, guarded"
    page.evaluate(OPEN_ALL)
    yield "kept, all open"
    page.reload()
    page.wait_for_selector(".screen-unlock")
    yield "locked"
    page.locator('main input[type="password"]').fill("another")
    visit.tap(said["unlock.button"])
    page.wait_for_selector(".problem:not(:empty)")
    yield "locked, wrong passphrase"
    page.clock.set_fixed_time("2099-01-01T12:00:00")
    visit.tap(said["nav.home"])
    page.wait_for_function("(text) => document.querySelector('h1').innerText === text", arg=said["expired.title"])
    yield "expired"


def _first_page(visit: Visit, said: dict[str, str]) -> Iterator[str]:
    """The first page of questions, as she finds it and as it answers her; then the emergency, out to the words in large letters."""
    page = visit.page
    page.select_option("#country", "GB")
    visit.tap(said["home.start"])
    page.wait_for_selector(".questions fieldset")
    yield "questions"
    visit.tap(said["check.explain"])
    yield "questions, explained"
    page.click('form button[type="submit"]')
    page.wait_for_selector(".problem p")
    yield "questions, left open"
    page.locator(".unsure input").first.click()
    yield "questions, not sure"
    page.locator('input[name="fainted"]').click()
    page.wait_for_selector(".alarm .card")
    yield "questions, emergency"
    visit.tap(said["check.emergency_next"])
    page.wait_for_selector("main > .card.emergency")
    yield "answer: emergency"
    visit.tap(said["say.show"])
    yield "said large"
    page.locator("dialog[open] button").click()
    visit.tap(said["nav.home"])
    yield "start, with an answer that is an emergency"


def _diary(visit: Visit, said: dict[str, str]) -> Iterator[str]:
    page = visit.page
    visit.tap(said["nav.diary"])
    yield "diary, empty"
    visit.tap(said["diary.write"])
    page.wait_for_selector(".body svg")
    page.evaluate(OPEN_ALL)
    yield "entry"
    page.locator('input[name="back_pain"][value="4"]').click()
    page.locator('input[name="place-low_back"]').click()
    page.locator('input[name="tried-walking"]').click()
    page.get_by_label(said["entry.helped.worse"], exact=True).click()
    page.locator('input[name="tried-rest"]').click()
    yield "entry, filled in"
    page.locator("textarea").first.fill("Rest, a walk, and a long night. " * 30)
    page.locator("textarea").last.fill("They said to come back on Thursday.")
    page.click('form button[type="submit"]')
    page.wait_for_selector("svg.chart")
    page.evaluate(OPEN_ALL)
    yield "diary"
    visit.tap(said["diary.medicine"])
    visit.tap(said["medicines.save"])
    page.wait_for_selector("main li button")
    yield "medicines"
    visit.tap(said["diary.title"])
    visit.tap(said["diary.print"])
    yield "record"
    visit.tap(said["diary.title"])
    page.locator("main .buttons").first.locator("button").last.click()
    page.wait_for_selector(".paper h2")
    page.evaluate(OPEN_ALL)
    yield "summary"


def _afresh(visit: Visit, said: dict[str, str]) -> None:
    visit.tap(said["nav.home"])
    visit.page.get_by_role("button", name=re.compile(f"^({re.escape(said['home.start'])}|{re.escape(said['home.afresh'])})$")).click()
    visit.page.wait_for_selector(".questions fieldset")
