"""A clinician signs a text. Whatever changes what the text does voids the signature, by name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from balm import ContentRefused, load_pathway
from balm.pathway.content import CONTENT

EMPTY = 'review = { who = "", role = "", date = "", digest = "" }'


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "content"


def change(content: Path, file: str, old: str, new: str, after: str = "") -> None:
    text = (content / file).read_text()
    start = text.index(after)
    assert old in text[start:], old
    (content / file).write_text(text[:start] + text[start:].replace(old, new, 1))


def sign(content: Path, file: str, item: str, digest: str, missing: str = "") -> None:
    by = {"who": "A clinician", "role": "consultant", "date": "2026-11-22", "digest": digest} | ({missing: ""} if missing else {})
    signature = ", ".join(f'{key} = "{value}"' for key, value in by.items())
    change(content, file, EMPTY, f"review = {{ {signature} }}", after=f"[{item}]")


def test_a_signature_for_the_text_as_it_stands_is_accepted(content: Path) -> None:
    sign(content, "rules/urgent.toml", "U4", load_pathway(content).rules["U4"].digest)
    pathway = load_pathway(content)
    assert pathway.rules["U4"].review.who == "A clinician"
    assert not pathway.reviewed  # the others are not


CHANGES: dict[str, Callable[[Path], None]] = {
    "its reason": lambda c: change(c, "rules/urgent.toml", "because =", 'say = "More."\nbecause =', after="[U4]"),
    "its condition": lambda c: change(c, "rules/urgent.toml", "temperature_c >= 39", "temperature_c >= 39.5", after="[U4]"),
    "a definition that it names": lambda c: change(c, "pathway.toml", "temperature_c >= 38", "temperature_c >= 38.5"),
    "a definition that its definitions name": lambda c: change(c, "pathway.toml", "days_since_loss <= 42", "days_since_loss <= 40"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_voids_the_signature_of_a_rule(content: Path, what: str) -> None:
    sign(content, "rules/urgent.toml", "U4", load_pathway(content).rules["U4"].digest)
    CHANGES[what](content)
    with pytest.raises(ContentRefused, match="U4 was changed after it was signed"):
        load_pathway(content)


def test_moving_a_rule_to_another_level_voids_its_signature(content: Path) -> None:
    sign(content, "rules/soon.toml", "S12", load_pathway(content).rules["S12"].digest)
    text = (content / "rules/soon.toml").read_text()
    start = text.index("[S12]")
    (content / "rules/soon.toml").write_text(text[:start])
    (content / "rules/today.toml").write_text((content / "rules/today.toml").read_text() + "\n" + text[start:])
    with pytest.raises(ContentRefused, match="S12 was changed after it was signed"):
        load_pathway(content)


def test_a_change_of_the_matrix_voids_the_signature_of_the_items_that_the_row_names(content: Path) -> None:
    before = load_pathway(content)
    sign(content, "care/warmth_and_cold.toml", "cold_pack", before.care["cold_pack"].digest)
    change(content, "care/matrix.toml", 'why = "Cold can harm your skin or your hands."', 'why = "Cold can harm you."')
    with pytest.raises(ContentRefused, match="cold_pack was changed after it was signed"):
        load_pathway(content)


@pytest.mark.parametrize(
    ("old", "new"),
    [("highest_pain_today >= 8", "highest_pain_today >= 9"), ("risen_points = 2", "risen_points = 3")],
    ids=["it", "a window"],
)
def test_a_change_voids_the_signature_of_what_a_diary_can_show(content: Path, old: str, new: str) -> None:
    sign(content, "diary.toml", "noticed.strong_pain_today", load_pathway(content).diary.noticed["strong_pain_today"].digest)
    assert load_pathway(content).diary.noticed["strong_pain_today"].review.who == "A clinician"
    change(content, "diary.toml", old, new)
    with pytest.raises(ContentRefused, match="strong_pain_today was changed after it was signed"):
        load_pathway(content)


def test_a_change_of_a_run_voids_the_signature_of_what_speaks_of_it(content: Path) -> None:
    before = load_pathway(content).diary.noticed
    change(content, "diary.toml", "bridges = 7", "bridges = 6", after="[run.bleeding_run]")
    after = load_pathway(content).diary.noticed
    assert [one for one in before if before[one].digest != after[one].digest] == ["bleeding_on"]


@pytest.mark.parametrize("missing", ["who", "role", "date", "digest"])
def test_a_half_filled_signature_is_refused(content: Path, missing: str) -> None:
    sign(content, "rules/urgent.toml", "U4", load_pathway(content).rules["U4"].digest, missing)
    with pytest.raises(ContentRefused, match="half filled"):
        load_pathway(content)


@pytest.mark.parametrize("name", ["class", "Fever", "a b", "not", "values", "_x", "x__y", '"x=1"'])
def test_a_finding_cannot_have_a_name_that_would_not_be_a_name_when_compiled(content: Path, name: str) -> None:
    change(content, "questions/urine.toml", "[burning_urine]", f"[{name}]" if " " not in name else f'["{name}"]')
    with pytest.raises(ContentRefused, match="cannot name a finding"):
        load_pathway(content)


def test_a_kept_pathway_beside_other_peoples_content_is_never_loaded(content: Path) -> None:
    load_pathway(content)
    assert not (content / "__pycache__").exists()
