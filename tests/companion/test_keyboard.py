"""By keyboard alone: everything can be reached, what has the focus can be seen, and the focus is never lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from balm import Pathway
from tests.companion.people import people
from tests.companion.visit import Visit, well

# What has the focus, whether its ring is drawn, and what lies over it (WCAG 2.4.7 and 2.4.11), at its middle and near its corners.
FOCUS = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const shown = one.matches("label input") ? one.closest("label") : one;
  const ringed = (each) => getComputedStyle(each).outlineStyle !== "none" && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  const corners = [left + 4, right - 4].flatMap((x) => [top + 4, bottom - 4].map((y) => [x, y]));
  const hits = [[(left + right) / 2, (top + bottom) / 2], ...corners].map(([x, y]) => document.elementFromPoint(x, y));
  const mine = (hit) => shown.contains(hit) || hit.contains(shown) || hit.closest("label")?.contains(one);
  const beside = [...(one.closest("fieldset")?.querySelectorAll("input") ?? [])];
  return {
    tag: one.tagName,
    type: one.type ?? "",
    name: one.name ?? "",
    value: one.value ?? "",
    checked: Boolean(one.checked),
    text: shown.innerText.trim(),
    ring: ringed(one) || ringed(shown),
    over: hits.map((hit) => (hit === null ? "the edge of the screen" : mine(hit) ? "" : hit.outerHTML.slice(0, 60))).filter(Boolean),
    none: Boolean(one.closest(".none")),
    answered: beside.some((each) => each.checked || (each.type === "text" && each.value)),
  };
}
"""
# Every answer of this page is chosen once and, where that can be done, let go again: the focus stays on what was chosen.
CHOOSE_ALL = """
() => {
  const lost = [];
  const done = new Set();
  for (let round = 0; round < 60; round++) {
    const all = [...document.querySelectorAll(".questions input:not([type=text]):not([type=date])")];
    const one = all.find((each) => !done.has(each.name + "=" + each.value));
    if (!one) break;
    done.add(one.name + "=" + one.value);
    for (let time = 0; time < (one.type === "checkbox" ? 2 : 1); time++) {
      const now = document.activeElement?.name === one.name && document.activeElement?.value === one.value ? document.activeElement : one;
      now.focus();
      now.click();
      if (document.activeElement?.name !== one.name) lost.push(one.name + "=" + one.value);
    }
  }
  return lost;
}
"""

VALUES = "(name) => [...document.querySelectorAll(`.questions [name='${name}']`)].map((one) => one.value)"


def among(values: list[str], wanted: object) -> str:
    """The value of the choice that says it: itself, or the range of days that it is in."""
    text = str(wanted).lower() if isinstance(wanted, bool) else str(wanted)
    ranges = [
        value
        for value in values
        if isinstance(wanted, int) and (days := re.fullmatch(r"(\d+)-(\d+)", value)) and int(days[1]) <= wanted <= int(days[2])
    ]
    return next(value for value in [*ranges, text, "not_sure"] if value in values)


class Keys:
    """A person who has only a keyboard. Fails at once when the focus is lost, cannot be seen, or lies under something."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page, self.pressed = visit, visit.page, 0

    def press(self, key: str) -> dict[str, Any]:
        self.page.keyboard.press(key)
        self.pressed += 1
        focus: dict[str, Any] | None = self.page.evaluate(FOCUS)
        assert focus is not None, f"{key} on {self.visit.heading!r} left the focus on nothing"
        assert focus["tag"] == "H1" or focus["ring"], f"no ring on {focus}"
        assert focus["over"] == [], f"{self.visit.heading}: {focus['text'] or focus['name']!r} lies under {focus['over']}"
        return focus

    def to(self, text: str, key: str = "Tab") -> None:
        """Until the thing with this text has the focus."""
        for _ in range(120):
            if self.press(key)["text"] == text:
                return
        raise AssertionError(f"{text!r} is not reached from the keyboard on {self.visit.heading!r}")

    def open(self, text: str, key: str = "Tab") -> None:
        """Reach it, press Enter, and stand on the heading of what comes."""
        self.to(text, key)
        before = self.page.evaluate("() => JSON.stringify(history.state)")
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("(before) => JSON.stringify(history.state) !== before", arg=before)
        self.stands_on_the_heading()

    def stands_on_the_heading(self) -> None:
        self.page.wait_for_function("() => document.activeElement?.tagName === 'H1'")

    def fill(self, answers: dict[str, Any]) -> None:
        """Answer this page from top to bottom, and go on."""
        page = self.page
        for _ in range(150):
            focus = self.press("Tab")
            wanted = answers.get(focus["name"], "not_sure")
            if focus["type"] == "submit":
                before = page.evaluate("() => JSON.stringify(history.state)")
                page.keyboard.press("Enter")
                page.wait_for_function(
                    "(before) => JSON.stringify(history.state) !== before || document.querySelector('.problem p')", arg=before
                )
                assert page.locator(".problem p").count() == 0, page.locator("main").inner_text()
                return self.stands_on_the_heading()
            if focus["type"] == "checkbox" and (wanted is True or (focus["none"] and not focus["answered"])):
                assert self.press("Space")["checked"]
            elif focus["type"] == "radio" and not focus["answered"]:
                wanted = among(page.evaluate(VALUES, focus["name"]), wanted)
                focus = self.press("Space")
                for _ in range(20):
                    if focus["value"] == wanted:
                        break
                    focus = self.press("ArrowDown")
                assert focus["checked"]
                assert focus["value"] == wanted
            elif focus["type"] == "text" and focus["name"] in answers and not focus["value"]:
                page.keyboard.type(str(answers[focus["name"]]))
        raise AssertionError(f"no end to {self.visit.heading!r}")


@pytest.fixture
def keys(visit: Visit) -> Keys:
    keys = Keys(visit)
    keys.stands_on_the_heading()
    return keys


def choose_country(keys: Keys) -> None:
    for _ in range(20):
        if keys.press("Tab")["tag"] == "SELECT":
            break
    keys.page.keyboard.type("United Kingdom")
    assert keys.page.evaluate("() => document.activeElement.value") == "GB"


def test_from_the_start_to_help_in_an_emergency(keys: Keys) -> None:
    choose_country(keys)
    keys.open("Check how you are now")
    for _ in range(60):
        if keys.press("Tab")["name"] == "fainted":
            break
    assert keys.press("Space")["checked"]
    assert "999" in keys.page.locator(".alarm").inner_text()
    keys.to("Call 999 now" if keys.page.get_by_text("Call 999 now").count() else keys.page.locator(".alarm .dial").inner_text())
    keys.to("See what to do and say")
    keys.page.keyboard.press("Enter")
    keys.page.wait_for_selector("main > .card.emergency")
    keys.stands_on_the_heading()
    keys.to("Show it in large letters")
    keys.page.keyboard.press("Enter")
    keys.page.wait_for_selector("dialog[open]")
    assert keys.page.evaluate("() => document.querySelector('dialog').contains(document.activeElement)")
    keys.page.keyboard.press("Escape")
    assert keys.page.evaluate("() => document.activeElement.innerText") == "Show it in large letters", "and back where she was"


@pytest.mark.slow
def test_from_the_start_to_a_plan_for_somebody_well(keys: Keys, pathway: Pathway) -> None:
    choose_country(keys)
    keys.open("Check how you are now")
    answers = well(pathway)
    for _ in range(25):
        keys.fill(answers)
        if keys.page.locator(".questions").count() == 0:
            break
    assert keys.page.locator("main > .card.self_care").count() == 1
    keys.open("What may help today")
    first = keys.press("Tab")
    assert first["tag"] == "SUMMARY"
    keys.page.keyboard.press("Enter")
    assert keys.page.locator("details[open]").count() == 1
    keys.to("Start", "Shift+Tab")


def test_what_cannot_go_on_takes_her_to_the_first_open_question(keys: Keys) -> None:
    keys.open("Check how you are now")
    keys.to("Next")
    keys.page.keyboard.press("Enter")
    keys.page.wait_for_selector(".problem p")
    first = keys.page.locator(".questions input").first.get_attribute("name")
    assert keys.page.evaluate(FOCUS)["name"] == first


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_no_choice_takes_the_focus_away(visit: Visit, pathway: Pathway, seed: int) -> None:
    """What is chosen may bring questions or take them away; she stays where she is."""
    person = next(one for one in people(pathway, 60, seed=seed) if not one["assume_clear"])
    answers = well(pathway) | {name: value for name, value in person["answers"].items() if value is not None}
    visit.check()
    for _ in range(40):
        assert visit.page.evaluate(CHOOSE_ALL) == []
        visit.page.evaluate("() => document.querySelectorAll('.none input').forEach((one) => one.checked || one.click())")
        visit.fill(answers)
        if visit.page.locator(".alarm > *").count():
            visit.tap("See what to do and say")
            break
        visit.on()
        if visit.page.locator(".questions").count() == 0:
            break


def test_the_focus_stays_when_a_screen_is_drawn_again(visit: Visit) -> None:
    page = visit.page
    visit.tap("Settings")
    for name, value in (("wording", "baby"), ("theme", "dark"), ("unit", "F"), ("language", "es")):
        page.locator(f'input[name="{name}"][value="{value}"]').focus()
        page.keyboard.press("Space")
        page.wait_for_function(
            "([name, value]) => document.activeElement?.name === name && document.activeElement.value === value", arg=[name, value]
        )
    page.wait_for_function("() => document.documentElement.lang === 'es' && document.activeElement?.name === 'language'")


def test_the_focus_stays_when_something_goes(visit: Visit, site: str) -> None:
    """A form that has done its work, a notice that is closed, a wrong passphrase: none of them leaves her nowhere."""
    page = visit.page
    on = "() => [document.activeElement.tagName, document.activeElement.innerText]"
    visit.tap("What is kept")
    page.get_by_label("Passphrase, if you want one").fill("four warm quiet words")
    page.keyboard.press("Enter")
    page.locator("#import-file").wait_for(state="attached")
    assert page.evaluate(on)[0] == "H1"
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    form = page.locator("details form", has=page.get_by_role("button", name="Take it in"))
    form.locator('input[type="password"]').fill("x")
    form.locator('button[type="submit"]').click()
    page.wait_for_selector(".notice")
    assert page.evaluate(on)[0] == "BUTTON"
    page.locator(".notice button.plain").focus()
    page.keyboard.press("Enter")
    assert page.locator(".notice").count() == 0
    assert page.evaluate(on)[0] != "BODY"
    visit.tap("Delete everything")
    assert page.evaluate(on) == ["BUTTON", "Yes, delete everything now"]
    page.goto(site)
    page.wait_for_selector(".screen-unlock")
    page.get_by_label("Passphrase", exact=True).fill("another")
    visit.tap("Open")
    page.get_by_text("That did not open it.").wait_for()
    assert page.evaluate(on) == ["BUTTON", "Open"]
