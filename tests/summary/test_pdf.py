"""The PDF: tagged, titled, in its language, with its alternatives; one page and the record; and it names nobody that she did not name."""

from __future__ import annotations

import io
import json
import subprocess
from typing import Any

import pikepdf
import pytest

from balm.errors import CannotRun
from balm.summary.pdf import to_pdf
from balm.summary.told import Choice
from tests.summary.pages import OPEN, example, page, pdf_text, told

DIARY = "diaries/after_an_operation"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return to_pdf(page(example(DIARY)))


def opened(data: bytes) -> Any:
    return pikepdf.open(io.BytesIO(data))


def poppler(data: bytes, *how: str) -> str:
    return subprocess.run(["pdfinfo", *how, "-"], input=data, capture_output=True, check=True).stdout.decode()


def tags(node: Any) -> list[Any]:
    """Every structure element below the node, in reading order."""
    kids = node.get("/K", [])
    found = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid, *tags(kid)]
    return found


def test_it_says_its_language_and_title_and_declares_pdf_ua(pdf: bytes) -> None:
    with opened(pdf) as file:
        assert str(file.Root.Lang) == "en"
        assert file.Root.MarkInfo.Marked
        assert file.Root.ViewerPreferences.DisplayDocTitle
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == page(example(DIARY))["title"]


def test_its_tags_are_those_of_a_page_with_headings_lists_a_figure_and_a_table(pdf: bytes) -> None:
    with opened(pdf) as file:
        every = tags(file.Root.StructTreeRoot)
        kinds = [str(one.S)[1:] for one in every]
        assert kinds.count("H1") == 1
        headings = [section for section in page(example(DIARY))["sections"] if section["id"] != "level"]
        assert kinds.count("H2") == len(headings) + 3  # the level, the chart and the record have headings of their own
        assert {"L", "LI", "Figure", "Table", "TH", "TD"} <= set(kinds)
        assert [str(one.Alt) for one in every if one.S == "/Figure"] == [page(example(DIARY))["chart"]["text"]]  # type: ignore[index]
        scopes = {str(one.A.Scope) if isinstance(one.A, pikepdf.Dictionary) else str(one.A[0].Scope) for one in every if one.S == "/TH"}
        assert scopes == {"/Column"}
    shown = poppler(pdf, "-struct-text")
    assert "H1" in shown
    assert "Go to an emergency" not in shown
    for section in page(example(DIARY))["sections"]:
        assert section["statements"][0]["text"][:20] in " ".join(shown.split()), section["id"]


def test_every_font_is_in_the_file(pdf: bytes) -> None:
    with opened(pdf) as file:
        fonts = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)


def test_its_metadata_name_nobody_and_no_time(pdf: bytes) -> None:
    told_of = poppler(pdf) + poppler(pdf, "-meta")
    assert "Ana" not in told_of
    for word in ("Author", "CreationDate", "ModDate", "Keywords", "Subject"):
        assert word not in told_of
    assert to_pdf(page(example(DIARY))) == pdf, "the same page is the same file"


@pytest.mark.parametrize("name", ["feverish_day_three", "numb_between_the_legs", "two_week_backache", "cannot_sleep_for_grief"])
def test_a_case_is_one_page(name: str) -> None:
    with opened(to_pdf(page(example(name)))) as file:
        assert len(file.pages) == 1


def test_a_diary_is_one_page_and_one_with_the_record(pdf: bytes) -> None:
    with opened(pdf) as file:
        assert len(file.pages) == 2
    with opened(to_pdf(page(example(DIARY), Choice(leave_out=frozenset(["record"]))))) as file:
        assert len(file.pages) == 1


def test_whoever_says_much_still_has_a_page_that_can_be_read() -> None:
    answers = dict.fromkeys(list(told(example(DIARY)).pathway.findings)[:140], "not_sure")
    long = Choice("A" * 80, "Why? " * 200, OPEN.put_in)
    with opened(to_pdf(page({"answers": answers}, long))) as file:
        assert 1 <= len(file.pages) <= 3


def test_words_that_mean_something_to_the_printer_are_only_words() -> None:
    mark = '#panic("x") $x$ *bold* _it_ @ref <label> \\ // = "quoted" [x] `y`'
    given = json.loads(json.dumps(example(DIARY)).replace("Keep going with paracetamol", json.dumps(mark)[1:-1]))
    shown = " ".join(poppler(to_pdf(page(given, Choice(mark, mark))), "-struct-text").split())
    assert shown.count('#panic("x") $x$') == 3


def test_what_no_font_can_show_is_named_and_what_nobody_sees_is_left_out() -> None:
    given = example(DIARY)
    given["entries"][-1]["notes"] = "Half \ud800, \x1b[2J, nothing \x00 and \u202eround"
    made = page(given, Choice(put_in=frozenset(["notes"])))
    words = next(one for one in made["sections"] if one["id"] == "notes")["statements"][-1]["text"]
    assert words.endswith("Half  ,  [2J, nothing   and  round")
    assert "round" in pdf_text(to_pdf(made))
    with pytest.raises(CannotRun, match=r"no font on this computer .*--text shows them"):
        to_pdf(page(given, Choice(ask="What is \U0001d24f?")))


def test_a_date_keeps_its_order_where_lines_run_from_right_to_left() -> None:
    """Its digits stand from left to right on the paper, the year first."""
    made = to_pdf(page(example(DIARY), Choice(), language="ar"))
    boxes = subprocess.run(["pdftotext", "-bbox", "-l", "1", "-", "-"], input=made, capture_output=True, check=True).stdout.decode()
    assert "2026-11-02" in boxes
    assert "02-11-2026" not in boxes
