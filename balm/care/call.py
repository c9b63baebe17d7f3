"""Whom to call, with which number, and what to say. Numbers come from the country she named, never from a guess where she is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import TypedDict

from balm.care.case import Case
from balm.care.say import Need, say
from balm.pathway.evidence import Country, Line
from balm.pathway.model import ACTIONS, Action, Pathway
from balm.rules.kinds import Answer


class CallEntry(TypedDict):
    """Whom to call, as the contract gives it. `also` holds further lines, such as a crisis line; `note` is to be shown with the number."""

    action: Action
    who: str
    number: str | None
    say: str
    if_no_answer: str
    also: list[dict[str, str]]
    note: str


def call(pathway: Pathway, case: Case, need: Need, answers: Mapping[str, Answer]) -> CallEntry:
    """How to get the help that is needed, in the country of the case."""
    words, country, key = pathway.words, country_of(pathway, case.country), _service(need)
    emergency = best_line(country, "emergency", case.today)
    line = _line(country, key, emergency, case.today)
    fallback = key if f"if_no_answer.{key}" in words else need.action
    return {
        "action": need.action,
        "who": _who(pathway, country, key, line, emergency),
        "number": dialled(line),
        "say": say(pathway, case, need, answers),
        "if_no_answer": words[f"if_no_answer.{fallback}"].format(number=f", {emergency.number}" if emergency else ""),
        "also": _also(pathway, country, need, key, case.today),
        "note": " ".join(_notes(pathway, country, line, key, case.today, answers)),
    }


def _service(need: Need) -> str:
    """The word for whom to call. While the level is not settled it is never a slow service; a hospital comes before her unit, since it can
    do what the unit does; a crisis line or her unit where every rule of the level asks for that."""
    if not need.settled and need.action in ("ring_today", "book", "none"):
        return "unsettled"
    calls = {rule.call for rule in need.rules}
    if need.action in ("ambulance", "go_now", "none") or not calls:
        return need.action
    if "hospital" in calls and need.action == "ring_now":
        return "hospital"
    return calls.pop() if len(calls) == 1 and calls <= {"crisis", "unit"} else need.action


def _line(country: Country | None, key: str, emergency: Line | None, today: date | None) -> Line | None:
    match key:
        case "ambulance" | "go_now":
            return emergency
        case "crisis":
            return best_line(country, "crisis", today) or emergency
        case "unit" | "none":
            return None
        case "unsettled":
            return best_line(country, "health_line", today) or emergency
        case _:
            return best_line(country, "health_line", today)


def _who(pathway: Pathway, country: Country | None, key: str, line: Line | None, emergency: Line | None) -> str:
    words = pathway.words
    if key == "ambulance" and emergency is None:
        return words["who.ambulance_unknown"]
    if key == "crisis":
        return line.name if line and line is not emergency else words["who.crisis"]
    who = words.get(f"who.{key}", "")
    reach = country.reach_care if country and key in ("ring_now", "ring_today", "book") else ""
    return f"{who}. {reach}" if reach else who


def _also(pathway: Pathway, country: Country | None, need: Need, key: str, today: date | None) -> list[dict[str, str]]:
    """A crisis line beside the other help, wherever a rule speaks of her life or her mind."""
    if key == "crisis" or not any(rule.call == "crisis" for rule in need.rules):
        return []
    line = best_line(country, "crisis", today)
    return [{"who": line.name, "number": dialled(line) or ""}] if line else [{"who": pathway.words["who.crisis"], "number": ""}]


def _notes(
    pathway: Pathway, country: Country | None, line: Line | None, key: str, today: date | None, answers: Mapping[str, Answer]
) -> Iterator[str]:
    """What to know of the number: whose it is, its hours, that it is old; or numbers that a list gives and nobody has confirmed."""
    words = pathway.words
    if answers.get("already_told_clinic") is True and key not in ("none", "unsettled"):
        yield words["call.told_already"]
    if line is not None and line.kind == "health_line":
        hours = "" if line.hours in ("", "not seen") else f" ({line.hours})"
        yield words["call.whose_number"].format(number=dialled(line), name=line.name, hours=hours)
    if line is not None and line.kind != "emergency" and line.note:
        yield line.note
    if line is not None and _expired(line, today):
        yield words["call.check_locally"].format(seen_on=line.seen_on)
    wanted = {"ambulance": "emergency", "go_now": "emergency", "crisis": "crisis"}.get(key)
    if wanted and country is not None and (line is None or line.kind != wanted):
        listed = [number for other in country.lines if other.kind == wanted and (number := dialled(other))]
        if listed:
            some = reduce(lambda one, other: words["call.or"].format(one=one, other=other), listed[:3])
            yield words["call.local_list"].format(number=some, country=country.name)


def strongest(actions: Sequence[Action]) -> Action:
    """The fastest of the actions; "none" when there is none."""
    return min(actions, key=ACTIONS.index, default="none")


def country_of(pathway: Pathway, code: str) -> Country | None:
    """The services of the country with this ISO code; the EU's for a member state without its own; None when it is not known."""
    code = {"UK": "GB", "EL": "GR"}.get(code, code)
    own = pathway.countries.get(code)
    return own or next((country for country in pathway.countries.values() if code in country.members), None)


def best_line(country: Country | None, kind: str, today: date | None) -> Line | None:
    """The first line of this kind that may be shown as a number to dial: seen on a good source, and not past its date.

    An emergency number is still shown past its date, with the words to check it. Low confidence is never dialled.
    """
    for line in country.lines if country else ():
        if line.kind != kind or line.confidence == "low" or line.web or (kind == "crisis" and not line.crisis_line):
            continue
        if kind == "emergency" or not _expired(line, today):
            return line
    return None


def dialled(line: Line | None) -> str | None:
    """The number to call, or to text; None when there is no line."""
    return line.number or line.text_to if line else None


def _expired(line: Line, today: date | None) -> bool:
    return today is not None and date.fromisoformat(line.expires) < today
