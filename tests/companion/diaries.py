"""Random diaries for the companion: gaps, late and repeated entries, journeys over time zones, a clock set back, and much that is bad."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta, timezone
from typing import Any

from balm import Pathway
from balm.care.entries import HELPED
from balm.rules.kinds import NOT_SURE
from tests.companion.people import value

TODAY = date(2026, 11, 22)
ZONES = [timezone(timedelta(minutes=minutes)) for minutes in (0, 60, 330, -300, -600, 840, 765)]
OFTEN = [
    "back_pain",
    "bleeding",
    "belly_pain",
    "temperature_c",
    "sleep_hours",
    "appetite",
    "pain_trend",
    "bleeding_trend",
    "days_since_loss",
]
DAYS = ["pain_days", "bleeding_days", "painkiller_days", "low_mood_days", "taking_nsaid", "taking_codeine", "stage", "clots"]

BAD: list[dict[str, Any]] = [
    {"at": None}, {"at": "yesterday"}, {"at": "2026-02-30T10:00+00:00"}, {"at": "2026-11-20T25:00Z"}, {"at": "2026-11-20T10:00"}, {"at": 5},
    {"at": "2027-11-20T10:00Z"}, {"at": "2026-11-20T10:00+15:00"}, {"written": "late"}, {"pain_worst": 11}, {"pain_worst": 2.5},
    {"pain_worst": True}, {"pain_worst": "7"}, {"places": "leg"}, {"places": ["leg", "toe", None, "leg"]}, {"mood": "fine"}, {"mood": 3},
    {"medicine": {}}, {"medicine": ["ibuprofen"]}, {"medicine": [{"item": "tea"}]}, {"medicine": [{"item": "codeine", "at": "noon"}]},
    {"medicine": [{}, {"item": "ibuprofen", "at": "2027-01-01T00:00Z"}]}, {"notes": 7}, {"told_clinic": ["yes"]}, {"answers": [1]},
    {"answers": {"back_pian": 3}}, {"answers": {"back_pain": 12, "bleeding": "light"}}, {"answers": {"bleeding": "much"}},
    {"answers": {"temperature_c": 98.6}}, {"answers": {"temperature_c": 36.87}}, {"answers": {"fainted": 1}},
    {"answers": {"pain_days": -1}},
    {"tried": "walking"}, {"tried": ["walking"]}, {"tried": [{}, {"item": None}, {"item": ["rest"]}, {"item": "walkng"}]},
    {"tried": [{"item": "walking", "helped": "lots"}, {"item": "walking", "helped": True}, {"item": "rest", "helped": {}}]},
    {"tried": [{"item": "worm bath"}, {"item": "paracetamoll"}, {"item": "tea"}, {"item": ""}, {"item": "x" * 90}, {"item": "ñ😀"}]},
    {"answers": {"x" * 90: True, "é" * 90: "é" * 60}}, {"answers": {"dizzy": {}, "clots": [], "sleep_hours": 4.24, "age_years": 1e30}},
]  # fmt: skip
NOT_ENTRIES: list[Any] = [None, 7, "an entry", [], {}, True]
BAD_HEADS: list[dict[str, Any]] = [{"date_of_loss": "2027-01-01"}, {"date_of_loss": "2026-13-01"}, {"begun": 20}, {"country": 44}]


def entry(pathway: Pathway, chance: random.Random, days_ago: int, zone: timezone, level: int) -> dict[str, Any]:
    """One entry. `level` is about how strong her pain is on that day."""
    at = datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time(), zone) + timedelta(minutes=chance.randrange(1440))
    made: dict[str, Any] = {"at": at.isoformat(timespec=chance.choice(["minutes", "seconds"]))}
    if chance.random() < 0.2:
        made["written"] = (at + timedelta(hours=chance.choice([0, 3, 30]))).isoformat()
    names = chance.sample(OFTEN, chance.randrange(len(OFTEN))) + chance.sample(DAYS, chance.choice([0, 0, 1, 3]))
    names += chance.sample(list(pathway.findings), chance.choice([0, 0, 0, 2]))
    answers = {name: NOT_SURE if chance.random() < 0.1 else value(pathway.findings[name], chance) for name in names}
    if chance.random() < 0.8:
        answers["back_pain"] = max(0, min(10, level + chance.randint(-1, 1)))
    if chance.random() < 0.5:
        answers["bleeding"] = pathway.findings["bleeding"].kind.choices[max(0, min(4, level // 2 + chance.randint(-1, 1)))]  # type: ignore[union-attr]
    if chance.random() < 0.05:
        answers[chance.choice(OFTEN)] = None
    made["answers"] = answers
    diary = pathway.diary
    if chance.random() < 0.5:
        made["pain_worst"] = max(0, min(10, level + chance.randint(0, 3)))
    if chance.random() < 0.4:
        made["places"] = chance.sample(list(diary.places), chance.choice([0, 1, 1, 3]))
    if chance.random() < 0.4:
        made["mood"] = chance.choice(list(diary.moods))
    if chance.random() < 0.5:
        taken = chance.choices(list(diary.medicines), k=chance.choice([0, 1, 1, 2]))
        made["medicine"] = [{"item": item, "note": "with food"} for item in taken]
        for one in made["medicine"]:
            if chance.random() < 0.4:
                one["at"] = (at - timedelta(hours=chance.choice([0, 1, 8, 30]))).isoformat()
    if chance.random() < 0.3:
        made["tried"] = [
            {"item": chance.choice(list(pathway.care)), **chance.choice([{}, {"helped": None}, {"helped": chance.choice(HELPED)}])}
            for _ in range(chance.choice([0, 1, 3]))
        ]
        if chance.random() < 0.1:
            made["tried"].append({"item": misspelt(chance.choice(list(pathway.care)), chance)})
    if chance.random() < 0.1:
        made |= {"told_clinic": "Rest, and ring again tomorrow.", "notes": "Rain. " * chance.randrange(50), "id": chance.randrange(9)}
    return made


def misspelt(word: str, chance: random.Random) -> str:
    """The word with a few letters changed, left out or put in."""
    letters = list(word)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(letters) + 1)
        letters[at : at + chance.randint(0, 1)] = chance.choice(["", "e", "_", "ab"])
    return "".join(letters)


def diary(pathway: Pathway, chance: random.Random) -> dict[str, Any]:
    length = chance.choice([0, 1, 3, 8, 8, 20, 20, 40, 60])
    entries: list[Any] = []
    zone, level, slope = chance.choice(ZONES), chance.randint(1, 8), chance.choice([-0.4, -0.2, 0, 0.3])
    missing, relapse = chance.choice([0, 0, 0.1, 0.5]), chance.random() < 0.15
    days_ago = length
    while days_ago >= chance.choice([0, 0, 0, 1, -2]):
        if chance.random() < 0.05:
            zone = chance.choice(ZONES)
        if chance.random() < 0.02:
            days_ago += 2  # the clock was set back
        if chance.random() < 0.04:
            days_ago -= chance.choice([2, 9])
        if chance.random() >= missing:
            strength = round(level + slope * (length - days_ago))
            if relapse and days_ago < 7:
                strength = 0 if days_ago > 2 else 5
            entries += [entry(pathway, chance, days_ago, zone, strength) for _ in range(chance.choice([1, 1, 1, 2, 4]))]
        days_ago -= 1
    if entries and chance.random() < 0.3:
        entries += [dict(reversed(chance.choice(entries).items())) for _ in range(3)]  # the same again
    if entries and chance.random() < 0.3:
        entries += [entry(pathway, chance, 0, zone, 3) | {"at": chance.choice(entries)["at"]} for _ in range(3)]  # in the same minute
    if chance.random() < 0.3:
        entries += [entry(pathway, chance, 1, zone, 3) | chance.choice(BAD) for _ in range(3)] + chance.sample(NOT_ENTRIES, 1)
    if chance.random() < 0.5:
        chance.shuffle(entries)
    made: dict[str, Any] = {"entries": entries}
    if chance.random() < 0.6:
        made["date_of_loss"] = (TODAY - timedelta(days=max(0, length + chance.choice([-3, 0, 0, 2, 900])))).isoformat()
    if chance.random() < 0.7:
        made["begun"] = (TODAY - timedelta(days=length)).isoformat()
    if chance.random() < 0.5:
        made["country"] = chance.choice([*pathway.countries, " gb ", "", None])
    return made | (chance.choice(BAD_HEADS) if chance.random() < 0.05 else {})


def diaries(pathway: Pathway, count: int, seed: int) -> list[dict[str, Any]]:
    """The same seed gives the same diaries."""
    chance = random.Random(seed)
    return [diary(pathway, chance) for _ in range(count)]
