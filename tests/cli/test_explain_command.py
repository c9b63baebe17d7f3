"""`balm explain`: what is told, to whom, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balm import CaseObject, Pathway, assess
from balm.cli.explain import turn_in_words
from balm.proofs.why import Turn
from tests.cli.terminal import balm, flat, too_wide

EXAMPLES = Path(__file__).parents[2] / "examples"
FEVER: CaseObject = {"id": "f", "assume_clear": True, "answers": {"temperature_c": 38.4, "days_since_loss": 3}}


def test_the_page_says_what_forces_it_and_what_would_change_it() -> None:
    ran = balm("explain", str(EXAMPLES / "two_week_backache.json"))
    assert (ran.status, ran.err) == (0, "")
    assert too_wide(ran.out) == []
    page = flat(ran.out)
    assert "Whoever says these 2 things is told a level as urgent as this, or more, whatever else she answers. No fewer do that." in page
    assert "- lower back pain 5 out of 10 - back pain for 16 days" in page
    assert "- lower back pain 8 or more out of 10 (now 5) It would then be: Get help now, within the next hours (urgent)." in page


def test_what_would_lower_the_level_stands_under_a_heading_for_clinicians() -> None:
    page = flat(balm("explain", typed=json.dumps(FEVER)).out)
    before, after = page.split("For clinicians: the smallest change that would make it less urgent")
    assert "less urgent" not in before
    assert "a temperature of 37.9 °C or less (now 38.4)" in after
    assert "Not for the person whose answers these are" in after
    told = json.loads(balm("explain", "--json", typed=json.dumps(FEVER)).out)
    assert "lower" not in told
    assert told["for_clinicians"]["lower"]["changes"] == [
        {"finding": "temperature_c", "from": 38.4, "said": True, "to": 37.9, "low": 33, "high": 37.9}
    ]


def test_each_change_that_json_gives_leads_to_the_level_that_it_says(pathway: Pathway) -> None:
    told = json.loads(balm("explain", "--json", typed=json.dumps(FEVER)).out)
    assert (told["id"], told["urgency"], told["settled"]) == ("f", "urgent", True)
    assert told["forced_by"] == {"management": "natural", "days_since_loss": 3, "temperature_c": 38.4}
    assert set(told["assumed"]) == {*told["forced_by"], *told["held_by"]} - set(FEVER["answers"])
    alone = assess(pathway, {"answers": told["forced_by"]})
    assert alone["urgency"] == "urgent"
    for change in (told["higher"], told["for_clinicians"]["lower"]):
        turned = {one["finding"]: one["to"] for one in change["changes"]}
        assert assess(pathway, {**FEVER, "answers": {**FEVER["answers"], **turned}})["urgency"] == change["urgency"]
        assert change["in_words"].startswith("With ")


def test_every_case_is_explained_in_its_place_and_a_bad_one_is_answered_with_its_errors() -> None:
    typed = f'{json.dumps(FEVER)}\n{{"id": 2, "answers": {{"temprature": 38}}}}\n{{"id": 3, "answers": {{}}}}\n'
    ran = balm("explain", "--json", typed=typed)
    assert ran.status == 1
    first, second, third = map(json.loads, ran.out.splitlines())
    assert (first["id"], second["id"], third["id"]) == ("f", 2, 3)
    assert second["errors"][0]["at"] == "answers.temprature"
    assert second["errors"] == json.loads(balm("assess", typed=typed).out.splitlines()[1])["errors"]
    assert (third["urgency"], third["forced_by"], third["held_by"], third["for_clinicians"]) == (None, {}, None, {"lower": None})
    page = balm("explain", typed=typed)
    assert page.status == 1
    assert "2: this case cannot be assessed" in page.out


def test_a_file_that_is_not_there_is_2() -> None:
    ran = balm("explain", "nowhere.json")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


def test_without_the_solver_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "z3.py").write_text("raise ModuleNotFoundError('no z3')")
    ran = balm("explain", typed=json.dumps(FEVER), PYTHONPATH=str(tmp_path))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "balm: this needs z3; install the proofs with: pip install 'balm[proofs]'\n"
    assert balm("assess", "--brief", typed=json.dumps(FEVER), PYTHONPATH=str(tmp_path)).status == 0


WORDS = [
    (Turn("temperature_c", 38.4, True, 37.9, 33, 37.9), "a temperature of 37.9 °C or less (now 38.4)"),
    (Turn("temperature_c", 38.4, True, 37.9, 36, 37.9), "a temperature of 36 to 37.9 °C (now 38.4)"),
    (Turn("back_pain", 5, True, 0, 0, 0), "lower back pain 0 out of 10 (now 5)"),
    (Turn("pain_days", None, False, 14, 14, 730), "back pain for 14 or more days (not answered)"),
    (Turn("stiff_neck", False, False, True), "a stiff neck: yes (not said, taken as no)"),
    (Turn("fainted", "not_sure", True, False), "a faint, a collapse, or being unable to stand: no (now not sure)"),
    (Turn("bleeding", "heavier_than_period", True, "period"), "bleeding: like a period (now heavier than a period)"),
]


@pytest.mark.parametrize(("turn", "words"), WORDS, ids=lambda it: it.finding if isinstance(it, Turn) else "")
def test_a_change_in_words(pathway: Pathway, turn: Turn, words: str) -> None:
    assert turn_in_words(pathway, turn) == words
