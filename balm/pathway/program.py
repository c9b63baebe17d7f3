"""The pathway's conditions, compiled to Python functions that run over one person's values.

`values` is always a list with one value a finding, in the order of the pathway's findings. An unknown value is one of those in
`balm.rules.unknown`; what the functions say of it is told there.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any as Anything
from typing import TypeAlias

from balm.rules import unknown

Values: TypeAlias = list[Anything]


class Program:
    """Compiled functions. Can be pickled, which keeps the byte code and not only the source."""

    rules: Callable[[Values], list[int]]
    """The places of the rules that are true, in the pathway's order: the most urgent first."""
    joint: Callable[[Values], list[int]]
    """The places of the joint conditions that are true, the most urgent first."""
    conditions: Callable[[Values], list[int]]
    """The places, in `condition_names`, of the other conditions that are true: care, causes and recovery."""
    fill_blank: Callable[[Values], None]
    """Gives the findings that do not apply their fixed value, in place."""
    clear: Values
    """The clear value of each finding; UNANSWERED where it hangs on other answers, for `fill_clear` to fill."""
    fill_clear: Callable[[Values], None]
    """Gives values that began as a copy of `clear` what they still lack, in place: the clear value of what applies, and else the fixed."""

    def __init__(self, source: str, condition_names: Sequence[str], code: CodeType | None = None) -> None:
        self.source, self.condition_names = source, tuple(condition_names)
        self._code = code or compile(source, "<pathway>", "exec")
        functions: dict[str, Anything] = {"UNANSWERED": unknown.UNANSWERED}
        exec(self._code, functions)  # noqa: S102 - the source comes from to_python, which writes nothing but comparisons
        self.rules, self.conditions = functions["rules"], functions["conditions"]
        self.joint = functions["joint"]
        self.fill_blank, self.clear, self.fill_clear = functions["fill_blank"], functions["clear"], functions["fill_clear"]

    def __reduce__(self) -> tuple[Anything, ...]:
        return _unpickle, (self.source, self.condition_names, marshal.dumps(self._code))


def _unpickle(source: str, condition_names: tuple[str, ...], code: bytes) -> Program:
    return Program(source, condition_names, marshal.loads(code))  # noqa: S302 - written by ourselves, beside the content
