"""She decides what goes on the page, and what is private is out unless she puts it in."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from balm import CaseRefused, assess
from balm.care.case import CaseObject
from balm.summary.calendar import reminders
from balm.summary.fhir import bundle, read_fhir
from balm.summary.page import Summary
from balm.summary.pdf import to_pdf
from balm.summary.sheet import from_csv, to_csv
from balm.summary.text import text
from balm.summary.told import SECTIONS, Choice
from tests.summary.pages import PATHWAY, example, page, pdf_text, said, told

DIARY = "diaries/after_an_operation"
SECRETS = {
    "mood": ["thoughts of suicide", "Low, or not interested"],
    "sex": ["genitals"],
    "home": ["unsafe at home"],
    "notes": ["Slept badly"],
}


def every_form(given: Any, choice: Choice) -> str:
    made = page(given, choice)
    return text(made) + to_csv(made, told(given, choice)) + json.dumps(made) + " ".join(pdf_text(to_pdf(made)).split())


@pytest.mark.parametrize("part", SECRETS)
def test_what_is_private_is_out_unless_she_puts_it_in(part: str) -> None:
    label = {"home": PATHWAY.findings["unsafe_at_home"].label, "sex": PATHWAY.findings["sexual_numbness"].label}.get(part)
    words = [label] if label else SECRETS[part]
    without, with_it = every_form(example(DIARY), Choice()), every_form(example(DIARY), Choice(put_in=frozenset([part])))
    for word in words:
        assert word.lower() not in without.lower()
        assert word.lower() in with_it.lower()
    for other in SECRETS.keys() - {part}:
        assert SECRETS[other][0].lower() not in with_it.lower()


def test_a_reason_about_what_is_private_is_counted_and_not_named() -> None:
    case = {"assume_clear": True, "answers": {"suicidal_thoughts": True, "cannot_stay_safe": True, "foul_discharge": True}}
    made = page(case, Choice())
    whole = every_form(case, Choice())
    assert made["level"] == "emergency"
    assert "withheld" in {statement["id"] for statement in level(made)}
    assert "suicid" not in whole
    assert "reason.U7" in {statement["id"] for statement in level(made)}
    assert "withheld" not in {statement["id"] for statement in level(page(case, Choice(put_in=frozenset(["mood"]))))}


def level(made: Summary) -> Any:
    return next(one["statements"] for one in made["sections"] if one["id"] == "level")


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_she_leaves_out_is_not_there(section: str) -> None:
    every, less = page(example(DIARY)), page(example(DIARY), Choice("Ana Sá", "Why?", frozenset(), frozenset([section])))
    assert section not in {one["id"] for one in less["sections"]}
    assert {"chart": less["chart"], "record": less["record"]}.get(section) is None
    if section not in ("chart", "record", "unsure"):
        assert section in {one["id"] for one in every["sections"]}


def test_medicines_and_what_the_clinic_said_go_with_their_sections() -> None:
    whole = every_form(example(DIARY), Choice(leave_out=frozenset(["medicines", "told"])))
    assert "ibuprofen" not in to_csv(
        page(example(DIARY), Choice(leave_out=frozenset(["medicines"]))), told(example(DIARY), Choice(leave_out=frozenset(["medicines"])))
    )
    assert "Keep going with paracetamol" not in whole


@pytest.mark.parametrize(
    ("section", "gone"),
    [("loss", ("gestation_weeks", "date_of_loss", "days_since_loss")), ("person", ("asthma",)), ("clear", ("blood_thinners", "fainted"))],
)
def test_the_answers_of_a_section_that_is_left_out_are_in_no_table(section: str, gone: tuple[str, ...]) -> None:
    choice = Choice(leave_out=frozenset([section]))
    every, less = (to_csv(page(example(DIARY), one), told(example(DIARY), one)) for one in (Choice(), choice))
    assert all(f",{name}," in every for name in gone)
    assert not any(f",{name}," in less for name in gone)


def test_without_the_record_no_entry_of_the_diary_goes_out() -> None:
    choice = Choice(leave_out=frozenset(["record"]))
    sheet = to_csv(page(example(DIARY), choice), told(example(DIARY), choice))
    assert "\r\nentry," not in sheet
    assert "\r\nday," not in sheet


def test_a_finding_that_she_leaves_out_is_nowhere() -> None:
    assert "asthma" in every_form(example(DIARY), Choice()).lower()
    assert "asthma" not in every_form(example(DIARY), Choice(leave_out=frozenset(["asthma"]))).lower()


def test_a_part_that_is_not_there_is_refused_with_the_nearest_word() -> None:
    with pytest.raises(CaseRefused) as refusal:
        page(example(DIARY), Choice(put_in=frozenset(["moods"]), leave_out=frozenset(["medicine"])))
    assert [(error["at"], error["hint"]) for error in refusal.value.errors] == [
        ("put_in", 'did you mean "mood"?'),
        ("leave_out", 'did you mean "medicines"?'),
    ]


def test_the_level_never_changes_with_what_she_leaves_out() -> None:
    everything = frozenset([*SECTIONS, *PATHWAY.findings]) - {"level"}
    for name in (DIARY, "feverish_day_three", "numb_between_the_legs", "diaries/pain_is_back"):
        assert page(example(name), Choice(leave_out=everything))["level"] == page(example(name))["level"]


OF_A_DAY = {
    "bleeding": ("bleeding", "bleeding_up"),
    "back_pain": ("pain_now", "pain_worst", "places", "expected"),
    "temperature_c": ("temperature_c",),
    "sleep_hours": ("sleep", "sleep_hours"),
    "medicines": ("medicine", "ibuprofen", "painkillers_three_days"),
    "days_since_loss": ("days_since_loss",),
}
"""What the record of the days says of a finding or a section, by the ids of the table."""


@pytest.mark.parametrize("part", OF_A_DAY)
def test_what_she_leaves_out_is_not_in_her_days_either(part: str) -> None:
    given = example(DIARY)
    for entry in given["entries"]:
        entry |= {"medicine": [{"item": "ibuprofen"}], "places": ["low_back"]}
    choice = Choice(leave_out=frozenset([part]))
    made = page(given, choice)
    ids = [line.split(",")[1].removeprefix("noticed.") for line in to_csv(made, told(given, choice)).splitlines()[1:]]
    assert not {*ids} & {*OF_A_DAY[part]}
    assert made["chart"]
    assert made["record"]
    assert all(day.get(key) is None for day in made["chart"]["days"] for key in OF_A_DAY[part])


def test_the_picture_holds_only_what_it_shows() -> None:
    chart = page(example(DIARY), Choice(leave_out=frozenset(["record"])))["chart"]
    assert chart
    assert {(day["temperature_c"], day["medicine"], day["sleep"], day["mood"]) for day in chart["days"]} == {(None,) * 4}


def test_no_date_counted_from_the_loss_without_the_loss() -> None:
    for given in (example(DIARY), {"assume_clear": True, "answers": {"days_since_loss": 3}}):
        every, less = (reminders(said(), told(given, Choice(leave_out=out))) for out in (frozenset[str](), frozenset(["loss"])))
        assert {one["uid"].split("@")[0] for one in every} >= {"test"}
        assert {one["uid"].split("@")[0] for one in less} <= {"check-in"}


def test_what_she_keeps_to_herself_never_comes_back_as_clear() -> None:
    """The table and the bundle say that the rest is clear only where nothing is kept back, and the page never says it of that."""
    case = {"assume_clear": True, "answers": {"suicidal_thoughts": True, "cannot_stay_safe": True, "back_pain": 3}}
    for choice in (Choice(), Choice(put_in=frozenset(["mood", "sex", "home"]), leave_out=frozenset(["open"]))):
        read = told(case, choice)
        bundled = read_fhir(PATHWAY, bundle(said(), read)).case
        for back in (from_csv(PATHWAY, to_csv(page(case, choice), read)), bundled):
            assert back
            assert assess(PATHWAY, cast(CaseObject, back))["highest_possible"] == "emergency"
        assert "unless I keep it off this page" in text(page(case, choice))
