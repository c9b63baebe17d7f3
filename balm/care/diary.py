"""The diary looked back on: her days, what they amount to, and the case that the rules judge.

The diary judges nothing. It answers findings that today's answers leave open (how long the pain has lasted, whether it is worse again), and
`assess` judges the case as it would any other.

Where today's answers and the diary disagree, the more urgent reading stands, and `findings` tells both: an answer that reads worse than
the diary is kept; one that reads less bad ("better" beside two days of rising pain) gives way, and so does "not sure", but only as long as
neither the level nor the highest possible one comes out lower for it. So the level is never lower with the diary than without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from balm.care.case import CaseObject, read_case
from balm.care.entries import Entry, Record, Refused, counts_on, read_diary
from balm.care.judge import NOBODY, judge
from balm.care.measures import Days, heaviest, measures, new_places
from balm.pathway.model import LEVELS, Pathway
from balm.rules.evaluate import evaluate
from balm.rules.explain import deciders
from balm.rules.kinds import NOT_SURE, Answer, Choice, Number
from balm.rules.nodes import Value

A_DAY = 24 * 60 * 60


class DayEntry(TypedDict):
    """One calendar day, for a chart and the table behind it. What was not written is null; a day with nothing written is not `recorded`.

    `late`: entries typed on a later day. `pain_now`: the last of the day, `pain_worst`: the highest of any kind. `medicine`: how many were
    taken; 0 only where she wrote that it was none.
    """

    day: str
    days_since_loss: int | None
    recorded: bool
    entries: int
    late: int
    pain_now: int | None
    pain_worst: int | None
    bleeding: str | None
    temperature_c: int | float | None
    medicine: int | None
    sleep: int | float | None
    mood: str | None


class Derived(TypedDict):
    """A finding that the diary answers: `by` what (a run, something noticed, a place, a medicine, an answer from earlier today or,
    within 24 hours, of yesterday), what she
    `said` today herself, and whether the value is the one `used` in the case."""

    finding: str
    value: Value
    by: str
    because: str
    said: Answer
    used: bool


class NoticedEntry(TypedDict):
    """Something that the days show, with the measures that decided it and the findings that it answers."""

    id: str
    title: str
    text: str
    measures: dict[str, Answer]
    sets: dict[str, Value]
    sources: list[str]


class TriedEntry(TypedDict):
    """Something that she tried, on which day, and whether she wrote that it helped (balm.care.entries.HELPED)."""

    day: str
    item: str
    helped: str | None


class Told(TypedDict):
    day: str
    words: str


class LookBack(TypedDict):
    """`days` runs from the first relevant day to today without a gap; `case` is what to give to `assess`, and to go on asking from.

    There is no band of what is expected: no study gives one for back pain after a miscarriage, and the ones of ordinary back pain are of
    people who sought care. `expected` of the assessment says in words what can be said.
    """

    today: str
    days: list[DayEntry]
    measures: dict[str, Answer]
    noticed: list[NoticedEntry]
    findings: list[Derived]
    new_places: list[str]
    tried: list[TriedEntry]
    told_clinic: list[Told]
    refused: list[Refused]
    case: CaseObject


def look_back(pathway: Pathway, diary: object, today: date) -> LookBack:
    """What the diary shows on her date `today`. `diary` is a plain object (balm.care.entries says of what shape).

    Raises CaseRefused where there is no list of entries; whatever else cannot be read is in `refused`, and all the rest counts.
    """
    record = read_diary(pathway, diary, today)
    days = Days(pathway, record, today.toordinal())
    told = measures(days)
    meanings = pathway.diary.meanings
    noticed: list[NoticedEntry] = [
        {
            "id": one.id,
            "title": one.title,
            "text": one.text,
            "measures": {name: told[name] for name in deciders(one.when, told, meanings)},
            "sets": dict(one.sets),
            "sources": list(one.sources),
        }
        for one in pathway.diary.noticed.values()
        if evaluate(one.when, told, meanings) is True
    ]
    said, either = _answers(days)

    def settled(said: Mapping[str, Answer]) -> tuple[list[_Clue], dict[str, Answer]]:
        clues = [*_today(days), *_runs(pathway, told, said), *_shown(noticed)]
        return clues, _settle(pathway, record, days.today, said, clues)

    for name, values in either.items():  # with all that the diary shows beside it: pain is more urgent where it has lasted
        ranks = {value: _ranks(pathway, record, days.today, settled({**said, name: value})[1]) for value in values}
        said[name] = min(ranks, key=lambda value: ranks[value])
    clues, used = settled(said)
    return {
        "today": today.isoformat(),
        "days": [_day(days, day) for day in days.every],
        "measures": told,
        "noticed": noticed,
        "findings": [
            {
                "finding": clue.finding,
                "value": clue.value,
                "by": clue.by,
                "because": clue.because,
                "said": said.get(clue.finding),
                "used": used[clue.finding] == clue.value,
            }
            for clue in clues
        ],
        "new_places": new_places(days) or [],
        "tried": [
            {"day": date.fromordinal(entry.day).isoformat(), "item": one.item, "helped": one.helped}
            for entry in record.entries
            for one in entry.tried
        ],
        "told_clinic": [
            {"day": date.fromordinal(entry.day).isoformat(), "words": entry.told_clinic} for entry in record.entries if entry.told_clinic
        ],
        "refused": record.refused,
        "case": _case(record, days.today, used),
    }


@dataclass(frozen=True, slots=True)
class _Clue:
    finding: str
    value: Value
    by: str
    because: str


def _answers(days: Days) -> tuple[dict[str, Answer], dict[str, list[Answer]]]:
    """What she said: of today the last answer to each question; of earlier days what lasts the episode, with days counted on to today.

    And where it cannot be told which was the last, all that it may be.
    """
    kinds, lasting, answers = days.pathway.kinds, days.pathway.lasting, dict[str, Answer]()
    last, or_else = dict[str, Entry](), dict[str, list[Answer]]()
    dated = days.record.date_of_loss is not None
    for entry in days.record.entries:
        ago = days.today - entry.day
        for name in [name for name in entry.answers if name in lasting] if ago else entry.answers:
            value, kind = entry.answers[name], kinds[name]
            if ago and (value == NOT_SURE or (dated and name == "days_since_loss")):
                continue
            if ago and counts_on(kind) and isinstance(kind, Number) and isinstance(value, int):
                value = max(int(kind.low), min(value + ago, int(kind.high)))
            before = last.get(name)
            if before and (before.at.second == entry.at.second or (entry.ahead and not before.ahead and before.day == entry.day)):
                or_else.setdefault(name, []).append(answers[name])
            elif not entry.ahead:
                or_else.pop(name, None)
            answers[name], last[name] = value, entry
    either = {name: list(dict.fromkeys([answers[name], *others])) for name, others in or_else.items()}
    return answers, {name: values for name, values in either.items() if len(values) > 1}


def _today(days: Days) -> list[_Clue]:
    """What today's entries say besides their last answers: earlier today, by the places that hurt, by the medicines taken; and
    what those of the 24 hours before say, where the question is about them."""
    content, kinds = days.pathway.diary, days.pathway.kinds
    if not days.todays:
        return []
    # when an entry that is ahead was written cannot be told
    since = ([entry for entry in days.todays if not entry.ahead] or days.todays)[-1].at.second - A_DAY
    yesterday = [entry for entry in days.record.entries if entry.day < days.today and entry.at.second > since]
    clues = []
    for name in content.whole_day:
        said = [entry.answers[name] for entry in days.todays if name in entry.answers]
        before = [entry.answers[name] for entry in yesterday if name in entry.answers] if name in content.last_day else []
        known = [value for value in (*before, *said) if value != NOT_SURE]
        if said and known and (worst := _worst(kinds[name], known)) != said[-1]:
            by, why = ("today", "whole_day") if worst in said else ("yesterday", "last_day")
            clues.append(_Clue(name, worst, by, content.because[why]))
    marked = {place for entry in days.todays for place in entry.places or ()}
    for spot in content.places.values():
        if spot.id in marked:
            clues += [_Clue(name, value, f"place {spot.id}", content.because["place"]) for name, value in spot.sets.items()]
    taken = {one.item for entry in days.record.entries for one in entry.medicine if one.at.second > since}
    for drug in content.medicines.values():
        if drug.id in taken:
            clues += [_Clue(name, value, f"medicine {drug.id}", content.because["medicine"]) for name, value in drug.sets.items()]
    return clues


def _runs(pathway: Pathway, told: Mapping[str, Answer], said: Mapping[str, Answer]) -> list[_Clue]:
    """The lengths of runs: where they are an answer, and where she gave a number of her own today, to hold beside it."""
    clues = []
    for run in pathway.diary.runs.values():
        length, kind = told.get(run.id), pathway.kinds[run.finding]
        assert isinstance(kind, Number)
        own = isinstance(said.get(run.finding), int)
        if isinstance(length, int) and (own or evaluate(run.told_when, told, pathway.diary.meanings) is True):
            clues.append(_Clue(run.finding, min(length, int(kind.high)), f"run {run.id}", run.text))
    return clues


def _shown(noticed: list[NoticedEntry]) -> list[_Clue]:
    return [_Clue(name, value, f"noticed {one['id']}", one["text"]) for one in noticed for name, value in one["sets"].items()]


def _settle(pathway: Pathway, record: Record, today: int, said: Mapping[str, Answer], clues: list[_Clue]) -> dict[str, Answer]:
    """Her answers with the diary's: what she left open is filled, and of two readings the more urgent stands."""
    found: dict[str, Value] = {}
    for clue in clues:
        found[clue.finding] = _worst(pathway.kinds[clue.finding], [clue.value, found.get(clue.finding, clue.value)])
    used: dict[str, Answer] = {**found, **said}
    for name, value in found.items():
        hers = used[name]
        worse = value if hers == NOT_SURE else _worst(pathway.kinds[name], [value, hers])
        if worse != hers:
            with_it = {**used, name: worse}
            if all(a <= b for a, b in zip(_ranks(pathway, record, today, with_it), _ranks(pathway, record, today, used), strict=True)):
                used = with_it
    return used


def _ranks(pathway: Pathway, record: Record, today: int, answers: Mapping[str, Answer]) -> tuple[int, int]:
    """How urgent it is, and how urgent it may be, 0 for an emergency."""
    standing = judge(pathway, read_case(pathway, _case(record, today, answers)))
    return LEVELS.index(standing.urgency) if standing.urgency else NOBODY, LEVELS.index(standing.highest_possible)


def _case(record: Record, today: int, answers: Mapping[str, Answer]) -> CaseObject:
    lost = date.fromordinal(record.date_of_loss).isoformat() if record.date_of_loss is not None else None
    return {"country": record.country or None, "date_of_loss": lost, "today": date.fromordinal(today).isoformat(), "answers": dict(answers)}


def _worst(kind: object, values: list[Answer]) -> Value:
    """The worst of these answers: yes, the highest number, the last of the choices."""
    known = [value for value in values if value is not None]
    return max(known, key=lambda value: kind.choices.index(str(value)) if isinstance(kind, Choice) else float(value))


_NOTHING_WRITTEN: DayEntry = {
    "day": "", "days_since_loss": None, "recorded": False, "entries": 0, "late": 0, "pain_now": None, "pain_worst": None, "bleeding": None,
    "temperature_c": None, "medicine": None, "sleep": None, "mood": None,
}  # fmt: skip


def _day(days: Days, day: int) -> DayEntry:
    entries, taken = days.by_day.get(day, []), days.taken.get(day, [])
    named = date.fromordinal(day).isoformat()
    since = day - days.loss if days.loss is not None and days.since_loss(day) else None
    if not entries and not taken:
        return {**_NOTHING_WRITTEN, "day": named, "days_since_loss": since}
    bleeding = days.pathway.kinds["bleeding"]
    assert isinstance(bleeding, Choice)
    step = heaviest(bleeding, entries)
    moods = list(days.pathway.diary.moods)
    said = [moods.index(entry.mood) for entry in entries if entry.mood is not None]
    pains = [pain for entry in entries for pain in (_number(entry, "back_pain"), entry.pain_worst) if pain is not None]
    return {
        "day": named,
        "days_since_loss": since,
        "recorded": True,
        "entries": len(entries),
        "late": sum(entry.late for entry in entries),
        "pain_now": next((int(now) for entry in reversed(entries) if (now := _number(entry, "back_pain")) is not None), None),
        "pain_worst": max(map(int, pains), default=None),
        "bleeding": bleeding.choices[step] if step is not None else None,
        "temperature_c": max((warm for entry in entries if (warm := _number(entry, "temperature_c")) is not None), default=None),
        "medicine": len(taken) if taken or any(entry.took_only for entry in entries) else None,
        "sleep": next((slept for entry in reversed(entries) if (slept := _number(entry, "sleep_hours")) is not None), None),
        "mood": moods[max(said)] if said else None,
    }


def _number(entry: Entry, finding: str) -> int | float | None:
    value = entry.answers.get(finding)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
