"""Mistakes that a back-end could make, planted: the text that it would have written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from balm import Pathway, load_pathway
from balm.companion.build import made_modules
from balm.pathway.compile import compile_program
from balm.pathway.load import conditions
from balm.proofs.validate import Texts, texts
from balm.rules.kinds import Choice, Kind
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Operator, Yes

UNKNOWN_AS_NO = "not known read as no"
Wrong = Callable[[Node, Mapping[str, Kind]], Node | None]
"""What a mistake makes of a node; None where it makes nothing of it."""


def _operator(right: Operator, wrong: Operator) -> Wrong:
    return lambda node, _: replace(node, operator=wrong) if isinstance(node, Compare) and node.operator == right else None


def _dropped(node: Node, _: Mapping[str, Kind]) -> Node | None:
    match node:
        case All((_, *rest)):
            return All(tuple(rest))
        case Any((_, *rest)):
            return Any(tuple(rest))
    return None


def _another_finding(node: Node, kinds: Mapping[str, Kind]) -> Node | None:
    yes_no = [name for name, kind in kinds.items() if kind.name == "yes_no"]
    return Yes(yes_no[yes_no.index(node.finding) - 1]) if isinstance(node, Yes) else None


def _another_word(node: Node, kinds: Mapping[str, Kind]) -> Node | None:
    kind = kinds[node.finding] if isinstance(node, Compare) else None
    if not isinstance(node, Compare) or not isinstance(kind, Choice):
        return None
    return replace(node, value=next(word for word in kind.choices if word != node.value))


WRONG: dict[str, Wrong] = {
    ">= read as >": _operator(">=", ">"),
    "<= read as <": _operator("<=", "<"),
    "!= read as =": _operator("!=", "="),
    "a clause dropped": _dropped,
    "and written for or": lambda node, _: All(node.parts) if isinstance(node, Any) else None,
    "or written for and": lambda node, _: Any(node.parts) if isinstance(node, All) else None,
    "not lost": lambda node, _: node.part if isinstance(node, Not) else None,
    "a choice left out": lambda node, _: OneOf(node.finding, node.choices[1:]) if isinstance(node, OneOf) and node.choices[1:] else None,
    "an end of a range left out": lambda node, _: replace(node, low=node.low + 1) if isinstance(node, Between) else None,
    "another finding": _another_finding,
    "another word": _another_word,
    "another definition": lambda node, _: Named("needle") if isinstance(node, Named) and node.name != "needle" else None,
}
MISTAKES = (*WRONG, UNKNOWN_AS_NO)


@cache
def planted(mistake: str) -> Texts:
    """The texts of Balm's pathway, each with the mistake made once: in the first definition, or else rule, that has a place for it."""
    pathway = load_pathway()
    if mistake == UNKNOWN_AS_NO:
        return _unknown_as_no(texts(pathway, made_modules(pathway)))
    for kind, things in (("definitions", pathway.definitions), ("rules", pathway.rules)):
        for name, thing in things.items():
            changed = once(thing.when, WRONG[mistake], pathway.kinds)
            if changed is not None:
                return _emitted(replace(pathway, **{kind: {**things, name: replace(thing, when=changed)}}))  # type: ignore[arg-type]
    raise AssertionError(f"nowhere in the pathway is there a place for: {mistake}")


def _emitted(pathway: Pathway) -> Texts:
    other = conditions(pathway.matrix, pathway.care, pathway.causes, pathway.recovery, pathway.sooner_if)
    rules = {rule.id: rule.when for rule in pathway.rules.values()}
    compiled = replace(pathway, program=compile_program(pathway.findings, pathway.meanings, rules, pathway.joint, other))
    return texts(compiled, made_modules(compiled))


def once(node: Node, wrong: Wrong, kinds: Mapping[str, Kind]) -> Node | None:
    """The node with the mistake made at the first place for it; None: there is none."""
    changed = wrong(node, kinds)
    if changed is not None:
        return changed
    match node:
        case Not(part):
            inner = once(part, wrong, kinds)
            return None if inner is None else Not(inner)
        case All(parts) | Any(parts):
            for n, part in enumerate(parts):
                inner = once(part, wrong, kinds)
                if inner is not None:
                    return type(node)((*parts[:n], inner, *parts[n + 1 :]))
    return None


def _unknown_as_no(right: Texts) -> Texts:
    """No node says this, so it is written by hand: into the first rule that is one yes/no finding."""
    people = _swapped(r'^  ("\w+") AS', r"  COALESCE(\1, FALSE) AS", right.sql["people"])
    return Texts(
        python=_swapped(r"if (values\[\d+\]):", r"if \1 is True:", right.python),
        rules_js=_swapped(r"(const d_E\d+ = \(k\) => )(k\.yes\(\d+\));", r"\1(\2 & 1 ? 15 : 240);", right.rules_js),
        diary_js=right.diary_js,
        sql={**right.sql, "people": people},
    )


def _swapped(pattern: str, by: str, text: str) -> str:
    changed, times = re.subn(pattern, by, text, count=1, flags=re.M)
    assert times == 1, pattern
    return changed
