"""Which rows of a decision table are written for a node."""

from __future__ import annotations

import pytest

from balm.rules.to_rows import to_rows
from balm.summary.dmn import unary
from tests.spec.language import KINDS, read


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a", [{"a": "true"}]),
        ("not a", [{"a": "false"}]),
        ("pain >= 2", [{"pain": ">= 2"}]),
        ("not (pain >= 2)", [{"pain": "< 2"}]),
        ("pain = 2", [{"pain": "2"}]),
        ("pain != 2", [{"pain": "< 2"}, {"pain": "> 2"}]),
        ("pain between 2 and 4", [{"pain": "[2..4]"}]),
        ("not (pain between 2 and 4)", [{"pain": "< 2"}, {"pain": "> 4"}]),
        ("pain > 2 and pain < 8", [{"pain": "(2..8)"}]),
        ("warmth <= 38", [{"warmth": "<= 38.0"}]),
        ("flow != none", [{"flow": '"spots", "heavy"'}]),
        ("flow in (heavy, spots)", [{"flow": '"spots", "heavy"'}]),
        ("not (flow in (heavy, spots))", [{"flow": '"none"'}]),
        ("a and (b or pain >= 2)", [{"a": "true", "b": "true"}, {"a": "true", "pain": ">= 2"}]),
        ("not (a and b)", [{"a": "false"}, {"b": "false"}]),
        ("not (a or b)", [{"a": "false", "b": "false"}]),
        ("warm and a", [{"warmth": ">= 38.0", "a": "true"}]),
        ("a or a and b", [{"a": "true"}]),
        ("a and b or a", [{"a": "true"}]),
        ("pain >= 4 or pain >= 2", [{"pain": ">= 2"}]),
        ("a and not a", []),
        ("pain > 2 and pain <= 2", []),
        ("flow = none and flow != none", []),
    ],
)
def test_each_condition_has_its_rows(text: str, rows: list[dict[str, str]]) -> None:
    warm = {"warm": read("warmth >= 38")}
    found = to_rows(read(text, warm), warm, KINDS)
    assert [{name: unary(test, KINDS[name]) for name, test in row.items()} for row in found] == rows
