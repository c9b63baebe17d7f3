"""Every rendering of the same case carries the same statements, in her language and in the reader's."""

from __future__ import annotations

import pytest

from balm.summary.page import Summary
from tests.summary.pages import example, page, plain, renderings

EXAMPLES = ("diaries/after_an_operation", "diaries/pain_is_back", "feverish_day_three", "numb_between_the_legs", "no_thermometer")


def statements(made: Summary) -> dict[str, str]:
    sections = {f"{one['id']}.{statement['id']}": statement["text"] for one in made["sections"] for statement in one["statements"]}
    around = {statement["id"]: statement["text"] for statement in [*made["head"], *made["foot"]]}
    chart = {"chart": made["chart"]["text"]} if made["chart"] else {}
    return {"level": made["level_text"], **around, **sections, **chart}


CASES = [(name, statement) for name in EXAMPLES for statement in statements(page(example(name)))]


@pytest.mark.parametrize(("name", "statement"), CASES)
def test_a_statement_stands_in_every_rendering(name: str, statement: str) -> None:
    said = plain(statements(page(example(name)))[statement])
    assert said
    for form, whole in renderings(name).items():
        # A picture's alternative text is not among the words of a PDF's page; test_pdf looks it up where it is.
        if not (form == "pdf" and statement == "chart"):
            assert said.lower() in whole.lower(), form


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
