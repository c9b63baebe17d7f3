"""The diary goes from a phone to a computer and on to another phone: real files, a real Chromium, the same entries everywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.companion.test_diary_screens import entries_kept, pain, with_diary
from tests.companion.test_private import STORED, export, keep, kept_visit
from tests.companion.test_what_counts import write
from tests.companion.visit import Visit
from tests.diary.desk import Desk

ON_THE_PHONE, ON_THE_DESK = "\ufb01ve warm words, se\u0301same", "five warm words, s\u00e9same"
"""The same passphrase, as two keyboards type it."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, monkeypatch, capsys)


def take_in(visit: Visit, file: Path) -> None:
    visit.tap("What is kept")
    visit.page.locator("summary", has_text="Take in a file").click()
    visit.page.set_input_files("#import-file", file)
    form = visit.page.locator("details[open] form")
    form.locator('input[type="password"]').fill(ON_THE_PHONE)
    form.locator('button[type="submit"]').click()
    visit.page.get_by_text("records came in").wait_for()


def in_order(entries: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(entry, sort_keys=True) for entry in entries)


def test_from_a_phone_to_a_computer_and_on_to_another_phone(visit: Visit, chromium: Browser, site: str, desk: Desk, tmp_path: Path) -> None:
    written = [pain(3, 6, notes="Lluvia. \U0001f327", medicine=[{"item": "ibuprofen"}]), pain(1, 4, places=["low_back"])]
    with_diary(visit, site, written, days_since_loss=5)
    write(visit, place="leg")
    export(visit, tmp_path / "notes.json", ON_THE_PHONE)

    desk.run("about", "--begun", "none")
    assert desk.run("passphrase", BALM_NEW_PASSPHRASE="of the desk").status == 0
    own = {"BALM_PASSPHRASE": "of the desk", "BALM_FILE_PASSPHRASE": ON_THE_DESK}
    ran = desk.run("import", str(tmp_path / "notes.json"), **own)
    assert (ran.status, ran.out.splitlines()[0]) == (0, "3 entries came in.")
    on_the_desk = desk.kept("of the desk")
    assert in_order([*on_the_desk.entries.values()]) == in_order(entries_kept(visit.page))
    assert on_the_desk.visit == kept_visit(visit.page)
    assert on_the_desk.settings == kept_settings(visit)

    desk.add("--pain", "3", "--note", "At the desk", **own)
    assert desk.run("export", str(tmp_path / "back.json"), **own).status == 0
    other = chromium.new_context()
    there = Visit.begin(other.new_page(), site)
    keep(there)
    take_in(there, tmp_path / "back.json")
    assert in_order(entries_kept(there.page)) == in_order([*desk.kept("of the desk").entries.values()])
    assert kept_visit(there.page) == on_the_desk.visit | {"began": 1}, "the country and the date were told, and no check was begun"
    there.tap("Diary")
    there.page.locator("summary", has_text="What you wrote").click()
    assert there.page.locator("details[open] li").count() == 4
    take_in(visit, tmp_path / "back.json")
    assert len(entries_kept(visit.page)) == 4, "the first phone takes in only what it had not"
    export(there, tmp_path / "third.json", ON_THE_PHONE)
    assert desk.run("import", str(tmp_path / "third.json"), **own).out.splitlines()[0] == "0 entries came in. 4 were here already."
    assert there.complaints == []
    other.close()


def test_a_diary_begun_on_a_computer_opens_on_a_phone(visit: Visit, desk: Desk, tmp_path: Path) -> None:
    desk.run("about", "--date-of-loss", "2024-11-01", "--country", "IE")
    desk.add("--place", "chest")
    assert desk.run("export", str(tmp_path / "desk.json"), BALM_FILE_PASSPHRASE=ON_THE_DESK).status == 0
    keep(visit)
    take_in(visit, tmp_path / "desk.json")
    visit.tap("Diary")
    visit.page.locator("main > .card.emergency").wait_for()
    visit.tap("Settings")
    assert visit.page.locator("#country").input_value() == "IE"
    kept: Any = kept_visit(visit.page)
    assert kept["dateOfLoss"] == "2024-11-01"


def test_no_check_on_a_phone_gives_way_to_a_date_told_at_a_computer(visit: Visit, desk: Desk, tmp_path: Path) -> None:
    """What was ticked on the phone before the file came may be an emergency."""
    desk.run("about", "--date-of-loss", "2024-11-01")
    assert desk.run("export", str(tmp_path / "desk.json"), BALM_FILE_PASSPHRASE=ON_THE_DESK).status == 0
    keep(visit)
    visit.tap("Start")
    visit.check()
    visit.page.locator('input[name="breathless"]').click()
    take_in(visit, tmp_path / "desk.json")
    visit.tap("Start")
    visit.tap("Go on where you were")
    assert visit.page.locator('input[name="breathless"]').is_checked()


def kept_settings(visit: Visit) -> object:
    records = [json.loads(one["plain"]) for one in json.loads(visit.page.evaluate(STORED)["kept"]) if "plain" in one]
    return next(one["value"] for one in records if one["kind"] == "settings")
