"""Whole commands, as whoever types them waits for them: start-up and all."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from balm import load_pathway
from bench.cases import case_lines
from bench.timing import BenchFailed, progress

_LINES = 200_000
_STREAM_AIM = 4
_HELP_AIM = 0.150
_BARE = "import json, sys\nfor line in open(sys.argv[1], encoding='utf-8'): sys.stdout.write(json.dumps(json.loads(line)) + '\\n')"
"""What reading and writing JSON costs by itself."""


def stream_throughput() -> Iterator[str]:
    """`balm assess --brief` against reading and writing the same lines as JSON, by turns, the best of three each."""
    progress(f"stream: making {_LINES:,} lines")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.jsonl"
        file.write_text("".join(case_lines(load_pathway(), _LINES)), encoding="utf-8")
        bare = brief = float("inf")
        for turn in range(3):
            progress(f"stream: turn {turn + 1} of 3")
            bare = min(bare, _wall([sys.executable, "-c", _BARE, str(file)], Path(folder) / "out"))
            brief = min(brief, _wall([sys.executable, "-m", "balm", "assess", "--brief", str(file)], Path(folder) / "out"))
        progress("")
    yield f"{f'{_LINES:,} JSON lines, file to file':66} {'a second':>10} {'seconds':>9}"
    yield f"{'JSON read and written':66} {_LINES / bare:10,.0f} {bare:9.2f}"
    yield f"{'balm assess --brief':66} {_LINES / brief:10,.0f} {brief:9.2f}"
    ratio = brief / bare
    yield f"Aim: within {_STREAM_AIM} times. {ratio:.1f} times: {'met' if ratio <= _STREAM_AIM else 'missed'}."


def help_wall_time() -> Iterator[str]:
    """`balm --help` against an interpreter that does nothing, by turns, the best of seven each."""
    command = str(Path(sys.executable).parent / "balm")
    bare = helped = float("inf")
    for _ in range(7):
        bare = min(bare, _wall([sys.executable, "-c", "pass"]))
        helped = min(helped, _wall([command, "--help"]))
    yield f"{'Start-up':66} {'ms':>10}"
    yield f"{'python -c pass':66} {bare * 1000:10.0f}"
    yield f"{'balm --help':66} {helped * 1000:10.0f}"
    yield f"Aim: under {_HELP_AIM * 1000:.0f} ms. {'Met' if helped < _HELP_AIM else 'Missed'}."


def _wall(command: list[str], out: Path | None = None) -> float:
    """The seconds that the command takes. Raises BenchFailed when it does not end well."""
    with (out or Path(os.devnull)).open("wb") as file:
        start = time.perf_counter()
        status = subprocess.run(command, stdout=file).returncode
        took = time.perf_counter() - start
    if status:
        raise BenchFailed(f"{' '.join(command)[:80]} ended with {status}")
    return took
