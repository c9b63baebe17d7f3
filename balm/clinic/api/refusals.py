"""What our APIs answer instead: as JSON, `{problem, errors}`. (FHIR has a form of its own, an OperationOutcome.)"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from balm.clinic.actions import NotValid
from balm.clinic.api.limits import TooMany, guessed_too_often
from balm.errors import AnswerProblem

Refuse = Callable[..., HttpResponse]


def refusals(api: NinjaAPI, *, docs: str, not_valid: str, challenge: Mapping[str, str]) -> Refuse:
    """Give the API the answers that it shares with the others, and return `refuse(request, status, problem, errors)` for its own.

    `docs`: where it says what goes in. `not_valid`: what is said of a key or token that opens nothing; `challenge`: headers beside it.
    """

    def refuse(request: HttpRequest, status: int, problem: str, errors: list[AnswerProblem] | None = None) -> HttpResponse:
        return api.create_response(request, {"problem": problem, "errors": errors or []}, status=status)

    @api.exception_handler(AuthenticationError)
    @api.exception_handler(NotValid)
    def _not_valid(request: HttpRequest, error: Exception) -> HttpResponse:
        if guessed_too_often(request):
            return _too_many(request, error)
        response = refuse(request, 401, not_valid)
        for name, value in challenge.items():
            response[name] = value
        return response

    @api.exception_handler(HttpError)
    def _no_json(request: HttpRequest, error: HttpError) -> HttpResponse:
        return refuse(request, error.status_code, "the request is not JSON")

    @api.exception_handler(ValidationError)
    def _unread(request: HttpRequest, error: ValidationError) -> HttpResponse:
        wrong: list[AnswerProblem] = [
            {"at": ".".join(str(one) for one in each["loc"][2:]), "problem": each["msg"], "hint": f"{docs} says what goes here"}
            for each in error.errors
        ]
        return refuse(request, 422, "the request cannot be read", wrong)

    @api.exception_handler(TooMany)
    def _too_many(request: HttpRequest, error: Exception) -> HttpResponse:
        response = refuse(request, 429, "too many requests; try again in a minute")
        response["Retry-After"] = "60"
        return response

    return refuse
