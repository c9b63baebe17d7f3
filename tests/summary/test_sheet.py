"""The table comes back as the diary or the case that it was made of, from Balm or from a spreadsheet; what is wrong in it is named."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from typing import Any

import pytest

from balm import CaseRefused, look_back
from balm.care.entries import read_diary
from balm.summary.sheet import COLUMNS, MARK, from_csv, to_csv
from tests.companion import diaries
from tests.summary.pages import OPEN, PATHWAY, example, page, told

TODAY = date(2026, 11, 22)
MADE = "2026-11-22T22:00+00:00"


def table(given: Any) -> str:
    seen = told(given, OPEN, MADE)
    return to_csv(page(given), seen)


@pytest.mark.parametrize("name", ["feverish_day_three", "no_thermometer", "never_scanned"])
def test_a_case_comes_back_with_every_answer(name: str) -> None:
    given = example(name)
    back = from_csv(PATHWAY, table(given))
    assert back["answers"] == given["answers"]
    assert {key: back.get(key) for key in ("country", "assume_clear")} == {key: given.get(key) for key in ("country", "assume_clear")}


def test_drawn_diaries_come_back_and_show_the_same() -> None:
    chance, entries = random.Random(5), 0
    for _ in range(60):
        given = diaries.diary(PATHWAY, chance)
        try:
            read = read_diary(PATHWAY, given, TODAY)
        except CaseRefused:
            continue
        back = from_csv(PATHWAY, table(given))
        again = read_diary(PATHWAY, back, TODAY)
        entries += len(read.entries)
        assert again.entries == read.entries
        assert (again.date_of_loss, again.begun, again.country) == (read.date_of_loss, read.begun, read.country)
        assert look_back(PATHWAY, back, TODAY)["days"] == look_back(PATHWAY, given, TODAY)["days"]
    assert entries > 500


def test_what_a_spreadsheet_makes_of_it_is_read_too() -> None:
    rows = list(csv.reader(io.StringIO(table(example("feverish_day_three")).removeprefix(MARK))))
    changed = [[{"true": "TRUE", "38.4": "38,4"}.get(cell, cell) for cell in row] for row in rows]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(changed)
    assert from_csv(PATHWAY, out.getvalue())["answers"] == example("feverish_day_three")["answers"]


def test_nothing_that_she_wrote_is_run_by_a_spreadsheet() -> None:
    sheet = table(example("diaries/after_an_operation"))
    cells = [cell for row in csv.reader(io.StringIO(sheet.removeprefix(MARK))) for cell in row]
    assert any(cell.startswith("'=1+1") for cell in cells)
    assert not any(cell[:1] in "=+-@\t\r" for cell in cells if cell)
    notes = [one.notes for one in read_diary(PATHWAY, from_csv(PATHWAY, sheet), TODAY).entries]
    assert '=1+1 is what the sheet would run;\nthis is two lines, "quoted".' in notes


def test_a_wrong_cell_is_refused_by_whoever_reads_the_diary_and_the_rest_is_kept() -> None:
    sheet = table(example("diaries/pain_is_back")).replace(
        "answer,back_pain,2,2026-11-16T21:00+00:00,3,", "answer,back_pain,2,2026-11-16T21:00+00:00,30,"
    )
    read = read_diary(PATHWAY, from_csv(PATHWAY, sheet), TODAY)
    assert [error["at"] for one in read.refused for error in one["errors"]] == ["entries.1.answers.back_pain"]
    assert len(read.entries) == len(example("diaries/pain_is_back")["entries"])


@pytest.mark.parametrize("text", ["", "at,pain\n2026-11-02,4\n", "{}", "part;id\n"])
def test_another_table_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(CaseRefused) as refusal:
        from_csv(PATHWAY, text)
    assert refusal.value.errors[0]["hint"].startswith('the first line is "part,id,entry,at,value,text"')


def test_a_very_long_cell_and_a_very_long_number_are_read() -> None:
    at = "2026-11-21T22:00+00:00"
    rows = [",".join(COLUMNS), f"entry,notes,1,{at},{'n' * 200_000},", f"answer,back_pain,1,{at},{'9' * 5000},"]
    (entry,) = from_csv(PATHWAY, "\r\n".join(rows))["entries"]
    assert len(entry["notes"]) == 200_000
    assert entry["answers"] == {"back_pain": "9" * 5000}  # to be refused by whoever reads the diary
