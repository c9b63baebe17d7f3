"""A DMN engine (bkflow-dmn) runs the decision table of a DMN file: its own FEEL, its own unary tests, its own hit policy.

It reads no XML, so the table is read out of the file here, text by text. It writes "does not matter" as an empty test.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from xml.etree import ElementTree

from balm.summary.dmn import NAMESPACE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it declares its tables in pydantic's older style
    import bkflow_feel
    from bkflow_dmn.data_model import SingleDecisionTable

_IN = {"": NAMESPACE}
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """The texts of a decision table. `rows`: the unary tests of each, one a column, and its outputs, one a name."""

    hit_policy: str
    columns: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def read_table(xml: str) -> Table:
    """The one decision table of a DMN 1.3 file."""
    (table,) = ElementTree.fromstring(xml).iterfind(".//decisionTable", _IN)
    columns = tuple(_texts(table, "input/inputExpression"))
    outputs = tuple(one.attrib["name"] for one in table.iterfind("output", _IN))
    rows = tuple((tuple(_texts(rule, "inputEntry")), tuple(_texts(rule, "outputEntry"))) for rule in table.iterfind("rule", _IN))
    return Table(table.attrib["hitPolicy"], columns, outputs, rows)


def _texts(element: ElementTree.Element, path: str) -> list[str]:
    return [one.text or "" for one in element.iterfind(f"{path}/text", _IN)]


class _Once(SingleDecisionTable):  # type: ignore[misc]
    """The engine writes every unary test as an expression anew for every case; here that is done once."""

    @cached_property
    def feel_exp_of_inputs(self) -> Any:
        return super().feel_exp_of_inputs


def engine(table: Table) -> Callable[[Answers], dict[str, str] | None]:
    """What the engine says of answers: the outputs by name, or None where no row matches."""
    loaded = _Once(
        title="urgency",
        hit_policy=table.hit_policy.capitalize(),
        inputs={
            "cols": [{"id": name} for name in table.columns],
            "rows": [["" if test == "-" else test for test in tests] for tests, _ in table.rows],
        },
        outputs={"cols": [{"id": name} for name in table.outputs], "rows": [list(outputs) for _, outputs in table.rows]},
    )

    def decide(answers: Answers) -> dict[str, str] | None:
        found = loaded.decide(dict(answers), strict_mode=False)
        return found[0] if found else None

    return decide


def _parse_each_text_once() -> None:
    """It also parses every expression anew. What it makes of a text is kept: with the above, twenty times as fast."""
    parse, transform = cache(bkflow_feel.parser.parse), bkflow_feel.transformer.transform
    made: dict[int, Any] = {}

    def kept(tree: Any) -> Any:
        if id(tree) not in made:
            made[id(tree)] = transform(tree)
        return made[id(tree)]

    bkflow_feel.parser.parse, bkflow_feel.transformer.transform = parse, kept


_parse_each_text_once()
