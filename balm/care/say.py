"""What to say or show to whoever answers: the loss, what was done, and the signs, in words that a clinician needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from balm.care.case import Case
from balm.pathway.model import Action, Finding, Pathway, Rule
from balm.rules.kinds import NOT_SURE, Answer, YesNo

UNSAID = frozenset({"unsafe_at_home"})
"""What is never put on the page to show, for the wrong person may stand beside her."""


@dataclass(frozen=True, slots=True)
class Need:
    """What help is needed, and why: the rules of the level reached, the findings to tell of, and those she was not sure of."""

    action: Action
    settled: bool
    rules: tuple[Rule, ...] = ()
    signs: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def say(pathway: Pathway, case: Case, need: Need, answers: Mapping[str, Answer]) -> str:
    """What to say or show: the loss and how long ago it was, what was done, then the signs that led here."""
    words, findings = pathway.words, pathway.findings
    sentences = [_loss(pathway, case, answers), *_background(pathway, case.answers)]
    told = [phrase(pathway, findings[sign], answers[sign]) for sign in need.signs if sign not in UNSAID]
    if told:
        sentences.append(words["say.signs"].format(signs="; ".join(told)))
    elif answers.get("back_pain") not in (None, 0, NOT_SURE):
        sentences.append(words["say.no_sign"])
    doubts = [bare_label(findings[name]) for name in need.unsure if name not in UNSAID and findings[name].group != "mood"]
    if doubts:
        sentences.append(words["say.unsure"].format(signs="; ".join(doubts)))
    if answers.get("already_told_clinic") is True:
        sentences.append(words["say.told"])
    return " ".join(sentences)


def _loss(pathway: Pathway, case: Case, answers: Mapping[str, Answer]) -> str:
    words, stage, days = pathway.words, answers.get("stage"), answers.get("days_since_loss")
    if stage == "after":
        if case.date_of_loss is not None and case.today is None:
            return words["say.after"].format(ago=words["say.the_date"].format(date=_day(case.date_of_loss)))
        return words["say.after"].format(ago=ago(pathway, case, days)) if isinstance(days, int) else words["say.after_unknown"]
    return words[f"say.{stage}"] if stage in ("suspected", "under_way") else words["say.unknown"]


def _background(pathway: Pathway, given: Mapping[str, Answer]) -> Iterator[str]:
    """What a clinician needs to know of the loss, where she said it herself."""
    words = pathway.words
    if isinstance(weeks := given.get("gestation_weeks"), int) and given.get("stage", "after") != "suspected":
        yield words["say.weeks"].format(weeks=weeks)
    days = given.get("days_since_procedure")
    when = f", {_days_ago(pathway, days)}" if isinstance(days, int) else ""
    if given.get("management") == "surgical":
        yield words["say.operation"].format(when=when)
    if given.get("management") == "tablets":
        yield words["say.tablets"]
    if given.get("anaesthetic") == "spinal_or_epidural":
        yield words["say.needle"].format(when=when)
    if given.get("scan_showed_womb_pregnancy") in (False, NOT_SURE):
        yield words["say.no_scan"]
    if given.get("pregnancy_test") == "positive":
        yield words["say.test_positive"]


def ago(pathway: Pathway, case: Case, days: int) -> str:
    """'today', 'yesterday' or '5 days ago', with the date where she gave it."""
    if case.date_of_loss is None or case.today is None:
        return _days_ago(pathway, days)
    said = _days_ago(pathway, (case.today - case.date_of_loss).days)
    return pathway.words["say.on_date"].format(date=_day(case.date_of_loss), ago=said)


def _days_ago(pathway: Pathway, days: int) -> str:
    words = pathway.words
    return words["say.today"] if days == 0 else words["say.yesterday"] if days == 1 else words["say.days_ago"].format(days=days)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def phrase(pathway: Pathway, finding: Finding, value: Answer) -> str:
    """The finding with its value, as it is said: 'back pain 6 out of 10', 'bleeding: like a period'."""
    if isinstance(finding.kind, YesNo) or value is None or value == NOT_SURE:
        return bare_label(finding)
    return worded(pathway.words, finding.label, finding.words.get(str(value), str(value)), value)


def worded(words: Mapping[str, str], label: str, word: str, value: Answer) -> str:
    """The label with the word for the value in it; `words` says which words change after the number 1."""
    said = label.replace("{value}", word[:1].lower() + word[1:] if not word.startswith("I ") else word)
    if value != 1:
        return said
    one = dict(pair.split("=") for pair in words["say.one"].split())
    return re.sub(r"\w+", lambda found: one.get(found[0], found[0]), said)


def bare_label(finding: Finding) -> str:
    """The finding in a few words, without its value: 'lower back pain', 'bleeding', 'how many days since the loss'."""
    if finding.label == "a temperature of {value} °C":
        return "the temperature"
    return finding.label.replace(" {value} out of 10", "").replace(": {value}", "").replace("{value}", "how many")


def worth_telling(finding: Finding, value: Answer) -> bool:
    """Whether a finding is a sign to tell of, and not the absence of one or the background of the loss."""
    if isinstance(finding.kind, YesNo):
        return value is True and finding.clear is False
    return finding.group != "loss" and value is not None and value not in (finding.clear, NOT_SURE)
