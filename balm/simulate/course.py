"""One person's ordinary recovery: what is so, day by day. Nothing here knows a question or a rule."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, log
from random import Random

from balm.simulate.figures import Draw, Management

LATER_WEEKS = 14
SPOT, LIGHT, PERIOD, HEAVIER = 0.02, 0.12, 0.5, 1.15
"""From which flow, in usual periods, it is called spotting, light, like a period, and heavier than a period. Our choice."""
CARRIED = 0.5
"""The part of a day's stray that the next day keeps."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the sensitivity rows change: factors on what was drawn."""

    pain: float = 1.0
    bleeding_days: float = 1.0
    flow: float = 1.0
    strays: float = 1.0
    signs: float = 1.0


@dataclass(frozen=True, slots=True)
class Day:
    """What is so on one day, at the time of its check-in. `hours` count from the dose (tablets) or from the loss. `flow` is the heaviest
    of the day, `flow_now` that of the moment, both in usual periods; `belly` and `back` are pain now, 0 to 10, whole."""

    day: int
    hours: float
    flow: float
    flow_now: float
    heavy_hours: int
    period: bool
    belly: int
    back: int
    temperature: float
    sleep: int
    light_headed: bool
    uneasy: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who she is, what of the ordinary she meets, and her days in order."""

    management: Management
    weeks: int
    traits: dict[str, bool]
    until: dict[str, float]
    days: tuple[Day, ...]


TRAITS = (
    "scanned", "told_complete", "does_a_test", "large_clot_as_it_passes", "anaesthetic_general", "anaesthetic_needle", "sore_needle_site",
    "rest_does_not_ease", "misoprostol_shivers", "misoprostol_shaking", "misoprostol_gut", "misoprostol_sick", "sick_after_anaesthetic",
    "blood_loss_felt", "flashbacks", "milk", "codeine", "constipated_on_codeine",
)  # fmt: skip
SIGNS = {
    "large_clot_as_it_passes", "misoprostol_shivers", "misoprostol_shaking", "misoprostol_gut", "misoprostol_sick",
    "sick_after_anaesthetic", "blood_loss_felt", "sore_needle_site", "rest_does_not_ease",
}  # fmt: skip
"""What is ordinary and yet looks like a sign, and how often it comes is our guess."""
UNTIL = (
    "test_negative_day", "feels_pregnant_until", "low_mood_days", "not_coping_days", "hardly_eating_days", "tired_days", "painkiller_from",
    "next_period_day", "misoprostol_fever_ends", "pads_per_hour_at_a_period",
)  # fmt: skip


def person(seed: int, management: Management, days: int, change: Change) -> Person:
    """Draws one person. The same seed gives the same person, and under a change the same person changed."""
    random = Random(seed)
    weeks = int(Draw(random, management).points("gestation_weeks"))
    draw = Draw(random, management, later=weeks >= LATER_WEEKS and management != "surgical")
    traits = {name: draw.chance(name, change.signs if name in SIGNS else 1) for name in TRAITS}
    until = {name: draw.points(name) for name in UNTIL}
    if management != "surgical":
        traits |= dict.fromkeys(("anaesthetic_general", "anaesthetic_needle", "sore_needle_site", "sick_after_anaesthetic"), False)
    if management != "tablets":
        traits |= {name: False for name in TRAITS if name.startswith("misoprostol")}
    traits["anaesthetic_needle"] &= not traits["anaesthetic_general"]
    course = _course(draw, weeks, traits, until, days, change)
    return Person(management, weeks, traits, until, course)


def _course(draw: Draw, weeks: int, traits: dict[str, bool], until: dict[str, float], days: int, change: Change) -> tuple[Day, ...]:
    first = draw.points("hours_to_first_check")
    passing = draw.points("hours_to_passing") if draw.management == "tablets" else 0.0
    peak, half = change.flow * draw.points("flow_as_it_passes"), draw.points("flow_hours")
    next_day, last = change.flow * draw.points("flow_next_day"), change.bleeding_days * _last_bleeding_day(draw, weeks)
    strays, gush = draw.points("flow_from_day_to_day") * change.strays, _gush_day(draw)
    pain_strays = draw.points("pain_from_day_to_day") * change.strays
    cramps, cramp_days = change.pain * draw.points("belly_pain"), draw.points("belly_pain_days")
    in_back = draw.points("cramps_in_the_back")
    aches = draw.chance("backache")
    ache, ache_days = change.pain * draw.points("backache_points"), draw.points("backache_days")
    period = max(ceil(until["next_period_day"]), ceil(last) + 2)  # a first period is told from a loss that is over
    light_headed = draw.random.randrange(4) if traits["blood_loss_felt"] else None
    made, wet, sore, stiff = [], 0.0, 0.0, 0.0
    for day in range(days):
        wet, sore, stiff = (
            CARRIED * old + draw.random.gauss(0, spread * (1 - CARRIED**2) ** 0.5)
            for old, spread in ((wet, strays), (sore, pain_strays), (stiff, pain_strays))
        )
        since = first if day == 0 else 24 * day + first + draw.random.uniform(-3, 3)
        in_period = period <= day < period + 5
        if day == 0:
            flow, now = peak, peak * 0.5 ** (first / half)
        else:
            flow = now = _fallen(next_day, last, day) * exp(wet)
        if in_period:
            flow = now = (0.6, 1.1, 0.9, 0.4, 0.2)[day - period] * exp(wet)
        if day == gush:
            flow, now = max(flow, 0.8), max(now, 0.3)
        pads = until["pads_per_hour_at_a_period"]
        heavy = half * log(peak * pads / 0.5, 2) if day == 0 and peak * pads > 0.5 else 0
        belly = _eased(cramps, cramp_days, since / 24)
        own = _eased(ache, ache_days, since / 24) if aches else 0.0
        fever = draw.management == "tablets" and day == 0 and draw.chance("misoprostol_fever")
        made.append(
            Day(
                day=day,
                hours=since + passing,
                flow=flow,
                flow_now=now,
                heavy_hours=int(min(heavy, first)),
                period=in_period,
                belly=_points(belly, sore),
                back=max(_points(belly * in_back, sore), _points(own, stiff)),
                temperature=round(draw.points("misoprostol_temperature" if fever else "temperature"), 1),
                sleep=round(draw.points("sleep_hours")),
                light_headed=day == light_headed,
                uneasy=draw.chance("sense_that_something_is_wrong") and day < 7,
            )
        )
    return tuple(made)


def _last_bleeding_day(draw: Draw, weeks: int) -> float:
    if weeks < 6 and draw.management == "natural":
        return draw.points("bleeding_days_very_early")
    longer = draw.points("bleeding_longer_from_10_weeks")
    return draw.points("bleeding_days") * (longer if weeks >= 10 and not draw.later else 1)


def _gush_day(draw: Draw) -> int | None:
    day = draw.random.randint(7, 21)
    return day if draw.chance("late_gush") else None


def _fallen(start: float, last: float, day: int) -> float:
    """The flow that falls evenly (by the same share each day) from day 1 to a last spot on the last day."""
    if day > last:
        return 0.0
    if start <= SPOT or last <= 1:
        return start
    return start * (SPOT / start) ** ((day - 1) / (last - 1)) if day < last - 0.5 else SPOT


def _eased(start: float, days: float, when: float) -> float:
    """Pain that eases by the same share each day until it is under 1, which it is after these days, and then goes."""
    if start < 1:
        return start if when < days else 0.0
    left = start * start ** (-when / days)
    return left if left >= 0.5 else 0.0


def _points(pain: float, stray: float) -> int:
    """Pain as she says it. Where there is none, no stray makes any."""
    return max(0, min(10, round(pain + stray))) if pain else 0
