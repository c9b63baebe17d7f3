"""`balm clinic`: begin the service, run it, keep it. Django is loaded here, and by no other command."""

from __future__ import annotations

import argparse
import json
import os
import sys
from getpass import getpass
from importlib.util import find_spec
from pathlib import Path

from balm.errors import CannotRun


def _begin(*, new: bool = False) -> None:
    """Load Django, with a secret. Raises CannotRun."""
    if find_spec("django") is None or find_spec("axes") is None:
        raise CannotRun("the clinic needs more packages; install them with: pip install 'balm[clinic]'")
    os.umask(0o077)
    if "DATABASE_URL" not in os.environ:
        os.environ.setdefault("BALM_TRIAL", "1")  # SQLite: on this machine alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balm.clinic.settings")
    from balm.clinic import secret

    if not secret.there():
        if not new:
            raise CannotRun(f"there is no secret in {secret.where()}; run `balm clinic init`, or set BALM_SECRET_KEY or BALM_SECRET_FILE")
        secret.make()
        print(f"A secret was made in {secret.where()}. Keep a copy apart from the backups.")
    import django

    try:
        django.setup()
    except ValueError as error:  # dj_database_url
        raise CannotRun('DATABASE_URL cannot be read; write it such as "postgres://balm:PASSWORD@127.0.0.1:5432/balm"') from error


def init(options: argparse.Namespace) -> int:
    """Migrate, and make the first clinic with its administrator, where there is none."""
    _begin(new=True)
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.management import call_command
    from django.db import OperationalError

    from balm.clinic import actions
    from balm.clinic.models import Clinic, User

    if options.made_up and "DATABASE_URL" in os.environ:
        raise CannotRun("made-up patients are for trying it on SQLite; leave out --made-up, or DATABASE_URL")
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise CannotRun("the database cannot be reached; see that it runs, and that DATABASE_URL is right") from error
    print("The database has every migration.")
    if Clinic.objects.exists():
        print("A clinic is there already; none was added.")
        return 0
    name = options.name or os.environ.get("BALM_CLINIC") or _ask("The clinic's name", "--name or BALM_CLINIC")
    country = options.country or os.environ.get("BALM_COUNTRY") or _ask("Its country, two letters such as GB", "--country or BALM_COUNTRY")
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise CannotRun(f"{country!r} is no country; write two letters, such as GB")
    who = (
        options.administrator or os.environ.get("BALM_ADMINISTRATOR") or _ask("Who administers it", "--administrator or BALM_ADMINISTRATOR")
    )
    password = os.environ.get("BALM_PASSWORD") or _ask("A password of 12 letters or more", "BALM_PASSWORD", hidden=True)
    try:
        validate_password(password, User(username=who))
    except ValidationError as error:
        raise CannotRun(f"that password cannot be used: {' '.join(error.messages)} Choose another one") from error
    member = actions.begin_clinic(name=name, country=country, administrator=who, password=password)
    if options.made_up:
        _make_up(member, options.made_up)
    print(f"{name} is ready, with {who}. Next: balm clinic serve")
    return 0


def _make_up(member, people: int) -> None:  # type: ignore[no-untyped-def] # its type would load Django
    from balm.cli.made_up import fill

    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty():
            print(f"\r{done} of {people} made-up patients", end="" if done < people else "\n", file=sys.stderr, flush=True)

    fill(by=member, people=people, tick=tick)


def _ask(what: str, instead: str, *, hidden: bool = False) -> str:
    if not sys.stdin.isatty():
        raise CannotRun(f"nobody is there to ask; give it by {instead}")
    said = getpass(f"{what}: ") if hidden else input(f"{what}: ").strip()
    if not said:
        raise CannotRun(f"nothing was typed; try again, or give it by {instead}")
    return said


def serve(options: argparse.Namespace) -> int:
    """Run the web workers, and the background worker beside them."""
    os.environ.setdefault("BALM_ADDRESS", f"http://127.0.0.1:{options.port}")
    _begin()
    from django.conf import settings

    from balm.cli.connected import place_companion
    from balm.clinic.serve import serve as run

    if settings.TRIAL and options.host not in ("127.0.0.1", "::1", "localhost"):
        raise CannotRun("for trying it, over plain HTTP, it serves this machine alone; set DATABASE_URL and BALM_HOSTS to serve others")
    try:
        place_companion(settings.PAGES)
    except OSError as error:
        raise CannotRun(f"the patients' page cannot be written into {settings.PAGES}; name another folder in BALM_PAGES") from error
    print(f"The clinic is at {settings.BALM_ADDRESS}/ until you press Ctrl+C", flush=True)
    return run(host=options.host, port=options.port, workers=options.workers, background=not options.web_only)


def work(options: argparse.Namespace) -> int:
    """Send alerts, escalate, file texts that were left: until it is ended."""
    _begin()
    from balm.clinic.work import run

    return run()


def verify(options: argparse.Namespace) -> int:
    """Whether the audit log of each clinic is as it was written, and each digest that is expected stands in one. 1 where not."""
    for digest in options.expect:
        if not (len(digest) == 64 and set(digest) <= set("0123456789abcdef")):
            raise CannotRun(f"{digest!r} is no digest; write the 64 letters that `balm clinic audit verify` printed")
    _begin()
    from balm.clinic import audit
    from balm.clinic.models import Audit, Clinic

    wrong = 0
    for clinic in Clinic.objects.order_by("name"):
        broken, last = audit.broken(clinic), Audit.objects.filter(clinic=clinic).order_by("-number").first()
        wrong += broken is not None
        told = f"entry {broken} was changed, or is missing" if broken else f"whole, {last.number if last else 0} entries"
        print(f"{clinic.name}: {told}" + (f"; the last is {last.digest}" if last and not broken else ""))
    for digest in options.expect:
        if not audit.stands(digest):
            wrong += 1
            print(f"{digest} stands in no whole log: the end of one was cut off, or all of it was written anew")
    return 1 if wrong else 0


def retain(options: argparse.Namespace) -> int:
    """Erase what is older than each clinic keeps."""
    _begin()
    from balm.clinic.actions.retention import retain as erase_old

    print(f"{erase_old()} records were erased.")
    return 0


def erase(options: argparse.Namespace) -> int:
    """Erase one patient, who asked for it, or who was erased before a copy was restored. 1 where there is none with this code."""
    _begin()
    from balm.clinic.actions.retention import erase_by_code

    if not erase_by_code(clinic=_clinic(options.clinic), code=options.code, who="balm clinic erase"):
        print(f"There is no patient {options.code} at this clinic; nothing was erased.")
        return 1
    print("All that was kept of her is erased.")
    return 0


def backup(options: argparse.Namespace) -> int:
    _begin()
    from balm.clinic import keep

    keep.backup(Path(options.copy))
    print(f"All of it is in {options.copy}. It holds every answer: keep it locked away. The secret is not in it.")
    return 0


def restore(options: argparse.Namespace) -> int:
    _begin(new=True)
    from balm.clinic import keep

    keep.restore(Path(options.copy), replace=options.replace)
    last = keep.ends_at()
    ends = f"{last:%Y-%m-%d %H:%M} UTC" if last else "nothing"
    print(f"It is restored. The copy ends at {ends}: what came since is lost, and phones hold it as sent.")
    print("Call whoever may have checked in since; who agreed since needs a new invitation. Who was erased, revoked or taken out")
    print("since is back: do each again (balm clinic erase, balm clinic reader revoke).")
    print("Then: balm clinic init, balm clinic audit verify")
    return 0


def route(options: argparse.Namespace) -> int:
    """Send a clinic's alerts to an address too, or its reminders to a gateway for texts; or list where they go."""
    _begin()
    from django.conf import settings

    from balm.clinic.actions import outbox
    from balm.clinic.channels import SIGNED, TEXT
    from balm.clinic.channels.signed import secret_for
    from balm.clinic.models import Route

    clinic = _clinic(options.clinic)
    if options.kind:
        if not options.address:
            raise CannotRun("write where to, such as: balm clinic route webhook https://hooks.example/balm")
        by = "balm clinic route"
        made = outbox.add_route(clinic=clinic, kind=options.kind, address=options.address, escalates=options.escalates, by=by)
        if made.kind in SIGNED:
            print(f"Its secret, for the other side to check the signature: {secret_for(f'webhook:{made.pk}')}")
        if made.kind == TEXT:
            print(f"Reminders go out between 9:00 and 20:00 by {settings.TIME_ZONE}; BALM_TIME_ZONE changes that")
    for one in Route.objects.filter(clinic=clinic):
        print(json.dumps({"id": str(one.pk), "kind": one.kind, "address": one.address, "escalates": one.escalates, "active": one.active}))
    return 0


def dead(options: argparse.Namespace) -> int:
    """What could not be delivered and was given up. 1 where there is any."""
    _begin()
    from balm.clinic.actions import outbox
    from balm.clinic.models import Delivery, State

    clinic = _clinic(options.clinic)
    if options.again:
        print(f"{outbox.try_again(clinic=clinic)} are tried again.")
        return 0
    found = Delivery.objects.filter(route__clinic=clinic, state=State.DEAD).order_by("made_at")
    for one in found.select_related("route", "alert__patient", "dialogue__patient"):
        about = {"patient": one.patient.code, "what": "alert" if one.alert else "reminder", "made_at": one.made_at.isoformat()}
        if one.alert:
            about |= {"level": one.alert.urgency, "raised_at": one.alert.raised_at.isoformat()}
        kept = {"kind": one.route.kind, "address": one.route.address, "tries": one.tries, "last_error": one.last_error}
        print(json.dumps({"id": one.pk, **about, **kept, "acknowledged": one.alert is not None and one.alert.acknowledged_at is not None}))
    return 1 if found else 0


def text(options: argparse.Namespace) -> int:
    """What a text gateway needs: the path to post to, and its secret."""
    _begin()
    from django.conf import settings

    from balm.clinic.channels.signed import secret_for

    clinic = _clinic(options.clinic)
    secret = secret_for(f"text:{clinic.pk}")
    print(json.dumps({"post_to": f"{settings.BALM_ADDRESS.rstrip('/')}/text/{clinic.pk}", "secret": secret}))
    return 0


def _clinic(name: str):  # type: ignore[no-untyped-def] # its type would load Django
    from balm.clinic.models import Clinic

    found = list(Clinic.objects.filter(name=name) if name else Clinic.objects.all())
    if len(found) != 1:
        known = ", ".join(repr(one) for one in Clinic.objects.order_by("name").values_list("name", flat=True)[:20])
        raise CannotRun(f"name one clinic by --clinic; there are: {known or 'none; run `balm clinic init`'}")
    return found[0]
