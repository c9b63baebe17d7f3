"""What a diary amounts to, said once more and independently of balm/care/measures.py: as formulas over a row of days.

A day is missing or holds one value. Each formula is written once and read twice: over plain numbers, to be held against the real code, and
over z3's terms, to be proved for every row of days of a length. `Plain` and `Terms` are the two readings. Measures are in tenths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any as Anything

import z3

from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes


@dataclass(frozen=True, slots=True)
class Reading:
    """How `if`, `and`, `or` and `not` are read."""

    either: Callable[[Anything, Anything, Anything], Anything]
    both: Callable[..., Anything]
    one_of: Callable[..., Anything]
    no: Callable[[Anything], Anything]


PLAIN = Reading(lambda c, a, b: a if c else b, lambda *parts: all(parts), lambda *parts: any(parts), lambda part: not part)
TERMS = Reading(z3.If, z3.And, z3.Or, z3.Not)


@dataclass(frozen=True, slots=True)
class Told:
    """A measure: whether it can be told, and what it is, in tenths."""

    known: Anything
    tenths: Anything


@dataclass(frozen=True, slots=True)
class Row:
    """Days from the first to today: whether anything was written, and what. Also who reads it."""

    written: Sequence[Anything]
    value: Sequence[Anything]
    read: Reading

    def low(self, day: int) -> Anything:
        return self.read.either(self.written[day], self.value[day], 0)

    def high(self, day: int) -> Anything:
        return self.read.either(self.written[day], self.value[day], 10)

    def __len__(self) -> int:
        return len(self.written)


def least(read: Reading, values: Sequence[Anything]) -> Anything:
    found = values[0]
    for value in values[1:]:
        found = read.either(value < found, value, found)
    return found


def fall(read: Reading, first: Anything, last: Anything, n: int) -> tuple[Anything, Anything]:
    """Of two sums of n days: the fall, and the fall in percent, both rounded down, in tenths."""
    percent = 0  # said of each possible sum of the first days, so that nothing is divided by an unknown number
    for total in range(1, 10 * n + 1) if read is TERMS else [first] if first else []:
        percent = read.either(first == total, floor(read, 100 * (total - last), total), percent)
    return floor(read, 10 * (first - last), n), 10 * read.either(percent < -100, -100, percent)


def floor(read: Reading, number: Anything, by: int) -> Anything:
    return number / by if read is TERMS else number // by


def sums(row: Row, n: int) -> tuple[Anything, Anything, Anything]:
    """Of a diary begun on the first day of the row: the least that the first n days may have been in sum, the most that the last n may have
    been, and the most by which today may stand above the best two days, in tenths."""
    first, last = sum(row.low(day) for day in range(n)), sum(row.high(day) for day in range(len(row) - n, len(row)))
    best = least(row.read, [row.low(day) + row.low(day + 1) for day in range(len(row) - 2)])
    return first, last, 10 * row.high(len(row) - 1) - 5 * best


def sure(read: Reading, n: int, first: Anything, last: Anything, at_most: Anything) -> dict[str, Told]:
    points, percent = fall(read, first, last, n)
    return {"pain_fall_sure": Told(True, points), "pain_fall_percent_sure": Told(True, percent), "pain_rise_at_most": Told(True, at_most)}


def nth(row: Row, n: int, backwards: bool = False) -> list[list[Anything]]:
    """For each k below n, of each day whether it is the k-th that was written, from the first or from the last."""
    read, days = row.read, range(len(row))
    reached: list[Anything] = [False] * n  # whether k + 1 days were written so far
    which: list[list[Anything]] = [[False] * len(row) for _ in range(n)]
    for day in reversed(days) if backwards else days:
        here = [read.both(row.written[day], read.no(reached[k]), reached[k - 1] if k else True) for k in range(n)]
        for k in range(n):
            which[k][day] = here[k]
        reached = [read.one_of(reached[k], here[k]) for k in range(n)]
    return which


def means(row: Row, n: int, recent: int) -> dict[str, Told]:
    """The mean of the first n days and of the last n days that were written, and the fall from one to the other."""
    read = row.read
    firsts, lasts = nth(row, n), nth(row, n, backwards=True)
    apart = [read.both(lasts[n - 1][day], firsts[n - 1][before]) for day in range(len(row)) for before in range(day)]
    known = read.both(read.one_of(False, *apart), read.one_of(False, *lasts[n - 1][-recent:]))
    first, last = (
        sum(read.either(which[k][day], row.value[day], 0) for k in range(n) for day in range(len(row))) for which in (firsts, lasts)
    )
    points, percent = fall(read, first, last, n)
    mean = {"pain_first": floor(read, 20 * first + n, 2 * n), "pain_last": floor(read, 20 * last + n, 2 * n)}
    return {name: Told(known, tenths) for name, tenths in {**mean, "pain_fall": points, "pain_fall_percent": percent}.items()}


def rise(row: Row, points: int) -> dict[str, Told]:
    """How far the last pain stands above the best two days, and for how many hours, of one entry a day, always at the same hour."""
    read, today = row.read, len(row) - 1
    found = [
        (read.both(row.written[now], *(read.no(row.written[day]) for day in range(now + 1, today + 1))), _rise_on(row, now, points))
        for now in (today, today - 1)
        if now >= 0
    ]
    names = ("pain_best", "pain_rise", "pain_rise_hours")
    merged: dict[str, Told] = {}
    for place, name in enumerate(names):
        known, tenths = False, 0
        for here, (told, values) in found:
            known = read.one_of(known, read.both(here, told))
            tenths = read.either(here, values[place], tenths)
        merged[name] = Told(known, tenths)
    return merged


def _rise_on(row: Row, now: int, points: int) -> tuple[Anything, tuple[Anything, Anything, Anything]]:
    read = row.read
    before, last = False, 0  # the last written day before this one
    told, best = False, 99
    for day in range(now):
        pair = read.both(row.written[day], before)
        best = read.either(read.both(pair, row.value[day] + last < best), row.value[day] + last, best)
        told = read.one_of(told, pair)
        before, last = read.one_of(before, row.written[day]), read.either(row.written[day], row.value[day], last)
    held, since = True, now
    for day in range(now, -1, -1):
        low = read.both(row.written[day], 2 * row.value[day] < best + 2 * points)
        held = read.both(held, read.no(low))
        since = read.either(read.both(held, row.written[day]), day, since)
    return told, (5 * best, 10 * row.value[now] - 5 * best, 240 * (now - since))


def run(row: Row, first_day: int, bridges: int, counts: Callable[[Anything], Anything]) -> tuple[Told, Anything]:
    """The length of a run up to today, and whether that is all of it: the days that count, and gaps that are short enough."""
    read, today = row.read, len(row) - 1
    going: Anything = False
    over: Anything = False  # the walk back has ended: nothing earlier is looked at
    zero: Anything = False
    first: Anything = 0
    whole: Anything = False
    for day in range(today, -1, -1):
        yes = read.both(row.written[day], counts(row.value[day]), read.no(over))
        no = read.both(row.written[day], read.no(counts(row.value[day])), read.no(over))
        far = read.both(going, first - day - 1 > bridges)
        ends = read.both(going, no, read.no(far))
        whole = read.one_of(whole, ends)
        zero = read.one_of(zero, read.both(no, read.no(going), day == today))
        over = read.one_of(over, far, no, read.both(yes, read.no(going), day < today - 1))
        first = read.either(ends, day + 1, read.either(read.both(yes, read.no(over)), day, first))
        going = read.one_of(going, read.both(yes, read.no(over)))
    length = read.either(zero, 0, today - first + first_day)
    return Told(read.one_of(going, zero), 10 * length), read.one_of(whole, zero)


def says(node: Node, told: dict[str, Told], names: dict[str, Node], read: Reading) -> tuple[Anything, Anything]:
    """Whether a condition over measures is surely true, and whether it is surely false."""
    match node:
        case Compare(finding, operator, other) if not isinstance(other, str):
            one = told.get(finding)
            if one is None:
                return False, False
            value, limit = one.tenths, round(10 * other)
            holds = {
                "=": value == limit, "!=": value != limit, "<": value < limit,
                "<=": value <= limit, ">": value > limit, ">=": value >= limit,
            }[operator]  # fmt: skip
            return read.both(one.known, holds), read.both(one.known, read.no(holds))
        case Between(finding, low, high):
            return says(All((Compare(finding, ">=", low), Compare(finding, "<=", high))), told, names, read)
        case Yes(finding):
            one = told.get(finding)
            return (False, False) if one is None else (read.both(one.known, one.tenths), read.both(one.known, read.no(one.tenths)))
        case Named(name):
            return says(names[name], told, names, read)
        case Not(part):
            return says(part, told, names, read)[::-1]
        case All(parts) | Any(parts):
            inside = [says(part, told, names, read) for part in parts]
            every, some = [true for true, _ in inside], [false for _, false in inside]
            if isinstance(node, All):
                return read.both(*every), read.one_of(*some)
            return read.one_of(*every), read.both(*some)
        case OneOf() | Compare():
            return False, False  # words are no part of these rows
    raise AssertionError(node)
