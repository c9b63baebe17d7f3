"""A case or a diary in any form that Balm writes: JSON, a table, FHIR. Which form it is, is seen from the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any as Anything

from balm.diary.moments import stamp
from balm.diary.seal import from_json
from balm.errors import AnswerProblem, CaseRefused
from balm.pathway import Pathway
from balm.summary.sheet import COLUMNS, MARK, from_csv

_FORMS = 'write one case {"answers": {...}}, one diary {"entries": [...]}, a table or a FHIR file that Balm wrote'


@dataclass(frozen=True)
class Taken:
    """`what`: the case, or the diary, as balm.care reads them; `wrong`: what of another form could not be read at all."""

    what: object
    wrong: list[AnswerProblem] = field(default_factory=list)


def take(pathway: Pathway, text: str) -> Taken:
    """The case or diary that the text holds. Raises CaseRefused where it is of no form that is known."""
    text = text.removeprefix(MARK)
    if not text.lstrip().startswith(("{", "[")):
        if all(name in text[:200] for name in COLUMNS):
            return Taken(from_csv(pathway, text))
        raise CaseRefused([{"at": "the file", "problem": "it is neither JSON nor a table", "hint": _FORMS}])
    try:
        given = from_json(text)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}, column {error.colno}" if hasattr(error, "lineno") and hasattr(error, "colno") else "the file"
        raise CaseRefused([{"at": where, "problem": "it is not JSON", "hint": _FORMS}]) from error
    if not isinstance(given, dict) or "resourceType" not in given:
        return Taken(given)
    from balm.summary.fhir import read_fhir

    read = read_fhir(pathway, given)
    what = read.diary if read.diary is not None else read.case
    if what is None:
        raise CaseRefused(read.refused or [{"at": "the file", "problem": "no answer of ours is in it", "hint": _FORMS}])
    return Taken(what, read.refused)


def as_diary(given: Taken, now: datetime) -> tuple[dict[str, Anything], list[AnswerProblem]]:
    """The diary; of a case, one with a single entry: of the case's own day, or of `now`. And what could not be read.

    Raises CaseRefused where it is neither.
    """
    what, wrong = given.what, [*given.wrong]
    if not isinstance(what, dict) or not ("entries" in what or "answers" in what):
        raise CaseRefused([{"at": "the file", "problem": "it is neither a case nor a diary", "hint": _FORMS}])
    if "entries" in what:
        return what, wrong
    if not what["answers"]:
        raise CaseRefused([{"at": "answers", "problem": "nothing is answered", "hint": "give a case with an answer, or a diary"}])
    if what.get("assume_clear"):
        hint = "the entry has the answers that the case names; answer the rest to be told what they change"
        wrong.append({"at": "assume_clear", "problem": "a diary keeps what was answered, not what was not named", "hint": hint})
    at = stamp(now)
    if isinstance(day := what.get("today"), str) and day != at[:10]:
        at = f"{day}T12:00{at[16:]}"
    head = {key: what[key] for key in ("date_of_loss", "country") if what.get(key)}
    return {**head, "entries": [{"at": at, "answers": what["answers"]}]}, wrong
