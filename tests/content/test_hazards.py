"""The hazard log: every control that it names exists, and no emergency or urgent rule is without a hazard and a test."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from balm import Pathway
from balm.proofs.everything import CLAIM_IDS
from tests.care.witnesses import WITNESSES

ROOT = Path(__file__).parent.parent.parent
LOG: dict[str, Any] = tomllib.loads((ROOT / "clinical-safety" / "hazards.toml").read_text(encoding="utf-8"))
SCORING = LOG.pop("scoring")
KEYS = {"hazard", "effect", "causes", "controls", "initial", "remaining", "status", "open"}


@cache
def _names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def exists(pathway: Pathway, control: str) -> bool:
    """Whether there is such a claim, rule or test."""
    file, _, name = control.partition("::")
    return control in CLAIM_IDS or control in pathway.rules or name in _names(ROOT / file)


def without_a_hazard(pathway: Pathway, log: dict[str, Any]) -> list[str]:
    """The emergency and urgent rules that no hazard names together with a claim and a test, or of which no test has a person."""
    covered: set[str] = set()
    for hazard in log.values():
        if any(control.startswith("tests/") for control in hazard["controls"]) and set(CLAIM_IDS) & set(hazard["controls"]):
            covered |= set(hazard["controls"])
    grave = [rule.id for rule in pathway.rules.values() if rule.urgency in ("emergency", "urgent")]
    return [rule for rule in grave if rule not in covered or rule not in WITNESSES]


@pytest.mark.parametrize("id_", LOG)
def test_every_control_that_a_hazard_names_exists(id_: str, pathway: Pathway) -> None:
    controls = LOG[id_]["controls"]
    assert controls, f"{id_} has no control"
    assert [control for control in controls if not exists(pathway, control)] == []
    assert len(controls) == len(set(controls))


@pytest.mark.parametrize("id_", LOG)
def test_a_hazard_is_told_whole_and_scored_as_the_plan_says(id_: str) -> None:
    hazard = LOG[id_]
    assert set(hazard) == KEYS
    assert all(hazard[key] for key in KEYS)
    assert hazard["status"] in ("open", "controls in place")
    before, now = hazard["initial"], hazard["remaining"]
    for score in (before, now):
        assert set(score) == {"severity", "likelihood"}
        assert all(1 <= points <= 5 for points in score.values())
    assert now["severity"] == before["severity"], "controls do not lower the worst that can happen"
    assert now["likelihood"] <= before["likelihood"]


def test_no_emergency_and_no_urgent_rule_is_without_a_hazard_and_a_test(pathway: Pathway) -> None:
    assert without_a_hazard(pathway, LOG) == []


def test_every_rule_and_every_claim_is_the_control_of_some_hazard(pathway: Pathway) -> None:
    named = {control for hazard in LOG.values() for control in hazard["controls"]}
    assert [control for control in (*pathway.rules, *CLAIM_IDS) if control not in named] == []


def test_these_tests_can_fail(pathway: Pathway) -> None:
    assert not exists(pathway, "E99")
    assert not exists(pathway, "C13")
    assert not exists(pathway, "tests/care/test_levels.py::test_that_is_not_there")
    assert not exists(pathway, "tests/care/test_that_is_not_there.py::test_it")
    assert not exists(pathway, "tests/care/test_levels.py")
    less = {id_: hazard | {"controls": [c for c in hazard["controls"] if c != "E9"]} for id_, hazard in LOG.items()}
    assert without_a_hazard(pathway, less) == ["E9"]
    untested = less | {"H7": LOG["H7"] | {"controls": ["E9", "C1"]}}
    assert without_a_hazard(pathway, untested) == ["E9"]


def test_a_safety_officer_is_not_appointed_and_the_plan_says_so() -> None:
    assert "| **not appointed** |" in (ROOT / "clinical-safety" / "plan.md").read_text()
