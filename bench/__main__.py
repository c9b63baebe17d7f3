"""`python -m bench`: three tables, nothing written. Ends with 1 when an engine's answer differs from ours, or a command fails."""

from __future__ import annotations

import sys

from bench.commands import help_wall_time, stream_throughput
from bench.decisions import decisions
from bench.timing import BenchFailed


def main() -> int:
    try:
        for part in (decisions, stream_throughput, help_wall_time):
            print("\n".join(part()), flush=True)
            print()
    except BenchFailed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
