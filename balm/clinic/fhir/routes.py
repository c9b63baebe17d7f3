"""The whole of what can be asked, and what comes of each error."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.renderers import JSONRenderer

from balm.clinic.actions import NotValid, Refused
from balm.clinic.actions.exports import Busy
from balm.clinic.api.docs import pictures
from balm.clinic.api.limits import TooMany, guessed_too_often
from balm.clinic.bearer import OutOfScope
from balm.clinic.fhir.bulk import bulk
from balm.clinic.fhir.bundles import NoSuchPlace
from balm.clinic.fhir.outcome import MEDIA, outcome
from balm.clinic.fhir.reading import reading
from balm.clinic.given import Reads

_A_MINUTE = {"Retry-After": "60"}


class _Fhir(JSONRenderer):
    media_type = MEDIA


api = NinjaAPI(
    title="Balm clinic: records as FHIR R4",
    version="fhir",
    parser=Reads(),
    docs_url="docs",
    docs_decorator=pictures,
    description="What a system of the clinic reads with its token. docs/interchange.md tells it in words.",
    renderer=_Fhir(),
)


@api.exception_handler(AuthenticationError)
@api.exception_handler(NotValid)
def _not_valid(request: HttpRequest, error: Exception) -> HttpResponse:
    if guessed_too_often(request):
        return outcome(429, headers=_A_MINUTE)
    return outcome(401, headers={"WWW-Authenticate": "Bearer"})


@api.exception_handler(OutOfScope)
def _out_of_scope(request: HttpRequest, error: Exception) -> HttpResponse:
    return outcome(403, "this token may not read records; `balm clinic reader add NAME --scope record` makes one that may")


@api.exception_handler(TooMany)
def _too_many(request: HttpRequest, error: Exception) -> HttpResponse:
    return outcome(429, headers=_A_MINUTE)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, error: Exception) -> HttpResponse:
    return outcome(404)


@api.exception_handler(ValidationError)
def _unread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if any(one["loc"][0] == "path" for one in error.errors):
        return outcome(404)
    return outcome(400, "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return outcome(400, str(error))


@api.exception_handler(NoSuchPlace)
def _no_such_place(request: HttpRequest, error: Exception) -> HttpResponse:
    return outcome(400, "_after: the record has changed since; begin again with the first page")


@api.exception_handler(Busy)
def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    return outcome(429, "an export is being made for this token already; wait for it, or delete it", _A_MINUTE)


api.add_router("", bulk)
api.add_router("", reading)
