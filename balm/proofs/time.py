"""Claim "time": over diary days, silence is never read as good, and when a thing was written, or by which clock, hides nothing.

In three parts, each resting on the next:

1. `balm/proofs/days.py` says the measures once more, as formulas. z3 proves of them, for every row of up to `MOST` days in which each day
   is missing or holds any value: good news is told only if it would be told whatever the missing days had been; and a warning stays as long
   as the few days on which it rests are written.
2. The formulas say what the code says: both are worked out of every row of up to 6 or 7 days over a few values, and of long random ones.
3. The same, and what a row cannot hold (order, repeats, lateness, time zones, clocks), is tried on the code itself, on every small diary.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any as Anything

import z3

from balm.pathway.model import Pathway
from balm.proofs.days import PLAIN, TERMS, Row, Told, means, nth, rise, run, says, sums, sure
from balm.proofs.small_diaries import STRANDS, TODAY, Cell, Refutation, Rows, Seen, Strand, comings, diary_of, every_row, gaps, only, see
from balm.rules.nodes import Compare, Node, findings_in, walk

SENTENCE = (
    "A day with nothing written never makes the diary say that pain eases, that something has stopped, or that it has lasted less long; "
    "and neither the order in which entries come in, nor a repeat, a late entry, a time zone or a clock that was set back hides a warning."
)
MOST, MOST_THOROUGH = 21, 42
MOST_PAIRS, MOST_PAIRS_THOROUGH = 10, 14
"""For the sums the solver is slower; `_good_news_is_sure` says why it holds of any number of days."""
SECONDS = 60
Step = Callable[[], Iterator[Refutation]]


def refutation(pathway: Pathway, progress: Callable[[int, int], None] = lambda done, of: None, thorough: bool = False) -> Refutation | None:
    """The smallest diary found that breaks the claim, or None: it is proved. `progress` hears how many of how many steps are done.

    `thorough`: rows of 42 days rather than 21, and larger small diaries. Not decided by the solver is a refutation as well, and says so.
    """
    most, pairs = (MOST_THOROUGH, MOST_PAIRS_THOROUGH) if thorough else (MOST, MOST_PAIRS)
    of_strand = cache(lambda strand: every_row(pathway, strand, strand.days + thorough))
    steps: list[Step] = [
        lambda: _enough(pathway),
        *(lambda strand=strand: gaps(pathway, of_strand(strand)) for strand in STRANDS),
        lambda: comings(pathway, 2 + thorough),
        *(lambda strand=strand: _same(pathway, of_strand(strand)) for strand in STRANDS),
        lambda: _good_news_is_sure(pathway, pairs),
        lambda: _runs_are_never_longer_than_told(pathway, most),
        lambda: _a_run_goes_on_over_missing_days(pathway, most),
        lambda: _not_improving_rests_on_its_windows(pathway, most),
        lambda: _worse_again_rests_on_four_days(pathway, most),
    ]
    for done, step in enumerate(steps):
        progress(done, len(steps))
        if found := min(step(), key=lambda one: one.size, default=None):
            return found
    progress(len(steps), len(steps))
    return None


def _formulas(pathway: Pathway, strand: Strand, row: Row) -> dict[str, Told]:
    """Every measure of a row that the formulas know, as the code would tell it."""
    windows, read, days = pathway.diary.windows, row.read, len(row)
    told: dict[str, Told] = {}
    if strand.loss is not None:
        told["days_since_loss"] = Told(True, 10 * strand.loss)
    of_run = pathway.diary.runs[strand.run]
    length, whole = run(row, of_run.first_day, of_run.bridges, lambda value: _counts(strand, value))
    told |= {strand.run: length, f"{strand.run}_known": Told(length.known, whole)}
    if strand.of_pain:
        if days >= 2 * windows.mean_days:
            told |= sure(read, windows.mean_days, *sums(row, windows.mean_days))
        told |= means(row, windows.mean_days, windows.recent_days) | rise(row, windows.risen_points)
        told["highest_pain_today"] = Told(row.written[-1], 10 * row.value[-1])
    return told


def _counts(strand: Strand, value: Anything) -> Anything:
    """Whether a value counts for the run of the strand: all but the first, which is the one that says that it is over."""
    return value >= 1 if strand.of_pain or strand.name == "belly pain" else value != strand.values[0]


def _same(pathway: Pathway, every: Rows) -> Iterator[Refutation]:
    """Rows of which the formulas and the code say different things: every small one, and 42-day ones drawn with a seed."""
    strand = every.strand
    if strand.name == "places":
        return
    less = only(pathway, strand)
    for row, seen in every.seen.items():
        yield from _compared(less, strand, row, seen)
    chance, long = random.Random(strand.name), replace(strand, loss=None if strand.loss is None else 60)  # noqa: S311
    for _ in range(20):
        filled = chance.choice((0.2, 0.6, 0.95))
        values = tuple(range(11)) if strand.of_pain else strand.values
        drawn = tuple(chance.choice(values) if chance.random() < filled else None for _ in range(MOST_THOROUGH))
        yield from _compared(less, long, drawn, see(less, diary_of(long, drawn)))


def _compared(pathway: Pathway, strand: Strand, cells: Sequence[Cell], seen: Seen) -> Iterator[Refutation]:
    row = Row([cell is not None for cell in cells], [strand.values[0] if cell is None else cell for cell in cells], PLAIN)
    formulas = _formulas(pathway, strand, row)
    for name, one in formulas.items():
        value = one.tenths if name.endswith("_known") else one.tenths / 10
        wanted, said = value if one.known else None, seen.measures.get(name)
        if said != wanted:
            yield Refutation(
                f"the code says what the formula says of {name}", diary_of(strand, cells), TODAY.isoformat(), f"{said}", f"{wanted}"
            )
    if written := [day for day, cell in enumerate(cells) if cell is not None]:
        formulas["days_of_diary"] = Told(True, 10 * (len(cells) - written[0]))
    for name, noticed in pathway.diary.noticed.items():
        if not {*findings_in(noticed.when, pathway.diary.meanings)} <= {*formulas, "days_of_diary", "days_since_loss"}:
            continue
        wanted = says(noticed.when, formulas, pathway.diary.meanings, PLAIN)[0]
        if wanted != (name in seen.noticed):
            yield Refutation(
                f"the code says what the formula says of {name}", diary_of(strand, cells), TODAY.isoformat(), f"{not wanted}", f"{wanted}"
            )


def _enough(pathway: Pathway) -> Iterator[Refutation]:
    """A length that is told although its first day is not known answers every condition as any longer one would."""
    for one in pathway.diary.runs.values():
        limits = [part.value for part in walk(one.told_when) if isinstance(part, Compare) and part.finding == one.id]
        told_from = min((float(limit) for limit in limits), default=float("inf"))
        conditions: list[Node] = [*pathway.meanings.values()]
        for part in (part for node in conditions for part in walk(node)):
            if isinstance(part, Compare) and part.finding == one.finding:
                last = float(part.value) + (part.operator in ("<=", ">", "=", "!="))  # from here on the condition says the same
                if last > told_from:
                    said, wanted = (
                        f"{one.finding} is told from {told_from:g} on",
                        f"{part.finding} {part.operator} {part.value} would change later",
                    )
                    yield Refutation("a length that is told is long enough", {"entries": []}, TODAY.isoformat(), said, wanted)


def _two_rows(days: int) -> tuple[Row, Row, list[Anything]]:
    """A row of unknown days, and the same with any of them taken out."""
    written, left = ([z3.Bool(f"{name}{day}") for day in range(days)] for name in ("written", "left"))
    value = [z3.Int(f"value{day}") for day in range(days)]
    given = [z3.And(one >= 0, one <= 10) for one in value] + [z3.Implies(*pair) for pair in zip(left, written, strict=True)]
    return Row(written, value, TERMS), Row(left, value, TERMS), given


def _refuted(part: str, wrong: list[Anything], row: Row | None, wanted: str) -> Iterator[Refutation]:
    """Nothing if no values make all of it true; else the row that does."""
    solver = z3.Solver()
    solver.set("timeout", SECONDS * 1000)
    solver.add(*wrong)
    verdict = solver.check()
    if verdict == z3.unsat:
        return
    if verdict == z3.unknown or row is None:
        yield Refutation(part, {"entries": []}, TODAY.isoformat(), f"the solver says {verdict}: {solver.reason_unknown()}", wanted)
        return
    model = solver.model()
    cells = [
        model.eval(value, True).as_long() if z3.is_true(model.eval(there, True)) else None
        for there, value in zip(row.written, row.value, strict=True)
    ]
    yield Refutation(part, diary_of(STRANDS[0], cells), TODAY.isoformat(), "told without some of the days", wanted)


def _good_news_is_sure(pathway: Pathway, most: int) -> Iterator[Refutation]:
    """Taking days out lowers the first sum and raises the other two; and what is told of such sums is told of better ones.

    The first is proved of every row of up to `most` days, and of one day alone: a day that is taken out is no higher where it is read as
    low, and no lower where it is read as high. So it holds of any number of days, for sums and for the least of them.
    """
    diary = pathway.diary
    n, when = diary.windows.mean_days, diary.noticed["expected"].when
    whole, less, given = _two_rows(1)
    worse = z3.And(less.low(0) <= whole.low(0), less.high(0) >= whole.high(0))
    yield from _refuted("silence can only make a day worse", [*given, z3.Not(worse)], less, "no better for silence")
    for days in range(2 * n, most + 1):
        whole, less, given = _two_rows(days)
        full, rest = sums(whole, n), sums(less, n)
        worse = z3.And(rest[0] <= full[0], rest[1] >= full[1], rest[2] >= full[2])
        yield from _refuted(
            "silence can only make the sums worse", [*given, z3.Not(worse)], less, f"sums of {days} days no better for silence"
        )
    first, last, at_most, first_less, last_less, at_most_less = z3.Ints("first last at_most first_less last_less at_most_less")
    bounds = [
        first_less >= 0,
        first_less <= first,
        first <= 10 * n,
        last >= 0,
        last <= last_less,
        last_less <= 10 * n,
        at_most <= at_most_less,
    ]
    whole_says, less_says = (
        says(when, sure(TERMS, n, *three), diary.meanings, TERMS)[0]
        for three in ((first, last, at_most), (first_less, last_less, at_most_less))
    )
    yield from _refuted("'expected' is told only if sure", [*bounds, less_says, z3.Not(whole_says)], None, "told with the days as well")


def _runs_are_never_longer_than_told(pathway: Pathway, most: int) -> Iterator[Refutation]:
    """A length told as all of it, with days missing, is all of it and no longer with those days written."""
    for first_day, bridges in sorted({(one.first_day, one.bridges) for one in pathway.diary.runs.values()}):
        whole, less, given = _two_rows(most)
        (long, all_of_it), (short, all_told) = (run(row, first_day, bridges, lambda value: value >= 1) for row in (whole, less))
        longer = z3.Not(z3.And(long.known, all_of_it, long.tenths <= short.tenths))
        wanted = f"no longer with the days (from {first_day}, gaps of {bridges} bridged)"
        yield from _refuted("a length that is told is the longest that it may be", [*given, short.known, all_told, longer], less, wanted)


def _a_run_goes_on_over_missing_days(pathway: Pathway, most: int) -> Iterator[Refutation]:
    """Taking out days that count, each from between two that count and are left, makes no run shorter: "too long" stays too long."""
    for first_day, bridges in sorted({(one.first_day, one.bridges) for one in pathway.diary.runs.values()}):
        whole, less, given = _two_rows(most)
        counts = [z3.And(less.written[day], value >= 1) for day, value in enumerate(less.value)]
        for day in range(most):
            between = z3.And(counts[day - 1], whole.value[day] >= 1, counts[day + 1]) if 0 < day < most - 1 else z3.BoolVal(False)
            given.append(z3.Or(less.written[day], z3.Not(whole.written[day]), between))
        (long, _), (short, _) = (run(row, first_day, bridges, lambda value: value >= 1) for row in (whole, less))
        shorter = z3.And(long.known, z3.Not(z3.And(short.known, short.tenths >= long.tenths)))
        wanted = f"as long as with the days (from {first_day}, gaps of {bridges} bridged)"
        yield from _refuted("a run goes on over a missing day", [*given, shorter], less, wanted)


def _not_improving_rests_on_its_windows(pathway: Pathway, most: int) -> Iterator[Refutation]:
    """The means read the first and the last days with pain written, and no other: the same days are read when others are taken out."""
    n = pathway.diary.windows.mean_days
    whole, less, given = _two_rows(most)
    picked = [[*nth(row, n), *nth(row, n, backwards=True)] for row in (whole, less)]
    kept = [z3.Implies(z3.Or([which[day] for which in picked[0]]), less.written[day]) for day in range(most)]
    differ = z3.Or([one[day] != other[day] for one, other in zip(*picked, strict=True) for day in range(most)])
    yield from _refuted("not improving rests on 6 days", [*given, *kept, differ], less, "the same days read")


def _worse_again_rests_on_four_days(pathway: Pathway, most: int) -> Iterator[Refutation]:
    """The best two days, the last, and the one before it: while they are written, it stands, whatever else is left out.

    Two days that follow each other still do when others are taken out, so that the best is no higher. The last two days are the same
    (that they are is proved of `nth`), and stand as high above it or higher, so that the pain has been high from the one to the other.
    """
    read, diary = TERMS, pathway.diary
    whole, less, given = _two_rows(most)

    def follow(row: Row, one: int, other: int) -> Anything:
        return read.both(row.written[one], row.written[other], *(read.no(row.written[day]) for day in range(one + 1, other)))

    parted = [
        z3.And(follow(whole, one, other), less.written[one], less.written[other], z3.Not(follow(less, one, other)))
        for other in range(most)
        for one in range(other)
    ]
    yield from _refuted("worse again rests on 4 days", [*given, z3.Or(parted)], less, "two days that follow each other to do so still")
    best, best_less, now, hours, hours_less = z3.Ints("best best_less now hours hours_less")
    bounds = [best_less >= 0, best_less <= best, best <= 20, now >= 0, now <= 10, hours >= 240, hours_less >= 240]
    for name in ("worse_again", "returned"):
        shown, still = (
            says(
                diary.noticed[name].when,
                {
                    "days_since_loss": Told(True, 140),
                    "pain_best": Told(True, 5 * low),
                    "pain_rise": Told(True, 10 * now - 5 * low),
                    "pain_rise_hours": Told(True, long),
                },
                diary.meanings,
                TERMS,
            )[0]
            for low, long in ((best, hours), (best_less, hours_less))
        )
        yield from _refuted(f"{name} rests on 4 days", [*bounds, shown, z3.Not(still)], None, "still told above a lower best")
