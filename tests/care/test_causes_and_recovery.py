from __future__ import annotations

from typing import Any

import pytest

from balm import Pathway
from balm.care.interview import Interview
from balm.pathway.model import LEVELS
from tests.care.people import level, partly, person

_STRICT = ("offer", "caution", "withhold")


def test_no_pain_has_no_cause(pathway: Pathway) -> None:
    assert person(pathway, back_pain=0)["causes"] == []
    assert partly(pathway)["causes"] == []


def test_cramps_in_waves_in_the_first_days_fit_the_womb(pathway: Pathway) -> None:
    causes = {cause["id"]: cause["fit"] for cause in person(pathway, days_since_loss=1, pain_in_waves=True, back_pain=4)["causes"]}
    assert causes["womb_cramps"] == "fits"


def test_burning_and_loin_pain_point_to_the_kidney_and_every_cause_says_why_and_how_sure(pathway: Pathway) -> None:
    result = person(pathway, burning_urine=True, pain_under_ribs_one_side=True, back_pain=4)
    assert "urine_infection" in {cause["id"] for cause in result["causes"] if cause["fit"] == "fits"}
    assert all(cause["why"] and cause["certainty"] and cause["sources"] for cause in result["causes"] if cause["fit"] == "fits")


@pytest.mark.parametrize("sign", ["saddle_numbness", "feels_hot_or_shivery", "leg_weakness", "burning_urine", "foul_discharge"])
def test_no_harmless_cause_is_left_alone_beside_a_sign_that_needs_help(pathway: Pathway, sign: str) -> None:
    result = person(pathway, **{sign: True}, back_pain=4)
    assert LEVELS.index(level(result)) <= LEVELS.index("today")
    assert "womb_cramps" not in {cause["id"] for cause in result["causes"] if cause["fit"] == "fits"}


def test_what_she_reports_is_never_called_usual_when_a_rule_speaks_of_it(pathway: Pathway) -> None:
    reported: list[tuple[dict[str, Any], str]] = [
        ({"bleeding": "light", "bleeding_days": 22, "days_since_loss": 22}, "bleeding"),
        ({"bleeding": "heavier_than_period"}, "bleeding"),
        ({"belly_pain": 8}, "cramps"),
        ({"weeks_without_period": 9, "days_since_loss": 70, "bleeding": "none"}, "period"),
    ]
    for answers, topic in reported:
        within = {one["topic"]: one["within"] for one in person(pathway, **answers)["expected"]}
        assert within[topic] is not True, answers


def test_a_quiet_recovery_is_called_usual(pathway: Pathway) -> None:
    within = {one["topic"]: one["within"] for one in person(pathway, bleeding="light")["expected"]}
    assert within["bleeding"] is True
    assert within["cramps"] is True


def test_no_topic_is_told_twice(pathway: Pathway) -> None:
    for days in (0, 1, 3, 7, 14, 21, 28, 42, 90):
        for management in ("natural", "tablets", "surgical"):
            for weeks in (5, 9, 12, 16, 24):
                topics = [
                    t["topic"] for t in person(pathway, days_since_loss=days, management=management, gestation_weeks=weeks)["expected"]
                ]
                assert len(topics) == len(set(topics)), (days, management, weeks)


def test_an_interview_asks_what_cannot_wait_first_and_stops_at_the_first_emergency(pathway: Pathway) -> None:
    interview = Interview(pathway)
    ask = interview.ask("urgency")
    assert ask is not None
    assert "fainted" in ask.findings
    interview.answer(ask, {finding: finding == "fainted" for finding in ask.findings})
    assert interview.standing().urgency == "emergency"
    assert interview.ask("urgency") is None
    assert interview.ask("plan") is None


def test_the_first_four_screens_hold_every_sign_that_is_an_emergency_on_its_own_but_for_the_mind_and_an_injury(pathway: Pathway) -> None:
    interview = Interview(pathway)
    asked: set[str] = set()
    for _ in range(4):
        ask = interview.ask("urgency")
        assert ask is not None
        asked |= set(ask.findings)
        interview.answer(ask, {finding: pathway.findings[finding].clear for finding in ask.findings})
    alone = {
        finding.id
        for finding in pathway.findings.values()
        if finding.kind.name == "yes_no" and partly(pathway, **{finding.id: True})["urgency"] == "emergency"
    }
    assert alone - asked <= {"flooding", "cannot_stay_safe", "strange_thoughts_or_voices", "thoughts_of_harming_others"}


def test_going_back_takes_the_last_screen_away_and_a_skipped_question_is_not_asked_again(pathway: Pathway) -> None:
    interview = Interview(pathway)
    first = interview.ask("urgency")
    assert first is not None
    interview.answer(first, dict.fromkeys(first.findings, False))
    second = interview.ask("urgency")
    assert second is not None
    interview.answer(second, {})
    third = interview.ask("urgency")
    assert third is not None
    assert third.screen.id != second.screen.id
    assert interview.back() is not None
    assert interview.ask("urgency") == second
    interview.back()
    assert interview.ask("urgency") == first
    assert interview.back() is None


def test_days_known_only_roughly_count_as_the_day_at_which_the_level_is_highest(pathway: Pathway) -> None:
    from balm.care.case import Case
    from balm.care.rough import settle_days

    quiet = {finding.id: finding.clear for finding in pathway.findings.values()}
    pain = Case(quiet | {"back_pain": 3})
    assert settle_days(pathway, pain, {"pain_days": (7, 13)}).answers["pain_days"] == 7
    assert settle_days(pathway, pain, {"pain_days": (14, 27)}).answers["pain_days"] == 14
    heavy = Case(quiet | {"bleeding": "heavier_than_period"})
    assert settle_days(pathway, heavy, {"days_since_loss": (1, 2)}).answers["days_since_loss"] == 1
    late = settle_days(pathway, heavy, {"days_since_loss": (14, 27)}).answers["days_since_loss"]
    assert isinstance(late, int)
    assert late <= 21  # heavy bleeding is urgent up to day 21


@pytest.mark.parametrize("days", [(14, 27), (0, 2), (7, 13), (28, 41)])
def test_care_in_rough_days_is_what_may_be_done_on_each_of_them(pathway: Pathway, days: tuple[int, int]) -> None:
    """Day 21 makes it urgent to look at the test, and would allow strengthening; she may be on day 14, which does not."""
    from balm import assess
    from balm.care.ask import Ask
    from balm.care.interview import Interview

    clear = {name: one.clear for name, one in pathway.findings.items() if name != "days_since_loss"}
    answers = clear | {"pregnancy_test": "positive", "bleeding": "none"}
    interview = Interview(pathway)
    interview.answer(Ask(pathway.screens[0], ()), answers, {"days_since_loss": days})
    care = {entry["item"]: entry["status"] for entry in interview.result()["care"]}
    for day in range(days[0], days[1] + 1):
        on_that_day = assess(pathway, {"answers": answers | {"days_since_loss": day}})["care"]
        for entry in on_that_day:
            assert _STRICT.index(care[entry["item"]]) >= _STRICT.index(entry["status"]), (day, entry["item"])


def test_an_interview_in_rough_days_ends_settled_at_the_highest_level(pathway: Pathway) -> None:
    interview = Interview(pathway)
    while ask := interview.ask("urgency"):
        rough = {finding: (14, 27) for finding in ask.findings if finding == "pain_days"}
        clear = {finding: pathway.findings[finding].clear for finding in ask.findings if finding not in rough}
        interview.answer(ask, clear, rough)
    assert interview.standing().settled
    assert interview.standing().urgency == "soon"
