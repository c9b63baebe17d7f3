"""The page looks back on a diary as Python does: the whole output, and the case that comes of it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from balm import CaseRefused, Pathway, look_back
from balm.care.entries import HELPED
from tests.companion.diaries import BAD, NOT_ENTRIES, TODAY, diaries

RUN = """
async ([address, today, diaries]) => {
  const { fetchContent } = await import(`${address}/words.js`);
  const { lookBack } = await import(`${address}/engine/diary.js`);
  const content = await (await fetchContent("en")).whole();
  return diaries.map((one) => JSON.stringify(lookBack(content, one, today)));
}
"""


@pytest.fixture(scope="module")
def page(chromium: Browser, site: str) -> Page:
    page = chromium.new_page()
    page.goto(f"{site}/blank.html")
    return page


def ours(pathway: Pathway, diary: Any) -> Any:
    return json.loads(json.dumps(look_back(pathway, diary, TODAY)))


def theirs(page: Page, modules: str, some: list[Any]) -> list[Any]:
    return [json.loads(text) for text in page.evaluate(RUN, [modules, TODAY.isoformat(), some])]


def differing(page: Page, modules: str, pathway: Pathway, some: list[Any]) -> list[str]:
    """What differs, as text: the keys of the output, and the diary."""
    found = []
    for diary, said in zip(some, theirs(page, modules, some), strict=True):
        expected = ours(pathway, diary)
        if said != expected or list(said) != list(expected):
            found.append(f"{[key for key in expected if expected[key] != said.get(key)]} of {json.dumps(diary)}")
    return found


def test_random_diaries(page: Page, modules: str, pathway: Pathway) -> None:
    assert differing(page, modules, pathway, diaries(pathway, 100, seed=1)) == []


def test_every_bad_entry_beside_a_good_one(page: Page, modules: str, pathway: Pathway) -> None:
    good = {"at": "2026-11-21T10:00+00:00", "answers": {"back_pain": 4}}
    bad = [{"entries": [good, one]} for one in [*({**good, **wrong} for wrong in BAD), *NOT_ENTRIES]]
    assert differing(page, modules, pathway, bad) == []
    assert all(diary["refused"] and diary["days"] for diary in theirs(page, modules, bad))


@pytest.mark.parametrize("count", [pytest.param(300, marks=pytest.mark.slow), pytest.param(1_000, marks=pytest.mark.thorough)])
def test_many_random_diaries(page: Page, modules: str, pathway: Pathway, count: int) -> None:
    assert differing(page, modules, pathway, diaries(pathway, count, seed=2)) == []


def test_the_random_diaries_show_everything_that_a_diary_can_show(pathway: Pathway) -> None:
    seen = Counter[str]()
    for diary in diaries(pathway, 1_000, seed=2):
        back = look_back(pathway, diary, TODAY)
        seen.update(one["id"] for one in back["noticed"])
        seen.update(f"{clue['by'].split()[0]} {clue['used']}" for clue in back["findings"])
        seen.update(["refused"] if back["refused"] else [])
        seen.update(f"helped {one['helped']}" for one in back["tried"])
        seen.update(["late"] if any(day["late"] for day in back["days"]) else [])
    kinds = {f"{by} True" for by in ("today", "yesterday", "place", "medicine", "run", "noticed")} | {"run False", "noticed False"}
    kinds |= {f"helped {helped}" for helped in (*HELPED, None)}
    assert {*pathway.diary.noticed, *kinds, "refused", "late"} <= {name for name, times in seen.items() if times >= 5}


def test_no_list_of_entries_is_an_error_in_both(page: Page, modules: str, pathway: Pathway) -> None:
    shapes: list[Any] = [[], {}, {"entries": 3}]
    for bad in shapes:
        with pytest.raises(CaseRefused) as refused:
            look_back(pathway, bad, TODAY)
        run = RUN.replace(
            "JSON.stringify(lookBack(content, one, today))", "{ try { lookBack(content, one, today) } catch (e) { return e.errors } }"
        )
        assert page.evaluate(run, [modules, TODAY.isoformat(), [bad]]) == [refused.value.errors]


def test_the_comparison_can_fail(page: Page, modules: str, pathway: Pathway) -> None:
    """A page that looks back on another diary is found out."""
    diary = {"entries": [{"at": "2026-11-22T10:00+00:00", "answers": {"back_pain": 4}}]}
    other = {"entries": [{"at": "2026-11-22T10:00+00:00", "answers": {"back_pain": 5}}]}
    assert theirs(page, modules, [other])[0] != ours(pathway, diary)
