"""`balm clinic reader` and `balm clinic export`, in this process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest

from balm.cli import main
from balm.clinic import actions, audit
from balm.clinic.models import Audit
from tests.clinic.conftest import Cast
from tests.clinic.test_fhir import check_in

Run = Any


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command of the clinic First: its status, and what it says."""
    monkeypatch.setattr(django, "setup", lambda: None)  # it is set up; anew, the log would go where this test reads
    before = os.umask(0o022)

    def balm(*command: str) -> tuple[int, str]:
        status = main(["clinic", *command, "--clinic", "First"])
        said = capsys.readouterr()
        return status, said.out + said.err

    yield balm
    os.umask(before)


def test_a_reader_is_let_in_once_listed_and_let_out(cast: Cast, run: Run) -> None:
    token = run("reader", "add", "ehr", "--scope", "level", "--scope", "record")[1].split()[0]
    status, said = run("reader", "add", "ehr")
    assert (status, "already" in said) == (1, True)
    status, said = run("reader", "list")
    listed = json.loads(said)
    assert (listed["name"], listed["scope"], listed["revoked_at"], listed["last_used_at"]) == ("ehr", ["record", "level"], None, None)
    assert token not in said
    assert run("reader", "revoke", "ehr")[0] == 0
    assert json.loads(run("reader", "list")[1])["revoked_at"]
    assert run("reader", "revoke", "ehr")[0] == 1
    assert [*Audit.objects.filter(about="ehr").values_list("what", flat=True)] == ["reader added: record level", "reader revoked"]


def test_everything_is_written_into_a_new_folder_and_of_this_clinic_alone(cast: Cast, run: Run, tmp_path: Path) -> None:
    check_in(cast.patient, 0, back_pain=2)
    actions.invite(by=cast.nurse, name="Ann")
    actions.invite(by=cast.stranger, name="Erna")
    out = tmp_path / "out"
    status, said = run("export", str(out))
    assert status == 0
    assert json.loads(said.splitlines()[0]) | {"folder": ""} == {
        "folder": "",
        "Patient": 2,
        "QuestionnaireResponse": 3,  # how she stands, what the clinic wrote, and her check-in
        "Observation": 1,
        "RiskAssessment": 1,
        "Provenance": 1,
    }
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}
    assert "Erna" not in "".join(path.read_text() for path in out.iterdir())
    assert "new folder" in run("export", str(out))[1]
    status, said = run("export", str(tmp_path / "some"), "--type", "Patient")
    assert [path.name for path in (tmp_path / "some").iterdir()] == ["Patient.ndjson"]
    status, said = run("export", str(tmp_path / "none"), "--type", "Encounter")
    assert (status, "no type" in said) == (1, True)
    assert Audit.objects.filter(who="balm clinic export", what="all records exported").count() == 2
    assert audit.broken(cast.nurse.clinic) is None
