"""The questions of `balm diary add` at a terminal: few, and each may be left out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any as Anything
from typing import TypeVar

from balm.cli.desk import Desk, Stop
from balm.cli.diary.answers import answer_of
from balm.cli.paper import bullet, wrap
from balm.diary.moments import moment, stamp, typed
from balm.pathway import Pathway
from balm.rules.kinds import NOT_SURE, Answer, Choice, Number, WrongAnswer

T = TypeVar("T")
Entry = dict[str, Anything]


def from_questions(pathway: Pathway, now: datetime) -> Entry:
    """The entry that she gives; empty where she gives none, or does not want it kept."""
    desk = Desk(pathway, sys.stdout)
    desk.say(wrap("How is it now? Fill in what you like. Enter leaves a question out. q stops."))
    entry: Entry = {"answers": {}}
    try:
        _ask(pathway, desk, entry, now)
    except Stop:
        if not _said(entry) or not desk.yes("\nKeep what you wrote so far?"):
            return {}
    except EOFError:
        desk.say("")
        return {}
    return {"at": entry.pop("at", stamp(now)), **entry} if _said(entry) else {}


def _said(entry: Entry) -> bool:
    return bool(entry["answers"]) or len(entry.keys() - {"answers", "at"}) > 0


def _ask(pathway: Pathway, desk: Desk, entry: Entry, now: datetime) -> None:
    words = pathway.diary

    def put(key: str, value: object) -> None:
        if value is not None:
            entry[key] = value

    def answer(finding: str) -> None:
        if (value := _finding(pathway, desk, finding)) is not None:
            entry["answers"][finding] = value

    put("at", _one(desk, "\nWhen was this? Enter for now, or such as 21:40, or 2026-11-03 21:40\n> ", lambda said: _when(said, now)))
    then = moment(entry.get("at")) or now
    answer("back_pain")
    worst = "\nHow bad was your back pain at its worst that day, from 0 to 10?\n> "
    put("pain_worst", _one(desk, worst, lambda said: pathway.kinds["back_pain"].accept(answer_of(pathway, "back_pain", said))))
    places = {place.id: place.label for place in words.places.values()}
    put("places", _many(desk, "Where does it hurt?", places, "Numbers, such as 1 3, or 0 for nowhere", lambda item, _: item))
    answer("bleeding")
    answer("temperature_c")
    answer("sleep_hours")
    moods = _many(desk, "How are you in yourself?", words.moods, "One number", lambda item, _: item)
    put("mood", moods[0] if moods else None)
    drugs = {drug.id: drug.label for drug in words.medicines.values()}
    how = "Numbers, or 0 for none. Where it was not just then, with the time, such as 2@14:00"
    put(
        "medicine",
        _many(desk, "What did you take?", drugs, how, lambda item, at: {"item": item, "at": typed(at, then)} if at else {"item": item}),
    )
    put("notes", desk.read("\nAnything else, in one line?\n> ") or None)
    put("told_clinic", desk.read("\nIf you told your clinic: what did they say?\n> ") or None)


def _one(desk: Desk, prompt: str, read: Callable[[str], T]) -> T | None:
    while said := desk.read(prompt):
        try:
            return read(said)
        except WrongAnswer as wrong:
            desk.say(wrap(f"{wrong.problem}; {wrong.hint}."))
    return None


def _when(said: str, now: datetime) -> str:
    at = typed(said, now)
    when = moment(at)
    if when is None:
        raise WrongAnswer("That is not a time", "type it such as 21:40, or 2026-11-03 21:40")
    if when > now + timedelta(minutes=1):
        raise WrongAnswer("That is yet to come", "type when it was")
    return at


def _finding(pathway: Pathway, desk: Desk, name: str) -> Answer:
    """The answer to the finding's own question."""
    finding = pathway.findings[name]
    desk.say("")
    desk.say(wrap(finding.question))
    kind = finding.kind
    choices = kind.choices if isinstance(kind, Choice) else ()
    for place, word in enumerate(choices, 1):
        desk.say(bullet(finding.words[word], str(place)))

    def read(said: str) -> Answer:
        if said in [str(place) for place in range(1, len(choices) + 1)]:
            return choices[int(said) - 1]
        value = answer_of(pathway, name, said)
        return value if value == NOT_SURE else kind.accept(value)

    unit = "With an f behind it in Fahrenheit. " if isinstance(kind, Number) and kind.unit == "celsius" else ""
    return _one(desk, f"{unit}? not sure > ", read)


def _many(desk: Desk, question: str, known: Mapping[str, str], how: str, read: Callable[[str, str], T]) -> list[T] | None:
    """Numbers out of a list, each with what may stand behind an @."""
    desk.say("")
    desk.say(question)
    for place, label in enumerate(known.values(), 1):
        desk.say(bullet(label, f"{place:2}"))
    items = [*known]

    def each(said: str) -> list[T]:
        if said == "0":
            return []
        marks = [mark.partition("@") for mark in said.replace(",", " ").split()]
        if not all(place.isdecimal() and 1 <= int(place) <= len(items) for place, _, _ in marks):
            raise WrongAnswer("Not all of these are numbers of the list", f"type numbers from 1 to {len(items)}, such as 1 3")
        return [read(items[int(place) - 1], rest) for place, _, rest in marks]

    return _one(desk, wrap(f"{how}.") + "\n> ", each)
