"""People of whom a joint condition is true, drawn from the conditions themselves: chance alone hardly ever meets one."""

from __future__ import annotations

import random
from typing import Any as Anything

from balm import Pathway
from balm.rules.evaluate import evaluate
from balm.rules.kinds import NOT_SURE, Answer
from balm.rules.nodes import All, Any, Node, children, findings_in
from tests.companion.people import value


def jointly(pathway: Pathway, count: int, seed: int) -> list[dict[str, Anything]]:
    """Cases as the contract writes them, nearly all else unanswered. The same seed gives the same people."""
    chance = random.Random(seed)
    alternatives = [part for node in pathway.joint.values() for part in (children(node) if isinstance(node, Any) else (node,))]
    drawn = []
    for n in range(count):
        answers: dict[str, Answer] = {}
        _satisfy(pathway, alternatives[n % len(alternatives)], answers, chance)
        for finding in chance.sample(list(pathway.findings.values()), chance.choice([0, 0, 3, 30])):
            doubt = NOT_SURE if chance.random() < 0.5 else value(finding, chance)
            answers.setdefault(finding.id, finding.clear if chance.random() < 0.7 else doubt)
        drawn.append({"answers": answers, "assume_clear": False, "country": "GB"})
    return drawn


def _satisfy(pathway: Pathway, node: Node, answers: dict[str, Answer], chance: random.Random) -> None:
    match node:
        case All(parts):
            for part in parts:
                _satisfy(pathway, part, answers, chance)
        case Any(parts):
            _satisfy(pathway, chance.choice(parts), answers, chance)
        case _:
            (name,) = findings_in(node, pathway.meanings)
            while evaluate(node, answers, pathway.meanings) is not True:
                answers[name] = value(pathway.findings[name], chance)
