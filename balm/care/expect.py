"""What is usual by now: ranges with their sources, never a promise and never a date by which she must be well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from balm.care.ask import unanswered
from balm.care.truths import Truths
from balm.pathway.model import Pathway
from balm.rules.kinds import Answer


class ExpectedEntry(TypedDict):
    """One topic as the contract gives it; `beyond` says what to do when she is outside what is usual."""

    topic: str
    text: str
    within: bool | None
    sources: list[str]
    certainty: str
    beyond: str


def expected(pathway: Pathway, truths: Truths) -> list[ExpectedEntry]:
    """The topics that are known to be hers, in the content's order."""
    return [
        {
            "topic": topic.topic,
            "text": topic.text,
            "within": truths.of(f"topic {topic.id} within") if topic.within is not None else None,
            "sources": list(topic.sources),
            "certainty": topic.certainty,
            "beyond": topic.beyond,
        }
        for topic in pathway.recovery.values()
        if truths.of(f"topic {topic.id}") is True
    ]


def open_for_expected(pathway: Pathway, truths: Truths, answers: Mapping[str, Answer]) -> list[str]:
    """The unanswered findings that can still change which topics are hers, or whether she is within them."""
    found: dict[str, None] = {}
    for topic in pathway.recovery.values():
        hers = truths.of(f"topic {topic.id}")
        if hers is None:
            found |= dict.fromkeys(unanswered(pathway, topic.when, answers))
        if hers is not False and topic.within is not None and truths.of(f"topic {topic.id} within") is None:
            found |= dict.fromkeys(unanswered(pathway, topic.within, answers))
    return list(found)
