"""kill -9 at 200 random moments while two processes add to the same diary: nothing acknowledged is lost, and the file always opens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from balm.diary.database import NoDiary
from balm.diary.store import Record, Store

KILLS = 200
WORDS = "four warm quiet words"


class Writers:
    """Processes that add to a diary. `said` is a folder for what they acknowledge."""

    def __init__(self, said: Path) -> None:
        self.said = said
        command = [sys.executable, str(Path(__file__).with_name("writer.py"))]
        self.parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def begin(self, path: Path, name: str, passphrase: str) -> int:
        """Start one; its process id."""
        assert self.parent.stdin
        assert self.parent.stdout
        self.parent.stdin.write("\t".join([str(path), str(self.said / name), name, passphrase]) + "\n")
        self.parent.stdin.flush()
        return int(self.parent.stdout.readline())

    def kill(self, process: int) -> None:
        """kill -9, and wait until it is gone."""
        os.kill(process, signal.SIGKILL)
        while Path(f"/proc/{process}").exists():
            time.sleep(0.001)

    def acknowledged(self, name: str) -> set[str]:
        """The ids that it wrote down as kept."""
        file = self.said / name
        return set(file.read_text().splitlines()) if file.exists() else set()


@contextmanager
def writers(said: Path) -> Iterator[Writers]:
    made = Writers(said)
    yield made
    made.parent.communicate()


def held(path: Path, passphrase: str) -> list[Record]:
    """All that is in the diary; it opens, and nothing in it is damaged."""
    try:
        store = Store(path)
    except NoDiary:
        return []
    with store:
        assert not store.guarded or store.unlock(passphrase)
        found = store.all()
    assert found.damaged == []
    return found.records


@pytest.mark.slow
@pytest.mark.parametrize("passphrase", ["", WORDS], ids=["plain", "sealed"])
def test_nothing_acknowledged_is_lost_when_it_is_killed(passphrase: str, tmp_path: Path) -> None:
    """Two writers a round, killed one after the other. Every tenth round begins a diary, so that its beginning is killed too."""
    chance = random.Random(7)
    promised, unsaid, most, path = set[str](), 0, 0, tmp_path
    with writers(tmp_path) as made:
        for turn in range(KILLS // 4):
            if turn % 10 == 0:
                path, promised = tmp_path / f"diary-{turn}" / "diary.sqlite", set()
                if passphrase:
                    with Store(path, make=True) as store:
                        store.guard(passphrase, rounds=1000)
            processes = {name: made.begin(path, name, passphrase) for name in (f"{turn}a", f"{turn}b")}
            for process in processes.values():
                time.sleep(chance.random() * 0.05)
                made.kill(process)
            promised |= {id_ for name in processes for id_ in made.acknowledged(name)}
            records = held(path, passphrase)
            there = Counter(record.id for record in records)
            assert promised <= there.keys()
            assert set(there.values()) <= {1}
            assert all(record.value["of"] == record.id for record in records)
            unsaid += len(there) - len(promised)
            promised |= there.keys()  # kept, although nobody was told any more: then it stays, too
            most = max(most, len(promised))
    assert most > 10, "they were killed while they wrote"
    assert unsaid > 0, "some between keeping and saying so"
