"""Check-ins by text message: a small dialogue, question by question, in the pathway's words, that ends in `actions.check_in`.

The interface: whatever brings texts in calls `answer(clinic, number, text, message)`, and sends each string that comes back to that
number, in order. Each is at most 160 characters of the plain alphabet of SMS. The reference adapter is `views/text.py`: a signed POST.

A member of staff lets a number in (`begin_texts`); she agrees with YES. What it did not ask stays unanswered, so that nobody is called
well by text. Whatever is pressing is filed at once; what was left in the middle is filed after half an hour.
"""

from __future__ import annotations

import logging
import re
from datetime import date, datetime, timedelta
from typing import Any as Anything
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from balm.care.assess import Assessment, assess
from balm.care.call import best_line, country_of
from balm.clinic import actions, audit
from balm.clinic.judged import judge, pathway
from balm.clinic.models import CheckIn, Clinic, Dialogue, Member, Patient
from balm.rules.kinds import NOT_SURE, Answer, Choice, Number, WrongAnswer, YesNo

_log = logging.getLogger("balm.text")
LONGEST = 160
QUESTIONS = 14
"""After so many questions it is filed, with the rest unanswered: nobody answers a hundred texts."""
LEFT_AFTER = timedelta(minutes=30)
_SCREEN = "right_now"
_ALWAYS = ("back_pain", "bleeding", "temperature_c")
_UNKNOWN = (
    "This number is not known here, and nobody reads this. If it is an emergency, call {number} now. To check in by text, ask the clinic."
)
_AGREE = "{clinic} asks to have your check-ins by text. Staff read them when they work, not at night. Reply YES to agree, STOP to leave."
_STOPPED = "You have stopped. No more is asked, and the clinic sees that. If it is an emergency, call {number}."
_BEGIN = "Nobody reads this at once. If it is an emergency, call {number} now. Reply ? if not sure, DONE to send it early, STOP to leave."
_NOT_READ = "We could not read that, and nobody reads this at once. If it is an emergency, call {number} now."
_SENT = "Sent to the clinic. Not all was asked, and nobody may see it at once. If you feel worse, or very ill, call {number}."
_ALARM = "{level}: {number}. Do not wait for the clinic to answer."


@transaction.atomic
def begin_texts(*, by: Member, patient: Patient, number: str) -> Dialogue:
    """Let her check in from this number, which begins with + and its country code. Raises Refused."""
    plain = plain_number(number)
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk, clinic=by.clinic)
    if not plain:
        raise actions.Refused("write the number with its country code: +44 and the rest without its first 0")
    if patient.stopped_at:
        raise actions.Refused("she has stopped; invite her anew")
    try:
        with transaction.atomic():
            made, _ = Dialogue.objects.update_or_create(patient=patient, defaults={"clinic": patient.clinic, "number": plain})
    except IntegrityError as error:
        raise actions.Refused("another patient checks in from that number; use another one, or take it from her first") from error
    audit.note(by.clinic, who=by.user.username, what="texts begun", about=patient.code)
    return made


@transaction.atomic
def end_texts(*, by: Member, patient: Patient) -> None:
    """No more check-ins by text. What she was in the middle of is gone."""
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk, clinic=by.clinic)
    Dialogue.objects.filter(patient=patient).delete()
    audit.note(by.clinic, who=by.user.username, what="texts ended", about=patient.code)


def plain_number(number: str) -> str:
    """The number as it is kept, a plus and digits alone; empty where it has no country code."""
    digits = re.sub(r"[\s().-]", "", number)
    digits = re.sub(r"^00", "+", digits)
    return digits if re.fullmatch(r"\+[1-9]\d{6,14}", digits) else ""


@transaction.atomic
def answer(*, clinic: Clinic, number: str, text: str, message: str = "", now: datetime | None = None) -> list[str]:
    """Take in a text, and give what to send back. `message`: the gateway's own id of it; the same again is answered the same."""
    now = now or timezone.now()
    found = (
        Dialogue.objects.select_for_update(of=("self",))
        .select_related("patient__clinic")
        .filter(clinic=clinic, number=plain_number(number))
    )
    dialogue = found.filter(patient__stopped_at=None).first()
    if dialogue is None:
        return [_UNKNOWN.format(number=_emergency(clinic))]
    if message and message == dialogue.last_message:
        return list(dialogue.last_replies)
    said = " ".join(text.split()).lower().rstrip(".!")
    if said in ("stop", "stopall", "unsubscribe", "cancel", "end", "quit"):
        actions.stop(patient=dialogue.patient, who=actions.PATIENT, now=now)  # the dialogue goes with it
        return [_STOPPED.format(number=_emergency(clinic))]
    replies = _replies(dialogue, said, text, now)
    dialogue.last_message, dialogue.last_replies, dialogue.changed_at = message, replies, now
    dialogue.save()
    return replies


@transaction.atomic
def file_what_was_left(*, now: datetime | None = None) -> int:
    """File each check-in that nobody went on with for half an hour, as far as it got. How many."""
    now = now or timezone.now()
    left = Dialogue.objects.filter(changed_at__lte=now - LEFT_AFTER, questions__gt=0, patient__stopped_at=None)
    count = 0
    for dialogue in left.select_for_update(skip_locked=True, of=("self",)).select_related("patient__clinic"):
        try:
            with transaction.atomic():
                count += _file(dialogue, now) is not None
                dialogue.save()
        except actions.Refused:
            _log.error("a check-in by text cannot be filed", extra={"balm": {"dialogue": dialogue.pk}})
    return count


def _replies(dialogue: Dialogue, said: str, text: str, now: datetime) -> list[str]:
    patient, number = dialogue.patient, _emergency(dialogue.clinic)
    if patient.consented_at is None:
        if said not in ("yes", "y"):
            _keep_words(dialogue, text)
            return [_fits(_AGREE, clinic=dialogue.clinic.name)]
        actions.agree_by_text(patient=patient, now=now)
        dialogue.patient.refresh_from_db()
    elif dialogue.questions and dialogue.changed_at and now - dialogue.changed_at > LEFT_AFTER:
        _file(dialogue, now)  # the worker has not come to it yet
    if not dialogue.questions:
        if said not in ("yes", "y"):
            _keep_words(dialogue, text)  # it answers no question that is open, and may say the worst
        return [_BEGIN.format(number=number), *_next(dialogue, now)]
    if said in ("done", "send"):
        return _end(dialogue, now)
    given = _read(dialogue.asked, said)
    if given is None:
        _keep_words(dialogue, text)
        return [_NOT_READ.format(number=number), *_question(dialogue.asked)]
    if any(value == NOT_SURE for value in given.values()) and len(given) > 1:
        dialogue.one_by_one = list(given)  # one doubt must not become several
    else:
        dialogue.answers = {**dialogue.answers, **given}
    return _next(dialogue, now)


def _keep_words(dialogue: Dialogue, text: str) -> None:
    """What she wrote and no question asked for: it is filed with the rest, for a person to read."""
    dialogue.not_understood = f"{dialogue.not_understood}\n{text[:300]}".strip()[:1500]


def _next(dialogue: Dialogue, now: datetime) -> list[str]:
    """The next question; or the end, where that is enough or pressing."""
    result = _standing(dialogue, now)
    if result["urgency"] in ("emergency", "urgent"):
        return _end(dialogue, now)
    if not dialogue.one_by_one and dialogue.questions >= QUESTIONS:
        return _end(dialogue, now)
    asked = _to_ask(dialogue, result)
    if not asked:
        return _end(dialogue, now)
    dialogue.asked, dialogue.questions = asked, dialogue.questions + 1
    return _question(asked)


def _to_ask(dialogue: Dialogue, result: Assessment) -> list[str]:
    """First what cannot wait, then pain, bleeding and temperature, then what can still change the level: as many as fit one message."""
    if dialogue.one_by_one:
        first, *dialogue.one_by_one = dialogue.one_by_one
        return [first]
    answers, screens = dialogue.answers, pathway().screens
    urgent = next(screen for screen in screens if screen.id == _SCREEN)
    if left := [name for name in urgent.findings if name not in answers]:
        return _that_fit(left)
    for name in _ALWAYS:
        if name not in answers:
            return [name]
    open_ = [name for name in result["ask_next"] if name not in answers and not pathway().findings[name].rough]
    if not open_:
        return []
    screen = next(screen for screen in screens if open_[0] in screen.findings)
    return _that_fit([name for name in screen.findings if name in open_]) if screen.ticks else [open_[0]]


def _that_fit(names: list[str]) -> list[str]:
    for count in range(len(names), 1, -1):
        if len(_listed(names[:count])) <= LONGEST:
            return names[:count]
    return names[:1]


def _question(names: list[str]) -> list[str]:
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


def _read(names: list[str], said: str) -> dict[str, Answer] | None:
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


def _end(dialogue: Dialogue, now: datetime) -> list[str]:
    """File it, and say what it comes to: of all that she has sent, not of these texts alone."""
    country = _emergency(dialogue.clinic)
    made = _file(dialogue, now)
    if made is None:
        return [_NOT_READ.format(number=country)]
    entries = list(CheckIn.objects.filter(patient=dialogue.patient).order_by("received_at").values_list("entry", flat=True))
    result = assess(pathway(), judge(dialogue.patient, entries, _today(now)).seen["case"])
    level, number = result["urgency"], result["call"]["number"]
    replies = []
    if level == "emergency":
        replies.append(_ALARM.format(level=pathway().words["level.emergency"], number=number or country))
    elif level in ("urgent", "today", "soon"):
        words = f"{pathway().words[f'level.{level}']}." + (f" You can ring {number}." if number else "")
        replies.append(words + (" Do not wait for the clinic to answer." if level == "urgent" else ""))
    else:
        replies.append(f"{pathway().words['level.unknown' if not result['settled'] else 'level.self_care']}.")
    return [*replies, _SENT.format(number=country)]


def _file(dialogue: Dialogue, now: datetime) -> CheckIn | None:
    """Make the check-in of what was said, and begin anew. Nothing is filed where nothing was said."""
    entry = _entry(dialogue, dialogue.changed_at if dialogue.changed_at and dialogue.changed_at < now else now)
    made = None
    if entry["answers"] or dialogue.not_understood:
        made = actions.check_in(patient=dialogue.patient, made_as=dialogue.made_as, entry=entry, channel="text", now=now)
        dialogue.patient.refresh_from_db()
    dialogue.made_as, dialogue.asked, dialogue.one_by_one, dialogue.answers = uuid4(), [], [], {}
    dialogue.not_understood, dialogue.questions = "", 0
    return made


def _entry(dialogue: Dialogue, at: datetime) -> dict[str, Anything]:
    entry = {"at": timezone.localtime(at).isoformat(timespec="minutes"), "answers": dialogue.answers}
    return {**entry, "notes": f"By text, not understood: {dialogue.not_understood}"} if dialogue.not_understood else entry


def _standing(dialogue: Dialogue, now: datetime) -> Assessment:
    """How it stands by what this dialogue has asked so far."""
    return assess(pathway(), judge(dialogue.patient, [_entry(dialogue, now)], _today(now)).seen["case"])


def _today(now: datetime) -> date:
    return timezone.localtime(now).date()


def _emergency(clinic: Clinic) -> str:
    """The number to call in an emergency, where the clinic is; in words where the pathway does not know it."""
    line = best_line(country_of(pathway(), clinic.country), "emergency", timezone.localdate())
    return line.number if line else "your emergency number"


def _fits(text: str, clinic: str) -> str:
    return text.format(clinic=clinic[: LONGEST - len(text.format(clinic=""))])
