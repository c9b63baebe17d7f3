"""What the pathway says to each check-in, counted: by day, by management, and by the rules that said so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from balm.care.assess import assess_briefly
from balm.pathway.model import LEVELS, LevelId, Pathway
from balm.simulate.answers import Answers
from balm.simulate.answers import days as answers_of
from balm.simulate.course import LATER_WEEKS, Change, person
from balm.simulate.figures import MANAGEMENTS, Management, figures

ALERTS: tuple[LevelId, ...] = ("emergency", "urgent")
AIM = 0.03
"""The share of check-ins in ordinary recoveries that may be urgent or above."""
LONGEST = 56
"""Days: what the figures reach."""
Recovery = tuple[Management, bool, Iterable[Answers]]
"""How it was managed, whether it was a later loss (14 weeks or more), and the answers day by day."""


@dataclass
class Group:
    """The counts of one group of people. `rules` counts, by level, the check-ins at that level in which a rule said that level; `alone`
    those in which no other rule did."""

    people: int = 0
    alerted: int = 0
    levels: Counter[LevelId] = field(default_factory=Counter)
    days: dict[int, Counter[LevelId]] = field(default_factory=dict)
    rules: dict[LevelId, Counter[str]] = field(default_factory=dict)
    alone: dict[LevelId, Counter[str]] = field(default_factory=dict)

    @property
    def check_ins(self) -> int:
        return sum(self.levels.values())

    def share(self, *levels: LevelId) -> float:
        """The share of check-ins at these levels, 0 to 1."""
        return sum(self.levels[level] for level in levels) / self.check_ins

    @property
    def alerts(self) -> int:
        """Check-ins that were urgent or above."""
        return sum(self.levels[level] for level in ALERTS)

    def alerts_on(self, first: int, last: int) -> float:
        """The share of check-ins on these days, both ends included, that were urgent or above; 0 where there were none."""
        said = sum((self.days[day] for day in self.days if first <= day <= last), Counter[LevelId]())
        return sum(said[level] for level in ALERTS) / (said.total() or 1)

    @property
    def minutes(self) -> float:
        """Nurse-minutes for all check-ins."""
        cost = figures()["minutes"].minutes
        return sum(cost[level] * count for level, count in self.levels.items())


@dataclass
class Counts:
    """The counts of one run: all people, and by group."""

    all: Group = field(default_factory=Group)
    by: dict[str, Group] = field(default_factory=lambda: {name: Group() for name in (*MANAGEMENTS, "earlier", "later")})


def recoveries(people: int, seed: int, days: int, change: Change | None = None) -> Iterator[Recovery]:
    """The recoveries of so many people, a third each by management. The same seed gives the same people; a change changes nothing else."""
    seeds = Random(seed)
    for number in range(people):
        management = MANAGEMENTS[number % len(MANAGEMENTS)]
        drawn = person(seeds.getrandbits(64), management, days, change or Change())
        yield management, drawn.weeks >= LATER_WEEKS, answers_of(drawn)


def count(pathway: Pathway, drawn: Iterable[Recovery], tick: Callable[[], None] = lambda: None) -> Counts:
    """Assesses each day of each recovery as `balm assess` does, and counts. `tick` is called after each person."""
    counts = Counts()
    for management, later, days in drawn:
        groups = (counts.all, counts.by[management], counts.by["later" if later else "earlier"])
        alerted = False
        for day, answers in enumerate(days):
            found = assess_briefly(pathway, {"assume_clear": True, "answers": answers})
            level = found["urgency"]
            assert level is not None, "every answer is known"
            said = [rule for rule in found["reasons"] if pathway.rules[rule].urgency == level]
            alerted |= level in ALERTS
            for group in groups:
                group.levels[level] += 1
                group.days.setdefault(day, Counter())[level] += 1
                group.rules.setdefault(level, Counter()).update(said)
                if len(said) == 1:
                    group.alone.setdefault(level, Counter()).update(said)
        for group in groups:
            group.people += 1
            group.alerted += alerted
        tick()
    return counts


CHANGES: dict[str, Change] = {
    "pain 25% higher": Change(pain=1.25),
    "bleeding 25% longer": Change(bleeding_days=1.25),
    "bleeding 25% heavier": Change(flow=1.25),
    "days stray twice as far": Change(strays=2),
    "guessed signs x 1.5": Change(signs=1.5),
}
"""The sensitivity rows: the same people, with one thing changed."""


def as_json(pathway: Pathway, counts: Counts, changed: dict[str, Counts], asked: dict[str, int]) -> dict[str, object]:
    """Everything that was counted, for machines. Shares are 0 to 1."""
    return {
        **asked,
        "pathway": {"version": pathway.version, "digest": pathway.digest, "reviewed": pathway.reviewed},
        "aim": {"urgent_or_above_at_most": AIM, "kept": counts.all.share(*ALERTS) <= AIM},
        "groups": {name: _group(group) for name, group in {"all": counts.all, **counts.by}.items() if group.people},
        "rules_never_said": [rule for rule in pathway.rules if not any(rule in said for said in counts.all.rules.values())],
        "sensitivity": {name: _group(other.all) for name, other in changed.items()},
    }


def _group(group: Group) -> dict[str, object]:
    return {
        "people": group.people,
        "check_ins": group.check_ins,
        "share": {level: group.share(level) for level in LEVELS},
        "urgent_or_above": group.share(*ALERTS),
        "alerts_per_100_people": 100 * group.alerts / group.people,
        "people_alerted_per_100": 100 * group.alerted / group.people,
        "nurse_minutes_per_100_people": 100 * group.minutes / group.people,
        "by_day": [{level: said[level] for level in LEVELS} for said in group.days.values()],
        "rules": {
            level: {
                rule: {"share": times / group.levels[level], "alone": group.alone.get(level, Counter())[rule] / group.levels[level]}
                for rule, times in said.most_common()
            }
            for level, said in sorted(group.rules.items(), key=lambda one: LEVELS.index(one[0]))
            if level != "self_care"
        },
    }
