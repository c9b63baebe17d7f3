"""What is not in the language is refused, with its place and what to write instead."""

from __future__ import annotations

import pytest

from balm.errors import RuleRefused
from tests.spec.language import read

REFUSED = [
    # text, column, a word of the problem or the hint
    ("", 1, "nothing"),
    ("   ", 1, "nothing"),
    ("a == b", 4, '"=" once'),
    ("pain = 2 b", 10, "and"),
    ("a; b", 2, "list"),
    ("a && b", 3, '"and"'),
    ("a || b", 3, '"or"'),
    ("!a", 1, "not"),
    ("a AND b", 3, '"and"'),
    ("NOT a", 5, "cannot stand"),
    ("f(a)", 2, "cannot stand"),
    ("1 <= pain", 1, "cannot stand"),
    ("2 <= pain <= 3", 1, "cannot stand"),
    ("pain >= 2 >= 1", 11, "cannot stand"),
    ("pain is null", 6, "answered"),
    ("flow = null", 1, "not a choice"),
    ("a -- why", 3, "arithmetic"),
    ("pain + 1 > 2", 6, "arithmetic"),
    ("pain > 1 + 1", 10, "arithmetic"),
    ("not pain >= 2", 10, "brackets"),
    ("not not a", 5, "brackets"),
    ("pain between 2", 15, "too early"),
    ("pain between 2 or 3", 16, '"and"'),
    ("pain between 4 and 2", 1, "holds nothing"),
    ("pain not between 2 and 4", 6, "cannot stand"),
    ("(a", 3, '")"'),
    ("a)", 2, "cannot stand"),
    ("a or", 5, "too early"),
    ("or a", 1, "cannot stand"),
    ('flow = "heavy"', 8, "without quotes"),
    ("flow = 'heavy'", 8, "without quotes"),
    ("flow in ()", 10, "a name"),
    ("flow in (heavy, heavy)", 1, "twice"),
    ("flow in heavy", 9, '"("'),
    ("flow not in (heavy)", 6, "cannot stand"),
    ("a.b", 2, "no dots"),
    ("5", 1, "cannot stand"),
    ("true", 1, "unknown finding"),
    ("a = true", 1, "yes/no"),
    ("a = b", 1, "yes/no"),
    ("a in (b)", 1, "no choices"),
    ("a >= 1", 1, "yes/no"),
    ("pain", 1, "not a yes/no"),
    ("flow", 1, "not a yes/no"),
    ("pain in (heavy)", 1, "no choices"),
    ("flow >= 2", 1, 'no ">="'),
    ("flow = heavvy", 1, '"heavy"'),
    ("flow = 2", 1, "not a choice"),
    ("pain >= heavy", 1, "not"),
    ("pain >= 11", 1, "outside"),
    ("pain >= -1", 1, "outside"),
    ("pain >= 2.5", 1, "never"),
    ("warmth >= 37.55", 1, "never"),
    ("warmth >= 98.6", 1, "outside"),
    ("paim >= 2", 1, '"pain"'),
    ("a or\nbb", 1, "unknown"),
    ("a # why", 3, "not part of"),
    ("é", 1, "not part of"),
    ("a like b", 3, "no such"),
    ("select a", 8, "cannot stand"),
    ("a and (select b)", 15, "cannot stand"),
    ("`a`", 1, "not part of"),
    ("[a]", 1, "not part of"),
]


@pytest.mark.parametrize(("text", "column", "word"), REFUSED, ids=[text or "empty" for text, _, _ in REFUSED])
def test_refused_with_its_place_and_what_to_write(text: str, column: int, word: str) -> None:
    with pytest.raises(RuleRefused) as refusal:
        read(text)
    assert refusal.value.column == column
    assert word in f"{refusal.value.problem} {refusal.value.hint}"


def test_the_place_counts_lines_too() -> None:
    with pytest.raises(RuleRefused) as refusal:
        read("a and\n  pain >=\n  heavy")
    assert (refusal.value.line, refusal.value.column) == (2, 3)


def test_a_definition_cannot_be_compared() -> None:
    with pytest.raises(RuleRefused, match="is a definition"):
        read("warm = a", {"warm": read("warmth >= 38")})
