"""What goes out comes in the same; files of phones merge as phones merge them; what is bad is named, and loses nothing else."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from balm import Pathway
from balm.care.entries import read_diary
from balm.diary.file import read_file, write_file
from balm.errors import CannotRun
from tests.cli.terminal import flat
from tests.companion.diaries import TODAY, diaries
from tests.diary.desk import NOTE, Desk, ago, as_text
from tests.diary.test_killed import WORDS

PHONE: dict[str, list[dict[str, Any]]] = {
    "settings": [{"id": "settings", "value": {"keep": True, "language": "es", "country": "ES", "begun": "2024-11-15", "theme": "dark"}}],
    "visit": [
        {
            "id": "visit",
            "value": {
                "steps": [{"page": "p", "answers": {"fainted": False}}],
                "dateOfLoss": "2024-11-14",
                "country": "ES",
                "began": 1_763_000_000_000,
                "today": "2024-11-20",
            },
        }
    ],
    "entry": [
        {
            "id": "one",
            "value": {"at": "2024-11-15T20:30+01:00", "answers": {"back_pain": 5, "temperature_c": 36.8}, "notes": "Llueve, y más."},
        },
        {
            "id": "two",
            "value": {"at": "2024-11-16T20:30+01:00", "answers": {}, "pain_worst": None, "places": ["leg"], "of": {"mine": [1.5]}},
        },
    ],
    "drawing": [{"id": "d1", "value": [1, 2, 3]}],
}


def phone_file(folder: Path, found: dict[str, list[dict[str, Any]]], passphrase: str = WORDS, name: str = "notes.json") -> str:
    file = folder / name
    file.write_text(write_file(found, passphrase, rounds=1000))
    return str(file)


def out_again(desk: Desk, folder: Path, name: str = "again.json", **environment: str) -> dict[str, list[dict[str, Any]]]:
    """What an export of the diary holds."""
    ran = desk.run("export", str(folder / name), BALM_FILE_PASSPHRASE="for the file", **environment)
    assert ran.status == 0, ran.err
    found = read_file((folder / name).read_text(), "for the file")
    assert found is not None
    return found


@pytest.mark.parametrize("locked", [False, True])
def test_everything_that_a_phones_file_holds_survives(desk: Desk, tmp_path: Path, locked: bool) -> None:
    own = {"BALM_PASSPHRASE": WORDS} if locked else {}
    if locked:
        desk.run("about", "--begun", "none")
        desk.run("passphrase", BALM_NEW_PASSPHRASE=WORDS)
    ran = desk.run("import", phone_file(tmp_path, PHONE), BALM_FILE_PASSPHRASE=WORDS, **own)
    assert (ran.status, ran.out.splitlines()[0], ran.err) == (0, "2 entries came in.", "")
    assert ("It has no passphrase" in ran.out) != locked
    assert out_again(desk, tmp_path, **own) == PHONE
    assert (
        desk.run("import", phone_file(tmp_path, PHONE), BALM_FILE_PASSPHRASE=WORDS, **own).out
        == "0 entries came in. 2 were here already.\n"
    )
    assert out_again(desk, tmp_path, "third.json", **own) == PHONE


def test_the_file_is_the_companions_own(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add("--note", NOTE)
    monkeypatch.undo()
    monkeypatch.setenv("BALM_DIARY", str(desk.path))
    out_again(desk, tmp_path)
    text = (tmp_path / "again.json").read_text()
    file = json.loads(text)
    assert [*file] == ["format", "salt", "rounds", "iv", "data"]
    assert (file["format"], file["rounds"]) == (1, 600_000)
    assert text == json.dumps(file, separators=(",", ":"))
    assert NOTE not in text
    assert stat.S_IMODE((tmp_path / "again.json").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_written_over(desk: Desk, tmp_path: Path) -> None:
    desk.add("--note", NOTE)
    (tmp_path / "hers.json").write_text("hers")
    ran = desk.run("export", str(tmp_path / "hers.json"), BALM_FILE_PASSPHRASE=WORDS)
    assert (ran.status, "choose another name" in ran.err, (tmp_path / "hers.json").read_text()) == (2, True, "hers")


def test_a_wrong_passphrase_of_the_file_takes_in_nothing(desk: Desk, tmp_path: Path) -> None:
    ran = desk.run("import", phone_file(tmp_path, PHONE), BALM_FILE_PASSPHRASE="wrong")
    assert (ran.status, ran.out, desk.path.exists()) == (2, "", False)
    assert "that did not open the file" in flat(ran.err)


@pytest.mark.parametrize("change", [{"rounds": 10**9}, {"rounds": "many"}, {"salt": 5}, {"iv": ""}, {"data": "AAAA"}, {"iv": "%%%"}])
def test_a_damaged_file_takes_in_nothing(desk: Desk, tmp_path: Path, change: dict[str, object]) -> None:
    file = json.loads(write_file(PHONE, WORDS, rounds=1000))
    assert desk.run("import", "-", typed=as_text(file | change), BALM_FILE_PASSPHRASE=WORDS).status == 2
    assert not desk.path.exists()


def test_a_newer_file_is_refused_in_words() -> None:
    with pytest.raises(CannotRun, match="a newer companion wrote this file"):
        read_file(as_text(json.loads(write_file(PHONE, WORDS, rounds=1)) | {"format": 2}), WORDS)


def test_every_entry_that_is_not_here_as_it_is_there_comes_in_and_none_goes(desk: Desk, tmp_path: Path) -> None:
    desk.run("import", phone_file(tmp_path, PHONE), BALM_FILE_PASSPHRASE=WORDS)
    changed = {"at": "2024-11-15T20:30+01:00", "answers": {"back_pain": 9}}
    reordered = dict(reversed(PHONE["entry"][1]["value"].items()))
    hostile = {"at": "2024-11-17T08:00+01:00", "answers": {"back_pain": 1}}
    others = [{"id": id_, "value": {**hostile, "notes": str(id_)}} for id_ in ("visit", 7, "", None)]
    more: dict[str, list[dict[str, Any]]] = {"entry": [{"id": "one", "value": changed}, {"id": "two", "value": reordered}, *others]}
    ran = desk.run("import", phone_file(tmp_path, more), BALM_FILE_PASSPHRASE=WORDS)
    assert ran.out == "5 entries came in. 1 was here already.\n"
    known = desk.kept()
    assert known.entries["one"] == PHONE["entry"][0]["value"]
    assert changed in known.entries.values()
    assert {entry["notes"] for entry in known.entries.values() if entry["at"] == hostile["at"]} == {"visit", "7", "", "None"}
    assert known.visit["dateOfLoss"] == "2024-11-14"


@pytest.mark.parametrize(("began", "stays"), [(1, False), (1_763_000_000_000 - 1, False), (1_763_000_000_001, True)])
def test_of_two_checks_the_one_that_began_later_stays(desk: Desk, tmp_path: Path, began: int, stays: bool) -> None:
    desk.run("import", phone_file(tmp_path, PHONE), BALM_FILE_PASSPHRASE=WORDS)
    other = {"visit": [{"id": "visit", "value": {"steps": [], "began": began, "dateOfLoss": None, "country": ""}}]}
    desk.run("import", phone_file(tmp_path, other), BALM_FILE_PASSPHRASE=WORDS)
    visit = desk.kept().visit
    assert (visit["steps"] == []) == stays
    assert (visit["dateOfLoss"], visit["country"]) == ("2024-11-14", "ES"), "what it leaves open is not forgotten"


def test_what_was_told_here_is_not_lost_to_a_phone_that_does_not_know_it(desk: Desk, tmp_path: Path) -> None:
    desk.run("about", "--date-of-loss", "2024-11-13", "--country", "GB", "--begun", "2024-11-20")
    silent = {**PHONE, "visit": [{"id": "visit", "value": {"began": 5, "dateOfLoss": None, "country": ""}}]}
    desk.run("import", phone_file(tmp_path, silent), BALM_FILE_PASSPHRASE=WORDS)
    assert desk.kept().diary() | {"entries": []} == {"date_of_loss": "2024-11-13", "begun": "2024-11-15", "country": "GB", "entries": []}


def test_settings_of_here_stay_where_something_was_written_here(desk: Desk, tmp_path: Path) -> None:
    desk.add("--pain", "3")
    desk.run("import", phone_file(tmp_path, PHONE), BALM_FILE_PASSPHRASE=WORDS)
    assert desk.kept().settings == {"keep": True, "begun": "2024-11-15"}


# Plain


def test_a_plain_diary_goes_out_with_a_warning_and_comes_in_the_same(desk: Desk, tmp_path: Path) -> None:
    desk.run("import", phone_file(tmp_path, PHONE), BALM_FILE_PASSPHRASE=WORDS)
    ran = desk.run("export", "-", "--plain")
    assert ran.err == "Anybody can read this file: it has no lock.\n"
    diary = json.loads(ran.out)
    assert diary == {
        "date_of_loss": "2024-11-14",
        "begun": "2024-11-15",
        "country": "ES",
        "entries": [one["value"] for one in PHONE["entry"]],
    }
    desk.run("wipe", "--yes")
    assert desk.run("import", "-", typed=ran.out).status == 0
    assert desk.kept().diary() == diary


def test_bad_entries_are_named_one_by_one_and_all_others_come_in(desk: Desk) -> None:
    good = [ago(2, answers={"back_pain": 3}), ago(1, places=["chest"], mood="fine"), ago(-9, answers={"back_pain": 2})]
    deep: dict[str, Any] = ago(3, answers={})
    deep["of"] = [[[[deep.copy()]]]]
    for _ in range(15):
        deep["of"] = [[[deep["of"]]]]
    bad = [7, {"at": "noon", "answers": {}}, deep, {"answers": {"back_pain": 3}}]
    ran = desk.run("import", "-", typed=as_text({"country": 44, "entries": [good[0], *bad[:2], *good[1:], *bad[2:]]}))
    assert (ran.status, ran.out.splitlines()[0]) == (1, "3 entries came in.")
    named = [line.split(":")[0] for line in ran.err.splitlines() if line.startswith(("entries.", "country"))]
    assert sorted(named) == ["country", "entries.1", "entries.2.at", "entries.3.mood", "entries.4.at", "entries.5", "entries.6.at"]
    assert "4 entries belong to no day, and stayed out." in flat(ran.err)
    assert [*desk.kept().entries.values()] == good, (
        "what is wrong in one of them takes nothing else away, and a day that is yet to come will come"
    )


def test_what_comes_in_and_is_grave_is_answered_at_once(desk: Desk) -> None:
    assert "CALL FOR AN AMBULANCE NOW" in desk.run("import", "-", typed=as_text({"entries": [ago(0, places=["chest"])]})).out
    assert (
        "AMBULANCE"
        not in desk.run("import", "-", typed=as_text({"entries": [ago(40, answers={"back_pain": 2})]}), BALM_DIARY=f"{desk.path}2").out
    )


def test_random_diaries_come_in_as_they_are_and_go_out_again(desk: Desk, pathway: Pathway) -> None:
    """Gaps, repeats, journeys, and much that is bad: what could be read of a diary can be read of it afterwards."""
    drawn = as_text(diaries(pathway, 12, seed=3)).replace("2026-", "2024-").replace("2027-", "2025-")
    for number, diary in enumerate(json.loads(drawn)):
        file = str(desk.path.with_name(f"diary-{number}.sqlite"))
        assert desk.run("import", "-", "--file", file, typed=as_text(diary)).status in (0, 1)
        again = json.loads(desk.run("export", "-", "--plain", "--file", file).out)
        one, other = (read_diary(pathway, given, TODAY.replace(year=2024)) for given in (diary, again))
        assert (one.date_of_loss, one.begun, one.country) == (other.date_of_loss, other.begun, other.country)
        assert one.entries == other.entries


@pytest.mark.parametrize("text", ["", "{", "at,pain\n2024-11-22,4", "7", '{"answers": {}}', '{"entries": {}}'])
def test_what_holds_no_diary_is_named(desk: Desk, text: str) -> None:
    ran = desk.run("import", "-", typed=text)
    assert (ran.status, ran.out, desk.path.exists()) == (1, "", False)
    assert ran.err.endswith("Nothing came in.\n")
    assert ran.err.count(";") >= 1
