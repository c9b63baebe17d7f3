"""What readers are given: noted in the audit log; and all of a clinic at once, made in the background into files that last a day.

Each function that changes anything is one transaction.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from balm.clinic import audit
from balm.clinic.actions import Refused
from balm.clinic.actions.readers import called
from balm.clinic.fhir.ndjson import Stopped, write
from balm.clinic.fhir.resources import TYPES
from balm.clinic.models import Audit, Clinic, Export, Patient, Reader

LASTS = timedelta(hours=24)
TRIES = 3
_LEASE = timedelta(minutes=2)
_log = logging.getLogger("balm.work")


class Busy(Exception):
    """This reader has an export that is still being made."""


@transaction.atomic
def note_reading(*, reader: Reader, patient: Patient) -> None:
    """A reader was given her record, or part of it."""
    audit.note(reader.clinic, who=called(reader), what="record read", about=patient.code)


@transaction.atomic
def ask(*, reader: Reader, types: Iterable[str], now: datetime | None = None) -> Export:
    """A new export, for the worker to make. Raises Refused for a type that there is not, and Busy."""
    wanted = types_of(types)
    Reader.objects.select_for_update().get(pk=reader.pk)
    if any(state_of(one, now) == "making" for one in Export.objects.filter(reader=reader)):
        raise Busy
    made = Export.objects.create(reader=reader, types=wanted, asked_at=now or timezone.now())
    audit.note(reader.clinic, who=called(reader), what="all records exported", about=str(made.pk))
    return made


def types_of(types: Iterable[str]) -> list[str]:
    """Those of these types in our order; all, where there is none. Raises Refused for one that is not here."""
    asked = set(types)
    if unknown := sorted(asked - set(TYPES)):
        raise Refused(f"there is no type {unknown[0][:40]!r} here; leave it out, or write some of {','.join(TYPES)}")
    return [one for one in TYPES if one in asked] or list(TYPES)


@transaction.atomic
def end(*, export: Export) -> None:
    """The reader wants it no longer. Its files go with the worker's next round, and are not given out from now on."""
    Export.objects.filter(pk=export.pk).delete()


def export_of(reader: Reader, id_: UUID, now: datetime | None = None) -> Export | None:
    """The reader's own export, unless it is too old."""
    return Export.objects.filter(pk=id_, reader=reader, asked_at__gt=(now or timezone.now()) - LASTS).first()


def state_of(export: Export, now: datetime | None = None) -> str:
    """ "making", "done" or "failed"."""
    if export.done_at:
        return "done"
    gave_up = export.tries >= TRIES and (export.claimed_until is None or export.claimed_until < (now or timezone.now()))
    return "failed" if gave_up or export.asked_at < (now or timezone.now()) - LASTS else "making"


def folder_of(export: Export) -> Path:
    """Where its files are, or will be."""
    return Path(settings.BALM_EXPORTS) / str(export.pk)


@transaction.atomic
def claim(*, now: datetime | None = None) -> Export | None:
    """The next export to make, for this worker. One whose worker died is made anew when its claim has run out."""
    now = now or timezone.now()
    waiting = Export.objects.filter(done_at=None, tries__lt=TRIES, asked_at__gt=now - LASTS)
    waiting = waiting.filter(Q(claimed_until=None) | Q(claimed_until__lt=now)).order_by("asked_at")
    found = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("reader__clinic").first()
    if found is not None:
        found.tries, found.claimed_until, found.begun_at, found.patients = found.tries + 1, now + _LEASE, now, 0
        found.save(update_fields=["tries", "claimed_until", "begun_at", "patients"])
    return found


def make_next(stopped: Callable[[], bool]) -> bool:
    """Make the export that waits longest; whether there was one. One that is given up half-way is taken up by another worker."""
    found = claim()
    if found is not None:
        _make(found, stopped)
    return found is not None


def _make(export: Export, stopped: Callable[[], bool]) -> None:
    folder, mine = folder_of(export), Export.objects.filter(pk=export.pk, tries=export.tries)

    def wanted(patients: int) -> bool:
        """Whether to go on; and that this worker lives."""
        return not stopped() and bool(mine.update(patients=patients, claimed_until=timezone.now() + _LEASE))

    shutil.rmtree(folder, ignore_errors=True)
    try:
        counts = write(export.reader.clinic, folder, export.types, wanted)
        kept = mine.update(done_at=timezone.now(), counts=counts, claimed_until=None)
    except Stopped:
        kept = 0
        mine.update(claimed_until=None, tries=export.tries - 1)
    except Exception as error:  # a full disk, a record that cannot be told: it is tried again, and the alerts go on
        kept = 0
        mine.update(claimed_until=None)
        _log.error("export", extra={"balm": {"export": str(export.pk), "tries": export.tries, "problem": type(error).__name__}})
    if not kept:
        shutil.rmtree(folder, ignore_errors=True)


def write_out(*, clinic: Clinic, folder: Path, types: Iterable[str], by: str, told: Callable[[int], bool]) -> dict[str, int]:
    """All of a clinic into a folder, at once; how many resources of each type. Written anew where somebody was erased meanwhile, so that
    nobody erased is in it. `told` hears how many patients are done, and answers whether to go on. Raises Refused, Stopped, OSError.
    """
    wanted = types_of(types)
    for _ in range(TRIES):
        erased = _erased(clinic)
        counts = write(clinic, folder, wanted, told)
        with transaction.atomic():
            Clinic.objects.select_for_update().get(pk=clinic.pk)  # which erasing waits for
            if _erased(clinic) == erased:
                audit.note(clinic, who=by, what="all records exported")
                return counts
        for kind in wanted:
            (folder / f"{kind}.ndjson").unlink()
    raise Refused("somebody was erased each time that it was written; try again when the clinic is quieter")


def _erased(clinic: Clinic) -> int:
    return Audit.objects.filter(clinic=clinic, what="erased").count()


def sweep(*, now: datetime | None = None) -> int:
    """Take away what is too old, and every folder of an export that is no more. How many folders that were."""
    now = now or timezone.now()
    Export.objects.filter(asked_at__lt=now - LASTS).delete()
    place = Path(settings.BALM_EXPORTS)
    names = [one.name for one in os.scandir(place)] if place.is_dir() else []
    ours = {name for name in names if _is_id(name)}
    gone = ours - {str(key) for key in Export.objects.filter(pk__in=ours).values_list("pk", flat=True)}
    for name in gone:
        shutil.rmtree(place / name, ignore_errors=True)
    return len(gone)


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
