"""The dialogue of a check-in by text, in the pathway's words: what to ask next, how an answer is read, and what goes back to her.

Nothing here changes anything: `actions.texts` does. Each message is at most 160 characters of the plain alphabet of SMS (GSM-7).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any as Anything

from django.utils import timezone

from balm.care.assess import Assessment, assess
from balm.care.call import best_line, country_of
from balm.clinic.judged import judge, pathway
from balm.clinic.models import CheckIn, Clinic, Dialogue, Patient
from balm.rules.kinds import NOT_SURE, Answer, Choice, Number, WrongAnswer, YesNo

LONGEST = 160
QUESTIONS = 14
"""After so many questions it is filed, with the rest unanswered: nobody answers a hundred texts."""
_SCREEN = "right_now"
_ALWAYS = ("back_pain", "bleeding", "temperature_c")
UNKNOWN = (
    "This number is not known here, and nobody reads this. If it is an emergency, call {number} now. To check in by text, ask the clinic."
)
AGREE = "{clinic} asks to have your check-ins by text. Staff read them when they work, not at night. Reply YES to agree, STOP to leave."
NOT_YET = "Nobody reads what you write here until you agree. If it is an emergency, call {number} now."
STOPPED = "You have stopped, and no more is asked. Nobody reads this at once: if it is an emergency, call {number} now."
BEGIN = "Nobody reads this at once. If it is an emergency, call {number} now. Reply ? if not sure, DONE to send it early, STOP to leave."
NOT_READ = "We could not read that, and nobody reads this at once. If it is an emergency, call {number} now."
SENT = "Sent to the clinic. Not all was asked, and nobody may see it at once. If you feel worse, or very ill, call {number}."
REMINDER = (
    "Hello. It is time for your check-in. Reply GO to begin, or STOP to leave. "
    "Nobody reads this at once: if it is an emergency, call {number} now."
)
GO = "go"
"""What a reminder asks for. It is no answer to any question: a reminder that comes late cannot make her give one."""
DO_NOT_WAIT = "Do not wait for the clinic to answer."
ALARM = f"{{level}}: {{number}}. {DO_NOT_WAIT}"


def plain_number(number: str) -> str:
    """The number as it is kept, a plus and digits alone; empty where it has no country code."""
    digits = re.sub(r"[\s().-]", "", number)
    digits = re.sub(r"^00", "+", digits)
    return digits if re.fullmatch(r"\+[1-9]\d{6,14}", digits) else ""


def to_ask(dialogue: Dialogue, result: Assessment) -> list[str]:
    """First what cannot wait, then pain, bleeding and temperature, then what can still change the level: as many as fit one message."""
    answers, screens = dialogue.answers, pathway().screens
    urgent = next(screen for screen in screens if screen.id == _SCREEN)
    if left := [name for name in urgent.findings if name not in answers]:
        return that_fit(left)
    for name in _ALWAYS:
        if name not in answers:
            return [name]
    open_ = [name for name in result["ask_next"] if name not in answers and not pathway().findings[name].rough]
    if not open_:
        return []
    screen = next(screen for screen in screens if open_[0] in screen.findings)
    return that_fit([name for name in screen.findings if name in open_]) if screen.ticks else [open_[0]]


def that_fit(names: list[str]) -> list[str]:
    """The first of them, as many as one message can list."""
    for count in range(len(names), 1, -1):
        if len(_listed(names[:count])) <= LONGEST:
            return names[:count]
    return names[:1]


def question(names: list[str]) -> list[str]:
    """The messages that ask for these findings, one or a few: what to choose from may need its own."""
    first = pathway().findings[names[0]]
    if len(names) > 1:
        screen = next(screen for screen in pathway().screens if names[0] in screen.findings)
        return [f"{screen.ask} Reply with its number (or 1 3 for two), or 0 for none, or ? if not sure.", _listed(names)]
    kind = first.kind
    if isinstance(kind, Choice):
        messages = [first.question]
        for place, word in enumerate(kind.choices, 1):
            choice = f"{place} {first.words[word]}."
            if len(messages[-1]) + 1 + len(choice) <= LONGEST:
                messages[-1] += f" {choice}"
            else:
                messages.append(choice)
        return messages
    if isinstance(kind, Number):
        return [f"{first.question} Reply a number, or ?"]
    return [f"{first.question} Reply YES, NO or ?"]


def _listed(names: list[str]) -> str:
    return " ".join(f"{place} {pathway().findings[name].label}." for place, name in enumerate(names, 1))


def read(names: list[str], said: str) -> dict[str, Answer] | None:
    """What she said, by finding; None where it cannot be read."""
    if len(names) > 1:
        if said in ("0", "no", "none", "n"):
            return dict.fromkeys(names, False)
        if said == "?":
            return dict.fromkeys(names, NOT_SURE)
        places = re.findall(r"\d+", said)
        if not places or re.sub(r"[\d\s,.&+]|and", "", said) or not all(1 <= int(place) <= len(names) for place in places):
            return None
        chosen = {int(place) for place in places}  # as numbers: 03 is 3, in whatever digits her keyboard has
        return {name: place in chosen for place, name in enumerate(names, 1)}
    finding = pathway().findings[names[0]]
    if said in ("?", "not sure", "dont know", "don't know"):
        return {finding.id: NOT_SURE}
    kind = finding.kind
    if isinstance(kind, YesNo):
        return {finding.id: said in ("yes", "y")} if said in ("yes", "y", "no", "n") else None
    if isinstance(kind, Choice):
        return {finding.id: kind.choices[int(said) - 1]} if said in [str(one + 1) for one in range(len(kind.choices))] else None
    number = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(°?\s*[cf])?(/10)?", said)
    if not isinstance(kind, Number) or number is None:
        return None
    value = float(number[1].replace(",", "."))
    if kind.unit == "celsius" and ((number[2] or "").endswith("f") or 91 <= value <= 110):
        value = round((value - 32) * 5 / 9, 1)
    try:
        return {finding.id: kind.accept(value)}
    except WrongAnswer:
        return None


def said_at_the_end(patient: Patient, now: datetime) -> list[str]:
    """What it comes to: by all that she has sent, not by these texts alone."""
    country = emergency_number(patient.clinic)
    entries = list(CheckIn.objects.filter(patient=patient).order_by("received_at").values_list("entry", flat=True))
    result = assess(pathway(), judge(patient, entries, timezone.localtime(now)).case)
    level, number = result["urgency"], result["call"]["number"]
    replies = []
    if level == "emergency":
        replies.append(ALARM.format(level=pathway().words["level.emergency"], number=number or country))
    elif level in ("urgent", "today", "soon"):
        words = f"{pathway().words[f'level.{level}']}." + (f" You can ring {number}." if number else "")
        replies.append(words + (f" {DO_NOT_WAIT}" if level == "urgent" else ""))
    else:
        replies.append(f"{pathway().words['level.unknown' if not result['settled'] else 'level.self_care']}.")
    return [*replies, SENT.format(number=country)]


def alarms(replies: list[str]) -> bool:
    """Whether they tell her to get help now. Then they ask nothing."""
    return any(DO_NOT_WAIT in reply for reply in replies)


def entry_of(dialogue: Dialogue, at: datetime) -> dict[str, Anything]:
    """The entry of her diary that this dialogue has come to, as of `at`."""
    entry = {"at": timezone.localtime(at).isoformat(timespec="minutes"), "answers": dialogue.answers}
    return {**entry, "notes": f"By text, not understood: {dialogue.not_understood}"} if dialogue.not_understood else entry


def standing(dialogue: Dialogue, now: datetime) -> Assessment:
    """How it stands by what this dialogue has asked so far."""
    return assess(pathway(), judge(dialogue.patient, [entry_of(dialogue, now)], timezone.localtime(now)).case)


def asks_to_agree(clinic: Clinic) -> list[str]:
    """What goes to somebody who has not agreed yet, help first. A long name of a clinic is cut so that it fits."""
    asked = AGREE.format(clinic=clinic.name[: LONGEST - len(AGREE.format(clinic=""))])
    return [NOT_YET.format(number=emergency_number(clinic)), asked]


def reminder(clinic: Clinic) -> str:
    """That a check-in is due. Others may see her screen: it names no clinic, and says nothing of why or of how she is."""
    return REMINDER.format(number=emergency_number(clinic))


def emergency_number(clinic: Clinic) -> str:
    """The number to call in an emergency, where the clinic is; in words where the pathway does not know it."""
    line = best_line(country_of(pathway(), clinic.country), "emergency", timezone.localdate())
    return line.number if line else "your emergency number"
