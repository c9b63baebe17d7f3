"""The pages that show what the pathway says, and `balm content check` on content that is broken."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pytest

from balm import Pathway
from balm.cli import main
from balm.pathway.content import CONTENT
from tests.cli.terminal import Ran, balm, flat, too_wide


class Break(NamedTuple):
    """One way to break one file: the text that is replaced once, the text instead, and what the report must then say.

    `at` is where in the new text the report must point; `gone` stands for a file that is taken away, `new` for one that is put there.
    """

    what: str
    file: str
    old: str
    new: str
    word: str
    at: str = ""


GONE, NEW = "gone", "new"
UNREADABLE = [
    Break("unknown finding", "rules/emergency.toml", 'when = "fainted"', 'when = "faintd"', 'did you mean "fainted"', "faintd"),
    Break("comparison of two kinds", "rules/soon.toml", "back_pain >= ", 'fainted >= ', "fainted", "fainted >= "),
    Break("half an expression", "rules/today.toml", 'when = "', 'when = "dizzy and', "", 'when = "dizzy and'),
    Break("TOML without its quote", "rules/urgent.toml", '\nname = "', "\nname = ", "toml.io", "name = "),
    Break("misspelt key", "questions/circulation.toml", "find_out = ", "find_uot = ", "find_out", "find_uot = "),
    Break("unknown kind", "questions/bleeding.toml", 'kind = "choice"', 'kind = "choise"', "choice", 'kind = "choise"'),
    Break("text for a number", "pathway.toml", "check_again_hours = 2\n", 'check_again_hours = "2"\n', "whole number", '= "2"'),
    Break("default out of range", "questions/pain.toml", "clear = 2\n", "clear = 22\n", "0 to 10", "clear = 22"),
    Break("file that nobody reads", "rules/later.toml", NEW, '[L1]\nname = "later"\n', "nothing reads this file", "[L1]"),
    Break("missing file", "screens.toml", GONE, "", "no such file"),
    Break("not UTF-8", "recovery.toml", "\ntopic = ", '\n# \udcff\ntopic = ', "UTF-8", "# \udcff"),
    Break("unknown measure", "diary.toml", "when = \"highest_pain_today", 'when = "highest_pian_today', "highest_pain_today", "pian"),
    Break("mood among measures", "diary.toml", 'told_when = "low_mood_run_known', 'told_when = "low_mood', "low_mood_run", '"low_mood or'),
    Break("run that bridges backwards", "diary.toml", "bridges = 7", "bridges = -7", "cannot count so", "first_day = 0"),
    Break("window without days", "diary.toml", "mean_days = 3 ", "mean_days = 8 ", "hold no days", "mean_days = 8"),
    Break("choice of a diary that is not one", "diary.toml", "appetite = hardly_any", "appetite = nothing", "hardly_any", "= nothing"),
    Break("medicine that does not say", "diary.toml", "painkiller = true\n", "", "painkiller = true or false", "[medicine.paracetamol]"),
    Break("empty sentence", "evidence/leaflet.toml", 'instead = "', 'instead = ""\n# ', "write it", 'instead = ""'),
]  # fmt: skip
WRONG = [
    Break("unknown source", "rules/emergency.toml", '"bpas-after"', '"bpas-aftr"', 'did you mean "bpas-after"', '"bpas-aftr"'),
    Break("unknown care item", "care/matrix.toml", '"local_heat"', '"local_heet"', 'did you mean "local_heat"', '"local_heet"'),
    Break("care without a guard", "care/matrix.toml", '"pillow_support", ', "", "emergency row of care/matrix.toml"),
    Break("unknown finding on a screen", "screens.toml", '"fainted"', '"fianted"', 'did you mean "fainted"', '"fianted"'),
    Break("half a signature", "care/rest.toml", 'review = { who = ""', 'review = { who = "Dr A"', "half filled", 'who = "Dr A"'),
    Break("number that is not dated", "services/gb.toml", 'expires = "', 'expires = "soon ', "not a date", 'name = "Emergency services"'),
    Break("action too fast", "rules/soon.toml", "\nbecause = ", '\naction = "ambulance"\nbecause = ', "level soon", '"ambulance"'),
    Break("unknown fact", "rules/urgent.toml", 'facts = ["', 'facts = ["zz:', "unknown fact", '"zz:'),
    Break("unknown source of the diary", "diary.toml", '"costa-2012"', '"costa-2021"', "costa-2012", '"costa-2021"'),
    Break("place that sets nothing known", "diary.toml", "{ chest_pain = true }", "{ chest_pian = true }", "chest_pain", "chest_pian"),
    Break("place that sets a wrong value", "diary.toml", "upper_back_pain = true", "upper_back_pain = 3", "yes or no", "back_pain = 3"),
    Break("run of no number", "diary.toml", '"low_mood_days"', '"low_moods"', "not a finding that is a number", '"low_moods"'),
    Break("whole day of nothing", "diary.toml", '"coughing_blood"', '"coughing_blod"', "coughing_blood", "coughing_blod"),
    Break("half a signature in the diary", "diary.toml", 'review = { who = ""', 'review = { who = "Dr A"', "half filled", 'who = "Dr A"'),
    Break("unknown comfort", "pathway.toml", 'while_waiting = "pillow', 'while_waiting = "pilow', "pillow_support", "pilow"),
]  # fmt: skip


def broken(folder: Path, breaks: Sequence[Break]) -> Path:
    """A copy of the content in the folder, broken in these ways."""
    copy = folder / "content"
    shutil.copytree(CONTENT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for one in breaks:
        path = copy / one.file
        if one.old == GONE:
            path.unlink()
        elif one.old == NEW:
            path.write_text(one.new)
        else:
            text = path.read_text()
            assert one.old in text, f"{one.file} has changed: choose another text to break"
            path.write_text(text.replace(one.old, one.new, 1), errors="surrogateescape")
    return copy


def place(copy: Path, one: Break) -> str:
    """How the report of the break must start: the file, and the line where the new text stands."""
    if not one.at:
        return f"{one.file if one.what != 'care without a guard' else 'care/'}"
    lines = (copy / one.file).read_text(errors="surrogateescape").splitlines()
    return f"{one.file}:{next(number for number, line in enumerate(lines, 1) if one.at in line)}:"


class Checked(NamedTuple):
    copy: Path
    ran: Ran


def check(folder: Path, breaks: Sequence[Break]) -> Checked:
    copy = broken(folder, breaks)
    return Checked(copy, balm("content", "check", str(copy)))


@pytest.fixture(scope="module")
def unreadable(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return check(tmp_path_factory.mktemp("unreadable"), UNREADABLE)


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return check(tmp_path_factory.mktemp("wrong"), WRONG)


def is_reported(checked: Checked, one: Break) -> None:
    lines = checked.ran.out.splitlines()
    start = place(checked.copy, one)
    found = [line for line in lines if line.startswith(start) and one.word in line]
    assert found, "\n".join(lines)
    for line in found:
        assert re.fullmatch(r"[\w/.]+\.toml:\d+:\d+: .+; .+", line), "file:line:column: what is wrong; what to write"


@pytest.mark.parametrize("one", UNREADABLE, ids=lambda one: one.what)
def test_content_that_cannot_be_read_is_reported_at_its_place(one: Break, unreadable: Checked) -> None:
    is_reported(unreadable, one)


@pytest.mark.parametrize("one", WRONG, ids=lambda one: one.what)
def test_content_that_makes_no_sense_is_reported_at_its_place(one: Break, wrong: Checked) -> None:
    is_reported(wrong, one)


@pytest.mark.parametrize("phase", ["unreadable", "wrong"])
def test_every_error_is_counted_and_the_status_is_1(phase: str, request: pytest.FixtureRequest) -> None:
    ran: Ran = request.getfixturevalue(phase).ran
    *problems, last = ran.out.splitlines()
    assert (ran.status, ran.err) == (1, "")
    assert last == f"{len(problems)} to mend"
    assert len(problems) >= (len(UNREADABLE) if phase == "unreadable" else len(WRONG) - 1)


def test_a_line_that_cannot_be_read_hides_no_other_error(tmp_path: Path) -> None:
    by_name = {one.what: one for one in [*UNREADABLE, *WRONG]}
    breaks = [by_name["misspelt key"], by_name["unknown source"], by_name["unknown finding on a screen"]]
    checked = check(tmp_path, breaks)
    for one in breaks:
        is_reported(checked, one)


@pytest.mark.parametrize(
    ("old", "new"),
    [("{ago}", "{when}"), ('\nunder_way = "', '\nunder_weigh = "'), ("{level}", "{levels}")],
    ids=["a changed bracket", "a lost sentence", "another bracket"],
)
def test_a_sentence_that_would_break_a_page_is_reported(old: str, new: str, tmp_path: Path) -> None:
    checked = check(tmp_path, [Break("", "words/en.toml", old, new, "")])
    assert checked.ran.status == 1
    assert checked.ran.out.startswith("words/en.toml:")


def test_the_shipped_content_is_in_order(pathway: Pathway) -> None:
    ran = balm("content", "check")
    assert (ran.status, ran.err) == (0, "")
    assert "Nothing wrong" in ran.out
    assert pathway.version in ran.out
    assert f"{len(pathway.rules)} rules" in flat(ran.out)


def test_a_copy_of_the_content_is_in_order_too(tmp_path: Path) -> None:
    assert check(tmp_path, []).ran.status == 0


@pytest.mark.parametrize("folder", ["missing", "."])
def test_a_folder_without_content_is_said_to_be_one(folder: str, tmp_path: Path) -> None:
    ran = balm("content", "check", folder, cwd=tmp_path)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "pathway.toml" in ran.err


@pytest.mark.parametrize("typed", ["E7", "e7"])
def test_a_rule_is_a_page(typed: str, pathway: Pathway) -> None:
    ran = balm("rule", typed)
    rule, page = pathway.rules["E7"], flat(ran.out)
    assert (ran.status, ran.err) == (0, "")
    assert f"E7 {rule.title}" in page
    assert "numbness" in page
    assert "saddle_numbness" not in page, "it is in English"
    assert rule.because in page
    assert all(row.threshold in page and row.advice in page for row in rule.spread)
    assert all(pathway.sources[source].title in page for source in rule.sources)
    assert "Where sources disagree" in page
    assert "Not reviewed" in page
    assert rule.digest in page


def test_an_address_stays_in_one_piece(pathway: Pathway) -> None:
    page = balm("rule", "E7").out
    assert [url for source in pathway.rules["E7"].sources if (url := pathway.sources[source].url) not in page] == []


@pytest.mark.parametrize(
    "arguments", [["rule"], ["rule", "E7"], ["rule", "U4"], ["questions"], ["leaflet"], ["content", "check"]], ids=" ".join
)
def test_no_page_is_wider_than_80_columns(arguments: list[str]) -> None:
    assert too_wide(balm(*arguments).out) == []


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["rule", "E77"], 'did you mean "E7"?'),
        (["rule", "nonsense"], "`balm rule` lists them"),
        (["rule", ""], "`balm rule` lists them"),
        (["questions", "back_pian"], 'did you mean "back_pain"?'),
        (["questions", "back_pain", "qqqq"], "`balm questions` lists them"),
        (["leaflet", "99"], "the claims are 1, 2, 3"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(arguments: list[str], near: str) -> None:
    ran = balm(*arguments)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert near in ran.err
    assert f'"{arguments[-1]}"' in ran.err


def test_a_rule_as_json_holds_all_of_it(pathway: Pathway) -> None:
    rule = pathway.rules["E7"]
    found = json.loads(balm("rule", "E7", "--json").out)
    assert {key: found[key] for key in ("id", "name", "urgency", "digest")} == {
        "id": "E7", "name": rule.name, "urgency": "emergency", "digest": rule.digest
    }  # fmt: skip
    assert found["when"] == list(rule.alternatives)
    assert len(found["english"]) == len(found["when"])
    assert [source["id"] for source in found["sources"]] == list(rule.sources)
    assert len(found["spread"]) == len(rule.spread)
    assert found["review"] == {"who": "", "role": "", "date": "", "digest": "", "registration": ""}


def test_the_rules_are_listed_each_on_a_line(pathway: Pathway) -> None:
    lines = balm("rule").out.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule.id, rule.urgency] for rule in pathway.rules.values()]
    listed = json.loads(balm("rule", "--json").out)
    assert [one["id"] for one in listed] == list(pathway.rules)


def test_every_rule_has_its_page(pathway: Pathway, capsys: pytest.CaptureFixture[str]) -> None:
    for rule in pathway.rules.values():
        assert main(["rule", rule.id]) == 0
        page = capsys.readouterr().out
        assert rule.digest in page
        assert flat(rule.because) in flat(page)


def test_every_question_is_listed_with_its_answers(pathway: Pathway) -> None:
    page = flat(balm("questions").out)
    for finding in pathway.findings.values():
        assert f"{finding.id} ({finding.group}) {flat(finding.question)} {flat(finding.help)}" in page
        assert all(f"({word})" in page for word in finding.words)
    listed = json.loads(balm("questions", "--json").out)
    assert [one["id"] for one in listed] == list(pathway.findings)


def test_one_question_can_be_asked_for(pathway: Pathway) -> None:
    ran = balm("questions", "temperature_c", "bleeding")
    assert re.findall(r"(?m)^(\w+) \(", ran.out) == ["temperature_c", "bleeding"]
    assert "from 33 to 43 celsius" in flat(ran.out)
    (one,) = json.loads(balm("questions", "bleeding", "--json").out)
    assert one["choices"] == ["none", "spotting", "light", "period", "heavier_than_period"]


def test_the_leaflet_is_shown_claim_by_claim(pathway: Pathway) -> None:
    page = flat(balm("leaflet").out)
    assert "5c" in pathway.claims
    for claim in pathway.claims.values():
        assert all(flat(text) in page for text in (claim.claim, claim.verdict_text, claim.instead))
        assert claim.verdict.replace("_", " ").upper() in page
    assert [one["id"] for one in json.loads(balm("leaflet", "--json").out)] == list(pathway.claims)


def test_one_claim_can_be_asked_for(pathway: Pathway) -> None:
    page = balm("leaflet", "5c").out
    assert page.startswith("5c ")
    assert flat(pathway.claims["5c"].instead) in flat(page)
    assert flat(pathway.claims["5b"].claim) not in flat(page)
    assert [one["id"] for one in json.loads(balm("leaflet", "5c", "--json").out)] == ["5c"]


def test_help_names_every_command_and_says_what_it_is_not() -> None:
    ran = balm("--help")
    assert (ran.status, ran.err) == (0, "")
    assert all(re.search(rf"(?m)^    {command}\b", ran.out) for command in ("check", "assess", "questions", "rule", "leaflet", "content"))
    assert "medical device" in flat(ran.out)
    assert "emergency number" in flat(ran.out)
    assert too_wide(ran.out) == []


@pytest.mark.parametrize("command", ["check", "assess", "questions", "rule", "leaflet", "content"])
def test_every_command_has_its_help(command: str) -> None:
    ran = balm(command, "--help", COLUMNS="80")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"usage: balm {command}")
    assert too_wide(ran.out) == []


def test_the_version_is_that_of_the_distribution() -> None:
    ran = balm("--version")
    assert (ran.status, ran.out, ran.err) == (0, f"balm {version('balm')}\n", "")


@pytest.mark.parametrize(
    "arguments", [[], ["frobnicate"], ["asess"], ["--nonsense"], ["content"], ["content", "mend"], ["rule", "E7", "E8"]]
)
def test_a_command_that_is_not_there_is_status_2(arguments: list[str]) -> None:
    ran = balm(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("balm: ")
    assert "--help" in ran.err
    assert "Traceback" not in ran.err
