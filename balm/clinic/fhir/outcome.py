"""Every error as an OperationOutcome, whoever made it: the routes, the router, a limit, or Django."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any as Anything

from django.http import HttpRequest, HttpResponse, JsonResponse

MEDIA = "application/fhir+json"
_CODES = {
    400: ("invalid", "this cannot be read"),
    401: ("login", "send the token of a reader, as Authorization: Bearer TOKEN"),
    403: ("forbidden", "this token may not do that"),
    404: ("not-found", "there is no such thing here"),
    405: ("not-supported", "it cannot be asked for in this way; /fhir/metadata says what can"),
    406: ("not-supported", "only JSON is written here"),
    413: ("too-long", "send less at once"),
    429: ("throttled", "too many requests; try again in a minute"),
    503: ("transient", "it cannot be told now; try again in a minute"),
}
_ITS_OWN = ("Content-Type", "Content-Length", "Cache-Control")


def fhir(body: Anything, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """An answer in FHIR's JSON, which nobody on the way keeps."""
    text = json.dumps(body, ensure_ascii=False, default=str)
    return HttpResponse(text, MEDIA, status, headers={"Cache-Control": "no-store", **(headers or {})})


def outcome(status: int, text: str = "", headers: dict[str, str] | None = None) -> HttpResponse:
    """An error. `text`: what is wrong and what to write instead, if more is known than the status says."""
    code, plainly = _CODES.get(status, ("exception", "it did not work; try again in a minute"))
    issue = {"severity": "error", "code": code, "diagnostics": text or plainly}
    return fhir({"resourceType": "OperationOutcome", "issue": [issue]}, status, headers)


def always_fhir(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that makes an OperationOutcome of every other error below /fhir/."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < 400 or not request.path.startswith("/fhir/") or response.get("Content-Type", "").startswith(MEDIA):
            return response
        kept = {name: value for name, value in response.headers.items() if name not in _ITS_OWN}
        return outcome(response.status_code, _problem(response), kept)

    return answer


def _problem(response: HttpResponse) -> str:
    """What one of our own says is wrong; empty where it is no such answer."""
    if not isinstance(response, JsonResponse):
        return ""
    return str(json.loads(response.content).get("problem", ""))
