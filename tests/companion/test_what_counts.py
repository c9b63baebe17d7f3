"""Nothing she ticked, wrote or took is left out of the answer: over midnight and days, on half-finished pages, in the diary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from balm import Pathway
from tests.companion.test_diary_screens import entries_kept, pain, with_diary
from tests.companion.test_private import keep, kept_visit, until_kept
from tests.companion.visit import Visit, change_kept_visit, well

NIGHT = "2026-11-22T23:50:00"


@pytest.fixture
def timed(chromium: Browser, site: str) -> Iterator[Visit]:
    """A phone at ten to midnight, whose clock the test moves."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    page.clock.install(time=NIGHT)
    visit = Visit.begin(page, site)
    yield visit
    context.close()
    assert visit.complaints == []


def later(visit: Visit, hours: float) -> None:
    """So many hours later. What locks or counts down in between does so when the page is looked at again."""
    visit.page.clock.fast_forward(int(hours * 3_600_000))


def write(visit: Visit, **fields: str) -> None:
    """One entry of the diary, with a place marked; to the diary's page."""
    visit.tap("Diary")
    visit.tap("Write how it is now")
    for name, value in fields.items():
        if name == "place":
            visit.page.locator(f'input[name="place-{value}"]').click()
        else:
            visit.page.locator(f'input[name="{name}"][type="text"], input[name="{name}"][value="{value}"]').first.click()
    visit.page.click('form button[type="submit"]')
    visit.page.get_by_role("heading", name="Your diary", exact=True).wait_for()


def card(visit: Visit) -> str:
    """The level that the answer shows, as its colour is named."""
    visit.page.wait_for_selector("main > .card")
    return str(visit.page.locator("main > .card").first.get_attribute("class")).split()[1]


# Over midnight and over days


def test_midnight_takes_nothing_away(timed: Visit) -> None:
    timed.check()
    timed.page.locator('input[name="fainted"]').click()
    timed.tap("Numbers to call")
    later(timed, 0.25)
    timed.tap("Start")
    timed.tap("Go on where you were")
    timed.tap("Stop here and see what we know")
    assert card(timed) == "emergency"


def test_a_red_flag_written_before_midnight_still_stands_after_it(timed: Visit) -> None:
    timed.page.select_option("#country", "GB")
    write(timed, place="chest")
    assert card(timed) == "emergency"
    later(timed, 0.25)
    timed.tap("Start")
    timed.tap("Diary")
    assert card(timed) == "emergency"
    timed.tap("Check how you are now")
    timed.page.locator(".questions fieldset, main.screen-answer").first.wait_for()
    if timed.page.locator(".questions").count():
        timed.tap("Stop here and see what we know")
    assert card(timed) == "emergency"


def test_an_answer_of_an_earlier_day_is_not_shown_as_todays(timed: Visit, pathway: Pathway) -> None:
    keep(timed)
    timed.tap("Start")
    timed.check()
    timed.answer(well(pathway))
    assert card(timed) == "self_care"
    timed.tap("Numbers to call")
    later(timed, 60)
    timed.page.go_back()
    timed.page.get_by_role("heading", name="After a miscarriage: how are you now?").wait_for()
    assert timed.page.get_by_text("See your answer again").count() == 0


def test_a_page_left_open_does_not_show_an_old_answer_for_good(timed: Visit, pathway: Pathway) -> None:
    timed.check()
    timed.answer(well(pathway))
    later(timed, 60)
    timed.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    timed.page.get_by_role("heading", name="After a miscarriage: how are you now?").wait_for()


def test_from_the_comfort_page_too_the_check_is_one_of_today(timed: Visit, pathway: Pathway) -> None:
    timed.check()
    timed.answer(well(pathway))
    later(timed, 60)
    timed.tap("Start")
    timed.tap("Ease the pain now")
    timed.tap("Check how you are now")
    timed.page.wait_for_selector(".questions")


def test_from_the_comfort_page_too_the_diary_counts(visit: Visit) -> None:
    write(visit, place="shoulder_tip")
    visit.tap("Start")
    visit.tap("Ease the pain now")
    visit.tap("Check how you are now")
    visit.page.wait_for_selector(".questions")
    visit.tap("Stop here and see what we know")
    assert card(visit) == "urgent"


def test_how_the_loss_was_treated_is_asked_again_as_it_may_have_changed(timed: Visit, pathway: Pathway) -> None:
    """Natural on Sunday; an operation on Tuesday. Its questions (a needle in the back, days since) have to come."""
    timed.check()
    timed.answer(well(pathway))
    later(timed, 60)
    timed.tap("Start")
    timed.check()
    asked: set[str] = set()
    answers = well(pathway, management="surgical", anaesthetic="spinal_or_epidural", days_since_procedure=1)
    for _ in range(60):
        timed.fill(answers)
        asked |= set(timed.asked)
        timed.on()
        if timed.page.locator(".questions").count() == 0:
            break
    assert {"management", "anaesthetic", "days_since_procedure"} <= asked


# Answers changed


def test_a_tick_taken_back_on_a_page_before_is_open_again(visit: Visit, pathway: Pathway) -> None:
    """ "None of these" taken back, and away: what stood there is not settled any more."""
    visit.check()
    visit.answer(well(pathway))
    visit.tap("Change an answer")
    visit.page.wait_for_selector(".questions")
    visit.page.locator(".none input").first.click()
    visit.tap("Start")
    visit.tap("See your answer again")
    assert card(visit) == "unknown"


def test_a_date_that_was_mended_with_days_no_longer_counts(visit: Visit, pathway: Pathway) -> None:
    keep(visit)
    visit.tap("Start")
    visit.check()
    for _ in range(30):
        visit.fill(well(pathway))
        if "days_since_loss" in visit.asked:
            break
        visit.on()
    block = visit.page.locator("fieldset", has=visit.page.locator('input[name="days_since_loss"]')).last
    block.locator("details").evaluate("(one) => one.open = true")
    block.locator('input[type="date"]').fill(visit.page.evaluate("() => new Date(Date.now() - 2 * 86400000).toISOString().slice(0, 10)"))
    block.locator('input[name="days_since_loss"][type="text"]').fill("40")
    visit.tap("Stop here and see what we know")
    visit.page.wait_for_selector("main > .card")
    until_kept(visit, '"days_since_loss":40')
    kept: Any = kept_visit(visit.page)
    assert kept["dateOfLoss"] is None
    assert any(step["answers"].get("days_since_loss") == 40 for step in kept["steps"])


def test_answers_changed_after_they_went_into_the_diary_can_go_in_again(visit: Visit) -> None:
    visit.check()
    visit.page.locator('input[name="breathless-unsure"]').click()
    visit.tap("Stop here and see what we know")
    visit.tap("Put these answers into your diary")
    visit.page.get_by_text("These answers are in your diary.").wait_for()
    visit.tap("Change an answer")
    visit.page.wait_for_selector(".questions")
    visit.page.locator('input[name="breathless"][value="true"]').click()
    visit.tap("See what to do and say")
    assert card(visit) == "emergency"
    assert visit.page.get_by_text("These answers are in your diary.").count() == 0


def test_kept_answers_of_another_version_open_without_harm(visit: Visit, site: str, pathway: Pathway) -> None:
    """Findings move between versions; a page that is gone and a finding that is gone may not stop her."""
    keep(visit)
    visit.tap("Start")
    visit.check()
    visit.fill(well(pathway))
    visit.on()
    visit.page.locator(".questions input").first.wait_for()
    until_kept(visit, '"steps":[{')
    change_kept_visit(
        visit.page,
        """
        kept.of = "of another version";
        kept.steps[0].shown = [3, 999];
        const answers = { gone: true, breathless: true };
        kept.steps.push({ page: "gone", about: "urgency", shown: [998], answers, rough: { lost: [0, 9] } });
        """,
    )
    visit = Visit.begin(visit.page, site)
    visit.tap("Go on where you were")
    assert card(visit) == "emergency", "what was ticked on a page that is gone still counts"
    assert visit.complaints == []


# The diary


def test_a_check_with_nothing_left_to_ask_ends_on_its_answer(visit: Visit) -> None:
    """The diary already says that this is an emergency: the check that she asks for may not end on an empty page."""
    write(visit, place="chest")
    visit.tap("Check how you are now")
    assert card(visit) == "emergency"


def test_a_place_taken_back_is_taken_back(visit: Visit, site: str) -> None:
    with_diary(visit, site, [pain(0, 4, time="00:00", places=["chest"])])
    visit.tap("Diary")
    visit.page.locator("summary", has_text="What you wrote").click()
    visit.page.locator("details[open] li button").first.click()
    visit.page.locator('input[name="place-chest"]').click()
    visit.page.click('form button[type="submit"]')
    visit.page.get_by_role("heading", name="Your diary", exact=True).wait_for()
    (kept,) = entries_kept(visit.page)
    assert not kept.get("places")


def test_a_temperature_that_cannot_be_is_not_lost_in_silence(visit: Visit) -> None:
    """104 is a high fever in Fahrenheit, and nothing at all in Celsius."""
    visit.page.select_option("#country", "GB")
    visit.tap("Diary")
    visit.tap("Write how it is now")
    field = visit.page.locator('input[name="temperature_c"][type="text"]')
    field.fill("104")
    visit.page.click('form button[type="submit"]')
    visit.page.wait_for_function("() => document.activeElement.name === 'temperature_c'")
    assert field.count() == 1, "the entry is still open"


def test_an_entry_half_written_is_there_again(visit: Visit) -> None:
    visit.tap("Diary")
    visit.tap("Write how it is now")
    visit.page.locator("textarea").first.fill("I cannot stop shaking")
    visit.page.locator('input[name="place-belly"]').click()
    visit.tap("Numbers to call")
    visit.tap("Diary")
    visit.tap("Write how it is now")
    assert visit.page.locator("textarea").first.input_value() == "I cannot stop shaking"
    assert visit.page.locator('input[name="place-belly"]').is_checked()


def test_now_is_when_she_taps_not_when_the_page_was_opened(timed: Visit) -> None:
    """A dose written three hours too early makes the next one come three hours too early."""
    keep(timed)
    timed.tap("Diary")
    timed.tap("Medicines")
    later(timed, 3)
    timed.tap("I took it")
    timed.page.get_by_text("1 of at most").or_(timed.page.get_by_text("The last 3 days")).first.wait_for()
    timed.tap("Diary")
    timed.tap("Write how it is now")
    timed.page.locator('input[name="place-low_back"]').click()
    later(timed, 1)
    timed.page.click('form button[type="submit"]')
    timed.page.get_by_role("heading", name="Your diary", exact=True).wait_for()
    assert sorted(one["at"][:16] for one in entries_kept(timed.page)) == ["2026-11-23T02:50", "2026-11-23T03:50"]


def test_no_advice_while_an_emergency_stands(visit: Visit) -> None:
    """Neither from the check nor from the diary, on any page."""
    visit.check("GB")
    visit.page.locator('input[name="breathless"]').click()
    visit.tap("Start")
    visit.tap("Ease the pain now")
    assert visit.page.locator("section.calm").count() == 0
    assert visit.page.locator('main a[href="tel:999"]').count() >= 1
    visit.tap("Diary")
    visit.tap("Medicines")
    visit.tap("I took it")
    visit.page.get_by_text("The last 3 days").wait_for()
    assert visit.page.get_by_text("in the last 24 hours").count() == 0
    assert visit.page.locator('main a[href="tel:999"]').count() >= 1


def test_a_comfort_beside_the_questions_goes_when_an_emergency_is_ticked(visit: Visit, pathway: Pathway) -> None:
    visit.check()
    for _ in range(3):
        visit.fill(well(pathway))
        visit.on()
    assert visit.page.locator("section.calm").count() == 1
    for name in visit.page.eval_on_selector_all('.questions .choice input[type="checkbox"]', "(all) => all.map((one) => one.name)"):
        visit.page.locator(f'input[name="{name}"]').click()
        if visit.page.locator(".alarm .card").count():
            assert not visit.page.locator("section.calm").is_visible()
            return
    pytest.skip("nothing on this page is an emergency by itself")


PLACES = """
async ([address, kept, answer]) => {
  const { fetchContent } = await import(`${address}/words.js`);
  const { placesOf } = await import(`${address}/engine/interview.js`);
  const content = await (await fetchContent("en")).whole();
  const place = content.places.still_feels_pregnant;
  const keptRough = { days_since_loss: [4, 7] };
  const visit = { steps: [], drafts: {}, kept, keptRough, country: "GB", dateOfLoss: null, today: "2026-11-22" };
  const page = { id: "loss", about: "urgency", places: [place] };
  return placesOf(content, visit, page, { answers: { still_feels_pregnant: answer }, rough: {} }).includes(place);
}
"""


@pytest.mark.parametrize("answer", [True, False, "not_sure"])
def test_an_answer_never_takes_its_own_question_away(visit: Visit, modules: str, pathway: Pathway, answer: object) -> None:
    """From 4 to 7 days it hangs on the day whether it is asked, and on the answer which day is the worst; so it went in a ring."""
    kept = well(pathway)
    for name in ("days_since_loss", "still_feels_pregnant"):
        del kept[name]
    assert visit.page.evaluate(PLACES, [modules, kept, answer])
