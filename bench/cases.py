"""The cases that are timed: drawn with a fixed seed from the pathway's own findings, with those of published leaflets among them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any as Anything

from balm import Pathway
from balm.care.case import Case, read_case
from balm.pathway.model import Finding
from balm.rules.kinds import NOT_SURE, Choice, Kind, Number, YesNo
from balm.rules.nodes import Between, Compare, Value, findings_in, walk

LEAFLETS = Path(__file__).parent.parent / "tests" / "leaflets" / "leaflets-dev.jsonl"
_SEED = 20261122
_DRAWN = 4000
_MOST_CHANGED = 12


def complete_cases(pathway: Pathway) -> list[Case]:
    """Cases in which everything is known: up to twelve findings changed, the rest clear. Shuffled: any first part is like the whole.

    In every other one only what one rule reads is changed. Changes spread over everything seldom come to the point where a rule turns,
    and there an engine that was given a rule wrongly gives itself away.
    """
    draw = random.Random(_SEED)
    turns = turning_points(pathway)
    everything = list(pathway.findings)
    of_one_rule = [sorted(findings_in(rule.when, pathway.meanings)) for rule in pathway.rules.values()]
    cases = [read_case(pathway, {"answers": leaflet["answers"], "assume_clear": True}) for leaflet in leaflet_cases()]
    for number in range(_DRAWN):
        names = draw.choice(of_one_rule) if number % 2 else everything
        changed = draw.sample(names, draw.randint(0, min(_MOST_CHANGED, len(names))))
        answers = {name: any_value(draw, pathway.findings[name], turns) for name in changed}
        cases.append(read_case(pathway, {"answers": answers, "assume_clear": True}))
    draw.shuffle(cases)
    return cases


def case_lines(pathway: Pathway, count: int) -> list[str]:
    """JSON lines like those of the leaflets, repeated, each with an id of its own and one more answer.

    In one line of ten she is not sure of one thing; in another what is not named was not asked.
    """
    draw = random.Random(_SEED)
    leaflets, names, turns = leaflet_cases(), list(pathway.findings), turning_points(pathway)
    lines = []
    for number in range(count):
        leaflet = draw.choice(leaflets)
        name = draw.choice(names)
        value = NOT_SURE if number % 10 == 3 else any_value(draw, pathway.findings[name], turns)
        varied = {"id": f"{leaflet['id']}/{number}", "answers": {**leaflet["answers"], name: value}, "assume_clear": number % 10 != 7}
        lines.append(json.dumps({**leaflet, **varied}, ensure_ascii=False) + "\n")
    return lines


def leaflet_cases() -> list[dict[str, Anything]]:
    return [json.loads(line) for line in LEAFLETS.read_text(encoding="utf-8").splitlines()]


def any_value(draw: random.Random, finding: Finding, turns: Mapping[str, Sequence[float]]) -> Value:
    """Any value of the finding, each as likely as the next; of a number in `turns`, half the time one of those."""
    match finding.kind:
        case YesNo():
            return draw.random() < 0.5
        case Choice(choices):
            return draw.choice(choices)
        case Number(low, high, decimals):
            if finding.id in turns and draw.random() < 0.5:
                return draw.choice(turns[finding.id])
            return draw.randint(int(low * 10), int(high * 10)) / 10 if decimals else draw.randint(int(low), int(high))


def turning_points(pathway: Pathway) -> dict[str, list[float]]:
    """For each number that some rule compares: what it is compared with, one step less, and one step more."""
    found: dict[str, list[float]] = {}
    for node in pathway.meanings.values():
        for part in walk(node):
            match part:
                case Compare(finding, _, int() | float() as value):
                    found.setdefault(finding, []).extend(_and_beside(pathway.kinds[finding], value))
                case Between(finding, low, high):
                    found.setdefault(finding, []).extend(_and_beside(pathway.kinds[finding], low, high))
                case _:
                    pass
    return found


def _and_beside(kind: Kind, *values: float) -> list[float]:
    assert isinstance(kind, Number)
    step = 0.1 if kind.decimals else 1
    beside = [round(value + change, 1) for value in values for change in (-step, 0, step)]
    return [value for value in beside if kind.low <= value <= kind.high]
