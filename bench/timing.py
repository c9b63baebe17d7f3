"""Clocks. Everything is timed several times and the best time counts: what is slower than that was the machine, not the code."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
_PASSES = 7
_ENOUGH = 0.25
"""Seconds over one chunk, after which it is not run again."""


class BenchFailed(Exception):
    """The figures would mean nothing: an answer differs, or a command failed."""


def best_pass(run: Callable[[Sequence[T]], object], chunk: Sequence[T]) -> float:
    """The seconds of the best of some passes over the chunk. Small chunks keep one interruption from spoiling the whole."""
    best = spent = float(0)
    for _ in range(_PASSES):
        start = time.perf_counter()
        run(chunk)
        took = time.perf_counter() - start
        best, spent = min(best or took, took), spent + took
        if spent > _ENOUGH:
            break
    return best


def progress(text: str) -> None:
    """Says on a terminal what is going on; with an empty text, clears that line."""
    if sys.stderr.isatty():
        print(f"\r{text:70}" if text else f"\r{'':70}\r", end="", file=sys.stderr, flush=True)
