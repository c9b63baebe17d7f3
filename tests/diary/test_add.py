"""`balm diary add`: every flag, entries as JSON, the questions; and that what is wrong is named and writes nothing."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from balm import Pathway
from balm.diary.moments import moment, stamp, typed
from tests.cli.terminal import Terminal, balm, flat, too_wide
from tests.diary.desk import NOTE, Desk, ago, as_text

FLAGS: list[tuple[list[str], dict[str, Any]]] = [
    (["--pain", "4"], {"answers": {"back_pain": 4}}),
    (["--worst", "7"], {"answers": {}, "pain_worst": 7}),
    (["--bleeding", "light"], {"answers": {"bleeding": "light"}}),
    (["--temperature", "36.8"], {"answers": {"temperature_c": 36.8}}),
    (["--temperature", "100.4f"], {"answers": {"temperature_c": 38}}),
    (["--temperature", "37,5"], {"answers": {"temperature_c": 37.5}}),
    (["--sleep", "5.5"], {"answers": {"sleep_hours": 5.5}}),
    (["--mood", "low"], {"answers": {}, "mood": "low"}),
    (["--place", "low_back", "--place", "leg"], {"answers": {}, "places": ["low_back", "leg"]}),
    (["--place", "none"], {"answers": {}, "places": []}),
    (["--took", "ibuprofen", "--took", "paracetamol"], {"answers": {}, "medicine": [{"item": "ibuprofen"}, {"item": "paracetamol"}]}),
    (["--took", "none"], {"answers": {}, "medicine": []}),
    (["--tried", "local_heat=a_little", "--tried", "walking=worse"],
     {"answers": {}, "tried": [{"item": "local_heat", "helped": "a_little"}, {"item": "walking", "helped": "worse"}]}),
    (["--tried", "local_heat"], {"answers": {}, "tried": [{"item": "local_heat", "helped": None}]}),
    (["--note", NOTE], {"answers": {}, "notes": NOTE}),
    (["--told", "Rest, and ring again."], {"answers": {}, "told_clinic": "Rest, and ring again."}),
    (["--answer", "dizzy=no", "--answer", "pain_trend=not_sure", "--answer", "pain_days=3"],
     {"answers": {"dizzy": False, "pain_trend": "not_sure", "pain_days": 3}}),
    (["--answer", "dizzy=?"], {"answers": {"dizzy": "not_sure"}}),
]  # fmt: skip

WRONG: list[tuple[list[str], str]] = [
    (["--pain", "12"], "answers.back_pain: 12 is outside 0..10; write a number from 0 to 10"),
    (["--pain", "much"], 'answers.back_pain: "much" is not a number; write a number from 0 to 10'),
    (["--worst", "2.5"], "pain_worst: 2.5 is not a whole number; write 2 or 3"),
    (["--bleeding", "lots"], 'answers.bleeding: "lots" is not one of the choices; write one of: none, spotting, light'),
    (["--temperature", "98.6"], "answers.temperature_c: 98.6 is outside"),
    (["--mood", "fine"], 'mood: "fine" is not one of the words; write one of: all_right'),
    (["--place", "toe"], 'places.0: "toe" is not one of the words'),
    (["--took", "tea"], 'medicine.0.item: "tea" is not one of the words'),
    (["--took", "ibuprofen@noon"], 'medicine.0.at: "noon" is not a local time'),
    (["--tried", "local_heet=yes"], 'tried.0.item: "local_heet" is not a care item; did you mean "local_heat"?'),
    (["--tried", "local_heat=lots"], 'tried.0.helped: "lots" is not one of the words; write one of: yes, a_little, no, worse'),
    (["--at", "yesterday"], 'at: "yesterday" is not a local time'),
    (["--at", "2999-01-01 10:00", "--pain", "1"], 'at: "2999-01-01T10:00'),
    (["--answer", "dizy=yes"], "answers.dizy: unknown finding; `balm questions` lists the findings"),
    (["--answer", "dizzy"], 'answer: "dizzy" has no "="; write FINDING=VALUE'),
    (["--answer", "dizzy=perhaps"], 'answers.dizzy: "perhaps" is not yes or no'),
]


@pytest.mark.parametrize(("flags", "said"), FLAGS, ids=lambda one: " ".join(one) if isinstance(one, list) else "")
def test_each_flag_says_its_part_of_the_entry(desk: Desk, flags: list[str], said: dict[str, Any]) -> None:
    desk.add(*flags)
    entry = desk.entry()
    at = moment(entry.pop("at"))
    assert at is not None
    assert abs((at - datetime.now().astimezone()).total_seconds()) < 90
    assert entry == said


@pytest.mark.parametrize(("flags", "why"), WRONG, ids=lambda one: " ".join(one) if isinstance(one, list) else "")
def test_what_is_wrong_is_named_and_nothing_is_written(desk: Desk, flags: list[str], why: str) -> None:
    ran = desk.run("add", *flags, "--note", NOTE)
    assert (ran.status, ran.out) == (1, "")
    assert why in flat(ran.err)
    assert ran.err.endswith("Nothing was written.\n")
    assert NOTE not in ran.err
    assert not desk.path.exists()


def test_everything_that_is_wrong_is_named_at_once_and_the_diary_stays_as_it_is(desk: Desk) -> None:
    desk.add("--pain", "3")
    before = desk.kept()
    ran = desk.run("add", "--pain", "11", "--mood", "fine", "--place", "toe")
    assert [line.split(":")[0] for line in ran.err.splitlines() if re.match(r"[\w.]+: ", line)] == ["answers.back_pain", "places.0", "mood"]
    assert desk.kept() == before


def test_an_entry_of_another_day_says_when_it_was_written(desk: Desk) -> None:
    desk.add("--at", f"{date.today() - timedelta(days=2)} 08:05", "--pain", "3")
    entry = desk.entry()
    assert entry["at"][:16] == f"{date.today() - timedelta(days=2)}T08:05"
    assert entry["written"][:10] == str(date.today())


def test_an_entry_of_today_does_not(desk: Desk) -> None:
    desk.add("--at", stamp(datetime.now() - timedelta(minutes=1)) if datetime.now().hour else "00:00", "--pain", "3")
    assert "written" not in desk.entry()


def test_a_time_alone_is_the_last_time_that_the_clock_showed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.fromisoformat("2024-11-22T00:30:00+00:00").astimezone()
    today, before = f"{now:%Y-%m-%d}", f"{now - timedelta(days=1):%Y-%m-%d}"
    assert typed(f"{now:%H:%M}", now)[:16] == f"{today}T{now:%H:%M}"
    later = now + timedelta(minutes=1)
    assert typed(f"{later:%H:%M}", now)[:10] == before if later.date() == now.date() else today
    assert typed("2024-11-03 7:05", now)[:16] == "2024-11-03T07:05"
    for text in ("25:00", "noon", "2024-02-30 10:00", "2024-11-03T21:40+01:00", "2024-11-03T21:40Z"):
        assert typed(text, now) == text


def test_a_medicine_may_have_its_own_time(desk: Desk) -> None:
    day = date.today() - timedelta(days=3)
    desk.add("--at", f"{day} 21:00", "--took", "ibuprofen@14:30", "--took", "codeine@22:00")
    took = desk.entry()["medicine"]
    assert [one["at"][:16] for one in took] == [f"{day}T14:30", f"{day - timedelta(days=1)}T22:00"]


def test_the_first_entry_says_when_the_diary_was_begun(desk: Desk) -> None:
    desk.add("--at", f"{date.today() - timedelta(days=2)} 08:05", "--pain", "3")
    desk.add("--pain", "3")
    assert desk.kept().settings == {"keep": True, "begun": str(date.today() - timedelta(days=2))}


def test_the_first_line_that_it_begins_a_diary_without_a_lock_comes_once(desk: Desk) -> None:
    assert "anybody who can open this computer can read it" in flat(desk.add("--pain", "3").out)
    assert desk.add("--pain", "2").out.count("\n") == 1


def test_many_entries_come_as_json_and_all_or_none_are_kept(desk: Desk) -> None:
    entries = [ago(1, answers={"back_pain": 3}, extra={"of": "her own"}), ago(0, answers={}, notes=NOTE, id="x")]
    ran = desk.run("add", "--json", "-", typed=as_text(entries))
    assert (ran.status, ran.out.splitlines()[0]) == (0, "2 entries are in your diary.")
    first, second = desk.kept().entries.values()
    assert first.pop("written")[:10] == str(date.today())
    assert (first, second) == (entries[0], {key: value for key, value in entries[1].items() if key != "id"})
    bad = [ago(0, answers={"back_pain": 5}), ago(0, mood="fine"), {"at": "noon"}]
    ran = desk.run("add", "--json", "-", typed=as_text(bad))
    assert ran.status == 1
    assert re.findall(r"(?m)^(entries[\w.]+): ", ran.err) == ["entries.1.mood", "entries.2.at"]
    assert len(desk.kept().entries) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        ('{"at": NaN}', "not JSON"),
        ("7", "entries.0: 7 is not an entry"),
        ("[" * 100_000, "not JSON"),
        ('"é', "not JSON"),
        ('{"at": "2024-11-03T21:40+00:00", "x": ' + "[" * 60 + "]" * 60 + "}", "entries.0: nested too deeply"),
    ],
)
def test_json_that_cannot_be_read_is_named(desk: Desk, text: str, why: str) -> None:
    ran = desk.run("add", "--json", "-", typed=text)
    assert (ran.status, why in ran.err, desk.path.exists()) == (1, True, False)


def test_a_json_file_is_read_and_a_missing_one_is_named(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "entry.json"
    file.write_text("\ufeff" + as_text(ago(0, answers={"back_pain": 2})))
    assert desk.run("add", "--json", str(file)).status == 0
    assert desk.entry()["answers"] == {"back_pain": 2}
    assert (ran := desk.run("add", "--json", "missing.json")).status == 2
    assert "missing.json: No such file" in ran.err
    assert desk.run("add", "--json", "-", "--pain", "3").status == 2


def test_with_nobody_to_ask_and_nothing_said_it_says_how(desk: Desk) -> None:
    ran = desk.run("add")
    assert (ran.status, "--json -" in ran.err, desk.path.exists()) == (2, True, False)


@pytest.mark.parametrize(
    ("flags", "level"),
    [
        (["--place", "chest"], "emergency"),
        (["--place", "shoulder_tip"], "urgent"),
        (["--temperature", "37.9"], "today"),
        (["--pain", "3"], ""),
    ],
)
def test_what_is_grave_is_answered_at_once(desk: Desk, pathway: Pathway, flags: list[str], level: str) -> None:
    desk.run("about", "--country", "GB")
    out = flat(desk.add(*flags).out)
    assert ("Whom to call" in out) == bool(level)
    if level in ("emergency", "urgent"):
        assert pathway.words[f"level.{level}"].upper() in out
    assert ("999" in out) == (level != "")
    assert too_wide(out.replace(" ", "\n")) == []


def test_what_earlier_entries_say_counts_too(desk: Desk) -> None:
    desk.add("--place", "chest")
    assert "CALL FOR AN AMBULANCE NOW" in desk.add("--pain", "2").out


# In a terminal


@pytest.fixture
def at(desk: Desk) -> str:
    """Where her diary is."""
    return str(desk.path)


def answer(terminal: Terminal, lines: list[str]) -> None:
    for line in lines:
        terminal.type(line)


def test_at_a_terminal_it_asks_and_everything_may_be_left_out(at: str, desk: Desk) -> None:
    terminal = Terminal("diary", "add", BALM_DIARY=at)
    answer(terminal, [""] * 11)
    assert terminal.end() == 0
    assert "Nothing was written." in terminal.text
    assert not desk.path.exists()
    assert too_wide(terminal.text) == []


def test_what_is_typed_at_a_terminal_is_kept(at: str, desk: Desk) -> None:
    terminal = Terminal("diary", "add", BALM_DIARY=at)
    yesterday = date.today() - timedelta(days=1)
    mistaken = ["tomorrow", "2999-01-01 10:00", f"{yesterday} 21:40", "11", "4", "x", "6", "99", "1 6", "3", "98.6f", "?", "3", "2 2@14:00"]
    answer(terminal, [*mistaken, NOTE, "Ring again."])
    assert terminal.end() == 0, terminal.text
    entry = desk.entry()
    places = ["low_back", "leg"]
    assert entry.pop("at")[:16] == f"{yesterday}T21:40"
    assert entry.pop("written")[:10] == str(date.today())
    assert entry["medicine"].pop()["at"][:16] == f"{yesterday}T14:00"
    assert entry == {
        "answers": {"back_pain": 4, "bleeding": "light", "temperature_c": 37, "sleep_hours": "not_sure"},
        "pain_worst": 6,
        "places": places,
        "mood": "low",
        "medicine": [{"item": "ibuprofen"}],
        "notes": NOTE,
        "told_clinic": "Ring again.",
    }
    assert f"for {yesterday:%a} {yesterday.day:2}" in terminal.text


@pytest.mark.parametrize(("then", "count"), [("y", 1), ("n", 0)])
def test_whoever_stops_is_asked_whether_to_keep_it(at: str, desk: Desk, then: str, count: int) -> None:
    terminal = Terminal("diary", "add", BALM_DIARY=at)
    answer(terminal, ["", "4", "q", then])
    assert terminal.end() == 0
    assert (len(desk.kept().entries) if desk.path.exists() else 0) == count


def test_a_terminal_that_goes_away_writes_nothing(at: str, desk: Desk) -> None:
    terminal = Terminal("diary", "add", BALM_DIARY=at)
    answer(terminal, ["", "4"])
    terminal.press("d")
    assert terminal.end() == 0
    assert not desk.path.exists()


def test_the_help_warns_of_the_shells_history() -> None:
    said = flat(balm("diary", "add", "--help").out)
    assert "What you type as flags stays in the shell's history." in said
    assert "--json - do not" in said
