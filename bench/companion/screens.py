"""How many screens somebody well sees before her answer, on the first day and on the next, and which they are."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import Any as Anything

from playwright.sync_api import Page

from balm import Pathway, load_pathway
from balm.care.judge import SELF_CARE
from bench.companion.browser import Site, chromium, companion
from bench.companion.people import Person, well
from bench.timing import progress

WALK = (Path(__file__).parent / "screens.js").read_text(encoding="utf-8").partition("async")
_PEOPLE = int(os.environ.get("PEOPLE", "10000"))
"""`PEOPLE=1000 make bench` asks fewer of them; a thousand take about half a minute on two cores."""
_BATCH = 50
_BROWSERS = 2
_DATES = ["2026-11-22", "2026-11-23"]
_AIMS = (15, 8)
_SHOWN = 20
"""Pages that are printed, the most often seen first."""

Day = Mapping[str, Anything]
"""`urgency` and `plan`: the pages, each with how many questions stood on it; `level`, the rank that was settled."""


def screens() -> Iterator[str]:
    """The counts, and a table of pages. Who is not told that she can look after this at home is left out."""
    pathway = load_pathway()
    with companion() as site, ThreadPoolExecutor(_BROWSERS) as pool:
        shares = [pool.submit(_share, pathway, site, n) for n in range(_BROWSERS)]
        found = [days for share in shares for days in share.result()]
    progress("")
    days = list(zip(*found, strict=True))
    names = ("First day", "The next day")
    yield f"{f'Screens until the answer: {_PEOPLE:,} random people who are well':66} {'least':>6} {'median':>6} {'most':>6}"
    yield "    The start screen, and the answer itself, are not counted."
    for name, day, aim in zip(names, days, _AIMS, strict=True):
        counts = [len(one["urgency"]) for one in day]
        met = "met" if median(counts) <= aim else "missed"
        yield f"{name:66} {min(counts):6} {median(counts):6g} {max(counts):6}   aim: {aim}, {met}"
        more = [len(one["plan"]) for one in day]
        yield f"{'    more, if she then wants the plan made for her':66} {min(more):6} {median(more):6g} {max(more):6}"
    yield ""
    yield from _table(pathway, days)


def _share(pathway: Pathway, site: Site, first: int) -> list[list[Day]]:
    """What one browser's share of the people see: those at `first`, and at every so manieth place after it."""
    people = islice(well(pathway), first, None, _BROWSERS)
    found: list[list[Day]] = []
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{site.address}/blank.html")
        while len(found) < _PEOPLE // _BROWSERS:
            progress(f"screens: {len(found) * _BROWSERS:,} of {_PEOPLE:,} people")
            found += [days for days in walks(page, site, list(islice(people, _BATCH))) if all(day["level"] == SELF_CARE for day in days)]
    return found[: _PEOPLE // _BROWSERS]


def walks(page: Page, site: Site, people: Sequence[Person]) -> list[list[Day]]:
    """What each person sees on each of her days, by the page's own modules."""
    cases = [{**person._asdict(), "dates": _DATES} for person in people]
    found: list[list[Day]] = page.evaluate("".join(WALK[1:]), [f"{site.address}/{site.version}", cases])
    return found


def _table(pathway: Pathway, days: Sequence[Sequence[Day]]) -> Iterator[str]:
    titles = {screen.page or screen.id: pathway.pages.get(screen.page, screen.title) for screen in pathway.screens}
    seen = [Counter(page for one in day for page, _ in one["urgency"]) for day in days]
    questions = [
        {page: mean(n for one in day for name, n in one["urgency"] if name == page) for page in counts}
        for day, counts in zip(days, seen, strict=True)
    ]
    yield f"{'Screens that they see, a person, and questions on each':50} {'first day':>15} {'next day':>15}"
    for page, _ in (seen[0] + seen[1]).most_common(_SHOWN):
        cells = (f"{count[page] / _PEOPLE:8.2f} {asked.get(page, 0):6.1f}" for count, asked in zip(seen, questions, strict=True))
        yield f"{f'{titles[page]} ({page})':50} " + " ".join(cells)
