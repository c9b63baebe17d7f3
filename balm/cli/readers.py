"""`balm clinic reader` and `balm clinic export`: what other systems of a clinic get. Django is loaded here, as in clinic.py."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from balm.cli.clinic import _begin, _clinic
from balm.errors import CannotRun

_BY = "balm clinic reader"


def add(options: argparse.Namespace) -> int:
    """Let a system in. Its token is printed this once."""
    _begin()
    from balm.clinic.actions import readers

    _, token = readers.add_reader(clinic=_clinic(options.clinic), name=options.name, scope=options.scope or ["record"], by=_BY)
    print(token)
    print("This is shown once. Give it to that system alone, which sends it as: Authorization: Bearer TOKEN", file=sys.stderr)
    return 0


def list_(options: argparse.Namespace) -> int:
    """The systems that were let in, a JSON object a line."""
    _begin()
    from balm.clinic.models import Reader

    for one in Reader.objects.filter(clinic=_clinic(options.clinic)).order_by("made_at"):
        times = {name: at.isoformat() if (at := getattr(one, name)) else None for name in ("made_at", "last_used_at", "revoked_at")}
        print(json.dumps({"name": one.name, "scope": one.scope.split(), **times}))
    return 0


def revoke(options: argparse.Namespace) -> int:
    """Let a system in no longer."""
    _begin()
    from balm.clinic.actions import readers

    readers.revoke_reader(clinic=_clinic(options.clinic), name=options.name, by=_BY)
    print(f"The token of {options.name} opens nothing any more.")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write every record of a clinic into a new folder, a file for each type of FHIR resource."""
    _begin()
    from balm.clinic.actions import exports
    from balm.clinic.fhir.resources import TYPES

    clinic, folder = _clinic(options.clinic), Path(options.folder)
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise CannotRun(f"{folder} is there already; name a new folder")
    whole, shown = clinic.patients.count(), sys.stderr.isatty()

    def progress(patients: int) -> bool:
        if shown:
            print(f"\r{patients} of {whole} patients", end="", file=sys.stderr, flush=True)
        return True

    try:
        counts = exports.write_out(clinic=clinic, folder=folder, types=options.type or TYPES, by="balm clinic export", told=progress)
    except OSError as error:
        raise CannotRun(f"{folder} cannot be written: {error.strerror}; name another place") from error
    finally:
        if shown:
            print(file=sys.stderr)
    print(json.dumps({"folder": str(folder), **counts}))
    print("It holds every answer: keep it locked away, and delete it when it is no longer needed.", file=sys.stderr)
    return 0
