"""Today's self-care: every item with offer, caution or withhold, and why.

Avoid beats caution beats offer, and what is unknown cannot be offered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from balm.care.ask import screen_order, unanswered
from balm.care.truths import Truths
from balm.pathway.model import CareItem, Pathway, Row
from balm.rules.evaluate import Truth
from balm.rules.explain import open_findings
from balm.rules.kinds import NOT_SURE, Answer

Status = Literal["offer", "caution", "withhold"]
_WORST_FIRST: tuple[Status, ...] = ("withhold", "caution", "offer")


class CareEntry(TypedDict):
    """One care item as the contract gives it; `title` to `in_plan` are there for whoever shows it."""

    item: str
    status: Status
    why: list[str]
    how: str
    certainty: str
    sources: list[str]
    title: str
    certainty_text: str
    borrowed_from: str
    stop: list[str]
    warnings: list[str]
    in_plan: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the matrix says of one item, and the rows that left it open."""

    status: Status
    why: tuple[str, ...]
    open_rows: tuple[Row, ...]


def plan(pathway: Pathway, truths: Truths, answers: Mapping[str, Answer], country: str = "") -> list[CareEntry]:
    """Every care item, in the content's order. `answers` is `known` of the standing; `country` an ISO code or empty."""
    emergency = truths.at_least("emergency")
    entries: list[CareEntry] = []
    for item in pathway.care.values():
        verdict = verdict_on(pathway, item, truths, answers)
        shown = verdict.status != "withhold"
        entries.append(
            {
                "item": item.id,
                "status": verdict.status,
                "why": list(verdict.why) or [item.certainty_text],
                "how": how(pathway, item, truths, country) if shown else "",
                "certainty": item.certainty,
                "sources": [] if emergency is True else [*item.sources, *_limit_sources(item, country)],
                "title": item.title,
                "certainty_text": item.certainty_text,
                "borrowed_from": item.borrowed_from,
                "stop": list(item.stop) if shown else [],
                "warnings": list(item.warnings) if shown else [],
                "in_plan": item.in_plan and verdict.status == "offer",
            }
        )
    return entries


def strictest(plans: Sequence[list[CareEntry]]) -> list[CareEntry]:
    """Of several plans for one person, each item as the strictest of them has it; where they agree, as the first."""
    return [min(entries, key=lambda entry: _WORST_FIRST.index(entry["status"])) for entries in zip(*plans, strict=True)]


def verdict_on(pathway: Pathway, item: CareItem, truths: Truths, answers: Mapping[str, Answer]) -> Ruling:
    """What the matrix, read for this person, says of the item."""
    emergency = next(row for row in pathway.matrix.values() if row.from_level == "emergency")
    if truths.at_least("emergency") is True:
        return Ruling("withhold", (emergency.why,), ())
    verdicts = [_by_rows(pathway, item.id, truths, answers)]
    verdicts += [_by_rows(pathway, other, truths, answers) for other in item.stricter_of]
    status = min((verdict.status for verdict in verdicts), key=_WORST_FIRST.index)
    why = tuple(dict.fromkeys(line for verdict in verdicts if verdict.status == status for line in verdict.why))
    if item.never_offer:
        return Ruling("withhold", (item.never_offer, *(why if status == "withhold" else ())), ())
    open_rows = () if status == "withhold" else tuple(row for verdict in verdicts for row in verdict.open_rows)
    return Ruling(status, why, open_rows)


def _by_rows(pathway: Pathway, item: str, truths: Truths, answers: Mapping[str, Answer]) -> Ruling:
    avoid: list[str] = []
    caution: list[str] = []
    notes: list[str] = []
    open_rows: list[Row] = []
    for row in pathway.matrix.values():
        truth = _truth(row, truths)
        if truth is False:
            continue
        if item in row.avoid and (truth or row.unknown_avoids):
            avoid.append(row.why)
        elif truth and item in row.caution:
            caution.append(f"{row.why} {row.settle.get(item, '')}".strip())
        elif truth is None and (item in row.avoid or item in row.caution):
            open_rows.append(row)
        if truth and item in row.notes:
            notes.append(row.notes[item])
    if avoid:
        return Ruling("withhold", tuple(avoid), ())
    if caution or open_rows:
        return Ruling("caution", (*caution, *notes, *_to_settle(pathway, open_rows, answers)), tuple(open_rows))
    return Ruling("offer", tuple(notes), ())


def _truth(row: Row, truths: Truths) -> Truth:
    return truths.at_least(row.from_level) if row.from_level else truths.of(f"row {row.id}")


def _to_settle(pathway: Pathway, rows: list[Row], answers: Mapping[str, Answer]) -> list[str]:
    """The questions to answer first, named: two of them, and how many more; and what to do about what she is not sure of."""
    words, findings, order = pathway.words, pathway.findings, screen_order(pathway)
    nodes = [row.when for row in rows if row.when is not None]
    ask = {name for node in nodes for name in unanswered(pathway, node, answers)}
    unsure = {name for node in nodes for name in open_findings(node, answers, pathway.meanings) if answers[name] == NOT_SURE}
    lines = [words["plan.find_out"].format(find_out=findings[name].find_out) for name in sorted(unsure, key=order.__getitem__)]
    lines += [words["plan.question_first"].format(question=findings[name].question) for name in sorted(ask, key=order.__getitem__)[:2]]
    if len(ask) > 2:
        lines.append(words["plan.more_questions"].format(count=len(ask) - 2))
    if len(nodes) < len(rows):
        lines.insert(0, words["plan.level_first"])
    return lines


def how(pathway: Pathway, item: CareItem, truths: Truths, country: str) -> str:
    """How to do it: what a row says instead, where one that is true does; else the item's own steps, with her country's limits."""
    instead = [row.instead[item.id] for row in pathway.matrix.values() if item.id in row.instead and _truth(row, truths)]
    return " ".join(instead or [*item.how, *limits(pathway, item, country)])


def limits(pathway: Pathway, item: CareItem, country: str) -> tuple[str, ...]:
    """What her country's packs say of the medicine, where that was seen; nothing for what is not a medicine."""
    if not item.limits:
        return ()
    own = [line for limit in item.limits if limit.seen and limit.country == country for line in limit.text]
    return tuple(own) or (pathway.words["plan.limits_general"],)


def _limit_sources(item: CareItem, country: str) -> list[str]:
    named = [source for limit in item.limits if limit.seen and limit.country == country for source in limit.sources]
    return [source for source in named if source not in item.sources]


def open_for_plan(pathway: Pathway, truths: Truths, answers: Mapping[str, Answer]) -> list[str]:
    """The unanswered findings that can still change the status of some care item."""
    rows = {row.id: row for item in pathway.care.values() for row in verdict_on(pathway, item, truths, answers).open_rows}
    withheld_by_silence = [row for row in pathway.matrix.values() if row.unknown_avoids and _truth(row, truths) is None]
    nodes = [row.when for row in (*rows.values(), *withheld_by_silence) if row.when is not None]
    return list(dict.fromkeys(finding for node in nodes for finding in unanswered(pathway, node, answers)))
