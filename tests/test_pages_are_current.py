"""Pages made from the content are committed; a stale one fails here. `make pages` writes them again."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from docs.generate import pages, slow_pages

DOCS = Path(__file__).parent.parent / "docs"
COMMANDS = {
    "build",
    "serve",
    "language",
    "check",
    "assess",
    "explain",
    "export",
    "summary",
    "questions",
    "rule",
    "leaflet",
    "simulate",
    "content",
    "review",
    "diff",
    "verify",
    "diary",
    "clinic",
}


@pytest.mark.parametrize("page", ["pathway.md", "diary.md", "safety-claims.md", "../clinical-safety/hazard-log.md"])
def test_the_page_is_current(page: str) -> None:
    assert (DOCS / page).read_text() == pages()[page]


@pytest.mark.slow
def test_the_simulation_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    made = slow_pages()
    assert {name: (DOCS / name).read_text() for name in made} == made


def test_the_commands_page_names_every_command() -> None:
    made, kept = pages()["commands.md"], (DOCS / "commands.md").read_text()
    if sys.version_info[:2] == (3, 11):  # later Pythons lay help out a little differently
        assert kept == made
    assert set(re.findall(r"^## balm (\w+)", kept, re.M)) == COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_readme_names_the_command(command: str) -> None:
    assert f"balm {command}" in (DOCS.parent / "README.md").read_text()


def test_the_page_that_the_readme_shows_is_what_the_command_prints() -> None:
    from balm import assess, load_pathway
    from balm.cli.result import page

    shown = re.search(r"begins:\n\n```\n(.*?)```", (DOCS.parent / "README.md").read_text(), re.S)
    assert shown is not None
    pathway = load_pathway()
    printed = page(pathway, assess(pathway, json.loads((DOCS.parent / "examples/feverish_day_three.json").read_text())))
    lines = {line.rstrip() for line in printed.splitlines()}
    assert [line for line in shown[1].splitlines() if line.rstrip() not in lines] == []
