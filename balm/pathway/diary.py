"""What the content says of the diary, as values, and which measures its conditions may speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from balm.pathway.evidence import Review
from balm.rules.kinds import Choice, Kind, Number, YesNo
from balm.rules.nodes import Node, Value

LONGEST = 730
"""Days: how far back the diary is judged, and the most that a measure in days can hold."""
PAIN = Number(0, 10, 0)
_MEAN = Number(0, 10, 1)
_CHANGE = Number(-10, 10, 1)
_PERCENT = Number(-100, 100)

MEASURES: dict[str, tuple[Kind | str, str]] = {
    "days_since_loss": (Number(0, LONGEST, 0, "days"), "days from the loss to today"),
    "days_of_diary": (Number(0, LONGEST + 1, 0, "days"), "days from the first on which anything was written, since the loss, to today"),
    "pain_first": (_MEAN, "mean pain of the first days of which pain was written"),
    "pain_last": (_MEAN, "mean pain of the last days of which pain was written, if all are of the last days"),
    "pain_fall": (_CHANGE, "pain_first less pain_last, rounded down"),
    "pain_fall_percent": (_PERCENT, "the same in percent of the first, rounded down"),
    "pain_fall_sure": (
        _CHANGE,
        "the fall from the first days of the diary to today, with 0 for each of the first that is missing and 10 for each of the last",
    ),
    "pain_fall_percent_sure": (_PERCENT, "the same in percent of the first, rounded down"),
    "pain_best": (_MEAN, "the lowest mean of two days that follow each other, of those of which pain was written"),
    "pain_rise": (_CHANGE, "the last pain, of today or yesterday, less pain_best"),
    "pain_rise_hours": (
        Number(0, 24 * (LONGEST + 1), 0, "hours"),
        "hours for which every entry has stood risen_points or more above pain_best",
    ),
    "pain_rise_at_most": (_CHANGE, "today's pain less the best two days, with 0 for each earlier day that is missing and 10 for today"),
    "highest_pain_today": (PAIN, "the highest pain written today, now or worst"),
    "new_place": (YesNo(), "whether a place hurts today, other than the head, that was marked on no day before"),
    "bleeding_today": ("bleeding", "the heaviest bleeding written today"),
    "bleeding_least": ("bleeding", "the lightest of the last days before today, since the loss"),
    "bleeding_rise": (Number(-4, 4), "steps from bleeding_least up to bleeding_today"),
}
"""Each measure that the code works out (balm/care/measures.py), with its kind and what it means; a text for the kind names the finding
whose kind it has. Each run of days adds two: its length, under its own id, and `<id>_known`: whether its first day is known."""


@dataclass(frozen=True, slots=True)
class Windows:
    """How much of the diary a measure looks at. Our choices, all of them."""

    mean_days: int
    recent_days: int
    risen_points: int
    ours: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of pain that the diary has a word for, and what it sets when it hurts there today.

    `new`: whether pain that begins there counts as pain in a new place.
    """

    id: str
    label: str
    new: bool
    sets: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Drug:
    """A medicine that the diary has a word for, and what it sets when it was taken in the last 24 hours."""

    id: str
    label: str
    painkiller: bool
    sets: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row. `day` says of one entry whether its day counts; `told_when` (over measures) whether the length answers `finding`."""

    id: str
    finding: str
    means: str
    text: str
    day: Node
    first_day: int
    bridges: int
    told_when: Node
    ours: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that the days behind her show. `sets`: the findings that it answers, so that the rules judge."""

    id: str
    title: str
    text: str
    when: Node
    sets: Mapping[str, Value]
    ours: str
    sources: tuple[str, ...]
    review: Review
    digest: str


@dataclass(frozen=True)
class Diary:
    """`moods` from the best to the worst, each with its label; `whole_day`: findings whose question covers the day, not only now;
    `last_day`: those of them of which the last 24 hours are asked; `because`: why one of those, a place or a medicine answers a finding."""

    windows: Windows
    moods: Mapping[str, str]
    whole_day: tuple[str, ...]
    last_day: tuple[str, ...]
    because: Mapping[str, str]
    places: Mapping[str, Spot]
    medicines: Mapping[str, Drug]
    runs: Mapping[str, Run]
    noticed: Mapping[str, Noticed]

    @cached_property
    def meanings(self) -> dict[str, Node]:
        """What each name in a condition of the diary stands for."""
        return {noticed.id: noticed.when for noticed in self.noticed.values()}


def day_kinds(findings: Mapping[str, Kind], moods: Iterable[str]) -> dict[str, Kind]:
    """What may be said of one entry: every finding, and what only the diary asks."""
    return {**findings, "pain_worst": PAIN, "mood": Choice(tuple(moods)), "painkiller": YesNo()}


def measure_kinds(findings: Mapping[str, Kind], runs: Iterable[str]) -> dict[str, Kind]:
    """What may be said of the days behind her."""
    kinds = {name: findings.get(kind, YesNo()) if isinstance(kind, str) else kind for name, (kind, _) in MEASURES.items()}
    for run in runs:
        kinds |= {run: Number(0, LONGEST, 0, "days"), f"{run}_known": YesNo()}
    return kinds
