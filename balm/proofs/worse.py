"""What is worse than what: signs run from least to worst, and context is no sign. Stated here again, apart from the content."""

from __future__ import annotations

import z3

from balm.pathway.model import Pathway
from balm.rules.kinds import Choice, Number, YesNo
from balm.rules.to_smt import as_term

CONTEXT = frozenset(
    {
        "age_years",
        "already_told_clinic",
        "anaesthetic",
        "anti_d_given",
        "days_since_loss",
        "days_since_procedure",
        "gestation_weeks",
        "ibuprofen_safe_before",
        "like_usual_period",
        "loss_confirmed",
        "management",
        "misoprostol",
        "pregnancy_test",
        "scan_showed_womb_pregnancy",
        "stage",
    }
)
"""Findings that are neither better nor worse, by decision C2."""
LESS_IS_WORSE = "sleep_hours"
TWO_SIGNS = "temperature_c"
"""Too warm and too cold are two signs, on either side of `BETWEEN_THEM` degrees Celsius."""
BETWEEN_THEM = 36


def no_better(name: str, pathway: Pathway, one: z3.ExprRef, other: z3.ExprRef) -> z3.BoolRef:
    """That `other` is the same value of this finding as `one`, or a worse one."""
    kind = pathway.kinds[name]
    if name in CONTEXT:
        return one == other
    if isinstance(kind, YesNo):
        return z3.Implies(one, other)
    if name == LESS_IS_WORSE:
        return other <= one
    if name == TWO_SIGNS:
        between = as_term(BETWEEN_THEM, kind)
        return z3.If(one >= between, other >= one, other <= one)
    return other >= one


def extreme(name: str, pathway: Pathway, *, worst: bool) -> z3.ExprRef | None:
    """The worst value of a sign, or the least; None for context, and for the sign that is two."""
    kind = pathway.kinds[name]
    if name in CONTEXT or name == TWO_SIGNS:
        return None
    high = worst != (name == LESS_IS_WORSE)
    match kind:
        case YesNo():
            return as_term(high, kind)
        case Choice(choices):
            return as_term(choices[-1 if high else 0], kind)
        case Number():
            return as_term(kind.high if high else kind.low, kind)
