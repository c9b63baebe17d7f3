"""Translation validation: the expressions that run, in Python, JavaScript and SQL, say what the content says.

Each emitted text is read back into nodes, and the solver is asked for a person of whom an expression that was read says something else
than its source: each finding known, unanswered or "not sure", where the comparisons of the one unknown come out as no and of the other as
yes, on both rails of `to_smt`. That holds every reading that the judgement makes of the expressions (balm/proofs/standing.py).
The claim is about expressions. What runs them (logic.js, unknown.py, SQL itself) is taken to mean what its reader says, and is held to
that by the tests that compare whole outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import z3

from balm.pathway.model import Pathway
from balm.proofs.emitted import Pair, Texts, Wanted, pairs, texts
from balm.proofs.written import place_of
from balm.rules.kinds import Answer
from balm.rules.nodes import All, Any, Between, Compare, Named, Not, OneOf, Yes, findings_in
from balm.rules.to_smt import NotForTheSolver, Rails
from balm.rules.to_text import to_text

__all__ = ["Problem", "Texts", "expressions", "texts"]
_NODES = (Yes, Compare, OneOf, Between, Named, Not, All, Any)
_MOST = 10_000
"""Milliseconds for one expression; all of them together take a few seconds."""
_Difference = tuple[str, Mapping[str, Answer] | None]


@dataclass(frozen=True)
class Problem:
    """An emitted expression that is not its source. `place` is `file:line` of the source; `answers` the fewest on which the two differ,
    where there are such ("not_sure" counts as an answer); `what` says how they differ, or what could not be read."""

    expression: str
    back_end: str
    place: str
    what: str
    answers: Mapping[str, Answer] | None = None

    def __str__(self) -> str:
        given = "" if self.answers is None else ", " + (", ".join(f"{k} = {v}" for k, v in self.answers.items()) or "no answers")
        return f"{self.place}: {self.expression} in {self.back_end}{given}: {self.what}"


def expressions(pathway: Pathway, texts: Texts, progress: Callable[[int, int], None] = lambda done, of: None) -> list[Problem]:
    """What is wrong with the expressions of the texts; empty: each is proved to say what its source says.

    `progress` is told how many are done, and of how many.
    """
    found = []
    every = list(pairs(pathway, texts))
    for n, pair in enumerate(every):
        progress(n, len(every))
        if (difference := _difference(pair)) is not None:
            place, name = "-", pair.label
            if isinstance(pair.wanted, Wanted):
                name, place = pair.wanted.name, place_of(pathway, pair.wanted.vocabulary.written[pair.wanted.name])
            found.append(Problem(name, pair.back_end, place, *difference))
    progress(len(every), len(every))
    return found


def _difference(pair: Pair) -> _Difference | None:
    wanted, read = pair.wanted, pair.read
    if isinstance(read, Exception):
        return str(read), None
    if not isinstance(wanted, Wanted) or not isinstance(read, _NODES) or pair.run is None:
        return f"{_cut(read)} stands where {_cut(wanted)} belongs", None
    if read == wanted.node:
        return None  # the same words; and the names in both are pairs of their own
    try:
        meant, said = wanted.vocabulary.meant.of(wanted.node), pair.run.of(read)
    except NotForTheSolver as problem:
        return f"cannot be compared: {problem}", None
    if meant.yes.eq(said.yes) and meant.no.eq(said.no):
        return None  # the same formula
    bearing = findings_in(wanted.node, wanted.vocabulary.named) | findings_in(read, pair.names)
    return _apart(wanted, meant, said, sorted(bearing))


def _apart(wanted: Wanted, meant: Rails, said: Rails, bearing: list[str]) -> _Difference | None:
    """What the two say of the person with the fewest answers of whom they say different things; None: there is none."""
    person = wanted.vocabulary.person
    asked = [z3.And([person.said[finding].possible for finding in bearing]), z3.Or(meant.yes != said.yes, meant.no != said.no)]
    solver = z3.Solver()
    solver.set("timeout", _MOST)
    solver.add(asked)
    outcome = solver.check()
    if outcome != z3.sat:
        return None if outcome == z3.unsat else ("the solver gave up, so this is not proved", None)
    fewest = z3.Optimize()
    fewest.set("timeout", _MOST)
    fewest.add(asked)
    fewest.minimize(z3.Sum([z3.If(person.said[finding].unanswered, 0, 1) for finding in bearing]))
    fewest.minimize(z3.Sum([z3.If(person.said[finding].unsure, 1, 0) for finding in bearing]))
    model = fewest.model() if fewest.check() == z3.sat else solver.model()
    read = person.read(model)
    source = to_text(wanted.vocabulary.nodes[wanted.name])
    what = f"{'the denial of ' if wanted.denied else ''}({source}) says {_says(model, meant)}, what was emitted says {_says(model, said)}"
    return what, {finding: read[finding] for finding in bearing if finding in read}


def _says(model: z3.ModelRef, rails: Rails) -> str:
    yes, no = (z3.is_true(model.eval(rail, model_completion=True)) for rail in rails)
    if yes == no:
        return "both, by what she is not sure of" if yes else "nothing"
    return "yes" if yes else "no"


def _cut(thing: object) -> str:
    text = f"the expression {thing.name}" if isinstance(thing, Wanted) else repr(thing)
    return text if len(text) <= 80 else text[:77] + "..."
