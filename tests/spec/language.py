"""A toy vocabulary, and one call that runs a condition on every form: the reference, compiled Python, SQL, FHIRPath, rows, the solver's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import duckdb
import z3
from fhirpathpy import compile as compile_path
from fhirpathpy.models import models

from balm.rules.check_kinds import check_kinds
from balm.rules.evaluate import Truth, evaluate
from balm.rules.kinds import NOT_SURE, Answer, Choice, Kind, Number, YesNo
from balm.rules.nodes import Node
from balm.rules.parse import parse
from balm.rules.to_fhirpath import to_fhirpath
from balm.rules.to_python import to_python
from balm.rules.to_rows import Row, Span, Words, to_rows
from balm.rules.to_smt import Rails, Symbol, as_term, to_smt
from balm.rules.to_sql import to_sql
from balm.rules.unknown import ALWAYS, NEVER

KINDS: dict[str, Kind] = {
    "a": YesNo(),
    "b": YesNo(),
    "pain": Number(0, 10),
    "warmth": Number(33, 43, 1, "celsius"),
    "flow": Choice(("none", "spots", "heavy")),
}


def read(text: str, definitions: Mapping[str, Node] | None = None) -> Node:
    return check_kinds(parse(text), KINDS, tuple(definitions or ()))


def compiled(node: Node, answers: Mapping[str, Answer], definitions: Mapping[str, Node]) -> Truth:
    """The compiled form's answer: run once with every unknown ALWAYS (possibly true), once with NEVER (surely true)."""
    functions: dict[str, object] = {}
    exec(to_python("run", {"it": node}, definitions, KINDS), functions)
    run = functions["run"]
    assert callable(run)
    known = [answers.get(name) for name in KINDS]
    possibly, surely = (bool(run([fill if v is None or v == NOT_SURE else v for v in known])) for fill in (ALWAYS, NEVER))
    assert possibly or not surely
    return True if surely else None if possibly else False


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def in_sql(node: Node, answers: Mapping[str, Answer], definitions: Mapping[str, Node]) -> Truth:
    """DuckDB's answer: what is not known is NULL."""
    named: dict[str, str] = {}
    for name, meant in definitions.items():
        named[name] = to_sql(meant, named)
    types = {"yes_no": "BOOLEAN", "number": "DECIMAL(4, 1)", "choice": "VARCHAR"}
    row = ", ".join(f'CAST(? AS {types[kind.name]}) AS "{name}"' for name, kind in KINDS.items())
    values = [None if v is None or v == NOT_SURE else str(v) for v in map(answers.get, KINDS)]
    found = _database().execute(f"SELECT {to_sql(node, named)} FROM (SELECT {row})", values).fetchone()
    assert found is not None
    return found[0]  # type: ignore[no-any-return]


def in_fhirpath(node: Node, answers: Mapping[str, Answer], definitions: Mapping[str, Node]) -> Truth:
    """What fhirpathpy says of a QuestionnaireResponse. A yes/no `a` is a boolean, and any other a coding."""
    named: dict[str, str] = {}
    for name, meant in definitions.items():
        named[name] = to_fhirpath(meant, named, "urn:toy")
    found = path(to_fhirpath(node, named, "urn:toy"))({"item": [{"linkId": "group", "item": [*_items(answers)]}]})
    assert len(found) <= 1
    return found[0] if found else None


@cache
def path(expression: str) -> Any:
    """The expression, parsed: a function from a QuestionnaireResponse to a list of what it comes to."""
    run = compile_path(expression, models["r4"])

    def of(response: dict[str, Any]) -> Any:
        whole = {"resourceType": "QuestionnaireResponse", "status": "completed", **response}
        return run(whole, {"resource": whole})

    return of


def _items(answers: Mapping[str, Answer]) -> Any:
    for finding, value in answers.items():
        said: dict[str, Any] = {"valueBoolean": value}
        if value == NOT_SURE or isinstance(value, str):
            said = {"valueCoding": {"system": "urn:toy", "code": NOT_SURE if value == NOT_SURE else f"{finding}.{value}"}}
        elif finding == "b":
            said = {"valueCoding": {"system": "urn:toy", "code": "yes" if value else "no"}}
        elif not isinstance(value, bool):
            said = {"valueInteger" if isinstance(value, int) else "valueDecimal": value}
        yield {"linkId": finding} | ({} if value is None else {"answer": [said]})


def in_rows(node: Node, answers: Mapping[str, Answer], definitions: Mapping[str, Node]) -> Truth:
    """What the rows of a decision table say: some row of the node matches, or some row of its denial, or none."""

    def matches(row: Row) -> bool:
        return all(
            value is not None and value != NOT_SURE and meets(test, value) for name, test in row.items() for value in [answers.get(name)]
        )

    holds, fails = (any(map(matches, to_rows(node, definitions, KINDS, side))) for side in (True, False))
    assert not (holds and fails)
    return True if holds else False if fails else None


def meets(test: Words | Span, value: Answer) -> bool:
    if isinstance(test, Words):
        return value in test.of
    assert isinstance(value, int | float)
    return test.low <= (value, 0) <= test.high


def in_smt(node: Node, answers: Mapping[str, Answer], definitions: Mapping[str, Node]) -> Truth:
    """The solver's answer, read off both rails, with what is not known saying no and saying yes."""
    outcomes = []
    for says in (False, True):
        symbols = {
            name: Symbol(kind, z3.BoolVal(v is not None), as_term(_some_value(kind) if v is None else v, kind), z3.BoolVal(says))
            for name, kind in KINDS.items()
            for v in [None if answers.get(name) == NOT_SURE else answers.get(name)]
        }
        named: dict[str, Rails] = {}
        for name, meant in definitions.items():
            named[name] = to_smt(meant, symbols, named)
        outcomes += [z3.is_true(z3.simplify(rail)) for rail in to_smt(node, symbols, named)]
    surely, surely_not, possibly, possibly_not = outcomes
    assert (possibly, possibly_not) == (not surely_not, not surely)
    return True if surely else False if surely_not else None


def _some_value(kind: Kind) -> bool | int | float | str:
    return kind.choices[0] if isinstance(kind, Choice) else kind.low if isinstance(kind, Number) else False


def truth(text: str, answers: Mapping[str, Answer], definitions: Mapping[str, Node] | None = None) -> Truth:
    """What the text says of the answers. Fails when the forms do not say the same."""
    node = read(text, definitions)
    said = evaluate(node, answers, definitions or {})
    for form in (compiled, in_sql, in_fhirpath, in_rows, in_smt):
        assert form(node, answers, definitions or {}) is said, form.__name__
    return said
