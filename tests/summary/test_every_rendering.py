"""Every rendering of the same case carries the same statements, in her language and in the reader's."""

from __future__ import annotations

from datetime import datetime

import pytest

from balm.care.nights import days_of_now, standing
from balm.summary.page import Summary, summary
from tests.summary.pages import OPEN, PATHWAY, example, page, plain, renderings, said, told

EXAMPLES = ("diaries/after_an_operation", "diaries/pain_is_back", "feverish_day_three", "numb_between_the_legs", "no_thermometer")


def statements(made: Summary) -> dict[str, str]:
    sections = {f"{one['id']}.{statement['id']}": statement["text"] for one in made["sections"] for statement in one["statements"]}
    around = {statement["id"]: statement["text"] for statement in [*made["head"], *made["foot"]]}
    chart = {"chart": made["chart"]["text"]} if made["chart"] else {}
    return {"level": made["level_text"], **around, **sections, **chart}


SAID = {name: statements(page(example(name))) for name in EXAMPLES}
CASES = [(name, statement) for name, every in SAID.items() for statement in every]


@pytest.mark.parametrize(("name", "statement"), CASES)
def test_a_statement_stands_in_every_rendering(name: str, statement: str) -> None:
    words = plain(SAID[name][statement])
    assert words
    for form, whole in renderings(name).items():
        # A picture's alternative text is not among the words of a PDF's page; test_pdf looks it up where it is.
        if not (form == "pdf" and statement == "chart"):
            assert words.lower() in whole.lower(), form


def test_the_examples_have_every_section_between_them() -> None:
    known = {statement.split(".")[0] for _, statement in CASES if "." in statement}
    assert known >= {
        "level",
        "ask",
        "loss",
        "signs",
        "unsure",
        "noticed",
        "medicines",
        "tried",
        "told",
        "person",
        "mood",
        "notes",
        "open",
        "clear",
    }


@pytest.mark.parametrize("language", ["es", "ar"])
def test_the_reader_reads_in_another_language_and_her_own_words_stay(language: str) -> None:
    english, other = page(example(EXAMPLES[0])), page(example(EXAMPLES[0]), language=language)
    assert statements(other).keys() - statements(english).keys() == {"translated"}
    assert not statements(english).keys() - statements(other).keys()
    changed = {name for name, text in statements(other).items() if text != statements(english).get(name)}
    assert len(changed) > 0.8 * len(statements(english))
    hers = {f"{one['id']}.{statement['id']}" for one in other["sections"] for statement in one["statements"] if statement["hers"]}
    assert hers
    assert not hers & changed
    for form, whole in renderings(EXAMPLES[0], language).items():
        if (language, form) != ("ar", "pdf"):  # pdftotext gives Arabic letters in the order in which they are drawn
            assert plain(other["level_text"]).lower() in whole.lower(), form


def test_at_night_the_page_says_what_the_diary_says() -> None:
    """Until 6 it is still the night before: what was written before midnight has not passed, and what was written after it is there."""
    entries = [
        {"at": "2026-11-20T23:50+00:00", "places": ["chest"]},
        {"at": "2026-11-21T00:20+00:00", "answers": {"back_pain": 5}},
    ]
    given = {"country": "GB", "entries": entries}
    _, result = standing(PATHWAY, given, days_of_now(datetime.fromisoformat("2026-11-21T01:00")))
    night, morning = (summary(said(), told(given, OPEN, f"2026-11-21T{at}+00:00")) for at in ("01:00", "06:00"))
    assert night["level"] == result["urgency"] == "emergency"
    assert morning["level"] != "emergency"
    assert night["made"] == "2026-11-21"
    assert night["chart"]
    assert [day["pain_now"] for day in night["chart"]["days"]] == [None, 5]


def test_what_the_clinic_said_last_stands_first_and_no_more_than_three_of_it() -> None:
    said = [{"at": f"2026-11-{day:02}T12:00+00:00", "told_clinic": f"Answer {day}."} for day in range(3, 21)]
    (section,) = (one for one in page({"entries": said})["sections"] if one["id"] == "told")
    assert [one["text"].split(": ")[1] for one in section["statements"]] == ["Answer 20.", "Answer 19.", "Answer 18.", "15."]


def test_a_length_that_the_diary_counted_says_so() -> None:
    statements_of = statements(page(example("diaries/after_an_operation")))
    assert statements_of["signs.painkiller_days"].endswith("(counted from the diary; days between that say nothing count too)")
    assert "counted" not in statements_of["signs.back_pain"]


def test_the_last_24_hours_are_those_before_her_last_entry_of_the_day_as_they_are_judged() -> None:
    entries = [
        {"at": "2026-11-20T21:30+00:00", "medicine": [{"item": "ibuprofen"}]},
        {"at": "2026-11-21T21:00+00:00", "answers": {"back_pain": 3}},
    ]
    said = statements(page({"entries": entries}))
    assert said["medicines.medicine.ibuprofen"].startswith("Ibuprofen, taken: 1 in the last 24 hours")
    assert "Ibuprofen, naproxen or similar in the last 24 hours" in said.values()
