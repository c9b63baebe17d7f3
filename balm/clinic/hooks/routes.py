"""GET /cds-services and POST /cds-services/balm-level."""

from __future__ import annotations

from typing import Annotated, Literal
from typing import Any as Anything

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from pydantic import Field

from balm.clinic.api.docs import pictures
from balm.clinic.api.refusals import refusals
from balm.clinic.api.shapes import Problem
from balm.clinic.bearer import Bearer, OutOfScope, ReaderRequest
from balm.clinic.given import Reads
from balm.clinic.hooks.cards import cards, responses_in
from balm.clinic.judged import pathway
from balm.errors import CaseRefused
from balm.summary.fhir.codes import canonical

SERVICE = "balm-level"
REFUSED = {400: Problem, 401: Problem, 403: Problem, 412: Problem, 413: Problem, 422: Problem, 429: Problem}


class HookIn(Schema):
    """What a CDS client sends. Of it only the responses in `prefetch` and `context` are read."""

    hook: Annotated[str, Field(max_length=100)]
    hookInstance: Annotated[str, Field(max_length=100)]  # noqa: N815 - the names are CDS Hooks' own
    context: dict[str, Anything]
    prefetch: dict[str, Anything] | None = None


class Link(Schema):
    label: str
    url: str
    type: Literal["absolute"]


class Source(Schema):
    label: str


class Card(Schema):
    """`summary` has fewer than 140 letters; `detail` is Markdown."""

    uuid: str
    summary: Annotated[str, Field(max_length=139)]
    detail: str
    indicator: Literal["info", "warning", "critical"]
    source: Source
    links: list[Link] | None = None


class Cards(Schema):
    cards: list[Card]


class Service(Schema):
    hook: str
    id: str
    title: str
    description: str
    prefetch: dict[str, str]


class Services(Schema):
    services: list[Service]


class NoResponse(Exception):
    """There is no QuestionnaireResponse in what was sent."""


api = NinjaAPI(
    title="Balm clinic: CDS Hooks",
    version="cds",
    parser=Reads(),
    docs_url="cds-services/docs",
    docs_decorator=pictures,
    openapi_url="cds-services/openapi.json",
    description="How urgent a filled-in questionnaire is. docs/interchange.md tells it in words.",
)


_refuse = refusals(
    api,
    docs="/cds-services/docs",
    not_valid="send the token of a reader, as Authorization: Bearer TOKEN",
    challenge={"WWW-Authenticate": "Bearer"},
)


@api.exception_handler(OutOfScope)
def _out_of_scope(request: HttpRequest, error: Exception) -> HttpResponse:
    return _refuse(request, 403, "this token may not ask for levels; `balm clinic reader add NAME --scope level` makes one that may")


@api.exception_handler(NoResponse)
def _no_response(request: HttpRequest, error: Exception) -> HttpResponse:
    return _refuse(request, 412, "there is no QuestionnaireResponse in prefetch or context; /cds-services says what to prefetch")


@api.exception_handler(CaseRefused)
def _refused(request: HttpRequest, error: CaseRefused) -> HttpResponse:
    return _refuse(request, 422, "the answers cannot be read", error.errors)


@api.get("/cds-services", response=Services, summary="What can be asked here. No token is needed")
def services(request: HttpRequest) -> dict[str, object]:
    response = f"QuestionnaireResponse?subject=Patient/{{{{context.patientId}}}}&questionnaire={canonical(pathway(), 'questionnaire')}"
    about = {
        "hook": "patient-view",
        "id": SERVICE,
        "title": "How urgent: lower back pain after a miscarriage",
        "description": "The level of the last answers to Balm's questionnaire, with its reasons and sources, and what is still open. "
        "No clinician has reviewed the rules.",
        "prefetch": {"response": f"{response}&_sort=-authored&_count=1"},
    }
    return {"services": [about]}


@api.post(f"/cds-services/{SERVICE}", auth=Bearer("level"), response={200: Cards, **REFUSED}, exclude_unset=True, summary="The cards")
def level(request: ReaderRequest, given: HookIn) -> dict[str, object]:
    """Nothing of it is kept. Of no response to our questionnaire (an empty Bundle) there are no cards: that says nothing of her."""
    found = responses_in([*(given.prefetch or {}).values(), *given.context.values()])
    if found is None:
        raise NoResponse
    try:
        return {"cards": cards(found)}
    except RecursionError as error:  # lists in lists without an end
        raise CaseRefused([{"at": "", "problem": "it is nested too deep", "hint": "send the response as FHIR has it"}]) from error
