"""Criteria that others published, run as cases. The file is a sample; more of the same kind are kept elsewhere and run too."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, cast

import pytest

from balm import Assessment, CaseObject, Pathway, assess
from balm.pathway.model import LEVELS

HERE = Path(__file__).parent
LINES: list[dict[str, Any]] = [json.loads(line) for line in (HERE / "leaflets-dev.jsonl").read_text().splitlines()]
REASONS: list[dict[str, Any]] = tomllib.loads((HERE / "less_urgent.toml").read_text())["reason"]
EXPLAINED = {line: reason for reason in REASONS for line in reason["lines"]}


@pytest.fixture(scope="module")
def answered(pathway: Pathway) -> dict[str, Assessment]:
    return {line["id"]: assess(pathway, cast(CaseObject, line)) for line in LINES}


def less_urgent(ours: str | None, theirs: str) -> bool:
    assert ours is not None
    return LEVELS.index(ours) > LEVELS.index(theirs)


def test_no_line_is_refused_and_every_line_is_settled(answered: dict[str, Assessment]) -> None:
    assert len(answered) == len(LINES) == 326
    assert all(result["settled"] for result in answered.values())


def test_we_are_never_less_urgent_than_the_median_but_for_the_written_exceptions(answered: dict[str, Assessment]) -> None:
    below = {line["id"] for line in LINES if less_urgent(answered[line["id"]]["urgency"], line["median"])}
    excepted = [reason for reason in REASONS if "exception" in reason]
    assert below == {line for reason in excepted for line in [*reason["lines"], *reason.get("below_median_only", [])]}


def test_every_line_on_which_we_are_less_urgent_than_that_leaflet_has_its_reason(answered: dict[str, Assessment]) -> None:
    below = {line["id"] for line in LINES if less_urgent(answered[line["id"]]["urgency"], line["leaflet_urgency"])}
    assert below == set(EXPLAINED)


def test_every_reason_stands_on_facts_that_the_content_holds(pathway: Pathway) -> None:
    for reason in REASONS:
        assert reason["facts"], reason["why"]
        assert set(reason["facts"]) <= set(pathway.facts), reason["why"]


def test_no_line_has_two_reasons() -> None:
    assert sum(len(reason["lines"]) for reason in REASONS) == len(EXPLAINED)
