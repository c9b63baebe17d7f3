"""A diary read by hand: what must be told of the pain, from what diary.toml says in words, without any code of balm.

It reads slowly and says little: a line is one entry of a local day. Only what the three warnings of the pain need is read at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

EARLIEST_KNOWN = 730
"""Days: the most that a length of days holds."""


@dataclass(frozen=True)
class Line:
    """What one entry says. `day` is the local date that she wrote, at most today; `ahead`: she wrote a later one."""

    moment: int
    day: date
    ahead: bool
    now: int | None
    worst: int | None
    lost_ago: int | None
    hurts_since: int | None
    answers: dict[str, Any]

    @property
    def pain(self) -> int | None:
        return self.worst if self.now is None else self.now

    @property
    def hurts(self) -> bool | None:
        """Any pain at all makes a day of pain; only a worst pain of 0 beside a pain of 0 makes a day without."""
        if (self.now or 0) > 0 or (self.worst or 0) > 0:
            return True
        return False if self.now == self.worst == 0 else None


def local_day(entry: Any, today: date) -> date | None:
    """The local date that she wrote; None where the entry has no time that can be read, or one that is more than 2 days ahead."""
    try:
        at = datetime.fromisoformat(entry["at"])
    except (TypeError, KeyError, ValueError):
        return None
    offset = at.utcoffset()
    if offset is None or abs(offset) > timedelta(hours=14) or at.date() > today + timedelta(days=2):
        return None
    return at.date()


def lines(diary: Any, today: date) -> list[Line]:
    """In the order in which they happened; of the same second, the lower pain first."""
    found = []
    for entry in diary["entries"]:
        day = local_day(entry, today)
        if day is None:
            continue
        answers = entry.get("answers")
        answers = answers if isinstance(answers, dict) else {}
        found.append(
            Line(
                moment=int(datetime.fromisoformat(entry["at"]).timestamp()),
                day=min(day, today),
                ahead=day > today,
                now=_number(answers.get("back_pain"), 10),
                worst=_number(entry.get("pain_worst"), 10),
                lost_ago=_number(answers.get("days_since_loss"), EARLIEST_KNOWN),
                hurts_since=_number(answers.get("pain_days"), EARLIEST_KNOWN),
                answers=answers,
            )
        )
    return sorted(found, key=lambda line: (line.moment, -1 if line.pain is None else line.pain))


def _number(value: Any, highest: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= highest else None


def losses(diary: Any, written: list[Line], today: date) -> set[date | None]:
    """The day of the loss, or every day that it may be where she said several in the same second."""
    try:
        dated = date.fromisoformat(diary.get("date_of_loss") or "")
        if dated <= today:
            return {dated}
    except ValueError:
        pass
    said = [line for line in written if line.lost_ago is not None]
    if not said:
        return {None}
    return {line.day - timedelta(days=line.lost_ago or 0) for line in said if line.moment == said[-1].moment}


@dataclass(frozen=True)
class Reading:
    """A diary on her date `today`, with one day for the loss, or None where it is not known."""

    written: list[Line]
    loss: date | None
    today: date

    @cached_property
    def since_loss(self) -> list[Line]:
        return [line for line in self.written if self.loss is None or line.day >= self.loss]

    @cached_property
    def days_since_loss(self) -> int | None:
        return None if self.loss is None else max(0, (self.today - self.loss).days)

    @cached_property
    def pains(self) -> dict[date, int]:
        """Of each day since the loss, the highest pain that she wrote, in order."""
        by_day: dict[date, list[int]] = {}
        for line in self.since_loss:
            if line.pain is not None:
                by_day.setdefault(line.day, []).append(line.pain)
        return {day: max(by_day[day]) for day in sorted(by_day)}

    def warnings(self) -> set[str]:
        every = {
            "not_improving": self.not_improving(),
            "pain_left": self.pain_left(),
            "worse_again": bool(self.worse_again_rests_on()),
        }
        return {name for name, told in every.items() if told}

    def not_improving(self) -> bool:
        """14 days or more after the loss: a mean of 4 or more, or neither 2 points nor 30 percent less than at first, and not gone."""
        days = list(self.pains)
        if (self.days_since_loss or 0) < 14 or len(days) < 6 or (self.today - days[-3]).days >= 7:
            return False
        first, last = (Fraction(sum(self.pains[day] for day in some), 3) for some in (days[:3], days[-3:]))
        return last >= 1 and (last >= 4 or (first - last < 2 and (first == 0 or (first - last) / first < Fraction(30, 100))))

    def pain_left(self) -> bool:
        """Any pain today 28 days or more after the loss, or pain for more than 42 days in a row."""
        hurts_today = any((line.now or 0) > 0 or (line.worst or 0) > 0 for line in self.written if line.day == self.today)
        return (hurts_today and (self.days_since_loss or 0) >= 28) or self.run[0] > 42

    @cached_property
    def run(self) -> tuple[int, bool, set[date]]:
        """How many days in a row with pain there were, whether that is all of it, and the days on which it rests."""
        marks: dict[date, set[bool]] = {}
        for line in self.written:
            if line.hurts is not None:
                marks.setdefault(line.day, set()).add(line.hurts)
        day, missing, hurt, whole = self.today, 0, list[date](), False
        while missing <= (7 if hurt else 1):
            if True in marks.get(day, ()):
                hurt.append(day)
                missing = 0
            elif False in marks.get(day, ()):
                whole = True
                break
            else:
                missing += 1
            day -= timedelta(days=1)
        if not hurt:
            return 0, whole and day == self.today, set()
        first = day + timedelta(days=1) if whole else hurt[-1]
        told = [
            (line.hurts_since + (self.today - line.day).days, line.day)
            for line in self.written
            if line.hurts_since is not None and line.day >= first
        ]
        length = max([(self.today - first).days, *(days for days, _ in told)])
        bridges = {here for later, here, earlier in zip(hurt, hurt[1:], hurt[2:], strict=False) if (later - earlier).days - 1 > 7}
        return min(length, EARLIEST_KNOWN), whole or bool(told), {hurt[0], hurt[-1], *bridges, *(day for _, day in told)}

    def worse_again_rests_on(self) -> set[date]:
        """The days by which the pain is worse again: of the best two, of the stretch since it rose, and the first; none if it is not."""
        told = [line for line in self.since_loss if line.pain is not None]
        if not told or max(line.day for line in told) < self.today - timedelta(days=1):
            return set()
        last = told[-1]
        before = [day for day in self.pains if day < last.day]
        pairs = {(one, other): self.pains[one] + self.pains[other] for one, other in pairwise(before)}
        if not pairs:
            return set()
        best = min(pairs.values())
        levels: dict[int, int] = {}
        for line in told:
            felt = self.pains[line.day] if line.ahead else line.pain or 0
            levels[line.moment] = max(felt, levels.get(line.moment, 0))
        low = [moment for moment, felt in levels.items() if Fraction(felt) < Fraction(best, 2) + 2]
        stretch = [line for line in told if line.moment > max(low, default=-1)]
        first_day = min(line.day for line in self.since_loss)
        late_enough = (self.days_since_loss or 0) >= 4 or (self.today - first_day).days + 1 >= 5
        if not stretch or not late_enough or last.moment - stretch[0].moment < 24 * 60 * 60:
            return set()
        return {first_day, last.day, stretch[0].day, *(day for pair, total in pairs.items() if total == best for day in pair)}

    def rests_on(self, warning: str) -> set[date]:
        """The days without which the warning may not be told any more: nothing else that is written may hold it up."""
        statement = {line.day for line in self.written if line.lost_ago is not None}
        if warning == "not_improving":
            return statement | {*list(self.pains)[:3], *list(self.pains)[-3:]}
        if warning == "pain_left":
            return statement | {self.today} | self.run[2]
        return statement | self.worse_again_rests_on()

    def soon_at_least(self) -> bool:
        """Rule S1 of today's pain: 14 days of it, 7 or more, 6 or more from the third day, 4 or more after 14 days.

        As far as it is sure: every pain of today has to be as strong, and none "not sure". Days since the loss count where she wrote of no
        other stage than after it.
        """
        said = [line.answers["back_pain"] for line in self.written if line.day == self.today and line.answers.get("back_pain") is not None]
        if not said or any(_number(one, 10) is None for one in said):
            return False
        after = all(line.answers.get("stage") in (None, "after") for line in self.written)
        least, (days, whole, _), since = min(said), self.run, (self.days_since_loss or 0) if after else 0
        return least >= 7 or (least >= 6 and since >= 3) or (least >= 4 and since >= 14) or (least >= 1 and days >= 14 and whole)


def readings(diary: Any, today: date) -> Iterator[Reading]:
    written = lines(diary, today)
    for loss in losses(diary, written, today):
        yield Reading(written, loss, today)
