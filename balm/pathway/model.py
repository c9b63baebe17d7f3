"""What the content says, as values. Nothing here reads a file or decides anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from balm.pathway.diary import Diary, Noticed
from balm.pathway.evidence import Claim, Country, Fact, Review, Source, Threshold
from balm.pathway.program import Program
from balm.pathway.summary import SummaryPage
from balm.rules.kinds import Kind, YesNo
from balm.rules.nodes import Node, Value

LevelId: TypeAlias = Literal["emergency", "urgent", "today", "soon", "self_care"]
Action: TypeAlias = Literal["ambulance", "go_now", "ring_now", "ring_today", "book", "none"]
LEVELS: tuple[LevelId, ...] = ("emergency", "urgent", "today", "soon", "self_care")
"""From the most urgent to the least."""
ACTIONS: tuple[Action, ...] = ("ambulance", "go_now", "ring_now", "ring_today", "book", "none")
"""From the fastest to the slowest."""


@dataclass(frozen=True, slots=True)
class Level:
    id: LevelId
    means: str
    action: Action
    check_again_hours: int


@dataclass(frozen=True, slots=True)
class Definition:
    """A named condition. `means` is a phrase of plain English."""

    id: str
    means: str
    when: Node


@dataclass(frozen=True, slots=True)
class CountsAs:
    """What "not sure" counts as: `value`, always or only where `when` is true; or, where `value` is None, whatever answer makes it the
    most urgent, as a number of days does (docs/decisions/0004)."""

    value: Value | None
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class SameAs:
    """The value of another finding."""

    finding: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, by the name of its file, and the same thing in words. With a `when` it is shown only where that is true."""

    file: str
    text: str
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that may be so of a person, with the question that asks for it."""

    id: str
    group: str
    kind: Kind
    clear: Value
    meaning: str
    label: str
    question: str
    help: str
    find_out: str
    words: Mapping[str, str]
    lasts: Literal["episode", "day"]
    asked_when: Node | None = None
    otherwise: Value | SameAs | None = None
    not_sure: CountsAs | None = None
    rough: tuple[tuple[int, int], ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """One question of the interview: one finding asked on its own, or several yes/no findings to tick."""

    id: str
    title: str
    ask: str
    findings: tuple[str, ...]
    intro: str = ""
    page: str = ""
    """Screens with the same page are shown together where there is room for it; "" stands alone."""

    @property
    def ticks(self) -> bool:
        return len(self.findings) > 1


@dataclass(frozen=True, slots=True)
class Rule:
    """When `when` is true, the level is `urgency` or a more urgent one. No rule lowers a level."""

    id: str
    name: str
    title: str
    urgency: LevelId
    alternatives: tuple[str, ...]
    when: Node
    because: str
    action: Action
    call: str
    say: str
    check_again_hours: int | None
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    spread: tuple[Threshold, ...]
    review: Review
    digest: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one country's packs and services say of a medicine. `seen` false: known to exist, not verified, never shown as a dose."""

    country: str
    text: tuple[str, ...]
    sources: tuple[str, ...]
    seen: bool
    unverified: str = ""


@dataclass(frozen=True, slots=True)
class Spacing:
    """When a next dose of a medicine may be: `hours` after the last, and at most `doses` within 24 hours.

    `country`: two letters, or "" for every country. `counts`: the diary's medicines that are doses of it; `never_with`: those it must
    never be taken with, within 24 hours.
    """

    country: str
    hours: int
    doses: int
    counts: tuple[str, ...]
    never_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CareItem:
    """One thing that can be done at home."""

    id: str
    title: str
    how: tuple[str, ...]
    stop: tuple[str, ...]
    certainty: str
    certainty_text: str
    borrowed_from: str
    warnings: tuple[str, ...]
    in_plan: bool
    never_offer: str
    stricter_of: tuple[str, ...]
    limits: tuple[Limits, ...]
    sources: tuple[str, ...]
    product_rules: tuple[str, ...]
    pictures: tuple[Picture, ...]
    minutes: int
    """How long it is done for, at most, in one go; 0 where no timer helps."""
    spacing: tuple[Spacing, ...]
    review: Review
    digest: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the matrix: a condition, and what it does to care items.

    A row holds by its `when`, or by the level being `from_level` or more urgent.
    """

    id: str
    when: Node | None
    from_level: LevelId | None
    why: str
    avoid: tuple[str, ...]
    caution: tuple[str, ...]
    settle: Mapping[str, str]
    notes: Mapping[str, str]
    instead: Mapping[str, str]
    unknown_avoids: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that hangs on a condition."""

    when: Node
    text: str


@dataclass(frozen=True, slots=True)
class Sooner:
    """A reason to look again sooner, or to get help: told when `when` is true (or absent) and `unless` is not."""

    text: str
    when: Node | None
    unless: Node | None


@dataclass(frozen=True, slots=True)
class Cause:
    id: str
    title: str
    text: str
    fits_when: Node
    possible_when: Node
    ruled_out_when: Node | None
    why: tuple[Said, ...]
    against: tuple[Said, ...]
    certainty: str
    certainty_text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What is usual by now about one topic, for the people of whom `when` is true."""

    id: str
    topic: str
    when: Node
    text: str
    within: Node | None
    beyond: str
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Pathway:
    """A checked pathway. Every id in it resolves, and every condition makes sense (`checks` says what was checked)."""

    id: str
    title: str
    version: str
    licence: str
    expires: str
    """ISO date; after it the content may be too old to advise on."""
    while_waiting: str
    digest: str
    levels: Mapping[LevelId, Level]
    definitions: Mapping[str, Definition]
    findings: Mapping[str, Finding]
    screens: tuple[Screen, ...]
    pages: Mapping[str, str]
    """Title of each page that several screens share on the web."""
    rules: Mapping[str, Rule]
    joint: Mapping[LevelId, Node]
    """By level: where some rule of the level (or of a more urgent one) is true whatever is left unanswered, though no one rule is known to
    be. Made by `balm verify --mend` from the rules, from the most urgent on."""
    care: Mapping[str, CareItem]
    matrix: Mapping[str, Row]
    causes: Mapping[str, Cause]
    recovery: Mapping[str, Topic]
    diary: Diary
    summary: SummaryPage
    facts: Mapping[str, Fact]
    claims: Mapping[str, Claim]
    sources: Mapping[str, Source]
    countries: Mapping[str, Country]
    sooner_if: tuple[Sooner, ...]
    words: Mapping[str, str]
    program: Program

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        return {finding.id: finding.kind for finding in self.findings.values()}

    @cached_property
    def yes_no(self) -> frozenset[str]:
        """The findings that are answered by yes or no."""
        return frozenset(finding.id for finding in self.findings.values() if isinstance(finding.kind, YesNo))

    @cached_property
    def lasting(self) -> frozenset[str]:
        """The findings whose answer holds for the whole episode, not only for its day."""
        return frozenset(finding.id for finding in self.findings.values() if finding.lasts == "episode")

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each finding stands in a list of values."""
        return {finding: place for place, finding in enumerate(self.findings)}

    @cached_property
    def ranks(self) -> list[int]:
        """The rank of each rule's level, 0 for emergency, in the order of the rules."""
        return [LEVELS.index(rule.urgency) for rule in self.rules.values()]

    @cached_property
    def meanings(self) -> dict[str, Node]:
        """What each name in a condition stands for: the definitions, and the rules by their ids."""
        return {d.id: d.when for d in self.definitions.values()} | {r.id: r.when for r in self.rules.values()}

    @cached_property
    def reviewed(self) -> bool:
        """Whether somebody has signed every rule, care item and definition of the diary as they now stand."""
        return all(item.review.who and item.review.digest == item.digest for items in self.signed.values() for item in items)

    @cached_property
    def signed(self) -> dict[Literal["rule", "care", "noticed"], list[Rule | CareItem | Noticed]]:
        """What needs a clinician's signature, by what it is."""
        return {"rule": [*self.rules.values()], "care": [*self.care.values()], "noticed": [*self.diary.noticed.values()]}
