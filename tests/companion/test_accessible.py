"""Nobody is shut out: by a keyboard, a screen reader, large letters, a small screen, the dark, or her language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, ViewportSize

from balm import Pathway
from tests.companion.screens import every_state
from tests.companion.visit import Visit

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE: ViewportSize = {"width": 390, "height": 800}
NARROW: ViewportSize = {"width": 320, "height": 640}  # WCAG 1.4.10: 1280 px at 400 %
AXE = """
async (options) => {
  const { violations } = await axe.run(document, { ...options, resultTypes: ["violations"] });
  const said = (one) => `${one.html.slice(0, 160)} ${one.any.map(({ message }) => message)}`;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(said).join(" | ")}`);
}
"""
# What can be tapped, apart from links within a sentence, which WCAG 2.5.8 leaves out. An input is as large as the label around it.
SMALL = """
(least) => [...document.querySelectorAll("button, nav a, a.dial, td a, summary, select, input")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one, (one.matches("input") && one.closest("label") || one).getBoundingClientRect()])
  .filter(([, { width, height }]) => width < least || height < least)
  .map(([one, { width, height }]) => `${one.outerHTML.slice(0, 80)} ${Math.round(width)}x${Math.round(height)}`)
"""
# Text that runs out of the screen, and boxes that hold more than they show. What may be scrolled by itself (a wide table) is meant so.
CUT = """
() => {
  const wide = document.documentElement.clientWidth;
  const out = [];
  if (document.documentElement.scrollWidth > wide) out.push(`the page is ${document.documentElement.scrollWidth} wide, of ${wide}`);
  for (const one of document.body.querySelectorAll("*")) {
    if (one.closest(".scroll, svg") || !one.checkVisibility()) continue;
    const { overflowX, overflowY, display } = getComputedStyle(one);
    const { left, right } = one.getBoundingClientRect();
    const note = (fault) => out.push(`${fault}: ${one.outerHTML.slice(0, 100)}`);
    if (!one.closest("dialog") && (left < -1 || right > wide + 1)) note("out of the screen");
    if (one.matches("input, select, dialog")) continue;
    const wider = one.scrollWidth > one.clientWidth + 1;
    const higher = one.scrollHeight > one.clientHeight + 1;
    if ((overflowX !== "visible" || overflowY !== "visible") && (wider || higher)) note("cut");
    if (one.childElementCount === 0 && wider && display !== "inline") note("too wide");
  }
  return out;
}
"""
# WCAG 1.4.12, word for word. A sheet that is adopted is no inline style, so the page's own policy allows it.
SPACED = """
(on) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }
  `);
  document.adoptedStyleSheets = on ? [sheet] : [];
}
"""
MOVES = """
() => [...document.querySelectorAll("*")]
  .filter((one) => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(one);
    return (animationName !== "none" && parseFloat(animationDuration) > 0.01) || parseFloat(transitionDuration) > 0.01;
  })
  .map((one) => one.outerHTML.slice(0, 80))
"""


# On a page in Arabic, what is still in English and does not say so, or is not and says it is (WCAG 3.1.2).
UNSAID = """
() => {
  if (document.documentElement.dir !== "rtl") return [];
  const out = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent;
    const { lang } = texts.currentNode.parentElement.closest("[lang]");
    const arabic = /\\p{Script=Arabic}/u.test(text);
    if (arabic ? lang !== "ar" : lang === "ar" && /[a-z]{3}/i.test(text)) out.push(`${lang}: ${text}`);
  }
  return out;
}
"""
CONTRAST = {"type": "rule", "values": ["color-contrast"]}  # in the dark nothing else can differ


class Walk:
    """All the states in one language, and what was found: the kind of fault, then each place that has it."""

    def __init__(self, site: str, *, axe: bool) -> None:
        self.site, self.axe = site, axe
        self.states: list[str] = []
        self.found: dict[str, list[str]] = {}

    def look(self, page: Page, state: str, least: int = 44) -> None:
        """`least`: how wide and high a target must be, in CSS pixels."""
        self.states.append(state)

        def note(kind: str, faults: list[str]) -> None:
            self.found.setdefault(kind, []).extend(f"{state}: {fault}" for fault in faults)

        note("address", [page.url] if page.url != f"{self.site}/" else [])
        note("title", [page.title()] if page.title() != "Balm" else [])
        note("focus", ["on nothing"] if page.evaluate("() => document.activeElement === document.body") else [])
        note("language", page.evaluate(UNSAID))
        note("words", re.findall(r"\[[a-z_.0-9]+\]|\[object .*?\]|undefined|NaN|null", page.evaluate("() => document.body.textContent")))
        note("moves", page.evaluate(MOVES))
        note("small", page.evaluate(SMALL, least - 0.5))
        if self.axe:
            if not page.evaluate("() => 'axe' in window"):
                page.evaluate(AXE_SCRIPT)
            note("axe", page.evaluate(AXE, {"runOnly": STANDARD}))
            page.emulate_media(color_scheme="dark")
            note("axe", [f"dark: {fault}" for fault in page.evaluate(AXE, {"runOnly": CONTRAST})])
            page.emulate_media(color_scheme="light")
        page.set_viewport_size(NARROW)
        note("cut", page.evaluate(CUT))
        page.evaluate(SPACED, True)
        note("cut", [f"spaced: {fault}" for fault in page.evaluate(CUT)])
        page.evaluate(SPACED, False)
        page.set_viewport_size(PHONE)


@pytest.fixture(scope="module", params=["en", "ar", pytest.param("es", marks=pytest.mark.thorough)])
def walk(request: pytest.FixtureRequest, chromium: Browser, pathway: Pathway, site: str, folder: Path, version: str) -> Walk:
    """The whole page in this language. Spanish is laid out as English is, so axe looks at English and at Arabic, from right to left."""
    code = request.param
    said = json.loads((folder / version / f"start.{code}.json").read_text())["page"]
    context = chromium.new_context(viewport=PHONE, locale=code, reduced_motion="reduce", color_scheme="light")
    visit = Visit.begin(context.new_page(), site)
    visit.page.wait_for_selector("h1:focus")
    walk = Walk(site, axe=code != "es")
    for state in every_state(visit, pathway, said):
        walk.look(visit.page, state)
    assert visit.page.evaluate("() => document.documentElement.lang") == code
    context.close()
    assert len(walk.states) > 50
    return walk


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["axe", "cut", "small", "focus", "moves", "address", "title", "language", "words"])
def test_no_state_of_the_page_shuts_anybody_out(walk: Walk, kind: str) -> None:
    """axe: WCAG 2.2 AA and best practice, light and dark. cut: at 400 %, and with letters spaced apart. small: under 44 pixels.
    focus: on nothing. moves: although less motion is asked for. address and title: tell what she is looking at. language: not said.
    words: that are missing."""
    if kind in walk.found:
        assert walk.found[kind] == []
    else:
        assert kind == "axe"
        assert not walk.axe


@pytest.mark.parametrize("name", ["", "leaflet.html"])
def test_what_works_without_javascript_shuts_nobody_out(chromium: Browser, site: str, name: str) -> None:
    """As it stands without any script; axe itself is one, so the page is given to it with the scripts left out and what stands in their
    place put in. Links in the table of numbers may be 24 pixels high, as WCAG 2.5.8 allows."""
    context = chromium.new_context(viewport=PHONE, color_scheme="light")
    page = context.new_page()
    text = page.request.get(f"{site}/{name}").text()
    assert ("<noscript>" in text) == (name == "")
    text = re.sub(r"</?noscript>", "", re.sub(r"<script.*?</script>", "", text))
    page.route(f"{site}/{name}", lambda route: route.fulfill(body=text, content_type="text/html; charset=utf-8"))
    page.goto(f"{site}/{name}")
    assert page.locator("h1").count() == 1
    walk = Walk(site, axe=True)
    walk.look(page, name or "start", least=24)
    context.close()
    kinds = {"axe", "cut", "small", "title"}
    assert {kind: walk.found[kind] for kind in kinds} == {kind: [] for kind in kinds}


def test_the_blank_page_has_nothing_to_read(visit: Visit, site: str) -> None:
    visit.page.goto(f"{site}/blank.html")
    visit.page.evaluate(AXE_SCRIPT)
    found = visit.page.evaluate(AXE, {"runOnly": STANDARD})
    assert {one.split(":")[0] for one in found} <= {"document-title", "landmark-one-main", "page-has-heading-one"}, (
        "it says nothing, on purpose"
    )


def test_these_tests_see_a_fault(visit: Visit, site: str) -> None:
    """A page that is spoilt by hand: every kind of fault is found."""
    visit.page.evaluate(
        """() => {
          const add = (tag, text, style) => {
            const one = document.createElement(tag);
            one.textContent = text;
            Object.assign(one.style, style);
            document.querySelector("main").append(one);
          };
          add("p", "[home.gone]", { color: "#ccc", background: "#fff" });
          add("p", "wide", { width: "500px" });
          add("p", "cut off", { height: "5px", overflow: "hidden" });
          add("button", "x", { minHeight: "0", padding: "0", height: "20px", width: "20px" });
          add("p", "moving", { transition: "color 1s" });
          Object.assign(document.documentElement, { lang: "ar", dir: "rtl" });
          document.title = "After a miscarriage";
          history.replaceState(history.state, "", "?pain=9");
          document.activeElement.blur();
        }"""
    )
    walk = Walk(site, axe=True)
    walk.look(visit.page, "spoilt")
    assert [kind for kind, faults in walk.found.items() if not faults] == []


def test_the_chosen_answer_is_seen_in_forced_colours(chromium: Browser, site: str) -> None:
    """Windows' high contrast takes the page's colours away; what is ticked must not go with them."""
    context = chromium.new_context(viewport=PHONE, forced_colors="active", locale="en-GB")
    visit = Visit.begin(context.new_page(), site)
    visit.check()
    box = visit.page.locator('input[name="breathless"]')
    row = visit.page.locator("label.choice", has=box)
    assert box.evaluate("(one) => getComputedStyle(one).appearance") == "auto", "a native tick, which the system draws"
    visit.page.locator("h1").focus()
    before = box.screenshot()
    edge = row.evaluate("(one) => getComputedStyle(one).borderTopWidth")
    box.evaluate("(one) => one.click()")
    assert box.screenshot() != before
    assert row.evaluate("(one) => getComputedStyle(one).borderTopWidth") != edge
    context.close()


def test_an_emergency_is_seen_on_a_screen_of_a_few_lines(chromium: Browser, site: str) -> None:
    """1280 x 1024 at 400 %: no room for what stays in sight, so it is brought there when it is ticked, and hides nothing afterwards."""
    context = chromium.new_context(viewport={"width": 320, "height": 256}, locale="en-GB")
    visit = Visit.begin(context.new_page(), site)
    visit.check("GB")
    visit.page.locator('input[name="fainted"]').click()
    dial = visit.page.locator(".alarm .dial").bounding_box()
    assert dial is not None
    assert dial["y"] >= 0
    assert dial["y"] + dial["height"] <= 256
    visit.page.keyboard.press("Tab")
    box = visit.page.evaluate("() => document.activeElement.getBoundingClientRect().toJSON()")
    hit = visit.page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y)?.tagName", [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    )
    assert hit == "INPUT", "the next answer lies under nothing"
    context.close()
