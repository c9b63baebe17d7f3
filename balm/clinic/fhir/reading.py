"""Reading one patient's record. What changes anything is in `exports.py`."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from balm.clinic.actions import Refused, exports
from balm.clinic.bearer import Bearer, ReaderRequest
from balm.clinic.fhir.bundles import MOST, USUAL, searchset
from balm.clinic.fhir.outcome import MEDIA, fhir
from balm.clinic.fhir.resources import CODE, Json, is_uuid, of_types, patient_in, resources_of, root
from balm.clinic.fhir.shapes import ANSWERS, Id
from balm.clinic.fhir.statement import capability_statement
from balm.clinic.models import Patient

Searched = Literal["QuestionnaireResponse", "Observation", "RiskAssessment"]

reading = Router()
record = Bearer("record")


@reading.get("/metadata", response=ANSWERS, summary="CapabilityStatement: what can be asked here. No token is needed")
def metadata(request: HttpRequest) -> HttpResponse:
    return fhir(capability_statement())


@reading.get("/Patient", auth=record, response=ANSWERS, summary="The patient with this code, or this id")
def find_patient(
    request: ReaderRequest,
    identifier: Annotated[str, Query(max_length=200, description=f"her code at the clinic, or {CODE}|CODE")] = "",
    id_: Annotated[str, Query(alias="_id", max_length=64)] = "",
) -> HttpResponse:
    """A Bundle with her Patient; an empty one where there is nobody, at another clinic, or she was erased."""
    _only(request, "identifier", "_id")
    system, _, code = identifier.rpartition("|")
    if not (code or id_):
        raise Refused("name somebody: identifier=CODE or _id=ID; all records at once are /fhir/$export")
    hers = Patient.objects.filter(clinic=request.auth.clinic)
    if identifier:
        hers = hers.filter(code=code.upper() if "\x00" not in code else "") if system in ("", CODE) else hers.none()
    if id_:
        hers = hers.filter(pk=UUID(id_)) if is_uuid(id_) else hers.none()
    found = hers.select_related("clinic").first()
    mine = [] if found is None else [*of_types(_read(request, found), ["Patient"])]
    asked = {name: value for name, value in (("identifier", identifier), ("_id", id_)) if value}
    return fhir(searchset(mine, f"{root()}/Patient", asked, USUAL, ""))


@reading.get("/Patient/{id_}", auth=record, response=ANSWERS, summary="One patient")
def patient(request: ReaderRequest, id_: Id) -> HttpResponse:
    return _one(request, "Patient", id_)


@reading.get("/Patient/{id_}/$everything", auth=record, response=ANSWERS, summary="All of her record")
def everything(
    request: ReaderRequest,
    id_: Id,
    count: Annotated[int, Query(alias="_count", ge=0, le=10_000, description=f"at most {MOST} are given at once")] = USUAL,
    after: Annotated[str, Query(alias="_after", max_length=64, description="from the link `next`")] = "",
) -> HttpResponse:
    """A Bundle: Patient, QuestionnaireResponse, Observation, RiskAssessment, Provenance, a page at a time."""
    _only(request, "_count", "_after")
    found = _hers(request, id_)
    return fhir(searchset(_read(request, found), f"{root()}/Patient/{found.pk}/$everything", {}, count, after))


@reading.get("/{kind}", auth=record, response=ANSWERS, summary="Of one patient, the resources of one type, the oldest first")
def search(
    request: ReaderRequest,
    kind: Searched,
    patient: Annotated[str, Query(max_length=80, description="her id, or Patient/ID")] = "",
    subject: Annotated[str, Query(max_length=80, description="the same")] = "",
    count: Annotated[int, Query(alias="_count", ge=0, le=10_000, description=f"at most {MOST} are given at once")] = USUAL,
    after: Annotated[str, Query(alias="_after", max_length=64, description="from the link `next`")] = "",
) -> HttpResponse:
    """A Bundle (searchset). An unknown patient, an erased one and one of another clinic are the same 404."""
    _only(request, "patient", "subject", "_count", "_after")
    named = {one.removeprefix(f"{root()}/").removeprefix("Patient/") for one in (patient, subject) if one}
    if len(named) != 1:
        raise Refused("name one patient: patient=ID, or subject=Patient/ID")
    found = _hers(request, named.pop())
    resources = [*of_types(_read(request, found), [kind])]
    return fhir(searchset(resources, f"{root()}/{kind}", {"patient": str(found.pk)}, count, after))


@reading.get("/{kind}/{id_}", auth=record, response=ANSWERS, summary="One resource")
def one(
    request: ReaderRequest, kind: Literal["QuestionnaireResponse", "Observation", "RiskAssessment", "Provenance"], id_: Id
) -> HttpResponse:
    return _one(request, kind, id_)


def _one(request: ReaderRequest, kind: str, id_: str) -> HttpResponse:
    _only(request)
    found = _hers(request, id_, of_another=kind != "Patient")
    for resource in of_types(resources_of(found), [kind]):
        if resource["id"] == id_:
            _note(request, found)
            return fhir(resource)
    raise Http404


def _hers(request: ReaderRequest, id_: str, *, of_another: bool = False) -> Patient:
    """The patient with this id, or, `of_another`, the one whose resource has it. Raises Http404, the same for every other id."""
    key = patient_in(id_) if of_another else UUID(id_) if is_uuid(id_) else None
    found = Patient.objects.select_related("clinic").filter(clinic=request.auth.clinic, pk=key).first() if key else None
    if found is None:
        raise Http404
    return found


def _read(request: ReaderRequest, found: Patient) -> list[Json]:
    resources = resources_of(found)
    _note(request, found)
    return resources


def _note(request: ReaderRequest, found: Patient) -> None:
    exports.note_reading(reader=request.auth, patient=found)


def _only(request: HttpRequest, *known: str) -> None:
    """Refuse what would be left out of account: whoever narrows a search must not get more than they asked for. Raises Refused."""
    if request.GET.get("_format", "json") not in ("json", "application/json", MEDIA):
        raise Refused("_format: only JSON is written here; leave it out, or write json")
    for name in request.GET:
        if name not in (*known, "_format"):
            raise Refused(f"{name[:40]!r} is not known here; /fhir/metadata says what is")
        if len(request.GET.getlist(name)) > 1:
            raise Refused(f"{name} stands there twice; write it once")
