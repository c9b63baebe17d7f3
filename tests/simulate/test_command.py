"""`balm simulate` as people run it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from balm import Pathway

SVG = "{http://www.w3.org/2000/svg}"


def run(*options: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "balm", "simulate", *options], capture_output=True, text=True)
    assert done.returncode == status, done.stderr
    return done


@pytest.fixture(scope="module")
def table() -> str:
    return run("--people", "30").stdout


def test_the_same_seed_prints_the_same(table: str) -> None:
    assert run("--people", "30", "--seed", "1").stdout == table
    assert run("--people", "30", "--seed", "2").stdout != table


def test_the_table_fits_80_columns_and_the_error_stream_stays_empty(table: str) -> None:
    assert max(map(len, table.splitlines())) <= 80
    assert run("--people", "3").stderr == ""


def test_every_rule_stands_in_the_table_with_its_share_or_among_those_that_decided_nothing(pathway: Pathway, table: str) -> None:
    shared = set(re.findall(r"^  ([EUTS]\d+) +\S.*\d%", table, re.M))
    never = set(re.findall(r"\b[EUTS]\d+\b", table.split("Never decided a level:")[1].split("If (the same")[0]))
    assert shared
    assert shared | never == set(pathway.rules)
    assert not shared & never


def test_the_aim_stands_on_the_page_kept_or_not(table: str) -> None:
    assert re.search(r"Urgent or above: [\d.]+% of 840 check-ins\. Aim: at most 3\.0%, (kept|NOT kept)", table)


def test_json_holds_every_day_and_every_rule(pathway: Pathway) -> None:
    told = json.loads(run("--people", "12", "--days", "30", "--json").stdout)
    assert (told["people"], told["days"], told["seed"]) == (12, 30, 1)
    everybody = told["groups"]["all"]
    assert len(everybody["by_day"]) == 30
    assert sum(everybody["share"].values()) == pytest.approx(1)
    said = {rule for rules in everybody["rules"].values() for rule in rules}
    assert said | set(told["rules_never_said"]) == set(pathway.rules)
    assert "pain 25% higher" in told["sensitivity"]


def test_the_picture_is_an_image_with_a_title_and_the_figures_in_words(tmp_path: Path) -> None:
    run("--people", "12", "--picture", str(tmp_path / "levels.svg"))
    picture = ElementTree.parse(tmp_path / "levels.svg").getroot()
    assert picture.get("role") == "img"
    title, desc = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert picture.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert len(re.findall(r"urgent or above at [\d.]+ percent", desc.text or "")) == 3
    bars = [bar for bar in picture.iter(f"{SVG}rect") if (bar.get("fill") or "").startswith("url(#") and not bar.get("stroke")]
    assert sum(float(bar.get("height", 0)) for bar in bars) == pytest.approx(3 * 28 * 200, rel=0.01)


def test_one_person_is_a_run_too(tmp_path: Path) -> None:
    assert "1 people" in run("--people", "1", "--days", "1", "--picture", str(tmp_path / "one.svg")).stdout
    assert (tmp_path / "one.svg").exists()


@pytest.mark.parametrize(
    "options", [("--people", "0"), ("--days", "0"), ("--days", "57"), ("--people", "3", "--picture", "/nowhere/x.svg")]
)
def test_what_cannot_be_run_says_what_to_write_instead(options: tuple[str, ...]) -> None:
    assert re.match(r"balm: .+; (write|the figures|name) .+|balm: .+: .+; write", run(*options, status=2).stderr)
