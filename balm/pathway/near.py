"""The finding that somebody may have meant by a word that is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import takewhile

from balm.errors import nearest
from balm.pathway.model import Pathway
from balm.rules.nodes import findings_in

_ALIKE = 4
"""Two words that begin with so many letters alike are taken for the same word in another form: "fainting" and "fainted"."""


def nearest_finding(pathway: Pathway, word: str) -> str:
    """'did you mean ...?' with the finding whose id has a word that begins like one of `word`, or is spelt like it, or else whose question
    speaks of it; an empty string when none is near. The name of a definition leads to what it is made of."""
    asked = re.findall(r"[a-z]+", word[:80].lower())
    told = "_".join(asked)
    if told in pathway.definitions:
        return _meant(min(findings_in(pathway.definitions[told].when, pathway.meanings)))
    alike = {id_: _alike(id_.split("_"), asked) for id_ in pathway.findings}
    best = max(alike.values())
    if best >= _ALIKE:
        known = [id_ for id_ in alike if alike[id_] == best]
        return _meant(max(known, key=lambda id_: SequenceMatcher(None, id_, told).ratio()))
    if near := nearest(told, frozenset(pathway.findings)):
        return near
    for id_, finding in pathway.findings.items():
        spoken = f"{finding.label} {finding.meaning} {finding.question} {' '.join(finding.words.values())}".lower()
        if _alike(re.findall(r"[a-z]+", spoken), asked) >= _ALIKE:
            return _meant(id_)
    return ""


def _meant(id_: str) -> str:
    return f'did you mean "{id_}"?'


def _alike(some: Iterable[str], others: Iterable[str]) -> int:
    """With how many letters alike two words of these begin, at the most."""
    both = ((one, other) for one in some for other in others)
    return max(
        (sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))) for one, other in both), default=0
    )
