"""What the records say: the companion's own kinds, so that what comes from a phone can go back to it.

    entry      one entry of the diary, as balm.care.entries reads it; any number, each under an id of its own
    visit      the check of the phone; here it holds the date of the loss and the country
    settings   the phone's settings; here they hold the country, and the day on which the diary was begun

What else a phone keeps, in these or under other kinds, is left as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any as Anything
from uuid import uuid4

from balm.diary.store import Store

ENTRY, VISIT, SETTINGS = "entry", "visit", "settings"
Value = dict[str, Anything]
Found = dict[str, list[Value]]
"""Records by kind, as the companion's file holds them: [{"id": ..., "value": ...}]."""
_BEFORE_ALL = 1
"""When a visit of which only the date and the country were told began: before any check, so that no check on a phone gives way to it."""


@dataclass
class Kept:
    """What a diary holds. `damaged`: the ids of the records that cannot be read."""

    settings: Value = field(default_factory=dict)
    visit: Value = field(default_factory=dict)
    entries: dict[str, Value] = field(default_factory=dict)
    others: list[tuple[str, str, Anything]] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def diary(self) -> Value:
        """The diary object, as balm.care.entries and the companion's `diaryOf` have it."""
        return {
            "date_of_loss": self.visit.get("dateOfLoss"),
            "begun": self.settings.get("begun") or None,
            "country": self.visit.get("country") or self.settings.get("country") or "",
            "entries": [*self.entries.values()],
        }

    def found(self) -> Found:
        """All of it, as the companion's file holds it. A visit that never began, as where only the country was told, begins before all
        others, or a new phone would not take it in."""
        made: Found = {}
        visit = self.visit and {**self.visit, "began": self.visit.get("began") or _BEFORE_ALL}
        for kind, id_, value in [(SETTINGS, SETTINGS, self.settings), (VISIT, VISIT, visit), *self.others]:
            if value or kind not in (SETTINGS, VISIT):
                made.setdefault(kind, []).append({"id": id_, "value": value})
        if self.entries:
            made[ENTRY] = [{"id": id_, "value": value} for id_, value in self.entries.items()]
        return made


def read(store: Store) -> Kept:
    """What the diary holds, in the order in which it came."""
    held = store.all()
    kept = Kept(damaged=held.damaged)
    for id_, kind, value in held.records:
        if kind not in (ENTRY, VISIT, SETTINGS):
            kept.others.append((kind, id_, value))
        elif not isinstance(value, dict) or (kind != ENTRY and kind != id_):
            kept.damaged.append(id_)
        elif kind == ENTRY:
            kept.entries[id_] = value
        else:
            setattr(kept, kind, value)
    return kept


def as_found(diary: Mapping[str, Anything]) -> Found:
    """A plain diary object, as the companion's file would hold it."""
    visit = {"dateOfLoss": diary.get("date_of_loss"), "country": diary.get("country") or "", "began": _BEFORE_ALL}
    entries = [{"value": entry} for entry in diary["entries"]]
    return {SETTINGS: [{"value": {"begun": diary.get("begun") or ""}}], VISIT: [{"value": visit}], ENTRY: entries}


def add(store: Store, entries: Sequence[Value]) -> list[str]:
    """Keep these entries, all or none; when this returns, they are on the disk. Returns their ids, in order."""
    ids = [str(uuid4()) for _ in entries]
    with store.writing():
        settings = _settings(store)
        if entries and not settings.get("begun"):
            store.put(SETTINGS, SETTINGS, {**settings, "keep": True, "begun": min(str(entry["at"])[:10] for entry in entries)})
        for id_, entry in zip(ids, entries, strict=True):
            store.put(ENTRY, id_, {key: value for key, value in entry.items() if key != "id"})  # the companion's own word for `id_`
    return ids


def _settings(store: Store) -> Value:
    value = store.get(SETTINGS)
    return value if isinstance(value, dict) else {}


def tell(store: Store, *, date_of_loss: str | None = None, country: str | None = None, begun: str | None = None) -> None:
    """Keep what was told of her; None leaves it as it is, and "" takes it away."""
    with store.writing():
        kept = read(store)
        visit, settings = dict(kept.visit), dict(kept.settings)
        if date_of_loss is not None:
            visit["dateOfLoss"] = date_of_loss or None
        if country is not None:
            visit["country"] = settings["country"] = country
        if begun is not None:
            settings["begun"] = begun
        _keep(store, kept, settings, {"began": _BEFORE_ALL, **visit} if visit else visit)


def take_in(store: Store, found: Mapping[str, Sequence[Value]]) -> tuple[int, int]:
    """Take in what a file holds, as the companion does (keep.js, takeIn): every entry that is not here as it is there, and the check of
    the two that began later. How many entries came in, and how many were here already."""
    with store.writing():
        kept = read(store)
        here, ids = {_same(entry) for entry in kept.entries.values()}, {*kept.entries, *kept.damaged, VISIT, SETTINGS}
        ids |= {id_ for _, id_, _ in kept.others}
        came = known = 0
        for one in found.get(ENTRY, ()):
            if _same(one["value"]) in here:
                known += 1
                continue
            id_ = _fresh(one.get("id"), ids)
            store.put(ENTRY, id_, one["value"])
            here.add(_same(one["value"]))
            came += 1
        visit, settings = _first(found, VISIT), _first(found, SETTINGS)
        _keep(store, kept, _settled(kept, settings), _later(kept.visit, visit))
        for kind, records in found.items():
            if kind not in (ENTRY, VISIT, SETTINGS):
                others = {_same(value) for of, _, value in kept.others if of == kind}
                for one in records:
                    if _same(one["value"]) not in others:
                        store.put(kind, _fresh(one.get("id"), ids), one["value"])
    return came, known


def _keep(store: Store, kept: Kept, settings: Value, visit: Value) -> None:
    """Only what changed; and never an empty record over one that cannot be read."""
    for kind, old, new in ((SETTINGS, kept.settings, settings), (VISIT, kept.visit, visit)):
        if new != old:
            store.put(kind, kind, {**new, "keep": True} if kind == SETTINGS else new)


def _settled(kept: Kept, theirs: Value) -> Value:
    """The settings of here where anything was written here, else of the file; the diary was begun on the earlier of two days."""
    if not theirs:
        return kept.settings
    begun = sorted(str(one["begun"]) for one in (kept.settings, theirs) if one.get("begun"))
    return {**(kept.settings if kept.entries else {**kept.settings, **theirs}), "begun": begun[0] if begun else ""}


def _later(ours: Value, theirs: Value) -> Value:
    """The check that began later, with the date of the loss and the country from the other where it leaves them open."""
    newer, older = (theirs, ours) if theirs and (not ours or _began(theirs) > _began(ours)) else (ours, theirs)
    return newer and newer | {key: newer.get(key) or older[key] for key in ("dateOfLoss", "country") if older.get(key)}


def _began(visit: Value) -> float:
    began = visit.get("began")
    return began if isinstance(began, int | float) else 0


def _first(found: Mapping[str, Sequence[Value]], kind: str) -> Value:
    value = found[kind][0]["value"] if found.get(kind) else {}
    return value if isinstance(value, dict) else {}


def _fresh(id_: object, ids: set[str]) -> str:
    """The id, or a new one where another record has it, or SQLite could not keep it."""
    made = id_ if isinstance(id_, str) and id_.isprintable() and 0 < len(id_) <= 200 and id_ not in ids else str(uuid4())
    ids.add(made)
    return made


def _same(value: object) -> str:
    return json.dumps(value, sort_keys=True)
