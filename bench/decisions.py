"""Which rules are true of a case, and so the level: Balm, and other engines given the same rules and the same cases."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any as Anything

from balm import Pathway, load_pathway
from balm.care.assess import assessment
from balm.care.case import Case
from balm.care.judge import SELF_CARE, fill, judge, known
from balm.rules.evaluate import evaluate
from balm.rules.nodes import findings_in
from bench.cases import complete_cases
from bench.engines import RuleSet, engines
from bench.timing import BenchFailed, best_pass, progress

_CHUNK = 50
_SECONDS = 6.0
"""What an engine may take in all. A slow one does as many cases as fit."""
_AIM = 15


@dataclass(slots=True)
class Runner:
    """One row: what is timed, on which cases, and how it went. `decide` gives the places of the rules that are true."""

    name: str
    form: str
    decide: Callable[[Anything], Sequence[int]]
    cases: Sequence[Anything]
    ours: bool = False
    done: int = 0
    best: float = 0.0
    spent: float = 0.0

    @property
    def rate(self) -> float:
        return self.done / self.best


def decisions() -> Iterator[str]:
    """The table. Raises BenchFailed when an answer differs from ours."""
    pathway = load_pathway()
    cases = complete_cases(pathway)
    values = [fill(pathway, case) for case in cases]
    expected = [pathway.program.rules(one) for one in values]
    runners = _ours(pathway, cases)
    read = sorted(set().union(*(findings_in(rule.when, pathway.meanings) for rule in pathway.rules.values())))
    named = [{name: one[pathway.places[name]] for name in read} for one in values]
    rule_set = RuleSet(tuple(rule.when for rule in pathway.rules.values()), pathway.meanings, pathway.kinds)
    others, missing = engines(rule_set)
    runners += [Runner(engine.name, engine.form, engine.decide, named) for engine in others]
    _run(runners, expected, pathway.ranks)

    compiled = runners[0]
    title = f"{len(pathway.rules)} rules, {len(cases):,} complete cases, all reasons and the level"
    yield f"{title:66} {'a second':>10} {'Balm is':>9} {'cases':>7}"
    for runner in sorted(runners, key=lambda runner: -runner.rate):
        times = "" if runner is compiled else f"{compiled.rate / runner.rate:,.1f} x"
        yield f"{runner.name:66} {runner.rate:10,.0f} {times:>9} {runner.done:7,}"
        yield f"    {runner.form}"
    yield from (f"Missing, so not measured: {name}." for name in missing)
    if rivals := [runner.rate for runner in runners if not runner.ours]:
        times_faster = compiled.rate / max(rivals)
        yield f"Aim: {_AIM} times the fastest other engine. {times_faster:.1f} times: {'met' if times_faster >= _AIM else 'missed'}."


def _ours(pathway: Pathway, cases: Sequence[Case]) -> list[Runner]:
    """Balm's own ways to the same answer, the compiled rules first."""
    rules, names = list(pathway.rules.values()), list(pathway.rules)

    def by_reference(answers: dict[str, Anything]) -> list[int]:
        return [place for place, rule in enumerate(rules) if evaluate(rule.when, answers, pathway.meanings)]

    def in_full(case: Case) -> list[int]:
        return [names.index(reason["rule"]) for reason in assessment(pathway, case)["reasons"]]

    values = [fill(pathway, case) for case in cases]
    answers = [known(pathway, one) for one in values]
    return [
        Runner("Balm", "compiled rules, the case as a ready list of values", pathway.program.rules, values, ours=True),
        Runner("Balm, from answers", "answers -> values -> the standing", lambda case: judge(pathway, case).sure, cases, ours=True),
        Runner("Balm, by the reference", "balm.rules.evaluate, naive on purpose", by_reference, answers, ours=True),
        Runner("Balm, the whole assessment", "with the texts, causes, what is usual, care, and whom to call", in_full, cases, ours=True),
    ]


def _run(runners: Sequence[Runner], expected: Sequence[list[int]], ranks: Sequence[int]) -> None:
    """Each chunk of cases by every engine in turn, so that all are timed in the same moments. First every answer is compared."""
    for start in range(0, len(expected), _CHUNK):
        progress(f"decisions: {start:,} of {len(expected):,} cases")
        for runner in runners:
            if runner.spent < _SECONDS:
                began, chunk = time.perf_counter(), runner.cases[start : start + _CHUNK]
                _compare(runner, chunk, expected[start : start + _CHUNK])
                runner.best += best_pass(_levels(runner.decide, ranks), chunk)
                runner.done += len(chunk)
                runner.spent += time.perf_counter() - began
    progress("")


def _levels(decide: Callable[[Anything], Sequence[int]], ranks: Sequence[int]) -> Callable[[Sequence[Anything]], object]:
    def run(chunk: Sequence[Anything]) -> int:
        level = SELF_CARE
        for case in chunk:
            found = decide(case)
            level = ranks[found[0]] if found else SELF_CARE
        return level

    return run


def _compare(runner: Runner, chunk: Sequence[Anything], expected: Sequence[list[int]]) -> None:
    for case, places in zip(chunk, expected, strict=True):
        if (found := list(runner.decide(case))) != places:
            raise BenchFailed(f"{runner.name} says rules {found}, Balm says {places}, of {case}")
