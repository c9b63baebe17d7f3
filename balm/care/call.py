"""Whom to call, with which number, and what to say. Numbers come from the country she named, never from a guess where she is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from balm.care.case import Case
from balm.pathway.model import ACTIONS, Action, Country, Finding, Line, Pathway, Rule
from balm.rules.kinds import NOT_SURE, Answer, YesNo


class CallEntry(TypedDict):
    """Whom to call, as the contract gives it. `also` holds further lines, such as a crisis line; `note` is to be shown with the number."""

    action: Action
    who: str
    number: str | None
    say: str
    if_no_answer: str
    also: list[dict[str, str]]
    note: str


@dataclass(frozen=True, slots=True)
class Need:
    """What help is needed, and why: the rules of the level reached, the findings to tell of, and those she was not sure of."""

    action: Action
    settled: bool
    rules: tuple[Rule, ...] = ()
    signs: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def call(pathway: Pathway, case: Case, need: Need, answers: Mapping[str, Answer]) -> CallEntry:
    """How to get the help that is needed, in the country of the case."""
    words, country = pathway.words, country_of(pathway, case.country)
    emergency = best_line(country, "emergency", case.today)
    key = _service(need)
    line: Line | None = None
    if key in ("ambulance", "go_now"):
        line = emergency
    elif key == "crisis":
        line = best_line(country, "crisis", case.today)
    elif key not in ("unit", "none"):
        line = best_line(country, "health_line", case.today) or (emergency if key == "unsettled" else None)
    who = words.get(f"who.{key}", "")
    if key == "ambulance" and emergency is None:
        who = words["who.ambulance_unknown"]
    if key == "crisis" and line:
        who = line.name
    if key in ("ring_now", "ring_today", "book") and country and country.reach_care:
        who = f"{who}. {country.reach_care}"
    fallback = key if f"if_no_answer.{key}" in words else need.action
    return {
        "action": need.action,
        "who": who,
        "number": dialled(line),
        "say": say(pathway, case, need, answers),
        "if_no_answer": words[f"if_no_answer.{fallback}"].format(number=f", {emergency.number}" if emergency else ""),
        "also": _also(pathway, country, need, key, case.today),
        "note": " ".join(_notes(pathway, country, line, key, case.today, answers)),
    }


def _service(need: Need) -> str:
    """The word for whom to call: the action, or a crisis line or her own unit where every rule of the level asks for that."""
    if need.action == "none":
        return "none" if need.settled else "unsettled"
    calls = {rule.call for rule in need.rules}
    if need.action not in ("ambulance", "go_now") and len(calls) == 1 and calls != {""}:
        return calls.pop()
    return need.action


def _also(pathway: Pathway, country: Country | None, need: Need, key: str, today: date | None) -> list[dict[str, str]]:
    """A crisis line beside the other help, wherever a rule speaks of her life or her mind."""
    if key == "crisis" or not any(rule.call == "crisis" for rule in need.rules):
        return []
    line = best_line(country, "crisis", today)
    return [{"who": line.name, "number": dialled(line) or ""}] if line else [{"who": pathway.words["who.crisis"], "number": ""}]


def _notes(
    pathway: Pathway, country: Country | None, line: Line | None, key: str, today: date | None, answers: Mapping[str, Answer]
) -> Iterator[str]:
    words = pathway.words
    if answers.get("already_told_clinic") is True and key not in ("none", "unsettled"):
        yield words["call.told_already"]
    if line is not None and _expired(line, today):
        yield words["call.check_locally"].format(seen_on=line.seen_on)
    if key == "ambulance" and line is None and country is not None:
        listed = [other.number for other in country.lines if other.kind == "emergency" and other.number]
        if listed:
            yield words["call.local_list"].format(number=" or ".join(listed), country=country.name)


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


def say(pathway: Pathway, case: Case, need: Need, answers: Mapping[str, Answer]) -> str:
    """What to say or show: the loss and how long ago it was, then the signs that led here."""
    words = pathway.words
    stage = answers.get("stage")
    days = answers.get("days_since_loss")
    if stage == "after":
        known = isinstance(days, int)
        sentences = [words["say.after"].format(ago=ago(pathway, case, int(days or 0))) if known else words["say.after_unknown"]]
    else:
        sentences = [words[f"say.{stage}"] if stage in ("suspected", "under_way") else words["say.unknown"]]
    if isinstance(weeks := case.answers.get("gestation_weeks"), int) and stage in ("after", "under_way"):
        sentences.append(words["say.weeks"].format(weeks=weeks))
    told = [phrase(pathway.findings[sign], answers[sign]) for sign in need.signs]
    if told:
        sentences.append(words["say.signs"].format(signs="; ".join(told)))
    elif answers.get("back_pain") not in (None, 0, NOT_SURE):
        sentences.append(words["say.no_sign"])
    if need.unsure:
        doubts = [pathway.findings[name].label.replace("{value}", "?") for name in need.unsure]
        sentences.append(words["say.unsure"].format(signs="; ".join(doubts)))
    if answers.get("already_told_clinic") is True:
        sentences.append(words["say.told"])
    return " ".join(sentences)


def ago(pathway: Pathway, case: Case, days: int) -> str:
    """'today', 'yesterday' or '5 days ago', with the date where she gave it."""
    words = pathway.words
    said = words["say.today"] if days == 0 else words["say.yesterday"] if days == 1 else words["say.days_ago"].format(days=days)
    if case.date_of_loss is None:
        return said
    return words["say.on_date"].format(date=f"{case.date_of_loss.day} {case.date_of_loss:%B %Y}", ago=said)


def phrase(finding: Finding, value: Answer) -> str:
    """The finding with its value, as it is said: 'back pain 6 out of 10', 'bleeding: like a period'."""
    if isinstance(finding.kind, YesNo) or value is None or value == NOT_SURE:
        return finding.label.replace("{value}", "?")
    word = finding.words.get(str(value), str(value))
    said = finding.label.replace("{value}", word[:1].lower() + word[1:] if not word.startswith("I ") else word)
    return said if value != 1 else said.replace("1 days", "1 day").replace("1 hours", "1 hour").replace("1 weeks", "1 week")


def worth_telling(finding: Finding, value: Answer) -> bool:
    """Whether a finding is a sign to tell of, and not the absence of one or the background of the loss."""
    if isinstance(finding.kind, YesNo):
        return value is True and finding.clear is False
    return finding.group != "loss" and value is not None and value not in (finding.clear, NOT_SURE)
