"""The page for a clinician on her phone: she sees it, says what goes on it, prints, sends and saves it, and nothing else does."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from icalendar import Calendar
from playwright.sync_api import Download, Page

from balm import Pathway
from balm.care.say import bare_label
from tests.companion.test_diary_screens import pain, with_diary
from tests.companion.test_private import STORED
from tests.companion.visit import Visit

OPEN = "A page for the doctor, nurse or midwife"
PRIVATE = {"sexual_numbness": True, "unsafe_at_home": True, "low_mood_days": 20}
NOTE, TOLD = "Nobody knows of this.", "Ring again on Friday."
EVERYTHING = "() => [...document.querySelectorAll('main > :not(.paper), body > :not(main)')].filter((one) => one.checkVisibility()).length"


def days() -> list[dict[str, Any]]:
    """Three weeks of a diary; today she writes what nobody else is to read."""
    of_the_loss = {"stage": "after", "management": "natural", "gestation_weeks": 9}
    some = [pain(ago, 3 + ago // 6, medicine=[{"item": "ibuprofen"}]) for ago in range(20, 0, -2)]
    some += [pain(0, 4, time="00:00", mood="very_low", notes=NOTE, told_clinic=TOLD, tried=[{"item": "local_heat", "helped": "yes"}])]
    some[-1]["answers"] |= PRIVATE | of_the_loss
    return some


def opened(visit: Visit, site: str, entries: list[dict[str, Any]]) -> Page:
    with_diary(visit, site, entries, days_since_loss=21)
    visit.tap("Diary")
    visit.tap(OPEN)
    visit.page.wait_for_selector(".paper h2")
    return visit.page


def saved(page: Page, button: str) -> tuple[str, str]:
    """The name of the file, and what is in it."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    download: Download = waiting.value
    return download.suggested_filename, Path(download.path()).read_text(encoding="utf-8")


def tick(page: Page, name: str) -> None:
    page.locator(f'input[name="{name}"]').click()


@pytest.fixture
def page(visit: Visit, site: str) -> Page:
    return opened(visit, site, days())


@pytest.fixture
def secrets(pathway: Pathway) -> dict[str, str]:
    """What stands on the page only where she put that part in."""
    parts = {part: next(name for name in one.findings if name in PRIVATE) for part, one in pathway.summary.private.items()}
    bare = {part: bare_label(pathway.findings[name])[1:] for part, name in parts.items()} | {"mood": "Very low"}
    return bare | {"notes": NOTE}


def test_what_is_private_is_off_until_she_puts_it_in(page: Page, secrets: dict[str, str]) -> None:
    """On the page and in its files, and off again when she takes it out."""
    paper = page.locator(".paper")

    def held(form: str) -> list[str]:
        return [name for name, text in secrets.items() if text in form]

    assert set(secrets) == {"mood", "sex", "home", "notes"}
    for part in secrets:
        tick(page, f"private-{part}")
        assert held(paper.inner_text()) == [part]
        tick(page, f"private-{part}")
        assert held(paper.inner_text()) == []
    assert "One reason is about something" in paper.inner_text()
    page.locator("summary", has_text="Save it as a file").click()
    assert held(saved(page, "As a table (CSV)")[1]) == []
    assert held(saved(page, "As data (JSON)")[1]) == []
    hint = page.locator('p.hint:below(input[name="private-sex"])').first
    assert "reasons for today's level" in hint.inner_text()
    assert page.locator(".hint", has_text="reasons for today's level").count() == 1, "only where a reason of today's level is about it"
    for part in secrets:
        tick(page, f"private-{part}")
    assert "One reason is about something" not in paper.inner_text()


def test_the_call_stands_above_the_page_in_an_emergency(page: Page) -> None:
    card, sheet = (page.locator(where).bounding_box() for where in ("main > .card.emergency", ".paper"))
    assert card is not None
    assert sheet is not None
    assert card["y"] + card["height"] < sheet["y"]
    assert page.locator("main > .card.emergency").get_by_text("999").count() > 0
    assert page.locator(".paper .level").inner_text() == page.locator("main > .card h1").inner_text()
    page.locator("summary", has_text="Save it as a file").click()
    assert page.get_by_role("button", name="Dates for a calendar").count() == 0, "the date is now"


def test_a_section_that_is_left_out_is_nowhere(page: Page) -> None:
    page.locator("summary", has_text="Save it as a file").click()
    paper = page.locator(".paper")
    for part, said in {"told": TOLD, "tried": "A warm pad or bottle", "medicines": "Ibuprofen", "chart": "Shaded:"}.items():
        assert said in paper.inner_text()
        tick(page, f"part-{part}")
        assert said not in paper.inner_text()
    assert paper.locator("svg").count() == 0
    _, table = saved(page, "As a table (CSV)")
    assert TOLD not in table
    assert "ibuprofen" not in table


def test_the_reader_has_her_language_and_what_she_wrote_stays(page: Page) -> None:
    page.get_by_label("What would you like to ask?").fill("Do I need a scan?")
    page.get_by_label("Language of the person who reads it").select_option("es")
    page.wait_for_selector('.paper[lang="es"]')
    page.locator("main [role=status]", has_text="A machine made this translation.").wait_for()
    assert page.locator(".paper h2").inner_text() == "Para el médico, la enfermera o la matrona"
    assert page.locator('.paper [lang="en"]').all_inner_texts()[0] == "Do I need a scan?"
    assert page.locator("main > h1").inner_text() == "Your page, to show or to send"
    page.get_by_label("Language of the person who reads it").select_option("ar")
    page.wait_for_selector('.paper[dir="rtl"]')
    assert page.evaluate("() => document.documentElement.dir") == "ltr"


def test_it_prints_on_one_sheet_with_the_record_on_a_second(page: Page) -> None:
    for paper in ("A4", "Letter"):
        printed = pikepdf.open(io.BytesIO(page.pdf(format=paper)))
        assert len(printed.pages) == 2
        assert str(printed.docinfo["/Title"]) == "Notes", "a file tells nobody whose it is, or of what"
    assert page.title() == "Balm"
    tick(page, "part-record")
    assert len(pikepdf.open(io.BytesIO(page.pdf(format="Letter"))).pages) == 1
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(EVERYTHING) == 0, "the page alone"
    assert page.locator(".paper").evaluate("(one) => getComputedStyle(one).color") == "rgb(0, 0, 0)"


def test_her_name_and_question_are_never_kept_and_nothing_leaves_the_phone(visit: Visit, site: str) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = opened(visit, site, [pain(1, 4), pain(0, 3, time="00:00")])
    page.get_by_label("Your name, if you want it there").fill("Somebody Else")
    page.get_by_label("What would you like to ask?").fill("Is this usual?")
    assert "Somebody Else" in page.locator(".paper").inner_text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.tap("Copy it as text")
    page.get_by_text("It is copied.").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "Name: Somebody Else" in copied
    assert "- Is this usual?" in copied
    page.locator("summary", has_text="Save it as a file").click()
    files = dict(saved(page, name) for name in ("As a table (CSV)", "Dates for a calendar (ICS)", "As data (JSON)"))
    assert list(files) == ["notes.csv", "dates.ics", "page.json"]
    assert files["notes.csv"].startswith("\ufeffpart,id,entry,at,value,text\n")
    assert "Somebody" not in files["dates.ics"]
    titles = [str(event["SUMMARY"]) for event in Calendar.from_ical(files["dates.ics"]).walk("VEVENT")]
    assert titles
    assert all(title.startswith("Health: ") for title in titles)
    assert json.loads(files["page.json"])["format"] == 1
    visit.tap("Diary")
    visit.tap(OPEN)
    assert page.get_by_label("Your name, if you want it there").input_value() == "Somebody Else", "until she closes it"
    assert "Somebody" not in page.evaluate(STORED)["kept"]
    visit = Visit.begin(page, site)
    visit.tap("Diary")
    visit.tap(OPEN)
    assert page.get_by_label("Your name, if you want it there").input_value() == ""
    assert [url for url in asked if not url.startswith((site, "blob:"))] == []


def test_the_page_of_a_check_is_of_the_answer_that_she_sees(visit: Visit) -> None:
    visit.check()
    visit.page.locator('input[name="fainted"]').click()
    visit.page.click('form button[type="submit"]')
    visit.page.wait_for_selector("main > .card.emergency")
    headline = visit.page.locator("main > .card h1").inner_text()
    visit.tap(OPEN)
    assert visit.page.locator("main > .card.emergency h1").inner_text() == visit.page.locator(".paper .level").inner_text() == headline
    assert "A faint, a collapse" in visit.page.locator(".paper").inner_text()
    assert visit.page.locator(".paper svg, .paper table").count() == 0
