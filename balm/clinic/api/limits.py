"""How often, and how much at once.

Each worker counts for itself in its memory, so the real limits are these times the workers. That is enough: what is asked for here is a
token of 256 bits, which nobody guesses at any rate, so that only the load is limited, and a count in the database would make each refused
request cost a write. What can be guessed, a password or the six digits, is counted in the database (django-axes, django-otp).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse

LONGEST = 64 * 1024
"""Bytes of one request to the API."""
LONGEST_ELSEWHERE = 256 * 1024
"""Bytes of one request to any other page."""
A_MINUTE = 60
PER_KEY = 60
"""Requests a minute with one key: a phone that was offline for a month sends less than that."""
FAILED_PER_ADDRESS = 30
"""Refused keys and tokens a minute from one address. What is accepted is not counted: a whole ward may share an address."""


class TooMany(Exception):
    """More than the limit of this minute."""


def short_enough(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that refuses a request that is too long, before anything of it is read. One that hides its length is read as empty."""

    def answer(request: HttpRequest) -> HttpResponse:
        most = LONGEST if request.path.startswith("/api/") else LONGEST_ELSEWHERE
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isdecimal() or int(said) > most:
            return JsonResponse({"problem": f"more than {most} bytes; send less at once", "errors": []}, status=413)
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


def guessed_too_often(request: HttpRequest) -> bool:
    """Count one more refused key or token of this address; whether there were too many in this minute."""
    return too_many("failed", address_of(request), FAILED_PER_ADDRESS)


def address_of(request: HttpRequest) -> str:
    """Where it comes from, seen from the outermost of our own proxies (BALM_PROXIES says how many there are). What follows the first half
    of an IPv6 address is left out: whoever has one such address has them all."""
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    proxies: int = settings.BALM_PROXIES
    said = passed[-proxies] if proxies and len(passed) >= proxies else str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(said.split("%")[0])
    except ValueError:  # a socket in the file system has none
        return "0.0.0.0"  # noqa: S104
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64)
    return str(address)
