"""The page and the record behind it as a table (CSV), and back: `from_csv` reads what `to_csv` wrote, or what a spreadsheet made of it.

A row a statement: `part` (the section, or `day`, `diary`, `case`, `answer`, `entry`), `id`, `entry` (which entry of the diary, from 1),
`at`, `value`, `text`. The rows of `diary`, `case`, `answer` and `entry` are what is read back; the rest is for people.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any as Anything

from balm.errors import CaseRefused
from balm.pathway.model import Pathway
from balm.rules.kinds import Choice, Number
from balm.summary.days import written_days
from balm.summary.page import Summary
from balm.summary.told import Told

COLUMNS = ("part", "id", "entry", "at", "value", "text")
MARK = "\ufeff"
"""The byte order mark, without which spreadsheets read UTF-8 as something else."""
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet would run. An apostrophe before it makes it text; reading takes that away again."""
_LONGEST = 20
"""Digits of a number that any answer could be."""
_HEADS = {"diary": ("date_of_loss", "begun", "country", "lang"), "case": ("today", "date_of_loss", "country", "lang", "assume_clear")}
_DAY = ("pain_now", "pain_worst", "bleeding", "temperature_c", "medicine", "sleep", "mood")
_OWN = ("written", "pain_worst", "mood", "notes", "told_clinic")
_LISTS = {"places": "", "medicine": "at", "tried": "helped"}
"""The lists of an entry, a row for each thing in them; and what stands in `text` beside it."""
Row = tuple[str, str, str, str, str, str]


def to_csv(page: Summary, told: Told) -> str:
    """The table, with a mark at its start and lines that end in CR LF, as RFC 4180 has it."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n").writerow
    write(COLUMNS)
    for row in _rows(page, told):
        write([f"'{cell}" if _FORMULA.match(cell) and not _is_number(cell) else cell for cell in row])
    return MARK + out.getvalue()


def _rows(page: Summary, told: Told) -> Iterator[Row]:
    if page["level_text"]:
        yield "level", "level", "", page["made"], page["level"] or "", page["level_text"]
        yield "level", "highest_possible", "", page["made"], page["highest_possible"], ""
    for part, statements in [("head", page["head"]), *((one["id"], one["statements"]) for one in page["sections"]), ("foot", page["foot"])]:
        yield from ((part, statement["id"], "", "", "", statement["text"]) for statement in statements)
    if page["chart"]:
        yield "chart", "text", "", "", "", page["chart"]["text"]
    if page["record"]:
        for day in written_days(told):
            for name in _DAY:
                if day[name] is not None:  # type: ignore[literal-required]
                    yield "day", name, "", day["day"], _cell(day[name]), ""  # type: ignore[literal-required]
    yield from _diary(told.diary) if told.diary is not None else _case(told)


def _case(told: Told) -> Iterator[Row]:
    for name in _HEADS["case"]:
        if (value := told.case.get(name)) not in (None, ""):
            yield "case", name, "", "", _cell(value), ""
    for name, value in told.case["answers"].items():
        if value is not None:
            yield "answer", name, "", "", _cell(value), ""


def _diary(diary: Mapping[str, Anything]) -> Iterator[Row]:
    """The diary as it is, entry by entry; what is no entry at all is left out, as everybody does who reads it."""
    for name in _HEADS["diary"]:
        if diary.get(name) not in (None, ""):
            yield "diary", name, "", "", _cell(diary[name]), ""
    for n, entry in enumerate(diary["entries"], 1):
        if not isinstance(entry, dict):
            continue
        at, number = _cell(entry.get("at", "")), str(n)
        answers = entry.get("answers")
        yield "entry", "at", number, at, "", ""
        for name, value in answers.items() if isinstance(answers, dict) else ():
            if value is not None:
                yield "answer", str(name), number, at, _cell(value), ""
        for name in _OWN:
            if entry.get(name) not in (None, "") and (isinstance(entry[name], str) or name == "pain_worst"):
                yield "entry", name, number, at, _cell(entry[name]), ""
        for name, beside in _LISTS.items():
            things = entry.get(name)
            for value, text in _things(things, beside) if isinstance(things, list) else ():
                yield "entry", name, number, at, value, text


def _things(things: list[Anything], beside: str) -> Iterator[tuple[str, str]]:
    """What is listed, or one empty cell: an empty list was said too. What is no such thing stays wrong: nobody takes it for less."""
    if not things:
        yield "", ""
    for thing in things:
        if not beside:
            yield _cell(thing), ""
        elif isinstance(thing, dict) and isinstance(thing.get("item"), str):
            yield thing["item"], _cell(thing.get(beside) or "")
        else:
            yield json.dumps(thing, ensure_ascii=False), ""


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None


def from_csv(pathway: Pathway, text: str) -> dict[str, Anything]:
    """The diary, or the case where no row names an entry, that the table holds. What a cell says that its question does not know is left as
    it is, so that whoever reads the diary or the case names it with every other mistake.

    Raises CaseRefused where it is no such table.
    """
    text = text.removeprefix(MARK)
    first = text.split("\n", 1)[0].strip()
    between = next((one for one in ",;\t" if [cell.strip('" ') for cell in first.split(one)] == list(COLUMNS)), None)
    if between is None:
        hint = f'the first line is "{",".join(COLUMNS)}"; save the sheet as CSV with all of its columns'
        raise CaseRefused([{"at": "line 1", "problem": "this is not a table that Balm wrote", "hint": hint}])
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # or a long note would stop it
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=between))
    said = [{key: _plain(cell or "") for key, cell in row.items() if isinstance(cell, str | None)} for row in rows]
    heads = {row["id"]: _value(row["value"]) for row in said if row["part"] in _HEADS and row["id"] in _HEADS[row["part"]]}
    if not any(row["entry"] for row in said if row["part"] in ("answer", "entry")) and any(
        row["part"] in ("case", "answer") for row in said
    ):
        return heads | {"answers": {row["id"]: _answer(pathway, row) for row in said if row["part"] == "answer"}}
    entries: dict[str, dict[str, Anything]] = {}
    for row in said:
        if row["part"] in ("answer", "entry"):
            _put(pathway, entries.setdefault(row["entry"], {"at": row["at"]}), row)
    return heads | {"entries": list(entries.values())}


def _put(pathway: Pathway, entry: dict[str, Anything], row: Mapping[str, str]) -> None:
    name, value = row["id"], row["value"]
    if row["part"] == "answer":
        entry.setdefault("answers", {})[name] = _answer(pathway, row)
    elif name in _LISTS:
        things = entry.setdefault(name, [])
        beside = {_LISTS[name]: row["text"]} if row["text"] else {}
        if value:
            things.append({"item": value} | beside if _LISTS[name] else value)
    elif name in _OWN:
        entry[name] = _value(value) if name == "pain_worst" else value


def _answer(pathway: Pathway, row: Mapping[str, str]) -> Anything:
    finding = pathway.findings.get(row["id"])
    if finding is None or isinstance(finding.kind, Choice):
        return row["value"]
    value = row["value"].replace(",", ".") if isinstance(finding.kind, Number) else row["value"]
    return _value({"yes": "true", "no": "false"}.get(value.lower(), value))


def _value(text: str) -> Anything:
    """The number, or yes or no, that the cell holds, as spreadsheets write them too; else its text."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return (float(text) if "." in text else int(text)) if _is_number(text) and len(text) <= _LONGEST else text


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
