"""A finding is asked only when it applies. Applicability saves questions; it never overrules her."""

from __future__ import annotations

from balm import Pathway
from balm.care.case import Case
from balm.care.judge import fill, judge, known
from balm.rules.kinds import Answer
from tests.care.people import level, partly, person


def filled(pathway: Pathway, assume_clear: bool = False, **answers: Answer) -> dict[str, Answer]:
    return known(pathway, fill(pathway, Case(answers, assume_clear)))


def test_what_does_not_apply_takes_its_fixed_value(pathway: Pathway) -> None:
    values = filled(pathway, stage="suspected")
    assert (values["days_since_loss"], values["bleeding_days"], values["loss_confirmed"]) == (0, 0, False)
    assert filled(pathway, management="natural")["misoprostol"] == "none"
    assert filled(pathway, bleeding="spotting")["pads_per_hour"] == 0
    assert filled(pathway, days_since_loss=3)["still_feels_pregnant"] is False
    assert filled(pathway, anaesthetic="none", management="surgical", days_since_procedure=2)["needle_site_red"] is False


def test_days_since_a_procedure_that_never_was_are_the_days_since_the_loss(pathway: Pathway) -> None:
    values = filled(pathway, stage="after", management="natural", anaesthetic="none", days_since_loss=12)
    assert values["days_since_procedure"] == 12


def test_while_it_is_undecided_whether_it_applies_it_is_unanswered(pathway: Pathway) -> None:
    values = filled(pathway)
    assert all(values[name] is None for name in ("days_since_loss", "misoprostol", "pads_per_hour", "pain_days"))


def test_an_answer_that_was_given_always_counts_even_an_odd_one(pathway: Pathway) -> None:
    assert level(person(pathway, bleeding="none", pads_per_hour=4)) == "emergency"
    assert level(person(pathway, anaesthetic="none", needle_site_red=True, something_feels_wrong=False)) == "self_care"
    assert filled(pathway, bleeding="none", flooding=True)["flooding"] is True
    assert partly(pathway, bleeding="none", flooding=True)["urgency"] == "emergency"


def test_the_fixed_value_comes_before_assume_clear_fills_the_rest(pathway: Pathway) -> None:
    values = filled(pathway, assume_clear=True, stage="suspected")
    assert values["loss_confirmed"] is False  # its clear value is yes
    assert values["days_since_loss"] == 0  # its clear value is 7
    assert values["age_years"] == 31


def test_what_does_not_apply_is_never_asked(pathway: Pathway) -> None:
    asked = partly(pathway, bleeding="none", stage="suspected", management="natural")["ask_next"]
    assert not {"pads_per_hour", "flooding", "days_since_loss", "misoprostol", "bleeding_trend"} & set(asked)


def test_what_decides_whether_a_question_applies_is_asked_before_it(pathway: Pathway) -> None:
    asked = list(partly(pathway)["ask_next"])
    for gate, gated in (("bleeding", "pads_per_hour"), ("stage", "days_since_loss"), ("management", "misoprostol")):
        assert asked.index(gate) < asked.index(gated)


def test_on_no_screen_does_a_question_stand_before_what_decides_whether_it_applies(pathway: Pathway) -> None:
    from balm.care.ask import screen_order
    from balm.pathway.checks import leans_on

    place = {finding: n for n, screen in enumerate(pathway.screens) for finding in screen.findings}
    assert set(place) == set(screen_order(pathway))
    for name, finding in pathway.findings.items():
        if finding.asked_when is not None:
            gates = leans_on(pathway, name)
            assert min(place[gate] for gate in gates) < place[name], name


def test_judging_never_changes_the_case(pathway: Pathway) -> None:
    answers: dict[str, Answer] = {"bleeding": "none", "temperature_c": "not_sure"}
    judge(pathway, Case(answers))
    assert answers == {"bleeding": "none", "temperature_c": "not_sure"}
