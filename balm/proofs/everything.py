"""All that `balm verify` proves, each claim by its id, in as many processes as there are cores."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from balm.pathway.model import Pathway
from balm.proofs.claims import CLAIMS
from balm.proofs.prove import Proof, Prover, Verdict

EXPRESSIONS = "expressions"
TIME = "time"
CLAIM_IDS = (*CLAIMS, TIME, EXPRESSIONS)
_SLOWEST_FIRST = ("C11", TIME)
EXPRESSIONS_SENTENCE = (
    'Every expression that runs, in Python, JavaScript and SQL, says what the content says, for known, unanswered and "not sure" alike.'
)


def prove_all(
    pathway: Pathway,
    modules: Mapping[str, str],
    claims: Sequence[str] = CLAIM_IDS,
    *,
    processes: int | None = None,
    progress: Callable[[Proof], None] = lambda proof: None,
) -> list[Proof]:
    """The proofs of these claims, in this order. `modules` is `balm.companion.build.made_modules(pathway)`; `progress` hears of each as it
    is done. Raises KeyError for a claim that there is not."""
    unknown = [claim for claim in claims if claim not in CLAIM_IDS]
    if unknown:
        raise KeyError(unknown[0])
    workers = min(len(claims), processes or os.cpu_count() or 1)
    done: dict[str, Proof] = {}
    if workers == 1:
        for proof in _one_by_one(pathway, modules, claims):
            done[proof.claim] = proof
            progress(proof)
    else:
        first = sorted(claims, key=lambda claim: _SLOWEST_FIRST.index(claim) if claim in _SLOWEST_FIRST else len(_SLOWEST_FIRST))
        with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (pathway, dict(modules))) as pool:
            for job in as_completed([pool.submit(_in_worker, claim) for claim in first]):
                done[job.result().claim] = job.result()
                progress(job.result())
    return [done[claim] for claim in claims]


class _Worker:
    """What one process works out once, for all the claims that it is given."""

    def __init__(self, pathway: Pathway, modules: Mapping[str, str]) -> None:
        self.pathway, self.modules = pathway, modules
        self._prover: Prover | None = None

    def prove(self, claim: str) -> Proof:
        if claim == TIME:
            return self._time()
        if claim == EXPRESSIONS:
            return self._expressions()
        self._prover = self._prover or Prover(self.pathway)
        return self._prover.prove(claim)

    def _time(self) -> Proof:
        from balm.proofs.time import SENTENCE, refutation

        start = time.monotonic()
        found = refutation(self.pathway)
        verdict = Verdict(TIME, "diaries", "proved", "")
        if found is not None:
            told = f"{found.part}, on {found.today}, of the diary {list(found.diary)}: {found.said}"
            verdict = Verdict(TIME, found.part, "refuted", found.wanted, told=told)
        return Proof(TIME, SENTENCE, (verdict,), time.monotonic() - start)

    def _expressions(self) -> Proof:
        from balm.proofs.validate import expressions, texts

        start, asked = time.monotonic(), 0

        def count(_: int, of: int) -> None:
            nonlocal asked
            asked = of

        problems = expressions(self.pathway, texts(self.pathway, self.modules), count)
        wrong = [Verdict(EXPRESSIONS, one.expression, "refuted", "what its source says", told=str(one)) for one in problems]
        right = [Verdict(EXPRESSIONS, "an expression", "proved", "")] * (asked - len(wrong))
        return Proof(EXPRESSIONS, EXPRESSIONS_SENTENCE, (*wrong, *right), time.monotonic() - start)


_worker: _Worker


def _begin(pathway: Pathway, modules: Mapping[str, str]) -> None:
    global _worker
    _worker = _Worker(pathway, modules)


def _in_worker(claim: str) -> Proof:
    return _worker.prove(claim)


def _one_by_one(pathway: Pathway, modules: Mapping[str, str], claims: Sequence[str]) -> Iterator[Proof]:
    worker = _Worker(pathway, modules)
    for claim in claims:
        yield worker.prove(claim)
