"""QuestionnaireResponses read back into a case and a diary. What cannot be read is named item by item, and nothing else is lost.

Ours come back whole. So do those of another program that asked our Questionnaire: the answers may stand at any depth, a number may be an
integer or a decimal, a yes or no a boolean or a coding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from balm.care.entries import HELPED
from balm.errors import AnswerProblem, CaseRefused, nearest
from balm.pathway.diary import PAIN
from balm.pathway.model import Pathway
from balm.rules.kinds import NOT_SURE, Answer, Number, show
from balm.summary.fhir.codes import Json, canonical
from balm.summary.fhir.items import TWICE, Items, below

_BEGUN, _MEDICINE, _TRIED, _PLACES = "diary.begun", "diary.medicine", "diary.tried", "diary.places"
_TAKEN_AT, _HELPED = "diary.medicine.at", "diary.helped"
_OF_CASE = {"case.country", "case.ask", "case.date_of_loss", "case.today", "case.assume_clear", _BEGUN}
_OF_ENTRY = {"diary.at", "diary.written", "diary.pain_worst", "diary.mood", _PLACES, _MEDICINE, _TRIED, "diary.notes", "diary.told_clinic"}


@dataclass(frozen=True, slots=True)
class Read:
    """`case`: the answers of the first response that is no entry, as balm.care.case takes them; `diary`: the entries, as
    balm.care.entries takes them; each None where there is none. `refused`: what could not be read, by its linkId (in a Bundle after
    `entry.<place>.`)."""

    case: Json | None
    diary: Json | None
    refused: list[AnswerProblem]


def read_fhir(pathway: Pathway, resource: object) -> Read:
    """What a Bundle or a QuestionnaireResponse holds, a plain JSON object. Raises CaseRefused for anything else."""
    kind = resource.get("resourceType") if isinstance(resource, dict) else resource
    if not isinstance(resource, dict) or kind not in ("Bundle", "QuestionnaireResponse"):
        hint = 'write {"resourceType": "QuestionnaireResponse", ...}, or a Bundle of them'
        raise CaseRefused([{"at": "resourceType", "problem": f"{show(kind)} is neither a response nor a Bundle", "hint": hint}])
    refused: list[AnswerProblem] = []
    case: Json | None = None
    head: Json = {}
    entries: list[Json] = []
    for place, response in _responses(resource):
        items = Items(pathway, response, place, (_TAKEN_AT, _HELPED), refused)
        if _OF_ENTRY & items.answers.keys():
            entries += _entry(items, response)
        elif case is None:
            case = _case(items)
            begun = items.day(_BEGUN)
            head = {} if begun is None else {"begun": begun}
        else:
            items.report("item", "a second response that is no entry of a diary", "give it a diary.at, or a file of its own")
    if not entries and not head:
        return Read(case, None, refused)
    of_her: Json = {key: case[key] for key in ("date_of_loss", "country") if key in case} if case else {}
    return Read(case, {**head, **of_her, "entries": entries}, refused)


def _responses(resource: Json) -> Iterator[tuple[str, Json]]:
    """Each response, after what stands before its linkIds."""
    if resource["resourceType"] == "QuestionnaireResponse":
        yield "", resource
        return
    given = resource.get("entry")
    for n, one in enumerate(given if isinstance(given, list) else ()):
        inside = one.get("resource") if isinstance(one, dict) else None
        if isinstance(inside, dict) and inside.get("resourceType") == "QuestionnaireResponse":
            yield f"entry.{n}.", inside


def _case(items: Items) -> Json:
    said = {
        "country": items.text("case.country"),
        "date_of_loss": items.day("case.date_of_loss"),
        "today": items.day("case.today"),
        "assume_clear": items.true("case.assume_clear") or None,
        "ask": items.text("case.ask"),
    }
    return {key: value for key, value in said.items() if value is not None} | {"answers": _findings(items)}


def _entry(items: Items, response: Json) -> list[Json]:
    """The entry; nothing where its time cannot be read."""
    diary = items.pathway.diary
    at = items.one("diary.at", "valueDateTime") if "diary.at" in items.answers else response.get("authored")
    written = items.one("diary.written", "valueDateTime")
    said = {
        "id": _own_id(items, response),
        "at": items.moment("diary.at", at),
        "written": None if written is None else items.moment("diary.written", written),
        "answers": _findings(items) or None,
        "pain_worst": items.value("diary.pain_worst", PAIN),
        "places": _places(items),
        "mood": items.word("diary.mood", diary.moods),
        "medicine": [one for answer in items.answers[_MEDICINE] for one in _taken(items, answer)] if _MEDICINE in items.answers else None,
        "tried": [_tried(items, item, answer) for item, answer in items.words(_TRIED, items.pathway.care)] or None,
        "notes": items.text("diary.notes"),
        "told_clinic": items.text("diary.told_clinic"),
    }
    if said["pain_worst"] == NOT_SURE:
        said["pain_worst"] = None  # of the diary's own questions, none asks for it
    return [{key: value for key, value in said.items() if value is not None}] if said["at"] else []


def _own_id(items: Items, response: Json) -> str | None:
    identifier = response.get("identifier")
    if not isinstance(identifier, dict) or identifier.get("system") != canonical(items.pathway, "entry"):
        return None
    own = identifier.get("value")
    return own if isinstance(own, str) else None


def _findings(items: Items) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for link in items.answers:
        finding = link.removesuffix(f".{NOT_SURE}")
        if finding in items.pathway.findings and (finding == link or isinstance(items.pathway.kinds[finding], Number)):
            value = items.value(link, items.pathway.kinds[finding], own=finding == link)
            if value is not None and found.setdefault(finding, value) != value:  # a number, and not sure: neither counts
                items.report(finding, TWICE.problem, TWICE.hint)
                found[finding] = None
        elif link not in _OF_CASE | _OF_ENTRY:
            hint = nearest(link[:80], frozenset(items.pathway.findings)) or "leave it out: the Questionnaire has no such item"
            items.report(link[:80], "unknown item", hint)
    return {finding: value for finding, value in found.items() if value is not None}


def _places(items: Items) -> list[str] | None:
    """None where none was given, or none can be read: it is not that nothing hurts."""
    places = [*dict.fromkeys(word for word, _ in items.words(_PLACES, ("none", *items.pathway.diary.places)))]
    if "none" in places and len(places) > 1:
        items.report(_PLACES, "none, and some place besides", "keep one of the two; the places count")
    return [place for place in places if place != "none"] if places else None


def _taken(items: Items, answer: Json) -> list[Json]:
    """What cannot be read stays, as an empty object: without it, the list would say that she took no more than the rest."""
    item = items.word(_MEDICINE, ("none", NOT_SURE, *items.pathway.diary.medicines), [answer])
    if item is None or item == NOT_SURE:
        return [{}]
    given = [one.get("valueDateTime") for one in below(answer, _TAKEN_AT)]
    at = items.moment(_TAKEN_AT, given[0]) if given else None
    return [] if item == "none" else [{"item": item} | ({} if at is None else {"at": at})]


def _tried(items: Items, item: str, answer: Json) -> Json:
    return {"item": item, "helped": items.word(_HELPED, HELPED, below(answer, _HELPED))}
