from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from balm import Pathway
from balm.rules.to_english import to_english
from tests.spec.language import read


@dataclass
class Words:
    label: str
    words: dict[str, str] = field(default_factory=dict)


WORDS = {
    "a": Words("a fever"),
    "b": Words("a rash"),
    "pain": Words("back pain {value} out of 10"),
    "warmth": Words("a temperature of {value} °C"),
    "flow": Words("bleeding: {value}", {"none": "None", "spots": "Spots", "heavy": "Heavy"}),
}


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("a", "a fever"),
        ("not a", "not (a fever)"),
        ("pain >= 4", "back pain 4 or more out of 10"),
        ("pain < 4", "back pain less than 4 out of 10"),
        ("warmth between 37.5 and 38", "a temperature of 37.5 to 38 °C"),
        ("flow = heavy", "bleeding: heavy"),
        ("flow != none", "bleeding: anything but none"),
        ("flow in (spots, heavy)", "bleeding: spots or heavy"),
        ("a and b", "a fever and a rash"),
        ("a or b", "a fever, or a rash"),
        ("(a or b) and pain > 2", "(a fever, or a rash) and back pain more than 2 out of 10"),
    ],
)
def test_expressions_read_as_english(text: str, english: str) -> None:
    assert to_english(read(text), WORDS, {}) == english


def test_a_definition_is_said_by_its_meaning() -> None:
    assert to_english(read("warm", {"warm": read("a")}), WORDS, {"warm": "38 °C or more"}) == "38 °C or more"


def test_every_rule_of_the_pathway_can_be_said_with_no_value_left_out(pathway: Pathway) -> None:
    meanings = {name: definition.means for name, definition in pathway.definitions.items()}
    for rule in pathway.rules.values():
        said = to_english(rule.when, pathway.findings, meanings)
        assert "{" not in said, rule.id
        assert "_" not in said, rule.id
