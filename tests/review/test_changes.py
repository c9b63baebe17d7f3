"""What changed between two versions, as it is told."""

from __future__ import annotations

from pathlib import Path

from balm import Pathway
from balm.pathway.load import read_pathway
from balm.review.changes import Change, changes
from tests.review.copies import WARM, change, copy, take_out, warmer


def after(content: Path, pathway: Pathway) -> dict[str, Change]:
    return {one.id: one for one in changes(pathway, read_pathway(content, signatures=False))}


def test_nothing_changed_is_nothing(tmp_path: Path, pathway: Pathway) -> None:
    assert after(copy(tmp_path), pathway) == {}


def test_a_condition_is_told_in_english_and_only_the_alternative_that_changed(tmp_path: Path, pathway: Pathway) -> None:
    content = warmer(copy(tmp_path))
    found = after(content, pathway)
    assert list(found) == ["T7"]
    (field,) = found["T7"].fields
    assert (field.name, field.before, field.now) == (
        "when", (f"a temperature of {WARM} or more °C",), ("a temperature of 38.1 or more °C",)
    )  # fmt: skip


def test_what_means_something_else_through_a_definition_is_named_with_it(tmp_path: Path, pathway: Pathway) -> None:
    found = after(change(copy(tmp_path), "pathway.toml", 'when = "temperature_c >= 38"', 'when = "temperature_c >= 38.2"'), pathway)
    assert found["fever"].kind == "definition"
    assert found["U4"].through == ("fever",)
    assert found["walking"].through == ("fever",)
    assert "E7" not in found


def test_a_row_of_the_matrix_changes_the_items_that_it_names(tmp_path: Path, pathway: Pathway) -> None:
    found = after(change(copy(tmp_path), "care/matrix.toml", 'when = "cold_sensitivity"', 'when = "cold_sensitivity or dizzy"'), pathway)
    rows = [one.id for one in found.values() if one.kind == "row of the matrix"]
    assert len(rows) == 1
    assert found["cold_pack"].through == tuple(rows)


def test_what_was_taken_out_and_put_in_is_told(tmp_path: Path, pathway: Pathway) -> None:
    less = read_pathway(take_out(copy(tmp_path), "rules/soon.toml", "S7"))
    (gone,) = changes(pathway, less)
    (come,) = changes(less, pathway)
    assert (gone.id, gone.what, come.id, come.what) == ("S7", "removed", "S7", "added")


def test_a_condition_written_another_way_is_told_to_be_the_same(tmp_path: Path, pathway: Pathway) -> None:
    found = after(
        change(copy(tmp_path), "rules/today.toml", f"temperature_c >= {WARM}", f"temperature_c  >=  {WARM}", after="[T7]"), pathway
    )
    assert (found["T7"].fields, found["T7"].through) == ((), ())


def test_a_question_a_sentence_and_a_number_to_call_count_too(tmp_path: Path, pathway: Pathway) -> None:
    content = copy(tmp_path)
    change(content, "questions/circulation.toml", 'question = "', 'question = "Please tell us: ')
    change(content, "words/en.toml", 'emergency = "', 'emergency = "Now: ')
    change(content, "services/gb.toml", 'number = "999"', 'number = "112"')
    kinds = {one.kind for one in after(content, pathway).values()}
    assert kinds == {"finding", "sentence", "country"}


def test_a_signature_that_no_longer_holds_is_named(tmp_path: Path, pathway: Pathway) -> None:
    content = copy(tmp_path)
    by = f'who = "A clinician", role = "consultant", date = "2026-11-22", digest = "{pathway.rules["T7"].digest}"'
    empty = 'who = "", role = "", date = "", digest = ""'
    change(content, "rules/today.toml", empty, by, after="[T7]")
    assert after(content, pathway) == {}, "to sign changes nothing else"
    warmer(content)
    assert after(content, pathway)["T7"].unsigned == "A clinician, consultant, 2026-11-22"
