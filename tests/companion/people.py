"""Random people for the companion: anything from nobody to everything answered, with doubts, dates, and countries."""

from __future__ import annotations

import random
from typing import Any

from balm import Pathway
from balm.pathway.model import Finding
from balm.rules.kinds import NOT_SURE, Answer, Choice, Number


def value(finding: Finding, chance: random.Random) -> Answer:
    kind = finding.kind
    if isinstance(kind, Choice):
        return chance.choice(kind.choices)
    if not isinstance(kind, Number):
        return chance.random() < 0.5
    if kind.decimals:
        tenths = chance.randint(int(kind.low * 10), int(kind.high * 10))
        return tenths // 10 if tenths % 10 == 0 else tenths / 10
    low, high = int(kind.low), int(kind.high)
    return chance.randint(low, max(low, min(high, chance.choice([5, 45, high]))))


def people(pathway: Pathway, count: int, seed: int) -> list[dict[str, Any]]:
    """Cases as the contract writes them. The same seed gives the same people."""
    chance = random.Random(seed)
    countries = [*pathway.countries, "AT", "ZZ", ""]
    drawn = []
    for _ in range(count):
        findings = chance.sample(list(pathway.findings.values()), chance.choice([0, 2, 5, 20, 60, len(pathway.findings)]))
        case: dict[str, Any] = {
            "answers": {f.id: NOT_SURE if chance.random() < 0.15 else value(f, chance) for f in findings},
            "assume_clear": chance.random() < 0.4,
            "country": chance.choice(countries),
        }
        dated = chance.random()
        if dated < 0.2 and "days_since_loss" not in case["answers"]:
            case |= {"date_of_loss": f"2026-10-{chance.randint(1, 31):02}", "today": chance.choice(["2026-11-22", "2030-01-01"])}
        elif dated < 0.3:
            case |= {"today": "2027-06-01"}
        elif dated < 0.35:
            case |= {"date_of_loss": "2026-10-05"}
        drawn.append(case)
    return drawn
