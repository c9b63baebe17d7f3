"""What is sent to us, without what no database keeps: the character 0, and half of a character that is written as two (a lone surrogate).

In the place of each stands U+FFFD, which says that there was something. Nothing is refused for it: a gateway may cut a text in the middle
of an emoji, and the other half of the message may be that she fainted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any as Anything

from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser

INSTEAD = "\ufffd"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2}|u0000)|.)", re.DOTALL)


def read(body: bytes) -> Anything:
    """What this JSON holds, each text as it can be kept. Raises ValueError where it is no JSON, RecursionError where it has no end."""
    text = _HALF.sub(INSTEAD, body.decode(json.detect_encoding(body), "surrogatepass"))
    return json.loads(_ESCAPE.sub(lambda found: INSTEAD if found[1] else found[0], text))


class Reads(Parser):
    """How our APIs read JSON."""

    def parse_body(self, request: HttpRequest) -> Anything:
        """The body of the request."""
        return read(request.body)


def as_it_can_be_kept(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware for addresses and forms. Django itself lets no half of a character through there."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.path_info = request.path_info.replace("\0", INSTEAD)
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "%EF%BF%BD").replace("\0", "%EF%BF%BD")
        if request.method == "POST" and request.content_type in _FORMS:
            assert request.body is not None  # read here, so that it can be read again by whoever checks a signature over it
            request.POST = _plain(request.POST)
        return get_response(request)

    return answer


def _plain(form: Anything) -> Anything:
    if not any("\0" in value for name in form for value in form.getlist(name)):
        return form
    kept = form.copy()
    for name in form:
        kept.setlist(name, [value.replace("\0", INSTEAD) for value in form.getlist(name)])
    return kept
