"""The Common Expression Language in Python.

Tried (decisions a second, rounded, on one machine that was busy): interpreted, 73 programs 9, one that gives a list 13, each program given
only the findings that it reads 16; compiled to Python by its CompiledRunner, the same three 43, 105 and 61. How values become its own,
and how choices are written, makes no difference that can be seen.
"""

from __future__ import annotations

from itertools import compress

import celpy
from celpy import celtypes

from balm.rules.kinds import Number
from bench.engines import Decide, NamedCase, RuleSet
from bench.engines.cel_text import all_in_one

FORM = "one expression, a list of all rules, compiled to Python by its CompiledRunner"


def prepare(rule_set: RuleSet) -> Decide:
    environment = celpy.Environment(runner_class=celpy.CompiledRunner)
    program = environment.program(environment.compile(all_in_one(rule_set)))
    with_decimals = {name for name, kind in rule_set.kinds.items() if isinstance(kind, Number) and kind.decimals}
    places = range(len(rule_set.rules))

    def decide(case: NamedCase) -> list[int]:
        context = {name: celtypes.DoubleType(value) if name in with_decimals else celpy.json_to_cel(value) for name, value in case.items()}
        return list(compress(places, program.evaluate(context)))

    return decide
