"""What each kind of finding accepts as an answer."""

from __future__ import annotations

import pytest

from balm.rules.kinds import WrongAnswer
from tests.spec.language import KINDS


@pytest.mark.parametrize(("finding", "given", "kept"), [("pain", 6, 6), ("pain", 6.0, 6), ("warmth", 37.8, 37.8), ("warmth", 38.0, 38)])
def test_six_and_six_point_nought_are_the_same(finding: str, given: float, kept: float) -> None:
    accepted = KINDS[finding].accept(given)
    assert accepted == kept
    assert type(accepted) is type(kept)


@pytest.mark.parametrize(
    ("finding", "given"),
    [
        ("a", 1),
        ("a", 0),
        ("a", "yes"),
        ("a", None),
        ("pain", True),
        ("pain", "6"),
        ("pain", 6.5),
        ("pain", -1),
        ("pain", 11),
        ("pain", float("nan")),
        ("pain", float("inf")),
        ("pain", 10**400),
        ("warmth", 37.85),
        ("warmth", 98.6),
        ("flow", "Heavy"),
        ("flow", 2),
        ("flow", ["heavy"]),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_write(finding: str, given: object) -> None:
    with pytest.raises(WrongAnswer) as wrong:
        KINDS[finding].accept(given)
    assert wrong.value.hint


def test_a_temperature_in_fahrenheit_is_told_in_celsius() -> None:
    with pytest.raises(WrongAnswer) as wrong:
        KINDS["warmth"].accept(98.6)
    assert "98.6 F is 37.0 C" in wrong.value.hint
