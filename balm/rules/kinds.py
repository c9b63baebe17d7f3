"""What an answer may be: yes/no, one of some choices, or a number in a range; or unanswered, or "not sure"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from balm.rules.nodes import Value

NOT_SURE: Final = "not_sure"
"""The answer "I am not sure", or "I cannot measure it". It is an answer, and it is never "no"."""

Answer: TypeAlias = Value | None
"""A value, NOT_SURE, or None for unanswered."""


class WrongAnswer(ValueError):
    """The value does not fit the kind. Carries what is wrong and what to write instead."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.problem, self.hint = problem, hint


@dataclass(frozen=True, slots=True)
class YesNo:
    name: Literal["yes_no"] = "yes_no"

    def accept(self, value: object) -> bool:
        """The value as a bool. Raises WrongAnswer for everything but true and false: 1 and "yes" are not answers."""
        if value is True or value is False:
            return value
        raise WrongAnswer(f"{show(value)} is not yes or no", 'write true, false, "not_sure" or null')


@dataclass(frozen=True, slots=True)
class Choice:
    choices: tuple[str, ...]
    name: Literal["choice"] = "choice"

    def accept(self, value: object) -> str:
        """The value as one of the choices. Raises WrongAnswer otherwise."""
        if isinstance(value, str) and value in self.choices:
            return value
        raise WrongAnswer(f"{show(value)} is not one of the choices", "write one of: " + ", ".join(self.choices))


@dataclass(frozen=True, slots=True)
class Number:
    low: int | float
    high: int | float
    decimals: Literal[0, 1] = 0
    unit: str = ""
    name: Literal["number"] = "number"

    def accept(self, value: object) -> int | float:
        """The value as a number in the range, 6.0 as 6. Raises WrongAnswer for another kind, range, or too many decimals."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WrongAnswer(f"{show(value)} is not a number", f"write a number from {self.low} to {self.high}")
        if not self.low <= value <= self.high:
            raise WrongAnswer(f"{show(value)} is outside {self.low}..{self.high}", self._range_hint(value))
        if value == int(value):
            return int(value)
        if self.decimals == 0:
            raise WrongAnswer(f"{show(value)} is not a whole number", f"write {int(value)} or {int(value) + 1}")
        if round(value, 1) != value:
            raise WrongAnswer(f"{show(value)} has more than one decimal", f"write {round(value, 1)}")
        return value

    def _range_hint(self, value: int | float) -> str:
        plain = f"write a number from {self.low} to {self.high}"
        if self.unit != "celsius":
            return plain + (f" ({self.unit})" if self.unit else "")
        if abs(value) < 1000:
            celsius = (value - 32) * 5 / 9
            if self.low <= celsius <= self.high:
                return f"degrees Celsius; {value} F is {celsius:.1f} C"
        return f"degrees Celsius; {plain}"


Kind: TypeAlias = YesNo | Choice | Number


def show(value: object) -> str:
    """The value much as it stands in JSON, cut to a length that can be read."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + (value if len(value) <= 40 else value[:40] + "...") + '"'
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and abs(value) >= 10**40:
        return "a number of more than 40 digits"
    return str(value)
