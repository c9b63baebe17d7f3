"""`balm assess`: JSON lines in, JSON lines out, in the same order. One bad line is answered with its errors, and the run goes on."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any as Anything
from typing import BinaryIO

from balm.care.assess import assess, assess_briefly
from balm.care.case import CaseObject
from balm.cli.result import page
from balm.errors import AnswerProblem, CannotRun, CaseRefused
from balm.pathway import load_pathway

CHUNK = 1 << 16
LONGEST_LINE = 1_000_000
"""Bytes. A case of every answer takes some 5,000."""


class _NotJson(ValueError):
    """The text is JSON by nobody's rules: a key twice, a number that is none, or a line without end."""

    def __init__(self, problem: str, hint: str = "write each key once, and numbers in digits") -> None:
        super().__init__(problem)
        self.hint = hint


Result = dict[str, Anything]


def run(options: argparse.Namespace) -> int:
    """Assess every case of the file. Returns 0 when all were assessed, 1 when some line was refused. Raises CannotRun."""
    pathway = load_pathway()

    def found(case: CaseObject) -> Result:
        return {**(assess_briefly(pathway, case) if options.brief else assess(pathway, case))}

    return answer(options, found, partial(page, pathway) if options.text else None)


def answer(
    options: argparse.Namespace, found: Callable[[CaseObject], Result], text: Callable[[Anything], str] | None, *, every: int = 500
) -> int:
    """Print what is found of every case of `options.file`, as a line of JSON, or as `text` makes of it, in the same order.

    `found` raises CaseRefused for a case that is refused; its line says why, and the run goes on. `every`: after how many cases what is
    written goes out at the latest. Returns 0, or 1 when some line was refused. Raises CannotRun.
    """
    refused = False
    out, clock = sys.stdout, _Progress(every)
    for at, raw in _open(options.file, out.flush):
        result = _one(at, raw, options, found)
        line = _page(result, text) if text else _line(result)
        if line is None:
            result = {"id": _finite(result["id"]), "errors": [_unwritable(at)]}
            line = _line(result) or ""
        refused |= "errors" in result
        out.write(line)
        if clock.tick():
            out.flush()
    clock.done()
    return 1 if refused else 0


def _one(at: str, raw: bytes | _NotJson | Result, options: argparse.Namespace, found: Callable[[CaseObject], Result]) -> Result:
    case: Anything = None
    try:
        case = _parse(raw) if isinstance(raw, bytes) else raw
        if isinstance(case, _NotJson):
            raise case
        if isinstance(case, dict):
            for key in ("country", "lang"):
                if getattr(options, key, "") and case.get(key) is None:
                    case[key] = getattr(options, key)
        result = found(case)
        return {"id": case.get("id"), **result}
    except CaseRefused as refusal:
        own = case.get("id") if isinstance(case, dict) else None
        return {"id": own, "errors": [{**error, "at": error["at"] or at} for error in refusal.errors]}
    except (_NotJson, UnicodeDecodeError, RecursionError, ValueError) as error:
        return {"id": _id_all_the_same(raw), "errors": [_unreadable(at, error)]}


def _id_all_the_same(raw: object) -> Anything:
    """The id of a line that is refused for a key twice or a number that is none; None where even that cannot be read."""
    try:
        case = json.loads(raw.decode("utf-8")) if isinstance(raw, bytes) else None
        return _finite(case.get("id")) if isinstance(case, dict) else None
    except (ValueError, RecursionError):
        return None


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


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 4000 else float(digits[0] + "1e999")  # Python refuses to read more; no answer is that long


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number, parse_int=_whole)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def _unreadable(at: str, error: Exception) -> AnswerProblem:
    match error:
        case _NotJson():
            return {"at": at, "problem": str(error), "hint": error.hint}
        case json.JSONDecodeError():
            hint = "write one JSON object a line, with double quotes and no comma at the end"
            return {"at": at, "problem": f"not JSON: {error.msg} at column {error.colno}", "hint": hint}
        case UnicodeDecodeError():
            return {"at": at, "problem": f"not UTF-8 at byte {error.start + 1}", "hint": "save the text as UTF-8"}
        case RecursionError():
            return {"at": at, "problem": "nested too deeply", "hint": "a case is an object with one object of answers in it"}
        case _:
            return {"at": at, "problem": f"not JSON: {str(error)[:120]}", "hint": "write one JSON object a line"}


def _line(result: dict[str, Anything]) -> str | None:
    """The line to print; None when it cannot be written as JSON."""
    try:
        text = _ENCODER.encode(result)
        text.encode()
    except UnicodeEncodeError:  # a lone half of a character: it can only be written as \\u....
        text = json.dumps(result, ensure_ascii=True)
    except (ValueError, RecursionError):
        return None
    return text + "\n"


def _unwritable(at: str) -> AnswerProblem:
    hint = "keep other fields small and plain; numbers must be finite"
    return {"at": at, "problem": "its other fields cannot be written as JSON", "hint": hint}


def _finite(own: Anything) -> Anything:
    try:
        json.dumps(own, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return own


def _page(result: Result, text: Callable[[Anything], str]) -> str:
    if "errors" in result:
        lines = [f"{error['at']}: {error['problem']}; {error['hint']}" for error in result["errors"]]
        return "\n".join([f"{result['id']}: this case cannot be assessed", *lines, "", ""])
    return text(result) + "\n\n"


def _open(name: str, before_waiting: Callable[[], None]) -> Iterator[tuple[str, bytes | _NotJson | dict[str, Anything]]]:
    """Each case with the words for where it stands. A `.json` file may hold one object, or a list of them, over many lines."""
    try:
        if name == "-":
            yield from _lines(sys.stdin.buffer, before_waiting)
            return
        path = Path(name)
        if path.suffix == ".json":
            text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
            try:
                whole = _parse(text)
            except (ValueError, RecursionError) as error:
                if not _is_lines(text):
                    yield "the file", error if isinstance(error, _NotJson) else _NotJson(*_where(error))
                    return
            else:
                for number, case in enumerate(whole if isinstance(whole, list) else [whole], 1):
                    yield f"case {number}", case
                return
        with path.open("rb") as file:
            yield from _lines(file, before_waiting)
    except OSError as error:
        raise CannotRun(f"{name}: {error.strerror}; name a file of JSON lines, or - for standard input") from error


def _is_lines(text: bytes) -> bool:
    """Whether the first line that is not blank is JSON on its own."""
    first = next((line for line in text.splitlines() if line.strip()), b"")
    try:
        _parse(first)
    except (ValueError, RecursionError):
        return False
    return True


def _where(error: Exception) -> tuple[str, str]:
    if isinstance(error, json.JSONDecodeError):
        return (
            f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
            "mend it there; write double quotes and no comma too many",
        )
    said = _unreadable("", error)
    return said["problem"], said["hint"]


def _lines(file: BinaryIO, before_waiting: Callable[[], None]) -> Iterator[tuple[str, bytes | _NotJson]]:
    """The lines of the file as they come. Whatever has come is answered before more is waited for."""
    number, held, too_long = 0, b"", False
    while True:
        before_waiting()
        chunk = file.read1(CHUNK)  # type: ignore[attr-defined]
        *whole, held = (held + chunk).split(b"\n") if chunk else (held, b"")
        for raw in whole:
            number += 1
            raw = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if too_long or len(raw.rstrip(b"\r")) > LONGEST_LINE:
                too_long = False
                hint = "send one case a line, and keep other fields small"
                yield f"line {number}", _NotJson(f"longer than {LONGEST_LINE:,} bytes", hint)
            elif raw.strip():
                yield f"line {number}", raw
        if not chunk:
            return
        if len(held) > LONGEST_LINE + 1:
            too_long, held = True, b""


class _Progress:
    """Says on a terminal how far it is, once it takes more than two seconds."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.shown, self.count, self.start, self.last = sys.stderr.isatty() and not sys.stdout.isatty(), 0, time.monotonic(), 0.0

    def tick(self) -> bool:
        """One case more. Returns whether it is time for what was written to go out."""
        self.count += 1
        if self.count % self.every:
            return False
        if self.shown and (now := time.monotonic()) - self.start > 2 and now - self.last > 0.5:
            self.last = now
            print(f"\r{self.count:,} cases", end="", file=sys.stderr, flush=True)
        return True

    def done(self) -> None:
        if self.last:
            print(f"\r{self.count:,} cases in {time.monotonic() - self.start:.0f} s", file=sys.stderr)
