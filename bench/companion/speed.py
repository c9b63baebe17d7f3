"""How fast the companion is on a slow phone, and the same questions shown by SurveyJS, by turns in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from balm import load_pathway
from bench.companion import surveyjs
from bench.companion.browser import chromium, companion, phone, served, slow
from bench.companion.people import well
from bench.timing import progress

COMPANION = ("button.exit", "button.main")
"""What is drawn once she can begin to answer: the button to leave by, and the one that begins the questions."""
_CPU = 4
_NEXT_CPU = 6
_RUNS = 7
_READY, _REPEAT, _NEXT = 1.0, 0.3, 0.050
_MARK = """
new MutationObserver((_, watching) => {
  if (!READY.every((one) => document.querySelector(one))) return;
  performance.mark("ready");
  console.debug("ready");
  watching.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
_NEXT_PAGES = (Path(__file__).parent / "next.js").read_text(encoding="utf-8").partition("async")
_SURVEY_PAGES = (Path(__file__).parent / "next_survey.js").read_text(encoding="utf-8").partition("async")


def speed() -> Iterator[str]:
    """The table, in milliseconds, with SurveyJS beside it where npm can be reached."""
    pathway = load_pathway()
    said = next(well(pathway)).days[0]
    with companion() as site, surveyjs.folder(pathway) as survey, chromium() as browser:
        rows = {"first": [], "repeat": [], "begin": [], "next": []}  # type: dict[str, list[float]]
        theirs = {"first": [], "next": []}  # type: dict[str, list[float]]
        with served(survey) if survey else served(site.folder) as their_address:
            for run in range(_RUNS):
                progress(f"speed: run {run + 1} of {_RUNS}")
                rows["first"].append(first_visit(browser, site.address, COMPANION))
                rows["begin"].append(_begin(browser, site.address))
                rows["repeat"].append(_repeat_visit(browser, site.address))
                if survey:
                    theirs["first"].append(first_visit(browser, their_address, surveyjs.READY))
            for run in range(3):
                progress(f"speed: visit {run + 1} of 3")
                rows["next"] += _pages(browser, site.address, _enter, _NEXT_PAGES, said)
                if survey:
                    theirs["next"] += _pages(browser, their_address, _enter_survey, _SURVEY_PAGES, said)
            weights = surveyjs.weight(browser, their_address, survey) if survey else 0
    progress("")
    yield f"{'Speed, median of the runs':66} {'ms':>8} {'SurveyJS':>9}"
    yield _row("first visit, until she can begin, 4x slower CPU, slow 4G", rows["first"], theirs["first"], _READY)
    yield _row("    until the first questions, if she begins at once", rows["begin"])
    yield _row("repeat visit, service worker, 4x slower CPU", rows["repeat"], limit=_REPEAT)
    yield _row("next page of questions, 6x slower CPU", rows["next"], theirs["next"], _NEXT)
    yield _row("    the slowest one", [max(rows["next"])], [max(theirs["next"])] if survey else [])
    if survey:
        yield f"{'SurveyJS, its files and the questions, gzip -9, bytes':66} {'':8} {weights:9,}"
        yield "    Same findings, choices and pages; its conditions are when a question applies. It has no rules, plan, or numbers to call."
    else:
        yield f"SurveyJS was left out: {surveyjs.MISSING}."


def first_visit(browser: Browser, address: str, ready: tuple[str, ...], *, cpu: float = _CPU, network: bool = True) -> float:
    """Milliseconds from the start of the visit until all of `ready` stands in the page, with no service worker."""
    with phone(browser) as page:
        slow(page, cpu=cpu, network=network)
        return _ready(page, address, ready)


def _begin(browser: Browser, address: str) -> float:
    with phone(browser) as page:
        slow(page, cpu=_CPU, network=True)
        page.add_init_script(
            'new MutationObserver((_, o) => { const b = document.querySelector("button.main"); if (b) { o.disconnect(); b.click(); } })'
            ".observe(document, { childList: true, subtree: true });"
        )
        return _ready(page, address, (".questions fieldset",))


def _repeat_visit(browser: Browser, address: str) -> float:
    with phone(browser, worker=True) as page:
        page.goto(address)
        page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
        page.wait_for_timeout(500)
        again = page.context.new_page()
        page.close()
        slow(again, cpu=_CPU)
        return _ready(again, address, COMPANION)


def _ready(page: Page, address: str, ready: tuple[str, ...]) -> float:
    page.add_init_script(_MARK.replace("READY", repr(list(ready))))
    # Waiting for a selector would have the page read Playwright's own large script while it starts.
    with page.expect_console_message(lambda said: said.text == "ready"):
        page.goto(address)
    took: float = page.evaluate("() => performance.getEntriesByName('ready')[0].startTime")
    return took


def _pages(
    browser: Browser, address: str, enter: Callable[[Page], None], script: tuple[str, str, str], said: dict[str, object]
) -> list[float]:
    with phone(browser) as page:
        page.goto(address)
        enter(page)
        slow(page, cpu=_NEXT_CPU)
        times: list[float] = page.evaluate("".join(script[1:]), said)
        return times


def _enter(page: Page) -> None:
    page.click("button.main")
    page.wait_for_selector(".questions fieldset")


def _enter_survey(page: Page) -> None:
    page.wait_for_selector(surveyjs.READY[0])


def _row(name: str, ours: list[float], theirs: list[float] | None = None, limit: float = 0) -> str:
    line = f"{name:66} {median(ours):8,.0f} {f'{median(theirs):,.0f}' if theirs else '':>9}"
    if not limit:
        return line
    return f"{line}   limit {limit * 1000:.0f}: {'kept' if median(ours) < limit * 1000 else 'missed'}"
