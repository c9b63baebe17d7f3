"""`balm summary`: one case, or one diary, as the page for a clinician, and as files that other systems take in."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any as Anything

from balm.cli.diary.unlock import name_damaged, opened, unlocked
from balm.cli.extra import need
from balm.cli.paper import width
from balm.cli.taken import Taken, take
from balm.companion.build import said_in
from balm.diary import kept
from balm.diary.file import is_file
from balm.errors import CannotRun, CaseRefused
from balm.pathway import Pathway, load_pathway
from balm.summary.page import Summary, summary
from balm.summary.sheet import to_csv
from balm.summary.statements import Statements
from balm.summary.text import text
from balm.summary.told import Choice, Told, private_parts, tell

_Make = Callable[[dict[str, Anything], Summary, Told], bytes]


def run(options: argparse.Namespace) -> int:
    """Print the page, or write what was asked for. Returns 0, or 1 when she says no. Raises CannotRun, CaseRefused."""
    wanted = {form: name for form in _FORMS if (name := getattr(options, form))}
    if [*wanted.values(), *(["-"] if options.text else [])].count("-") > 1:
        raise CannotRun("two things cannot both go to standard output; give one of them a file")
    pathway = load_pathway()
    put_in, leave_out = frozenset(options.put_in), frozenset(options.leave_out)
    choice = Choice(options.name, options.ask, put_in - leave_out, leave_out.difference(private_parts(pathway)))
    taken = _read(pathway, options.file)
    given = taken.what
    told = tell(pathway, given, choice, _moment(options.today or _own_day(given)))
    said = said_in(pathway, options.lang)
    if options.lang != said["language"]["code"]:
        print(f"balm: there is no translation {options.lang!r}; this is English", file=sys.stderr)
    page = summary(said, told)
    if "level" in options.leave_out and told.result["urgency"] in ("emergency", "urgent"):
        number = told.result["call"]["number"] or ""
        print(f"balm: the page leaves it out, but: {Statements(said, told).level()} {number}".rstrip(), file=sys.stderr)
    refused = told.seen["refused"] if told.seen else []
    for error in [*taken.wrong, *(error for one in refused for error in one["errors"])]:
        print(f"balm: {error['at']}: {error['problem']}; {error['hint']}", file=sys.stderr)
    if options.text or not wanted:
        print(text(page, width() if sys.stdout.isatty() else 0), end="")
    elif sys.stdin.isatty() and sys.stdout.isatty() and not _agreed(page):
        return 1
    for form, name in wanted.items():
        write(name, _FORMS[form](said, page, told), mode=0o600)
    return 0


def _read(pathway: Pathway, name: str) -> Taken:
    """What the file holds, or the diary that is kept on this computer. Raises CannotRun, CaseRefused where it cannot be read."""
    if not name:
        with opened(argparse.Namespace(file=None)) as store:
            known = kept.read(store)
        name_damaged(known)
        return Taken(known.diary())
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise CannotRun(f"{name}: {error.strerror}; name a case or a diary, or - for standard input") from error
    except UnicodeDecodeError as error:
        raise CannotRun(f"{name}: it is not text in UTF-8; name a case or a diary, or none for the diary of $BALM_DIARY") from error
    return Taken(kept.diary_of(unlocked(text))) if is_file(text) else take(pathway, text)


def _own_day(given: object) -> str:
    """The day that a case names as today. A diary names none."""
    today = given.get("today") if isinstance(given, dict) and "entries" not in given else None
    return today if isinstance(today, str) else ""


def _moment(day: str) -> str:
    """Now, as ISO with its offset; of another day, its last minute."""
    now = datetime.now().astimezone()
    try:
        wanted = date.fromisoformat(day) if day else now.date()
    except ValueError as error:
        raise CaseRefused([{"at": "today", "problem": f"{day!r} is not a date", "hint": 'write it such as "2026-11-22"'}]) from error
    if not 1900 <= wanted.year <= 2999:
        raise CaseRefused(
            [{"at": "today", "problem": f"{day} is in no year that a diary could be of", "hint": "write a year from 1900 on"}]
        )
    if wanted != now.date():
        now = now.replace(year=wanted.year, month=wanted.month, day=wanted.day, hour=23, minute=59)
    return now.isoformat(timespec="minutes")


def _agreed(page: Summary) -> bool:
    """Whether she wants the page as it is, once she has read it."""
    print(text(page, width()))
    try:
        return input("Make it like this? y/n > ").strip().lower() in ("y", "yes")
    except EOFError:
        print()
        return False


def write(name: str, data: bytes, *, mode: int = 0o666) -> None:
    """Write into the file, or to standard output. `mode`: who may read a file that is new. Raises CannotRun."""
    if name == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        with open(name, "wb", opener=lambda path, flags: os.open(path, flags, mode)) as out:
            out.write(data)
    except OSError as error:
        raise CannotRun(f"{name}: {error.strerror}; name a file that can be written, or - for standard output") from error


def _pdf(said: dict[str, Anything], page: Summary, told: Told) -> bytes:
    need("typst")
    from balm.summary.pdf import to_pdf

    return to_pdf(page)


def _ics(said: dict[str, Anything], page: Summary, told: Told) -> bytes:
    need("icalendar")
    from balm.summary.calendar import to_ics

    return to_ics(said, told)


def _fhir(said: dict[str, Anything], page: Summary, told: Told) -> bytes:
    from balm.summary.fhir import bundle

    return (json.dumps(bundle(said, told), ensure_ascii=False, indent=1) + "\n").encode()


_FORMS: dict[str, _Make] = {
    "pdf": _pdf,
    "json": lambda said, page, told: (json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode(),
    "csv": lambda said, page, told: to_csv(page, told).encode(errors="replace"),  # half a letter is none
    "ics": _ics,
    "fhir": _fhir,
}
