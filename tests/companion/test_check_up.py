"""The check-up as she goes through it: what is asked, what is said, and that nothing she said is lost on the way."""

from __future__ import annotations

import pytest

from balm import Pathway, assess
from tests.companion.people import people
from tests.companion.visit import Visit, well


def test_an_emergency_is_said_as_soon_as_it_is_ticked(visit: Visit) -> None:
    visit.check("GB")
    visit.page.locator('input[name="fainted"]').click()
    alarm = visit.page.locator(".alarm .card.emergency")
    assert "This needs help now" in alarm.inner_text()
    assert alarm.locator("a").first.get_attribute("href") == "tel:999"
    box = alarm.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 800, "it is seen without scrolling"
    visit.tap("See what to do and say")
    card = visit.page.locator(".card.emergency")
    assert card.locator("a.dial").first.get_attribute("href") == "tel:999"
    assert "I have: " in visit.page.locator(".say blockquote").inner_text()
    assert visit.page.get_by_role("button", name="What may help today").count() == 0, "no advice while an emergency stands"


def test_somebody_well_gets_a_plan_in_fifteen_pages(visit: Visit, pathway: Pathway) -> None:
    visit.check()
    assert visit.answer(well(pathway)) <= 15
    assert visit.heading == "You can look after this at home for now"
    assert "No clinician has reviewed" in visit.page.locator(".card").inner_text()
    visit.tap("What may help today")
    assert visit.page.locator("details summary").count() > 5
    assert "No doctor, nurse or midwife has checked this advice yet." in visit.page.locator("main").inner_text()


@pytest.mark.parametrize("seed", range(4))
def test_the_answer_is_the_one_that_python_gives(visit: Visit, pathway: Pathway, seed: int) -> None:
    """A drawn person goes through every page; what she never was asked stays unanswered in both."""
    drawn = next(one for one in people(pathway, 60, seed=100 + seed) if not one["assume_clear"])
    answers = well(pathway) | {name: value for name, value in drawn["answers"].items() if value is not None}
    visit.check()
    visit.answer(answers)
    expected = assess(pathway, {"answers": answers, "country": "GB"})
    shown = visit.page.locator(".card").first.get_attribute("class")
    assert shown is not None
    assert shown.split()[1] == expected["urgency"]


def test_somebody_who_is_sure_of_nothing_gets_an_answer(visit: Visit) -> None:
    visit.check()
    visit.answer({})
    assert visit.page.locator(".card.emergency, .card.urgent").count() == 1
    assert visit.page.get_by_text("What you were not sure of").count() == 1 or visit.page.locator(".card.emergency").count() == 1


def test_back_and_forward_keep_the_answers(visit: Visit, pathway: Pathway) -> None:
    answers = well(pathway)
    visit.check()
    visit.fill(answers)
    visit.on()
    visit.fill(answers)
    half = visit.page.locator(".questions input:checked").count()
    assert half > 1
    visit.tap("Back")
    visit.page.wait_for_function("() => history.state.at === 0")
    assert visit.page.locator(".none input:checked").count() == 1
    visit.page.go_forward()
    visit.page.wait_for_function("() => history.state.at === 1")
    assert visit.page.locator(".questions input:checked").count() == half, "a page left half filled in keeps what it had"


def test_what_is_ticked_counts_although_she_stops_there(visit: Visit) -> None:
    visit.check()
    visit.page.locator('input[name="breathless"]').click()
    visit.tap("Stop here and see what we know")
    assert visit.page.locator("main > .card.emergency").count() == 1


def test_what_is_ticked_counts_although_she_walks_away(visit: Visit, pathway: Pathway) -> None:
    """Through the answers, back to the first page, one tick, and away: the answer that she sees again knows of the tick."""
    visit.check()
    visit.answer(well(pathway))
    visit.tap("Change an answer")
    visit.page.wait_for_selector(".questions")
    visit.page.locator('input[name="breathless"]').click()
    visit.tap("Start")
    visit.tap("See your answer again")
    assert visit.page.locator("main > .card.emergency").count() == 1


def test_a_list_left_half_ticked_is_not_taken_for_no(visit: Visit) -> None:
    """Ticked and stopped: what stands beside it was never answered, so it is asked again."""
    visit.check()
    first = visit.asked
    visit.page.locator(f'input[name="{first[0]}-unsure"]').click()
    visit.tap("Stop here and see what we know")
    visit.page.wait_for_selector("main > .card")
    more = visit.page.get_by_role("button", name="Answer the questions that are left")
    if more.count():
        more.click()
        visit.page.wait_for_selector(".questions")
        assert set(first[1:]) <= set(visit.asked)


def test_pages_passed_over_are_asked_again(visit: Visit) -> None:
    visit.check()
    first = visit.asked
    visit.page.click('form button[type="submit"]')
    visit.tap("Go on without")
    visit.page.wait_for_function("() => history.state.at === 1 || history.state.at === 0")
    visit.tap("Stop here and see what we know")
    visit.page.wait_for_selector("main > .card.unknown")
    assert "It could still be" in visit.page.locator("main > .card").inner_text()
    visit.tap("Answer the questions that are left")
    visit.page.wait_for_selector(".questions")
    assert visit.asked == first


def test_the_words_to_say_can_be_shown_large(visit: Visit) -> None:
    visit.check()
    visit.page.locator('.questions input[type="checkbox"]').first.click()
    visit.tap("See what to do and say")
    said = visit.page.locator(".say blockquote").inner_text()
    visit.tap("Show it in large letters")
    dialog = visit.page.locator("dialog[open]")
    assert said in dialog.inner_text()
    assert float(dialog.locator("p").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")) >= 24


def test_an_impossible_number_is_refused_where_it_stands(visit: Visit, pathway: Pathway) -> None:
    answers = well(pathway)
    visit.check()
    for _ in range(20):
        if "temperature_c" in visit.asked:
            break
        visit.fill(answers)
        visit.on()
    field = visit.page.locator('input[name="temperature_c"][type="text"]')
    field.fill("98.6")
    assert "Please give a number from 33 to 43." in visit.page.locator("main").inner_text()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("36,9")
    assert field.get_attribute("aria-invalid") is None


def test_fahrenheit_where_it_is_read(visit: Visit, pathway: Pathway) -> None:
    """100.6 F is 38.1 C: urgent."""
    answers = well(pathway) | {"temperature_c": 100.6}
    visit.check("US")
    visit.answer(answers)
    assert visit.page.locator("main > .card.urgent").count() == 1
    assert "38.1" in visit.page.locator(".say blockquote").inner_text()
