"""`balm verify --mutants`: every rule broken in every small way, and what notices."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from typing import TYPE_CHECKING

from balm.cli.paper import bullet, style, wrap
from balm.pathway import Pathway
from balm.pathway.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balm.cli.verify import Waiting
    from balm.proofs.mutants import Fate

_ROWS = (*LEVELS[:-1], "definitions")


def mutants(pathway: Pathway, options: argparse.Namespace, bar: Waiting) -> int:
    """Returns 0 when no mutant survived, 1 when one did."""
    from balm.proofs.mutants import fates

    found = []
    for fate in fates(pathway):
        found.append(fate)
        bar.tick(fate.mutant.target)
    bar.done()
    if options.json:
        rows = [
            {"in": one.mutant.target, "what": one.mutant.what, "rules": one.rules, "fate": one.kind, "by": one.by, "why": one.why}
            for one in found
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_table(pathway, found)))
    return 1 if any(one.kind == "survived" for one in found) else 0


def _table(pathway: Pathway, found: Sequence[Fate]) -> list[str]:
    counts = Counter((_row(pathway, one), one.by or one.kind) for one in found)
    columns = ("C1", "rules", "the same", "survived")
    lines = [f"{len(found):,} mutants: every rule and definition broken in every small way", ""]
    lines.append(style(f"{'in':14}{'mutants':>9}{'killed by C1':>14}{'by rules':>10}{'the same':>10}{'survived':>10}", "bold"))
    for row in _ROWS:
        each = [counts[row, column] for column in columns]
        lines.append(f"{row:14}{sum(each):9,}{each[0]:14,}{each[1]:10,}{each[2]:10,}{each[3]:10,}")
    lines += ["", wrap("C1: somebody is told too low a level. rules: a rule is true, or may be, of somebody of whom its decision is not.")]
    left = [one for one in found if not one.by]
    if left:
        lines += ["", style("Not killed, and why", "bold")]
        lines += [bullet(f"{one.mutant.target}: {one.mutant.what}. {one.why[:1].upper()}{one.why[1:]}.") for one in left]
    return lines


def _row(pathway: Pathway, one: Fate) -> str:
    return pathway.rules[one.mutant.target].urgency if one.mutant.target in pathway.rules else "definitions"
