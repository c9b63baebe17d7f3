"""Findings and conditions -> a Program: which Python functions are written for them."""

from __future__ import annotations

from collections.abc import Mapping

from balm.pathway.model import Finding, LevelId, SameAs
from balm.pathway.program import Program
from balm.rules.nodes import Node, findings_in
from balm.rules.to_python import condition, to_python, value_of


def compile_program(
    findings: Mapping[str, Finding],
    meanings: Mapping[str, Node],
    rules: Mapping[str, Node],
    joint: Mapping[LevelId, Node],
    conditions: Mapping[str, Node],
) -> Program:
    """The program for these conditions. `meanings` says what each name in them stands for."""
    kinds = {finding.id: finding.kind for finding in findings.values()}
    source = "\n\n".join(
        [
            to_python("rules", rules, meanings, kinds),
            to_python("joint", {str(level): node for level, node in joint.items()}, meanings, kinds),
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
