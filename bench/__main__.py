"""`python -m bench`: the tables, nothing written; `python -m bench weight speed`: only these.

Ends with 1 when an engine's answer differs from ours, or a command fails."""

from __future__ import annotations

import sys

from bench.clinic.rate import clinic
from bench.clinic.worklist import worklist
from bench.commands import help_wall_time, stream_throughput
from bench.companion.lighthouse import lighthouse
from bench.companion.screens import screens
from bench.companion.speed import speed
from bench.companion.weight import weight
from bench.decisions import decisions
from bench.diary import diary
from bench.timing import BenchFailed

PARTS = (decisions, stream_throughput, help_wall_time, diary, weight, speed, lighthouse, screens, clinic, worklist)


def main() -> int:
    try:
        for part in [one for one in PARTS if not sys.argv[1:] or one.__name__ in sys.argv[1:]]:
            print("\n".join(part()), flush=True)
            print()
    except BenchFailed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
