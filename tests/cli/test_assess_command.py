"""`balm assess`: what goes in comes out, in its order, at once, and in the contract's words."""

from __future__ import annotations

import json
import os
import re
import select
import shlex
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from balm import CaseObject, Pathway, assess
from tests.cli.terminal import BALM, SOON, balm, environment, flat, heed_ctrl_c, too_wide

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
KEYS = [
    *("id", "pathway", "urgency", "highest_possible", "settled", "reasons", "ask_next", "ask_for_plan"),
    *("unresolved", "causes", "expected", "care", "call", "check_again"),
]
IDS: list[Any] = ["text", "", "é 流 \u0000", 0, -7, 1.5, 10**30, True, False, None, [], [1, ["two"]], {}, {"a": {"b": None}}]


def lines(*cases: object) -> str:
    """The cases as JSON lines."""
    return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)


def read(out: str) -> list[dict[str, Any]]:
    """The objects of the output."""
    return [json.loads(line) for line in out.splitlines()]


def test_every_case_comes_out_in_its_place() -> None:
    cases = [{"id": n, "answers": {"fainted": n % 3 == 0, "back_pain": n % 11}} for n in range(300)]
    out = read(balm("assess", "--brief", typed=lines(*cases)).out)
    assert [one["id"] for one in out] == list(range(300))
    assert [one["urgency"] == "emergency" for one in out] == [n % 3 == 0 for n in range(300)]


@pytest.mark.parametrize("form", [[], ["--brief"]], ids=["whole", "brief"])
def test_an_id_of_any_kind_is_carried(form: list[str]) -> None:
    out = read(balm("assess", *form, typed=lines(*({"id": id_, "answers": {}} for id_ in IDS))).out)
    assert json.dumps([one["id"] for one in out]) == json.dumps(IDS)


def test_a_case_without_an_id_has_the_id_null() -> None:
    assert read(balm("assess", "--brief", typed=lines({"answers": {}})).out)[0]["id"] is None


def test_an_answer_comes_before_the_next_line_is_sent() -> None:
    with subprocess.Popen([BALM, "assess", "--brief"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdin
        assert process.stdout
        came = []
        for number in range(3):
            process.stdin.write(lines({"id": number, "answers": {}}).encode())
            process.stdin.flush()
            if not select.select([process.stdout], [], [], SOON)[0]:
                break
            came.append(json.loads(process.stdout.readline())["id"])
        process.stdin.close()
        assert came == [0, 1, 2]


def test_the_contract_names_every_key() -> None:
    out = read(balm("assess", typed=lines({"id": 1, "answers": {"fainted": True}}, {"id": 2, "mine": 0, "answers": {}})).out)
    assert [list(one) for one in out] == [KEYS, [*KEYS, "case"]]


def test_brief_holds_its_keys_and_nothing_else() -> None:
    (one,) = read(balm("assess", "--brief", typed=lines({"id": 1, "note": "mine", "answers": {"fainted": True, "fit": True}})).out)
    assert list(one) == ["id", "urgency", "highest_possible", "settled", "reasons"]
    assert {"E1"} <= set(one["reasons"])
    assert all(isinstance(reason, str) for reason in one["reasons"])


def test_brief_and_whole_agree() -> None:
    cases = [json.loads(path.read_bytes()) for path in EXAMPLES]
    for whole, brief in zip(
        read(balm("assess", typed=lines(*cases)).out), read(balm("assess", "--brief", typed=lines(*cases)).out), strict=True
    ):
        assert brief == {key: whole[key] for key in brief} | {"reasons": [reason["rule"] for reason in whole["reasons"]]}


def test_the_status_is_0_when_every_case_was_assessed_and_1_when_one_was_refused(tmp_path: Path) -> None:
    good, bad = {"id": 1, "answers": {}}, {"id": 2, "answers": {"fainted": "yes"}}
    assert balm("assess", typed=lines(good, good)).status == 0
    assert balm("assess", typed=lines(good, bad, good)).status == 1
    assert balm("assess", "--brief", typed=lines(bad)).status == 1
    assert balm("assess", "--text", typed=lines(bad)).status == 1


@pytest.mark.parametrize("name", ["missing.jsonl", "missing.json", ".", "a/b.jsonl", "x" * 300])
def test_the_status_is_2_when_there_is_nothing_to_read(name: str, tmp_path: Path) -> None:
    ran = balm("assess", name, cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"balm: {name}: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--brief", "--text"], ["--nonsense"], ["a.json", "b.json"]], ids=" ".join)
def test_the_status_is_2_for_a_command_that_makes_no_sense(arguments: list[str]) -> None:
    ran = balm("assess", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "command",
    ["balm assess <&-", "balm assess cases.jsonl >&-", "balm assess cases.jsonl >/dev/full", "balm rule >/dev/full", "balm check <&-"],
)
def test_a_run_that_cannot_read_or_write_says_so_in_a_line(command: str, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(lines(*[{"id": 1, "answers": {}}] * 5))
    shell = command.replace("balm", f"exec {shlex.quote(BALM)}", 1)
    ran = subprocess.run(["/bin/sh", "-c", shell], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=SOON)
    assert "Traceback" not in ran.stderr
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert ran.stderr.startswith("balm: ")


@pytest.mark.parametrize("arguments", [["assess", "cases.jsonl"], ["assess", "--brief", "one.json"], ["rule"], ["questions"]], ids=" ".join)
def test_a_reader_that_leaves_ends_it_quietly(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(lines(*[{"id": 1, "answers": {}}] * 200))
    (tmp_path / "one.json").write_text(lines({"id": 1, "answers": {}}))
    mine, theirs = os.pipe()
    os.close(mine)
    ran = subprocess.run([BALM, *arguments], stdout=theirs, stderr=subprocess.PIPE, cwd=tmp_path, env=environment(), timeout=SOON)
    os.close(theirs)
    assert ran.stderr.decode() == ""


def test_head_gets_its_line_and_nobody_complains(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(lines(*({"id": n, "answers": {}} for n in range(400))))
    shell = f"{shlex.quote(BALM)} assess cases.jsonl | head -n 1"
    ran = subprocess.run(["/bin/sh", "-c", shell], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=SOON)
    assert (json.loads(ran.stdout)["id"], ran.stderr) == (0, "")


def test_ctrl_c_ends_it_quietly() -> None:
    with subprocess.Popen(
        [BALM, "assess"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=heed_ctrl_c,
    ) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(lines(*[{"id": 1, "answers": {}}] * 20).encode())
        process.stdin.flush()
        assert process.stdout
        assert select.select([process.stdout], [], [], SOON)[0], "the first lines are assessed"
        process.send_signal(signal.SIGINT)
        assert process.wait(SOON) == 130
        assert process.stderr.read().decode().strip() == ""


def test_country_and_language_fill_in_where_a_line_has_none() -> None:
    cases = [{"answers": {"fainted": True}} | more for more in ({}, {"country": "US"}, {"country": None}, {"country": "DE", "lang": "de"})]
    out = read(balm("assess", "--country", "GB", "--lang", "en", typed=lines(*cases)).out)
    assert [one["call"]["number"] for one in out] == ["999", "911", "999", "112"]


@pytest.mark.parametrize(("code", "number"), [("GB", "999"), ("gb", "999"), ("US", "911"), ("NZ", "111"), ("PL", "112"), ("ZZ", None)])
def test_the_emergency_number_is_that_of_the_country(code: str, number: str | None) -> None:
    (one,) = read(balm("assess", "--country", code, typed=lines({"answers": {"fainted": True}})).out)
    assert one["call"]["number"] == number


def test_a_json_file_may_hold_one_object_over_many_lines(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps({"id": "one", "answers": {"fainted": True}}, indent=4))
    ran = balm("assess", "--brief", "one.json", cwd=tmp_path)
    assert (ran.status, [one["id"] for one in read(ran.out)]) == (0, ["one"])


def test_a_json_file_may_hold_a_list(tmp_path: Path) -> None:
    cases = [{"id": "one", "answers": {}}, 5, {"id": "three", "answers": {"fainted": 1}}, {"id": "four", "answers": {}}]
    (tmp_path / "list.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(cases, indent=1).encode())
    ran = balm("assess", "--brief", "list.json", cwd=tmp_path)
    out = read(ran.out)
    assert (ran.status, [one["id"] for one in out]) == (1, ["one", None, "three", "four"])
    assert out[1]["errors"][0]["at"] == "case 2"


def test_a_json_file_may_hold_json_lines_after_all(tmp_path: Path) -> None:
    (tmp_path / "lines.json").write_text(lines({"id": 1, "answers": {}}, {"id": 2, "answers": {}}))
    assert [one["id"] for one in read(balm("assess", "--brief", "lines.json", cwd=tmp_path).out)] == [1, 2]


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ('"answers": {', '"answers" {', "line 4", "not JSON"),
        ('"back_pain": 4,', '"back_pain": 4', "line 6", "not JSON"),
        ('"fainted": false', '"fainted": false,', "line 7", "not JSON"),
        ('"back_pain": 4,', '"fainted": true,', "", "stands twice"),
    ],
    ids=["no colon", "no comma", "a comma too many", "a key twice"],
)
def test_one_slip_in_a_json_file_is_one_error_at_its_place(old: str, new: str, line: str, word: str, tmp_path: Path) -> None:
    text = json.dumps({"id": "one", "country": "GB", "answers": {"back_pain": 4, "fainted": False}}, indent=1)
    assert old in text
    (tmp_path / "one.json").write_text(text.replace(old, new))
    ran = balm("assess", "one.json", cwd=tmp_path)
    out = read(ran.out)
    assert ran.status == 1
    assert len(out) == 1, f"{len(out)} answers for one case"
    (error,) = out[0]["errors"]
    assert line in f"{error['at']} {error['problem']}"
    assert word in error["problem"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_a_page_that_can_be_read(path: Path, pathway: Pathway) -> None:
    case: CaseObject = json.loads(path.read_bytes())
    result = assess(pathway, case)
    ran = balm("assess", "--text", str(path))
    page = flat(ran.out)
    assert (ran.status, ran.err) == (0, "")
    words, level = pathway.words, result["urgency"] or "unknown"
    assert (words.get(f"headline.{result['call']['action']}") or words[f"level.{level}"]).upper() in page
    assert result["call"]["number"] is None or re.search(rf"\b{result['call']['number']}\b", page)
    assert all(flat(reason["because"]) in page for reason in result["reasons"] if reason["urgency"] == result["urgency"])
    assert all(reason["rule"] in page for reason in result["reasons"])
    assert (flat(result["call"]["say"]) in page) == bool(result["call"]["who"])
    assert all(entry["title"] in page for entry in result["care"] if entry["in_plan"])
    assert flat(words["small_print.reviewed"]) in page
    assert "\x1b" not in ran.out
    assert too_wide(ran.out) == []


def test_a_case_that_is_refused_is_a_page_too() -> None:
    ran = balm("assess", "--text", typed=lines({"id": "ann", "answers": {"temperature_c": 98.6}}))
    assert ran.status == 1
    assert "ann" in ran.out
    assert "answers.temperature_c" in ran.out
    assert "37.0 C" in ran.out


def test_fields_of_the_callers_own_are_carried_untouched() -> None:
    mine = {"source": {"page": [1, 2.50, None]}, "é": "流", "case": {"id": 3}, "errors": [], "urgency": "none", "n": 10**25, "x": ""}
    (one,) = read(balm("assess", typed=lines({"id": 1, "country": "GB", "lang": "en", "today": None, "answers": {}} | mine)).out)
    assert json.dumps(one["case"]) == json.dumps(mine)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_library_gives_what_the_command_gives(path: Path, pathway: Pathway) -> None:
    case: CaseObject = json.loads(path.read_bytes())
    (one,) = read(balm("assess", str(path)).out)
    assert one == json.loads(json.dumps(assess(pathway, case)))
