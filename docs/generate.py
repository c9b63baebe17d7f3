"""Writes the pages that are made from the content and the code. They are committed, and a test fails when they are stale.

make pages
"""

from __future__ import annotations

import argparse
import os
from functools import cache
from pathlib import Path

from balm import Pathway, load_pathway
from balm.cli.main import parser
from balm.pathway.model import LEVELS, LevelId, Rule, SameAs
from balm.rules.nodes import Any, Node
from balm.rules.to_english import to_english
from docs.claims_page import claims_page
from docs.diary_page import diary_page
from docs.hazard_page import hazard_page
from docs.simulation_page import simulation_page

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/generate.py from the content; change the content, then run `make pages`. -->"


JOINTLY = (
    "Of whoever one of these is true, some rule of that level is true whatever she has still to answer, although it hangs on that answer "
    "which one. `balm verify --mend` finds them, and `balm verify` proves that they add nothing to the rules and that no other is missing."
)


@cache
def pages() -> dict[str, str]:
    """The text of each generated page by its path from docs/."""
    pathway = load_pathway()
    return {
        "pathway.md": pathway_page(pathway),
        "diary.md": diary_page(pathway, MADE, _reviewed(pathway)),
        "safety-claims.md": claims_page(pathway, MADE.replace("from the content; change the content", "from the claims; change those")),
        "commands.md": commands_page(),
        "../clinical-safety/hazard-log.md": hazard_page(MADE),
    }


def pathway_page(pathway: Pathway) -> str:
    """The pathway in plain English."""
    meanings = {name: f"*{name.replace('_', ' ')}*" for name in pathway.definitions}

    def say(node: Node) -> str:
        return to_english(node, pathway.findings, meanings)

    lines = [MADE, "", f"# {pathway.title}", "", f"Version {pathway.version}. " + _reviewed(pathway), ""]
    lines += ["## What the named conditions mean", ""]
    for definition in pathway.definitions.values():
        lines += [f"- *{definition.id.replace('_', ' ')}*: {definition.means}. That is: {say(definition.when)}."]
    for level in LEVELS[:-1]:
        lines += ["", f"## {pathway.words[f'level.{level}']} (`{level}`)", "", f"For clinicians: {pathway.levels[level].means}."]
        for rule in pathway.rules.values():
            if rule.urgency == level:
                lines += _rule(pathway, rule, level, say)
    lines += [
        "",
        f"## {pathway.words['level.self_care']} (`self_care`)",
        "",
        "What is left, and said only when nothing left open can raise it.",
    ]
    lines += ["", "## What rules cover between them", "", JOINTLY, ""]
    for joint_level, node in pathway.joint.items():
        lines += [f"- `{joint_level}` when {say(part)}" for part in (node.parts if isinstance(node, Any) else (node,))]
    lines += ["", "## When a question is asked", "", "Every other finding is always asked while it can still change the advice.", ""]
    for finding in pathway.findings.values():
        if finding.asked_when is not None:
            other = f"as {finding.otherwise.finding}" if isinstance(finding.otherwise, SameAs) else str(finding.otherwise).lower()
            lines.append(f"- `{finding.id}` when {say(finding.asked_when)}; otherwise {other}")
    lines += ["", '## What "not sure" counts as', ""]
    for finding in pathway.findings.values():
        if finding.not_sure is not None:
            when = f" when {say(finding.not_sure.when)}" if finding.not_sure.when else ""
            lines.append(f"- `{finding.id}`: {str(finding.not_sure.value).lower()}{when}")
    lines += ["", "## When a care item is left, or something is settled first", ""]
    lines += ["| row | when | leave | settle first |", "|---|---|---|---|"]
    for row in pathway.matrix.values():
        when = say(row.when) if row.when is not None else f"the level is {row.from_level} or more urgent"
        leave = "all of them" if len(row.avoid) == len(pathway.care) else ", ".join(row.avoid)
        lines.append(f"| {row.id} | {when} | {leave} | {', '.join(row.caution)} |")
    return "\n".join([*lines, ""])


def _reviewed(pathway: Pathway) -> str:
    return "" if pathway.reviewed else "**No clinician has reviewed it.** Every level is a product decision that still needs a signature."


def _rule(pathway: Pathway, rule: Rule, level: LevelId, say: object) -> list[str]:
    assert callable(say)
    alternatives = rule.when.parts if isinstance(rule.when, Any) else (rule.when,)
    lines = [
        "",
        f"### {rule.id} {rule.title} (`{rule.name}`)",
        "",
        *(f"- {say(node)}" for node in alternatives),
        "",
        f"{rule.because} {rule.say}".strip(),
    ]
    if rule.action != pathway.levels[level].action:
        lines += ["", f"Action: {rule.action.replace('_', ' ')}."]
    lines += ["", "Sources: " + ", ".join(f"{pathway.sources[source].body} (`{source}`)" for source in rule.sources) + "."]
    if rule.spread:
        told = [f"{row.threshold}: {row.advice} ({', '.join(row.sources)})" for row in rule.spread]
        lines += ["", "Where sources disagree: " + "; ".join(told) + "."]
    return lines


def commands_page() -> str:
    """The help of every command, as it prints at 80 columns."""
    os.environ["COLUMNS"] = "80"
    top = parser()
    lines = [MADE, "", "# The commands", "", "```", top.format_help().rstrip(), "```"]
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                lines += ["", f"## balm {name}", "", "```", sub.format_help().rstrip(), "```"]
                for inner in sub._actions:
                    for what, parser_ in inner.choices.items() if isinstance(inner, argparse._SubParsersAction) else ():
                        lines += ["", f"### balm {name} {what}", "", "```", parser_.format_help().rstrip(), "```"]
    return "\n".join([*lines, ""])


def slow_pages() -> dict[str, str]:
    """The pages that take some ten seconds to make, and their pictures."""
    page, drawn = simulation_page(load_pathway())
    return {"simulation.md": page, "pictures/simulation.svg": drawn}


if __name__ == "__main__":
    os.environ["COLUMNS"] = "80"
    for name, text in (pages() | slow_pages()).items():
        (HERE / name).write_text(text, encoding="utf-8")
