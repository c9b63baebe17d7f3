"""The pathway as FHIR: the interview as a Questionnaire, the rules as a PlanDefinition, and every code of theirs in the CodeSystem."""

from __future__ import annotations

from typing import Any

import pytest

from balm.pathway.model import LEVELS
from balm.rules.kinds import NOT_SURE, Choice, Number
from balm.summary.fhir import code_system, plan_definition, questionnaire
from tests.summary.pages import PATHWAY, said
from tests.summary.resources import check, items_in, walk

ASKED = questionnaire(said(), PATHWAY)
RULES = plan_definition(said(), PATHWAY)
CODES = code_system(said(), PATHWAY)
DEFINITIONS = {"Questionnaire": ASKED, "PlanDefinition": RULES, "CodeSystem": CODES}
OURS = "urn:balm:after-a-miscarriage"
STANDARDS = ("http://hl7.org/fhir/", "http://terminology.hl7.org/CodeSystem/", "http://loinc.org", "http://unitsofmeasure.org")


def codes(concepts: list[dict[str, Any]]) -> list[str]:
    return [code for one in concepts for code in (one["code"], *codes(one.get("concept", [])))]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("make", [questionnaire, plan_definition, code_system])
def test_it_is_valid_in_every_language(make: Any, language: str) -> None:
    made = make(said(language), PATHWAY)
    check(made)
    assert made["language"] == language


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_it_says_that_nobody_has_reviewed_it_and_which_content_it_is(kind: str) -> None:
    made = DEFINITIONS[kind]
    assert (made["status"], made["experimental"], made["version"]) == ("draft", True, PATHWAY.version)
    assert made["description"].startswith("No clinician has reviewed this pathway yet.")
    assert made["identifier"] == [{"system": "urn:balm:digest", "value": PATHWAY.digest}]


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_no_address_is_invented(kind: str) -> None:
    sources = {source.url for source in PATHWAY.sources.values()}
    told = [text for text in walk(DEFINITIONS[kind]) if isinstance(text, str) and text.startswith(("http", "urn:"))]
    assert told
    assert [text for text in told if not text.startswith((*STANDARDS, "urn:balm:")) and text not in sources] == []


def test_every_code_is_in_the_code_system_once() -> None:
    known = codes(CODES["concept"])
    assert len(known) == len(set(known)) == CODES["count"]
    used = {one["code"] for made in (ASKED, RULES) for one in walk(made) if isinstance(one, dict) and one.get("system") == OURS}
    assert used
    assert used <= set(known)
    assert {*PATHWAY.findings, *PATHWAY.rules, *(f"level.{level}" for level in LEVELS)} <= set(known)


def test_the_whole_interview_is_asked_page_by_page_and_no_answer_is_required() -> None:
    every = [*items_in(ASKED)]
    links = [item["linkId"] for item in every]
    assert len(links) == len(set(links))
    assert sorted(link for link in links if link in PATHWAY.findings) == sorted(PATHWAY.findings)
    assert not [item for item in every if item.get("required")]
    pages = [group["linkId"] for group in ASKED["item"]]
    assert pages[:5] == ["note.reviewed", "note.unsettled", "case", "screen.right_now.page", "page.bleeding"]
    assert ASKED["item"][0]["text"].startswith("No clinician has reviewed")
    assert ASKED["item"][1]["text"].endswith("If you feel very ill, call for an ambulance.")
    assert {f"page.{page}" for page in PATHWAY.pages} <= set(pages)


@pytest.mark.parametrize("finding", PATHWAY.findings)
def test_a_question_has_its_words_its_answers_its_range_and_not_sure(finding: str) -> None:
    item = next(one for one in items_in(ASKED) if one["linkId"] == finding)
    kind, beside = PATHWAY.kinds[finding], [one for one in items_in(ASKED) if one["linkId"] == f"{finding}.{NOT_SURE}"]
    assert item["text"] == PATHWAY.findings[finding].question
    if not isinstance(kind, Number):
        words = [f"{finding}.{word}" for word in kind.choices] if isinstance(kind, Choice) else ["yes", "no"]
        assert [one["valueCoding"]["code"] for one in item["answerOption"]] == [*words, NOT_SURE]
        assert beside == []
        return
    found = {one["url"].rpartition("/")[2]: one for one in item["extension"]}
    value = "valueDecimal" if kind.decimals else "valueInteger"
    assert (found["minValue"][value], found["maxValue"][value]) == (kind.low, kind.high)
    assert ("maxDecimalPlaces" in found, "questionnaire-unit" in found) == (bool(kind.decimals), bool(kind.unit))
    assert [one["valueCoding"]["code"] for one in beside[0]["answerOption"]] == [NOT_SURE]


def test_the_rules_are_the_actions_the_most_urgent_first_each_with_its_sources() -> None:
    assert [action["id"] for action in RULES["action"]] == [*PATHWAY.rules]
    for action, rule in zip(RULES["action"], PATHWAY.rules.values(), strict=True):
        assert action["code"][0]["coding"][0]["code"] == f"level.{rule.urgency}"
        assert [one["label"] for one in action["documentation"]] == list(rule.sources)
        assert rule.because in action["description"]
    assert "never read it as false" in RULES["description"]
