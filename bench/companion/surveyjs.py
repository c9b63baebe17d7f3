"""The same questions as a SurveyJS form: its own files as npm gives them, and our findings, choices, pages and conditions as its data."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any as Anything

from playwright.sync_api import Browser

from balm import Pathway
from balm.pathway.model import Finding
from balm.rules.kinds import Choice, Number, YesNo
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes
from bench.timing import progress

PACKAGES = ("survey-core@2.5.38", "survey-js-ui@2.5.38")
FILES = ("survey-core/survey.core.min.js", "survey-js-ui/survey-js-ui.min.js", "survey-core/survey-core.fontless.min.css")
READY = (".sd-question", ".sd-navigation__next-btn")
MISSING = "npm is not here, or could not be reached"
NODE = Path(__file__).parent.parent.parent / "build" / "node"
"""Not a part of the product, and not committed."""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Questions</title>
<link rel="stylesheet" href="survey-core.fontless.min.css">
<link rel="preload" as="fetch" crossorigin href="questions.json">
<script defer src="survey.core.min.js"></script><script defer src="survey-js-ui.min.js"></script><script defer src="start.js"></script>
</head><body><div id="form"></div></body></html>
"""
_START = """
fetch("questions.json").then((answer) => answer.json()).then((questions) => {
  globalThis.survey = new Survey.Model(questions);
  survey.focusFirstQuestionAutomatic = false;
  globalThis.answerOf = (question, said) => {
    if (question.getType() !== "checkbox") return said[question.name];
    const ticked = question.choices.map((one) => one.value).filter((id) => said[id] === true);
    return ticked.length ? ticked : ["none"];
  };
  survey.render(document.getElementById("form"));
});
"""


@contextmanager
def folder(pathway: Pathway) -> Iterator[Path | None]:
    """A folder with the form as static files, gone afterwards; None where npm cannot be reached."""
    modules = installed(*PACKAGES)
    if modules is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        for file in FILES:
            shutil.copy(modules / file, name)
        (Path(name) / "index.html").write_text(_PAGE, encoding="utf-8")
        (Path(name) / "start.js").write_text(_START, encoding="utf-8")
        (Path(name) / "questions.json").write_text(json.dumps(questions(pathway), ensure_ascii=False), encoding="utf-8")
        yield Path(name)


def installed(*packages: str) -> Path | None:
    """The node_modules with these packages at these versions; None where npm is missing or fails."""
    folder = NODE / packages[0].partition("@")[0]
    progress(f"npm: {' '.join(packages)}")
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", "--prefix", str(folder), *packages]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    except (OSError, subprocess.SubprocessError):
        return None
    return folder / "node_modules"


def weight(browser: Browser, address: str, folder: Path) -> int:
    """Bytes of all that its page fetches until it is ready, as gzip -9."""
    from bench.companion.weight import fetched

    names = [name for name in fetched(browser, address, READY) if (folder / name).is_file()]
    return sum(len(gzip.compress((folder / name).read_bytes(), 9)) for name in names)


def questions(pathway: Pathway) -> dict[str, Anything]:
    """All pages in the order of the interview: lists of signs as check boxes with "none", each other finding as its own question."""
    pages: dict[str, dict[str, Anything]] = {}
    lists = {id_: screen.id for screen in pathway.screens if len(screen.findings) > 1 for id_ in screen.findings}
    for screen in pathway.screens:
        name = screen.page or screen.id
        page = pages.setdefault(name, {"name": name, "title": pathway.pages.get(name, screen.title), "elements": []})
        findings = [pathway.findings[id_] for id_ in screen.findings]
        if len(findings) > 1:
            choices = [{"value": one.id, "text": one.label} | _visible(one, pathway, lists) for one in findings]
            element = {"type": "checkbox", "name": screen.id, "title": screen.ask, "choices": choices, "showNoneItem": True}
            page["elements"].append(element)
        else:
            page["elements"].append(_question(findings[0]) | _visible(findings[0], pathway, lists))
    return {"pages": list(pages.values()), "showQuestionNumbers": "off"}


def _question(finding: Finding) -> dict[str, Anything]:
    common = {"name": finding.id, "title": finding.question, "description": finding.help}
    unsure = {"value": "not_sure", "text": "Not sure"}
    match finding.kind:
        case YesNo():
            return common | {"type": "radiogroup", "choices": [{"value": True, "text": "Yes"}, {"value": False, "text": "No"}, unsure]}
        case Choice(choices):
            return common | {"type": "radiogroup", "choices": [*({"value": one, "text": finding.words[one]} for one in choices), unsure]}
        case Number(low, high):
            if high == 10:
                return common | {"type": "radiogroup", "choices": [*range(11), unsure]}
            return common | {"type": "text", "inputType": "number", "min": low, "max": high, "step": 0.1 if finding.kind.decimals else 1}


def _visible(finding: Finding, pathway: Pathway, lists: dict[str, str]) -> dict[str, str]:
    return {"visibleIf": expression(finding.asked_when, pathway, lists)} if finding.asked_when else {}


def expression(node: Node, pathway: Pathway, lists: dict[str, str]) -> str:
    """The condition in SurveyJS's own language. `lists`: for a finding that is ticked in a list, the list's name."""

    def write(one: Node) -> str:
        return expression(one, pathway, lists)

    match node:
        case Yes(finding):
            return f"{{{lists[finding]}}} contains '{finding}'" if finding in lists else f"{{{finding}}} = true"
        case Compare(finding, operator, value):
            return f"{{{finding}}} {operator if operator != '=' else '=='} {json.dumps(value)}"
        case OneOf(finding, choices):
            return f"{{{finding}}} anyof {list(choices)}"
        case Between(finding, low, high):
            return f"({{{finding}}} >= {low} and {{{finding}}} <= {high})"
        case Named(name):
            return write(pathway.meanings[name])
        case Not(part):
            return f"!({write(part)})"
        case All(parts):
            return "(" + " and ".join(map(write, parts)) + ")"
        case Any(parts):
            return "(" + " or ".join(map(write, parts)) + ")"
