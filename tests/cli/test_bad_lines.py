"""`balm assess` and the lines that it cannot assess: each is answered with what is wrong, and no other line is disturbed."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from tests.cli.terminal import balm, together

ID = {"person": ["é", 7]}
BEFORE = json.dumps({"id": "before", "country": "GB", "assume_clear": True, "answers": {"back_pain": 6, "pain_days": 15}}).encode()
AFTER = json.dumps({"id": "after", "answers": {"fainted": True}}).encode()
LONGEST = 1_000_000


class Bad(NamedTuple):
    """A line that cannot be assessed. `at` is how the place of its error starts, `word` stands in the problem or the hint."""

    what: str
    raw: bytes
    at: str
    word: str
    has_id: bool = True


def case(**keys: object) -> bytes:
    """A case with ID, in UTF-8."""
    return json.dumps({"id": ID, **keys}, ensure_ascii=False).encode()


def says(finding: str, answer: object) -> bytes:
    """A case with one answer."""
    return case(answers={finding: answer})


def raw(rest: str) -> bytes:
    """A case with ID, and the rest as it is written."""
    return ('{"id": ' + json.dumps(ID) + ", " + rest).encode()


def padded(length: int) -> bytes:
    """A good case of so many bytes."""
    start, end = b'{"id": "long", "answers": {}, "note": "', b'"}'
    return start + b"x" * (length - len(start) - len(end)) + end


WRONG_KIND = [
    Bad("text for a number", says("back_pain", "4"), "answers.back_pain", "not a number"),
    Bad("yes or no for a number", says("back_pain", True), "answers.back_pain", "true is not a number"),
    Bad("list for a number", says("back_pain", [4]), "answers.back_pain", "a list is not a number"),
    Bad("object for a number", says("back_pain", {"value": 4}), "answers.back_pain", "an object is not a number"),
    Bad("NOT_SURE in capitals", says("back_pain", "NOT_SURE"), "answers.back_pain", "not a number"),
    Bad("number for yes or no", says("fainted", 1), "answers.fainted", "write true, false"),
    Bad("nought for yes or no", says("fainted", 0), "answers.fainted", "0 is not yes or no"),
    Bad("the word yes", says("fainted", "yes"), "answers.fainted", '"yes" is not yes or no'),
    Bad("the word false", says("fainted", "false"), "answers.fainted", "write true, false"),
    Bad("list for yes or no", says("fainted", []), "answers.fainted", "a list"),
    Bad("unknown choice", says("bleeding", "heavy"), "answers.bleeding", "heavier_than_period"),
    Bad("choice in capitals", says("bleeding", "Light"), "answers.bleeding", "light"),
    Bad("number for a choice", says("bleeding", 2), "answers.bleeding", "not one of the choices"),
    Bad("yes or no for a choice", says("bleeding", False), "answers.bleeding", "none, spotting"),
    Bad("list for a choice", says("bleeding", ["light"]), "answers.bleeding", "a list is not one of the choices"),
]

OUT_OF_RANGE = [
    Bad("below the range", says("back_pain", -1), "answers.back_pain", "outside 0..10"),
    Bad("above the range", says("back_pain", 11), "answers.back_pain", "from 0 to 10"),
    Bad("before the loss", says("days_since_loss", -1), "answers.days_since_loss", "outside 0..730"),
    Bad("too cold to live", says("temperature_c", 20), "answers.temperature_c", "degrees Celsius"),
    Bad("too hot to live", says("temperature_c", 43.1), "answers.temperature_c", "outside 33..43"),
    Bad("Fahrenheit", says("temperature_c", 98.6), "answers.temperature_c", "37.0 C"),
    Bad("Fahrenheit with a fever", says("temperature_c", 101), "answers.temperature_c", "38.3 C"),
    Bad("too many decimals", says("temperature_c", 37.96), "answers.temperature_c", "write 38.0"),
    Bad("decimal where whole", says("back_pain", 4.5), "answers.back_pain", "write 4 or 5"),
    Bad("1e999", raw('"answers": {"back_pain": 1e999}}'), "answers.back_pain", "outside 0..10"),
    Bad("-1e999", raw('"answers": {"temperature_c": -1e999}}'), "answers.temperature_c", "outside 33..43"),
    Bad("number of 60 digits", raw('"answers": {"back_pain": ' + "9" * 60 + "}}"), "answers.back_pain", "more than 40 digits"),
    Bad("number of 5,000 digits", raw('"answers": {"back_pain": ' + "9" * 5000 + "}}"), "answers.back_pain", "outside 0..10"),
]

WRONG_SHAPE = [
    Bad("empty object", b"{}", "answers", "there are no answers", has_id=False),
    Bad("answers missing", case(country="GB"), "answers", "an empty object when nothing was answered"),
    Bad("answers null", case(answers=None), "answers", "not an object"),
    Bad("answers a list", case(answers=["fainted"]), "answers", "not an object"),
    Bad("answers a text", case(answers="fainted"), "answers", "not an object"),
    Bad("answers outside", case(fainted=True), "answers", '"fainted" belongs inside it'),
    Bad("unknown finding", says("back_pian", 4), "answers.back_pian", '"back_pain"'),
    Bad("unknown finding in capitals", says("BACK_PAIN", 4), "answers.BACK_PAIN", '"back_pain"'),
    Bad("unknown finding in another form", says("fainting", True), "answers.fainting", '"fainted"'),
    Bad("unknown finding by its beginning", says("temp", 38), "answers.temp", '"temperature_c"'),
    Bad("unknown finding by a word of it", says("short_of_breath", True), "answers.short_of_breath", '"breathless"'),
    Bad("unknown finding by a definition", says("fever", True), "answers.fever", '"temperature_c"'),
    Bad("unknown finding by its question", says("epidural", True), "answers.epidural", '"anaesthetic"'),
    Bad("unknown finding like no other", says("qqqq", 4), "answers.qqqq", "balm questions"),
    Bad("empty finding", says("", 4), "answers.", "unknown finding"),
    Bad("finding of 100,000 letters", says("x" * 100_000, 4), "answers.xxx", "unknown finding"),
    Bad("answers within answers", says("answers", {"back_pain": {"back_pain": [{}]}}), "answers.answers", "unknown finding"),
    Bad("assume_clear a text", case(assume_clear="true", answers={}), "assume_clear", "write true or false"),
    Bad("assume_clear a number", case(assume_clear=1, answers={}), "assume_clear", "1 is not yes or no"),
    Bad("country a number", case(country=44, answers={}), "country", '"GB"'),
    Bad("lang a list", case(lang=["en"], answers={}), "lang", '"en"'),
    Bad("bare number", b"6", "line 2", "6 is not a case", has_id=False),
    Bad("bare text", b'"fainted"', "line 2", "write an object", has_id=False),
    Bad("bare list", case(answers={}).join([b"[", b"]"]), "line 2", "a list is not a case", has_id=False),
    Bad("bare null", b"null", "line 2", "null is not a case", has_id=False),
    Bad("bare true", b"true", "line 2", "true is not a case", has_id=False),
]

DATES = [
    Bad("date of loss day first", case(date_of_loss="22/11/2026", answers={}), "date_of_loss", "year-month-day"),
    Bad("date of loss without noughts", case(date_of_loss="2026-11-2", answers={}), "date_of_loss", "not a date"),
    Bad("date of loss a number", case(date_of_loss=20261122, answers={}), "date_of_loss", "not a date"),
    Bad("date of loss with a time", case(date_of_loss="2026-11-22T10:00", answers={}), "date_of_loss", "not a date"),
    Bad("30 February", case(date_of_loss="2026-02-30", answers={}), "date_of_loss", "not a date"),
    Bad("date of loss after today", case(date_of_loss="2026-11-23", today="2026-11-22", answers={}), "date_of_loss", "after today"),
    Bad(
        "dates against the days",
        case(date_of_loss="2026-11-01", today="2026-11-22", answers={"days_since_loss": 3}),
        "answers.days_since_loss",
        "21 days apart",
    ),
    Bad("today a word", case(today="today", answers={}), "today", "year-month-day"),
    Bad("today a list", case(today=[2026, 11, 22], answers={}), "today", "a list is not a date"),
]

NOT_JSON = [
    Bad("NaN", raw('"answers": {"back_pain": NaN}}'), "line 2", "NaN is not a number"),
    Bad("Infinity", raw('"answers": {"back_pain": Infinity}}'), "line 2", "Infinity is not a number"),
    Bad("-Infinity", raw('"answers": {"back_pain": -Infinity}}'), "line 2", "-Infinity is not a number"),
    Bad("trailing comma", raw('"answers": {"back_pain": 4,}}'), "line 2", "no comma at the end", has_id=False),
    Bad("single quotes", b"{'id': 1, 'answers': {}}", "line 2", "double quotes", has_id=False),
    Bad("comment", raw('"answers": {}} // mild'), "line 2", "not JSON", has_id=False),
    Bad("two objects on one line", case(answers={}) + b" " + case(answers={}), "line 2", "one JSON object a line", has_id=False),
    Bad("truncated", raw('"answers": {"back_pain": '), "line 2", "not JSON", has_id=False),
    Bad("a word", b"fainted", "line 2", "not JSON", has_id=False),
    Bad("Python's True", raw('"answers": {"fainted": True}}'), "line 2", "not JSON", has_id=False),
    Bad("leading nought", raw('"answers": {"back_pain": 04}}'), "line 2", "not JSON", has_id=False),
    Bad("raw tab in a text", raw('"note": "a\tb", "answers": {}}'), "line 2", "not JSON", has_id=False),
    Bad("NUL alone", b"\0", "line 2", "not JSON", has_id=False),
    Bad("NUL in a text", raw('"note": "a\0b", "answers": {}}'), "line 2", "not JSON", has_id=False),
    Bad("byte order mark in the middle", b"\xef\xbb\xbf" + case(answers={}), "line 2", "not JSON", has_id=False),
    Bad("the same key twice", raw('"answers": {"fainted": true}, "answers": {}}'), "line 2", "stands twice"),
    Bad("the same answer twice", raw('"answers": {"fainted": true, "fainted": false}}'), "line 2", "write each key once"),
    Bad("100,000 brackets", b"[" * 100_000 + b"]" * 100_000, "line 2", "nested too deeply", has_id=False),
    Bad("100,000 brackets left open", b"[" * 100_000, "line 2", "nested too deeply", has_id=False),
    Bad("100,000 objects in an answer", says("back_pain", 0)[:-2] + b'{"a":' * 100_000, "line 2", "not JSON", has_id=False),
    Bad("one byte too long", padded(LONGEST + 1), "line 2", "1,000,000 bytes", has_id=False),
    Bad("2 MB", padded(2 * LONGEST), "line 2", "1,000,000 bytes", has_id=False),
    Bad("2 MB of blanks", b" " * 2 * LONGEST, "line 2", "1,000,000 bytes", has_id=False),
]

ENCODING = [
    Bad("broken UTF-8 in a text", raw('"note": "') + b'\xff", "answers": {}}', "line 2", "UTF-8", has_id=False),
    Bad("Latin-1", '{"id": "é", "answers": {}}'.encode("latin-1"), "line 2", "save the text as UTF-8", has_id=False),
    Bad("half a character", b'{"id": "\xe2\x82', "line 2", "UTF-8", has_id=False),
    Bad("a surrogate in UTF-8", b'{"id": "\xed\xa0\x80", "answers": {}}', "line 2", "UTF-8", has_id=False),
    Bad("lone surrogate in a finding", raw(r'"answers": {"\ud800": 1}}'), "answers.\ud800", "unknown finding"),
    Bad("lone surrogate in an answer", raw(r'"answers": {"bleeding": "\ud800"}}'), "answers.bleeding", "not one of the choices"),
]

CANNOT_BE_CARRIED = [
    Bad("1e999 in a field of her own", raw('"answers": {}, "weight": 1e999}'), "line 2", "finite"),
    Bad("1e999 as the id", b'{"id": 1e999, "answers": {}}', "line 2", "finite", has_id=False),
    Bad("1e999 as the id of a wrong case", b'{"id": 1e999, "answers": {"fainted": 1}}', "line 2", "finite", has_id=False),
]

ALL = [*WRONG_KIND, *OUT_OF_RANGE, *WRONG_SHAPE, *DATES, *NOT_JSON, *ENCODING, *CANNOT_BE_CARRIED]

ACCEPTED = {
    "exactly 1,000,000 bytes": padded(LONGEST),
    "exactly 1,000,000 bytes and CRLF": padded(LONGEST) + b"\r",
    "CRLF": case(answers={"fainted": True}) + b"\r",
    "blanks around it": b"  \t" + case(answers={}) + b"   ",
    "unknown country": case(country="ZZ", answers={"fainted": True}),
    "country that is no code": case(country="Wales", answers={}),
    "country null": case(country=None, answers={}),
    "unknown language": case(lang="tlh", answers={}),
    "answers empty": case(answers={}),
    "an answer null": says("back_pain", None),
    "not sure": says("back_pain", "not_sure"),
    "6.0 for 6": says("back_pain", 6.0),
    "minus nought": says("back_pain", -0.0),
    "0.6e1 for 6": raw('"answers": {"back_pain": 0.6e1}}'),
    "lone surrogate in the id": rb'{"id": "\ud800", "answers": {}}',
    "lone surrogate in another field": raw(r'"answers": {}, "note": "\udfff"}'),
    "NUL by its escape": raw(r'"answers": {}, "note": "\u0000"}'),
    "the day before by the clock": case(date_of_loss="2026-11-20", today="2026-11-22", answers={"days_since_loss": 1}),
    "a leap day": case(date_of_loss="2024-02-29", answers={}),
}


@pytest.fixture(scope="module")
def undisturbed() -> list[str]:
    """What the good lines come to, where no bad line stands between them."""
    ran = balm("assess", typed=BEFORE + b"\n" + AFTER + b"\n")
    assert (ran.status, ran.err) == (0, "")
    return ran.out.splitlines(keepends=True)


Answered = dict[bytes, tuple[int, list[str]]]


@pytest.fixture(scope="module")
def answered() -> Answered:
    """Each bad or odd line with how its own run ended: a process for each."""
    lines = [*(bad.raw for bad in ALL), *ACCEPTED.values()]
    return dict(zip(lines, together(between, lines), strict=True))


def between(line: bytes) -> tuple[int, list[str]]:
    """The exit status and the output lines of a good line, this one, and a good line."""
    ran = balm("assess", typed=BEFORE + b"\n" + line + b"\n" + AFTER + b"\n")
    assert ran.err == ""
    return ran.status, ran.out.splitlines(keepends=True)


def check_refusal(bad: Bad, answer: str, at: str | None = None) -> None:
    """The output line says what the bad line should be answered with."""
    refusal: dict[str, Any] = json.loads(answer)
    assert set(refusal) == {"id", "errors"}
    assert refusal["id"] == (ID if bad.has_id else None)
    assert refusal["errors"]
    assert all(set(error) == {"at", "problem", "hint"} and all(error.values()) for error in refusal["errors"])
    assert len(answer) < 2_000, "an error can be read"
    assert refusal["errors"][0]["at"].startswith(at or bad.at)
    assert any(bad.word in f"{error['problem']}; {error['hint']}" for error in refusal["errors"])


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.what)
def test_a_bad_line_is_answered_and_disturbs_no_other(
    bad: Bad, undisturbed: list[str], answered: dict[bytes, tuple[int, list[str]]]
) -> None:
    status, out = answered[bad.raw]
    assert len(out) == 3
    assert [out[0], out[2]] == undisturbed
    check_refusal(bad, out[1])
    assert status == 1


@pytest.mark.parametrize("line", ACCEPTED.values(), ids=ACCEPTED)
def test_an_odd_but_good_line_is_assessed(line: bytes, undisturbed: list[str], answered: Answered) -> None:
    status, out = answered[line]
    assert len(out) == 3
    assert [out[0], out[2]] == undisturbed
    assert "errors" not in json.loads(out[1])
    assert status == 0


def test_all_bad_lines_in_one_run_are_each_answered_in_their_order() -> None:
    good = json.dumps({"id": "good", "answers": {}}).encode()
    lines = [line for bad in ALL for line in (bad.raw, good)]
    ran = balm("assess", typed=b"\n".join(lines))
    out = ran.out.splitlines()
    assert (ran.status, ran.err, len(out)) == (1, "", len(lines))
    for number, bad in enumerate(ALL):
        check_refusal(bad, out[2 * number], bad.at.replace("line 2", f"line {2 * number + 1}"))
    assert len(set(out[1::2])) == 1
    assert json.loads(out[1])["id"] == "good"


def test_everything_that_is_wrong_with_a_line_is_said_at_once() -> None:
    line = case(country=1, today="x", assume_clear="yes", answers={"fainted": 1, "back_pian": 2, "back_pain": 99})
    status, out = between(line)
    places = [error["at"] for error in json.loads(out[1])["errors"]]
    assert sorted(places) == ["answers.back_pain", "answers.back_pian", "answers.fainted", "assume_clear", "country", "today"]
    assert status == 1


def test_a_number_where_no_country_is_known_is_none() -> None:
    _, out = between(ACCEPTED["unknown country"])
    call = json.loads(out[1])["call"]
    assert call["number"] is None
    assert "local emergency number" in call["who"]


def test_blank_lines_are_skipped_and_counted() -> None:
    ran = balm("assess", "--brief", typed=b"\n\r\n" + BEFORE + b"\n   \t\n\nfainted\n\n")
    out = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["id"] for one in out] == ["before", None]
    assert out[1]["errors"][0]["at"] == "line 6"


def test_a_byte_order_mark_at_the_start_is_no_part_of_the_first_line() -> None:
    ran = balm("assess", typed=b"\xef\xbb\xbf" + AFTER + b"\n")
    assert (ran.status, json.loads(ran.out)["id"]) == (0, "after")


@pytest.mark.parametrize("line", [AFTER, padded(LONGEST)], ids=["short", "exactly 1,000,000 bytes"])
def test_the_last_line_needs_no_end(line: bytes) -> None:
    ran = balm("assess", "--brief", typed=line)
    assert (ran.status, "errors" in json.loads(ran.out)) == (0, False)


def test_the_hint_for_a_long_line_speaks_of_its_length() -> None:
    _, out = between(padded(LONGEST + 1))
    hint = json.loads(out[1])["errors"][0]["hint"]
    assert "key" not in hint
    assert "digits" not in hint


def test_no_input_is_no_output() -> None:
    ran = balm("assess", typed=b"")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
