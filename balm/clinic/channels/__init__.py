"""Ways out for an alert, and one for a reminder to a patient. Each is a file with one function, `send(route, message)`, named by the
`kind` of a route.

To add one for alerts, copy `email.py`: check the address, send the message within DEADLINE seconds, and raise NotSent where that failed.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, TypedDict, cast

from balm.clinic.models import Route
from balm.errors import BalmError

FOR_ALERTS = ("webhook", "email")
TEXT = "text"
"""The one that goes to patients: what it carries is never an alert."""
KINDS = (*FOR_ALERTS, TEXT)
SIGNED = ("webhook", TEXT)
"""Those whose other side needs a secret."""
DEADLINE = 8.0
"""Seconds that one try may take in all."""


class NotSent(BalmError):
    """It did not arrive, as far as we know; it is tried again. The text says why, and holds nothing of the message."""


class Message(TypedDict):
    """What goes out of an alert: that somebody needs looking at, and where to look. Never an answer, a reason, a name or a number."""

    delivery: str
    clinic: str
    patient: str
    level: str
    raised_at: str
    escalation: bool
    link: str


class Texts(TypedDict):
    """What goes to a gateway: each of `texts` to the number `to`, in order. `id`: the same for as long as it is tried."""

    to: str
    texts: list[str]
    id: str


class _Channel(Protocol):
    def send(self, route: Route, message: Message | Texts) -> None: ...

    def problem(self, address: str) -> str: ...


def channel(kind: str) -> _Channel:
    """The file of this kind. `problem` says what is wrong with an address, or nothing; `send` sends, or raises NotSent."""
    if kind not in KINDS:
        raise NotSent(f"there is no channel {kind!r}; use one of {', '.join(KINDS)}")
    return cast(_Channel, import_module(f"balm.clinic.channels.{kind}"))
