"""Text -> nodes -> text again."""

from __future__ import annotations

from pathlib import Path

import pytest

from balm import Pathway
from balm.rules.nodes import Named
from balm.rules.parse import parse
from balm.rules.to_text import to_text
from tests.spec.language import read

IDENTITY = (Path(__file__).parent / "identity.txt").read_text().splitlines()


@pytest.mark.parametrize("text", IDENTITY)
def test_every_legal_expression_is_written_as_it_was_read(text: str) -> None:
    assert to_text(read(text)) == text


@pytest.mark.parametrize("text", ["a  and\n  b", "((a)) and (b)", "(a and b)", "pain>=2", "\tnot ( a )"])
def test_blanks_lines_and_needless_brackets_change_nothing(text: str) -> None:
    assert read(to_text(read(text))) == read(text)


def test_every_rule_of_the_pathway_survives_being_written_and_read(pathway: Pathway) -> None:
    for rule in pathway.rules.values():
        for text in rule.alternatives:
            assert to_text(parse(to_text(parse(text)))) == to_text(parse(text))


def test_nodes_remember_where_they_were_written_and_are_equal_all_the_same() -> None:
    first, second = parse("a\nand b"), parse("a and b")
    assert first == second
    assert isinstance(first.parts[1], Named)  # type: ignore[union-attr]
    assert first.parts[1].place == (2, 5)  # type: ignore[union-attr]
