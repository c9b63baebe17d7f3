"""Diaries with gaps, late entries, days told twice, journeys over time zones and a clock set back: no warning is lost by any of it, and
a day with nothing written never makes anything better.

What must be told is read by hand (by_hand.py), from the local days as they were written, and the diary is held to it. 1,500 diaries
each time; 10,000 others in the thorough run.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import Any

import pytest

from balm import LookBack, load_pathway, look_back
from balm.care.assess import assess_briefly
from balm.care.judge import NOBODY
from balm.pathway.model import LEVELS
from tests.care.by_hand import Reading, local_day, readings
from tests.companion.diaries import TODAY, diaries

PATHWAY = load_pathway()
WARNINGS = {"not_improving", "pain_left", "worse_again"}
SOON = LEVELS.index("soon")
ENOUGH = {"pain_run": 14, "belly_pain_run": 14, "bleeding_run": 22, "painkiller_run": 10, "low_mood_run": 14, "hardly_eating_run": 3}
"""From this length on more changes nothing: `told_when` of each run."""
KEPT = {"back_pain", "bleeding", "belly_pain", "appetite", "days_since_loss", *(run.finding for run in PATHWAY.diary.runs.values())}
KEPT |= {name for one in PATHWAY.diary.noticed.values() for name in one.sets}
"""What runs and what is noticed are read from, and what they answer."""
MANY = [pytest.param(1_500, 41, id="1500", marks=pytest.mark.slow), pytest.param(10_000, 42, id="10000", marks=pytest.mark.thorough)]


@dataclass(frozen=True)
class Told:
    """What is told of a diary on one of her dates."""

    diary: dict[str, Any]
    today: date

    @cached_property
    def seen(self) -> LookBack:
        return look_back(PATHWAY, self.diary, self.today)

    @cached_property
    def noticed(self) -> set[str]:
        return {one["id"] for one in self.seen["noticed"]}

    @cached_property
    def readings(self) -> list[Reading]:
        return list(readings(self.diary, self.today))

    @cached_property
    def ranks(self) -> tuple[int, int]:
        """How urgent it is and how urgent it may be; 0 is an emergency."""
        brief = assess_briefly(PATHWAY, self.seen["case"])
        urgency = brief["urgency"]
        return NOBODY if urgency is None else LEVELS.index(urgency), LEVELS.index(brief["highest_possible"])

    def days(self) -> list[date]:
        found = {local_day(entry, self.today) for entry in self.diary["entries"]}
        return sorted({min(day, self.today) for day in found if day is not None})

    def of_day(self, entry: Any, day: date) -> bool:
        written = local_day(entry, self.today)
        return written is not None and min(written, self.today) == day

    def without(self, day: date) -> Told:
        return Told({**self.diary, "entries": [entry for entry in self.diary["entries"] if not self.of_day(entry, day)]}, self.today)


def told_otherwise(diary: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same diary: in another order, with entries twice, each moment told in another zone by the same local date, typed at other times,
    and beside it what a clock dated that was more than 2 days ahead."""
    retold: dict[str, Any] = {}  # what was drawn twice stays twice the same
    for entry in diary["entries"]:
        text = json.dumps(entry, sort_keys=True)
        retold[text] = retold.get(text) or (_in_another_zone(entry, chance) if isinstance(entry, dict) else entry)
    entries = [retold[json.dumps(entry, sort_keys=True)] for entry in diary["entries"]]
    entries += [dict(reversed(entry.items())) for entry in chance.sample(entries, min(3, len(entries))) if isinstance(entry, dict)]
    far = TODAY + timedelta(days=chance.randint(3, 400))
    entries += [{"at": f"{far}T10:00+00:00", "answers": {"back_pain": 0, "days_since_loss": 0}, "pain_worst": 0}]
    chance.shuffle(entries)
    return {**diary, "entries": entries}


def _in_another_zone(entry: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    if local_day(entry, TODAY) is None:
        return entry
    at = datetime.fromisoformat(entry["at"])
    there = at.astimezone(timezone(timedelta(minutes=15 * chance.randint(-48, 56))))
    at = there if there.date() == at.date() else at
    late = {} if chance.random() < 0.5 else {"written": (at + timedelta(hours=chance.randrange(90))).isoformat()}
    return {**{key: value for key, value in entry.items() if key != "written"}, "at": at.isoformat(), **late}


def drawn(count: int, seed: int) -> Iterator[tuple[Told, random.Random]]:
    """Each diary on today, or with her clock set back: then a part of it is ahead of it."""
    chance = random.Random(seed)
    for diary in diaries(PATHWAY, count, seed):
        yield Told(diary, TODAY - timedelta(days=chance.choice([0, 0, 0, 0, 1, 2, 4]))), chance


@pytest.mark.parametrize(("count", "seed"), MANY)
def test_no_warning_is_lost_and_a_missing_day_never_improves_anything(count: int, seed: int) -> None:
    seen = Counter[str]()
    for told, chance in drawn(count, seed):
        seen.update(kinds(told))
        seen.update(as_it_was_written(told))
        however_it_was_told(told, chance)
        if days := told.days():
            seen.update(without_a_day(told, chance.choice(days)))
    sys.stdout.write(f"\nof {count} diaries: " + ", ".join(f"{kind} {times}" for kind, times in sorted(seen.items())) + "\n")  # pytest -s
    often = {*WARNINGS, "rule S1", "gaps", "late entries", "days told twice", "journeys", "clock set back", "entries ahead", "no date"}
    rare = {*ENOUGH, *(f"{one} without the day" for one in (*WARNINGS, "expected")), "the level stands", "the level was the day's"}
    rare |= {f"{warning} rested on the day" for warning in WARNINGS}
    assert {kind: times for kind in often | rare if (times := seen[kind]) < count / (20 if kind in often else 120)} == {}


def kinds(told: Told) -> Iterator[str]:
    """What sort of diary it is."""
    days, entries = told.seen["days"], [entry for entry in told.diary["entries"] if local_day(entry, told.today)]
    if any(not day["recorded"] for day in days):
        yield "gaps"
    if any(day["late"] for day in days):
        yield "late entries"
    if any(entry in entries[:n] for n, entry in enumerate(entries)):
        yield "days told twice"
    if len({datetime.fromisoformat(entry["at"]).utcoffset() for entry in entries}) > 1:
        yield "journeys"
    if told.today < TODAY:
        yield "clock set back"
    if any(line.ahead for line in told.readings[0].written):
        yield "entries ahead"
    if told.readings[0].loss is None or not told.diary.get("date_of_loss"):
        yield "no date"


def as_it_was_written(told: Told) -> Iterator[str]:
    """The warnings are those that are read by hand, no more and no fewer, and rule S1 is not lost."""
    warnings = told.noticed & WARNINGS
    assert warnings in [reading.warnings() for reading in told.readings], told
    yield from warnings
    if all(reading.soon_at_least() for reading in told.readings):
        assert told.ranks[0] <= SOON, told
        yield "rule S1"


def however_it_was_told(told: Told, chance: random.Random) -> None:
    again = Told(told_otherwise(told.diary, chance), told.today)
    assert again.seen["measures"] == told.seen["measures"], told
    assert again.seen["noticed"] == told.seen["noticed"], told
    assert again.ranks == told.ranks, told


def without_a_day(told: Told, day: date) -> Iterator[str]:
    """One whole day is taken out, whatever she wrote on it.

    What she never wrote cannot warn: where the day itself carried a warning, the warning goes with it. But then the diary says that it
    cannot tell, and no more: nothing is told to ease, and no run to be over.
    """
    less = told.without(day)
    assert less.noticed & WARNINGS in [reading.warnings() for reading in less.readings], (day, told)
    if {one.loss for one in told.readings} == {one.loss for one in less.readings}:  # else she said on that day when the loss was
        assert "expected" in told.noticed or "expected" not in less.noticed, (day, told)
    for warning in (told.noticed - less.noticed) & WARNINGS:
        assert any(day in reading.rests_on(warning) for reading in told.readings), (warning, day, told)
        yield f"{warning} rested on the day"
    yield from (f"{one} without the day" for one in told.noticed & less.noticed & {*WARNINGS, "expected"})
    yield from (run for run in ENOUGH if stands(told, less, day, run))
    yield "the level was the day's" if less.ranks[0] > told.ranks[0] else "the level stands"


def stands(told: Told, less: Told, day: date, run: str) -> bool:
    """Whether the run is told with and without the day, and by the days alone: then it is neither over nor shorter.

    Not held against the diary: what the entries of that day say of other days, which is a length that she counted herself, or a medicine
    with a time of its own; and a length of her own that stands in the rest.
    """
    finding = PATHWAY.diary.runs[run].finding
    entries = [entry for entry in told.diary["entries"] if isinstance(entry, dict)]
    if any(isinstance(one, dict) and "at" in one for entry in entries if told.of_day(entry, day) for one in entry.get("medicine") or ()):
        return False
    if any(isinstance(answers := entry.get("answers"), dict) and isinstance(answers.get(finding), int) for entry in entries):
        return False
    before, after = ({**one.seen["measures"]} for one in (told, less))
    if run not in before or run not in after:
        return False
    was, now = before[run], after[run]
    assert isinstance(was, int)
    assert isinstance(now, int)
    assert not was or now or not after[f"{run}_known"], (run, day, told)
    assert now >= was or now >= ENOUGH[run] or not (before[f"{run}_known"] and after[f"{run}_known"]), (run, day, told)
    return True


@pytest.mark.parametrize("count", [500, pytest.param(5_000, marks=pytest.mark.thorough)])
def test_a_level_that_went_with_a_missing_day_is_still_possible(count: int) -> None:
    """Today she answered everything else, so that only what the diary knew is open. It is asked then, and never taken to be well.

    Unless her own words stand in its place: a day on which she said herself how long it had lasted, or what she said of it today.
    """
    chance, seen = random.Random(45), Counter[str]()
    for diary in diaries(PATHWAY, count, 45):
        told = Told(checked_up(diary), TODAY)
        if not (days := told.days()[:-1]):
            continue
        day = chance.choice(days)
        less = told.without(day)
        if less.ranks[0] > told.ranks[0]:
            seen.update(["went with the day"])
            if less.ranks[1] > told.ranks[0]:
                before, after = told.seen["case"]["answers"], less.seen["case"]["answers"]
                of_that_day = {name for entry in told.diary["entries"] if told.of_day(entry, day) for name in entry["answers"]}
                of_today = {clue["finding"] for clue in less.seen["findings"] if clue["said"] is not None}
                assert {name for name in after if after[name] != before.get(name)} & (of_that_day | of_today), (day, told)
                seen.update(["her own words"])
        seen.update(["still possible" if less.ranks[1] <= told.ranks[0] < NOBODY else "no level"])
    assert seen["went with the day"] >= count / 120, seen
    assert seen["her own words"] <= count / 200, seen
    assert seen["still possible"] >= count / 5, seen


def checked_up(diary: dict[str, Any]) -> dict[str, Any]:
    """The diary with a check-up late today, by which she is well, as far as the diary itself can answer nothing; and little else in it."""
    answers: dict[str, Any] = {id_: one.clear for id_, one in PATHWAY.findings.items() if one.clear is not None and id_ not in KEPT}
    answers |= {"stage": "after", "management": "natural", "anaesthetic": "none", "gestation_weeks": 9, "loss_confirmed": True}
    answers |= {"scan_showed_womb_pregnancy": True, "pregnancy_test": "not_done", "age_years": 30, "temperature_c": 36.8}
    entries = [
        {**entry, "answers": {name: value for name, value in entry["answers"].items() if name in KEPT}, "places": None}
        for entry in diary["entries"]
        if local_day(entry, TODAY) and isinstance(entry.get("answers"), dict)
    ]
    check_up = {"at": f"{TODAY}T23:59+00:00", "answers": answers}
    return {**diary, "entries": [*entries, check_up], "date_of_loss": diary.get("date_of_loss") or "2026-10-20"}


def test_an_entry_that_is_ahead_takes_no_warning_away() -> None:
    """Her clock was a day or two ahead when she wrote that all is well, and has been set back. Pain that was written of today stands.

    Of several entries that are ahead it can be told which came last, so only one is.
    """
    chance, seen = random.Random(43), Counter[str]()
    for diary in diaries(PATHWAY, 500, 43):
        told = Told(diary, TODAY)
        todays = [line for line in told.readings[0].written if line.day == TODAY]
        if any(line.ahead for line in todays) or not any(line.now for line in todays):
            continue
        at = f"{TODAY + timedelta(days=chance.randint(1, 2))}T{chance.randrange(24):02}:00+00:00"
        ahead = {"at": at, "answers": {"back_pain": 0, "pain_trend": "better"}, "pain_worst": 0, "places": []}
        beside = Told({**diary, "entries": [*diary["entries"], ahead]}, TODAY)
        assert told.noticed & WARNINGS <= beside.noticed, (ahead, diary)
        assert beside.ranks[0] <= told.ranks[0], (ahead, diary)
        seen.update(told.noticed & WARNINGS)
        seen.update(["soon"] if told.ranks[0] == SOON else [])
    assert all(seen[one] >= 10 for one in (*WARNINGS, "soon")), seen


def test_the_reading_by_hand_can_differ() -> None:
    """Read as of tomorrow, or without the last day, it is found out, for each of the warnings."""
    found = Counter[str]()
    for diary in diaries(PATHWAY, 200, 44):
        told = Told(diary, TODAY)
        wrong = [*readings(diary, TODAY + timedelta(days=1))]
        if days := told.days():
            wrong += told.without(days[-1]).readings
        for reading in wrong:
            found.update(reading.warnings() ^ (told.noticed & WARNINGS))
    assert all(found[warning] >= 10 for warning in WARNINGS), found
