"""Complete answers, drawn: half of them at the edge of one row of the table or just past it, the other half anywhere."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from balm import Pathway
from balm.care.case import read_case
from balm.care.judge import fill
from balm.rules.kinds import Answer, Choice, Kind, Number
from balm.rules.to_rows import Row, Span, Words
from balm.summary.dmn import rows

Complete = dict[str, Answer]


def drawn(pathway: Pathway, count: int, seed: int) -> Iterator[Complete]:
    """Every finding answered; what does not apply has its fixed value. The rows take turns, so that twice as many cases reach each."""
    chance = random.Random(seed)
    table = [row for level, _, row in rows(pathway) if level != "self_care"]
    for number in range(count):
        near = _near(pathway, chance, table, table[number // 2 % len(table)]) if number % 2 == 0 else {}
        others = chance.sample(list(pathway.findings), _how_many(chance, near))
        answers = {name: _any(pathway.kinds[name], chance) for name in others} | near
        case = read_case(pathway, {"answers": answers, "assume_clear": True})
        yield dict(zip(pathway.findings, fill(pathway, case), strict=True))


def _how_many(chance: random.Random, near: Complete) -> int:
    """Near a row, few of the other answers; elsewhere few, or in one case of ten all of them."""
    return chance.randint(0, 3) if near else 160 if chance.random() < 0.1 else chance.randint(0, 12)


def _near(pathway: Pathway, chance: random.Random, table: list[Row], row: Row) -> Complete:
    """Of four cases two meet the row, one another row too (or as much of it as there is no contradiction), and one misses it by a step."""
    answers = {name: _meets(test, pathway.kinds[name], chance) for name, test in row.items()}
    match chance.randrange(4):
        case 0:
            missed = chance.choice(list(row))
            answers[missed] = _misses(row[missed], pathway.kinds[missed], chance)
        case 1:
            other = chance.choice(table)
            answers = {name: _meets(test, pathway.kinds[name], chance) for name, test in other.items()} | answers
        case _:
            pass
    return answers


def _meets(test: Words | Span, kind: Kind, chance: random.Random) -> Answer:
    """A value that the test holds of: of a number, an end."""
    return chance.choice(test.of if isinstance(test, Words) else _ends(test, kind))


def _misses(test: Words | Span, kind: Kind, chance: random.Random) -> Answer:
    """A value that the test does not hold of: of a number, one step past an end."""
    if isinstance(test, Words):
        return chance.choice([word for word in (kind.choices if isinstance(kind, Choice) else (True, False)) if word not in test.of])
    assert isinstance(kind, Number)
    step = 0.1 if kind.decimals else 1
    (least, most), (low, high) = (min(_ends(test, kind)), max(_ends(test, kind))), (kind.low, kind.high)
    return _plain(chance.choice([value for value in (least - step, most + step) if low <= value <= high]), kind)


def _ends(test: Span, kind: Kind) -> list[int | float]:
    assert isinstance(kind, Number)
    step = 0.1 if kind.decimals else 1
    low, high = test.low[0] + step * test.low[1], test.high[0] + step * test.high[1]
    return [_plain(kind.low if low == -math.inf else low, kind), _plain(kind.high if high == math.inf else high, kind)]


def _any(kind: Kind, chance: random.Random) -> Answer:
    if isinstance(kind, Choice):
        return chance.choice(kind.choices)
    if isinstance(kind, Number):
        return (
            chance.randint(int(kind.low * 10), int(kind.high * 10)) / 10 if kind.decimals else chance.randint(int(kind.low), int(kind.high))
        )
    return chance.random() < 0.5


def _plain(value: float, kind: Number) -> int | float:
    return round(value, 1) if kind.decimals else int(value)
