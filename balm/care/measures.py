"""What the days behind her amount to: a few numbers, which the content's conditions speak of. What cannot be told is not among them.

A day's pain is the highest that she had at the times of writing; where she only wrote the day's worst, that. Days are her own. Days before
the loss are left out where pain is compared with pain: what came before is not what the days after are held against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from balm.care.entries import Entry, Record, latest
from balm.pathway.diary import LONGEST, Run
from balm.pathway.model import Pathway
from balm.rules.evaluate import evaluate
from balm.rules.kinds import Answer, Choice

_UNKNOWN_LOW, _UNKNOWN_HIGH = 0, 10
"""What a day without a record may have been, where a measure asks what is sure."""


@dataclass(frozen=True)
class Days:
    """A record seen from one day, her date `today`. Days are ordinals."""

    pathway: Pathway
    record: Record
    today: int

    @cached_property
    def loss(self) -> int | None:
        """The day of the loss: its date, or by what she last said of how long ago it was."""
        if self.record.date_of_loss is not None:
            return self.record.date_of_loss
        said = latest(self.record.entries, "days_since_loss")
        days = said.answers["days_since_loss"] if said else None
        return said.day - days if said and isinstance(days, int) else None

    @cached_property
    def every(self) -> range:
        """Every day from the first relevant one to today."""
        known = [day for day in (self.record.begun, self.loss, *self.by_day) if day is not None]
        return range(max(min(known), self.today - LONGEST), self.today + 1) if known else range(0)

    @cached_property
    def by_day(self) -> dict[int, list[Entry]]:
        """The entries of each day that has any, in the order in which they happened."""
        found: dict[int, list[Entry]] = {}
        for entry in self.record.entries:
            found.setdefault(entry.day, []).append(entry)
        return found

    @cached_property
    def todays(self) -> list[Entry]:
        return [entry for entry in self.record.entries if entry.day == self.today]

    @cached_property
    def taken(self) -> dict[int, list[str]]:
        """The medicines of each day, by the day on which each was taken."""
        found: dict[int, list[str]] = {}
        for entry in self.record.entries:
            for one in entry.medicine:
                found.setdefault(one.at.day, []).append(one.item)
        return found

    def eased(self, day: int) -> bool:
        """Whether a painkiller was taken on the day."""
        return any(self.pathway.diary.medicines[item].painkiller for item in self.taken.get(day, ()))

    @cached_property
    def said(self) -> dict[int, list[dict[str, Answer]]]:
        """What each entry of a day says, by finding, as the runs ask it."""
        drugs = self.pathway.diary.medicines.values()
        none_taken = {"painkiller": False} | {name: False for drug in drugs if drug.painkiller for name in drug.sets}
        found: dict[int, list[dict[str, Answer]]] = {}
        for day, entries in self.by_day.items():
            eased = self.eased(day)
            for entry in entries:
                values: dict[str, Answer] = {"pain_worst": entry.pain_worst, "mood": entry.mood}
                if entry.took_only and not eased:
                    values |= none_taken
                found.setdefault(day, []).append({**values, **entry.answers})
        return found

    @cached_property
    def backwards(self) -> list[int]:
        """The days of which anything is known, the last first."""
        return sorted({*self.by_day, *self.taken}, reverse=True)

    @cached_property
    def pain(self) -> dict[int, int]:
        """The pain of each day of which any was written."""
        found: dict[int, int] = {}
        for entry in self.record.entries:
            if entry.pain is not None:
                found[entry.day] = max(entry.pain, found.get(entry.day, 0))
        return dict(sorted(found.items()))

    def since_loss(self, day: int) -> bool:
        """Whether the day is not before the loss, as far as that is known."""
        return self.loss is None or day >= self.loss


def measures(days: Days) -> dict[str, Answer]:
    """Each measure that can be told, by its id (balm.pathway.diary says what kind each has)."""
    first = min((day for day in days.by_day if days.since_loss(day)), default=days.today + 1)
    told: dict[str, Answer | None] = {"days_of_diary": min(days.today - first, LONGEST) + 1}
    if days.loss is not None:
        told["days_since_loss"] = max(0, min(days.today - days.loss, LONGEST))
    told |= _means(days) | _sure(days) | _rise(days)
    told["highest_pain_today"] = max((pain for entry in days.todays for pain in _pains(entry)), default=None)
    places = new_places(days)
    told["new_place"] = None if places is None else bool(places)
    told |= _bleeding(days)
    for run in days.pathway.diary.runs.values():
        length, known = run_of(days, run)
        told |= {run.id: length, f"{run.id}_known": known}
    return {name: value for name, value in told.items() if value is not None}


def _pains(entry: Entry) -> list[int]:
    now = entry.answers.get("back_pain")
    return [pain for pain in (now, entry.pain_worst) if isinstance(pain, int)]


def _means(days: Days) -> dict[str, Answer | None]:
    """The mean of the first days with pain written down and of the last ones, and how far it fell: rounded down, so that nearly is not."""
    windows, pain = days.pathway.diary.windows, days.pain
    n, recorded = windows.mean_days, [day for day in pain if days.since_loss(day)]
    if len(recorded) < 2 * n or recorded[-n] <= days.today - windows.recent_days:
        return {}
    first, last = sum(pain[day] for day in recorded[:n]), sum(pain[day] for day in recorded[-n:])
    return {"pain_first": _mean(first, n), "pain_last": _mean(last, n)} | _fall(first, last, n, "")


def _sure(days: Days) -> dict[str, Answer | None]:
    """The fall that is sure, and the rise that cannot be left out, whatever the days without a record were like.

    They are counted from the day on which the diary was begun, or the loss where that was later: a day that is taken out of the record can
    only make the one smaller and the other larger.
    """
    n, begun = days.pathway.diary.windows.mean_days, days.record.begun
    if begun is None:
        return {}
    begun = max(begun, days.loss or begun, days.today - LONGEST)
    if days.today - begun + 1 < 2 * n:
        return {}
    first = sum(days.pain.get(day, _UNKNOWN_LOW) for day in range(begun, begun + n))
    last = sum(days.pain.get(day, _UNKNOWN_HIGH) for day in range(days.today - n + 1, days.today + 1))
    pairs = [days.pain.get(day, _UNKNOWN_LOW) + days.pain.get(day + 1, _UNKNOWN_LOW) for day in range(begun, days.today - 1)]
    return _fall(first, last, n, "_sure") | {"pain_rise_at_most": days.pain.get(days.today, _UNKNOWN_HIGH) - min(pairs) / 2}


def _fall(first: int, last: int, n: int, end: str) -> dict[str, Answer | None]:
    percent = max(-100, 100 * (first - last) // first) if first else 0
    return {f"pain_fall{end}": 10 * (first - last) // n / 10, f"pain_fall_percent{end}": percent}


def _mean(total: int, n: int) -> float:
    return (20 * total + n) // (2 * n) / 10


def _rise(days: Days) -> dict[str, Answer | None]:
    """How far the latest pain stands above the best two days, and for how many hours it has: a stretch of entries that none interrupts."""
    entries = [entry for entry in days.record.entries if entry.pain is not None and days.since_loss(entry.day)]
    if max((entry.day for entry in entries), default=0) < days.today - 1:
        return {}
    moments: dict[int, int] = {}  # of what was written in the same second, or ahead of her clock, the highest
    for entry in entries:
        pain = days.pain[entry.day] if entry.ahead else entry.pain or 0
        moments[entry.at.second] = max(pain, moments.get(entry.at.second, 0))
    now, pain_now = entries[-1], moments[entries[-1].at.second]
    before = [pain for day, pain in days.pain.items() if days.since_loss(day) and day < now.day]
    pairs = [one + other for one, other in pairwise(before)]
    if not pairs:
        return {}
    best, high = min(pairs), min(pairs) + 2 * days.pathway.diary.windows.risen_points
    since = now.at.second
    for second, pain in reversed(moments.items()):
        if 2 * pain < high:
            break
        since = second
    return {"pain_best": best / 2, "pain_rise": pain_now - best / 2, "pain_rise_hours": (now.at.second - since) // 3600}


def new_places(days: Days) -> list[str] | None:
    """The places marked today and on no day before; None when none were marked today, or on no day before, since then nothing is new."""
    marked = [(entry.day == days.today, entry.places) for entry in days.record.entries if entry.places is not None]
    todays, earlier = ({place for today, places in marked if today is which for place in places} for which in (True, False))
    if len({today for today, _ in marked}) < 2:
        return None
    return [spot.id for spot in days.pathway.diary.places.values() if spot.new and spot.id in todays - earlier]


def _bleeding(days: Days) -> dict[str, Answer | None]:
    """The heaviest bleeding of today, the lightest of the recorded days just before it (since the loss), and the steps between."""
    kind = days.pathway.kinds["bleeding"]
    assert isinstance(kind, Choice)
    steps = {day: heaviest(kind, entries) for day, entries in days.by_day.items()}
    today = max((step for day, step in steps.items() if step is not None and day == days.today), default=None)
    first = days.today - days.pathway.diary.windows.recent_days
    since = first if days.loss is None else max(first, days.loss)
    least = min((step for day, step in steps.items() if step is not None and since <= day < days.today), default=None)
    told: dict[str, Answer | None] = {}
    if today is not None:
        told["bleeding_today"] = kind.choices[today]
    if least is not None:
        told["bleeding_least"] = kind.choices[least]
    if today is not None and least is not None:
        told["bleeding_rise"] = today - least
    return told


def heaviest(kind: Choice, entries: Sequence[Entry]) -> int | None:
    """The heaviest bleeding that these entries tell, as a step from 0; None where none tells any."""
    said = [entry.answers.get("bleeding") for entry in entries]
    return max((kind.choices.index(str(word)) for word in said if word in kind.choices), default=None)


def run_of(days: Days, run: Run) -> tuple[int | None, bool | None]:
    """How long the run is up to today, and whether that is all of it. None: it cannot be told.

    The run ends with the last day that is known to count, if no day since is known not to, and it was today or yesterday. It goes back
    over days that count, and over gaps of days with nothing known that are short enough.
    """
    known = ((day, counts) for day in days.backwards if (counts := _counts(days, run, day)) is not None)
    first, counts = next(known, (0, False))
    if not counts:
        return (0, True) if first == days.today else (None, None)
    if first < days.today - 1:
        return None, None
    whole = False
    for day, counts in known:
        if first - day - 1 > run.bridges:
            break
        if not counts:  # a gap after it is bridged too: the cautious reading begins just after the day without
            first, whole = day + 1, True
            break
        first = day
    length = days.today - first + run.first_day
    said = [n + days.today - entry.day for entry in days.record.entries if entry.day >= first and (n := _said(entry, run)) is not None]
    return min(max([length, *said]), LONGEST), whole or bool(said)


def _said(entry: Entry, run: Run) -> int | None:
    """What she said herself of how long it had lasted by that day."""
    said = entry.answers.get(run.finding)
    return said if isinstance(said, int) and said >= run.first_day else None


def _counts(days: Days, run: Run, day: int) -> bool | None:
    """Whether the day counts: yes by one entry, else no by one entry, else not known."""
    truths = [evaluate(run.day, {"painkiller": True}, {})] if days.eased(day) else []
    truths += [evaluate(run.day, said, {}) for said in days.said.get(day, ())]
    return True if True in truths else False if False in truths else None
