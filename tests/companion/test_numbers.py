"""Whom to call: numbers that were seen, with their source on a tap, and none that is of low confidence."""

from __future__ import annotations

import pytest

from balm import Pathway
from tests.companion.visit import Visit


@pytest.mark.parametrize("code", ["GB", "US", "IE", "IN", "NG", "FR", "AT"])
def test_a_country_shows_what_was_seen_of_it_and_where(visit: Visit, pathway: Pathway, code: str) -> None:
    country = pathway.countries.get(code) or next(one for one in pathway.countries.values() if code in one.members)
    good = [line for line in country.lines if line.confidence != "low"]
    visit.tap("Numbers to call")
    visit.page.select_option("#country", code)
    names = visit.page.locator("dl.lines dt").all_inner_texts()[: len(good)]
    assert [name.split(": ", 1)[1] for name in names] == [line.name for line in good]
    tapped = visit.page.locator("dl.lines a.dial").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    digits = ["".join(letter for letter in line.number if letter.isdigit() or letter in "+*#") for line in good]
    assert set(tapped) <= {f"tel:{number}" for number in digits} | {f"sms:{line.text_to}" for line in good}
    for line, details in zip(good, visit.page.locator("dl.lines details").all(), strict=True):
        details.locator("summary").click()
        assert line.source in details.inner_text()


def test_no_country_no_number(visit: Visit) -> None:
    visit.tap("Numbers to call")
    visit.page.select_option("#country", "")
    assert visit.page.locator("main a.dial").count() == 0
    assert "Call your local emergency number" in visit.page.inner_text("main")


def test_within_two_taps_there_is_one_safe_thing_to_do(visit: Visit, pathway: Pathway) -> None:
    """A minute and four screens are the limit; the number stands on the first, the one safe thing on the second."""
    visit.page.select_option("#country", "GB")
    assert visit.page.locator("main .call a").first.get_attribute("href") == "tel:999"
    visit.tap("Ease the pain now")
    assert pathway.care[pathway.while_waiting].title in visit.page.inner_text("main")
    assert visit.page.locator("main .call a").first.get_attribute("href") == "tel:999"
