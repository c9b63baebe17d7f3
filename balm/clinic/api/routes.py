"""The routes. Each is a few lines: what changes anything is in `actions`."""

from __future__ import annotations

import json
from typing import Annotated
from typing import Any as Anything

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Header, NinjaAPI
from ninja.security import HttpBearer

from balm.clinic import actions
from balm.clinic.api.docs import pictures
from balm.clinic.api.limits import PER_KEY, TooMany, too_many
from balm.clinic.api.refusals import refusals
from balm.clinic.api.shapes import CheckInIn, CheckInOut, ConsentOut, Done, InvitationOut, MeOut, Problem, Token
from balm.clinic.given import Reads
from balm.clinic.models import CheckIn, Patient
from balm.errors import AnswerProblem

NOT_VALID = "this is not valid; ask the clinic for a new invitation"
REFUSED = {400: Problem, 401: Problem, 413: Problem, 422: Problem, 429: Problem}
"""What every route may answer instead."""


class PatientRequest(HttpRequest):
    auth: Patient


class _Key(HttpBearer):
    """Her key, as `Authorization: Bearer KEY`. Unknown, taken back and of somebody who stopped are all the same."""

    def authenticate(self, request: HttpRequest, token: str) -> Patient:
        patient = actions.patient_of(token)
        if too_many("key", str(patient.pk), PER_KEY):
            raise TooMany
        return patient


api = NinjaAPI(
    title="Balm clinic",
    version="1",
    parser=Reads(),
    docs_url="docs",
    docs_decorator=pictures,
    description="Her side of the follow-up service.",
)
key = _Key()
_refuse = refusals(api, docs="/api/docs", not_valid=NOT_VALID, challenge={})


@api.exception_handler(actions.Refused)
def _refused(request: HttpRequest, error: actions.Refused) -> HttpResponse:
    return _refuse(request, 422, str(error), error.errors)


@api.get("/invitation", response={200: InvitationOut, **REFUSED}, summary="Whose invitation this is; it is not used up")
def invitation(request: HttpRequest, x_invitation: Annotated[str, Header(alias="X-Invitation", max_length=100)]) -> dict[str, object]:
    """The token goes in a header, so that no log ever has it."""
    found = actions.invitation_of(x_invitation)
    clinic = found.patient.clinic
    return {
        "clinic": clinic.name,
        "country": clinic.country,
        "check_in_hours": clinic.check_in_hours,
        "keep_days": clinic.keep_days,
        "valid_until": found.expires_at,
    }


@api.post("/consent", response={200: ConsentOut, **REFUSED}, summary="She agrees: the invitation is used up, and her phone gets its key")
def consent(request: HttpRequest, given: Token) -> dict[str, object]:
    patient, new = actions.consent(token=given.token)
    return {"key": new, "clinic": patient.clinic.name, "check_in_hours": patient.clinic.check_in_hours}


@api.post("/check-ins", auth=key, response={200: CheckInOut, **REFUSED}, summary="A check-in; the same one again changes nothing")
def check_in(request: PatientRequest, given: CheckInIn) -> CheckIn:
    if wrong := _cannot_be_kept(given.entry):
        raise actions.Refused("the entry cannot be read", [wrong])
    return actions.check_in(patient=request.auth, made_as=given.id, entry=given.entry)


@api.get("/me", auth=key, response={200: MeOut, **REFUSED}, summary="What is known of her here")
def me(request: PatientRequest) -> dict[str, object]:
    patient = request.auth
    names = ("code", "date_of_loss", "consented_at", "due_at", "last_check_in_at")
    about = {name: getattr(patient, name) for name in names}
    clinic = patient.clinic
    return about | {"clinic": clinic.name, "check_in_hours": clinic.check_in_hours, "received": patient.check_ins.count()}


@api.post("/stop", auth=key, response={200: Done, **REFUSED}, summary="She takes part no longer; the clinic keeps what it has")
def stop(request: PatientRequest) -> Done:
    actions.stop(patient=request.auth, who=actions.PATIENT)
    return Done()


@api.post("/erase", auth=key, response={200: Done, **REFUSED}, summary="She takes part no longer, and all that was kept of her goes")
def erase(request: PatientRequest) -> Done:
    actions.erase(patient=request.auth, who=actions.PATIENT)
    return Done()


def _cannot_be_kept(entry: dict[str, Anything]) -> AnswerProblem | None:
    """What JSON may say and PostgreSQL does not take: NaN, lists in lists without an end."""
    try:
        json.dumps(entry, allow_nan=False)
    except (ValueError, RecursionError):
        return {"at": "entry", "problem": "there is a number that cannot be kept, or a list without an end", "hint": "send plain numbers"}
    return None


assert settings.BALM_PROXIES >= 0, "BALM_PROXIES is how many proxies of your own stand before the service: 0 or more"
