"""The page's own modules, run in a real browser, give the whole output that Python gives: words, order and all."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from balm import Pathway, assess
from balm.care.ask import Ask
from balm.care.interview import Interview
from tests.care.jointly import jointly
from tests.companion.people import people

LEAFLETS = Path(__file__).parent.parent / "leaflets" / "leaflets-dev.jsonl"
RUN = """
async ([address, cases, ours]) => {
  const { assess } = await import(`${address}/engine/assess.js`);
  const { fetchContent } = await import(`${address}/words.js`);
  const content = await (await fetchContent("en")).whole();
  const said = cases.map((one) => JSON.stringify(assess(content, {
    answers: one.answers, assumeClear: one.assume_clear, country: one.country,
    dateOfLoss: one.date_of_loss ?? null, today: one.today ?? null,
  })));
  const digest = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).join();
  const digests = await Promise.all(said.map(digest));
  return said.map((text, n) => digests[n] === ours[n] ? null : text);
}
"""
"""What the page says of each case as JSON text, or null where the text has the digest that is in `ours`: then it need not be carried over,
which takes longer than to work it out."""


@pytest.fixture(scope="module")
def page(chromium: Browser, site: str) -> Page:
    page = chromium.new_page()
    page.goto(f"{site}/blank.html")
    return page


def digest(text: str) -> str:
    return ",".join(map(str, hashlib.sha256(text.encode()).digest()))


def differing(page: Page, modules: str, pathway: Pathway, cases: list[Any]) -> list[str]:
    """What differs, as text: the case and the keys of the output."""
    found = []
    for start in range(0, len(cases), 500):
        some = cases[start : start + 500]
        texts = [json.dumps(assess(pathway, case), ensure_ascii=False, separators=(",", ":")) for case in some]
        for case, text, said in zip(some, texts, page.evaluate(RUN, [modules, some, list(map(digest, texts))]), strict=True):
            if said is None:
                continue
            theirs, ours = json.loads(said), json.loads(text)
            if theirs != ours or list(theirs) != list(ours):
                found.append(f"{[key for key in ours if ours[key] != theirs.get(key)]} of {json.dumps(case)}")
    return found


def test_every_published_leaflet(page: Page, modules: str, pathway: Pathway) -> None:
    lines = [json.loads(line) for line in LEAFLETS.read_text(encoding="utf-8").splitlines()]
    countries = [*pathway.countries, "AT", "ZZ"]
    cases = [
        {"answers": line["answers"], "assume_clear": line.get("assume_clear", False), "country": countries[n % len(countries)]}
        for n, line in enumerate(lines)
    ]
    assert len(cases) > 300
    assert differing(page, modules, pathway, cases) == []


def test_random_people(page: Page, modules: str, pathway: Pathway) -> None:
    assert differing(page, modules, pathway, people(pathway, 1_000, seed=1)) == []


def test_people_whom_rules_cover_between_them(page: Page, modules: str, pathway: Pathway) -> None:
    cases: list[Any] = jointly(pathway, 250, seed=3)
    assert sum(reason["rule"] == "joint" for case in cases for reason in assess(pathway, case)["reasons"]) > 50
    assert differing(page, modules, pathway, cases) == []


ROUGH = """
async ([address, answers, rough]) => {
  const { resultOf } = await import(`${address}/judged.js`);
  const { newVisit } = await import(`${address}/keep.js`);
  const { fetchContent } = await import(`${address}/words.js`);
  const fetched = await fetchContent("en");
  await fetched.questions();
  await fetched.whole();
  const visit = { ...newVisit({}, {}, "GB", null, "2026-11-22"), steps: [{ page: "", about: "urgency", shown: [], answers, rough }] };
  return JSON.stringify(await resultOf({ content: fetched.content, visit, entries: [] }));
}
"""


@pytest.mark.parametrize("days", [(14, 27), (0, 2), (7, 13), (28, 41)])
def test_care_in_rough_days(page: Page, modules: str, pathway: Pathway, days: tuple[int, int]) -> None:
    others = {name: one.clear for name, one in pathway.findings.items() if name not in ("days_since_loss", "days_since_procedure")}
    answers = others | {"pregnancy_test": "positive", "bleeding": "none", "anaesthetic": "general", "back_pain": 1}
    rough = {"days_since_loss": days, "days_since_procedure": days}
    interview = Interview(pathway, "GB", date(2026, 11, 22))
    interview.answer(Ask(pathway.screens[0], ()), answers, rough)
    ours = json.loads(json.dumps(interview.result()))
    theirs = json.loads(page.evaluate(ROUGH, [modules, answers, {name: list(ends) for name, ends in rough.items()}]))
    assert theirs == ours
    assert {"offer", "withhold"} <= {entry["status"] for entry in ours["care"]}


@pytest.mark.parametrize("count", [pytest.param(2_000, marks=pytest.mark.slow), pytest.param(20_000, marks=pytest.mark.thorough)])
def test_many_random_people(page: Page, modules: str, pathway: Pathway, count: int) -> None:
    assert differing(page, modules, pathway, people(pathway, count, seed=2)) == []


def test_the_comparison_can_fail(page: Page, modules: str, pathway: Pathway, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that answers for somebody else is found out."""
    case = {"answers": {"back_pain": 3}, "assume_clear": True, "country": "GB"}
    assert differing(page, modules, pathway, [case]) == []
    other: Any = {**case, "answers": {"back_pain": 3, "saddle_numbness": True}}
    of_another = assess(pathway, other)
    monkeypatch.setattr(f"{__name__}.assess", lambda *_: of_another)
    (found,) = differing(page, modules, pathway, [case])
    assert "'urgency'" in found
