"""The claim of time holds of the diary as it is; and each mistake that is planted in it is found, with a small diary."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from balm import Pathway, look_back
from balm.care import diary, entries, measures
from balm.pathway.diary import Run
from balm.proofs import days, time
from balm.proofs.small_diaries import TODAY
from balm.proofs.time import refutation
from balm.rules.nodes import Any as Any_
from balm.rules.nodes import Compare, Node, Yes
from balm.rules.parse import parse

Plant = Callable[[pytest.MonkeyPatch], None]


def test_the_claim_is_proved(pathway: Pathway) -> None:
    heard: list[tuple[int, int]] = []
    assert refutation(pathway, lambda done, of: heard.append((done, of))) is None
    assert [done for done, _ in heard] == [*range(len(heard))]
    assert heard[-1][0] == heard[-1][1]


@pytest.mark.slow
@pytest.mark.thorough
def test_the_claim_is_proved_of_more_days(pathway: Pathway) -> None:
    assert refutation(pathway, thorough=True) is None


def missing_is_free_of_pain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(measures, "_UNKNOWN_HIGH", 0)


def missing_at_first_was_the_worst(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(measures, "_UNKNOWN_LOW", 10)


def a_gap_ends_a_run(patch: pytest.MonkeyPatch) -> None:
    real = measures.run_of

    def ended(days: measures.Days, run: Run) -> tuple[int | None, bool | None]:
        length, _ = real(days, replace(run, bridges=0))
        return length, None if length is None else True

    patch.setattr(measures, "run_of", ended)


def a_missing_day_does_not_count(patch: pytest.MonkeyPatch) -> None:
    real = measures.run_of

    def fewer(days: measures.Days, run: Run) -> tuple[int | None, bool | None]:
        length, whole = real(days, run)
        counted = [day for day in days.by_day if length and day > days.today - length]
        return (len(counted) if length else length), whole

    patch.setattr(measures, "run_of", fewer)


def a_gap_before_today_hides_a_rise(patch: pytest.MonkeyPatch) -> None:
    real = measures._rise
    patch.setattr(measures, "_rise", lambda days: real(days) if days.today - 1 in days.by_day and days.today - 2 in days.by_day else {})


def only_days_with_an_entry_are_counted(patch: pytest.MonkeyPatch) -> None:
    real = measures.measures
    patch.setattr(measures, "measures", lambda days: {**real(days), "days_of_diary": len(days.by_day)})


def a_late_entry_is_dropped(patch: pytest.MonkeyPatch) -> None:
    real = entries._entry

    def in_time(*given: Any) -> entries.Entry | None:
        found = real(*given)
        return None if found and found.late else found

    patch.setattr(entries, "_entry", in_time)


def a_late_entry_counts_on_the_day_of_typing(patch: pytest.MonkeyPatch) -> None:
    real = entries._entry
    patch.setattr(entries, "_entry", lambda p, given, *rest: real(p, {**given, "at": given.get("written", given["at"])}, *rest))


def the_day_is_the_one_in_utc(patch: pytest.MonkeyPatch) -> None:
    real = entries._moment

    def moment(value: object, at: str, today: date, report: entries.Report) -> entries.Moment | None:
        found = real(value, at, today, report)
        return found and replace(found, day=min(found.second // 86_400 + entries._EPOCH, today.toordinal()))

    patch.setattr(entries, "_moment", moment)


def the_last_to_come_in_is_the_last(patch: pytest.MonkeyPatch) -> None:
    real = entries.read_diary

    def in_order(pathway: Pathway, given: Any, today: date) -> entries.Record:
        one_by_one = [real(pathway, {**given, "entries": [one]}, today).entries for one in given["entries"]]
        return replace(real(pathway, given, today), entries=tuple(entry for some in one_by_one for entry in some))

    patch.setattr(entries, "read_diary", in_order)


def a_clock_that_goes_back_hides_what_comes_later(patch: pytest.MonkeyPatch) -> None:
    real = entries.read_diary

    def forward_only(pathway: Pathway, given: Any, today: date) -> entries.Record:
        kept: list[Any] = []
        for one in given["entries"]:
            kept += [one] if not kept or one["at"] >= kept[-1]["at"] else []
        return real(pathway, {**given, "entries": kept}, today)

    patch.setattr(entries, "read_diary", forward_only)


def what_is_dated_ahead_is_the_last_of_today(patch: pytest.MonkeyPatch) -> None:
    real = entries._moment

    def moment(value: object, at: str, today: date, report: entries.Report) -> entries.Moment | None:
        found = real(value, at, today, report)
        return found and replace(found, ahead=False)

    patch.setattr(entries, "_moment", moment)
    patch.setattr(diary, "read_diary", entries.read_diary)


def what_is_far_ahead_counts_as_today(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(entries, "AHEAD", 1000)


PLANTED: list[tuple[Plant, str, int]] = [
    (missing_is_free_of_pain, "a day with nothing written (pain)", 3),
    (missing_at_first_was_the_worst, "a day with nothing written (pain)", 3),
    (a_gap_ends_a_run, "a day with nothing written", 2),
    (a_missing_day_does_not_count, "a day with nothing written", 2),
    (a_gap_before_today_hides_a_rise, "a day with nothing written", 5),
    (only_days_with_an_entry_are_counted, "a day with nothing written (pain, the loss without a date)", 4),
    (a_late_entry_is_dropped, "a late entry", 1),
    (a_late_entry_counts_on_the_day_of_typing, "a late entry", 1),
    (the_day_is_the_one_in_utc, "no time zone moves a day", 1),
    (the_last_to_come_in_is_the_last, "the order of coming in", 4),
    (a_clock_that_goes_back_hides_what_comes_later, "the order of coming in", 2),
    (what_is_dated_ahead_is_the_last_of_today, "a clock that was set back", 2),
    (what_is_far_ahead_counts_as_today, "days ahead of her clock", 2),
]


@pytest.mark.parametrize(("plant", "part", "most"), PLANTED, ids=[plant.__name__ for plant, _, _ in PLANTED])
def test_a_planted_mistake_is_refuted_with_a_small_diary(
    plant: Plant, part: str, most: int, pathway: Pathway, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    found = refutation(pathway)
    assert found is not None
    assert found.part.startswith(part), found
    assert len(found.diary["entries"]) <= most, found
    assert found.said != found.wanted
    monkeypatch.undo()
    look_back(pathway, json.loads(json.dumps(found.diary)), TODAY)  # it is a diary as any other


def noticed(pathway: Pathway, name: str, when: str) -> Pathway:
    """The pathway with another condition for what is noticed."""
    diary = pathway.diary
    node: Node = parse(when)
    return replace(pathway, diary=replace(diary, noticed={**diary.noticed, name: replace(diary.noticed[name], when=node)}))


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("expected", "pain_fall >= 2"),
        ("expected", "(pain_fall_sure >= 2 or pain_fall_percent >= 30) and pain_rise_at_most < 2"),
        ("expected", "not not_improving"),
    ],
)
def test_content_that_reads_silence_as_easing_is_refuted(name: str, when: str, pathway: Pathway) -> None:
    found = refutation(noticed(pathway, name, when))
    assert found is not None
    assert "expected" in found.said


def test_a_length_that_is_told_too_early_is_refuted(pathway: Pathway) -> None:
    runs = pathway.diary.runs
    early = replace(runs["bleeding_run"], told_when=Any_((Yes("bleeding_run_known"), Compare("bleeding_run", ">=", 14))))
    found = refutation(replace(pathway, diary=replace(pathway.diary, runs={**runs, "bleeding_run": early})))
    assert found is not None
    assert found.part == "a length that is told is long enough"


def test_the_solver_refutes_good_news_that_silence_can_bring(pathway: Pathway) -> None:
    assert [*time._good_news_is_sure(noticed(pathway, "expected", "pain_fall_percent_sure <= 30"), 7)]


def test_the_solver_refutes_a_warning_that_silence_can_take_away(pathway: Pathway) -> None:
    planted = noticed(pathway, "worse_again", "pain_best >= 3 and pain_rise_hours >= 24")
    assert {one.part for one in time._worse_again_rests_on_four_days(planted, 7)} >= {"worse_again rests on 4 days"}


def test_the_solver_refutes_a_run_in_which_a_gap_is_its_beginning(pathway: Pathway, monkeypatch: pytest.MonkeyPatch) -> None:
    real = days.run

    def ended(row: Any, first_day: int, bridges: int, counts: Any) -> Any:
        length, _ = real(row, first_day, 0, counts)
        return length, length.known

    monkeypatch.setattr(time, "run", ended)
    found = [*time._runs_are_never_longer_than_told(pathway, 4)]
    assert found
    assert all(0 < len(one.diary["entries"]) <= 4 for one in found)


def test_the_solver_refutes_windows_that_pass_over_a_day(pathway: Pathway, monkeypatch: pytest.MonkeyPatch) -> None:
    real = days.nth
    monkeypatch.setattr(time, "nth", lambda row, n, backwards=False: [which[1:] + which[:1] for which in real(row, n + 1, backwards)[1:]])
    assert [*time._not_improving_rests_on_its_windows(pathway, 7)]


def test_a_formula_that_differs_from_the_code_is_found(pathway: Pathway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "_mean", lambda total, n: total // n)
    found = refutation(pathway)
    assert found is not None
    assert found.part.startswith("the code says what the formula says of pain_")


def test_the_solver_refutes_a_run_that_a_missing_day_ends(pathway: Pathway) -> None:
    runs = {name: replace(run, bridges=0) for name, run in pathway.diary.runs.items()}
    found = [*time._a_run_goes_on_over_missing_days(replace(pathway, diary=replace(pathway.diary, runs=runs)), 5)]
    assert found
    assert all(0 < len(one.diary["entries"]) <= 5 for one in found)
