"""`balm verify`: every claim about the pathway, proved over every set of answers, or refuted by the smallest person."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any as Anything

from balm.cli.extra import need
from balm.cli.mutants import mutants
from balm.cli.paper import bullet, style, wrap
from balm.errors import CannotRun, nearest
from balm.pathway import Pathway, load_pathway

if TYPE_CHECKING:
    from balm.proofs.prove import Proof, Verdict

_CLEAR = 6
"""More clear answers than this are told as a number."""
_SHOWN = 5
"""How many refuted goals of one claim are told in full."""


def run(options: argparse.Namespace) -> int:
    """Returns 0 when every claim is proved, 1 when one is refuted or unknown."""
    need("z3")
    if options.mend:
        return _mend(options)
    from balm.proofs.everything import CLAIM_IDS, prove_all

    claims = options.claim or CLAIM_IDS
    for claim in claims:
        if claim not in CLAIM_IDS:
            near = nearest(claim, frozenset(CLAIM_IDS))
            raise CannotRun(f'there is no claim "{claim}"; {near or "the claims are " + ", ".join(CLAIM_IDS)}')
    pathway = _pathway(options.content)
    if options.mutants:
        return mutants(pathway, options, Waiting(0))
    if options.export or options.second:
        return _second(pathway, options)
    from balm.companion.build import made_modules

    bar = Waiting(len(claims))
    proofs = prove_all(pathway, made_modules(pathway), claims, progress=lambda proof: bar.tick(proof.claim))
    bar.done()
    if options.json:
        print(json.dumps(_object(pathway, proofs), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_page(pathway, proofs, options.content)))
    return 0 if all(proof.outcome == "proved" for proof in proofs) else 1


def _pathway(folder: str | None) -> Pathway:
    if folder is None:
        return load_pathway()
    from balm.pathway.load import read_pathway  # brings the parser

    return read_pathway(Path(folder), signatures=False)


def _page(pathway: Pathway, proofs: Sequence[Proof], content: str | None) -> Iterator[str]:
    yield wrap(f"{pathway.title}, version {pathway.version}, digest {pathway.digest[:12]}")
    for proof in proofs:
        yield ""
        head = f"{proof.claim:12} {proof.outcome.upper() if proof.outcome != 'proved' else 'proved':9}"
        goals = f"{len(proof.verdicts):,} question{'s' if len(proof.verdicts) != 1 else ''}, {proof.seconds:.1f} s"
        yield style(f"{head} {goals}", "bold" if proof.outcome == "proved" else "emergency")
        yield wrap(proof.sentence, "  ")
        failed = [verdict for verdict in proof.verdicts if verdict.outcome != "proved"]
        for verdict in failed[:_SHOWN]:
            yield from _failed(pathway, verdict, content)
        if len(failed) > _SHOWN:
            yield f"  And {len(failed) - _SHOWN} more of this claim; --json lists them."
    count = sum(proof.outcome == "proved" for proof in proofs)
    yield ""
    yield f"{count} of {len(proofs)} claims proved" + ("." if count == len(proofs) else "; what is refuted or unknown fails.")


def _failed(pathway: Pathway, verdict: Verdict, content: str | None) -> Iterator[str]:
    yield ""
    yield wrap(f"{verdict.goal}: {verdict.outcome}. Wanted: {verdict.wanted}.", "  ")
    if verdict.told:
        yield wrap(verdict.told, "    ")
    names = ("She", "The second") if len(verdict.people) == 2 else ("She",)
    for name, answers in zip(names, verdict.people, strict=False):
        yield wrap(f"{name if len(verdict.people) == 1 else 'The first' if name == 'She' else name} is the smallest such person:", "    ")
        for line in _said(pathway, answers):
            yield bullet(line, "  -")
        yield wrap(_told(pathway, answers), "    ")
    if not verdict.people and not verdict.told and verdict.outcome == "refuted":
        yield "    There is nobody like that."
    for rule in _rules(pathway, verdict):
        yield wrap(f"Rule {rule}, {_place(pathway, rule, content)}", "    ")


def _said(pathway: Pathway, answers: dict[str, Anything]) -> Iterator[str]:
    from balm.care.say import bare_label, phrase
    from balm.rules.kinds import NOT_SURE

    if not answers:
        yield "nothing at all"
    clear = [name for name, value in answers.items() if value == pathway.findings[name].clear]
    unsaid = frozenset(clear if len(clear) > _CLEAR else ())
    for name, value in answers.items():
        if name in unsaid:
            continue
        finding = pathway.findings[name]
        if value == NOT_SURE:
            yield f"not sure: {bare_label(finding)} ({name})"
        else:
            yield f"{'no: ' + finding.label if value is False else phrase(pathway, finding, value)} ({name} = {json.dumps(value)})"
    if unsaid:
        yield f"{len(unsaid)} {'other ' if len(unsaid) < len(answers) else ''}answers, each clear"


def _told(pathway: Pathway, answers: dict[str, Anything]) -> str:
    from balm.care.case import Case
    from balm.care.judge import judge

    standing = judge(pathway, Case(answers))
    rules = list(pathway.rules)
    reasons = ", ".join(rules[place] for place in standing.sure) or "no rule"
    return f"Told: {standing.urgency or 'no level yet'}, at the most {standing.highest_possible}. Surely true: {reasons}."


def _rules(pathway: Pathway, verdict: Verdict) -> list[str]:
    return [rule for rule in verdict.rules if rule in pathway.rules]


def _place(pathway: Pathway, rule: str, content: str | None) -> str:
    from balm.pathway.content import CONTENT
    from balm.proofs.written import expressions_of, place_of

    return place_of(pathway, expressions_of(pathway)[rule], Path(content) if content else CONTENT)


def _object(pathway: Pathway, proofs: Sequence[Proof]) -> dict[str, Anything]:
    return {
        "pathway": {"version": pathway.version, "digest": pathway.digest, "reviewed": pathway.reviewed},
        "proved": all(proof.outcome == "proved" for proof in proofs),
        "claims": [
            {
                "claim": proof.claim,
                "sentence": proof.sentence,
                "outcome": proof.outcome,
                "questions": len(proof.verdicts),
                "seconds": round(proof.seconds, 2),
                "failed": [asdict(verdict) for verdict in proof.verdicts if verdict.outcome != "proved"],
            }
            for proof in proofs
        ],
    }


def _mend(options: argparse.Namespace) -> int:
    from balm.pathway.content import CONTENT
    from balm.proofs.mend import FILE, mend

    folder = Path(options.content) if options.content else CONTENT
    bar = Waiting(0)
    changed = mend(_pathway(options.content), folder, lambda level, count: bar.tick(f"{level}, {count} found"))
    bar.done()
    print(
        f"{FILE} was written anew. `balm verify` proves it, and `make pages` writes the pages that show it."
        if changed
        else f"{FILE} is current."
    )
    return 0


def _second(pathway: Pathway, options: argparse.Namespace) -> int:
    from balm.proofs.claims import CLAIMS
    from balm.proofs.prove import Prover
    from balm.proofs.second import ask, export, questions

    if other := [claim for claim in options.claim or () if claim not in CLAIMS]:
        raise CannotRun(f"{other[0]} is no list of questions for a solver alone; these are: {', '.join(CLAIMS)}")
    prover, claims = Prover(pathway), options.claim or list(CLAIMS)
    if options.export:
        print(f"{export(prover, Path(options.export), claims)} questions written to {options.export}")
        return 0
    need("cvc5")
    bar, asked, different = Waiting(0), 0, []
    for claim in claims:
        for question in questions(prover, claim):
            bar.tick(question.name)
            opinion = ask(question)
            asked += 1
            if not opinion.agrees:
                different.append(f"{question.name}: wanted {question.wanted}; z3 says {question.first}, cvc5 {opinion.second or 'nothing'}")
    bar.done()
    for line in different:
        print(line)
    print(f"{asked - len(different)} of {asked} questions: cvc5 and z3 both say what the claim wants.")
    return 1 if different or not asked else 0


class Waiting:
    """A line of progress on the error stream, where that is a terminal."""

    def __init__(self, of: int) -> None:
        self._of, self._count = of, 0

    def tick(self, what: str) -> None:
        self._count += 1
        if sys.stderr.isatty():
            count = f"{self._count} of {self._of}" if self._of else str(self._count)
            print(f"\r\x1b[Kverifying: {count}, {what}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
