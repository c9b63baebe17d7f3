"""A reader's token, as `Authorization: Bearer TOKEN`. An unknown token and one that was revoked are the same."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from balm.clinic.actions.readers import reader_of
from balm.clinic.api.limits import TooMany, too_many
from balm.clinic.models import Reader

PER_READER = 600
"""Requests a minute with one token."""


class OutOfScope(Exception):
    """The token is valid, and may not do this."""


class ReaderRequest(HttpRequest):
    auth: Reader


class Bearer(HttpBearer):
    """Whoever has a token whose scope holds `scope`. Raises NotValid, TooMany, OutOfScope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Reader:
        reader = reader_of(token)
        if too_many("reader", str(reader.pk), PER_READER):
            raise TooMany
        if self.scope not in reader.scope.split():
            raise OutOfScope
        return reader
