"""Drawn people, judged once, to see what hangs on one rule, one care item, or one thing that the diary can show."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from balm.care.case import Case
from balm.care.judge import Standing, judge, known, urgency_without
from balm.care.plan import Status, verdict_on
from balm.care.truths import Truths
from balm.pathway.diary import Noticed
from balm.pathway.model import CareItem, Pathway, Rule
from balm.review.moves import Move, Told, size
from balm.review.people import at_the_edges, drawn
from balm.rules.kinds import Answer
from balm.rules.nodes import findings_in


class Crowd:
    """So many drawn people, half with every question answered and half with some. The same seed draws the same."""

    def __init__(self, pathway: Pathway, count: int = 2000, seed: int = 1) -> None:
        self.pathway, self.count = pathway, count
        self.people = list(drawn((pathway,), count, seed))

    @cached_property
    def standings(self) -> list[Standing]:
        return [judge(self.pathway, person) for person in self.people]

    def without(self, rule: Rule) -> tuple[Counter[tuple[Told, Told]], Move | None]:
        """How many of them would be told what instead, if the rule were taken out; and the smallest person at its edges who would."""
        place = list(self.pathway.rules).index(rule.id)
        changed: Counter[tuple[Told, Told]] = Counter()
        for standing in self.standings:
            if place in standing.possible and (after := urgency_without(self.pathway, standing, rule.id)) != standing.urgency:
                changed[standing.urgency, after] += 1
        found = [move for person in at_the_edges((self.pathway,), rule.id) if (move := self._move(person, rule))]
        return changed, min(found, key=lambda move: size(self.pathway, self.pathway, move.person), default=None)

    def statuses(self, item: CareItem) -> Counter[Status]:
        """Of how many of them the item is offered, offered with care, and withheld."""
        return Counter(verdict_on(self.pathway, item, truths, answers).status for truths, answers in self._truths)

    def readers(self, noticed: Noticed) -> list[Rule]:
        """The rules that read what it answers."""
        meanings = self.pathway.meanings
        return [rule for rule in self.pathway.rules.values() if findings_in(rule.when, meanings) & set(noticed.sets)]

    def _move(self, person: Case, rule: Rule) -> Move | None:
        standing = judge(self.pathway, person)
        after = urgency_without(self.pathway, standing, rule.id)
        return Move(standing.urgency, after, person) if after != standing.urgency else None

    @cached_property
    def _truths(self) -> list[tuple[Truths, dict[str, Answer]]]:
        return [(Truths(self.pathway, standing), known(self.pathway, standing.values)) for standing in self.standings]
