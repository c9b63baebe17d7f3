"""`balm build` and `balm serve`: the companion as static files, and the same files on this machine."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from balm.companion import build as build_companion
from balm.companion import server
from balm.companion.build import unsaid
from balm.errors import CannotRun
from balm.pathway import load_pathway


def build(options: argparse.Namespace) -> int:
    """Write the files. Raises CannotRun for a release that lacks signatures, or where nothing can be written."""
    pathway = load_pathway()
    if options.release and not pathway.reviewed:
        raise CannotRun("not every rule and care item has a clinician's signature; `balm content check` counts them")
    if options.clinic:
        _check_clinic(options)
    try:
        version = build_companion(pathway, Path(options.folder), triage=not options.without_triage, clinic=options.clinic)
    except OSError as error:
        raise CannotRun(f"{options.folder} cannot be written: {error.strerror}; name another folder") from error
    print(f"Version {version} is in {options.folder}. Any static host will do; hosting/ and the header files say what it must send.")
    if not pathway.reviewed:
        print("No clinician has reviewed it, and every answer says so.")
    for code, places in unsaid(pathway).items():
        if places:
            first = ", ".join(places[:5])
            print(f"{code}: {len(places)} texts are missing or stale, and in English: {first}. `balm language {code}` lists them.")
    return 0


def _check_clinic(options: argparse.Namespace) -> None:
    """Her checks go nowhere but over TLS, save on this machine. Raises CannotRun."""
    if options.without_triage:
        raise CannotRun("a companion without the check has nothing to send to a clinic; leave out --clinic or --without-triage")
    try:
        found = urlsplit(options.clinic)
        safe = found.scheme == "https" or (found.scheme == "http" and found.hostname in ("127.0.0.1", "localhost"))
        if safe and found.hostname and found.path.endswith("/api/") and not (found.query or found.fragment or found.username):
            return
    except ValueError:
        pass
    raise CannotRun(f'--clinic {options.clinic!r} is no address of a clinic\'s API; write it such as "https://clinic.example/api/"')


def serve(options: argparse.Namespace) -> int:
    """Build into a folder of its own, and serve until Ctrl+C. Raises CannotRun when the port is taken."""
    with tempfile.TemporaryDirectory(prefix="balm-") as folder:
        version = build_companion(load_pathway(), Path(folder))
        try:
            serving = server(Path(folder), options.port, version)
        except (OSError, OverflowError) as error:
            raise CannotRun(f"port {options.port} cannot be used; try --port 0 for a free one") from error
        print(f"Balm is at http://127.0.0.1:{serving.server_port}/ until you press Ctrl+C", flush=True)
        with serving:
            serving.serve_forever()
    return 0
