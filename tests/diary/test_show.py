"""`balm diary show` and `about`: what to do first, what the days show, a missing day as missing, and what is known of her."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from balm import Pathway, look_back
from balm.care.nights import days_of_now, standing
from balm.cli.diary import show
from tests.cli.terminal import flat, too_wide
from tests.diary.desk import Desk, as_text

EXAMPLE = json.loads((Path(__file__).parent.parent.parent / "examples/diaries/pain_is_back.json").read_text().replace("2026-", "2024-"))
THE_DAY = "2024-11-22"
DAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"]


@pytest.fixture
def example(desk: Desk) -> Desk:
    """The diary of the example."""
    assert desk.run("import", "-", typed=as_text(EXAMPLE)).status == 0
    return desk


def test_what_to_do_comes_first_and_last_where_it_is_grave(example: Desk) -> None:
    out = example.run("show", "--today", THE_DAY).out
    first, last = out.index("Whom to call"), out.rindex("Speak to")
    assert first < out.index("What your days show") < out.index("Your days\n") < last
    assert "Pain that grows, or comes back after it had eased" in flat(out)
    assert "Your pain is back" in flat(out)
    assert "They said: take paracetamol" in flat(out)
    assert too_wide(out) == []


def test_no_advice_while_an_emergency_stands(example: Desk) -> None:
    example.add("--place", "chest")
    out = example.run("show").out
    assert "CALL FOR AN AMBULANCE NOW" in out
    assert "What your days show" not in out


def test_where_nothing_is_grave_it_says_what_it_cannot_say(desk: Desk) -> None:
    desk.add("--pain", "2")
    out = flat(desk.run("show").out)
    assert "Your diary alone cannot say how urgent today is. `balm check` asks what cannot wait." in out
    assert "AMBULANCE" not in out


def test_every_day_has_its_line_and_a_missing_one_says_so(example: Desk) -> None:
    lines = example.run("show", "--today", THE_DAY).out.splitlines()
    rows = {line[:10]: line for line in lines if re.match(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [ \d]\d \w{3} ", line)}
    assert [*rows] == [f"{day} {number} Nov" for day, number in zip(DAYS, range(14, 23), strict=True)]
    assert re.search(r"\.{3,} nothing written$", rows["Mon 18 Nov"])
    assert "#" not in rows["Mon 18 Nov"]
    assert " ".join(rows["Fri 15 Nov"].split()) == "Fri 15 Nov 1 5 7 #####== *** period 36.8 2 5 low"
    assert " ".join(rows["Sun 17 Nov"].split()) == "Sun 17 Nov 3 2 2 ## ** light - 0 - -"
    assert all(line.isascii() for line in rows.values())


def test_what_was_tried_stands_under_the_days_that_are_shown(example: Desk, pathway: Pathway) -> None:
    example.add("--at", "2024-11-21 10:00", "--tried", "local_heat=a_little", "--tried", "walking")
    out = flat(example.run("show", "--today", THE_DAY).out)
    warm, walk = (pathway.care[item].title for item in ("local_heat", "walking"))
    assert f"What you tried - Thu 21 Nov: {warm}: a little - Thu 21 Nov: {walk} " in out
    assert "What you tried" not in example.run("show", "--today", THE_DAY, "--days", "1").out


def test_notes_are_shown_only_when_asked_for(example: Desk) -> None:
    example.add("--at", "2024-11-21 10:00", "--note", "Rain.\nA \x1b[31mwalk.")
    out = example.run("show", "--today", THE_DAY, "--notes").out
    assert "Your notes - Fri 15 Nov 20:30: The hot-water bottle helped. - Thu 21 Nov 10:00: Rain. A [31mwalk." in flat(out)
    assert "\x1b" not in out
    assert "Rain." not in example.run("show", "--today", THE_DAY).out


def test_as_many_days_are_shown_as_she_wants(example: Desk) -> None:
    out = example.run("show", "--today", THE_DAY, "--days", "3").out
    assert len(re.findall(r"(?m)^\w{3} [ \d]\d Nov", out)) == 3
    assert "6 earlier days: --days 9 shows them too." in out


def test_json_is_what_the_diary_shows(example: Desk, pathway: Pathway) -> None:
    shown = json.loads(example.run("show", "--today", THE_DAY, "--json").out)
    assert shown == json.loads(as_text({**look_back(pathway, EXAMPLE, date.fromisoformat(THE_DAY))}))


def test_a_day_that_is_none_is_named(example: Desk) -> None:
    ran = example.run("show", "--today", "soon")
    assert (ran.status, "write year-month-day" in ran.err) == (2, True)


def test_what_the_list_of_bleeding_words_says_is_the_contents(pathway: Pathway) -> None:
    kind = pathway.kinds["bleeding"]
    assert [*show._BLEEDING] == [*kind.choices]  # type: ignore[union-attr]


def test_until_six_in_the_morning_it_is_still_the_night_before(pathway: Pathway) -> None:
    """A red flag of ten to midnight has not passed at midnight."""
    night = datetime.fromisoformat("2024-11-23T00:10:00")
    entry = {"at": "2024-11-22T23:50+00:00", "places": ["chest"], "answers": {"days_since_loss": 8}}
    diary = {"country": "GB", "date_of_loss": "2024-11-14", "entries": [entry]}
    assert standing(pathway, diary, days_of_now(night))[1]["urgency"] == "emergency"
    assert days_of_now(night + timedelta(hours=6)) == [date(2024, 11, 23)]
    assert standing(pathway, diary, days_of_now(night + timedelta(hours=6)))[1]["urgency"] != "emergency"


def test_a_damaged_record_is_counted_and_named(example: Desk) -> None:
    import sqlite3

    id_ = [*example.kept().entries][2]
    with sqlite3.connect(example.path) as database:
        database.execute("UPDATE records SET data = X'00' WHERE id = ?", (id_,))
    database.close()
    ran = example.run("show", "--today", THE_DAY)
    assert ran.status == 0
    assert f"1 of the kept records cannot be read, and what it says is not counted: {id_}. Everything else is here." in flat(ran.err)
    assert len(example.kept().entries) == len(EXAMPLE["entries"]) - 1


def test_before_anything_is_written_it_says_how_to_begin(desk: Desk) -> None:
    ran = desk.run("show")
    assert (ran.status, "there is no diary yet; `balm diary add` begins one" in flat(ran.err)) == (2, True)


def test_a_check_of_today_that_came_from_the_phone_is_said_not_to_count(desk: Desk) -> None:
    desk.add("--pain", "2")
    from balm.diary.store import Store

    with Store(desk.path) as store, store.writing():
        store.put("visit", "visit", {"today": date.today().isoformat(), "steps": [{"page": "first"}], "began": 5})
    assert "It is not in the diary, and does not count here" in flat(desk.run("show").out)


# About her


def test_what_is_told_of_her_is_kept_where_the_companion_keeps_it(desk: Desk) -> None:
    ran = desk.run("about", "--date-of-loss", "2024-11-14", "--country", "gb", "--begun", "2024-11-15")
    told = ["Date of the loss: 2024-11-14", "Country: GB", "Diary begun on: 2024-11-15", "Entries: 0"]
    assert ran.out.splitlines()[:4] == told
    known = desk.kept()
    assert (known.visit["dateOfLoss"], known.visit["country"], known.settings["country"], known.settings["begun"]) == (
        "2024-11-14", "GB", "GB", "2024-11-15")  # fmt: skip
    assert desk.run("about").out.splitlines() == told
    assert "Date of the loss: not told" in desk.run("about", "--date-of-loss", "none").out


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (["--date-of-loss", "last week"], 'date_of_loss: "last week" is not a date; write year-month-day'),
        (["--date-of-loss", "2999-01-01"], "date_of_loss: 2999-01-01 is after today"),
        (["--begun", "2024-02-30"], 'begun: "2024-02-30" is not a date'),
        (["--country", "Britain"], 'country: "Britain" is not a country; write two letters, such as GB'),
    ],
)
def test_what_is_wrong_of_her_is_named_and_changes_nothing(desk: Desk, flags: list[str], why: str) -> None:
    ran = desk.run("about", *flags)
    assert (ran.status, ran.out, desk.path.exists()) == (1, "", False)
    assert why in flat(ran.err)
