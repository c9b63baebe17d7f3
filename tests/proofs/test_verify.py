"""Every claim is proved, by one solver and then by another; and nothing small can be broken in the rules without a claim that notices."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from balm import Pathway
from balm.companion.build import made_modules
from balm.proofs.claims import CLAIMS
from balm.proofs.everything import CLAIM_IDS, prove_all
from balm.proofs.mutants import Mutant, fate, fates, mutants
from balm.proofs.prove import Prover
from balm.proofs.second import ask, questions
from balm.rules.nodes import All, Any, Not, Yes
from balm.rules.to_smt import NotForTheSolver, whole


@pytest.fixture(scope="module")
def prover(pathway: Pathway) -> Prover:
    return Prover(pathway)


def test_every_claim_is_proved(pathway: Pathway) -> None:
    proofs = prove_all(pathway, made_modules(pathway))
    assert [proof.claim for proof in proofs] == list(CLAIM_IDS)
    assert {proof.claim: proof.outcome for proof in proofs} == dict.fromkeys(CLAIM_IDS, "proved")
    assert all(proof.verdicts for proof in proofs)


@pytest.mark.slow
@pytest.mark.parametrize("claim", CLAIMS)
def test_a_second_solver_agrees(prover: Prover, claim: str) -> None:
    opinions = [ask(question) for question in questions(prover, claim)]
    assert opinions
    assert [opinion.question.name for opinion in opinions if not opinion.agrees] == []


def test_the_second_solver_finds_a_mistake_too(pathway: Pathway) -> None:
    rules = {name: rule for name, rule in pathway.rules.items() if name != "E9"}
    (question,) = questions(Prover(replace(pathway, rules=rules, joint={})), "C1")
    opinion = ask(question)
    assert (question.wanted, question.first, opinion.second) == ("unsat", "sat", "sat")
    assert not opinion.agrees


def test_the_second_solver_is_not_taken_at_the_word_of_the_first(prover: Prover) -> None:
    (question,) = questions(prover, "C7")
    assert ask(question).agrees
    assert not ask(replace(question, first="sat")).agrees
    assert not ask(replace(question, first="unknown")).agrees


def test_a_bound_that_is_loose_of_somebody_who_said_nothing_is_refuted(pathway: Pathway) -> None:
    """She is the smallest person of all, and no answers are not no person."""
    dizzy = Yes("dizzy")
    always = replace(pathway.rules["U16"], when=Any((dizzy, Not(dizzy))))
    never = replace(pathway.rules["E9"], when=All((dizzy, Not(dizzy))))
    for rule, goal in ((always, "lowest, urgent"), (never, "highest, emergency")):
        prover = Prover(replace(pathway, rules={**pathway.rules, rule.id: rule}))
        (wanted,) = [one for one in prover.goals("C11") if one.name == goal]
        verdict = prover.ask("C11", wanted, prover.solver())
        assert verdict.outcome == "refuted", goal


def test_a_number_too_large_for_the_solver_is_refused_and_not_taken_for_another() -> None:
    assert whole(730).as_long() == 730
    with pytest.raises(NotForTheSolver, match="3000 does not fit into 12 bits"):
        whole(3000)


def test_a_mistake_in_each_form_is_made_somewhere(pathway: Pathway) -> None:
    made = Counter(mutant.what.split(" ")[-1] if mutant.what.endswith(("removed", "dropped")) else "other" for mutant in mutants(pathway))
    told = [mutant.what for mutant in mutants(pathway)]
    assert made["removed"] == len(pathway.rules)
    assert made["dropped"] > 200
    for part in ("level lowered", "`and` swapped", "`or` swapped", ">= 2` made `pads_per_hour > 2`", ">= 38` made `temperature_c >= 37.9`"):
        assert any(part in what for what in told), part
    assert len(told) == len({(mutant.target, mutant.urgency, mutant.when) for mutant in mutants(pathway)})


@pytest.mark.thorough
def test_no_mutant_of_an_emergency_an_urgent_rule_or_a_definition_survives(pathway: Pathway) -> None:
    """`balm verify --mutants` does the same of the other rules too."""
    grave = {rule.id for rule in pathway.rules.values() if rule.urgency in ("emergency", "urgent")} | set(pathway.definitions)
    found = list(fates(pathway, lambda mutant: mutant.target in grave))
    assert len(found) > 800
    assert [one.mutant for one in found if one.kind == "survived"] == []
    assert len([one for one in found if one.kind == "the same"]) <= 5


def test_a_mutant_that_means_the_same_is_told_from_one_that_does_not(pathway: Pathway, prover: Prover) -> None:
    rule = pathway.rules["E6"]
    assert isinstance(rule.when, Any)
    turned = Mutant("E6", "turned round", "emergency", Any(rule.when.parts[::-1]))
    assert fate(prover, turned).kind == "the same"
    other = Mutant("E6", "another sign", "emergency", Any((*rule.when.parts[:-1], Yes("dizzy"))))
    assert fate(prover, other).by == "C1"
