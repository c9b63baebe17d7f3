from __future__ import annotations

from pathlib import Path

import pytest

from tests.diary.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Her desk. Its keys are made in few rounds: 600,000 are tested where they count."""
    monkeypatch.setattr("balm.diary.store.ROUNDS", 1000)
    monkeypatch.setattr("balm.diary.file.ROUNDS", 1000)
    return Desk(tmp_path, monkeypatch, capsys)
