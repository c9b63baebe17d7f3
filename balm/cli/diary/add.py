"""`balm diary add`: one entry from flags or from questions, or many from JSON. Once its line is printed, it is on the disk."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any as Anything

from balm.care.entries import read_diary
from balm.cli.diary.answers import answer_of
from balm.cli.diary.told import day_in_words, say_what_to_do, say_wrong
from balm.cli.diary.unlock import name_damaged, opened, path_typed, say_begun
from balm.diary import kept
from balm.diary.database import NoDiary
from balm.diary.moments import moment, stamp, typed
from balm.diary.seal import from_json, too_deep
from balm.errors import AnswerProblem, CannotRun, CaseRefused
from balm.pathway import Pathway, load_pathway

Entry = dict[str, Anything]
ANSWERED = {"pain": "back_pain", "bleeding": "bleeding", "temperature": "temperature_c", "sleep": "sleep_hours"}
"""The flags that answer a finding."""
_ANYTHING = (*ANSWERED, "at", "worst", "mood", "place", "took", "tried", "note", "told", "answer")
_NOBODY_ASKED = "say how it is with flags, such as --pain 4, or give entries with --json -; `balm diary add --help` lists the flags"


def run(options: argparse.Namespace) -> int:
    """Keep the entries, and say what to do where that is grave. Returns 0; 1 when something in them was wrong, and nothing was kept."""
    pathway, now = load_pathway(), datetime.now().astimezone()
    flags = any(getattr(options, name) is not None for name in _ANYTHING)
    if options.json and flags:
        raise CannotRun("--json and the other flags do not go together; put everything into the JSON")
    if not options.json and not flags and not sys.stdin.isatty():
        raise CannotRun(_NOBODY_ASKED)
    with ExitStack() as open_:
        try:
            store = open_.enter_context(opened(options))
        except NoDiary:
            store = None
        head = kept.read(store).diary() if store else {}
        try:
            entries = _entries(pathway, options, now, flags)
            _check(pathway, {**head, "entries": entries}, now)
        except CaseRefused as refused:
            say_wrong(refused.errors, "entries.0." if flags else "")
            print("Nothing was written.", file=sys.stderr)
            return 1
        if not entries:
            print("Nothing was written.")
            return 0
        for entry in entries:
            if entry["at"][:10] < now.date().isoformat():
                entry.setdefault("written", stamp(now))
        if store is None:
            store = open_.enter_context(opened(options, make=True))
        kept.add(store, entries)
        print(_line(entries), flush=True)
        say_begun(store)
        known = kept.read(store)
    name_damaged(known)
    say_what_to_do(pathway, known, now)
    return 0


def _entries(pathway: Pathway, options: argparse.Namespace, now: datetime, flags: bool) -> list[Entry]:
    if options.json:
        return _from_json(options.json)
    if flags:
        return [from_flags(pathway, options, now)]
    from balm.cli.diary.questions import from_questions

    entry = from_questions(pathway, now)
    return [entry] if entry else []


def _check(pathway: Pathway, diary: Entry, now: datetime) -> None:
    """Raises CaseRefused for everything that is wrong with the entries; what stands at the head of the diary is not theirs."""
    if deep := [f"entries.{n}" for n, entry in enumerate(diary["entries"]) if too_deep(entry)]:
        raise CaseRefused([_problem(at, "nested too deeply", "keep other fields small and plain") for at in deep])
    refused = read_diary(pathway, diary, now.date()).refused
    if errors := [error for one in refused if one["entry"] is not None for error in one["errors"]]:
        raise CaseRefused(errors)


def _line(entries: list[Entry]) -> str:
    if len(entries) > 1:
        return f"{len(entries)} entries are in your diary."
    at = datetime.fromisoformat(entries[0]["at"])
    return f"It is in your diary, for {day_in_words(at)} {at:%H:%M}."


def from_flags(pathway: Pathway, options: argparse.Namespace, now: datetime) -> Entry:
    """The entry that the flags say. What is wrong with their values, the diary's own reading says. Raises CaseRefused."""
    at = typed(options.at, now) if options.at else stamp(now)
    _not_to_come(at, now)
    then = moment(at) or now
    answers = {
        finding: answer_of(pathway, finding, value) for flag, finding in ANSWERED.items() if (value := getattr(options, flag)) is not None
    }
    for said in options.answer or ():
        finding, given, value = said.partition("=")
        if not given:
            raise CaseRefused([_problem("answer", f'"{said[:40]}" has no "="', "write FINDING=VALUE, such as dizzy=yes")])
        answers[finding] = answer_of(pathway, finding, value)
    entry: Entry = {"at": at, "answers": answers}
    if options.worst is not None:
        entry["pain_worst"] = answer_of(pathway, "back_pain", options.worst)
    if options.mood is not None:
        entry["mood"] = options.mood
    if options.place is not None:
        entry["places"] = [place for place in options.place if place != "none"]
    if options.took is not None:
        entry["medicine"] = [_taken(one, then) for one in options.took if one != "none"]
    if options.tried is not None:
        entry["tried"] = [_tried(one) for one in options.tried]
    if options.note is not None:
        entry["notes"] = options.note
    if options.told is not None:
        entry["told_clinic"] = options.told
    return entry


def _taken(said: str, then: datetime) -> Entry:
    item, _, at = said.partition("@")
    return {"item": item, "at": typed(at, then)} if at else {"item": item}


def _tried(said: str) -> Entry:
    item, _, helped = said.partition("=")
    return {"item": item, "helped": helped or None}


def _not_to_come(at: str, now: datetime) -> None:
    when = moment(at)
    if when and when > now + timedelta(minutes=1):
        raise CaseRefused([_problem("at", f'"{at[:40]}" is yet to come', "write when it was; leave it out for now")])


def _from_json(name: str) -> list[Entry]:
    """The entries of the file, one object or a list of them; "-" is standard input."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else path_typed(name).read_bytes()
        given = from_json(raw.decode("utf-8-sig"))
    except OSError as error:
        raise CannotRun(f"{name}: {error.strerror}; name a file, or - for standard input") from error
    except UnicodeDecodeError as error:
        raise CaseRefused([_problem("", f"not UTF-8 at byte {error.start + 1}", "save the text as UTF-8")]) from error
    except (ValueError, RecursionError) as error:
        hint = 'write one object, such as {"at": "2026-11-03T21:40+01:00", "answers": {"back_pain": 4}}, or a list of them'
        where = f"line {error.lineno}, column {error.colno}" if hasattr(error, "lineno") and hasattr(error, "colno") else "the text"
        raise CaseRefused([_problem(where, "not JSON", hint)]) from error
    return given if isinstance(given, list) else [given]


def _problem(at: str, problem: str, hint: str) -> AnswerProblem:
    return {"at": at, "problem": problem, "hint": hint}
