"""Open pages keep up by themselves: in a real Chromium, two nurses side by side, without a page being loaded again."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from balm.clinic import actions
from balm.clinic.models import Alert, Contact, Kind, Patient
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import Open, check_in, later, somebody


def test_the_worklist_draws_itself_anew_but_not_under_the_hands_of_whoever_uses_it(
    cast: Cast, opened: Open, live_server: LiveServer
) -> None:
    page = opened(cast.nurse)
    row = page.locator(f'[data-code="{cast.patient.code}"]')
    check_in(cast.patient, fainted=True)
    later(page)
    expect(row).to_contain_text("Alert not acknowledged")
    expect(page.locator(".filters a[aria-current]")).to_have_text("Everyone")
    expect(page.locator(".filters")).to_contain_text("Needs a call 1")
    page.keyboard.press("j")
    expect(row).to_have_attribute("aria-current", "true")
    actions.record_contact(by=cast.colleague, patient=cast.patient, kind=Kind.CALLED)
    later(page)
    expect(page.locator("#state")).to_contain_text("The list has changed")
    expect(row.locator("a")).to_be_focused()
    expect(row).to_contain_text("Alert not acknowledged")
    page.evaluate("() => document.activeElement.blur()")
    later(page)
    expect(row).to_contain_text("Called under a minute ago")
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("No answer")
    assert set(Contact.objects.values_list("kind", flat=True)) == {"called", "no_answer"}


def test_an_alert_that_comes_while_another_has_the_focus_is_there_all_the_same(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    first, second = cast.patient, somebody(cast.nurse)
    check_in(first, 3, foul_discharge=True)
    page = opened(cast.nurse)
    page.get_by_role("button", name=f"Acknowledge {first.code}").focus()
    check_in(second, fainted=True)
    later(page)
    expect(page.locator("#open-alerts li")).to_have_count(2)
    expect(page.get_by_role("button", name=f"Acknowledge {first.code}")).to_be_focused()
    page.locator("h1").click()
    page.evaluate("() => document.activeElement.blur()")
    later(page)
    expect(page.locator("#open-alerts li").first).to_contain_text(second.code)
    actions.acknowledge(by=cast.colleague, alert=Alert.objects.get(patient=second))
    later(page)
    expect(page.locator("#open-alerts li")).to_have_count(1)


def test_an_alert_is_new_where_the_page_was_not_told_of_it_however_long_ago_it_was_raised(
    cast: Cast, opened: Open, live_server: LiveServer
) -> None:
    """It was raised when its transaction began, and is there from when that ended: the page may have asked in between."""
    before = check_in(somebody(cast.nurse), 1, fainted=True)
    check_in(cast.patient, 2, temperature_c=38.6)
    page = opened(cast.nurse)
    later(page)
    expect(page.locator("#open-alerts li")).to_have_count(2)
    expect(page.locator("#state")).to_have_text("")
    check_in(somebody(cast.nurse), 3, fainted=True)
    later(page)
    expect(page.locator("#state")).to_have_text("A new alert has come.")
    actions.acknowledge(by=cast.colleague, alert=Alert.objects.get(check_in=before))
    later(page)
    expect(page.locator("#open-alerts li")).to_have_count(2)
    expect(page.locator("#state")).to_have_text("")


def test_two_nurses_on_one_patient_see_each_other(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    path = f"/patients/{cast.patient.code}/"
    hers = opened(cast.nurse, path)
    expect(hers.locator("#looking")).to_have_text("")
    other = opened(cast.colleague, path)
    expect(other.locator("#looking")).to_have_text("Open now at: nora")
    later(hers)
    expect(hers.locator("#looking")).to_have_text("Open now at: cora")
    list_ = opened(cast.administrator)
    expect(list_.locator(f'[data-code="{cast.patient.code}"]')).to_contain_text("nora is looking at her")
    other.goto(f"{live_server.url}/invite")
    other.wait_for_load_state()
    later(hers)
    expect(hers.locator("#looking")).to_have_text("")


def test_whose_patient_is_erased_meanwhile_is_told_on_the_open_page(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    page = opened(cast.nurse, f"/patients/{cast.patient.code}/", may_say="404")
    actions.erase(patient=Patient.objects.get(pk=cast.patient.pk), who="patient")
    later(page)
    expect(page.locator("#looking")).to_contain_text("Her record has been erased")


@pytest.mark.parametrize("people", [10, pytest.param(40, marks=pytest.mark.thorough)])
def test_a_round_without_leaving_the_keyboard(cast: Cast, opened: Open, live_server: LiveServer, people: int) -> None:
    patients = [cast.patient, *(somebody(cast.nurse, days_ago=0) for _ in range(people - 1))]
    for number, patient in enumerate(patients):
        check_in(patient, 60 - number, **({"fainted": True} if number % 4 == 0 else {"foul_discharge": True}))
    page = opened(cast.nurse, "/round")
    began = timezone.now()
    seen: list[str] = []
    for number in range(people):
        unanswered = len(range(3, number, 7))
        apart = f"{unanswered} without an answer, " if unanswered else ""
        expect(page.locator("main > .quiet").first).to_have_text(f"{number - unanswered} done in this round, {apart}{people - number} left")
        expect(page.locator("h1")).to_be_focused()
        seen.append(page.locator("h1").inner_text())
        if number % 5 == 0:
            page.keyboard.press("o")
            page.keyboard.type(f"Said {number}. 1 2 3")
            page.keyboard.press("Enter")
            page.keyboard.press("s")
            page.keyboard.type("Ring at 4")
            page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("2" if number % 7 == 3 else "1")
    expect(page.get_by_role("heading", name="Nobody else to call in this round")).to_be_visible()
    emergencies = [one.code for one in patients[::4]]
    assert len(set(seen)) == people
    assert seen[: len(emergencies)] == emergencies, "emergencies first, and who has waited longest"
    made = Contact.objects.filter(at__gte=began)
    unanswered = len(range(3, people, 7))
    assert made.filter(kind="called").count() == people - unanswered
    assert made.filter(kind="no_answer").count() == unanswered
    assert sorted(made.exclude(outcome="").values_list("outcome", flat=True)) == sorted(f"Said {n}. 1 2 3" for n in range(0, people, 5))


def test_without_javascript_enter_in_the_round_records_nothing(cast: Cast, opened: Open, live_server: LiveServer) -> None:
    check_in(cast.patient, fainted=True)
    page = opened(cast.nurse, "/round", java_script_enabled=False)
    page.get_by_label("What came of it").fill("She")
    page.keyboard.press("Enter")
    assert page.get_by_label("What came of it").input_value() == "She"
    assert not Contact.objects.exists()
    page.get_by_role("button", name="No answer").click()
    assert Contact.objects.get().kind == "no_answer"
