"""What the plan says of each care item, for the solver: the twin of the ruling in balm/care/plan.py."""

from __future__ import annotations

import z3

from balm.pathway.model import CareItem, Row
from balm.proofs.standing import Standing


def offered(standing: Standing, item: CareItem) -> z3.BoolRef:
    """That the item is offered to her: nothing that would forbid it, or make it a matter of care, is so or may be so."""
    rows = [row for row in standing.pathway.matrix.values() for one in (item.id, *item.stricter_of) if one in (*row.avoid, *row.caution)]
    if item.never_offer:
        return z3.BoolVal(False)
    return z3.And(z3.Not(standing.at_least("emergency")), *[z3.Not(may_hold(standing, row)) for row in rows])


def withheld(standing: Standing, item: CareItem) -> z3.BoolRef:
    """That the item is withheld."""
    if item.never_offer:
        return z3.BoolVal(True)
    rows = [row for row in standing.pathway.matrix.values() for one in (item.id, *item.stricter_of) if one in row.avoid]
    return z3.Or(standing.at_least("emergency"), *[may_hold(standing, row) if row.unknown_avoids else holds(standing, row) for row in rows])


def holds(standing: Standing, row: Row) -> z3.BoolRef:
    """That the row of the matrix is certainly so."""
    return standing.at_least(row.from_level) if row.when is None and row.from_level else standing.certain.of(row.when).yes  # type: ignore[arg-type]


def may_hold(standing: Standing, row: Row) -> z3.BoolRef:
    """That it is so, or may be."""
    return standing.may_reach(row.from_level) if row.when is None and row.from_level else standing.possible.of(row.when).yes  # type: ignore[arg-type]
