"""When it cannot be told which of two came last, or a gap lies between, nothing that worries is hidden by it."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from balm import Pathway, assess, look_back
from tests.care.diaries import TODAY, ago, back, on, pains, shown, written

RISEN = [on(3, back_pain=2), on(2, back_pain=2), on(1, "10:00+00:00", back_pain=6)]
AHEAD = {"at": "2026-11-23T09:00+00:00"}  # her clock was a day ahead when she wrote it, and was set back since


def every_order(pathway: Pathway, entries: list[dict[str, Any]]) -> list[Any]:
    return [look_back(pathway, written(*order, loss=9), TODAY) for order in permutations(entries)]


@pytest.mark.parametrize(
    "twice",
    [
        [on(0, back_pain=8), on(0, back_pain=1)],
        [on(0, chest_pain=True), on(0, chest_pain=False)],
        [on(0, sleep_hours=2, mood="low"), on(0, sleep_hours=9, told_clinic="Rest.")],
        [on(0, days_since_loss=8), on(0, days_since_loss=9), on(0, days_since_loss=10)],
    ],
    ids=["pain", "a sign", "no pain at all", "the loss"],
)
def test_entries_of_the_same_minute_say_the_same_in_any_order(twice: list[dict[str, Any]], pathway: Pathway) -> None:
    first, *rest = every_order(pathway, twice)
    assert all({**one, "refused": []} == {**first, "refused": []} for one in rest)


def test_of_two_answers_of_the_same_minute_the_more_urgent_stands(pathway: Pathway) -> None:
    for looked in every_order(pathway, [on(0, chest_pain=True, back_pain=8), on(0, chest_pain=False, back_pain=1)]):
        assert (looked["case"]["answers"]["chest_pain"], looked["case"]["answers"]["back_pain"]) == (True, 8)


def test_of_two_pains_of_the_same_minute_the_higher_is_the_last(pathway: Pathway) -> None:
    for looked in every_order(pathway, [*RISEN, on(0, back_pain=6), on(0, back_pain=2)]):
        assert "worse_again" in {one["id"] for one in looked["noticed"]}
        assert looked["measures"]["pain_rise"] == 4
        assert looked["case"]["answers"]["back_pain"] == 6


def test_the_same_entry_with_its_keys_in_another_order_is_one_entry(pathway: Pathway) -> None:
    entry = on(0, medicine=[{"item": "ibuprofen", "at": f"{ago(0)}T08:00Z"}], back_pain=3)
    looked = back(pathway, entry, dict(reversed(entry.items())))
    assert (looked["days"][0]["entries"], looked["days"][0]["medicine"]) == (1, 1)


def test_an_entry_dated_ahead_never_hides_an_answer_of_today(pathway: Pathway) -> None:
    """Whether she wrote it before or after cannot be told: the clock may have been set back in between."""
    looked = back(pathway, on(0, back_pain=8, chest_pain=True), {**AHEAD, "answers": {"back_pain": 0, "chest_pain": False}}, loss=9)
    assert looked["case"]["answers"] == {"back_pain": 8, "chest_pain": True}
    worse = back(pathway, on(0, back_pain=0, chest_pain=False), {**AHEAD, "answers": {"back_pain": 8, "chest_pain": True}}, loss=9)
    assert worse["case"]["answers"] == {"back_pain": 8, "chest_pain": True}


def test_of_two_answers_the_more_urgent_stands_with_all_that_the_days_show_beside_it(pathway: Pathway) -> None:
    """3 of 10 is urgent only because it has lasted for weeks, and bleeding because it has: the diary knows that, today's answers do not."""
    pain = back(pathway, *pains(*[3] * 20), {**AHEAD, "answers": {"back_pain": 0}, "pain_worst": 0}, loss=12)
    assert pain["case"]["answers"]["back_pain"] == 3
    assert "S1" in [reason["rule"] for reason in assess(pathway, pain["case"])["reasons"]]
    bled = [on(0, bleeding="light"), on(0, bleeding="none", back_pain=0), *(on(n, bleeding="light") for n in range(1, 23))]
    for days in (bled, [on(0, bleeding="none"), on(0, bleeding="light", back_pain=0), *bled[2:]]):
        looked = back(pathway, *days, loss=22)
        assert "S2" in [reason["rule"] for reason in assess(pathway, looked["case"])["reasons"]]


def test_an_entry_dated_ahead_never_hides_a_medicine_of_the_last_day(pathway: Pathway) -> None:
    took = [on(1, "20:00+00:00", medicine=[{"item": "codeine"}]), on(0, "09:00+00:00", back_pain=2)]
    for entries in (took, [*took, {**AHEAD, "answers": {"back_pain": 2}}]):
        assert back(pathway, *entries)["case"]["answers"]["taking_codeine"] is True


def test_an_entry_dated_ahead_never_hides_that_the_pain_is_worse_again(pathway: Pathway) -> None:
    risen = [*RISEN, on(0, back_pain=6)]
    assert "worse_again" in shown(pathway, written(*risen, loss=9))
    assert "worse_again" in shown(pathway, written(*risen, {**AHEAD, "answers": {"back_pain": 0}}, loss=9))


def test_a_journey_over_the_date_line_never_hides_that_the_pain_is_worse_again(pathway: Pathway) -> None:
    """From Kiritimati to Niue: what she wrote after the flight has the date of two days ago."""
    before = [on(5, back_pain=1), on(4, back_pain=1), on(1, "00:10+14:00", back_pain=6), on(0, "00:30+14:00", back_pain=6)]
    assert "worse_again" in shown(pathway, written(*before, loss=9))
    assert "worse_again" in shown(pathway, written(*before, on(2, "23:50-11:00", back_pain=6), loss=9))


def test_days_without_an_entry_never_hide_that_the_pain_is_worse_again(pathway: Pathway) -> None:
    """Where the loss has no date, the days count from her first entry, not only those of which she wrote."""
    whole = [*(on(n + 1, back_pain=2) for n in range(1, 5)), on(1, "10:00+00:00", back_pain=6), on(0, back_pain=6)]
    gaps = [one for one in whole if one["at"][:10] not in (ago(3), ago(4))]
    assert "worse_again" in shown(pathway, written(*whole))
    assert "worse_again" in shown(pathway, written(*gaps))
