"""What the content rests on and points to, as values: sources, facts, the leaflet's claims, services, and who signed what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Review:
    """Who has signed the item, and for which text of it. All empty: nobody has. `registration`, such as a register and a number, may
    be left out."""

    who: str = ""
    role: str = ""
    date: str = ""
    digest: str = ""
    registration: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What one or more sources count as the sign, and what they say to do."""

    threshold: str
    advice: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    says: str
    sources: tuple[str, ...]
    disagreement: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the leaflet that Balm started from, and what became of it."""

    id: str
    claim: str
    verdict: str
    verdict_text: str
    instead: str
    missing: tuple[str, ...]
    care: tuple[str, ...]
    rules: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    body: str
    kind: str
    strength: str
    seen: str
    year: int | None = None
    url: str = ""
    also: tuple[str, ...] = ()
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One way to reach one service: a number to call or text, or a web address."""

    kind: Literal["emergency", "health_line", "crisis", "loss_support"]
    name: str
    number: str
    text_to: str
    web: str
    how: str
    hours: str
    free: bool | None
    hidden_on_bill: bool | None
    crisis_line: bool
    languages: tuple[str, ...]
    confidence: Literal["high", "medium", "low"]
    seen_on: str
    expires: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    name: str
    languages: tuple[str, ...]
    reach_care: str
    note: str
    members: tuple[str, ...]
    lines: tuple[Line, ...]
