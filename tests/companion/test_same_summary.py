"""The page for a clinician as the companion makes it is the one that Python makes: the model, its text, and its files."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page

from balm import Pathway
from balm.companion.build import said_in
from balm.summary.calendar import to_ics
from balm.summary.page import summary
from balm.summary.sheet import to_csv
from balm.summary.text import text
from balm.summary.told import SECTIONS, Choice, private_parts, tell
from tests.companion.diaries import diaries
from tests.companion.people import people, value

MADE = "2026-11-22T21:40+00:00"
RUN = """
async ([address, made, asked]) => {
  const engine = ["assess", "diary", "summary", "told", "text", "table", "calendar"].map((name) => import(`${address}/engine/${name}.js`));
  const { assess, lookBack, summaryOf, SECTIONS, tell, textOf, csvOf, icsOf } = Object.assign({}, ...(await Promise.all(engine)));
  const { fetchContent } = await import(`${address}/words.js`);
  const said = {};
  for (const code of ["en", "es", "ar"]) said[code] = await (await fetchContent(code)).whole();
  return [SECTIONS, ...asked.map(({ given, choice, code }) => {
    const seen = given.entries ? lookBack(said.en, given, made.slice(0, 10)) : null;
    const one = seen ? seen.case : given;
    const { answers, assume_clear: assumeClear, country, date_of_loss: dateOfLoss, today } = one;
    const person = { answers, assumeClear, country: country ?? "", dateOfLoss, today };
    const judged = { person, result: assess(said.en, person), diary: seen && given, seen, writer: given.lang ?? "" };
    const told = tell(said.en, judged, choice, made);
    const reader = said[code];
    const page = summaryOf(reader, told);
    return JSON.stringify({ page, text: textOf(page), csv: csvOf(page, told), ics: icsOf(reader, told) });
  })];
}
"""


@pytest.fixture(scope="module")
def page(chromium: Browser, site: str) -> Page:
    page = chromium.new_page()
    page.goto(f"{site}/blank.html")
    return page


@pytest.fixture(scope="module")
def said(pathway: Pathway) -> dict[str, Any]:
    """The content in each language, as a rendering has it."""
    return {code: said_in(pathway, code) for code in ("en", "es", "ar")}


def drawn(pathway: Pathway, seed: int) -> list[dict[str, Any]]:
    """Cases and diaries, each with a choice of what goes on the page and the language of whoever reads it."""
    chance = random.Random(seed)
    kept = diaries(pathway, 60, seed)
    for one in kept[::2]:
        one["entries"].append({"at": MADE, "answers": loss(pathway, chance)})
    given: list[Any] = [*people(pathway, 150, seed), *kept]
    parts = [*SECTIONS, *pathway.findings]

    def choice() -> dict[str, Any]:
        some = chance.sample(private_parts(pathway), chance.choice([0, 0, 1, 4]))
        out = chance.sample(SECTIONS, chance.choice([0, 0, 2])) + chance.sample(parts, chance.choice([0, 0, 9]))
        return {
            "name": chance.choice(["", "Ana {day}"]),
            "ask": chance.choice(["", " Is this usual?\n", "\x1b[2J \u202eturned"]),
            "putIn": some,
            "leaveOut": out,
        }

    return [{"given": one, "choice": choice(), "code": chance.choice(["en", "en", "es", "es", "ar"])} for one in given]


def loss(pathway: Pathway, chance: random.Random) -> dict[str, Any]:
    """What the band of the chart hangs on."""
    of_it = ("management", "gestation_weeks", "misoprostol")
    stage = chance.choice([{}, {"stage": "after"}, {"stage": "after"}, {"stage": "under_way"}])
    return {name: value(pathway.findings[name], chance) for name in of_it} | stage


def ours(pathway: Pathway, said: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    wish = one["choice"]
    choice = Choice(wish["name"], wish["ask"], frozenset(wish["putIn"]), frozenset(wish["leaveOut"]))
    told = tell(pathway, one["given"], choice, MADE)
    made = summary(said[one["code"]], told)
    ics = to_ics(said[one["code"]], told).decode()
    return {"page": json.loads(json.dumps(made)), "text": text(made), "csv": to_csv(made, told), "ics": events(ics)}


def events(ics: str) -> list[dict[str, Any]]:
    """What a calendar takes from the file; the lines are as long as they may be."""
    assert all(len(line.encode()) <= 75 for line in ics.split("\r\n"))
    return [{name: event.decoded(name) for name in event} for event in Calendar.from_ical(ics).walk("VEVENT")]


def read(theirs: str) -> dict[str, Any]:
    got: dict[str, Any] = json.loads(theirs)
    return {**got, "ics": events(got["ics"])}


def test_the_same_pages(page: Page, modules: str, pathway: Pathway, said: dict[str, Any]) -> None:
    asked = drawn(pathway, seed=1)
    sections, *theirs = page.evaluate(RUN, [modules, MADE, asked])
    assert sections == list(SECTIONS)
    found, shown = [], set()
    for one, text_of_it in zip(asked, theirs, strict=True):
        expected, got = ours(pathway, said, one), read(text_of_it)
        if got != expected or list(got["page"]) != list(expected["page"]):
            keys = [key for key in expected["page"] if got["page"][key] != expected["page"][key]]
            keys += [key for key in expected if got[key] != expected[key]]
            found.append(f"{keys} of {json.dumps(one)}")
        shown |= {section["id"] for section in expected["page"]["sections"]}
        shown |= {key for key in ("chart", "record") if expected["page"][key]}
        shown |= {event["UID"].split("@")[0] for event in expected["ics"]}
        shown |= {"band"} if expected["page"]["chart"] and any(expected["page"]["chart"]["usual"]) else set()
    assert found == []
    assert shown >= {*SECTIONS, "mood", "notes", "band", "check-in", "review", "test"}


def test_the_comparison_can_fail(page: Page, modules: str, pathway: Pathway, said: dict[str, Any]) -> None:
    """A page that leaves something out that she chose is found out."""
    one = drawn(pathway, seed=1)[0] | {"given": {"answers": {"back_pain": 4, "not_coping": True}}, "code": "en"}
    with_mood, without = ({**one, "choice": {**one["choice"], "putIn": some}} for some in (["mood"], []))
    (_, theirs) = page.evaluate(RUN, [modules, MADE, [without]])
    assert read(theirs) == ours(pathway, said, without)
    assert read(theirs) != ours(pathway, said, with_mood)
