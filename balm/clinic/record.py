"""One patient's record as a clinician reads it: her check-ins told as the page of balm.summary, with the clinic as the reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any as Anything

from django.conf import settings
from django.utils.module_loading import import_string

from balm.clinic.judged import diary_of, pathway
from balm.clinic.models import CheckIn, Patient
from balm.pathway import Pathway
from balm.summary.page import Summary, summary
from balm.summary.told import Choice, Told, private_parts, tell


@cache
def said() -> dict[str, Anything]:
    """The pathway in the words of the staff's language."""
    words: Callable[[Pathway, str], dict[str, Anything]] = import_string(settings.BALM_SAID)
    return words(pathway(), settings.LANGUAGE_CODE)


def summary_of(patient: Patient) -> Summary | None:
    """The page as of her last check-in; None before the first.

    What is private stands there if she sent it; what she kept back never came.
    """
    told = told_of(patient)
    return summary(said(), told) if told else None


def told_of(patient: Patient, *, beyond: bool = False) -> Told | None:
    """What her check-ins tell, as of the last; None before the first. `beyond`: for somebody beyond her clinic's own staff, to whom
    nothing goes of the private parts that she keeps back now, though she may have sent them before."""
    entries = list(CheckIn.objects.filter(patient=patient).order_by("received_at").values_list("entry", flat=True))
    if not entries:
        return None
    made = max((str(one["at"]) for one in entries), key=lambda at: (at[:10], datetime.fromisoformat(at)))
    kept = entries[-1].get("withheld") if beyond else None
    put_in = frozenset(private_parts(pathway())) - frozenset(map(str, kept if isinstance(kept, list) else ()))
    return tell(pathway(), diary_of(patient, entries), Choice(name=patient.name, put_in=put_in), made)
