"""The worklist: whom a clinic has sent home, in the order in which somebody looks at them, a page at a time.

First those who wait for somebody, the most pressing first and then the longest, who has stopped since among them; then those whose
check-in is overdue, the longest first; then those whose invitation has expired before they agreed; then those whose next check-in is
awaited; then those who were invited and have not agreed yet. Each part is read along an index from where the page before ended, so that
the last page of a million costs what the first does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any as Anything
from uuid import UUID

from django.db.models import Q, QuerySet

from balm.clinic.models import Attention, Clinic, Patient

PAGE = 50
COUNTED = 999
"""So far a number of people is counted; beyond, it is "more than"."""
_WAITS = Q(attention__lt=Attention.NONE)  # who has stopped among them: what she sent has to be dealt with all the same
_REST = Q(attention=Attention.NONE, stopped_at=None)
FILTERS = ("all", "call", "overdue", "unimproved")


@dataclass(frozen=True, slots=True)
class _Part:
    among: Q
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`after`: what to ask for the next page with; "" where this is the last."""

    patients: list[Patient]
    after: str


def page(everyone: QuerySet[Patient], clinic: Clinic, which: str, after: str, now: datetime, size: int = PAGE) -> Page:
    """A page of the worklist. `which` is one of FILTERS, or "invited": who has not agreed. `after` comes from the page before. Raises
    ValueError where it does not."""
    parts = _parts(which, now)
    start, key = _read(after, parts) if after else (0, None)
    found: list[tuple[int, Patient]] = []
    for number in range(start, len(parts)):
        rows = everyone.filter(parts[number].among, clinic=clinic).order_by(*parts[number].order)
        if number == start and key is not None:
            rows = rows.filter(_beyond(parts[number].order, key))
        found += [(number, one) for one in rows[: size + 1 - len(found)]]
        if len(found) > size:
            break
    shown = found[:size]
    more = _write(*shown[-1], parts) if len(found) > size else ""
    return Page([one for _, one in shown], more)


def counts(clinic: Clinic, now: datetime) -> dict[str, int]:
    """How many there are by each filter but all, counted up to COUNTED + 1."""

    def up_to(among: Q) -> int:
        return Patient.objects.filter(among, clinic=clinic)[: COUNTED + 1].count()

    return {
        "call": up_to(_WAITS),
        "overdue": up_to(_WAITS & Q(due_at__lte=now)) + up_to(_REST & Q(due_at__lte=now)) + up_to(_expired(now)),
        "unimproved": up_to(_WAITS & Q(not_improving=True)) + up_to(_REST & Q(not_improving=True)),
    }


def counted(many: int) -> str:
    """A number as it is shown."""
    return f"{COUNTED}+" if many > COUNTED else str(many)


def not_agreed(clinic: Clinic, now: datetime) -> tuple[int, int]:
    """How many were invited and have not agreed, counted up to COUNTED + 1; and of how many of them the invitation has expired."""
    found = Patient.objects.filter(clinic=clinic)
    every = _REST & Q(due_at=None, invited_until__isnull=False)
    return found.filter(every)[: COUNTED + 1].count(), found.filter(_expired(now))[: COUNTED + 1].count()


def wants_a_call(now: datetime) -> tuple[Q, Q, Q]:
    """Who waits for somebody, or is overdue. Apart: each has its index."""
    return _WAITS, _REST & Q(due_at__lte=now), _expired(now)


def _expired(now: datetime) -> Q:
    return _REST & Q(due_at=None, invited_until__lte=now)


def _invited(now: datetime) -> Q:
    return _REST & Q(due_at=None, invited_until__gt=now)


def _parts(which: str, now: datetime) -> list[_Part]:
    waits = _Part(_WAITS, ("attention", "waiting_since", "id"))
    overdue = _Part(_REST & Q(due_at__lte=now), ("due_at", "id"))
    awaited = _Part(_REST & Q(due_at__gt=now), ("due_at", "id"))
    expired, invited = (_Part(one, ("invited_until", "id")) for one in (_expired(now), _invited(now)))
    if which == "call":
        return [waits]
    if which == "overdue":
        return [_Part(waits.among & Q(due_at__lte=now), waits.order), overdue, expired]
    if which == "invited":
        return [expired, invited]
    if which == "unimproved":
        return [_Part(one.among & Q(not_improving=True), one.order) for one in (waits, overdue, awaited)]
    return [waits, overdue, expired, awaited, invited]


def _beyond(order: tuple[str, ...], key: tuple[Anything, ...]) -> Q:
    """What comes after the key in this order. The first column stands alone too, so that the index is entered there."""
    found, same = Q(), Q()
    for name, value in zip(order, key, strict=True):
        found |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return Q(**{f"{order[0]}__gte": key[0]}) & found


def _write(number: int, patient: Patient, parts: list[_Part]) -> str:
    values = (getattr(patient, name) for name in parts[number].order)
    return "~".join([str(number), *(value.isoformat() if isinstance(value, datetime) else str(value) for value in values)])


def _read(after: str, parts: list[_Part]) -> tuple[int, tuple[Anything, ...]]:
    number, *values = after.split("~")
    order = parts[int(number)].order if 0 <= int(number) < len(parts) else ()
    if len(values) != len(order):
        raise ValueError(f"{after!r} is no place in the worklist")
    return int(number), tuple(_value(name, value) for name, value in zip(order, values, strict=True))


def _value(name: str, value: str) -> Anything:
    if name == "id":
        return UUID(value)
    if name == "attention":
        return Attention(int(value))
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no offset")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{value!r} is no moment in UTC") from error


def in_turn(everyone: QuerySet[Patient], clinic: Clinic, now: datetime) -> Iterator[Patient]:
    """Those who want a call, as the worklist has them: who waits, then who is overdue, then whose invitation has expired."""
    for part in _parts("all", now)[:3]:
        yield from everyone.filter(part.among, clinic=clinic).order_by(*part.order)[:1]
