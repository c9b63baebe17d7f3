"""The hazard log as a page, made from clinical-safety/hazards.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any as Anything

HAZARDS = Path(__file__).parent.parent / "clinical-safety" / "hazards.toml"


def hazard_page(made: str) -> str:
    """The page, as Markdown: every hazard, the highest remaining risk first in the overview."""
    log = tomllib.loads(HAZARDS.read_text(encoding="utf-8"))
    scoring = log.pop("scoring")
    lines = [made.replace("the content; change the content", "hazards.toml; change that"), "", "# Hazard log", ""]
    lines += ["Scores are the developers' estimates. No clinician has judged them, and **no risk is accepted**: [plan](plan.md).", ""]
    lines += ["| hazard | | risk before | risk with controls | status |", "|---|---|---|---|---|"]
    for id_, one in sorted(log.items(), key=lambda pair: (-_risk(pair[1]["remaining"]), int(pair[0][1:]))):
        before, now = _told(one["initial"], scoring), _told(one["remaining"], scoring)
        lines.append(f"| [{id_}](#{id_.lower()}) | {one['hazard']} | {before} | {now} | {one['status']} |")
    for id_, one in log.items():
        lines += ["", f"## {id_}", "", f"**{one['hazard']}.** {one['effect']}", "", *(f"- {cause}" for cause in one["causes"]), ""]
        rules = [control for control in one["controls"] if control[0] in "EUTS" and control[1:].isdigit()]
        tests = [control for control in one["controls"] if control.startswith("tests/")]
        claims = [control for control in one["controls"] if control not in (*rules, *tests)]
        for name, controls in (("Rules", rules), ("Claims", claims)):
            lines += [f"{name}: {', '.join(controls)}.", ""] if controls else []
        lines += ["Tests:", "", *(f"- {test.split('::')[1].removeprefix('test_').replace('_', ' ')} (`{test}`)" for test in tests), ""]
        scores = " · ".join(
            f"{name} {_told(one[key], scoring, full=True)}" for name, key in (("Before:", "initial"), ("now:", "remaining"))
        )
        lines += [f"{scores}. Status: {one['status']}.", "", f"Open: {one['open']}"]
    lines += ["", "## What the scores mean", "", "| | severity | likelihood |", "|---|---|---|"]
    pairs = zip(scoring["severity"], scoring["likelihood"], strict=True)
    lines += [f"| {n} | {severity} | {likelihood} |" for n, (severity, likelihood) in enumerate(pairs, 1)]
    return "\n".join([*lines, ""])


def _risk(score: dict[str, int]) -> int:
    return score["severity"] * score["likelihood"]


def _told(score: dict[str, int], scoring: dict[str, Anything], *, full: bool = False) -> str:
    risk = _risk(score)
    band = [name for name, start in scoring["bands"].items() if risk >= start][-1].replace("_", " ")
    return f"severity {score['severity']}, likelihood {score['likelihood']}, risk {risk} ({band})" if full else f"{risk} {band}"
