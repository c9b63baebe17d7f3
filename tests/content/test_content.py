"""What holds of all the content, beyond what `balm content check` refuses."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from balm import Pathway, load_pathway
from balm.pathway.checks import expired
from balm.proofs.stated import stated
from balm.rules.kinds import Choice, Number
from balm.rules.nodes import findings_in
from balm.rules.parse import parse_any
from balm.rules.to_text import to_text

HERE = Path(__file__).parent
VOCABULARY: dict[str, dict[str, Any]] = tomllib.loads((HERE / "vocabulary.toml").read_text())
SETTLED = [(one.id, one.name, one.text) for one in stated(load_pathway().kinds).decisions]
COUNTRIES = {"GB", "IE", "US", "CA", "AU", "NZ", "IN", "ZA", "NG", "KE", "ES", "FR", "DE", "MX", "BR", "EU"}


def test_the_findings_are_the_shared_vocabulary_none_renamed_dropped_or_remade(pathway: Pathway) -> None:
    assert set(pathway.findings) == set(VOCABULARY)
    for name, shared in VOCABULARY.items():
        finding = pathway.findings[name]
        assert (finding.kind.name, finding.group, finding.clear) == (shared["kind"], shared["group"], shared["clear"]), name
        assert finding.meaning == shared["meaning"], name
        if isinstance(finding.kind, Choice):
            assert list(finding.kind.choices) == shared["choices"], name
        if isinstance(finding.kind, Number):
            assert (finding.kind.low, finding.kind.high) == (shared["min"], shared["max"]), name
            assert finding.kind.decimals == (1 if name in ("temperature_c", "sleep_hours") else 0), name


@pytest.mark.parametrize(("rule", "name", "when"), SETTLED, ids=[row[0] for row in SETTLED])
def test_each_rule_says_what_was_settled_word_for_word(pathway: Pathway, rule: str, name: str, when: str) -> None:
    ours = pathway.rules[rule]
    assert ours.name == re.sub(r"[ ,]+", "_", name)
    assert to_text(parse_any(ours.alternatives)) == to_text(parse_any([part.strip() for part in when.split(";")]))


def test_there_is_no_rule_that_was_not_settled(pathway: Pathway) -> None:
    assert list(pathway.rules) == [row[0] for row in SETTLED]


def test_every_rule_has_a_reason_for_her_and_a_source(pathway: Pathway) -> None:
    for rule in pathway.rules.values():
        assert rule.because, rule.id
        assert rule.sources, rule.id
        assert rule.title, rule.id


def test_every_care_item_says_how_sure_anyone_is_and_when_to_stop(pathway: Pathway) -> None:
    for item in pathway.care.values():
        assert item.certainty_text, item.id
        assert item.how, item.id
        assert item.stop or item.never_offer or item.id in ("tampons",), item.id


def test_no_source_that_was_never_seen_is_cited_anywhere(pathway: Pathway) -> None:
    cited = {source for rule in pathway.rules.values() for source in rule.sources}
    cited |= {source for item in pathway.care.values() for source in item.sources}
    assert not {source for source in cited if pathway.sources[source].seen == "memory"}


def test_every_fact_is_used_or_says_what_nobody_knows(pathway: Pathway) -> None:
    used = {fact for rule in pathway.rules.values() for fact in rule.facts}
    assert used <= set(pathway.facts)
    assert all(fact.says for fact in pathway.facts.values())


def test_nothing_is_signed_yet_and_the_pathway_says_so(pathway: Pathway) -> None:
    assert not pathway.reviewed
    assert not any(rule.review.who for rule in pathway.rules.values())


def test_no_definition_is_unused(pathway: Pathway) -> None:
    texts = " ".join(text for rule in pathway.rules.values() for text in rule.alternatives)
    gates = " ".join((HERE.parent.parent / "balm/content/questions" / name).read_text() for name in ("pain.toml", "urine.toml"))
    for name in pathway.definitions:
        assert re.search(rf"\b{name}\b", texts + gates), name


def test_every_screen_can_be_reached(pathway: Pathway) -> None:
    from balm.care.interview import CHANGES_ONLY_WORDS

    bears_on: set[str] = {CHANGES_ONLY_WORDS}
    for node in [*(rule.when for rule in pathway.rules.values()), *(row.when for row in pathway.matrix.values() if row.when)]:
        bears_on |= findings_in(node, pathway.meanings)
    for cause in pathway.causes.values():
        bears_on |= findings_in(cause.possible_when, pathway.meanings)
    for screen in pathway.screens:
        assert set(screen.findings) & bears_on, screen.id
        assert len(screen.findings) <= 9, screen.id


def test_only_a_past_clot_is_asked_for_the_record_and_bears_on_nothing(pathway: Pathway) -> None:
    from balm.pathway.load import conditions

    nodes = [
        *pathway.meanings.values(),
        *conditions(pathway.matrix, pathway.care, pathway.causes, pathway.recovery, pathway.sooner_if).values(),
    ]
    nodes += [finding.asked_when for finding in pathway.findings.values() if finding.asked_when]
    bears_on = {name for node in nodes for name in findings_in(node, pathway.meanings)}
    assert set(pathway.findings) - bears_on == {"past_blood_clot", "already_told_clinic"}


def test_the_life_threatening_screens_come_first(pathway: Pathway) -> None:
    first = {finding for screen in pathway.screens[:7] for finding in screen.findings}
    emergency = {rule.id: rule for rule in pathway.rules.values() if rule.urgency == "emergency"}
    on_its_own = {text for rule in emergency.values() for text in rule.alternatives if text in pathway.findings}
    assert on_its_own <= first | {"saddle_numbness"}


def test_all_fifteen_countries_and_the_eu_are_there(pathway: Pathway) -> None:
    assert set(pathway.countries) == COUNTRIES
    assert len(pathway.countries["EU"].members) == 27


def test_every_number_has_a_source_the_day_it_was_seen_and_an_expiry(pathway: Pathway) -> None:
    for country in pathway.countries.values():
        for line in country.lines:
            assert line.source, line.name
            assert date.fromisoformat(line.seen_on) < date.fromisoformat(line.expires)


def test_a_number_past_its_date_is_a_warning_by_name(pathway: Pathway) -> None:
    assert expired(pathway, date(2026, 11, 22)) == []
    assert any("Samaritans" in line for line in expired(pathway, date(2030, 1, 1)))


def test_the_content_licence_stands_beside_the_content() -> None:
    assert "Attribution 4.0" in (HERE.parent.parent / "balm" / "content" / "LICENSE").read_text()


def test_how_to_get_help_is_what_was_settled(pathway: Pathway) -> None:
    """A rule that says "book a visit" of an emergency would be obeyed."""
    usual = {level.id: (level.action, level.check_again_hours) for level in pathway.levels.values()}
    assert usual == {
        "emergency": ("ambulance", 0),
        "urgent": ("ring_now", 2),
        "today": ("ring_today", 12),
        "soon": ("book", 24),
        "self_care": ("none", 24),
    }
    assert {rule.id: rule.action for rule in pathway.rules.values() if rule.action != usual[rule.urgency][0]} == {"E7": "go_now"}
    own = {rule.id: rule.check_again_hours for rule in pathway.rules.values() if rule.check_again_hours is not None}
    assert all(hours < usual[pathway.rules[rule].urgency][1] for rule, hours in own.items()), own


def test_what_is_a_sign_is_asked_every_day(pathway: Pathway) -> None:
    lasting = {finding.group for finding in pathway.findings.values() if finding.lasts == "episode"}
    assert lasting == {"loss", "person"}


def test_what_is_offered_while_the_rest_is_asked_is_withheld_from_nobody_below_an_emergency(pathway: Pathway) -> None:
    forbidding = [row.id for row in pathway.matrix.values() if pathway.while_waiting in (*row.avoid, *row.caution)]
    assert forbidding == ["emergency"]
