"""Every small diary, given to the real code: what the claim of time wants of it, and the smallest one of which it does not hold.

Small is enough for what the formulas of balm/proofs/days.py leave out, because the code looks at a day only through a few values (the
highest pain, the heaviest bleeding, yes, no or unknown of a run) and compares these only with each other and with fixed limits; and because
entries are put in one total order before anything is made of them, so that a change of order is a chain of swaps of two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, permutations, product
from typing import Any as Anything

from balm.care import diary as looking
from balm.care import entries as reading
from balm.care import measures as measuring
from balm.care.case import read_case
from balm.care.judge import NOBODY, judge
from balm.pathway.diary import Run
from balm.pathway.model import LEVELS, Pathway
from balm.rules.evaluate import evaluate
from balm.rules.kinds import Answer
from balm.rules.nodes import findings_in

TODAY = date(2026, 11, 22)
GOOD_NEWS = ("expected",)
"""What is noticed that says that it goes well. All else that is noticed is a warning."""

Entry = dict[str, Anything]
Cell = int | str | bool | None
"""What one day holds in a row; None: nothing was written."""


@dataclass(frozen=True, slots=True)
class Refutation:
    """A diary that breaks the claim: the diary as it would come in, her date, what was said of it, and what the claim wanted."""

    part: str
    diary: dict[str, Anything]
    today: str
    said: str
    wanted: str

    @property
    def size(self) -> tuple[int, str]:
        return len(self.diary["entries"]), str(self.diary)


@dataclass(frozen=True, slots=True)
class Strand:
    """One thing that she writes of a day: how an entry says it, which values are tried, and which run it makes."""

    name: str
    entry: Callable[[Anything], Entry]
    values: tuple[Cell, ...]
    days: int
    run: str
    loss: int | None = 20

    @property
    def of_pain(self) -> bool:
        return self.entry is in_pain


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def in_pain(pain: int) -> Entry:
    """Now, and at its worst: only of a day whose worst was 0 is it known that it was free of pain."""
    return {"answers": {"back_pain": pain}, "pain_worst": pain}


def answering(finding: str) -> Callable[[Anything], Entry]:
    return lambda value: {"answers": {finding: value}}


STRANDS = (
    Strand("pain", in_pain, (0, 3, 10), 6, "pain_run"),
    Strand("pain", in_pain, (1, 5), 7, "pain_run"),
    Strand("pain, the loss without a date", in_pain, (1, 5), 6, "pain_run", loss=None),
    Strand("bleeding", answering("bleeding"), ("none", "light", "period"), 5, "bleeding_run"),
    Strand("belly pain", answering("belly_pain"), (0, 4), 5, "belly_pain_run"),
    Strand("painkillers", lambda took: {"medicine": [{"item": "ibuprofen"}] if took else []}, (False, True), 7, "painkiller_run"),
    Strand("mood", lambda mood: {"mood": mood}, ("all_right", "low"), 6, "low_mood_run"),
    Strand("appetite", answering("appetite"), ("normal", "hardly_any"), 6, "hardly_eating_run"),
    Strand("places", lambda places: {"places": [places]}, ("low_back", "leg"), 5, "pain_run", loss=None),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is told of a diary: its measures, and what is noticed."""

    measures: Mapping[str, Answer]
    noticed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rows:
    strand: Strand
    seen: dict[tuple[Cell, ...], Seen]


def diary_of(strand: Strand, row: Sequence[Cell]) -> dict[str, Anything]:
    last = len(row) - 1
    entries = [{"at": f"{ago(last - day)}T12:00+00:00", **strand.entry(cell)} for day, cell in enumerate(row) if cell is not None]
    return {"date_of_loss": None if strand.loss is None else ago(strand.loss), "begun": ago(last), "entries": entries}


def see(pathway: Pathway, diary: object) -> Seen:
    return seen_of(pathway, reading.read_diary(pathway, diary, TODAY))


def seen_of(pathway: Pathway, record: reading.Record) -> Seen:
    told = measuring.measures(measuring.Days(pathway, record, TODAY.toordinal()))
    meanings = pathway.diary.meanings
    return Seen(told, frozenset(one.id for one in pathway.diary.noticed.values() if evaluate(one.when, told, meanings) is True))


def only(pathway: Pathway, strand: Strand) -> Pathway:
    """The pathway with the run of this strand alone, and what is noticed of it: of a diary that has nothing else the same, but quicker."""
    diary = pathway.diary
    full = see(pathway, diary_of(strand, [strand.values[-1]] * (strand.days + 2))).measures
    told = full.keys() - {"days_since_loss", "days_of_diary"} | {strand.run}
    noticed = {one.id: one for one in diary.noticed.values() if not told.isdisjoint(findings_in(one.when, diary.meanings))}
    runs = {name: run for name, run in diary.runs.items() if name == strand.run}
    return replace(pathway, diary=replace(diary, runs=runs, noticed=noticed))


def every_row(pathway: Pathway, strand: Strand, most_days: int) -> Rows:
    """Every row of up to so many days, and what is seen of it. Each entry is read once, and the records put together of them."""
    less, found = only(pathway, strand), Rows(strand, {})
    for days in range(1, most_days + 1):
        whole = {cell: reading.read_diary(less, diary_of(strand, [cell] * days), TODAY) for cell in strand.values}
        for row in product((None, *strand.values), repeat=days):
            some = tuple(whole[cell].entries[day] for day, cell in enumerate(row) if cell is not None)
            found.seen[row] = seen_of(less, replace(whole[strand.values[0]], entries=some))
    return found


def gaps(pathway: Pathway, every: Rows) -> Iterator[Refutation]:
    """Every row beside the same row with one of its days taken out."""
    less, strand = only(pathway, every.strand), every.strand
    run = less.diary.runs[strand.run]
    for row, whole in every.seen.items():
        for day in range(len(row)):
            if row[day] is not None:
                without = (*row[:day], None, *row[day + 1 :])
                for said, wanted in _broken(less, run, row, day, whole, every.seen[without]):
                    part = f"a day with nothing written ({strand.name})"
                    yield Refutation(part, diary_of(strand, without), TODAY.isoformat(), said, wanted)


def _broken(pathway: Pathway, run: Run, row: Sequence[Cell], day: int, whole: Seen, less: Seen) -> Iterator[tuple[str, str]]:
    """What is said with the day taken out, and should not be; `row` is the whole one."""
    here = f"with {row[day]!r} written {len(row) - 1 - day} days ago"
    for one in GOOD_NEWS:
        if one in less.noticed and one not in whole.noticed:
            yield f"{one} is shown", f"not to be, since {here} it is not"
    if less.measures.get(f"{run.id}_known") is True:
        now, was = less.measures.get(run.id), whole.measures.get(run.id)
        if whole.measures.get(f"{run.id}_known") is not True or not isinstance(was, int) or not isinstance(now, int) or now < was:
            yield f"{run.id} is {now}, and that is all of it", f"at least what it is {here}: {was}"
    for one in whole.noticed - less.noticed - {*GOOD_NEWS, "painkillers_three_days"}:
        if day not in rests_on(pathway, one, row, whole):
            yield f"{one} is not shown", f"shown, as it is {here}, since it does not rest on that day"


def rests_on(pathway: Pathway, noticed: str, row: Sequence[Cell], seen: Seen) -> set[int]:
    """The days on which a warning rests: while they are written, it stands, whatever other days are left out. By the place in the row."""
    windows, today = pathway.diary.windows, len(row) - 1
    written = [day for day, cell in enumerate(row) if cell is not None]
    if noticed == "not_improving":
        return {*written[: windows.mean_days], *written[-windows.mean_days :]}
    if noticed in ("worse_again", "returned"):
        before = written[:-1]
        best = min(range(len(before) - 1), key=lambda n: (float(row[before[n]] or 0) + float(row[before[n + 1]] or 0), n))
        first = set() if "days_since_loss" in seen.measures else {written[0]}
        return first | {before[best], before[best + 1], written[-2], written[-1]}
    if noticed in ("bleeding_up", "bleeding_restarted"):
        steps = pathway.kinds["bleeding"].choices  # type: ignore[union-attr]
        recent = [day for day in written if today - windows.recent_days <= day < today]
        return {today, min(recent, key=lambda day: (steps.index(str(row[day])), day))}
    if noticed == "new_pain":
        return {today, written[0]}
    if noticed in ("strong_pain_today", "pain_left"):
        return {today}
    run = next(
        iter(pathway.diary.runs.values())
    )  # the warning is about how long it lasted: every day of the run, but where a gap is bridged
    day_before = [day for day in written if 0 < day < today and row[day - 1] is not None and row[day + 1] is not None]
    inside = [day for day in day_before if run.bridges >= 1 and row[day - 1] == row[day] == row[day + 1]]
    return set(written) - set(inside)


def entry(days_ago: int, clock: str, **answers: Answer) -> Entry:
    return {"at": f"{ago(days_ago)}T{clock}", "answers": answers}


RISING = (entry(4, "12:00+00:00", back_pain=1), entry(3, "12:00+00:00", back_pain=1, bleeding="none"), entry(1, "10:00+00:00", back_pain=6))
DATED = (
    entry(2, "23:50-11:00", back_pain=6),
    entry(1, "00:10+14:00", back_pain=6),
    entry(1, "12:00+00:00", back_pain=6, bleeding="light"),
    entry(1, "23:30-05:00", back_pain=7),
    entry(0, "00:05+00:00", back_pain=0, bleeding="none"),
    entry(0, "12:00+00:00", back_pain=6, bleeding="period", chest_pain=True),
    entry(0, "12:00+00:00", back_pain=2, bleeding="light", chest_pain=False),
)
"""Entries about midnight, in the same minute, and on both sides of the date line."""
AHEAD = (entry(-1, "09:00+00:00", back_pain=0, bleeding="none", chest_pain=False), entry(-2, "12:00+00:00", back_pain=9))
TOO_FAR = (
    entry(-3, "00:00+00:00", back_pain=0, bleeding="none"),
    entry(-4, "12:00+00:00", back_pain=10),
    entry(-400, "12:00Z", back_pain=0),
)
BY_THE_HOUR = ("pain_best", "pain_rise", "pain_rise_hours")
"""Measures that go by what happened first, and so by the time zone; every other goes by her dates alone."""


def comings(pathway: Pathway, most: int) -> Iterator[Refutation]:
    """Every set of up to so many dated entries, alone and after three days of pain that rises: in any order, twice, typed late, in another
    time zone, and with a clock that was wrong."""
    for before in ((), RISING):
        for count in range(1, most + 1):
            for some in combinations((*DATED, *AHEAD), count):
                yield from _arrivals(pathway, [*before, *some])


def _arrivals(pathway: Pathway, some: list[Entry]) -> Iterator[Refutation]:
    def holding(entries: Sequence[Entry]) -> dict[str, Anything]:
        return {"date_of_loss": ago(9), "begun": ago(8), "entries": [*entries]}

    def refuted(part: str, entries: Sequence[Entry], said: object, wanted: object) -> Refutation:
        return Refutation(part, holding(entries), TODAY.isoformat(), f"{said}", f"{wanted}")

    plain = see(pathway, holding(some))
    by_date: dict[int, int] = {}
    for one in some:
        day = min(date.fromisoformat(one["at"][:10]), TODAY).toordinal()
        by_date[day] = max(by_date.get(day, 0), one["answers"]["back_pain"])
    days = measuring.Days(pathway, reading.read_diary(pathway, holding(some), TODAY), TODAY.toordinal())
    if days.pain != by_date:
        yield refuted("her day is the date that her clock showed", some, days.pain, by_date)
    swapped = [[*some[:n], some[n + 1], some[n], *some[n + 2 :]] for n in range(len(some) - 1)]
    orders = permutations(some) if len(some) <= 3 else [some[::-1], *swapped]
    again = [*((list(order), "the order of coming in changes nothing") for order in orders), ([*some, *some], "the same twice is once")]
    for entries, part in again:
        if (other := see(pathway, holding(entries))) != plain:
            yield refuted(part, entries, _differing(other, plain), _differing(plain, other))
    for place in range(len(some)):
        late = {**some[place], "written": f"{ago(0)}T23:59+00:00"}
        entries = [*some[:place], late, *some[place + 1 :]]
        if (other := see(pathway, holding(entries))) != plain:
            yield refuted("a late entry counts as if it had been in time", entries, _differing(other, plain), _differing(plain, other))
        for offset in ("-11:00", "+14:00"):
            entries = [*some[:place], {**some[place], "at": some[place]["at"][:16] + offset}, *some[place + 1 :]]
            here, there = (_by_date(see(pathway, holding(one))) for one in (some, entries))
            if here != there:
                yield refuted("no time zone moves a day", entries, there, here)
    for far in TOO_FAR:
        if (other := see(pathway, holding([*some, far]))) != plain:
            yield refuted("days ahead of her clock are as not written", [*some, far], _differing(other, plain), _differing(plain, other))
    yield from _clock_set_back(pathway, some, plain, holding, refuted)


def _clock_set_back(pathway: Pathway, some: list[Entry], plain: Seen, holding: Anything, refuted: Anything) -> Iterator[Refutation]:
    """Where today has an entry of its own, one dated ahead of it hides no warning and makes nothing less urgent."""
    if not any(one["at"][:10] == ago(0) for one in some):
        return
    for ahead in (one for one in AHEAD if one not in some):
        entries = [*some, ahead]
        hidden = plain.noticed - see(pathway, holding(entries)).noticed - {*GOOD_NEWS}
        if hidden:
            yield refuted(
                "a clock that was set back hides nothing", entries, f"not shown: {sorted(hidden)}", "shown, as without the entry ahead"
            )
        before, after = (looking.look_back(pathway, holding(one), TODAY)["case"] for one in (some, entries))
        was, now = (urgency(pathway, case) for case in (before, after))
        if any(one > other for one, other in zip(now, was, strict=True)):
            yield refuted("a clock that was set back hides nothing", entries, f"ranks {now}", f"ranks {was}, or more urgent")


def urgency(pathway: Pathway, case: Anything) -> tuple[int, int]:
    """The rank of the level, and of the highest that may still be; 0 for an emergency."""
    standing = judge(pathway, read_case(pathway, case))
    return LEVELS.index(standing.urgency) if standing.urgency else NOBODY, LEVELS.index(standing.highest_possible)


def _by_date(seen: Seen) -> dict[str, Answer]:
    return {name: value for name, value in seen.measures.items() if name not in BY_THE_HOUR}


def _differing(one: Seen, other: Seen) -> dict[str, Anything]:
    found: dict[str, Anything] = {name: value for name, value in one.measures.items() if other.measures.get(name) != value}
    return found | ({"noticed": sorted(one.noticed)} if one.noticed != other.noticed else {})
