"""All records of a clinic as NDJSON: a file for each type, a resource on each line. A hundred patients are read at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from balm.clinic.fhir.resources import of_types, resources_of
from balm.clinic.models import Clinic, Patient

_AT_ONCE, _ASKED_EVERY = 100, 20


class Stopped(Exception):
    """It was not to go on."""


def write(clinic: Clinic, folder: Path, types: list[str], go_on: Callable[[int], bool]) -> dict[str, int]:
    """Write the files, that only their owner reads, into the folder, which is made. How many resources of each type there are.

    `go_on` is asked after every few patients, with how many there were. Raises Stopped where it says no, FileExistsError where a file is
    there already, and OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    counts = dict.fromkeys(types, 0)
    with ExitStack() as open_files:
        files = {kind: open_files.enter_context(_new(folder / f"{kind}.ndjson")) for kind in types}
        number = 0
        for number, patient in enumerate(everyone(clinic), 1):
            for resource in of_types(resources_of(patient), types):
                kind = resource["resourceType"]
                files[kind].write(json.dumps(resource, ensure_ascii=False, separators=(",", ":")) + "\n")
                counts[kind] += 1
            if number % _ASKED_EVERY == 0 and not go_on(number):
                raise Stopped
        if not go_on(number):
            raise Stopped
        for file in files.values():
            file.flush()
            os.fsync(file.fileno())
    return counts


def everyone(clinic: Clinic) -> Iterator[Patient]:
    """The clinic's patients by their ids, a few at a time: no cursor stays open, and nothing is held for the next."""
    after = None
    while True:
        rest = Patient.objects.filter(clinic=clinic).select_related("clinic").order_by("pk")
        page = list((rest.filter(pk__gt=after) if after else rest)[:_AT_ONCE])
        yield from page
        if len(page) < _AT_ONCE:
            return
        after = page[-1].pk


def _new(path: Path) -> TextIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")
