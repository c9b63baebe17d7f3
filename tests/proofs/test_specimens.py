"""Each claim is refuted of a pathway with one mistake, by the person expected; and proved of one that is only written another way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from balm import Pathway
from balm.care.case import Case
from balm.care.judge import judge
from balm.pathway.load import read_pathway
from balm.pathway.model import LEVELS, Rule
from balm.proofs.claims import CLAIMS
from balm.proofs.goals import Never
from balm.proofs.prove import Proof, Prover
from balm.rules.nodes import All, Any, Yes
from tests.proofs.specimens import BAD, PLANTED, Planted, Specimen
from tests.review.copies import change, copy

GRAVE = [rule.id for rule in read_pathway().rules.values() if rule.urgency in ("emergency", "urgent")]


def assert_refuted(proof: Proof, specimen: Specimen | Planted) -> None:
    verdict = proof.verdicts[-1]
    assert (proof.outcome, verdict.goal) == ("refuted", specimen.goal)
    expected = specimen.people
    assert expected(*verdict.people) if callable(expected) else verdict.people == expected, verdict.people


@pytest.mark.parametrize("specimen", BAD, ids=lambda one: f"{one.claim}: {one.mistake}")
def test_a_mistake_in_the_content_is_refuted_by_the_person_expected(specimen: Specimen, tmp_path: Path) -> None:
    assert_refuted(Prover(specimen.pathway(tmp_path)).prove(specimen.claim, first_only=True), specimen)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda one: f"{one.claim}: {one.name}")
def test_a_mistake_in_the_reading_is_refuted_by_the_person_expected(
    planted: Planted, pathway: Pathway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planted.where, planted.name, planted.instead)
    assert_refuted(Prover(pathway).prove(planted.claim, first_only=True), planted)


def test_every_claim_has_a_pathway_that_it_refutes() -> None:
    assert {one.claim for one in BAD} | {one.claim for one in PLANTED} == set(CLAIMS)


@pytest.mark.thorough
def test_a_pathway_that_is_only_written_another_way_is_proved(pathway: Pathway, tmp_path: Path) -> None:
    rewritten = copy(tmp_path)
    change(rewritten, "rules/soon.toml", "back_pain >= 1 and pain_days >= 14", "not (pain_days < 14 or back_pain < 1)", "[S1]")
    change(rewritten, "rules/urgent.toml", '"pain_unbearable",', "", "[U13]")
    change(rewritten, "rules/urgent.toml", '(pain_sharp or pain_sudden)",', '(pain_sudden or pain_sharp)",\n  "pain_unbearable",', "[U13]")
    other = read_pathway(rewritten)
    assert other.digest != pathway.digest
    prover = Prover(other)
    assert {claim: prover.prove(claim).outcome for claim in CLAIMS} == dict.fromkeys(CLAIMS, "proved")


# --- each emergency and urgent rule, deleted and weakened ---


def without(pathway: Pathway, rule: str) -> Pathway:
    return replace(pathway, rules={name: one for name, one in pathway.rules.items() if name != rule})


def with_rule(pathway: Pathway, rule: Rule) -> Pathway:
    return replace(pathway, rules={**pathway.rules, rule.id: rule})


def lowered(pathway: Pathway, rule: str) -> Pathway:
    one = pathway.rules[rule]
    return with_rule(pathway, replace(one, urgency=LEVELS[LEVELS.index(one.urgency) + 1]))


def narrowed(pathway: Pathway, rule: str) -> Pathway:
    """Its first alternative dropped; where it has one alone, that asks for one sign more."""
    one = pathway.rules[rule]
    when = Any(one.when.parts[1:]) if isinstance(one.when, Any) else All((one.when, Yes("something_feels_wrong")))
    return with_rule(pathway, replace(one, when=when))


def refuted_at(pathway: Pathway, rule: str, spoilt: Pathway) -> None:
    """C1 is refuted where it speaks of the rule, by somebody of whom the pathway as it is says at least the level of the rule."""
    prover = Prover(spoilt)
    goal = next(goal for goal in prover.goals("C1") if goal.rules == (rule,))
    assert isinstance(goal, Never)
    verdict = prover.ask("C1", goal, prover.solver())
    assert verdict.outcome == "refuted"
    (person,) = verdict.people
    told = judge(pathway, Case(person)).urgency
    assert told is not None
    assert LEVELS.index(told) <= LEVELS.index(pathway.rules[rule].urgency)


@pytest.mark.parametrize("rule", GRAVE)
def test_a_rule_that_is_deleted_is_missed(rule: str, pathway: Pathway) -> None:
    """The joint conditions that it left behind may say the level of some of its people, and not of all."""
    refuted_at(pathway, rule, without(pathway, rule))


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("rule", GRAVE)
def test_a_rule_that_is_weakened_is_missed_with_the_joint_conditions_and_without(rule: str, pathway: Pathway) -> None:
    refuted_at(pathway, rule, replace(without(pathway, rule), joint={}))
    refuted_at(pathway, rule, lowered(pathway, rule))
    refuted_at(pathway, rule, replace(narrowed(pathway, rule), joint={}))


def test_joint_conditions_that_a_deleted_rule_leaves_behind_are_stale(pathway: Pathway) -> None:
    """Shoulder-tip pain and a pregnancy of unsure place are E10 alone; with that gone, the condition says what no rule says."""
    proof = Prover(without(pathway, "E10")).prove("C11", first_only=True)
    assert (proof.outcome, proof.verdicts[-1].goal) == ("refuted", "joint conditions, emergency")
