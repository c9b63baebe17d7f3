"""Whom to call, with which number, and what to say. Numbers come from the country she named, never from a guess where she is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def call(
    pathway: Pathway,
    case: Case,
    action: Action,
    rules: Sequence[Rule],
    signs: Sequence[str],
    unsure: Sequence[str],
    answers: Mapping[str, Answer],
) -> CallEntry:
    """How to get the help that `action` names. `rules` are those of the level reached; `signs` and `unsure` the findings to tell of."""
    words = pathway.words
    country = country_of(pathway, case.country)
    emergency = best_line(country, "emergency", case.today)
    who, line, key = _service(pathway, country, action, rules, emergency, case.today)
    number = dialled(line)
    spoken = f", {emergency.number}" if emergency else ""
    also = []
    if any(rule.call == "crisis" for rule in rules) and key != "crisis":
        crisis = best_line(country, "crisis", case.today)
        also.append({"who": crisis.name if crisis else words["who.crisis"], "number": (dialled(crisis) or "") if crisis else ""})
    notes = [words["call.told_already"]] if answers.get("already_told_clinic") is True and action != "none" else []
    if line is not None and _expired(line, case.today):
        notes.append(words["call.check_locally"].format(seen_on=line.seen_on))
    if action == "ambulance" and number is None and country is not None:
        unsure_lines = [line.number for line in country.lines if line.kind == "emergency" and line.number]
        if unsure_lines:
            notes.append(words["call.local_list"].format(number=" or ".join(unsure_lines), country=country.name))
    return {
        "action": action,
        "who": who,
        "number": number,
        "say": say(pathway, case, signs, unsure, answers),
        "if_no_answer": words[f"if_no_answer.{key if key == 'crisis' else action}"].format(number=spoken),
        "also": also,
        "note": " ".join(notes),
    }


def _service(
    pathway: Pathway, country: Country | None, action: Action, rules: Sequence[Rule], emergency: Line | None, today: date | None
) -> tuple[str, Line | None, str]:
    """Who, on which line, and under which word: the emergency number, a crisis line, her unit, or a health line."""
    words = pathway.words
    if action == "none":
        return "", None, "none"
    if action == "ambulance":
        return words["who.ambulance" if emergency else "who.ambulance_unknown"], emergency, "ambulance"
    if action == "go_now":
        return words["who.go_now"], emergency, "go_now"
    calls = {rule.call for rule in rules}
    if calls == {"crisis"}:
        crisis = best_line(country, "crisis", today)
        return crisis.name if crisis else words["who.crisis"], crisis, "crisis"
    if calls == {"unit"}:
        return words["who.unit"], None, "unit"
    reach = f". {country.reach_care}" if country and country.reach_care else ""
    return words[f"who.{action}"] + reach, best_line(country, "health_line", today), action


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
    return line.number or line.text_to if line else None


def _expired(line: Line, today: date | None) -> bool:
    return today is not None and date.fromisoformat(line.expires) < today


def say(pathway: Pathway, case: Case, signs: Sequence[str], unsure: Sequence[str], answers: Mapping[str, Answer]) -> str:
    """What to say or show: the loss and how long ago it was, then the signs that led here."""
    words = pathway.words
    stage = answers.get("stage")
    days = answers.get("days_since_loss")
    if stage == "after":
        known = isinstance(days, int)
        sentences = [words["say.after"].format(ago=ago(pathway, case, int(days or 0))) if known else words["say.after_unknown"]]
    else:
        sentences = [words[f"say.{stage}"] if stage in ("suspected", "under_way") else words["say.unknown"]]
    if isinstance(weeks := answers.get("gestation_weeks"), int) and stage in ("after", "under_way"):
        sentences.append(words["say.weeks"].format(weeks=weeks))
    told = [phrase(pathway.findings[sign], answers[sign]) for sign in signs]
    sentences.append(words["say.signs"].format(signs="; ".join(told)) if told else words["say.no_sign"])
    if unsure:
        doubts = [pathway.findings[name].label.replace("{value}", "?") for name in unsure]
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
