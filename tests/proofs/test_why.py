"""The reasons really force, nothing smaller does, and each change gives the level that it says: held to `judge`, and to brute force."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import z3

from balm import Pathway, load_pathway
from balm.care.ask import screen_order
from balm.care.case import Case, read_case
from balm.care.judge import judge, known
from balm.care.rough import turning_points
from balm.pathway.compile import in_order_of_need
from balm.pathway.model import LEVELS, Finding
from balm.proofs.exact import completes
from balm.proofs.person import Person
from balm.proofs.standing import Standing
from balm.proofs.why import Change, Explainer, Turn, Why, why
from balm.proofs.worse import CONTEXT
from balm.rules.evaluate import evaluate
from balm.rules.kinds import NOT_SURE, Answer, Choice, Number, YesNo
from tests.care.jointly import jointly
from tests.companion.people import people, value

ROOT = Path(__file__).parent.parent.parent
LINES: list[dict[str, Any]] = [json.loads(line) for line in (ROOT / "tests/leaflets/leaflets-dev.jsonl").read_text().splitlines()]
EXAMPLES = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "examples").glob("*.json"))}
FEW = 1_000
"""Sets of answers that one test tries at most; there are more only below sets of four and larger."""


@pytest.fixture(scope="module")
def explainer(pathway: Pathway) -> Explainer:
    return Explainer(pathway)


def rank(level: str | None) -> int:
    return LEVELS.index(level) if level else len(LEVELS) - 1


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_reasons_of_an_example(pathway: Pathway, explainer: Explainer, name: str) -> None:
    hold(pathway, explainer, read_case(pathway, EXAMPLES[name]))


@pytest.mark.parametrize("line", LINES[::12], ids=lambda line: line["id"])
def test_the_reasons_of_a_leaflets_line(pathway: Pathway, explainer: Explainer, line: dict[str, Any]) -> None:
    hold(pathway, explainer, read_case(pathway, line))


@pytest.mark.slow
@pytest.mark.thorough
def test_the_reasons_of_more_lines(pathway: Pathway, explainer: Explainer) -> None:
    for n, line in enumerate(LINES):
        if n % 12:
            hold(pathway, explainer, read_case(pathway, line))


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=(pytest.mark.slow, pytest.mark.thorough)) for n in (1, 2))])
def test_the_reasons_of_drawn_people(pathway: Pathway, explainer: Explainer, seed: int) -> None:
    """Among them people of whom only several rules together say it, and people who are not sure, or gave odd answers."""
    for person in [*people(pathway, 6, seed), *jointly(pathway, 4, seed)]:
        case = Case(person["answers"], person["assume_clear"])
        hold(pathway, explainer, case)


def hold(pathway: Pathway, explainer: Explainer, case: Case) -> None:
    found, judged = explainer.why(case), judge(pathway, case)
    assert (found.urgency, found.highest_possible, found.settled) == (judged.urgency, judged.highest_possible, judged.settled)
    every = every_answer(pathway, case)
    assert {**found.forced_by, **(found.held_by or {})}.items() <= every.items()
    assert found.assumed == {*found.forced_by, *(found.held_by or ())} - set(case.answers)
    it_forces(pathway, case, found, every)
    it_holds(pathway, found, every)
    assert (found.higher is None) is (found.urgency == "emergency")
    if found.urgency in (None, "self_care"):
        assert found.lower is None
    for change, up in ((found.higher, True), (found.lower, False)):
        if change is not None:
            it_changes(pathway, case, every, change, up=up)


def every_answer(pathway: Pathway, case: Case) -> dict[str, Answer]:
    """What she said and what is assumed of her, found another way than `why` does: what `assume_clear` fills in, and applies to her."""
    values = known(pathway, judge(pathway, case).values)
    told = dict(case.answers)
    for finding in in_order_of_need(pathway.findings, pathway.meanings):
        if case.assume_clear and finding.id not in told and applies(pathway, finding, told):
            told[finding.id] = values[finding.id]
    assert replace(judge(pathway, Case(told)), values=[]) == replace(judge(pathway, case), values=[])
    return told


def applies(pathway: Pathway, finding: Finding, answers: Mapping[str, Answer]) -> bool:
    """Whether it may apply to somebody who said this."""
    if finding.asked_when is None:
        return True
    filled = known(pathway, judge(pathway, Case({name: value for name, value in answers.items() if value != NOT_SURE})).values)
    return evaluate(finding.asked_when, filled, pathway.meanings) is not False


def it_forces(pathway: Pathway, case: Case, found: Why, every: Mapping[str, Answer]) -> None:
    wanted = rank(found.urgency)
    chance = random.Random(1)
    for _ in range(12):
        assert rank(judge(pathway, Case(completed(pathway, found.forced_by, chance))).urgency) <= wanted
    assert rank(judge(pathway, Case(found.forced_by)).urgency) <= wanted
    for fewer in smaller(list(every), len(found.forced_by)):
        assert rank(judge(pathway, Case({name: every[name] for name in fewer})).urgency) > wanted, fewer  # she would be a counterexample


def smaller(names: list[str], size: int) -> Iterator[tuple[str, ...]]:
    """Every smaller set of these; of the largest sizes only some, where there are very many."""
    chance = random.Random(2)
    for count in range(size):
        for n, names_of_one in enumerate(combinations(names, count)):
            if n >= FEW:
                break
            yield names_of_one
        else:
            continue
        yield from (tuple(chance.sample(names, count)) for _ in range(FEW))


def completed(pathway: Pathway, given: Mapping[str, Answer], chance: random.Random) -> dict[str, Answer]:
    """The person who said this, later: she answered some of what applies to her, all of it, or none; edges are drawn as often as others."""
    share, answers = chance.choice([0, 0.1, 0.5, 1, 1]), dict(given)
    clear = chance.choice([0, 0.5, 0.9, 1])
    for finding in in_order_of_need(pathway.findings, pathway.meanings):
        if finding.id not in answers and chance.random() < share and applies(pathway, finding, answers):
            drawn = value(finding, chance) if chance.random() < 0.9 else NOT_SURE
            answers[finding.id] = finding.clear if chance.random() < clear else drawn
    return answers


def it_holds(pathway: Pathway, found: Why, every: Mapping[str, Answer]) -> None:
    assert (found.held_by is None) is not found.settled
    if found.held_by is None:
        return

    def kept(names: object) -> bool:
        assert isinstance(names, set)
        return rank(judge(pathway, Case({name: every[name] for name in names})).highest_possible) >= rank(found.highest_possible)

    assert kept(set(found.held_by))
    assert not [name for name in found.held_by if kept({*found.held_by} - {name})]
    needed = {name for name in every if not kept({*every} - {name})}  # each of these is in every such set
    assert needed <= set(found.held_by)
    rest = sorted(set(every) - needed)
    for fewer in smaller(rest, min(3, len(found.held_by) - len(needed))):
        assert not kept(needed | set(fewer)), fewer


def it_changes(pathway: Pathway, case: Case, every: Mapping[str, Answer], change: Change, *, up: bool) -> None:
    def level(answers: Mapping[str, Answer]) -> str | None:
        return judge(pathway, replace(case, answers={**case.answers, **answers})).urgency

    was = rank(level({}))

    def moved(answers: Mapping[str, Answer]) -> bool:
        return rank(level(answers)) < was if up else rank(level(answers)) > was

    to = {turn.finding: turn.to for turn in change.turns}
    assert level(to) == change.urgency
    assert moved(to)
    for turn in change.turns:
        assert (turn.was, turn.said) == (every.get(turn.finding), turn.finding in case.answers)
        within_its_range(pathway, turn, change, {name: it for name, it in to.items() if name != turn.finding}, level, up=up)
    alone = [(name, it) for name, it in single_turns(pathway, case, every) if moved({name: it})]
    if len(change.turns) > 1:
        assert not alone
    else:
        (turn,) = change.turns
        assert min(map(key_of(pathway, every), alone)) == key_of(pathway, every)((turn.finding, turn.to))


def within_its_range(pathway: Pathway, turn: Turn, change: Change, others: dict[str, Answer], level: Any, *, up: bool) -> None:
    kind = pathway.kinds[turn.finding]
    if not isinstance(kind, Number):
        assert turn.low is turn.high is None
        return
    assert turn.low is not None
    assert turn.high is not None
    inside = [number for number in numbers(kind) if turn.low <= number <= turn.high]
    assert turn.to in inside
    levels = {level({**others, turn.finding: number}) for number in inside}
    assert all(rank(one) <= rank(change.urgency) if up else rank(one) >= rank(change.urgency) for one in levels)
    if len(change.turns) == 1:
        assert change.throughout is ({rank(one) for one in levels} == {rank(change.urgency)})
        beyond = [number for number in numbers(kind) if number not in inside]
        for number in {
            max((it for it in beyond if it < turn.low), default=None),
            min((it for it in beyond if it > turn.high), default=None),
        }:
            if number is not None:
                one = rank(level({turn.finding: number}))
                assert one > rank(change.urgency) if up else one < rank(change.urgency)


def numbers(kind: Number) -> list[float]:
    steps = 10**kind.decimals
    return [n // steps if n % steps == 0 else n / steps for n in range(round(kind.low * steps), round(kind.high * steps) + 1)]


def single_turns(pathway: Pathway, case: Case, every: Mapping[str, Answer]) -> Iterator[tuple[str, Answer]]:
    """Every change of one answer."""
    for finding in pathway.findings.values():
        if finding.id in case.answers or applies(pathway, finding, every):
            match finding.kind:
                case YesNo():
                    values: list[Answer] = [False, True]
                case Choice(choices):
                    values = [*choices]
                case Number():
                    values = [*worth_trying(finding.id)]
            yield from ((finding.id, it) for it in values if it != every.get(finding.id))


@cache
def worth_trying(name: str) -> tuple[float, ...]:
    """Every number; of days, of which there are very many, those at which some condition may turn."""
    pathway = load_pathway()
    kind = pathway.kinds[name]
    assert isinstance(kind, Number)
    every = numbers(kind)
    return tuple(it for it in turning_points(pathway, name) if kind.low <= it <= kind.high) if len(every) > 110 else tuple(every)


def key_of(pathway: Pathway, every: Mapping[str, Answer]) -> Any:
    """What `Explainer` says of ties, for one answer."""
    order = screen_order(pathway)

    def key(turn: tuple[str, Answer]) -> tuple[object, ...]:
        name, to = turn
        finding, was = pathway.findings[name], every.get(name)
        start = finding.clear if was in (None, NOT_SURE) else was
        match finding.kind:
            case YesNo():
                share, signed = 1.0, 0.0
            case Choice(choices):
                signed = choices.index(str(to)) - choices.index(str(start))
                share = abs(signed) / (len(choices) - 1)
            case Number(low, high):
                assert isinstance(to, int | float)
                assert isinstance(start, int | float)
                signed = round(to - start, 1)
                share = round(abs(signed) / (high - low), 6)
        # Shares are compared in thousandths, which is finer than the smallest step of any finding.
        return name in CONTEXT, was in (None, finding.clear), -(-round(share * 1e6) // 1000), order[name], share, -signed

    return key


def test_the_solver_shows_that_the_answers_force_it_whatever_else_is_answered(pathway: Pathway, explainer: Explainer) -> None:
    p, q = Standing(Person(pathway, "she")), Standing(Person(pathway, "later"))
    solver = z3.SolverFor("QF_FD")
    solver.add(q.person.possible, completes(p, q.person))
    for example in ("feverish_day_three", "two_week_backache", "no_thermometer", "numb_between_the_legs"):
        found = explainer.why(read_case(pathway, EXAMPLES[example]))
        assert found.urgency is not None
        solver.push()
        solver.add(p.person.gives(found.forced_by))
        assert solver.check() == z3.sat
        solver.add(z3.Not(q.at_least(found.urgency)))
        assert solver.check() == z3.unsat
        solver.pop()


def test_the_solvers_person_who_assumes_what_she_does_not_say_is_judged_alike(pathway: Pathway) -> None:
    person = Person(pathway, "she")
    standing = Standing(person, assume_clear=True)
    solver = z3.SolverFor("QF_FD")
    for drawn in people(pathway, 60, 5):
        case = Case(drawn["answers"], assume_clear=True)
        judged = judge(pathway, case)
        right = [person.gives(case.answers), standing.says(judged.urgency), standing.may_reach(judged.highest_possible)]
        higher = LEVELS[: LEVELS.index(judged.highest_possible)]
        solver.push()
        solver.add(*right, *[z3.Not(standing.may_reach(level)) for level in higher])
        assert solver.check() == z3.sat, drawn
        solver.pop()


def test_a_threshold_is_found_and_said(explainer: Explainer) -> None:
    found = explainer.why(Case({"temperature_c": 38.4, "days_since_loss": 3}, assume_clear=True))
    assert dict(found.forced_by) == {"management": "natural", "days_since_loss": 3, "temperature_c": 38.4}
    assert "management" in found.assumed  # after tablets on the same day such a fever can be theirs
    assert found.lower is not None
    assert found.lower.turns == (Turn("temperature_c", 38.4, True, 37.9, 33, 37.9),)
    assert (found.lower.urgency, found.lower.throughout) == ("today", False)


def test_a_doubt_forces_one_level_lower_and_its_answers_are_the_changes(explainer: Explainer) -> None:
    found = explainer.why(Case({"fainted": NOT_SURE, "back_pain": 3}))
    assert (found.urgency, dict(found.forced_by)) == ("urgent", {"fainted": NOT_SURE})
    assert found.lower == Change((Turn("fainted", NOT_SURE, True, False),), None, True)
    higher = found.higher
    assert higher is not None
    assert (higher.turns, higher.urgency) == ((Turn("fainted", NOT_SURE, True, True),), "emergency")


def test_what_several_rules_cover_between_them_needs_all_that_they_need(pathway: Pathway, explainer: Explainer) -> None:
    answers: dict[str, Answer] = {
        "fertility_treatment": True,
        "might_be_pregnant": True,
        "loss_confirmed": False,
        "shoulder_tip_pain": True,
    }
    assert judge(pathway, Case(answers)).joint == "emergency"
    found = explainer.why(Case(answers | {"tired": True, "stage": "after"}))
    assert found.urgency == "emergency"
    assert len(found.forced_by) == 3  # after the loss, a chance of pregnancy alone says that the place is not sure
    assert set(explainer.why(Case(answers)).forced_by) == set(answers)


def test_what_does_not_apply_is_not_needed(pathway: Pathway, explainer: Explainer) -> None:
    found = explainer.why(Case({"bleeding": "none", "back_pain": 0, "pain_days": 0, "pads_per_hour": 0}, assume_clear=True))
    assert found.urgency == "self_care"
    assert found.held_by is not None
    assert {"bleeding", "back_pain"} <= set(found.held_by)
    assert not {"pain_days", "pads_per_hour", "flooding", "misoprostol"} & set(found.held_by)


def test_nothing_said_forces_nothing(pathway: Pathway) -> None:
    found = why(pathway, Case())
    assert (found.urgency, found.settled, found.held_by, found.lower) == (None, False, None, None)
    assert not found.forced_by
