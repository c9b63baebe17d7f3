"""A diary, as it comes in: a plain JSON object, read entry by entry. What is bad is named and left out by itself; nothing else is lost.

    date_of_loss   ISO date, or null where she does not know it or would rather not say
    begun          ISO date on which the diary was begun, or null: only with it can the diary tell that pain has eased
    country        two letters, or null
    entries        a list, in any order; keys that are not listed here are the caller's own, and left alone

    at             when it was so: local date and time with the offset from UTC, "2026-11-03T21:40+01:00". Its day is the date that
                   stands there, whatever time zone she is in later; a day that her clock has not reached yet counts as today
    written        when it was typed, in the same form, where that is later
    answers        finding -> value, as in a case, "not_sure" and null included: back_pain is the pain at that time
    pain_worst     back pain at its worst on that day so far, 0..10
    places         a list of the content's places of pain; [] says that nothing hurts
    mood           one of the content's words for the day
    medicine       a list of {item, at}: `item` is one of the content's medicines, `at` (by default the entry's) when it was taken;
                   [] says that none was taken
    tried          a list of {item, helped}: `item` is one of the content's care items, `helped` "yes", "a_little", "no", "worse", or null
                   where she did not say; nothing is judged by it
    notes          as long as she likes
    told_clinic    what her clinic said when she told them

An entry whose `at` cannot be read belongs to no day, and is left out whole. The same entry twice is one entry. Where it cannot be told
which of two answers came last (the same second, or one of them ahead of her clock), the more urgent one stands.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything
from typing import TypedDict

from balm.care.case import LONGEST_AGO
from balm.errors import AnswerProblem, CaseRefused, nearest
from balm.pathway.diary import PAIN
from balm.pathway.model import Pathway
from balm.rules.kinds import NOT_SURE, Answer, Kind, Number, WrongAnswer, show

AHEAD = 2
"""Days by which an entry's date may be after today: as far as somebody can get ahead who crosses the date line from the west."""
HELPED = ("yes", "a_little", "no", "worse")
"""Whether something that she tried helped, in her own words."""
_LONGEST_ID = 80
_MOMENT = re.compile(r"([12]\d{3}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(?:Z|([+-])(\d{2}):(\d{2}))", re.ASCII)
_EPOCH = date(1970, 1, 1).toordinal()
Report = Callable[[str, str, str], None]
"""Notes what is wrong: where, what, and what to write instead."""


class Refused(TypedDict):
    """What could not be read of one entry, by its place in the list from 0 (null: of the diary itself), on which day, and why."""

    entry: int | None
    day: str | None
    errors: list[AnswerProblem]


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """`second`: seconds since 1970 in UTC, which orders what happened. `day`: her own date, as its ordinal, at most today.

    `ahead`: the date that was written is after today.
    """

    second: int
    day: int
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    item: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Tried:
    """Something that she tried against the pain; `helped` is one of HELPED, or None where she did not say."""

    item: str
    helped: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What could be read of one entry. What was not said is None; `places` and `medicine` that are empty were said.

    `late`: it was typed on a later day. `ahead`: its own date is after today, so that it cannot be told what of today came before it.
    `took_only`: what `medicine` lists is all that she took, none when it is empty.
    """

    at: Moment
    late: bool
    ahead: bool
    answers: Mapping[str, Answer]
    pain_worst: int | None
    places: tuple[str, ...] | None
    mood: str | None
    medicine: tuple[Taken, ...]
    took_only: bool
    notes: str
    tried: tuple[Tried, ...]
    told_clinic: str

    @property
    def day(self) -> int:
        return self.at.day

    @property
    def pain(self) -> int | None:
        """The back pain of that time; where only the worst of the day so far was written, that."""
        now = self.answers.get("back_pain")
        return now if isinstance(now, int) else self.pain_worst


@dataclass(frozen=True, slots=True)
class Record:
    """What could be read, the entries in the order in which they happened; and what could not."""

    date_of_loss: int | None
    begun: int | None
    country: str
    entries: tuple[Entry, ...]
    refused: list[Refused]


def read_diary(pathway: Pathway, diary: object, today: date) -> Record:
    """The record that the object holds. Raises CaseRefused only when there is no list of entries at all."""
    if not isinstance(diary, dict):
        raise CaseRefused([{"at": "", "problem": f"{show(diary)} is not a diary", "hint": 'write an object: {"entries": [...]}'}])
    given = diary.get("entries")
    if not isinstance(given, list):
        hint = 'write "entries": [...]; an empty list when nothing was written'
        raise CaseRefused([{"at": "entries", "problem": f"{show(given)} is not a list", "hint": hint}])
    errors: list[AnswerProblem] = []
    report = _reporter(errors)
    lost, begun = (_past_day(diary.get(key), key, today, report) for key in ("date_of_loss", "begun"))
    country = _text(diary, "country", report).strip().upper()
    refused: list[Refused] = [{"entry": None, "day": None, "errors": errors}] if errors else []
    read: list[tuple[Entry, object]] = []
    known: set[str] = set()
    times = Counter(one["at"] for one in given if isinstance(one, dict) and isinstance(one.get("at"), str))
    for place, one in enumerate(given):
        if not (isinstance(one, dict) and isinstance(one.get("at"), str) and times[one["at"]] == 1):  # else it is like no other
            if (text := _text_of(one)) in known:
                continue
            known.add(text)
        errors = []
        entry = _entry(pathway, one, lost, today, _reporter(errors, f"entries.{place}"))
        if errors:
            refused.append({"entry": place, "day": _iso(entry.day) if entry else None, "errors": errors})
        if entry:
            read.append((entry, one))
    seconds = Counter(entry.at.second for entry, _ in read)

    def order(read: tuple[Entry, object]) -> tuple[int, int, str]:
        entry, given = read
        alone = seconds[entry.at.second] == 1
        return entry.at.second, -1 if entry.pain is None else entry.pain, "" if alone else _text_of(given)

    entries = [entry for entry, _ in sorted(read, key=order)]  # in the end by their text, so that no order of coming in is left
    return Record(lost, begun, country, tuple(entries), refused)


def _entry(pathway: Pathway, given: object, lost: int | None, today: date, report: Report) -> Entry | None:
    """What can be read of the entry; None when not even its time can."""
    if not isinstance(given, dict):
        report("", f"{show(given)} is not an entry", 'write an object: {"at": "2026-11-03T21:40+00:00", "answers": {"back_pain": 4}}')
        return None
    at = _moment(given.get("at"), "at", today, report)
    if at is None:
        return None
    written = None if given.get("written") is None else _moment(given["written"], "written", today, report)
    answers = _answers(pathway, given.get("answers"), report)
    said = answers.get("days_since_loss")
    if lost is not None and isinstance(said, int):
        days = max(0, min(at.day - lost, LONGEST_AGO))
        if abs(said - days) > 1:  # one day apart is let pass, for it may have been past midnight
            report("answers.days_since_loss", f"{said} days, but the date of the loss is {days} days before", "mend one of them")
            del answers["days_since_loss"]
    medicine, took_only = _medicine(pathway, given.get("medicine"), at, today, report)
    return Entry(
        at=at,
        late=written is not None and written.day > at.day,
        ahead=at.ahead,
        answers=answers,
        pain_worst=_value(PAIN, given.get("pain_worst"), "pain_worst", report),
        places=_places(pathway, given.get("places"), report),
        mood=None if given.get("mood") is None else _word(given["mood"], "mood", pathway.diary.moods, report),
        medicine=medicine,
        took_only=took_only,
        notes=_text(given, "notes", report),
        tried=_tried(pathway, given.get("tried"), report),
        told_clinic=_text(given, "told_clinic", report),
    )


def _text_of(given: object) -> str:
    """The same for what says the same."""
    return json.dumps(given, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def _answers(pathway: Pathway, given: object, report: Report) -> dict[str, Answer]:
    if given is not None and not isinstance(given, dict):
        report("answers", f"{show(given)} is not an object", 'write "answers": {"back_pain": 4}')
    answers: dict[str, Answer] = {}
    kinds, yes_no = pathway.kinds, pathway.yes_no
    for finding, value in given.items() if isinstance(given, dict) else ():
        if (value is True or value is False) and finding in yes_no:  # most are
            answers[finding] = value
            continue
        kind = kinds.get(finding)
        try:
            if kind is None:
                report(f"answers.{str(finding)[:80]}", "unknown finding", "`balm questions` lists the findings")
            elif value is not None:
                answers[finding] = NOT_SURE if value == NOT_SURE else kind.accept(value)
        except WrongAnswer as wrong:
            report(f"answers.{finding}", wrong.problem, wrong.hint)
    return answers


def _value(kind: Kind, value: object, at: str, report: Report) -> Anything:
    """The value as its kind has it; None where there is none, or it was refused."""
    try:
        return None if value is None else kind.accept(value)
    except WrongAnswer as wrong:
        report(at, wrong.problem, wrong.hint)
        return None


def _places(pathway: Pathway, value: object, report: Report) -> tuple[str, ...] | None:
    given = _list(value, "places", 'write a list such as ["low_back"]; an empty one when nothing hurts', report)
    if given is None:
        return None
    read = [_word(word, f"places.{n}", pathway.diary.places, report) for n, word in enumerate(given)]
    return tuple(dict.fromkeys(word for word in read if word is not None))


def _medicine(pathway: Pathway, value: object, at: Moment, today: date, report: Report) -> tuple[tuple[Taken, ...], bool]:
    """What was taken, and whether that is all that she took that day so far."""
    given = _list(value, "medicine", 'write a list such as [{"item": "ibuprofen"}]; an empty one when none was taken', report)
    taken: dict[Taken, None] = {}  # the same medicine at the same time is one
    whole = given is not None
    for n, one in enumerate(given or ()):
        if not isinstance(one, dict):
            report(f"medicine.{n}", f"{show(one)} is not an object", 'write {"item": "ibuprofen"}')
            whole = False
            continue
        item = _word(one.get("item"), f"medicine.{n}.item", pathway.diary.medicines, report)
        when = at if one.get("at") is None else _moment(one["at"], f"medicine.{n}.at", today, report)
        whole = whole and item is not None and when is not None and when.day == at.day
        if item is not None:  # at a time that cannot be read: about then
            taken[Taken(item, when or at)] = None
    return tuple(taken), whole


def _tried(pathway: Pathway, value: object, report: Report) -> tuple[Tried, ...]:
    tried: dict[Tried, None] = {}  # the same said twice is one
    for n, one in enumerate(_list(value, "tried", 'write a list such as [{"item": "walking", "helped": "yes"}]', report) or ()):
        if not isinstance(one, dict):
            report(f"tried.{n}", f"{show(one)} is not an object", 'write {"item": "walking", "helped": "yes"}')
            continue
        item, helped = one.get("item"), one.get("helped")
        if isinstance(item, str) and item in pathway.care:
            tried[Tried(item, None if helped is None else _word(helped, f"tried.{n}.helped", HELPED, report))] = None
        else:
            near = nearest(item, frozenset(pathway.care)) if isinstance(item, str) and len(item) <= _LONGEST_ID else ""
            report(f"tried.{n}.item", f"{show(item)} is not a care item", near or "write one of: " + ", ".join(pathway.care))
    return tuple(tried)


def _list(value: object, at: str, hint: str, report: Report) -> list[Anything] | None:
    if value is not None and not isinstance(value, list):
        report(at, f"{show(value)} is not a list", hint)
    return value if isinstance(value, list) else None


def _word(value: object, at: str, known: Collection[str], report: Report) -> str | None:
    if isinstance(value, str) and value in known:
        return value
    report(at, f"{show(value)} is not one of the words", "write one of: " + ", ".join(known))
    return None


def _text(given: Mapping[str, Anything], key: str, report: Report) -> str:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        report(key, f"{show(value)} is not a text", "write it in quotes, or leave it out")
    return value if isinstance(value, str) else ""


def _moment(value: object, at: str, today: date, report: Report) -> Moment | None:
    """The moment. A day after today counts as today; one more than AHEAD days after it is refused."""
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    day = _day(found[1]) if found else None
    if found is not None and day is not None:
        hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
        ahead = (int(found[6] or 0) * 60 + int(found[7] or 0)) * (-1 if found[5] == "-" else 1)
        if hour < 24 and minute < 60 and second < 60 and int(found[7] or 0) < 60 and abs(ahead) <= 14 * 60:
            if day > today.toordinal() + AHEAD:
                report(at, f"{found[1]} is after today, {today}", "write the day that it was, or mend today")
                return None
            instant = ((day - _EPOCH) * 1440 + hour * 60 + minute - ahead) * 60 + second
            return Moment(instant, min(day, today.toordinal()), day > today.toordinal())
    report(at, f"{show(value)} is not a local time with its offset from UTC", 'write it such as "2026-11-03T21:40+01:00"')
    return None


def _past_day(value: object, key: str, today: date, report: Report) -> int | None:
    if value is None:
        return None
    day = _day(value) if isinstance(value, str) and re.fullmatch(r"[12]\d{3}-\d{2}-\d{2}", value, re.ASCII) else None
    if day is None:
        report(key, f"{show(value)} is not a date", 'write year-month-day, such as "2026-11-22"')
    elif day > today.toordinal():
        report(key, f"{value} is after today, {today}", "write the day that it was, or mend today")
        return None
    return day


def _day(text: str) -> int | None:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _reporter(errors: list[AnswerProblem], start: str = "") -> Report:
    def report(at: str, problem: str, hint: str) -> None:
        errors.append({"at": ".".join(filter(None, (start, at))), "problem": problem, "hint": hint})

    return report


def counts_on(kind: object) -> bool:
    """Whether an answer of this kind, given once, grows by itself: a number of days."""
    return isinstance(kind, Number) and kind.unit == "days"


def latest(entries: Iterable[Entry], finding: str) -> Entry | None:
    """The last entry that answers the finding with more than "not sure"."""
    return next((entry for entry in reversed([*entries]) if entry.answers.get(finding) not in (None, NOT_SURE)), None)
