"""docs/security.md names every number of the standard once, and only tests that there are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
LEVELS_1_AND_2 = """
1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2 4.1.1-3 4.2.1 4.3.1-2 4.4.1-4
5.1.1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2
8.1.1-2 8.2.1-3 8.3.1 8.4.1 9.1.1-3 9.2.1-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.1-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.1-3
11.4.1-4 11.5.1 11.6.1 12.1.1-3 12.2.1-2 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7
16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
"""
"""Of ASVS 5.0.0, without chapter 17, which is about WebRTC. In each section those of level 3 come last."""


def numbers() -> list[str]:
    found = []
    for span in LEVELS_1_AND_2.split():
        section, first, _, last = re.fullmatch(r"(\d+\.\d+)\.(\d+)(-(\d+))?", span).groups()  # type: ignore[union-attr]
        found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def test_every_number_of_the_standard_is_there_once() -> None:
    rows = re.findall(r"^\| ((?:\d+\.\d+\.\d+(?:, )?)+) \|", PAGE, re.MULTILINE)
    assert Counter(number for row in rows for number in row.split(", ")) == Counter(numbers())


def test_every_test_that_is_named_is_there() -> None:
    there = {
        name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 50
    assert named - there == set()


def test_what_has_no_test_has_a_reason() -> None:
    for row in re.findall(r"^\| \d.*$", PAGE, re.MULTILINE):
        number, what, how, test = (one.strip() for one in row.strip("|").split("|"))
        assert what, number
        assert how or test != "-", f"{number}: neither a test nor a reason"
