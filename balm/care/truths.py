"""What the pathway's other conditions (care, causes, recovery) say of one person: yes, no, or not yet."""

from __future__ import annotations

from balm.care.judge import Standing, if_known
from balm.pathway.model import LEVELS, LevelId, Pathway
from balm.rules.evaluate import Truth


class Truths:
    """The truth of each condition by its name (`balm.pathway.load.conditions`), three-valued."""

    def __init__(self, pathway: Pathway, standing: Standing) -> None:
        names, run = pathway.program.condition_names, pathway.program.conditions
        self._known = frozenset(names)
        self._possible = {names[place] for place in run(standing.values)}
        self._sure = {names[place] for place in run([if_known(value) for value in standing.values])}
        self._standing = standing

    def of(self, name: str) -> Truth:
        """The truth of the named condition; False for one that the content leaves out."""
        if name not in self._known:
            return False
        return True if name in self._sure else None if name in self._possible else False

    def at_least(self, level: LevelId) -> Truth:
        """Whether the urgency is this level or a more urgent one."""
        standing, rank = self._standing, LEVELS.index(level)
        if standing.urgency is not None and LEVELS.index(standing.urgency) <= rank:
            return True
        return None if LEVELS.index(standing.highest_possible) <= rank else False
