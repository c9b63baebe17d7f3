"""What this service can do, as FHIR's CapabilityStatement."""

from __future__ import annotations

from balm.clinic.fhir.outcome import MEDIA
from balm.clinic.fhir.resources import Json, root

CHANGED = "2026-11-23"
"""When what it can do last changed."""


def capability_statement() -> Json:
    """The CapabilityStatement. It says nothing of any clinic."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "experimental": True,
        "date": CHANGED,
        "kind": "instance",
        "software": {"name": "Balm"},
        "implementation": {"description": "Follow-up after a miscarriage. No clinician has reviewed its rules.", "url": root()},
        "fhirVersion": "4.0.1",
        "format": [MEDIA],
        "rest": [
            {
                "mode": "server",
                "documentation": "Reading alone. A token lets in a system of one clinic, to the records of that clinic.",
                "security": {"description": "Authorization: Bearer TOKEN; `balm clinic reader add` makes one."},
                "resource": [
                    _patient(),
                    *(_of_patient(kind) for kind in ("QuestionnaireResponse", "Observation", "RiskAssessment")),
                    _provenance(),
                ],
                "operation": [{"name": "export", "definition": "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export"}],
            }
        ],
    }


def _patient() -> Json:
    found = [_parameter("identifier", "token", "her code at the clinic"), _parameter("_id", "token", "her id")]
    everything = {"name": "everything", "definition": "http://hl7.org/fhir/OperationDefinition/Patient-everything"}
    return _reads("Patient", search=True) | {"searchParam": found, "operation": [everything]}


def _of_patient(kind: str) -> Json:
    wanted = [_parameter(name, "reference", "whose; one must be named") for name in ("patient", "subject")]
    return _reads(kind, search=True) | {"searchParam": wanted}


def _provenance() -> Json:
    return _reads("Provenance", search=False)


def _reads(kind: str, *, search: bool) -> Json:
    interactions = [{"code": "read"}, *([{"code": "search-type"}] if search else [])]
    return {"type": kind, "interaction": interactions, "versioning": "no-version"}


def _parameter(name: str, kind: str, documentation: str) -> Json:
    return {"name": name, "type": kind, "documentation": documentation}
