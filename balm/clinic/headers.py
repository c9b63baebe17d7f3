"""What every answer tells the browser besides the content policy. What sets one of these itself, such as a file, keeps it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

_OFF = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment publickey-credentials-get usb"
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _OFF.split()),
}


PROGRAMS = ("/api/", "/fhir/", "/cds-services", "/text/")
"""What programs ask for, not people with a browser."""


def add_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def https_alone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that refuses a program that asks over plain HTTP. Sent on to HTTPS, as people are, it would go on sending its token
    unsealed for ever, and nobody would see it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and request.path.startswith(PROGRAMS):
            problem = "ask over https; what was sent just now was not sealed, so change the token that was in it"
            return JsonResponse({"problem": problem, "errors": []}, status=403)
        return get_response(request)

    return answer
