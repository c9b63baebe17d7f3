"""`balm assess`: JSON lines in, JSON lines out, in the same order. One bad line is answered with its errors, and the run goes on."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any as Anything
from typing import BinaryIO

from balm.care.assess import assess, assess_briefly
from balm.cli.result import page
from balm.errors import AnswerProblem, CannotRun, CaseRefused
from balm.pathway import Pathway, load_pathway

LONGEST_LINE = 1_000_000
"""Bytes. A case of every answer takes some 5,000."""


class _NotJson(ValueError):
    """The text is JSON by nobody's rules: a key twice, or a number that is none."""


def run(options: argparse.Namespace) -> int:
    """Assess every case of the file. Returns 0 when all were assessed, 1 when some line was refused. Raises CannotRun."""
    pathway = load_pathway()
    refused = False
    out, clock = sys.stdout, _Progress()
    for at, raw in _open(options.file):
        result = _one(pathway, at, raw, options)
        refused |= "errors" in result
        out.write(_page(pathway, result) if options.text else _line(result, at))
        clock.tick()
    out.flush()
    clock.done()
    return 1 if refused else 0


def _one(pathway: Pathway, at: str, raw: bytes | _NotJson | dict[str, Anything], options: argparse.Namespace) -> dict[str, Anything]:
    case: Anything = None
    try:
        case = _parse(raw) if isinstance(raw, bytes) else raw
        if isinstance(case, _NotJson):
            raise case
        if isinstance(case, dict):
            for key in ("country", "lang"):
                if getattr(options, key) and case.get(key) is None:
                    case[key] = getattr(options, key)
        found = assess_briefly(pathway, case) if options.brief else assess(pathway, case)
        return {"id": case.get("id"), **found}
    except CaseRefused as refusal:
        own = case.get("id") if isinstance(case, dict) else None
        return {"id": own, "errors": [{**error, "at": error["at"] or at} for error in refusal.errors]}
    except (_NotJson, UnicodeDecodeError, RecursionError, ValueError) as error:
        return {"id": None, "errors": [_unreadable(at, error)]}


def _parse(raw: bytes) -> Anything:
    text = raw.decode("utf-8")
    return _DECODER.decode(text)


def _once(pairs: list[tuple[str, Anything]]) -> dict[str, Anything]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _NotJson(f'"{next(key for key in keys if keys.count(key) > 1)[:80]}" stands twice in one object')
    return made


def _no_number(word: str) -> None:
    raise _NotJson(f"{word} is not a number in JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def _unreadable(at: str, error: Exception) -> AnswerProblem:
    match error:
        case _NotJson():
            return {"at": at, "problem": str(error), "hint": "write each key once, and numbers in digits"}
        case json.JSONDecodeError():
            hint = "write one JSON object a line, with double quotes and no comma at the end"
            return {"at": at, "problem": f"not JSON: {error.msg} at column {error.colno}", "hint": hint}
        case UnicodeDecodeError():
            return {"at": at, "problem": f"not UTF-8 at byte {error.start + 1}", "hint": "save the text as UTF-8"}
        case RecursionError():
            return {"at": at, "problem": "nested too deeply", "hint": "a case is an object with one object of answers in it"}
        case _:
            return {"at": at, "problem": f"not JSON: {str(error)[:120]}", "hint": "write one JSON object a line"}


def _line(result: dict[str, Anything], at: str) -> str:
    try:
        text = _ENCODER.encode(result)
        text.encode()
    except UnicodeEncodeError:  # a lone half of a character: it can only be written as \\u....
        text = json.dumps(result, ensure_ascii=True)
    except (ValueError, RecursionError):
        hint = "keep other fields small and plain; numbers must be finite"
        text = json.dumps({"id": None, "errors": [{"at": at, "problem": "its other fields cannot be written as JSON", "hint": hint}]})
    return text + "\n"


def _page(pathway: Pathway, result: dict[str, Anything]) -> str:
    if "errors" in result:
        lines = [f"{error['at']}: {error['problem']}; {error['hint']}" for error in result["errors"]]
        return "\n".join([f"{result['id']}: this case cannot be assessed", *lines, "", ""])
    return page(pathway, result) + "\n\n"  # type: ignore[arg-type]


def _open(name: str) -> Iterator[tuple[str, bytes | _NotJson | dict[str, Anything]]]:
    """Each case with the words for where it stands. A `.json` file may hold one object, or a list of them, over many lines."""
    try:
        if name == "-":
            yield from _lines(sys.stdin.buffer)
            return
        path = Path(name)
        if path.suffix == ".json":
            try:
                whole = _parse(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
            except (ValueError, RecursionError):
                pass  # not one document: perhaps lines after all, and if not, each line says what is wrong with it
            else:
                for number, case in enumerate(whole if isinstance(whole, list) else [whole], 1):
                    yield f"case {number}", case
                return
        with path.open("rb") as file:
            yield from _lines(file)
    except OSError as error:
        raise CannotRun(f"{name}: {error.strerror}; name a file of JSON lines, or - for standard input") from error


def _lines(file: BinaryIO) -> Iterator[tuple[str, bytes | _NotJson]]:
    number = 0
    while raw := file.readline(LONGEST_LINE + 2):
        number += 1
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        long = len(raw.rstrip(b"\r\n")) > LONGEST_LINE
        while not raw.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):  # the rest of a long line
            long = True
            raw = rest
        if long:
            yield f"line {number}", _NotJson(f"longer than {LONGEST_LINE:,} bytes")
        elif raw.strip():
            yield f"line {number}", raw


class _Progress:
    """Says on a terminal how far it is, once it takes more than two seconds."""

    def __init__(self) -> None:
        self.shown, self.count, self.start, self.last = sys.stderr.isatty() and not sys.stdout.isatty(), 0, time.monotonic(), 0.0

    def tick(self) -> None:
        self.count += 1
        if self.shown and self.count % 500 == 0 and (now := time.monotonic()) - self.start > 2 and now - self.last > 0.5:
            self.last = now
            print(f"\r{self.count:,} cases", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        if self.last:
            print(f"\r{self.count:,} cases in {time.monotonic() - self.start:.0f} s", file=sys.stderr)
