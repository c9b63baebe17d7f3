"""What she reads: plain, warm, short, and none of the words that hurt. Runs over every sentence of the content."""

from __future__ import annotations

import re
from statistics import mean

import pytest
import textstat

from balm import Pathway
from tests.content.words import sentences

NEVER = """
at least, products of conception, spontaneous abortion, missed abortion, incomplete abortion, blighted, chemical pregnancy, rpoc, erpc
pregnancy failure, evacuation, retained products, incompetent, for the best, meant to be, everything happens for a reason, be grateful
commit suicide, committed suicide, failed attempt, low risk, husband, mummy, healthcare provider, if symptoms persist, mild discomfort
worry, try again, trying for, cheer up, should feel, abnormal, \u2014
"""
FEWEST_WORDS = 12
"""Below so many words a reading grade means nothing."""
HIGHEST_GRADE = 8.0
"""US school grade (Flesch-Kincaid, textstat 0.7.8) of any one text: about 13 years. Drug and body names weigh heavily in short texts."""
MEAN_GRADE = 5.0
"""Of all texts together: a reading age of 9 to 11."""


@pytest.fixture(scope="module")
def shown(pathway: Pathway) -> dict[str, str]:
    return dict(sentences(pathway))


def test_there_are_sentences_of_every_kind(shown: dict[str, str]) -> None:
    assert len(shown) > 1500
    assert {name.split(".")[0] for name in shown} == {
        "findings", "screens", "rules", "care", "matrix", "causes", "recovery", "claims", "words", "services", "page", "diary", "summary",
        "clinic",
    }  # fmt: skip


def test_no_sentence_holds_a_word_that_hurts(shown: dict[str, str]) -> None:
    words = [word.strip() for line in NEVER.strip().splitlines() for word in line.split(",")]
    found = [(name, word) for name, text in shown.items() for word in words if re.search(rf"(?<!\w){re.escape(word)}", text.lower())]
    assert found == []


def test_every_text_can_be_read_by_a_child_of_twelve(shown: dict[str, str]) -> None:
    long = {name: text for name, text in shown.items() if len(text.split()) >= FEWEST_WORDS}
    hard = {name: grade for name, text in long.items() if (grade := textstat.flesch_kincaid_grade(text)) > HIGHEST_GRADE}
    assert hard == {}


def test_all_texts_together_have_a_reading_age_of_nine_to_eleven(shown: dict[str, str]) -> None:
    grades = [textstat.flesch_kincaid_grade(text) for text in shown.values() if len(text.split()) >= FEWEST_WORDS]
    assert mean(grades) <= MEAN_GRADE


def test_no_sentence_is_longer_than_twenty_eight_words(shown: dict[str, str]) -> None:
    long = [
        (name, sentence)
        for name, text in shown.items()
        if not name.startswith("words.")
        for sentence in re.split(r"(?<=[.!?:;])\s+", text)
        if len(sentence.split()) > 28
    ]
    assert long == []


def test_no_placeholder_is_left_where_nobody_fills_it(shown: dict[str, str]) -> None:
    for name, text in shown.items():
        if not name.startswith(("words.", "page.", "summary.", "clinic.")) and not name.endswith(".label"):
            assert "{" not in text, name


def test_no_fahrenheit_is_typed_by_hand(shown: dict[str, str]) -> None:
    assert [name for name, text in shown.items() if re.search(r"\d\s*°?\s?F\b", text)] == []


def test_no_phone_number_stands_in_a_sentence(shown: dict[str, str]) -> None:
    """Numbers live in services/, where each has its source and its date."""
    number = re.compile(r"(?<![\d,])(999|911|112|000|988|116 123)\b")
    held = [name for name, text in shown.items() if number.search(text) and not name.startswith("services")]
    assert held == []


def test_nothing_assumes_a_partner_a_mother_or_a_wish_for_another_pregnancy(shown: dict[str, str]) -> None:
    words = r"\b(your partner|your man|boyfriend|mum|mother|next baby|your baby|the baby|women|woman|ladies)\b"
    others = {name: text for name, text in shown.items() if not name.startswith("page.baby.")}  # said only to somebody who chose the word
    assert [(name, text) for name, text in others.items() if re.search(words, text.lower())] == []
