"""A case, as it comes in: the contract's object, checked key by key, every error found at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypedDict

from balm.errors import AnswerProblem, CaseRefused
from balm.pathway.model import Pathway
from balm.rules.kinds import NOT_SURE, Answer, WrongAnswer, show

OWN_KEYS = frozenset({"id", "country", "lang", "date_of_loss", "today", "assume_clear", "answers"})


LONGEST_AGO = 730
"""Days: the most that days_since_loss can hold. An earlier date counts as this, and its own date is what is told."""


class CaseObject(TypedDict, total=False):
    """What callers write: one person's answers, and what is needed to word the result for her."""

    id: object
    country: str | None
    lang: str | None
    date_of_loss: str | None
    today: str | None
    assume_clear: bool
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """A case that was read. `answers` holds only what was answered: a value of the finding's kind, or NOT_SURE."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    assume_clear: bool = False
    country: str = ""
    lang: str = ""
    date_of_loss: date | None = None
    today: date | None = None


def read_case(pathway: Pathway, case: object) -> Case:
    """The case that the object states. Raises CaseRefused with everything that is wrong with it."""
    errors: list[AnswerProblem] = []

    def wrong(at: str, problem: str, hint: str) -> None:
        errors.append({"at": at, "problem": problem, "hint": hint})

    if not isinstance(case, dict):
        raise CaseRefused([{"at": "", "problem": f"{show(case)} is not a case", "hint": 'write an object: {"answers": {...}}'}])
    given = case.get("answers")
    if given is None and "answers" not in case:
        hint = 'write "answers": {...}; an empty object when nothing was answered'
        wrong("answers", "there are no answers", hint + _misplaced(pathway, case))
    elif not isinstance(given, dict):
        wrong("answers", f"{show(given)} is not an object", 'write "answers": {"back_pain": 4}')
    answers: dict[str, Answer] = {}
    for finding, value in given.items() if isinstance(given, dict) else ():
        if finding not in pathway.findings:
            from balm.pathway.near import nearest_finding  # only when something is wrong

            near = nearest_finding(pathway, str(finding))
            wrong(f"answers.{_short(finding)}", "unknown finding", near or "`balm questions` lists the findings")
        elif value == NOT_SURE and isinstance(value, str):
            answers[finding] = NOT_SURE
        elif value is not None:
            try:
                answers[finding] = pathway.findings[finding].kind.accept(value)
            except WrongAnswer as error:
                wrong(f"answers.{finding}", error.problem, error.hint)

    assume_clear = case.get("assume_clear", False)
    if assume_clear is None:
        assume_clear = False
    if not isinstance(assume_clear, bool):
        wrong("assume_clear", f"{show(assume_clear)} is not yes or no", "write true or false")
    texts = {key: _text(case, key, wrong) for key in ("country", "lang")}
    lost, today = _date(case, "date_of_loss", wrong), _date(case, "today", wrong)
    _date_the_loss(answers, lost, today, wrong)
    if errors:
        raise CaseRefused(errors)
    return Case(answers, bool(assume_clear), texts["country"].upper(), texts["lang"].lower(), lost, today)


def _date_the_loss(answers: dict[str, Answer], lost: date | None, today: date | None, wrong: object) -> None:
    """The days since the loss, where the two dates tell them and she did not. Dates that contradict her answer are an error:
    either may be the right one, and rules hang on it. One day apart is let pass, for it may have been past midnight."""
    assert callable(wrong)
    if lost is None or today is None:
        return
    days = (today - lost) // timedelta(days=1)
    answered = answers.get("days_since_loss")
    if days < 0:
        wrong("date_of_loss", f"{lost} is after today, {today}", "write the day of the loss, or mend today")
    elif isinstance(answered, int) and abs(answered - min(days, LONGEST_AGO)) > 1:
        wrong("answers.days_since_loss", f"{answered} days, but date_of_loss and today are {days} days apart", "mend one of them")
    elif answered in (None, NOT_SURE) and answers.get("stage", "after") == "after":
        answers["days_since_loss"] = min(days, LONGEST_AGO)


def _text(case: Mapping[str, object], key: str, wrong: object) -> str:
    assert callable(wrong)
    value = case.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        wrong(key, f"{show(value)} is not a text", f'write a code such as "{"GB" if key == "country" else "en"}", or leave it out')
        return ""
    return value.strip()


def _date(case: Mapping[str, object], key: str, wrong: object) -> date | None:
    assert callable(wrong)
    value = case.get(key)
    if value is None:
        return None
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    wrong(key, f"{show(value)} is not a date", 'write year-month-day, such as "2026-11-22"')
    return None


def _misplaced(pathway: Pathway, case: Mapping[str, object]) -> str:
    found = [key for key in case if key in pathway.findings]
    return f'; "{found[0]}" belongs inside it' if found else ""


def _short(text: object) -> str:
    return str(text) if len(str(text)) <= 80 else str(text)[:80] + "..."
