"""What she tells as a Bundle: valid R4, whole in itself, no more than the page says, and what another system looks for in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from balm.rules.evaluate import evaluate
from balm.summary.fhir import plan_definition, questionnaire
from balm.summary.told import Choice
from tests.spec.language import path
from tests.summary.pages import MADE, OPEN, PATHWAY, example, page, said, told
from tests.summary.resources import bundle_of, check, items_in, resources, walk
from tests.summary.test_every_rendering import statements

DIARY = "diaries/after_an_operation"
EXAMPLES = (DIARY, "diaries/pain_is_back", "feverish_day_three", "numb_between_the_legs", "no_thermometer", "nothing_asked_yet")
OURS = "urn:balm:after-a-miscarriage"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_it_is_valid_as_a_whole_and_part_by_part(name: str, language: str) -> None:
    whole = bundle_of(example(name), language=language)
    for resource in (whole, *resources(whole)):
        check(resource)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_reference_is_to_something_in_it(name: str) -> None:
    whole = bundle_of(example(name))
    inside = {one["fullUrl"]: one["resource"] for one in whole["entry"]}
    assert len(inside) == len(whole["entry"])
    assert all(url == f"urn:uuid:{resource['id']}" for url, resource in inside.items())
    references = [one for one in walk(whole) if isinstance(one, dict) and "reference" in one]
    assert references
    assert all(inside[one["reference"]]["resourceType"] == one["type"] for one in references)
    provenance = resources(whole, "Provenance")[0]
    assert len(provenance["target"]) == len(inside) - 1
    assert provenance["entity"][0]["what"]["identifier"]["value"] == PATHWAY.digest


def test_the_same_told_twice_is_the_same_and_another_day_is_another() -> None:
    assert bundle_of(example(DIARY)) == bundle_of(example(DIARY))
    assert bundle_of(example(DIARY))["id"] != bundle_of(example(DIARY), made="2026-11-22T22:00+00:00")["id"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_response_answers_our_questionnaire_and_nothing_else(name: str) -> None:
    asked = {item["linkId"]: item for item in items_in(questionnaire(said(), PATHWAY))}
    above = {item["linkId"]: link for link, one in asked.items() for item in one.get("item", ())}
    kinds = {"choice": "valueCoding", "integer": "valueInteger", "decimal": "valueDecimal", "text": "valueString", "string": "valueString"}
    kinds |= {"date": "valueDate", "dateTime": "valueDateTime", "boolean": "valueBoolean"}
    for response in resources(bundle_of(example(name)), "QuestionnaireResponse"):
        for item in items_in(response):
            question = asked[item["linkId"]]
            for answer in item.get("answer", ()):
                value = answer[kinds[question["type"]]]
                assert question["type"] != "choice" or value in [one["valueCoding"] for one in question["answerOption"]]
            assert question.get("repeats") or len(item.get("answer", ())) <= 1
            inside = [*item.get("item", ()), *(one for answer in item.get("answer", ()) for one in answer.get("item", ()))]
            assert all(above[one["linkId"]] == item["linkId"] for one in inside)


def test_pain_temperature_and_bleeding_are_observations_with_codes_that_others_know() -> None:
    whole = bundle_of(example("feverish_day_three"))
    found = {one["code"]["coding"][0]["code"]: one for one in resources(whole, "Observation")}
    assert found["72514-3"]["valueInteger"] == 5
    assert found["8310-5"]["valueQuantity"] == {"value": 38.4, "unit": "°C", "system": "http://unitsofmeasure.org", "code": "Cel"}
    assert found["bleeding"]["valueCodeableConcept"]["coding"][0]["code"] == "bleeding.light"
    response = resources(whole, "QuestionnaireResponse")[0]
    assert all(one["derivedFrom"][0]["reference"] == f"urn:uuid:{response['id']}" for one in found.values())
    assert all(one["effectiveDateTime"] == "2026-11-21T22:00:00+00:00" for one in found.values())


def test_what_an_entry_of_today_measured_is_not_said_twice() -> None:
    entry = {"at": "2026-11-21T08:00+00:00", "answers": {"back_pain": 4, "temperature_c": 37}}
    whole = bundle_of({"entries": [entry, {"at": "2026-11-20T08:00+00:00", "answers": {"back_pain": 6}}]})
    said = [(one["code"]["coding"][0]["code"], one["effectiveDateTime"][:10]) for one in resources(whole, "Observation")]
    assert sorted(said) == [("72514-3", "2026-11-20"), ("72514-3", "2026-11-21"), ("8310-5", "2026-11-21")]


def test_a_doubt_is_no_measure() -> None:
    whole = bundle_of({"answers": {"back_pain": "not_sure", "temperature_c": "not_sure", "bleeding": "not_sure"}})
    assert resources(whole, "Observation") == []
    links = {item["linkId"] for item in items_in(resources(whole, "QuestionnaireResponse")[0])}
    assert {"back_pain.not_sure", "temperature_c.not_sure", "bleeding"} <= links


def test_the_level_stands_first_then_each_reason_with_its_rule() -> None:
    (risk,) = resources(bundle_of(example("feverish_day_three")), "RiskAssessment")
    first, *reasons = risk["prediction"]
    assert first["qualitativeRisk"]["coding"][0]["code"] == "level.urgent"
    assert first["qualitativeRisk"]["text"] == "Get help now, within the next hours"
    assert reasons[0]["outcome"]["coding"][0]["code"] == "U4"
    assert reasons[0]["rationale"].startswith("A fever can be a sign of infection")
    assert risk["status"] == "preliminary"
    assert risk["method"]["coding"][0]["version"] == PATHWAY.version
    assert any("No clinician has reviewed" in note["text"] for note in risk["note"])


def test_what_is_not_settled_is_said() -> None:
    (risk,) = resources(bundle_of({"answers": {"back_pain": 3}}), "RiskAssessment")
    (whole,) = risk["prediction"]
    assert whole["qualitativeRisk"] == {"text": "We cannot say yet how urgent this is"}  # and no coding
    assert any("It could still be: call for an ambulance now" in note["text"] for note in risk["note"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_statement_of_the_page_stands_in_its_words(name: str) -> None:
    (risk,) = resources(bundle_of(example(name)), "RiskAssessment")
    words = risk["text"]["div"].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    assert [statement for statement in statements(page(example(name))).values() if statement not in words] == []


@pytest.mark.parametrize(
    ("part", "words"),
    {"mood": ["suicid", "mood.low"], "sex": ["sexual_numbness"], "home": ["unsafe_at_home"], "notes": ["Slept badly"]}.items(),
)
def test_what_is_private_is_nowhere_unless_she_puts_it_in(part: str, words: list[str]) -> None:
    without, with_it = (json.dumps(bundle_of(example(DIARY), Choice(put_in=chosen))) for chosen in (frozenset[str](), frozenset([part])))
    for word in words:
        assert word not in without
        assert word in with_it


@pytest.mark.parametrize(
    ("section", "gone"),
    [
        ("level", ['"prediction"', "level."]),
        ("loss", ["date_of_loss", "gestation_weeks", "days_since_loss"]),
        ("medicines", ['"diary.medicine"']),
        ("told", ["diary.told_clinic"]),
        ("tried", ['"diary.tried"']),
        ("record", ["diary.at"]),
        ("ask", ["case.ask"]),
        ("unsure", ["not_sure"]),
        ("asthma", ["asthma"]),
    ],
)
def test_what_she_leaves_out_of_the_page_is_not_in_it(section: str, gone: list[str]) -> None:
    every = json.dumps(bundle_of(example(DIARY) | {"entries": [*example(DIARY)["entries"], UNSURE]}))
    choice = Choice(OPEN.name, OPEN.ask, OPEN.put_in, frozenset([section]))
    less = json.dumps(bundle_of(example(DIARY) | {"entries": [*example(DIARY)["entries"], UNSURE]}, choice))
    assert all(word in every for word in gone)
    assert not [word for word in gone if word in less]


UNSURE = {"at": "2026-11-21T21:00+00:00", "answers": {"clots": "not_sure"}}


def test_the_patient_has_no_more_than_the_name_that_she_gives() -> None:
    assert resources(bundle_of(example(DIARY)), "Patient")[0]["name"] == [{"text": OPEN.name}]
    assert resources(bundle_of(example(DIARY), Choice()), "Patient")[0].keys() == {"resourceType", "id"}


def test_the_exported_conditions_say_of_the_response_what_the_rules_say_of_her() -> None:
    seen = told(example("feverish_day_three"))
    response = resources(bundle_of(example("feverish_day_three")), "QuestionnaireResponse")[0]
    for action in plan_definition(said(), PATHWAY)["action"][::3]:
        wanted = evaluate(PATHWAY.rules[action["id"]].when, seen.given, PATHWAY.meanings)
        found: Any = path(action["condition"][0]["expression"]["expression"])(response)
        assert found == ([] if wanted is None else [wanted]), action["id"]


def test_a_text_that_no_json_reader_takes_is_mended_and_kept() -> None:
    given = {"entries": [{"at": "2026-11-20T08:00+00:00", "notes": "a\x00b\ud800c <b>&\n", "told_clinic": "  "}]}
    whole = bundle_of(given)
    check(whole)
    json.dumps(whole, ensure_ascii=False).encode()
    assert [one["answer"][0]["valueString"] for one in items_in(whole["entry"][2]["resource"]) if one["linkId"] == "diary.notes"] == [
        "a b c <b>&"
    ]
    assert MADE[:16] in whole["timestamp"]


def test_what_cannot_be_read_of_an_entry_becomes_nothing_else() -> None:
    entry = {"at": "2026-11-20T08:00+00:00", "places": ["toe"], "medicine": ["ibuprofen"], "answers": {"days_since_loss": 80, "dizzy": 1}}
    given = {
        "date_of_loss": "2026-11-18",
        "entries": [entry, dict(reversed(entry.items())), {"at": "yesterday", "answers": {"dizzy": True}}],
    }
    today, *entries = resources(bundle_of(given), "QuestionnaireResponse")
    found = [{item["linkId"]: item["answer"] for item in items_in(one) if "answer" in item} for one in entries]
    assert [one.keys() for one in found] == [{"diary.at", "diary.medicine"}]  # once, and no place: it was not said that nothing hurts
    assert [one["valueCoding"]["code"] for one in found[0]["diary.medicine"]] == ["not_sure"]
    assert "dizzy" not in {item["linkId"] for item in items_in(today)}
