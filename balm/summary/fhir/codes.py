"""What things are called in FHIR: our own codes, all of one local code system, and the few of others that were looked up.

`urn:balm:` stands for no registered namespace and for no address: it only keeps our names from being taken for somebody else's.
docs/interchange.md says where each code that is not ours was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any as Anything

from balm.care.entries import HELPED
from balm.pathway.model import LEVELS, Pathway
from balm.rules.kinds import NOT_SURE, Choice, YesNo
from balm.rules.nodes import Value
from balm.summary.words import Said, capital

Json = dict[str, Anything]

YES, NO = "yes", "no"
PAIN = {"system": "http://loinc.org", "code": "72514-3", "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported"}
TEMPERATURE = {"system": "http://loinc.org", "code": "8310-5", "display": "Body temperature"}
UCUM = "http://unitsofmeasure.org"
UNITS = {"celsius": ("Cel", "°C"), "hours": ("h", "hours"), "days": ("d", "days"), "weeks": ("wk", "weeks"), "years": ("a", "years")}
"""Of each unit of the content, its UCUM code and how it is written."""
DIGEST = "urn:balm:digest"
JOINT = "joint"
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no FHIR string may hold."""


def system(pathway: Pathway) -> str:
    """The URI of the local code system, and the start of every other name of ours."""
    return f"urn:balm:{pathway.id}"


def canonical(pathway: Pathway, what: str) -> str:
    return f"{system(pathway)}:{what}"


def clean(text: str) -> str:
    """The text as FHIR can hold it."""
    return _UNWRITABLE.sub(" ", text).strip()


def about(content: Said, pathway: Pathway, what: str, name: str, description: str) -> Json:
    """What every exported definition says of itself, first of all that nobody has reviewed it."""
    reviewed = [] if pathway.reviewed else [content["words"]["small_print.reviewed"]]
    return {
        "language": content["language"]["code"],
        "url": canonical(pathway, what),
        "identifier": [{"system": DIGEST, "value": pathway.digest}],
        "version": pathway.version,
        "name": name,
        "title": pathway.title,
        "status": "active" if pathway.reviewed else "draft",
        "experimental": True,
        "description": " ".join([*reviewed, description]),
    }


@dataclass(frozen=True, slots=True)
class Concept:
    """One code, in the reader's words. `kind`: finding, answer, level, rule, diary or care."""

    code: str
    display: str
    kind: str
    definition: str = ""
    parts: tuple[Concept, ...] = ()


def concepts(content: Said, pathway: Pathway) -> Iterator[Concept]:
    """Every code of the local system. The words of a choice stand below their finding, for the same word may mean two things."""
    page, words = content["page"], content["words"]
    yield Concept(YES, page["check.yes"], "answer")
    yield Concept(NO, page["check.no"], "answer")
    yield Concept(NOT_SURE, page["check.unsure"], "answer")
    for one in content["findings"]:
        parts = tuple(Concept(f"{one['id']}.{word}", one["words"][word], "answer") for word in one.get("choices", ()))
        yield Concept(one["id"], capital(one["bare"]), "finding", one["question"], parts)
    for level in LEVELS:
        yield Concept(f"level.{level}", words[f"level.{level}"], "level", pathway.levels[level].means)
    for rule in content["rules"]:
        yield Concept(rule["id"], rule["title"], "rule", rule["because"])
    yield Concept(JOINT, words["reason.joint"], "rule")
    yield from _of_diary(content)


def _of_diary(content: Said) -> Iterator[Concept]:
    page, diary = content["page"], content["diary"]

    def of(name: str, display: str, answers: Mapping[str, str]) -> Concept:
        return Concept(name, display, "diary", "", tuple(Concept(f"{name}.{word}", said, "answer") for word, said in answers.items()))

    places = {place: spot["label"] for place, spot in diary["places"].items()}
    medicines = {item: drug["label"] for item, drug in diary["medicines"].items()}
    yield of("diary.pain_worst", page["entry.worst"], {})
    yield of("diary.places", page["entry.where"], {"none": page["entry.nowhere"], **places})
    yield of("diary.mood", page["entry.mood"], diary["moods"])
    yield of("diary.medicine", page["medicines.what"], {"none": page["check.none"], **medicines})
    yield of("diary.tried", page["entry.tried"], {item["id"]: item["title"] for item in content["care"]})
    yield of("diary.helped", page["entry.tried"], {word: page[f"entry.helped.{word}"] for word in HELPED})


class Codes:
    """Codings of the local system, with their displays in the reader's language."""

    def __init__(self, content: Said, pathway: Pathway) -> None:
        self.system, self.pathway = system(pathway), pathway
        self.concepts = {part.code: part for one in concepts(content, pathway) for part in (one, *one.parts)}

    def coding(self, code: str) -> Json:
        return {"system": self.system, "code": code, "display": self.concepts[code].display}

    def concept(self, *codes: str) -> Json:
        return {"coding": [self.coding(code) for code in codes], "text": self.concepts[codes[0]].display}

    def options(self, code: str) -> list[Json]:
        """The codings below this one."""
        return [self.coding(part.code) for part in self.concepts[code].parts]

    def answer(self, finding: str, value: Value) -> Json:
        """The answer to a finding as it stands in a QuestionnaireResponse. A number that is not sure has an item of its own."""
        kind = self.pathway.kinds[finding]
        if value == NOT_SURE:
            return {"valueCoding": self.coding(NOT_SURE)}
        if isinstance(kind, YesNo):
            return {"valueCoding": self.coding(YES if value else NO)}
        if isinstance(kind, Choice):
            return {"valueCoding": self.coding(f"{finding}.{value}")}
        return {"valueDecimal" if kind.decimals else "valueInteger": value}


def code_system(content: Said, pathway: Pathway) -> Json:
    """The local CodeSystem: every finding, answer, level, rule, and word of the diary."""

    def concept(one: Concept) -> Json:
        told: Json = {"code": one.code, "display": one.display}
        if one.definition:
            told["definition"] = one.definition
        told["property"] = [{"code": "kind", "valueCode": one.kind}]
        return told | ({"concept": [concept(part) for part in one.parts]} if one.parts else {})

    every = [*concepts(content, pathway)]
    description = (
        "Codes of Balm's pathway: findings with their answers, levels, rules, and what a diary may hold. Local: no terminology has them."
    )
    head = about(content, pathway, "", "BalmCodes", description) | {"url": system(pathway)}
    return {
        "resourceType": "CodeSystem",
        **head,
        "caseSensitive": True,
        "hierarchyMeaning": "part-of",
        "content": "complete",
        "count": sum(1 + len(one.parts) for one in every),
        "property": [
            {
                "code": "kind",
                "description": "What the code names: a finding, an answer, a level, a rule, or a part of the diary.",
                "type": "code",
            }
        ],
        "concept": [concept(one) for one in every],
    }
