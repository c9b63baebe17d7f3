"""What may be behind the pain: what fits, what is possible, and how sure anyone can be. Never a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypedDict

from balm.care.ask import unanswered
from balm.care.truths import Truths
from balm.pathway.model import Cause, Pathway
from balm.rules.kinds import Answer


class CauseEntry(TypedDict):
    """One possible cause as the contract gives it; `title`, `text` and `against` are there for whoever shows it."""

    id: str
    fit: Literal["fits", "possible"]
    why: list[str]
    certainty: str
    sources: list[str]
    title: str
    text: str
    against: list[str]
    certainty_text: str


def causes(pathway: Pathway, truths: Truths) -> list[CauseEntry]:
    """The causes that fit, then those that are possible, each in the content's order."""
    entries = [entry for cause in pathway.causes.values() if (entry := _entry(cause, truths))]
    return sorted(entries, key=lambda entry: entry["fit"] != "fits")


def _entry(cause: Cause, truths: Truths) -> CauseEntry | None:
    name = f"cause {cause.id}"
    if truths.of(f"{name} ruled out") is True:
        return None
    fits = truths.of(f"{name} fits") is True
    if not fits and truths.of(f"{name} possible") is not True:
        return None
    return {
        "id": cause.id,
        "fit": "fits" if fits else "possible",
        "why": [said.text for n, said in enumerate(cause.why) if truths.of(f"{name} why {n}") is True],
        "certainty": cause.certainty,
        "sources": list(cause.sources),
        "title": cause.title,
        "text": cause.text,
        "against": [said.text for n, said in enumerate(cause.against) if truths.of(f"{name} against {n}") is True],
        "certainty_text": cause.certainty_text,
    }


def open_for_causes(pathway: Pathway, truths: Truths, answers: Mapping[str, Answer]) -> list[str]:
    """The unanswered findings that can still change which causes fit, or what is said of them."""
    found: dict[str, None] = {}
    for cause in pathway.causes.values():
        name = f"cause {cause.id}"
        if truths.of(f"{name} ruled out") is True or (truths.of(f"{name} fits") is False and truths.of(f"{name} possible") is False):
            continue
        named = [("fits", cause.fits_when), ("possible", cause.possible_when), ("ruled out", cause.ruled_out_when)]
        named += [(f"why {n}", said.when) for n, said in enumerate(cause.why)]
        named += [(f"against {n}", said.when) for n, said in enumerate(cause.against)]
        for part, node in named:
            if node is not None and truths.of(f"{name} {part}") is None:
                found |= dict.fromkeys(unanswered(pathway, node, answers))
    return list(found)
