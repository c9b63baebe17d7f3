"""`balm summary`: what it prints and writes, what it asks before, and what it says of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import balm

EXAMPLES = Path(__file__).parents[2] / "examples"
CASE, DIARY = str(EXAMPLES / "feverish_day_three.json"), str(EXAMPLES / "diaries" / "after_an_operation.json")


def test_it_prints_the_page_a_line_a_fact_when_nothing_else_is_asked_for() -> None:
    ran = balm("summary", CASE, "--ask", "May I work?", "--today", "2026-11-21")
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "For the doctor, nurse or midwife"
    assert {"Made on 2026-11-21", "GET HELP NOW, WITHIN THE NEXT HOURS", "- May I work?", "- A temperature of 38.4 °C"} <= set(lines)


def test_every_form_goes_to_its_file_and_one_may_go_to_standard_output(tmp_path: Path) -> None:
    files = {form: tmp_path / f"page.{form}" for form in ("pdf", "csv", "ics", "fhir")}
    asked = [part for form, file in files.items() for part in (f"--{form}", str(file))]
    ran = balm("summary", DIARY, "--today", "2026-11-21", *asked, "--json", "-")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["made"] == "2026-11-21"
    starts = {"pdf": b"%PDF-1.7", "csv": b"\xef\xbb\xbfpart,", "ics": b"BEGIN:VCALENDAR", "fhir": b'{\n "resourceType": "Bundle"'}
    assert {form: file.read_bytes().startswith(starts[form]) for form, file in files.items()} == dict.fromkeys(files, True)


def test_two_things_cannot_both_go_to_standard_output() -> None:
    ran = balm("summary", CASE, "--text", "--json", "-")
    assert (ran.status, ran.out) == (2, "")
    assert "standard output" in ran.err


def test_the_page_is_in_the_language_of_the_reader() -> None:
    assert "BUSCA AYUDA AHORA" in balm("summary", CASE, "--lang", "es").out
    ran = balm("summary", CASE, "--lang", "xx")
    assert (ran.status, ran.err) == (0, "balm: there is no translation 'xx'; this is English\n")


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("{", 1, "not JSON"),
        ("[1]", 1, "neither a case nor a diary"),
        ('{"answers": {"back_pian": 3}}', 1, "unknown finding"),
        ('{"entries": 3}', 1, "not a list"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(typed: str, status: int, said: str) -> None:
    ran = balm("summary", "-", typed=typed)
    assert (ran.status, ran.out) == (status, "")
    assert said in ran.err


def test_a_bad_entry_is_named_and_the_page_is_made_of_the_rest() -> None:
    diary = json.loads(Path(DIARY).read_text(encoding="utf-8"))
    diary["entries"][0]["pain_worst"] = 11
    ran = balm("summary", "-", "--today", "2026-11-21", typed=json.dumps(diary))
    assert ran.status == 0
    assert ran.err.startswith("balm: entries.0.pain_worst: 11 is outside 0..10")
    assert "Date of the loss: 2026-11-02" in ran.out


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("questionnaire", '"Questionnaire"'),
        ("plan", '"PlanDefinition"'),
        ("codes", '"CodeSystem"'),
        ("dmn", "https://www.omg.org/spec/DMN/20191111/MODEL/"),
    ],
)
def test_the_pathway_itself_goes_out(form: str, start: str) -> None:
    ran = balm("export", form)
    assert (ran.status, ran.err) == (0, "")
    assert start in ran.out[:600]


@pytest.mark.parametrize("form", ["csv", "fhir"])
@pytest.mark.parametrize("given", [CASE, DIARY])
def test_what_went_out_comes_back_to_the_same_page(form: str, given: str, tmp_path: Path) -> None:
    out, every = tmp_path / "out", [part for one in ("mood", "sex", "home", "notes") for part in ("--put-in", one)]
    assert balm("summary", given, "--today", "2026-11-21", *every, f"--{form}", str(out)).err == ""
    first, back = (balm("summary", name, "--today", "2026-11-21", *every) for name in (given, str(out)))
    assert (back.status, back.err) == (0, "")
    assert back.out == first.out


def test_a_refusal_says_what_to_write_instead() -> None:
    ran = balm("summary", CASE, "--today", "21.11.2026")
    assert (ran.status, ran.out) == (1, "")
    assert 'write it such as "2026-11-22"' in ran.err
    assert 'did you mean "mood"?' in balm("summary", CASE, "--put-in", "moods").err


def test_only_she_can_read_a_file_that_is_made(tmp_path: Path) -> None:
    page = tmp_path / "page.csv"
    assert balm("summary", CASE, "--csv", str(page)).status == 0
    assert page.stat().st_mode & 0o077 == 0


def test_what_is_private_can_be_left_out_by_name_too() -> None:
    """Nobody is sent from "notes" to "noticed"; and of the two, leaving out wins."""
    ran = balm("summary", DIARY, "--today", "2026-11-21", "--put-in", "notes", "--leave-out", "notes")
    assert (ran.status, ran.err) == (0, "")
    assert "Slept badly" not in ran.out
