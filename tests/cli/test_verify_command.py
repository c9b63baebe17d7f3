"""`balm verify` as people run it: what it prints, and how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from balm.pathway.content import CONTENT
from tests.cli.terminal import balm, flat, too_wide


@pytest.fixture
def weakened(tmp_path: Path) -> Path:
    """A copy of the content in which a faint alone is no emergency any more."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder, ignore=shutil.ignore_patterns("__pycache__"))
    rules = folder / "rules" / "emergency.toml"
    rules.write_text(rules.read_text().replace('when = "fainted"', 'when = "fainted and dizzy"', 1))
    return folder


def test_claims_that_hold_are_proved_and_told_in_a_sentence() -> None:
    ran = balm("verify", "--claim", "C6", "--claim", "C7")
    assert (ran.status, ran.err) == (0, "")
    assert "Back pain that has lasted 14 days or more is never self-care." in flat(ran.out)
    assert ran.out.endswith("2 of 2 claims proved.\n")
    assert not too_wide(ran.out)


def test_a_weakened_rule_is_refuted_by_the_smallest_person_with_the_rules_place(weakened: Path) -> None:
    ran = balm("verify", "--claim", "C1", "--claim", "C6", "--content", str(weakened))
    assert ran.status == 1
    assert "C1           REFUTED" in ran.out
    told = flat(ran.out)
    assert 'E1 collapse: refuted. Wanted: at least "emergency". She is the smallest such person: - a faint, a collapse,' in told
    assert "(fainted = true) Told: no level yet, at the most emergency. Surely true: no rule. Rule E1, rules/emergency.toml:6" in told
    assert ran.out.endswith("1 of 2 claims proved; what is refuted or unknown fails.\n")
    assert not too_wide(ran.out)


def test_the_same_for_machines(weakened: Path) -> None:
    ran = balm("verify", "--claim", "C1", "--json", "--content", str(weakened))
    assert ran.status == 1
    said = json.loads(ran.out)
    assert said["proved"] is False
    (claim,) = said["claims"]
    assert (claim["claim"], claim["outcome"], claim["questions"]) == ("C1", "refuted", 73)
    (failed,) = claim["failed"]
    assert (failed["rules"], failed["people"]) == (["E1"], [{"fainted": True}])


def test_a_claim_that_there_is_not_is_an_error_with_the_nearest() -> None:
    ran = balm("verify", "--claim", "stopp")
    assert (ran.status, ran.out) == (2, "")
    assert 'there is no claim "stopp"; did you mean "stop"?' in flat(ran.err)


def test_without_the_solver_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['z3'] = None; from balm.cli import main; sys.exit(main(['verify']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "balm: this needs z3; install the proofs with: pip install 'balm[proofs]'\n"


def test_the_questions_are_written_for_any_solver(tmp_path: Path) -> None:
    ran = balm("verify", "--claim", "C6", "--export", str(tmp_path))
    assert (ran.status, ran.err) == (0, "")
    (file,) = tmp_path.iterdir()
    assert file.name == "C6.smt2"
    assert file.read_text().startswith("(set-info :source |Balm, C6; expected unsat|)\n(set-logic QF_BV)")
