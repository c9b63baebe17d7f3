"""A patient's record as FHIR resources, each under an id that stays: what balm.summary.fhir makes, under the addresses of this service."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any as Anything
from uuid import UUID

from django.conf import settings

from balm.clinic.models import Patient
from balm.clinic.record import said, told_of
from balm.summary.fhir import bundle, patient_named
from balm.summary.fhir.responses import moment

Json = dict[str, Anything]
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ID = re.compile(r"([0-9a-f]{32})-[0-9a-f]{24}")

TYPES = ("Patient", "QuestionnaireResponse", "Observation", "RiskAssessment", "Provenance")
CODE = "urn:balm:code"
"""The system of what a clinic calls its patient by. It names nobody outside of that clinic."""
_ONE = ("QuestionnaireResponse", "RiskAssessment", "Provenance")
"""Of these the first is how she stands now: one for each patient, which is written anew at each check-in under the same id."""
_WORDS = frozenset({"text", "display", "language", "questionnaire"})
"""What a new version of the content may word differently, of the same answers."""


def resources_of(patient: Patient) -> list[Json]:
    """All of her record, the Patient first, and everything before what refers to it. Before her first check-in: the Patient alone.

    A private part that she keeps back now is in none of them.
    """
    told = told_of(patient, beyond=True)
    made: list[Json] = [one["resource"] for one in bundle(said(), told)["entry"]] if told else [patient_named(patient.name)]
    names: dict[str, str] = {}
    counted: Counter[str] = Counter()
    return [_under_our_ids(one, patient, names, counted) for one in made]


def is_uuid(id_: str) -> bool:
    """Whether it is the id of a patient or of an export, as it is written here and no other way."""
    return bool(_UUID.fullmatch(id_))


def patient_in(id_: str) -> UUID | None:
    """Whose the resource with this id is, as the id says; None where it is none of ours."""
    found = _ID.fullmatch(id_)
    return UUID(hex=found[1]) if found else None


def address(resource: Json) -> str:
    """Where it is."""
    return f"{root()}/{resource['resourceType']}/{resource['id']}"


def root() -> str:
    """The address of the FHIR service."""
    return f"{settings.BALM_ADDRESS.rstrip('/')}/fhir"


def _under_our_ids(resource: Json, patient: Patient, names: dict[str, str], counted: Counter[str]) -> Json:
    """The resource under its id here, with references to those before it. `names`: by the maker's id, what each of those is called."""
    kind, own = resource["resourceType"], resource.get("id", "")
    found: Json = _told_here(resource, names)
    if (
        kind == "QuestionnaireResponse"
        and patient.management
        and found["authored"] == moment(patient.invited_at.isoformat(timespec="minutes"))
    ):
        found.pop("source")  # the clinic wrote it, not she
    if kind == "Patient":
        found |= {"id": str(patient.pk), "identifier": [{"system": CODE, "value": patient.code}]}
        found["managingOrganization"] = {"display": patient.clinic.name}
    else:
        counted[kind] += 1
        about = kind if kind in _ONE and counted[kind] == 1 else json.dumps([kind, _without_words(found)], sort_keys=True)
        counted[about] += 1
        digest = hashlib.sha256(f"{counted[about]} {about}".encode()).hexdigest()[:24]
        found["id"] = f"{patient.pk.hex}-{digest}"
    names[f"urn:uuid:{own}"] = f"{kind}/{found['id']}"
    return found


def _told_here(value: Anything, names: dict[str, str]) -> Anything:
    if isinstance(value, dict):
        return {key: names[one] if key == "reference" else _told_here(one, names) for key, one in value.items()}
    return [_told_here(one, names) for one in value] if isinstance(value, list) else value


def _without_words(value: Anything) -> Anything:
    if isinstance(value, dict):
        return {key: _without_words(one) for key, one in value.items() if key not in _WORDS | {"id"}}
    return [_without_words(one) for one in value] if isinstance(value, list) else value


def of_types(found: list[Json], types: tuple[str, ...] | list[str]) -> Iterator[Json]:
    """Those of these types."""
    return (one for one in found if one["resourceType"] in types)
