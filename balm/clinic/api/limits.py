"""How often, and how much at once. Each worker counts for itself, so the real limits are these times the workers: tokens of 256 bits
cannot be guessed, and what is limited here is only the load."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse

LONGEST = 64 * 1024
"""Bytes of one request."""
A_MINUTE = 60
PER_KEY = 60
"""Requests a minute with one key: a phone that was offline for a month sends less than that."""
FAILED_PER_ADDRESS = 30
"""Refused keys and tokens a minute from one address. What is accepted is not counted: a whole ward may share an address."""


def short_enough(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that refuses a request of more than LONGEST bytes to the API, before anything of it is read."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") and int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
            return JsonResponse({"problem": f"more than {LONGEST} bytes; send less at once", "errors": []}, status=413)
        return get_response(request)

    return answer


def too_many(kind: str, who: str, most: int) -> bool:
    """Count one more of this kind from this one; whether it is more than the most in this minute."""
    name = f"{kind}:{who}:{int(time.time() // A_MINUTE)}"
    cache.add(name, 0, timeout=2 * A_MINUTE)
    try:
        return cache.incr(name) > most
    except ValueError:  # it ran out in between
        return False


def address_of(request: HttpRequest) -> str:
    """Where it comes from, seen from the outermost of our own proxies (BALM_PROXIES says how many there are)."""
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    proxies: int = settings.BALM_PROXIES
    return passed[-proxies] if proxies and len(passed) >= proxies else str(request.META.get("REMOTE_ADDR", ""))
