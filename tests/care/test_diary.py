"""What the days behind her show: for each thing, the smallest diary that shows it, and the nearest one that does not."""

from __future__ import annotations

from typing import Any

import pytest

from balm import Pathway, assess
from tests.care.diaries import back, on, pains, shown, written

LOW, LEG = ["low_back"], ["low_back", "leg"]


def bleeds(*words: str) -> list[dict[str, Any]]:
    return [on(len(words) - 1 - n, bleeding=word) for n, word in enumerate(words)]


def painkillers(days: int) -> list[dict[str, Any]]:
    return [on(day, medicine=[{"item": "ibuprofen"}]) for day in range(days)]


def risen(before: tuple[int, int], now: int, hours: int) -> list[dict[str, Any]]:
    """Two days of pain, then another pain, first and last written so many hours apart."""
    evening = [on(1, "10:00+00:00", back_pain=now), on(0, f"{10 + hours - 24:02}:00+00:00", back_pain=now)]
    return [on(3, back_pain=before[0]), on(2, back_pain=before[1]), *evening]


SHOWN: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("expected", "2 points", written(*pains(6, 6, 6, 4, 4, 4), begun=5), written(*pains(6, 6, 6, 4, 4, 5), begun=5)),
    ("expected", "30 percent", written(*pains(5, 5, 3, 3, 3, 3), begun=5), written(*pains(5, 5, 4, 3, 3, 4), begun=5)),
    ("expected", "a day missing at first", written(*pains(6, 6, 6, 4, 4, 4), begun=5), written(*pains(6, None, 6, 4, 4, 4), begun=5)),
    ("expected", "a day missing at last", written(*pains(6, 6, 6, 4, 4, 4), begun=5), written(*pains(6, 6, 6, 4, None, 4), begun=5)),
    ("expected", "a day missing before", written(*pains(9, 6, 6, 4, 4, 4), begun=5), written(*pains(9, 6, 6, 4, 4, 4), begun=7)),
    ("expected", "nobody knows when it began", written(*pains(6, 6, 6, 4, 4, 4), begun=5), written(*pains(6, 6, 6, 4, 4, 4))),
    ("expected", "risen since", written(*pains(9, 9, 9, 1, 1, 2), begun=5), written(*pains(9, 9, 9, 1, 1, 3, 3), begun=6)),
    ("expected", "since the loss", written(*pains(6, 6, 6, 4, 4, 4), begun=5, loss=5), written(*pains(6, 6, 6, 4, 4, 4), begun=5, loss=4)),
    ("not_improving", "day 14", written(*pains(3, 3, 3, 3, 3, 3), loss=14), written(*pains(3, 3, 3, 3, 3, 3), loss=13)),
    ("not_improving", "no pain left", written(*pains(1, 1, 1, 1, 1, 1), loss=14), written(*pains(1, 1, 1, 1, 1, 0), loss=14)),
    ("not_improving", "still strong", written(*pains(9, 9, 9, 4, 4, 4), loss=14), written(*pains(9, 9, 9, 4, 4, 3), loss=14)),
    ("not_improving", "fallen", written(*pains(5, 5, 5, 4, 4, 3), loss=14), written(*pains(5, 5, 5, 3, 3, 4), loss=14)),
    ("pain_left", "day 28", written(*pains(1), loss=28), written(*pains(1), loss=27)),
    ("pain_left", "no pain", written(on(0, pain_worst=1, back_pain=0), loss=28), written(*pains(0), loss=28)),
    ("pain_left", "6 weeks", written(*pains(*[1] * 44)), written(*pains(*[1] * 43))),
    ("worse_again", "24 hours", written(*risen((3, 3), 5, 24), loss=4), written(*risen((3, 3), 5, 23), loss=4)),
    ("worse_again", "2 points", written(*risen((3, 3), 5, 24), loss=4), written(*risen((3, 4), 5, 24), loss=4)),
    ("worse_again", "day 4", written(*risen((3, 3), 5, 24), loss=4), written(*risen((3, 3), 5, 24), loss=3)),
    ("worse_again", "5 days", written(*risen((3, 3), 5, 24), on(4)), written(*risen((3, 3), 5, 24))),
    ("worse_again", "one good hour", written(*risen((3, 3), 5, 25), loss=4), written(*risen((3, 3), 5, 25), on(1, back_pain=4), loss=4)),
    ("returned", "nearly gone", written(*risen((1, 1), 3, 24), loss=4), written(*risen((1, 2), 4, 24), loss=4)),
    ("new_pain", "a new place", written(on(1, places=LOW), on(0, places=LEG), loss=4),
     written(on(1, places=LEG), on(0, places=LEG), loss=4)),
    ("new_pain", "not a headache", written(on(1, places=LOW), on(0, places=["belly"]), loss=4),
     written(on(1, places=LOW), on(0, places=["head"]), loss=4)),
    ("new_pain", "day 4", written(on(1, places=LOW), on(0, places=LEG), loss=4),
     written(on(1, places=LOW), on(0, places=LEG), loss=3)),
    ("new_pain", "nothing marked before", written(on(1, places=[]), on(0, places=LEG), loss=4), written(on(1), on(0, places=LEG), loss=4)),
    ("strong_pain_today", "8 of 10", written(on(0, pain_worst=8)), written(on(0, pain_worst=7))),
    ("strong_pain_today", "today", written(on(0, back_pain=8)), written(on(1, back_pain=8))),
    ("bleeding_on", "14 days", written(*bleeds(*["spotting"] * 14)), written(*bleeds(*["spotting"] * 13))),
    ("bleeding_up", "one step", written(*bleeds("spotting", "light"), loss=5), written(*bleeds("light", "light"), loss=5)),
    ("bleeding_up", "more than spots", written(*bleeds("spotting", "light"), loss=5), written(*bleeds("none", "spotting"), loss=5)),
    ("bleeding_up", "since the loss", written(*bleeds("spotting", "light"), loss=1), written(*bleeds("spotting", "light"), loss=0)),
    ("bleeding_restarted", "had stopped", written(*bleeds("spotting", "period"), loss=5), written(*bleeds("light", "period"), loss=5)),
    ("bleeding_restarted", "a period", written(*bleeds("none", "period"), loss=5), written(*bleeds("none", "light"), loss=5)),
    ("bleeding_restarted", "7 days", written(on(7, bleeding="none"), on(0, bleeding="period"), loss=9),
     written(on(8, bleeding="none"), on(0, bleeding="period"), loss=9)),
    ("painkillers_three_days", "3 days", written(*painkillers(3)), written(*painkillers(2))),
    ("painkillers_three_days", "no longer 3", written(*painkillers(9)), written(*painkillers(10))),
    ("painkillers_ten_days", "10 days", written(*painkillers(10)), written(*painkillers(9))),
]  # fmt: skip


@pytest.mark.parametrize(("one", "why", "near", "far"), SHOWN, ids=[f"{one}, {why}" for one, why, _, _ in SHOWN])
def test_it_is_noticed_exactly_when_it_should_be(one: str, why: str, near: Any, far: Any, pathway: Pathway) -> None:
    assert one in shown(pathway, near)
    assert one not in shown(pathway, far)


def test_every_thing_that_can_be_noticed_is_tried(pathway: Pathway) -> None:
    assert {one for one, *_ in SHOWN} == set(pathway.diary.noticed)


@pytest.mark.parametrize("one", ["worse_again", "returned", "new_pain", "bleeding_restarted", "painkillers_ten_days", "pain_left"])
def test_what_is_noticed_is_judged_by_a_rule(one: str, pathway: Pathway) -> None:
    """Each of these alone brings a level that today's answers without it do not bring."""
    near = next(near for id_, _, near, _ in SHOWN if id_ == one)
    because = {"worse_again": "T3", "returned": "T3", "new_pain": "T3", "bleeding_restarted": "T1", "painkillers_ten_days": "S9"}
    case = back(pathway, *near["entries"], loss=40 if one == "pain_left" else 5)["case"]
    reasons = [reason["rule"] for reason in assess(pathway, case)["reasons"]]
    if one == "pain_left":  # slight pain of a day, four weeks after: told to her, and the days of pain are asked
        assert "pain_days" in assess(pathway, case)["ask_next"]
    else:
        assert because[one] in reasons


def test_no_entry_shows_nothing_and_says_nothing(pathway: Pathway) -> None:
    looked = back(pathway)
    assert (looked["days"], looked["noticed"], looked["findings"], looked["case"]["answers"]) == ([], [], [], {})


def test_a_day_with_nothing_written_is_shown_as_missing(pathway: Pathway) -> None:
    days = back(pathway, *pains(4, None, 3))["days"]
    assert [(day["recorded"], day["pain_now"], day["pain_worst"]) for day in days] == [(True, 4, 4), (False, None, None), (True, 3, 3)]


def test_a_day_holds_the_last_and_the_worst_of_its_entries(pathway: Pathway) -> None:
    morning = on(0, "08:00+00:00", back_pain=6, temperature_c=38.2, bleeding="period", sleep_hours=4, mood="very_low")
    evening = on(0, "20:00+00:00", back_pain=2, temperature_c=36.9, bleeding="light", mood="low", medicine=[{"item": "paracetamol"}])
    (day,) = back(pathway, evening, morning, loss=0)["days"]
    assert day == {
        "day": "2026-11-22", "days_since_loss": 0, "recorded": True, "entries": 2, "late": 0, "pain_now": 2, "pain_worst": 6,
        "bleeding": "period", "temperature_c": 38.2, "medicine": 1, "sleep": 4, "mood": "very_low",
    }  # fmt: skip


def test_what_was_worse_earlier_today_stands_where_the_question_is_about_the_day(pathway: Pathway) -> None:
    looked = back(pathway, on(0, "08:00+00:00", temperature_c=38.4, chest_pain=True), on(0, temperature_c=36.8, chest_pain=False), loss=5)
    assert looked["case"]["answers"]["temperature_c"] == 38.4
    assert looked["case"]["answers"]["chest_pain"] is False  # that question is about now
    (clue,) = looked["findings"]
    assert (clue["by"], clue["said"], clue["used"]) == ("today", 36.8, True)


LAST_NIGHT = [on(1, "23:30+00:00", temperature_c=38.6, fainted=True, vomiting="some")]


def test_what_was_worse_last_night_stands_for_24_hours_where_the_question_is_about_them(pathway: Pathway) -> None:
    this_morning = on(0, "07:00+00:00", temperature_c=37, fainted=False, vomiting="none")
    looked = back(pathway, *LAST_NIGHT, this_morning, loss=5)
    answers = looked["case"]["answers"]
    assert (answers["temperature_c"], answers["fainted"], answers["vomiting"]) == (38.6, True, "none")  # of vomiting only today is asked
    assert {(clue["finding"], clue["by"], clue["used"]) for clue in looked["findings"]} == {
        ("temperature_c", "yesterday", True),
        ("fainted", "yesterday", True),
    }
    unsure = back(pathway, *LAST_NIGHT, on(0, "07:00+00:00", temperature_c="not_sure"), loss=5)
    assert unsure["case"]["answers"]["temperature_c"] == 38.6
    later = back(pathway, *LAST_NIGHT, on(0, "23:40+00:00", temperature_c=37, fainted=False), loss=5)
    assert (later["case"]["answers"]["temperature_c"], later["findings"]) == (37, [])


def test_what_is_not_answered_today_is_asked_and_not_taken_from_yesterday(pathway: Pathway) -> None:
    fine = on(1, "23:30+00:00", temperature_c=36.6, fainted=False)
    for night in (fine, *LAST_NIGHT):
        looked = back(pathway, night, on(0, "07:00+00:00", back_pain=2), loss=5)
        assert not {"temperature_c", "fainted"} & set(looked["case"]["answers"])


def test_better_gives_way_to_two_days_of_rising_pain(pathway: Pathway) -> None:
    rising = risen((3, 3), 5, 24)
    rising[-1]["answers"]["pain_trend"] = "better"
    looked = back(pathway, *rising, loss=4)
    assert looked["case"]["answers"]["pain_trend"] == "worse"
    assert [(clue["said"], clue["used"]) for clue in looked["findings"] if clue["finding"] == "pain_trend"] == [("better", True)]


def test_an_answer_that_is_worse_than_the_diary_stands(pathway: Pathway) -> None:
    looked = back(pathway, *[on(n, medicine=[{"item": "ibuprofen"}]) for n in range(1, 4)], on(0, painkiller_days=12), on(4, medicine=[]))
    assert looked["case"]["answers"]["painkiller_days"] == 12


def test_yesterdays_answers_are_not_todays_but_what_does_not_change_is(pathway: Pathway) -> None:
    looked = back(pathway, on(3, fainted=True, rhesus_negative=True, days_since_procedure=4, days_since_loss=5))
    assert looked["case"]["answers"] == {"rhesus_negative": True, "days_since_procedure": 7, "days_since_loss": 8}


def test_a_known_date_of_loss_counts_the_days_itself(pathway: Pathway) -> None:
    looked = back(pathway, on(3, days_since_loss=2), loss=5)
    assert "days_since_loss" not in looked["case"]["answers"]
    assert looked["measures"]["days_since_loss"] == 5


@pytest.mark.parametrize(
    ("run", "entries", "length"),
    [
        ("pain_run", [on(9, pain_worst=0, back_pain=0), on(2, back_pain=3), on(0, back_pain=3)], 8),
        ("pain_run", [on(9, back_pain=3), on(1, back_pain=3), on(0, back_pain=3)], 9),
        ("pain_run", [on(10, back_pain=3), on(1, back_pain=3), on(0, back_pain=3)], 1),
        ("pain_run", [on(1, back_pain=3), on(0, pain_worst=0, back_pain=0)], 0),
        ("pain_run", [on(2, back_pain=3)], None),
        ("pain_run", [on(1, back_pain=3), on(0, pain_days=20, back_pain=1)], 20),
        ("bleeding_run", [on(3, bleeding="none"), on(1, bleeding="light")], 3),
        ("painkiller_run", [on(4, medicine=[]), on(2, taking_nsaid=True), on(0, medicine=[{"item": "codeine"}])], 4),
        ("painkiller_run", [on(2, taking_nsaid=True), on(0, medicine=[{"item": "other"}])], 0),
        ("low_mood_run", [on(2, mood="very_low"), on(1, mood="low"), on(0, mood="low")], 3),
        ("low_mood_run", [on(2, mood="low"), on(1, mood="all_right"), on(0, mood="low")], 1),
        ("hardly_eating_run", [on(1, appetite="hardly_any"), on(0, appetite="hardly_any")], 2),
        ("belly_pain_run", [on(1, belly_pain=2), on(0, belly_pain=0)], 0),
    ],
)
def test_a_run_of_days_bridges_short_gaps_and_ends_only_with_a_day_that_says_so(
    run: str, entries: Any, length: Any, pathway: Pathway
) -> None:
    assert back(pathway, *entries)["measures"].get(run) == length


def test_a_run_answers_only_when_its_first_day_is_known_or_it_is_long_already(pathway: Pathway) -> None:
    def told(*entries: dict[str, Any]) -> Any:
        return back(pathway, *entries)["case"]["answers"].get("bleeding_days")

    assert told(*bleeds("light", "light")) is None
    assert told(*bleeds("none", "light", "light")) == 2
    assert told(*bleeds(*["light"] * 21)) is None
    assert told(*bleeds(*["light"] * 22)) == 22


def test_a_place_and_a_medicine_answer_what_they_alone_can_answer(pathway: Pathway) -> None:
    yesterday = on(1, "14:00+00:00", medicine=[{"item": "codeine_with_paracetamol"}, {"item": "naproxen", "at": "2026-11-21T11:00+00:00"}])
    looked = back(pathway, yesterday, on(0, places=["shoulder_tip", "leg"]))
    assert {clue["finding"]: clue["by"] for clue in looked["findings"]} == {
        "shoulder_tip_pain": "place shoulder_tip",
        "taking_codeine": "medicine codeine_with_paracetamol",
        "taking_paracetamol": "medicine codeine_with_paracetamol",
    }  # naproxen was 25 hours before the last entry


def test_what_the_clinic_said_is_remembered(pathway: Pathway) -> None:
    assert back(pathway, on(2, told_clinic="Come on Monday."), on(0))["told_clinic"] == [{"day": "2026-11-20", "words": "Come on Monday."}]


def test_what_she_tried_is_kept_in_the_order_in_which_it_happened(pathway: Pathway) -> None:
    heat, walk = {"item": "local_heat", "helped": "worse"}, {"item": "walking", "helped": None}
    looked = back(pathway, on(0, tried=[walk, {"item": "walking"}]), on(2, tried=[heat, walk]))
    assert looked["tried"] == [{"day": "2026-11-20", **heat}, {"day": "2026-11-20", **walk}, {"day": "2026-11-22", **walk}]
    assert looked["refused"] == []
