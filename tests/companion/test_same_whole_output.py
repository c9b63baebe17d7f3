"""The page's own modules, run in a real browser, give the whole output that Python gives: words, order and all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from balm import Pathway
from balm import assess as assess_case
from tests.care.jointly import jointly
from tests.companion.people import people

LEAFLETS = Path(__file__).parent.parent / "leaflets" / "leaflets-dev.jsonl"
RUN = """
async ([address, cases]) => {
  const { assess } = await import(`${address}/engine/assess.js`);
  const { fetchContent } = await import(`${address}/words.js`);
  const content = await (await fetchContent("en")).whole();
  return cases.map((one) => JSON.stringify(assess(content, {
    answers: one.answers, assumeClear: one.assume_clear, country: one.country,
    dateOfLoss: one.date_of_loss ?? null, today: one.today ?? null,
  })));
}
"""


@pytest.fixture(scope="module")
def page(chromium: Browser, site: str) -> Page:
    page = chromium.new_page()
    page.goto(f"{site}/blank.html")
    return page


def assess(pathway: Pathway, case: Any) -> Any:
    return json.loads(json.dumps(assess_case(pathway, case)))


def differing(page: Page, modules: str, pathway: Pathway, cases: list[dict[str, Any]]) -> list[str]:
    """What differs, as text: the case and the keys of the output."""
    found = []
    for start in range(0, len(cases), 500):
        some = cases[start : start + 500]
        for case, said in zip(some, page.evaluate(RUN, [modules, some]), strict=True):
            theirs, ours = json.loads(said), assess(pathway, case)
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
    cases = jointly(pathway, 400, seed=3)
    assert sum(reason["rule"] == "joint" for case in cases for reason in assess(pathway, case)["reasons"]) > 50
    assert differing(page, modules, pathway, cases) == []


@pytest.mark.slow
def test_many_random_people(page: Page, modules: str, pathway: Pathway) -> None:
    assert differing(page, modules, pathway, people(pathway, 20_000, seed=2)) == []


def test_the_comparison_can_fail(page: Page, modules: str, pathway: Pathway) -> None:
    """A page that answers for somebody else is found out."""
    case = {"answers": {"back_pain": 3}, "assume_clear": True, "country": "GB"}
    other = json.loads(page.evaluate(RUN, [modules, [case]])[0])
    assert other != assess(pathway, {**case, "answers": {"back_pain": 3, "saddle_numbness": True}})
