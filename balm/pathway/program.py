"""The pathway's conditions, compiled to Python functions that run over one person's values.

`values` is always a list with one value a finding, in the order of the pathway's findings. An unknown value is one of those in
`balm.rules.unknown`; what the functions say of it is told there.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping, Sequence
from types import CodeType
from typing import Any as Anything
from typing import TypeAlias

from balm.pathway.model import Finding, SameAs
from balm.rules import unknown
from balm.rules.nodes import Node, findings_in
from balm.rules.to_python import condition, to_python, value_of

Values: TypeAlias = list[Anything]


class Program:
    """Compiled functions. Can be pickled, which keeps the byte code and not only the source."""

    rules: Callable[[Values], list[int]]
    """The places of the rules that are true, in the pathway's order: the most urgent first."""
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
        self.fill_blank, self.clear, self.fill_clear = functions["fill_blank"], functions["clear"], functions["fill_clear"]

    def __reduce__(self) -> tuple[Anything, ...]:
        return _unpickle, (self.source, self.condition_names, marshal.dumps(self._code))


def _unpickle(source: str, condition_names: tuple[str, ...], code: bytes) -> Program:
    return Program(source, condition_names, marshal.loads(code))  # noqa: S302 - written by ourselves, beside the content


def compile_program(
    findings: Mapping[str, Finding], meanings: Mapping[str, Node], rules: Mapping[str, Node], conditions: Mapping[str, Node]
) -> Program:
    """The program for these conditions. `meanings` says what each name in them stands for."""
    kinds = {finding.id: finding.kind for finding in findings.values()}
    source = "\n\n".join(
        [
            to_python("rules", rules, meanings, kinds),
            to_python("conditions", conditions, meanings, kinds),
            _fill("fill_blank", findings, meanings, clear=False),
            f"clear = [{', '.join('UNANSWERED' if _hangs(finding) else repr(finding.clear) for finding in findings.values())}]",
            _fill("fill_clear", findings, meanings, clear=True),
        ]
    )
    return Program(source, tuple(conditions))


def _hangs(finding: Finding) -> bool:
    """Whether the value that the finding has in somebody with no sign of anything hangs on her other answers."""
    return finding.asked_when is not None and finding.otherwise != finding.clear


def _fill(function: str, findings: Mapping[str, Finding], meanings: Mapping[str, Node], *, clear: bool) -> str:
    """A finding that does not apply takes its fixed value. An answer that was given is never touched: it always counts."""
    kinds = {finding.id: finding.kind for finding in findings.values()}
    lines = [f"def {function}(values):"]
    for finding in in_order_of_need(findings, meanings):
        if finding.asked_when is None or (clear and not _hangs(finding)):
            continue
        value, applies = value_of(finding.id, kinds), condition(finding.asked_when, meanings, kinds)
        fixed = value_of(finding.otherwise.finding, kinds) if isinstance(finding.otherwise, SameAs) else repr(finding.otherwise)
        where_it_applies = repr(finding.clear) if clear else "UNANSWERED"
        lines += [f"    if {value} is UNANSWERED:", f"        {value} = {where_it_applies} if {applies} else {fixed}"]
    return "\n".join([*lines, "    return None", ""])


def in_order_of_need(findings: Mapping[str, Finding], meanings: Mapping[str, Node]) -> list[Finding]:
    """The findings so ordered that each comes after those that decide whether it applies."""
    ordered: dict[str, Finding] = {}

    def add(finding: Finding) -> None:
        if finding.id in ordered:
            return
        if finding.asked_when is not None:
            for name in sorted(findings_in(finding.asked_when, meanings)):
                add(findings[name])
        if isinstance(finding.otherwise, SameAs):
            add(findings[finding.otherwise.finding])
        ordered[finding.id] = finding

    for finding in findings.values():
        add(finding)
    return list(ordered.values())
