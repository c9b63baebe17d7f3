"""`balm diary` in this process, on a diary of the test's own: a whole process each time would only test Python's start."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from balm.cli.main import main
from balm.diary import kept
from balm.diary.moments import stamp
from balm.diary.store import Store
from tests.cli.terminal import Ran

NOTE = "a note that nobody else may read"


class Desk:
    """A person at a computer. `path` is her diary."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, said: pytest.CaptureFixture[str]) -> None:
        self.path, self._patch, self._said = folder / "balm" / "diary.sqlite", patch, said
        patch.setenv("BALM_DIARY", str(self.path))
        for name in ("BALM_PASSPHRASE", "BALM_NEW_PASSPHRASE", "BALM_FILE_PASSPHRASE"):
            patch.delenv(name, raising=False)

    def run(self, *arguments: str, typed: str = "", **environment: str) -> Ran:
        """`balm diary ...`, with this on its standard input; nobody sits at a terminal."""
        self._said.readouterr()
        with self._patch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
            patch.setattr("balm.cli.diary.unlock._somebody_there", lambda: False)
            try:
                status = main(["diary", *arguments])
            except SystemExit as ended:
                status = int(str(ended.code))
        out, err = self._said.readouterr()
        return Ran(status, out, err)

    def add(self, *arguments: str, **environment: str) -> Ran:
        """One entry; it must be kept."""
        ran = self.run("add", *arguments, **environment)
        assert ran.status == 0, ran.err
        assert ran.out.startswith("It is in your diary")
        return ran

    def kept(self, passphrase: str = "") -> kept.Kept:
        """What the file holds."""
        with Store(self.path) as store:
            assert not store.locked or store.unlock(passphrase)
            return kept.read(store)

    def entry(self) -> dict[str, Any]:
        """The only entry."""
        (entry,) = self.kept().entries.values()
        return entry


def ago(days: float = 0, **more: Any) -> dict[str, Any]:
    """An entry of so many days ago, by this computer's clock."""
    return {"at": stamp(datetime.now() - timedelta(days=days)), **more}


def as_text(value: Mapping[str, Any] | list[Any]) -> str:
    return json.dumps(value)
