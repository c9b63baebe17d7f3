"""What holds of every diary: a missing day is never good news, writing never lowers the level, and what is bad costs nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from balm import CaseRefused, LookBack, Pathway, assess, load_pathway, look_back
from balm.care.assess import assess_briefly
from balm.care.entries import HELPED
from balm.care.judge import NOBODY
from balm.pathway.model import LEVELS
from balm.rules.kinds import NOT_SURE
from tests.care.diaries import OFTEN, TODAY, ago, back, daily, diaries, easing, entries, on, pains, shown, written

PATHWAY = load_pathway()
MANY = (
    *OFTEN,
    "dizzy",
    "feels_hot_or_shivery",
    "appetite",
    "days_since_procedure",
    "management",
    "misoprostol",
    "pads_per_hour",
    "vomiting",
)

WITHOUT_HER_OWN = ("back_pain", "bleeding", "belly_pain", "taking_nsaid", "appetite")


def rank(case: Any) -> int:
    urgency = assess_briefly(PATHWAY, case)["urgency"]
    return NOBODY if urgency is None else LEVELS.index(urgency)


def todays(diary: Any) -> dict[str, Any]:
    """The case of today's last answers alone."""
    answers: dict[str, Any] = {}
    for entry in sorted(diary["entries"], key=lambda one: one["at"]):
        if entry["at"].startswith(ago(0)):
            answers |= entry["answers"]
    return {"date_of_loss": diary.get("date_of_loss"), "today": TODAY.isoformat(), "answers": answers}


@given(diaries(PATHWAY, findings=MANY) | daily(PATHWAY, WITHOUT_HER_OWN) | daily(PATHWAY, ("back_pain", "pain_trend")))
@settings(max_examples=500)
def test_the_level_is_never_lower_with_the_diary_than_without(diary: Any) -> None:
    without = rank(todays(diary))
    with_it = rank(look_back(PATHWAY, diary, TODAY)["case"])
    event("the diary raises the level" if with_it < without else "the same level")
    assert with_it <= without


@given(diaries(PATHWAY, findings=MANY))
@settings(max_examples=200)
def test_no_answer_of_today_is_lost_but_for_a_worse_one(diary: Any) -> None:
    looked = look_back(PATHWAY, diary, TODAY)
    used, worse = looked["case"]["answers"], {clue["finding"] for clue in looked["findings"] if clue["used"]}
    for finding, value in todays(diary)["answers"].items():
        assert used[finding] == value or finding in worse


def without_day(diary: Any, day: str) -> dict[str, Any]:
    return {**diary, "entries": [entry for entry in diary["entries"] if entry["at"][:10] != day]}


@given(easing(), st.data())
@settings(max_examples=500)
@example(written(*pains(6, 6, 6, 4, 4, 4), begun=5), None)
def test_taking_a_day_out_never_makes_it_look_as_if_the_pain_eases(diary: Any, data: Any) -> None:
    days = sorted({entry["at"][:10] for entry in diary["entries"]})
    assume(days)
    for day in days if data is None else [data.draw(st.sampled_from(days))]:
        less = without_day(diary, day)
        if "expected" in shown(PATHWAY, less):
            event("shown without the day")
            assert "expected" in shown(PATHWAY, diary)


ENOUGH = {"pain_run": 14, "belly_pain_run": 14, "bleeding_run": 22, "painkiller_run": 10, "low_mood_run": 14, "hardly_eating_run": 3}
"""From this length on more changes nothing: `told_when` of each run."""


@given(daily(PATHWAY, WITHOUT_HER_OWN), st.data())
@settings(max_examples=500)
def test_taking_a_day_out_never_ends_a_run_nor_makes_its_answer_shorter(diary: Any, data: Any) -> None:
    """A run that goes on is never told to be over, and a length that is told never becomes less, but for lengths that are enough already.

    Without what she said herself of how long it was, which goes with the day on which she said it.
    """
    days = sorted({entry["at"][:10] for entry in diary["entries"]})
    assume(days)
    before, after = lengths(diary), lengths(without_day(diary, data.draw(st.sampled_from(days))))
    for run in before.keys() & after.keys():
        (was, whole), (now, still_whole) = before[run], after[run]
        assert not was or (now, still_whole) != (0, True)
        if whole and still_whole:
            event(f"{run} is told with and without the day")
            assert now >= was or now >= ENOUGH[run]


def lengths(diary: Any) -> dict[str, tuple[int, bool]]:
    """Of each run that can be told, how long it is, and whether that is all of it."""
    told: Any = look_back(PATHWAY, diary, TODAY)["measures"]
    return {run: (told[run], told[f"{run}_known"]) for run in ENOUGH if run in told}


def test_a_day_taken_out_of_the_middle_of_a_run_changes_nothing_of_it(pathway: Pathway) -> None:
    bleeding = [on(n, bleeding="light") for n in range(20)]
    whole = back(pathway, *bleeding)
    for n in range(1, 19):
        less = back(pathway, *bleeding[:n], *bleeding[n + 1 :])
        assert (less["measures"]["bleeding_run"], [one["id"] for one in less["noticed"]]) == (20, ["bleeding_on"])
    assert [one["id"] for one in whole["noticed"]] == ["bleeding_on"]


@given(diaries(PATHWAY), st.randoms(use_true_random=False))
def test_neither_order_nor_repeats_change_anything(diary: Any, chance: Any) -> None:
    again = [*diary["entries"], *diary["entries"][:2]]
    chance.shuffle(again)
    assert look_back(PATHWAY, {**diary, "entries": again}, TODAY) == look_back(PATHWAY, diary, TODAY)


@given(diaries(PATHWAY), st.integers(0, 12))
def test_what_is_bad_is_left_out_by_itself(diary: Any, place: int) -> None:
    listed = list(diary["entries"])
    listed.insert(place, {"at": "yesterday", "answers": {"fainted": True}})
    looked, whole = look_back(PATHWAY, {**diary, "entries": listed}, TODAY), look_back(PATHWAY, diary, TODAY)
    assert [one["entry"] for one in looked["refused"]] == [min(place, len(diary["entries"]))]
    assert {**looked, "refused": []} == whole


@given(diaries(PATHWAY), st.sampled_from(HELPED))
def test_nothing_is_judged_by_what_she_tried(diary: Any, helped: str) -> None:
    every = [{"item": item, "helped": helped} for item in PATHWAY.care]
    looked = look_back(PATHWAY, {**diary, "entries": [{**entry, "tried": every} for entry in diary["entries"]]}, TODAY)
    without = look_back(PATHWAY, {**diary, "entries": [{**entry, "tried": None} for entry in diary["entries"]]}, TODAY)
    assert {**looked, "tried": []} == without


BAD: list[tuple[dict[str, Any], str, str, str]] = [
    ({"answers": {"back_pian": 4}}, "answers.back_pian", "unknown finding", "balm questions"),
    ({"answers": {"back_pain": 11}}, "answers.back_pain", "11 is outside 0..10", "0 to 10"),
    ({"answers": {"temperature_c": 98.6}}, "answers.temperature_c", "98.6 is outside", "98.6 F is 37.0 C"),
    ({"answers": {"bleeding": "some"}}, "answers.bleeding", '"some" is not one of the choices', "spotting"),
    ({"answers": {"days_since_loss": 2}}, "answers.days_since_loss", "the date of the loss is 8 days before", "mend one"),
    ({"answers": []}, "answers", "a list is not an object", "back_pain"),
    ({"written": "later"}, "written", '"later" is not a local time', "2026-11-03T21:40+01:00"),
    ({"pain_worst": "bad"}, "pain_worst", '"bad" is not a number', "0 to 10"),
    ({"places": "leg"}, "places", '"leg" is not a list', "low_back"),
    ({"places": ["toe"]}, "places.0", '"toe" is not one of the words', "low_back"),
    ({"mood": "fine"}, "mood", '"fine" is not one of the words', "all_right"),
    ({"medicine": "tea"}, "medicine", '"tea" is not a list', "ibuprofen"),
    ({"medicine": ["tea"]}, "medicine.0", '"tea" is not an object', "ibuprofen"),
    ({"medicine": [{"item": "tea"}]}, "medicine.0.item", '"tea" is not one of the words', "ibuprofen"),
    ({"medicine": [{"item": "codeine", "at": "2027-01-01T10:00Z"}]}, "medicine.0.at", "is after today", "mend today"),
    ({"tried": {}}, "tried", "an object is not a list", "walking"),
    ({"tried": ["rest"]}, "tried.0", '"rest" is not an object', "helped"),
    ({"tried": [{"item": "rest"}, {"item": "walkng"}]}, "tried.1.item", '"walkng" is not a care item', 'did you mean "walking"?'),
    ({"tried": [{"item": 7}]}, "tried.0.item", "7 is not a care item", "write one of: rest, "),
    ({"tried": [{"item": "rest", "helped": True}]}, "tried.0.helped", "true is not one of the words", "yes, a_little, no, worse"),
    ({"notes": 4}, "notes", "4 is not a text", "in quotes"),
    ({"told_clinic": True}, "told_clinic", "true is not a text", "in quotes"),
]


@pytest.mark.parametrize(("bad", "at", "problem", "hint"), BAD, ids=[at for _, at, _, _ in BAD])
def test_a_bad_value_is_named_with_its_place_and_the_rest_of_the_entry_counts(bad: Any, at: str, problem: str, hint: str) -> None:
    good = on(2, bleeding="light", pain_worst=3)
    entry = {**good, **bad, "answers": {**good["answers"], **bad["answers"]} if bad.get("answers") else bad.get("answers", good["answers"])}
    looked = look_back(PATHWAY, written(on(3), entry, loss=10), TODAY)
    ((refused,), day) = looked["refused"], looked["days"][8]
    assert (refused["entry"], refused["day"], len(refused["errors"])) == (1, ago(2), 1)
    (error,) = refused["errors"]
    assert (error["at"], problem in error["problem"], hint in error["hint"]) == (f"entries.1.{at}", True, True)
    assert day["recorded"]
    assert day["pain_worst"] == 3 if at.startswith("answers") else day["bleeding"] == "light"


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (7, "7 is not an entry"),
        ({}, "null is not a local time"),
        ({"at": "2026-11-20"}, "is not a local time"),
        ({"at": "2026-11-20T10:00"}, "is not a local time"),
        ({"at": "2026-02-29T10:00Z"}, "is not a local time"),
        ({"at": "2026-11-20T24:00Z"}, "is not a local time"),
        ({"at": "2026-11-20T10:00+15:00"}, "is not a local time"),
        ({"at": "2026-11-25T10:00Z"}, "2026-11-25 is after today, 2026-11-22"),
    ],
)
def test_an_entry_without_a_time_is_on_no_day(entry: Any, problem: str) -> None:
    looked = look_back(PATHWAY, {"entries": [entry, on(0, back_pain=2)]}, TODAY)
    assert len(looked["days"]) == 1
    assert problem in looked["refused"][0]["errors"][0]["problem"]


@pytest.mark.parametrize("head", [{"date_of_loss": "2026-11-23"}, {"date_of_loss": "soon"}, {"begun": 4}, {"country": 44}])
def test_a_bad_head_of_a_diary_loses_no_entry(head: dict[str, Any]) -> None:
    looked = look_back(PATHWAY, {"entries": [on(0, back_pain=2)], **head}, TODAY)
    assert (looked["refused"][0]["entry"], looked["refused"][0]["errors"][0]["at"]) == (None, next(iter(head)))
    assert looked["case"]["answers"] == {"back_pain": 2}
    assess(PATHWAY, looked["case"])


@pytest.mark.parametrize("diary", [None, [], {}, {"entries": {}}])
def test_without_a_list_of_entries_there_is_no_diary(diary: Any) -> None:
    with pytest.raises(CaseRefused):
        look_back(PATHWAY, diary, TODAY)


def test_a_list_of_medicines_that_cannot_be_read_never_says_that_none_was_taken() -> None:
    taken = on(1, medicine=[{"item": "ibuprofen"}])
    assert back(PATHWAY, taken, on(0, medicine=[]))["measures"]["painkiller_run"] == 0
    for unreadable in ([{"item": "tea"}], ["tea"], "tea"):
        assert back(PATHWAY, taken, on(0, medicine=unreadable))["measures"]["painkiller_run"] == 2


def test_a_late_entry_counts_on_its_own_day() -> None:
    looked = back(PATHWAY, on(0, back_pain=2), on(3, back_pain=7, written=f"{ago(0)}T20:00+00:00"))
    assert [(day["day"], day["late"], day["pain_now"]) for day in (looked["days"][0], looked["days"][-1])] == [
        (ago(3), 1, 7),
        (ago(0), 0, 2),
    ]
    assert looked["case"]["answers"] == {"back_pain": 2}


def test_her_day_is_the_date_where_she_was() -> None:
    evening = on(1, "23:30-10:00", back_pain=6)  # 09:30 of the 22nd in London
    looked = back(PATHWAY, evening, on(0, "08:00+00:00", back_pain=2))
    assert [day["pain_now"] for day in looked["days"]] == [6, 2]
    assert looked["case"]["answers"] == {"back_pain": 2}


def test_a_day_ahead_of_her_clock_is_today_and_the_last_that_happened_counts() -> None:
    """From Tokyo to Honolulu: the morning of the 23rd there came before the evening of the 22nd here."""
    tokyo, honolulu = {**on(0), "at": "2026-11-23T08:00+09:00", "answers": {"back_pain": 6}}, on(0, "20:00-10:00", back_pain=3)
    looked = back(PATHWAY, honolulu, tokyo)
    assert [(day["day"], day["entries"], day["late"], day["pain_now"], day["pain_worst"]) for day in looked["days"]] == [
        (ago(0), 2, 0, 3, 6)
    ]


def test_a_clock_set_back_by_days_loses_only_what_is_ahead_and_says_so() -> None:
    looked = back(PATHWAY, {"at": "2026-11-26T09:00Z", "answers": {"back_pain": 9}}, on(1, back_pain=3), loss=9)
    assert looked["days"][-2]["pain_now"] == 3
    assert looked["refused"][0]["errors"] == [
        {"at": "entries.0.at", "problem": "2026-11-26 is after today, 2026-11-22", "hint": "write the day that it was, or mend today"}
    ]


@given(st.lists(entries(PATHWAY, 5), max_size=3), st.sampled_from([-14, -1, 0, 9, 14]))
def test_moving_over_time_zones_never_lowers_the_level(some: list[Any], hours: int) -> None:
    """The same local times with another offset are the same days; only what happened first may change."""
    moved = [{**one, "at": one["at"][:16] + f"{hours:+03}:00"} for one in some]
    here, there = (look_back(PATHWAY, {"entries": listed}, TODAY) for listed in (some, moved))
    assert here["case"] == there["case"]
    assert here["days"] == there["days"]


def test_over_a_year_of_five_entries_a_day_is_read_whole() -> None:
    hours = (7, 11, 15, 19, 23)
    many = [on(day, f"{hour:02}:00+00:00", back_pain=1 + day % 3, bleeding="none") for day in range(400) for hour in hours]
    looked: LookBack = look_back(PATHWAY, written(*many, loss=399, begun=399), TODAY)
    assert (len(looked["days"]), sum(day["entries"] for day in looked["days"])) == (400, 2000)
    assert looked["measures"]["pain_run"] == 399
    assert looked["case"]["answers"]["pain_days"] == 399


def test_a_diary_of_more_than_two_years_is_judged_by_the_last_two() -> None:
    looked = back(PATHWAY, on(900, back_pain=3), on(0, back_pain=3))
    assert (len(looked["days"]), looked["measures"]["pain_run"]) == (731, 0)


def test_not_sure_gives_way_to_what_the_diary_shows_where_that_is_worse() -> None:
    rising = [on(3, back_pain=2), on(2, back_pain=2), on(1, back_pain=5), on(0, "13:00+00:00", back_pain=5, pain_trend=NOT_SURE)]
    looked = back(PATHWAY, *rising, loss=9)
    assert looked["case"]["answers"]["pain_trend"] == "worse"
    assert "T3" in [reason["rule"] for reason in assess(PATHWAY, looked["case"])["reasons"]]


def test_not_sure_of_how_long_stays_the_worst_that_it_may_be() -> None:
    bleeding = [*(on(n, bleeding="light") for n in range(1, 15)), on(15, bleeding="none")]
    looked = back(PATHWAY, *bleeding, on(0, bleeding="light", bleeding_days=NOT_SURE), loss=16)
    assert looked["case"]["answers"]["bleeding_days"] == NOT_SURE
    assert [(clue["value"], clue["used"]) for clue in looked["findings"]] == [(15, False)]
