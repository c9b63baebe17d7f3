"""The whole answer for one person, as the contract states it."""

from __future__ import annotations

from typing import Any as Anything
from typing import TypedDict

from balm.care.ask import ask_next, screen_order
from balm.care.call import CallEntry, call, strongest
from balm.care.case import OWN_KEYS, Case, CaseObject, read_case
from balm.care.causes import CauseEntry, causes, open_for_causes
from balm.care.expect import ExpectedEntry, expected, open_for_expected
from balm.care.judge import Standing, judge, known, lowered
from balm.care.plan import CareEntry, open_for_plan, plan
from balm.care.say import Need, worth_telling
from balm.care.truths import Truths
from balm.pathway.model import LEVELS, Action, LevelId, Pathway, Rule
from balm.rules.explain import deciders, open_findings
from balm.rules.kinds import NOT_SURE, Answer
from balm.rules.nodes import findings_in

JOINT = "joint"
"""Stands where a reason names its rule, when it is several rules together that decide."""


class Version(TypedDict):
    version: str
    digest: str
    reviewed: bool


class _Reason(TypedDict):
    rule: str
    name: str
    urgency: LevelId
    because: str
    findings: dict[str, Answer]
    sources: list[str]


class Reason(_Reason, total=False):
    """Why it is as urgent as it is. With `unsure_of`, only "not sure" leaves the rule open, and it counts one level lower."""

    unsure_of: list[str]


class Unresolved(TypedDict):
    finding: str
    how: str


class CheckAgain(TypedDict):
    within_hours: int
    sooner_if: list[str]


class Brief(TypedDict):
    """What `balm assess --brief` prints, without the id."""

    urgency: LevelId | None
    highest_possible: LevelId
    settled: bool
    reasons: list[str]


class Level(TypedDict):
    """How urgent it is and why, as the whole answer has it."""

    urgency: LevelId | None
    highest_possible: LevelId
    settled: bool
    reasons: list[Reason]


class _Assessment(TypedDict):
    pathway: Version
    urgency: LevelId | None
    highest_possible: LevelId
    settled: bool
    reasons: list[Reason]
    ask_next: list[str]
    ask_for_plan: list[str]
    unresolved: list[Unresolved]
    causes: list[CauseEntry]
    expected: list[ExpectedEntry]
    care: list[CareEntry]
    call: CallEntry
    check_again: CheckAgain


class Assessment(_Assessment, total=False):
    """The contract's output object. `case` holds the caller's own fields, untouched."""

    id: Anything
    case: dict[str, Anything]


def assess(pathway: Pathway, case: CaseObject) -> Assessment:
    """How urgent, why, what may be behind it, what is usual, what to do at home, and whom to call.

    `case` is the contract's object, with its `answers`. Raises CaseRefused with everything that is wrong with it.
    Reads no clock: dates are in the case or nowhere.
    """
    read = read_case(pathway, case)
    own: Assessment = {"id": case["id"]} if "id" in case else {}  # type: ignore[typeddict-item]
    result: Assessment = {**own, **assessment(pathway, read)}
    if extra := {key: value for key, value in case.items() if key not in OWN_KEYS}:
        result["case"] = extra
    return result


def assess_briefly(pathway: Pathway, case: CaseObject) -> Brief:
    """The level and the ids of its reasons, nothing else. Raises CaseRefused as `assess` does."""
    standing = judge(pathway, read_case(pathway, case))
    rules = list(pathway.rules)
    return {
        "urgency": standing.urgency,
        "highest_possible": standing.highest_possible,
        "settled": standing.settled,
        "reasons": [JOINT] * bool(standing.joint) + [rules[place] for place in _reason_places(pathway, standing)],
    }


def assess_level(pathway: Pathway, case: CaseObject) -> Level:
    """How urgent and why, as `assess` has it, without what follows from it: a tenth of the work. Raises CaseRefused as `assess` does."""
    standing = judge(pathway, read_case(pathway, case))
    return {
        "urgency": standing.urgency,
        "highest_possible": standing.highest_possible,
        "settled": standing.settled,
        "reasons": _reasons(pathway, standing, known(pathway, standing.values)),
    }


def assessment(pathway: Pathway, case: Case) -> Assessment:
    """The same for a case that was read already."""
    standing = judge(pathway, case)
    answers = known(pathway, standing.values)
    reasons = _reasons(pathway, standing, answers)
    truths = Truths(pathway, standing)
    result: Assessment = {
        "pathway": {"version": pathway.version, "digest": pathway.digest, "reviewed": pathway.reviewed},
        "urgency": standing.urgency,
        "highest_possible": standing.highest_possible,
        "settled": standing.settled,
        "reasons": reasons,
        "ask_next": list(ask_next(pathway, standing)),
        "ask_for_plan": [],
        "unresolved": _unresolved(pathway, case, standing, answers),
        "causes": [],
        "expected": [],
        "care": [],
        "call": _call(pathway, case, standing, reasons, answers),
        "check_again": _check_again(pathway, standing, truths),
    }
    result["care"] = plan(pathway, truths, answers, case.country)
    if standing.urgency != "emergency":  # while an emergency stands there is no advice but to get help
        result["causes"] = causes(pathway, truths)
        result["expected"] = expected(pathway, truths)
        result["ask_for_plan"] = ask_for_plan(pathway, truths, answers)
    return result


def ask_for_plan(pathway: Pathway, truths: Truths, answers: dict[str, Answer]) -> list[str]:
    """The unanswered findings that can still change the care, the causes or what is expected, in the order of the interview."""
    found = {
        *open_for_plan(pathway, truths, answers),
        *open_for_causes(pathway, truths, answers),
        *open_for_expected(pathway, truths, answers),
    }
    return sorted(found, key=screen_order(pathway).__getitem__)


def _reason_places(pathway: Pathway, standing: Standing) -> list[int]:
    """The rules that are reasons, the most urgent first: sure ones at their level, unsure ones one lower."""
    if standing.unsure == standing.sure:
        return list(standing.sure)
    sure = set(standing.sure)
    found = {place: pathway.ranks[place] for place in standing.sure}
    found |= {place: lowered(pathway.ranks[place]) for place in standing.unsure if place not in sure}
    return sorted(found, key=lambda place: (found[place], place))


def _reasons(pathway: Pathway, standing: Standing, answers: dict[str, Answer]) -> list[Reason]:
    rules, sure = list(pathway.rules.values()), set(standing.sure)
    joint = [_joint_reason(pathway, standing.joint, answers)] if standing.joint else []
    return joint + [_reason(pathway, rules[place], place in sure, answers) for place in _reason_places(pathway, standing)]


def _reason(pathway: Pathway, rule: Rule, sure: bool, answers: dict[str, Answer]) -> Reason:
    because = f"{rule.because} {rule.say}".strip()
    doubts = [name for name in open_findings(rule.when, answers, pathway.meanings) if answers[name] == NOT_SURE]
    reason: Reason = {
        "rule": rule.id,
        "name": rule.name,
        "urgency": rule.urgency,
        "because": because,
        "findings": {name: answers[name] for name in (*deciders(rule.when, answers, pathway.meanings), *doubts)},
        "sources": list(rule.sources),
    }
    if not sure:
        reason["urgency"] = LEVELS[lowered(LEVELS.index(rule.urgency))]
        reason["because"] = pathway.words["reason.unsure"].format(because=because)
        reason["unsure_of"] = doubts
    elif doubts:  # it is sure because a doubt about days counts as the worst; tell the signs beside that doubt
        signs = {name for name in findings_in(rule.when, pathway.meanings) if worth_telling(pathway.findings[name], answers[name])}
        reason["findings"] |= {name: answers[name] for name in pathway.findings if name in signs}
    return reason


def _joint_reason(pathway: Pathway, level: LevelId, answers: dict[str, Answer]) -> Reason:
    """Why it is so urgent when no one rule says so: whatever is answered to the rest, one of them will."""
    return {
        "rule": JOINT,
        "name": "covered_between_rules",
        "urgency": level,
        "because": pathway.words["reason.joint"],
        "findings": {name: answers[name] for name in deciders(pathway.joint[level], answers, pathway.meanings)},
        "sources": [],
    }


def _unresolved(pathway: Pathway, case: Case, standing: Standing, answers: dict[str, Answer]) -> list[Unresolved]:
    """What she was not sure of, where the answer could have raised the level, or lowered it to what it is without the doubt."""
    doubts = {name for name, value in case.answers.items() if value == NOT_SURE}
    if not doubts or standing.urgency == "emergency":
        return []
    raw: dict[str, Answer] = answers | dict.fromkeys(doubts, NOT_SURE)
    now = LEVELS.index(standing.urgency) if standing.urgency else len(LEVELS)
    unsure = set(standing.unsure) - set(standing.sure)
    mattered: set[str] = set()
    for place, rule in enumerate(pathway.rules.values()):
        if pathway.ranks[place] < now or place in unsure or (place in standing.sure and pathway.ranks[place] == now):
            mattered |= doubts & set(open_findings(rule.when, raw, pathway.meanings))
    order = screen_order(pathway)
    return [{"finding": name, "how": pathway.findings[name].find_out} for name in sorted(mattered, key=order.__getitem__)]


def _call(pathway: Pathway, case: Case, standing: Standing, reasons: list[Reason], answers: dict[str, Answer]) -> CallEntry:
    top = [reason for reason in reasons if reason["urgency"] == standing.urgency and reason["rule"] != JOINT]
    rules = [pathway.rules[reason["rule"]] for reason in top]
    usual = pathway.levels[standing.urgency].action if standing.urgency else "none"
    actions = [rule.action if "unsure_of" not in reason else _when_unsure(rule, usual) for rule, reason in zip(rules, top, strict=True)]
    told = dict.fromkeys(name for reason in reasons for name in reason["findings"])
    need = Need(
        action=strongest(actions) if actions else usual,
        settled=standing.settled,
        rules=tuple(rules),
        signs=tuple(name for name in told if worth_telling(pathway.findings[name], answers[name])),
        unsure=tuple(name for name in told if answers[name] == NOT_SURE),
    )
    return call(pathway, case, need, answers)


def _when_unsure(rule: Rule, usual: Action) -> Action:
    """A rule that says where to go says so too when she is not sure; how fast follows the lower level."""
    return rule.action if rule.action == "go_now" else usual


def _check_again(pathway: Pathway, standing: Standing, truths: Truths) -> CheckAgain:
    """When to look again, and what must not wait for that. While the level is not settled, that is at once: by answering the rest."""
    if standing.urgency == "emergency":
        return {"within_hours": 0, "sooner_if": []}
    hours = [pathway.levels[standing.urgency].check_again_hours] if standing.urgency and standing.settled else [0]
    rules = list(pathway.rules.values())
    hours += [own for place in standing.unsure if (own := rules[place].check_again_hours) is not None]
    texts = [
        sooner.text
        for n, sooner in enumerate(pathway.sooner_if)
        if (sooner.when is None or truths.of(f"sooner {n} when") is True) and truths.of(f"sooner {n} unless") is not True
    ]
    return {"within_hours": min(hours), "sooner_if": texts}
