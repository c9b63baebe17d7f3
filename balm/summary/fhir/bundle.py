"""What she tells, as one FHIR R4 Bundle that stands alone: every reference in it is to something in it.

It holds no more than the page does (balm.summary.page): what she leaves out of the page is not here either. The same told twice is the same
Bundle, byte for byte: each id is made from what it names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any as Anything
from uuid import NAMESPACE_OID, uuid5

from balm.rules.kinds import NOT_SURE, Answer
from balm.summary.fhir.codes import DIGEST, JOINT, PAIN, TEMPERATURE, UCUM, UNITS, Codes, Json, canonical, clean
from balm.summary.fhir.narrative import in_words
from balm.summary.fhir.questionnaire import items
from balm.summary.fhir.responses import Answers, filled, moment, of_case, of_entry, of_findings, readable
from balm.summary.page import summary
from balm.summary.told import Told, section_of
from balm.summary.words import Said, because

OURS = uuid5(NAMESPACE_OID, "urn:balm")
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_NOTED = ("level", "noticed", "open")
"""Sections of the page that no other resource says: they are notes of the RiskAssessment."""


def bundle(content: Said, told: Told) -> Json:
    """The Bundle: Patient, QuestionnaireResponses, Observations, RiskAssessment, Provenance.

    `content` is the content in the reader's language, as the companion reads it, with `language` in it.
    """
    made = _Made(content, told)
    patient = made.add(patient_named(told.choice.name))
    made.responses(patient)
    made.risk(patient)
    made.provenance()
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in made.resources]
    whole = {"type": "collection", "timestamp": moment(told.made), "entry": entries}
    return {"resourceType": "Bundle", "id": _id(whole), **whole}


def patient_named(name: str) -> Json:
    """The Patient, without an id. `name` may be empty."""
    return {"resourceType": "Patient"} | ({"name": [{"text": said}]} if (said := clean(name)) else {})


class _Made:
    """The resources so far."""

    def __init__(self, content: Said, told: Told) -> None:
        self.content, self.told, self.pathway = content, told, told.pathway
        self.codes = Codes(content, told.pathway)
        self.items = items(content, told.pathway)
        self.page = summary(content, told)
        self.now = moment(told.made)
        self.resources: list[Json] = []
        self.basis: list[Json] = []

    def add(self, resource: Json) -> Json:
        """The reference to it."""
        self.resources.append({"resourceType": resource["resourceType"], "id": _id(resource), **resource})
        return _reference(self.resources[-1])

    def responses(self, patient: Json) -> None:
        """Today's answers, each entry of the diary, and what was measured in them."""
        told, left_out = self.told, self.told.choice.leave_out
        begun, entries = (None, []) if told.diary is None else readable(self.pathway, told.diary, date.fromisoformat(told.today))
        answers = of_case(told.case, "" if "ask" in left_out else told.choice.ask)
        if begun:
            answers["diary.begun"] = [{"valueDate": begun}]
        given = {name: value for name, value in told.given.items() if section_of(self.pathway, name, value) not in left_out}
        response = self._response(patient, self.now, answers | of_findings(self.codes, given))
        of_today = [entry.get("answers", {}) for entry in entries if entry["at"][:10] == told.today]
        new = {name: value for name, value in given.items() if not any(name in one for one in of_today)}
        self._observe(patient, response, self.now, new)
        for entry in entries:
            at = moment(entry["at"])
            response = self._response(patient, at, of_entry(self.codes, entry), entry.get("id"))
            worst = {"pain_worst": entry["pain_worst"]} if "pain_worst" in entry else {}
            self._observe(patient, response, at, entry.get("answers", {}) | worst)

    def _response(self, patient: Json, at: str, answers: Answers, own: str | None = None) -> Json:
        """`own`: the id by which the diary knows the entry."""
        response = {
            "resourceType": "QuestionnaireResponse",
            "language": self.page["language"],
            **({"identifier": {"system": canonical(self.pathway, "entry"), "value": own}} if own else {}),
            "questionnaire": f"{canonical(self.pathway, 'questionnaire')}|{self.pathway.version}",
            "status": "completed",
            "subject": patient,
            "authored": at,
            "source": patient,
        }
        inside = filled(self.items, answers)
        self.basis.append(self.add(response | ({"item": inside} if inside else {})))
        return self.basis[-1]

    def _observe(self, patient: Json, response: Json, at: str, given: Mapping[str, Answer]) -> None:
        for code, category, value in self._observed(given):
            self.add(
                {
                    "resourceType": "Observation",
                    "status": "preliminary",
                    "category": [{"coding": [{"system": _CATEGORY, "code": category}]}],
                    "code": code,
                    "subject": patient,
                    "effectiveDateTime": at,
                    **value,
                    "derivedFrom": [response],
                }
            )

    def _observed(self, given: Mapping[str, Answer]) -> Iterator[tuple[Json, str, Json]]:
        codes = self.codes
        known = {name: value for name, value in given.items() if value is not None and value != NOT_SURE}
        if "back_pain" in known:
            ours = codes.concept("back_pain")
            yield {"coding": [PAIN, *ours["coding"]], "text": ours["text"]}, "survey", {"valueInteger": known["back_pain"]}
        if "pain_worst" in known:
            yield codes.concept("diary.pain_worst"), "survey", {"valueInteger": known["pain_worst"]}
        if "temperature_c" in known:
            code, written = UNITS["celsius"]
            quantity = {"value": known["temperature_c"], "unit": written, "system": UCUM, "code": code}
            ours = codes.concept("temperature_c")
            yield {"coding": [TEMPERATURE, *ours["coding"]], "text": ours["text"]}, "vital-signs", {"valueQuantity": quantity}
        if "bleeding" in known:
            yield codes.concept("bleeding"), "survey", {"valueCodeableConcept": codes.concept(f"bleeding.{known['bleeding']}")}

    def risk(self, patient: Json) -> None:
        """How urgent it is, as the page has it."""
        page, pathway, predictions = self.page, self.pathway, self._predictions()
        notes = [
            statement["text"]
            for part in page["sections"]
            if part["id"] in _NOTED
            for statement in part["statements"]
            if not _is_reason(statement["id"])
        ]
        method = {"system": canonical(pathway, "plan"), "version": pathway.version, "code": pathway.digest}
        self.add(
            {
                "resourceType": "RiskAssessment",
                "language": page["language"],
                "text": {"status": "additional", "div": in_words(page)},
                "status": "preliminary",
                "method": {"coding": [method], "text": f"{pathway.title} {pathway.version}"},
                "subject": patient,
                "occurrenceDateTime": self.now,
                "basis": self.basis,
                **({"prediction": predictions} if predictions else {}),
                "note": [{"text": text} for text in [*notes, *(statement["text"] for statement in page["foot"])]],
            }
        )

    def _predictions(self) -> list[Json]:
        """First the level as a whole, its coding what is sure so far and its text what she was told; then each reason that is shown."""
        page = self.page
        if not page["level_text"]:
            return []
        sure = self.codes.concept(f"level.{page['level']}") if page["level"] else {}
        predictions: list[Json] = [
            {"outcome": {"text": self.content["summary"]["words"]["level"]}, "qualitativeRisk": sure | {"text": page["level_text"]}}
        ]
        for reason in self.told.reasons:
            risk = {"outcome": self.codes.concept(reason["rule"]), "qualitativeRisk": self.codes.concept(f"level.{reason['urgency']}")}
            predictions.append(risk | {"rationale": self._rationale(reason["rule"], "unsure_of" in reason)})
        return predictions

    def _rationale(self, rule: str, unsure: bool) -> str:
        words = self.content["words"]
        if rule == JOINT:
            return str(words["reason.joint"])
        return because(words, next(one for one in self.content["rules"] if one["id"] == rule), unsure=unsure)

    def provenance(self) -> None:
        """By what all of it was made."""
        pathway = self.pathway
        source = {"identifier": {"system": DIGEST, "value": pathway.digest}, "display": f"{pathway.id} {pathway.version}"}
        self.add(
            {
                "resourceType": "Provenance",
                "target": [*map(_reference, self.resources)],
                "recorded": self.now,
                "agent": [{"who": {"display": "Balm"}}],
                "entity": [{"role": "source", "what": source}],
            }
        )


def _reference(resource: Json) -> Json:
    return {"reference": f"urn:uuid:{resource['id']}", "type": resource["resourceType"]}


def _is_reason(statement: str) -> bool:
    return statement.startswith("reason.")


def _id(content: Mapping[str, Anything]) -> str:
    return str(uuid5(OURS, json.dumps(content, sort_keys=True)))
