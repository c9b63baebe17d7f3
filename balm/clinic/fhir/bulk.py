"""All records at once, as the FHIR Bulk Data guide has it: asked for, made by the worker, fetched as files, deleted."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.utils.http import http_date
from ninja import Header, Query, Router

from balm.clinic.actions import Refused, exports, seeing
from balm.clinic.bearer import Bearer, ReaderRequest
from balm.clinic.fhir.outcome import fhir, outcome
from balm.clinic.fhir.resources import Json, is_uuid, root
from balm.clinic.fhir.shapes import ERRORS, Id, OperationOutcome, Resource
from balm.clinic.models import Export

NDJSON = "application/fhir+ndjson"
_FORMATS = ("", NDJSON, "application/ndjson", "ndjson")
Kind = Literal["Patient", "QuestionnaireResponse", "Observation", "RiskAssessment", "Provenance"]


def _content(media: str) -> Json:
    """How the description says that 200 is of another kind than the rest."""
    return {"responses": {200: {"content": {media: {}}}}}


bulk = Router()
record = Bearer("record")


@bulk.get(
    "/$export",
    auth=record,
    response={202: Resource, **ERRORS},
    summary="Ask for all records of the clinic: 202, and in Content-Location where to look whether they are there",
)
def ask(
    request: ReaderRequest,
    prefer: Annotated[str, Header(alias="Prefer", max_length=200, description="respond-async")] = "",
    types: Annotated[str, Query(alias="_type", max_length=200, description="types with commas between; all, unless told")] = "",
    form: Annotated[str, Query(alias="_outputFormat", max_length=60)] = "",
) -> HttpResponse:
    """`_since` and filters are refused, since what is not taken into account must not look as if it were."""
    if unknown := sorted(set(request.GET) - {"_type", "_outputFormat"}):
        raise Refused(f"{unknown[0][:40]!r} is not known here; _type and _outputFormat are")
    if form not in _FORMATS:
        raise Refused(f"_outputFormat: only {NDJSON} is written here")
    if "respond-async" not in prefer:
        raise Refused("send the header Prefer: respond-async; it takes a while, and the answer says where to look")
    made = exports.ask(reader=request.auth, types=[one for one in types.split(",") if one])
    return fhir(_information("It is being made; look at Content-Location."), 202, {"Content-Location": _place(made)})


@bulk.get(
    "/export/{id_}",
    auth=record,
    response={200: None, 202: Resource, 503: OperationOutcome, **ERRORS},
    summary="Whether an export is there, and its files",
    openapi_extra=_content("application/json"),
)
def look(request: ReaderRequest, id_: Id) -> HttpResponse:
    """202 while it is made; then the list of files, which last a day from when they were asked for."""
    export = _mine(request, id_)
    state = exports.state_of(export)
    if state == "making":
        return fhir(_information("It is being made."), 202, {"Retry-After": "5", "X-Progress": f"{export.patients} patients"})
    if state == "failed":
        return outcome(503, "it could not be made; ask for it again, and look at the service's log")
    output = [{"type": kind, "url": f"{_place(export)}/{kind}.ndjson", "count": count} for kind, count in export.counts.items() if count]
    begun = export.begun_at.isoformat(timespec="milliseconds") if export.begun_at else ""
    everything = {"transactionTime": begun, "request": _asked(export), "requiresAccessToken": True, "output": output, "error": []}
    expires = http_date((export.asked_at + exports.LASTS).timestamp())
    return JsonResponse(everything, headers={"Expires": expires, "Cache-Control": "no-store"})


@bulk.delete("/export/{id_}", auth=record, response={202: Resource, **ERRORS}, summary="It is wanted no longer")
def delete(request: ReaderRequest, id_: Id) -> HttpResponse:
    exports.end(export=_mine(request, id_))
    return fhir(_information("It is given out no more, and its files go."), 202)


@bulk.get(
    "/export/{id_}/{kind}.ndjson",
    auth=record,
    response={200: None, **ERRORS},
    summary="One file: a resource on each line",
    openapi_extra=_content(NDJSON),
)
def file(request: ReaderRequest, id_: Id, kind: Kind) -> FileResponse:
    export = _mine(request, id_)
    path = exports.folder_of(export) / f"{kind}.ndjson"
    if exports.state_of(export) != "done" or not path.is_file():
        raise Http404
    opened = path.open("rb")
    seeing.fetch(export=export, kind=kind)
    return FileResponse(opened, content_type=NDJSON, headers={"Cache-Control": "no-store"})


def _mine(request: ReaderRequest, id_: Id) -> Export:
    """The export, if this reader asked for it. Raises Http404."""
    found = exports.export_of(request.auth, UUID(id_)) if is_uuid(id_) else None
    if found is None:
        raise Http404
    return found


def _place(export: Export) -> str:
    return f"{root()}/export/{export.pk}"


def _asked(export: Export) -> str:
    return f"{root()}/$export?{urlencode({'_type': ','.join(export.types)})}"


def _information(text: str) -> dict[str, object]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational", "diagnostics": text}]}
