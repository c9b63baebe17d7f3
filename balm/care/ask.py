"""What to ask next: only what can still change the level, the causes, what is expected, or the plan; the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from balm.care.judge import NOBODY, SELF_CARE, Standing, if_unsure_were_no, joint_rank, known, lowered
from balm.pathway.model import LEVELS, Pathway, SameAs, Screen
from balm.rules.evaluate import evaluate
from balm.rules.explain import open_findings
from balm.rules.kinds import Answer
from balm.rules.nodes import Node


def ask_next(pathway: Pathway, standing: Standing) -> tuple[str, ...]:
    """The unanswered findings that can still change the level, the most urgent first. Empty exactly when the standing is settled."""
    if standing.settled:
        return ()
    answers = known(pathway, standing.values)
    now = LEVELS.index(standing.urgency) if standing.urgency else NOBODY
    sure, unsure, reachable = set(standing.sure), set(standing.unsure), set(standing.reachable)
    best: dict[str, int] = {}
    rules = list(pathway.rules.values())
    for place in standing.possible:
        rank = pathway.ranks[place]
        says = rank if place in sure else lowered(rank) if place in unsure else NOBODY
        could_say = rank if place in reachable else lowered(rank)
        if could_say < min(says, now):
            for finding in unanswered(pathway, rules[place].when, answers):
                best[finding] = min(could_say, best.get(finding, SELF_CARE))
    if not best:  # only what several rules cover between them can still raise it
        could = joint_rank(pathway, [if_unsure_were_no(value) for value in standing.values])
        best = dict.fromkeys(unanswered(pathway, pathway.joint[LEVELS[could]], answers), could)
    order = screen_order(pathway)
    return tuple(sorted(best, key=lambda finding: (best[finding], order[finding])))


def unanswered(pathway: Pathway, node: Node, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The unanswered findings that leave the node open: with those that decide whether they apply, and what "not sure" counts as."""
    found: dict[str, None] = {}

    def add(findings: Iterable[str]) -> None:
        for name in findings:
            finding = pathway.findings[name]
            if answers[name] is None:
                applies = True if finding.asked_when is None else evaluate(finding.asked_when, answers, pathway.meanings)
                if applies is False and isinstance(finding.otherwise, SameAs):
                    add([finding.otherwise.finding])
                    continue
                if applies is None and finding.asked_when is not None:
                    add(open_findings(finding.asked_when, answers, pathway.meanings))
                found[name] = None
            elif finding.not_sure is not None and finding.not_sure.when is not None:
                add(open_findings(finding.not_sure.when, answers, pathway.meanings))

    add(open_findings(node, answers, pathway.meanings))
    return tuple(found)


def screen_order(pathway: Pathway) -> dict[str, int]:
    """Where each finding stands in the interview."""
    return {finding: place for place, finding in enumerate(name for screen in pathway.screens for name in screen.findings)}


@dataclass(frozen=True, slots=True)
class Ask:
    """The next screen, and those of its findings that are worth asking."""

    screen: Screen
    findings: tuple[str, ...]


def next_screen(pathway: Pathway, findings: Iterable[str], answers: Mapping[str, Answer], also: Iterable[str] = ()) -> Ask | None:
    """The screen of the first of these findings that can be asked now: whose own conditions have been decided.

    `findings` is what `ask_next` or `ask_for_plan` gives, less what she skipped, and `also` what the same screen may ask besides;
    `answers` is `known` of the standing.
    """
    wanted, besides = list(findings), set(also)
    askable = [name for name in wanted if _can_be_asked(pathway, name, answers, set(wanted))]
    if not askable:
        return None
    screen = next(screen for screen in pathway.screens if askable[0] in screen.findings)
    asked = {*askable, *(name for name in besides if _can_be_asked(pathway, name, answers, besides | set(wanted)))}
    return Ask(screen, tuple(name for name in screen.findings if name in asked))


def _can_be_asked(pathway: Pathway, name: str, answers: Mapping[str, Answer], wanted: set[str]) -> bool:
    """Whether nothing that is still to be asked decides if this applies. A gate that she skipped or was not sure of holds nothing up."""
    node = pathway.findings[name].asked_when
    if node is None:
        return True
    applies = evaluate(node, answers, pathway.meanings)
    return applies is True or (applies is None and not wanted & set(open_findings(node, answers, pathway.meanings)))
