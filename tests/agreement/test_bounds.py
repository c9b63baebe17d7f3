"""Unknown is safe: whatever is still answered, the level stays between `urgency` and `highest_possible`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balm import Pathway
from balm.care.ask import ask_next
from balm.care.case import Case
from balm.care.judge import judge
from balm.pathway.model import LEVELS
from balm.rules.kinds import NOT_SURE
from tests.agreement.drawing import answers, completions, naive_bounds, value_of

pytestmark = pytest.mark.slow


def rank(level: str | None) -> int:
    return LEVELS.index(level) if level else len(LEVELS)


@given(st.data())
@settings(max_examples=1200)
def test_any_completion_of_any_answers_stays_within_the_bounds(pathway: Pathway, data: st.DataObject) -> None:
    partial = data.draw(answers(pathway))
    before = judge(pathway, Case(partial))
    after = judge(pathway, Case(data.draw(completions(pathway, partial))))
    assert after.settled
    assert rank(before.highest_possible) <= rank(after.urgency) <= rank(before.urgency)


@given(st.data())
@settings(max_examples=600)
def test_one_more_answer_never_widens_the_bounds(pathway: Pathway, data: st.DataObject) -> None:
    partial = data.draw(answers(pathway, most=30))
    rest = [finding for finding in pathway.findings.values() if finding.id not in partial]
    finding = data.draw(st.sampled_from(rest))
    more = partial | {finding.id: data.draw(st.one_of(value_of(finding.kind), st.just(NOT_SURE)))}
    before, after = judge(pathway, Case(partial)), judge(pathway, Case(more))
    if finding.asked_when is None or finding.id in ask_next(pathway, before):  # an odd answer to what does not apply may do anything
        assert rank(after.highest_possible) >= rank(before.highest_possible)
        assert rank(after.urgency) <= rank(before.urgency)


@given(st.data())
@settings(max_examples=600)
def test_the_judgement_is_what_the_policy_says_word_by_word(pathway: Pathway, data: st.DataObject) -> None:
    case = Case(data.draw(answers(pathway)), assume_clear=data.draw(st.booleans()))
    standing = judge(pathway, case)
    assert (standing.urgency, standing.highest_possible) == naive_bounds(pathway, case)


@given(st.data())
@settings(max_examples=400)
def test_there_is_something_to_ask_exactly_while_the_level_is_not_settled(pathway: Pathway, data: st.DataObject) -> None:
    partial = data.draw(answers(pathway))
    standing = judge(pathway, Case(partial))
    asked = ask_next(pathway, standing)
    assert bool(asked) != standing.settled
    assert not set(asked) & set(partial)


@given(st.data())
@settings(max_examples=300)
def test_what_is_not_asked_cannot_change_the_level(pathway: Pathway, data: st.DataObject) -> None:
    partial = data.draw(answers(pathway))
    standing = judge(pathway, Case(partial))
    asked = set(ask_next(pathway, standing))
    for finding in pathway.findings.values():
        if finding.id not in partial and finding.id not in asked and finding.asked_when is None:
            after = judge(pathway, Case(partial | {finding.id: data.draw(value_of(finding.kind))}))
            assert (after.urgency, after.highest_possible) == (standing.urgency, standing.highest_possible), finding.id
