"""What the commands of the diary say alike: what is wrong with an entry, and whom to call first."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime

from balm.care.assess import Assessment
from balm.care.nights import days_of_now, standing
from balm.cli.paper import wrap
from balm.cli.result import first_part
from balm.diary.kept import Kept
from balm.errors import AnswerProblem
from balm.pathway import Pathway

GRAVE = ("emergency", "urgent", "today")
"""The levels at which it says what to do before anything else."""


def say_wrong(errors: Sequence[AnswerProblem], before: str = "") -> None:
    """Each thing that is wrong, on the error stream: where, what, and what to write instead."""
    for error in errors:
        at = error["at"].removeprefix(before)
        print(
            wrap(printable(f"{at}: {error['problem']}; {error['hint']}" if at else f"{error['problem']}; {error['hint']}")), file=sys.stderr
        )


def card(pathway: Pathway, result: Assessment) -> list[str]:
    """What to do, as `balm check` says it, where it is grave; else nothing."""
    if result["urgency"] not in GRAVE:
        return []
    return [*first_part(pathway, result), *([] if pathway.reviewed else ["", wrap(pathway.words["small_print.reviewed"])])]


def say_what_to_do(pathway: Pathway, known: Kept, now: datetime) -> None:
    """What the diary says of now, where it is grave."""
    _, result = standing(pathway, known.diary(), days_of_now(now))
    if told := card(pathway, result):
        print("", *told, sep="\n")


def printable(text: str) -> str:
    """Her text without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def day_in_words(day: date | datetime) -> str:
    """Such as "Sun 22 Nov"; the same on every computer."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[day.weekday()]} {day.day:2} {months[day.month - 1]}"
