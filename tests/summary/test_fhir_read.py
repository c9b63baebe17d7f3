"""A Bundle comes back equal, and answers that another program gave are read; what cannot be read is named, and only that is lost."""

from __future__ import annotations

import copy
import json
import random
from datetime import date
from typing import Any

import pytest

from balm import CaseRefused, assess, look_back
from balm.care.entries import read_diary
from balm.summary.fhir import read_fhir
from tests.companion.diaries import diaries
from tests.companion.people import people
from tests.summary.pages import PATHWAY, example
from tests.summary.resources import bundle_of, check, resources, walk

TODAY, MADE = date(2026, 11, 22), "2026-11-22T21:00+01:00"
OURS = "urn:balm:after-a-miscarriage"


DIARIES = diaries(PATHWAY, 45, 20261123)


def test_drawn_diaries_come_back_equal_and_show_the_same() -> None:
    entries = refused = 0
    for given in DIARIES:
        first = bundle_of(given, made=MADE)
        back = read_fhir(PATHWAY, json.loads(json.dumps(first)))
        again = back.diary if back.diary is not None else back.case
        assert bundle_of(again, made=MADE) == first
        if back.diary is None:
            assert read_diary(PATHWAY, given, TODAY).entries == ()
            continue
        was, now = look_back(PATHWAY, given, TODAY), look_back(PATHWAY, back.diary, TODAY)
        for key in ("measures", "noticed", "case", "told_clinic"):
            assert was[key] == now[key], key
        entries += len(back.diary["entries"])
        refused += len(was["refused"])
    assert entries > 500
    assert refused > 20


def test_drawn_people_come_back_equal_and_are_judged_the_same() -> None:
    for given in people(PATHWAY, 60, 7):
        first = bundle_of(given, made=MADE)
        back = read_fhir(PATHWAY, first)
        assert (back.diary, back.refused) == (None, [])
        assert back.case is not None
        assert bundle_of(back.case, made=MADE) == first
        assert assess(PATHWAY, back.case)["reasons"] == assess(PATHWAY, given)["reasons"]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["diaries/after_an_operation", "diaries/pain_is_back"])
def test_an_example_comes_back_word_for_word(name: str) -> None:
    given = example(name)
    back = read_fhir(PATHWAY, bundle_of(given))
    assert back.diary is not None
    wanted = [{key: value for key, value in entry.items() if value not in (None, "")} for entry in given["entries"]]
    assert sorted(back.diary["entries"], key=lambda one: one["at"]) == sorted(wanted, key=lambda one: one["at"])
    assert {key: back.diary.get(key) for key in ("date_of_loss", "begun", "country")} == {
        key: given.get(key) for key in ("date_of_loss", "begun", "country")
    }


def response(*items: dict[str, Any], **head: Any) -> dict[str, Any]:
    return {"resourceType": "QuestionnaireResponse", "status": "completed", **head, "item": list(items)}


def item(link: str, *answers: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link, "answer": list(answers)}


def coding(code: str, system: str | None = OURS) -> dict[str, Any]:
    return {"valueCoding": {"code": code} | ({"system": system} if system else {})}


def test_a_response_of_another_program_is_read_at_any_depth_and_in_any_fitting_type() -> None:
    given = response(
        {
            "linkId": "page.bleeding",
            "item": [item("bleeding", coding("bleeding.light")), {"linkId": "x", "item": [item("fainted", {"valueBoolean": False})]}],
        },
        item("breathless", coding("yes", None) | {"item": [item("back_pain", {"valueDecimal": 6.0})]}),
        item("temperature_c", {"valueInteger": 38}),
        item("sleep_hours.not_sure", coding("not_sure")),
        item("clots", coding("not_sure")),
        {"linkId": "chest_pain"},
        item("case.country", {"valueString": "gb"}),
        item("case.date_of_loss", {"valueDate": "2026-11-01"}),
    )
    check(given)
    back = read_fhir(PATHWAY, given)
    assert (back.diary, back.refused) == (None, [])
    assert back.case == {
        "country": "gb",
        "date_of_loss": "2026-11-01",
        "answers": {
            "bleeding": "light",
            "fainted": False,
            "breathless": True,
            "back_pain": 6,
            "temperature_c": 38,
            "sleep_hours": "not_sure",
            "clots": "not_sure",
        },
    }


def test_an_entry_of_another_program_has_the_time_at_which_it_was_written_unless_it_says_another() -> None:
    worst = item("diary.pain_worst", {"valueInteger": 7})
    authored = response(worst, authored="2026-11-20T08:30:00.123456+01:00")
    told = response(worst, item("diary.at", {"valueDateTime": "2026-11-19T22:00:00Z"}), authored="2026-11-20T08:30:00Z")
    found = [read_fhir(PATHWAY, one).diary for one in (authored, told)]
    assert found == [
        {"entries": [{"at": "2026-11-20T08:30:00.123+01:00", "pain_worst": 7}]},
        {"entries": [{"at": "2026-11-19T22:00Z", "pain_worst": 7}]},
    ]
    assert read_diary(PATHWAY, found[0], TODAY).refused == []


WRONG: list[tuple[dict[str, Any], str, str]] = [
    (item("temperature_c", {"valueDecimal": 98.6}), "temperature_c", "degrees Celsius; 98.6 F is 37.0 C"),
    (item("temperature_c", {"valueQuantity": {"value": 38, "unit": "F"}}), "temperature_c", "write a number from 33 to 43"),
    (item("back_pain", {"valueBoolean": True}), "back_pain", "write a number from 0 to 10"),
    (item("fainted", {"valueString": "no"}), "fainted", 'write true, false, "not_sure" or null'),
    (item("fainted", coding("fainted.no")), "fainted", f"write a coding of {OURS}: one of not_sure, yes, no"),
    (item("clots", coding("clots.none", "urn:other")), "clots", f"write a coding of {OURS}: one of not_sure, clots.none"),
    (item("clots", {"valueString": "none"}), "clots", f"write a coding of {OURS}: one of not_sure, clots.none"),
    (item("clots", coding("clots.none"), coding("clots.large")), "clots", "keep one answer"),
    (item("sleep_hours.not_sure", {"valueBoolean": True}), "sleep_hours.not_sure", f"write a coding of {OURS}: one of not_sure"),
    (item("back_pian", {"valueInteger": 3}), "back_pian", 'did you mean "back_pain"?'),
    (item("case.date_of_loss", {"valueDate": "2026-11"}), "case.date_of_loss", "write year-month-day"),
    (item("case.country", {"valueInteger": 44}), "case.country", "write valueString"),
]


@pytest.mark.parametrize(("wrong", "at", "hint"), WRONG)
def test_what_cannot_be_read_of_a_case_is_named_and_the_rest_is_kept(wrong: dict[str, Any], at: str, hint: str) -> None:
    back = read_fhir(PATHWAY, response(item("dizzy", {"valueBoolean": True}), wrong))
    assert back.case == {"answers": {"dizzy": True}}
    assert [error["at"] for error in back.refused] == [at]
    assert back.refused[0]["hint"].startswith(hint)


WRONG_OF_ENTRY: list[tuple[dict[str, Any], str]] = [
    (item("diary.pain_worst", {"valueInteger": 11}), "diary.pain_worst"),
    (item("diary.written", {"valueDateTime": "2026-11-20"}), "diary.written"),
    (item("diary.mood", coding("diary.mood.fine")), "diary.mood"),
    (item("diary.places", coding("diary.places.toe")), "diary.places"),
    (item("diary.tried", coding("diary.tried.tea")), "diary.tried"),
    (item("diary.notes", {"valueInteger": 5}), "diary.notes"),
    (item("diary.begin", {"valueString": "x"}), "diary.begin"),
    (item("nausea", {"valueBoolean": True}), "nausea"),
]


@pytest.mark.parametrize(("wrong", "at"), WRONG_OF_ENTRY)
def test_what_cannot_be_read_of_an_entry_is_named_and_the_rest_is_kept(wrong: dict[str, Any], at: str) -> None:
    whole = response(item("diary.told_clinic", {"valueString": "Rest."}), wrong, authored="2026-11-20T08:30:00Z")
    back = read_fhir(PATHWAY, {"resourceType": "Bundle", "entry": [{}, {"resource": whole}]})
    assert back.diary == {"entries": [{"at": "2026-11-20T08:30Z", "told_clinic": "Rest."}]}
    assert [error["at"] for error in back.refused] == [f"entry.1.{at}"]


def test_what_was_taken_and_cannot_be_read_is_never_nothing() -> None:
    whole = response(item("diary.medicine", coding("diary.medicine.tea")), authored="2026-11-20T08:30:00Z")
    back = read_fhir(PATHWAY, whole)
    assert [error["at"] for error in back.refused] == ["diary.medicine"]
    (entry,) = read_diary(PATHWAY, back.diary, TODAY).entries
    assert not entry.took_only
    none = read_fhir(PATHWAY, response(item("diary.medicine", coding("diary.medicine.none")), authored="2026-11-20T08:30:00Z"))
    assert read_diary(PATHWAY, none.diary, TODAY).entries[0].took_only


def test_a_number_and_not_sure_together_are_neither() -> None:
    back = read_fhir(PATHWAY, response(item("back_pain", {"valueInteger": 2}), item("back_pain.not_sure", coding("not_sure"))))
    assert back.case == {"answers": {}}
    assert [error["at"] for error in back.refused] == ["back_pain"]


def test_an_entry_without_a_time_and_a_second_case_are_named() -> None:
    case, entry = response(item("dizzy", coding("yes"))), response(item("diary.notes", {"valueString": "x"}))
    back = read_fhir(PATHWAY, {"resourceType": "Bundle", "entry": [{"resource": one} for one in (case, entry, case)]})
    assert (back.case, back.diary) == ({"answers": {"dizzy": True}}, None)
    assert [error["at"] for error in back.refused] == ["entry.1.diary.at", "entry.2.item"]


@pytest.mark.parametrize("given", [None, 7, [], {}, {"resourceType": "Patient"}, {"resourceType": []}])
def test_what_is_no_response_is_refused_with_what_to_write(given: object) -> None:
    with pytest.raises(CaseRefused) as refusal:
        read_fhir(PATHWAY, given)
    assert refusal.value.errors[0]["hint"].startswith('write {"resourceType": "QuestionnaireResponse"')


def test_whatever_is_broken_in_a_bundle_nothing_else_is_lost_and_nothing_fails() -> None:
    chance, whole = random.Random(3), bundle_of(example("diaries/after_an_operation"))
    junk: list[Any] = [None, 7, -1.5, "x", [], {}, True, [None], {"code": 3}, "2026-99-99T25:61:00+99:99"]
    every = len(resources(whole, "QuestionnaireResponse"))
    for _ in range(300):
        broken = copy.deepcopy(whole)
        place = chance.choice([one for one in walk(broken["entry"][1 : every + 1]) if isinstance(one, dict | list) and one])
        key = chance.choice([*place] if isinstance(place, dict) else range(len(place)))
        place[key] = chance.choice(junk)
        back = read_fhir(PATHWAY, broken)
        assert all(error["at"] for error in back.refused)
        if back.diary is not None:
            assert len(back.diary["entries"]) >= len(example("diaries/after_an_operation")["entries"]) - 1
            read_diary(PATHWAY, back.diary, date(2026, 11, 21))
