"""Check-ins by text message: a small dialogue, question by question, in the pathway's words, that ends in `actions.check_in`.

The interface: whatever brings texts in calls `answer(clinic, number, text, message)`, and sends each string that comes back to that
number, in order. Each is at most 160 characters of the plain alphabet of SMS. The reference adapter is `views/text.py`: a signed POST.

A member of staff lets a number in (`begin_texts`); she agrees with YES. What it did not ask stays unanswered, so that nobody is called
well by text. Whatever is pressing is filed at once; what was left in the middle is filed after half an hour. What is asked and said is in
`balm.clinic.dialogue`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any as Anything
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from balm.clinic import actions, audit
from balm.clinic import dialogue as words
from balm.clinic.actions.locking import her_row, row_if_there
from balm.clinic.models import Attention, CheckIn, Clinic, Dialogue, Member, Patient
from balm.rules.kinds import NOT_SURE

_log = logging.getLogger("balm.text")
LEFT_AFTER = timedelta(minutes=30)
REMEMBERED, REMEMBERED_FOR = 300, timedelta(days=3)
"""So many of her texts are remembered, and so long: longer than a gateway sends one again. Ours, by caution; no source."""


@transaction.atomic
def begin_texts(*, by: Member, patient: Patient, number: str) -> Dialogue:
    """Let her check in from this number, which begins with + and its country code. Raises Refused."""
    plain = words.plain_number(number)
    patient = her_row(patient.pk, by)
    if not plain:
        raise actions.Refused("write the number with its country code: +44 and the rest without its first 0")
    if patient.stopped_at:
        raise actions.Refused("she has stopped; invite her anew")
    if Dialogue.objects.filter(patient=patient).exclude(number=plain).exists():
        raise actions.Refused("she checks in from another number; end that first")
    try:
        with transaction.atomic():
            made, _ = Dialogue.objects.get_or_create(patient=patient, defaults={"clinic": patient.clinic, "number": plain})
    except IntegrityError as error:
        raise actions.Refused("another patient checks in from that number; use another one, or take it from her first") from error
    audit.note(by.clinic, who=by.user.username, what="texts begun", about=patient.code)
    return made


@transaction.atomic
def end_texts(*, by: Member, patient: Patient) -> None:
    """No more check-ins by text. What she was in the middle of is filed."""
    patient = her_row(patient.pk, by)
    file_the_rest(patient=patient, now=timezone.now())
    Dialogue.objects.filter(patient=patient).delete()
    audit.note(by.clinic, who=by.user.username, what="texts ended", about=patient.code)


@transaction.atomic
def answer(*, clinic: Clinic, number: str, text: str, message: str = "", now: datetime | None = None) -> list[str]:
    """Take in a text, and give what to send back. `message`: the gateway's own id of it.

    The same again is not taken in again. Where it was the last, it is answered the same, since nobody knows whether that arrived. Where
    another has come since, an alarm is said again and nothing else is: a question would be taken for the one that is open now.
    """
    now = now or timezone.now()
    dialogue = _locked(Dialogue.objects.filter(clinic=clinic, number=words.plain_number(number), patient__stopped_at=None))
    if dialogue is None:
        return [words.UNKNOWN.format(number=words.emergency_number(clinic))]
    for before in [_last(dialogue), *dialogue.earlier]:
        if message and message == before["id"]:
            return list(before["replies"])
    said = " ".join(text.split()).lower().rstrip(".!")
    if said in ("stop", "stopall", "unsubscribe", "cancel", "end", "quit"):
        actions.stop(patient=dialogue.patient, who=actions.PATIENT, now=now)  # what she wrote before is filed, and the dialogue goes
        return [words.STOPPED.format(number=words.emergency_number(clinic))]
    replies = _replies(dialogue, said, text, now)
    _remember(dialogue, now)
    dialogue.last_message, dialogue.last_replies, dialogue.changed_at = message, replies, now
    dialogue.save()
    return replies


def file_what_was_left(*, now: datetime | None = None) -> int:
    """File each check-in that nobody went on with for half an hour, as far as it got, each in a transaction of its own. How many."""
    now = now or timezone.now()
    left = Dialogue.objects.filter(changed_at__lte=now - LEFT_AFTER, questions__gt=0, patient__stopped_at=None)
    return sum(_file_one(left.filter(pk=key), now) for key in list(left.values_list("pk", flat=True)))


@transaction.atomic
def _file_one(left: QuerySet[Dialogue], now: datetime) -> bool:
    dialogue = _locked(left)
    if dialogue is None:
        return False
    made = _filed(dialogue, now)
    dialogue.save()
    return made is not None


@transaction.atomic
def file_the_rest(*, patient: Patient, now: datetime) -> None:
    """File what she was in the middle of, since her texts end. Her row is locked already. Where she has not agreed, nothing is filed."""
    dialogue = Dialogue.objects.select_for_update(of=("self",)).select_related("patient__clinic").filter(patient=patient).first()
    if dialogue and dialogue.patient.consented_at:
        _filed(dialogue, now)


def _locked(wanted: QuerySet[Dialogue]) -> Dialogue | None:
    """The dialogue, which nobody else can change until the transaction ends, and before it her own row, as everybody locks them."""
    whose = wanted.values_list("patient", flat=True).first()
    if whose is None or row_if_there(whose) is None:
        return None
    return wanted.select_for_update(of=("self",)).select_related("patient__clinic").first()  # looked at anew


def _replies(dialogue: Dialogue, said: str, text: str, now: datetime) -> list[str]:
    patient, number = dialogue.patient, words.emergency_number(dialogue.clinic)
    if patient.consented_at is None:
        if said not in ("yes", "y"):
            _keep_words(dialogue, text)
            _wrote(patient, now)
            return words.asks_to_agree(dialogue.clinic)
        actions.agree_by_text(patient=patient, now=now)
        dialogue.patient.refresh_from_db()
    elif dialogue.questions and dialogue.changed_at and now - dialogue.changed_at > LEFT_AFTER:
        _file(dialogue, now)  # the worker has not come to it yet
    if not dialogue.questions:
        if said not in ("yes", "y", words.GO):
            _keep_words(dialogue, text)  # it answers no question that is open, and may say the worst
        return [words.BEGIN.format(number=number), *_next(dialogue, now)]
    if said in ("done", "send"):
        return _end(dialogue, now)
    if said == words.GO:
        return words.question(dialogue.asked)
    given = words.read(dialogue.asked, said)
    if given is None:
        _keep_words(dialogue, text)
        return [words.NOT_READ.format(number=number), *words.question(dialogue.asked)]
    if any(value == NOT_SURE for value in given.values()) and len(given) > 1:
        dialogue.one_by_one = list(given)  # one doubt must not become several
    else:
        dialogue.answers = {**dialogue.answers, **given}
    return _next(dialogue, now)


def _last(dialogue: Dialogue) -> dict[str, Anything]:
    """The last text that was taken in, as `earlier` has those before it."""
    at = dialogue.changed_at.isoformat() if dialogue.changed_at else ""
    return {"id": dialogue.last_message, "at": at, "replies": dialogue.last_replies}


def _remember(dialogue: Dialogue, now: datetime) -> None:
    """The last text becomes one of the earlier, and what is too old is forgotten."""
    last = _last(dialogue)
    last["replies"] = last["replies"] if words.alarms(last["replies"]) else []
    kept = [one for one in [*dialogue.earlier, last] if one["id"] and now - datetime.fromisoformat(one["at"]) <= REMEMBERED_FOR]
    dialogue.earlier = kept[-REMEMBERED:]


def _wrote(patient: Patient, now: datetime) -> None:
    """She wrote, and has not agreed: nobody reads it, but staff see that somebody has to call, since it may have been the worst."""
    if patient.attention > Attention.TODAY:
        patient.attention, patient.waiting_since = Attention.TODAY, now
        patient.save(update_fields=["attention", "waiting_since"])
        audit.note(patient.clinic, who=actions.PATIENT, what="texted before agreeing", about=patient.code)


def _keep_words(dialogue: Dialogue, text: str) -> None:
    """What she wrote and no question asked for: it is filed with the rest, for a person to read."""
    dialogue.not_understood = f"{dialogue.not_understood}\n{text[:300]}".strip()[:1500]


def _next(dialogue: Dialogue, now: datetime) -> list[str]:
    """The next question; or the end, where that is enough or pressing."""
    result = words.standing(dialogue, now)
    if result["urgency"] in ("emergency", "urgent"):
        return _end(dialogue, now)
    if dialogue.one_by_one:
        first, *dialogue.one_by_one = dialogue.one_by_one
        asked = [first]
    else:
        asked = words.to_ask(dialogue, result) if dialogue.questions < words.QUESTIONS else []
    if not asked:
        return _end(dialogue, now)
    dialogue.asked, dialogue.questions = asked, dialogue.questions + 1
    return words.question(asked)


def _end(dialogue: Dialogue, now: datetime) -> list[str]:
    """File it, and say what it comes to."""
    if _file(dialogue, now) is None:
        return [words.NOT_READ.format(number=words.emergency_number(dialogue.clinic))]
    return words.said_at_the_end(dialogue.patient, now)


def _filed(dialogue: Dialogue, now: datetime) -> CheckIn | None:
    """The same; None too where it cannot be filed, which nobody at her phone could mend."""
    try:
        with transaction.atomic():
            return _file(dialogue, now)
    except actions.Refused:
        _log.error("a check-in by text cannot be filed", extra={"balm": {"dialogue": dialogue.pk}})
        return None


def _file(dialogue: Dialogue, now: datetime) -> CheckIn | None:
    """Make the check-in of what was said, and begin anew. Nothing is filed where nothing was said."""
    entry = words.entry_of(dialogue, dialogue.changed_at if dialogue.changed_at and dialogue.changed_at < now else now)
    made = None
    if entry["answers"] or dialogue.not_understood:
        made = actions.check_in(patient=dialogue.patient, made_as=dialogue.made_as, entry=entry, channel="text", now=now)
        dialogue.patient.refresh_from_db()
    dialogue.made_as, dialogue.asked, dialogue.one_by_one, dialogue.answers = uuid4(), [], [], {}
    dialogue.not_understood, dialogue.questions = "", 0
    return made
