"""Every rendering of the same case carries the same facts, in her language and in the reader's."""

from __future__ import annotations

import pytest

from balm.summary.page import Summary
from tests.summary.pages import example, page, plain, renderings

EXAMPLES = ("diaries/after_an_operation", "diaries/pain_is_back", "feverish_day_three", "numb_between_the_legs", "no_thermometer")


def facts(made: Summary) -> dict[str, str]:
    sections = {f"{one['id']}.{fact['id']}": fact["text"] for one in made["sections"] for fact in one["facts"]}
    around = {fact["id"]: fact["text"] for fact in [*made["head"], *made["foot"]]}
    chart = {"chart": made["chart"]["text"]} if made["chart"] else {}
    return {"level": made["level_text"], **around, **sections, **chart}


CASES = [(name, fact) for name in EXAMPLES for fact in facts(page(example(name)))]


@pytest.mark.parametrize(("name", "fact"), CASES)
def test_a_fact_stands_in_every_rendering(name: str, fact: str) -> None:
    said = plain(facts(page(example(name)))[fact])
    assert said
    for form, whole in renderings(name).items():
        # A picture's alternative text is not among the words of a PDF's page; test_pdf looks it up where it is.
        if not (form == "pdf" and fact == "chart"):
            assert said.lower() in whole.lower(), form


def test_the_examples_have_every_section_between_them() -> None:
    known = {fact.split(".")[0] for _, fact in CASES if "." in fact}
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
    assert facts(english).keys() == facts(other).keys()
    changed = {name for name, text in facts(other).items() if text != facts(english)[name]}
    assert len(changed) > 0.7 * len(facts(english))
    hers = {f"{one['id']}.{fact['id']}" for one in other["sections"] for fact in one["facts"] if fact["hers"]}
    assert hers
    assert not hers & changed
    for form, whole in renderings(EXAMPLES[0], language).items():
        if (language, form) != ("ar", "pdf"):  # pdftotext gives Arabic letters in the order in which they are drawn
            assert plain(other["level_text"]).lower() in whole.lower(), form
