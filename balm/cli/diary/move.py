"""`balm diary export` and `import`: to a phone and back, or as plain JSON."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any as Anything

from balm.care.entries import AHEAD, read_diary
from balm.cli.diary.told import say_what_to_do, say_wrong
from balm.cli.diary.unlock import FILE, name_damaged, new_passphrase, opened, path_typed, say_begun, unlocked
from balm.cli.paper import wrap
from balm.cli.taken import as_diary, take
from balm.diary import kept
from balm.diary.file import is_file, write_file
from balm.diary.seal import as_json, need_seal, too_deep
from balm.errors import AnswerProblem, CannotRun, CaseRefused
from balm.pathway import Pathway, load_pathway

_LAST_DAY = date.fromordinal(date(2999, 12, 31).toordinal() - AHEAD)


def export(options: argparse.Namespace) -> int:
    """Write everything that is kept into a file that is not there yet, or to standard output. Returns 0."""
    with opened(options) as store:
        known = kept.read(store)
    name_damaged(known)
    if options.plain:
        print(wrap("Anybody can read this file: it has no lock."), file=sys.stderr)
        text = as_json(known.diary()).decode()
    else:
        need_seal()
        text = write_file(known.found(), new_passphrase("this file", FILE))
    if options.to == "-":
        print(text)
        return 0
    path = path_typed(options.to)
    try:
        with open(path, "x", encoding="utf-8", opener=_for_her_alone) as out:
            out.write(text)
    except FileExistsError as error:
        raise CannotRun(f"{options.to}: there is such a file already; choose another name") from error
    except OSError as error:
        raise CannotRun(f"{options.to}: {error.strerror}; choose another place") from error
    n = len(known.entries)
    how = "" if options.plain else " On a phone: What is kept, Take in a file."
    print(wrap(f"{n} {'entry is' if n == 1 else 'entries are'} in {options.to}.{how}"))
    return 0


def _for_her_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def import_(options: argparse.Namespace) -> int:
    """Take in a file. Returns 0; 1 when something in it was refused: the rest came in."""
    pathway = load_pathway()
    try:
        raw = sys.stdin.buffer.read() if options.file_in == "-" else path_typed(options.file_in).read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise CannotRun(f"{options.file_in}: {error.strerror}; name a file, or - for standard input") from error
    except UnicodeDecodeError as error:
        raise CannotRun(f"{options.file_in}: it is not text; name a file that the companion or Balm made") from error
    wrong: list[AnswerProblem] = []
    try:
        found = unlocked(text) if is_file(text) else kept.as_found(_plain(pathway, text, wrong))
    except CaseRefused as refused:
        say_wrong(refused.errors)
        print("Nothing came in.", file=sys.stderr)
        return 1
    entries = [one.get("value") for one in found.get(kept.ENTRY, [])]
    deep = {n for n, entry in enumerate(entries) if too_deep(entry)}
    wrong += [{"at": f"entries.{n}", "problem": "nested too deeply", "hint": "keep other fields small and plain"} for n in sorted(deep)]
    entries = [{"of no day": n} if n in deep else entry for n, entry in enumerate(entries)]
    out = _belong_nowhere(pathway, entries)
    with opened(options, make=True) as store:
        lost = (_dates(found) or kept.read(store).diary())["date_of_loss"]
        for one in read_diary(pathway, {"date_of_loss": lost, "entries": entries}, date.today()).refused:
            wrong += one["errors"] if one["entry"] is not None and one["entry"] not in deep else []
        found[kept.ENTRY] = [_own(one) for n, one in enumerate(found.get(kept.ENTRY, [])) if n not in out]
        came, here = kept.take_in(store, found)
        known = kept.read(store)
    say_wrong(wrong)
    if out:
        print(wrap(f"{len(out)} {'entry belongs' if len(out) == 1 else 'entries belong'} to no day, and stayed out."), file=sys.stderr)
    if len(wrong) > len(out):
        print(wrap("What is wrong in the others is kept as it stands, and not counted."), file=sys.stderr)
    already = f" {here} {'was' if here == 1 else 'were'} here already." if here else ""
    print(f"{came} {'entry' if came == 1 else 'entries'} came in.{already}")
    say_begun(store)
    name_damaged(known)
    say_what_to_do(pathway, known, datetime.now())
    return 1 if wrong else 0


def _plain(pathway: Pathway, text: str, wrong: list[AnswerProblem]) -> dict[str, Anything]:
    """The diary of any form but the companion's locked file, less what is wrong at its head."""
    diary, unread = as_diary(take(pathway, text), datetime.now())
    read_diary(pathway, diary, date.today())
    wrong += unread
    return _head(pathway, diary, wrong)


def _head(pathway: Pathway, diary: dict[str, Anything], wrong: list[AnswerProblem]) -> dict[str, Anything]:
    """The diary without what is wrong at its head."""
    for one in read_diary(pathway, {**diary, "entries": []}, date.today()).refused:
        wrong += one["errors"]
    bad = {error["at"] for error in wrong}
    return {key: value for key, value in diary.items() if key not in bad}


def _dates(found: kept.Found) -> dict[str, Anything] | None:
    visits = found.get(kept.VISIT)
    value = visits[0].get("value") if visits else None
    return {"date_of_loss": value["dateOfLoss"]} if isinstance(value, dict) and isinstance(value.get("dateOfLoss"), str) else None


def _belong_nowhere(pathway: Pathway, entries: Sequence[object]) -> set[int]:
    """The places of the entries that belong to no day, not even to one that is yet to come. Only these are left out: of any other, what
    is wrong is named whenever the diary is read, and the rest of it counts."""
    refused = read_diary(pathway, {"entries": [*entries]}, _LAST_DAY).refused
    none = {as_json(entries[one["entry"]]) for one in refused if one["entry"] is not None and one["day"] is None}
    return {n for n, entry in enumerate(entries) if as_json(entry) in none}


def _own(record: dict[str, Anything]) -> dict[str, Anything]:
    """The record; "id" inside an entry would stand for the record's own on a phone."""
    value = {key: one for key, one in record["value"].items() if key != "id"}
    return {**record, "value": value}
