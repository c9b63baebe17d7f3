"""One person's visit to the built page, in a real browser, by what stands on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from balm import Pathway

FILL = """
(said) => {
  const field = (name) => document.querySelector(`.questions input[name="${name}"]`);
  for (let round = 0; round < 20; round++) {
    let done = 0;
    for (const set of document.querySelectorAll(".questions fieldset")) {
      const inputs = [...set.querySelectorAll("input")];
      if (inputs.some((input) => input.checked || (input.type === "text" && input.value))) continue;
      if (set.classList.contains("ticks")) {
        const rows = inputs.filter((input) => input.type === "checkbox" && !input.name.includes("-"));
        for (const { name } of rows) {
          if (said[name] === true) field(name).click();
          else if (said[name] !== false) field(`${name}-unsure`).click();
        }
        if (!inputs.some((input) => input.checked)) set.querySelector(".none input").click();
      } else {
        const { name } = inputs.find((input) => input.name);
        const value = said[name] ?? "not_sure";
        const radio = set.querySelector(`input[type="radio"][value="${value}"]`);
        const text = set.querySelector('input[type="text"]');
        if (radio) radio.click();
        else {
          text.value = String(value);
          text.dispatchEvent(new Event("input", { bubbles: true }));
        }
      }
      done += 1;
      break;
    }
    if (!done) return;
  }
}
"""


class Visit:
    """What she does. `page` is a page of Playwright that has been opened on the start screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        """Errors and warnings that the page wrote to its console."""
        page.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @classmethod
    def begin(cls, page: Page, site: str) -> Visit:
        visit = cls(page)
        page.goto(site)
        page.wait_for_selector("button.exit")
        return visit

    def tap(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_function("() => !document.querySelector('main[aria-busy]')")

    @property
    def heading(self) -> str:
        return self.page.locator("main h1").first.inner_text()

    @property
    def asked(self) -> list[str]:
        """The names of the fields on the page."""
        names: list[str] = self.page.eval_on_selector_all(".questions input[name]", "(all) => [...new Set(all.map((one) => one.name))]")
        return [name for name in names if not name.startswith("none-") and not name.endswith("-unsure")]

    def check(self, country: str = "GB") -> None:
        """From the start screen to the first page of questions."""
        self.page.select_option("#country", country)
        self.tap("Check how you are now")
        self.page.wait_for_selector(".questions fieldset")

    def fill(self, answers: Mapping[str, Any]) -> None:
        """Answer everything on this page; what is not in `answers` is "not sure"."""
        self.page.evaluate(FILL, answers)

    def answer(self, answers: Mapping[str, Any]) -> int:
        """Page after page, until the answer; how many pages it took."""
        for count in range(1, 60):
            self.fill(answers)
            self.on()
            if self.page.locator(".questions").count() == 0:
                return count
        raise AssertionError("the questions never end")

    def on(self) -> None:
        """To the next page. Raises AssertionError when this one asks for more."""
        before = self.page.evaluate("() => JSON.stringify(history.state)")
        self.page.click('form button[type="submit"]')
        self.page.wait_for_function(
            """(before) => document.querySelector('.problem p')
              || (JSON.stringify(history.state) !== before && !document.querySelector('main[aria-busy]'))""",
            arg=before,
        )
        if self.page.locator(".problem p").count():
            raise AssertionError(f"{self.heading}: {self.page.locator('.problem p').first.inner_text()}")


def well(pathway: Pathway, **besides: Any) -> dict[str, Any]:
    """Somebody well, four days after a loss that is confirmed: every finding clear, but for `besides`."""
    answers = {finding.id: finding.clear for finding in pathway.findings.values()}
    mine = {
        "stage": "after",
        "days_since_loss": 4,
        "management": "natural",
        "anaesthetic": "none",
        "gestation_weeks": 9,
        "scan_showed_womb_pregnancy": True,
        "pregnancy_test": "not_done",
        "loss_confirmed": True,
        "bleeding": "light",
        "back_pain": 3,
        "age_years": 30,
        "temperature_c": 36.8,
    }
    return answers | mine | besides


def change_kept_visit(page: Page, change: str) -> None:
    """Change the visit that is kept in the clear, as another version of the page may have left it: statements that change `kept`."""
    page.evaluate(
        """() => new Promise((done) => {
          const open = indexedDB.open("notes");
          open.onsuccess = () => {
            const change = open.result.transaction("records", "readwrite");
            const records = change.objectStore("records");
            records.get("visit").onsuccess = ({ target }) => {
              const record = JSON.parse(target.result.plain);
              const kept = record.value;
              CHANGE;
              records.put({ plain: JSON.stringify(record) }, "visit");
            };
            change.oncomplete = () => (open.result.close(), done());
          };
        })""".replace("CHANGE", change)
    )
