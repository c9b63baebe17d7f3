"""A case, or one entry of a diary, as the items of a QuestionnaireResponse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any as Anything

from balm.care.entries import read_diary
from balm.pathway.diary import PAIN
from balm.pathway.model import Pathway
from balm.rules.kinds import NOT_SURE, Answer, Number
from balm.summary.fhir.codes import Codes, Json, clean

Answers = dict[str, list[Json]]
"""By linkId, the answers."""


def filled(items: list[Json], answers: Answers) -> list[Json]:
    """The items of the Questionnaire that are answered, in their groups."""
    found = []
    for item in items:
        told: Json = {"linkId": item["linkId"]} | ({"text": item["text"]} if "text" in item else {})
        if item["type"] == "group":
            if inside := filled(item["item"], answers):
                found.append(told | {"item": inside})
        elif given := answers.get(item["linkId"]):
            found.append(told | {"answer": given})
    return found


def of_findings(codes: Codes, given: Mapping[str, Answer]) -> Answers:
    """Answers to findings."""
    found: Answers = {}
    for finding, value in given.items():
        if value is not None:
            unsure = value == NOT_SURE and isinstance(codes.pathway.kinds[finding], Number)
            found[f"{finding}.{NOT_SURE}" if unsure else finding] = [codes.answer(finding, value)]
    return found


def of_case(case: Mapping[str, Anything], ask: str) -> Answers:
    """What a case holds besides its answers, and what she asks."""
    kinds = {"country": "valueString", "date_of_loss": "valueDate", "today": "valueDate"}
    found = {f"case.{key}": [{value: case[key].strip()}] for key, value in kinds.items() if case.get(key)}
    if case.get("assume_clear"):
        found["case.assume_clear"] = [{"valueBoolean": True}]
    return found | _text("case.ask", ask)


def of_entry(codes: Codes, entry: Mapping[str, Anything]) -> Answers:
    """One readable entry."""
    found: Answers = {"diary.at": [{"valueDateTime": moment(entry["at"])}]}
    if "written" in entry:
        found["diary.written"] = [{"valueDateTime": moment(entry["written"])}]
    if "pain_worst" in entry:
        found["diary.pain_worst"] = [{"valueInteger": entry["pain_worst"]}]
    if "mood" in entry:
        found["diary.mood"] = [{"valueCoding": codes.coding(f"diary.mood.{entry['mood']}")}]
    if "places" in entry:
        found["diary.places"] = [{"valueCoding": codes.coding(f"diary.places.{place}")} for place in entry["places"] or ["none"]]
    if "medicine" in entry:
        found["diary.medicine"] = [_taken(codes, one) for one in entry["medicine"]] or [
            {"valueCoding": codes.coding("diary.medicine.none")}
        ]
    if entry.get("tried"):
        found["diary.tried"] = [_tried(codes, one) for one in entry["tried"]]
    found |= _text("diary.notes", entry.get("notes", "")) | _text("diary.told_clinic", entry.get("told_clinic", ""))
    return found | of_findings(codes, entry.get("answers", {}))


def _taken(codes: Codes, one: Mapping[str, str]) -> Json:
    if "item" not in one:
        return {"valueCoding": codes.coding(NOT_SURE)}
    told: Json = {"valueCoding": codes.coding(f"diary.medicine.{one['item']}")}
    return told | (_below("diary.medicine.at", {"valueDateTime": moment(one["at"])}) if "at" in one else {})


def _tried(codes: Codes, one: Mapping[str, Anything]) -> Json:
    told: Json = {"valueCoding": codes.coding(f"diary.tried.{one['item']}")}
    helped = one["helped"]
    return told | (_below("diary.helped", {"valueCoding": codes.coding(f"diary.helped.{helped}")}) if helped else {})


def _below(link: str, answer: Json) -> Json:
    return {"item": [{"linkId": link, "answer": [answer]}]}


def _text(link: str, text: str) -> Answers:
    said = clean(text)
    return {link: [{"valueString": said}]} if said else {}


def moment(at: str) -> str:
    """A moment of a diary as FHIR writes it: with seconds."""
    return re.sub(r"(T\d\d:\d\d)(?!:)", r"\1:00", at)


def plainly(at: str) -> str:
    """A moment as the companion writes it: without the seconds where they are none."""
    return re.sub(r"(T\d\d:\d\d):00(?:\.0+)?(?=[Z+-])", r"\1", at)


def readable(pathway: Pathway, diary: Mapping[str, Anything], today: date) -> tuple[str | None, list[Json]]:
    """What can be read of the diary: the ISO date on which it was begun, and its entries as plain objects, in the order of their times.

    A medicine that cannot be read stays as an empty object, for without it the list would say that she took no more than the rest.
    """
    record = read_diary(pathway, diary, today)
    wrong = {error["at"] for one in record.refused for error in one["errors"]}
    first = {json.dumps(one, sort_keys=True, default=str): n for n, one in reversed([*enumerate(diary["entries"])])}  # it alone was read
    entries = [_entry(pathway, diary["entries"][n], f"entries.{n}", wrong) for n in first.values()]
    found = {json.dumps(entry, sort_keys=True): entry for entry in entries if entry}  # the same entry twice is one
    begun = None if record.begun is None else date.fromordinal(record.begun).isoformat()
    return begun, [found[text] for text in sorted(found, key=lambda text: (datetime.fromisoformat(found[text]["at"]), text))]


def _entry(pathway: Pathway, given: object, place: str, wrong: set[str]) -> Json:
    """What can be read of the entry; nothing where its time cannot."""
    if not isinstance(given, dict) or wrong & {place, f"{place}.at"}:
        return {}

    def fine(key: str) -> bool:
        return given.get(key) is not None and f"{place}.{key}" not in wrong

    kept: Json = {key: plainly(given[key]) for key in ("at", "written") if fine(key)}
    kept |= {key: said for key in ("notes", "told_clinic") if fine(key) and (said := clean(given[key]))}
    if fine("mood"):
        kept["mood"] = given["mood"]
    if isinstance(given.get("id"), str | int) and (own := clean(str(given["id"]))):
        kept["id"] = own
    if fine("answers"):
        kept["answers"] = dict(_answers(pathway, given["answers"], f"{place}.answers", wrong))
    if fine("pain_worst"):
        kept["pain_worst"] = int(PAIN.accept(given["pain_worst"]))
    if fine("places"):
        places = [*dict.fromkeys(one for n, one in enumerate(given["places"]) if f"{place}.places.{n}" not in wrong)]
        if places or not given["places"]:  # where none of them can be read, it is not that nothing hurts
            kept["places"] = places
    if fine("medicine"):
        kept["medicine"] = [_medicine(one, f"{place}.medicine.{n}", wrong) for n, one in enumerate(given["medicine"])]
    if fine("tried"):
        at = {n: f"{place}.tried.{n}" for n in range(len(given["tried"]))}
        kept["tried"] = [
            {"item": one["item"], "helped": None if f"{at[n]}.helped" in wrong else one.get("helped")}
            for n, one in enumerate(given["tried"])
            if not wrong & {at[n], f"{at[n]}.item"}
        ]
    return kept


def _answers(pathway: Pathway, given: Mapping[str, Anything], place: str, wrong: set[str]) -> Iterator[tuple[str, Answer]]:
    for finding, kind in pathway.kinds.items():
        value = given.get(finding)
        if value is not None and f"{place}.{finding}" not in wrong:
            yield finding, NOT_SURE if value == NOT_SURE else kind.accept(value)


def _medicine(one: Mapping[str, Anything], place: str, wrong: set[str]) -> Json:
    if wrong & {place, f"{place}.item"}:
        return {}
    return {"item": one["item"]} | ({"at": plainly(one["at"])} if one.get("at") is not None and f"{place}.at" not in wrong else {})
