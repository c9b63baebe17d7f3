"""The diary on a computer, a year of five entries a day: adding one, beside a bare insert into SQLite; showing and printing it."""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from balm.diary import kept
from balm.diary.moments import stamp
from balm.diary.store import Store
from bench.timing import BenchFailed, progress

_DAYS, _A_DAY, _ADDED = 365, 5, 60
_ADD_AIM, _SHOW_AIM = 0.020, 1.0
_WORDS = "four warm quiet words"


def diary() -> Iterator[str]:
    """What is written and shown, with and without a passphrase, on the same disk and by turns."""
    locks = ["", _WORDS] if find_spec("cryptography") else [""]
    with tempfile.TemporaryDirectory() as folder:
        bare = sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "CREATE TABLE records (id TEXT PRIMARY KEY, data BLOB)",
        ):
            bare.execute(statement)
        entries = a_year(datetime.now().astimezone())
        stores = {lock: _filled(Path(folder) / f"{len(lock)}.sqlite", lock, entries) for lock in locks}
        progress("diary: adding")
        took: dict[str, list[float]] = {"bare": [], **{lock: [] for lock in locks}}
        for turn in range(_ADDED):
            took["bare"].append(_seconds(partial(bare.execute, "INSERT INTO records VALUES (?, ?)", (str(turn), b"x" * 400))))
            for lock, store in stores.items():
                took[lock].append(_seconds(partial(kept.add, store, [entries[-1]])))
        for store in stores.values():
            store.close()
        bare.close()
        progress("diary: showing")
        start = min(_command([sys.executable, "-c", "pass"], "") for _ in range(5))
        command = [str(Path(sys.executable).parent / "balm"), "diary", "show", "--file"]
        shown = {lock: min(_command([*command, str(store.path)], lock) for _ in range(5)) for lock, store in stores.items()}
        page = [str(Path(sys.executable).parent / "balm"), "summary", "--pdf", os.devnull]
        files = {"BALM_DIARY": str(stores[""].path)}
        printed = min(_command(page, "", files) for _ in range(5)) if find_spec("typst") else None
        progress("")
    base = statistics.median(took["bare"])
    yield f"{f'A diary of {len(entries):,} entries, {_A_DAY} a day':66} {'ms':>10} {'times':>7}"
    yield f"{'an insert into SQLite, written through to the disk':66} {base * 1000:10.1f}"
    for lock in locks:
        added = statistics.median(took[lock])
        yield f"{'an entry added' + _named(lock):66} {added * 1000:10.1f} {added / base:7.1f}"
    yield f"{'python -c pass':66} {start * 1000:10.0f}"
    for lock, whole in shown.items():
        yield f"{'balm diary show' + _named(lock):66} {whole * 1000:10.0f} {whole / start:7.1f}"
    if printed is not None:
        yield f"{'balm summary --pdf, of the same year':66} {printed * 1000:10.0f} {printed / start:7.1f}"
    met = max(statistics.median(took[lock]) for lock in locks) < _ADD_AIM and max([*shown.values(), printed or 0]) < _SHOW_AIM
    yield f"Aim: under {_ADD_AIM * 1000:.0f} ms to add, under {_SHOW_AIM * 1000:.0f} ms to show and to print. {'Met' if met else 'Missed'}."


def a_year(now: datetime) -> list[dict[str, Any]]:
    """A year of her entries up to now, the same each time but for the dates."""
    chance = random.Random(1)
    return [
        {
            "at": stamp(now - timedelta(days=days, hours=3 * n, minutes=chance.randrange(60))),
            "answers": {"back_pain": chance.randint(1, 7), "bleeding": "light", "temperature_c": 36.8, "sleep_hours": 7},
            "pain_worst": 8,
            "places": ["low_back", "leg"],
            "mood": "low",
            "medicine": [{"item": "ibuprofen"}],
            "notes": "Rain, and a short walk. " * 4,
        }
        for days in reversed(range(_DAYS))
        for n in reversed(range(_A_DAY))
    ]


def _filled(path: Path, passphrase: str, entries: list[dict[str, Any]]) -> Store:
    store = Store(path, make=True)
    if passphrase:
        store.guard(passphrase)
    kept.tell(store, date_of_loss=entries[0]["at"][:10], country="GB")
    kept.add(store, entries)
    return store


def _named(passphrase: str) -> str:
    return ", sealed (unlocking included where it is a whole command)" if passphrase else ""


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _command(command: list[str], passphrase: str, also: Mapping[str, str] | None = None) -> float:
    """The seconds that the command takes. Raises BenchFailed when it does not end well."""
    environment = {**os.environ, "BALM_PASSPHRASE": passphrase, **(also or {})}
    start = time.perf_counter()
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, env=environment)
    took = time.perf_counter() - start
    if ran.returncode:
        raise BenchFailed(f"{' '.join(command)[:80]} ended with {ran.returncode}")
    return took
