"""Other rule engines, each given the same rules in its own language and in the form in which it was fastest.

A module here has `FORM`, what the engine was given, in a line; and `prepare`, which compiles the rules once and gives back the function
that is timed. That function takes a case as a ready dictionary of Python values, and gives the places of the rules that are true: whatever
the engine needs besides, such as values of its own kinds, is its own business and part of its time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import TypeAlias

from balm.rules.kinds import Kind
from balm.rules.nodes import Node, Value

NamedCase: TypeAlias = dict[str, Value]
"""The findings that some rule reads, and their values. An engine is spared the others, which it would only have to convert."""
Decide: TypeAlias = Callable[[NamedCase], list[int]]

PACKAGES = {
    "zen": "zen-engine",
    "rust_cel": "common-expression-language",
    "durable_rules": "durable-rules",
    "cel_python": "cel-python",
}
"""The modules here, and the package that each needs."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in order, what each name in them stands for, and the kind of each finding."""

    rules: tuple[Node, ...]
    definitions: Mapping[str, Node]
    kinds: Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Engine:
    name: str
    form: str
    decide: Decide


def engines(rule_set: RuleSet) -> tuple[list[Engine], list[str]]:
    """The engines that can be imported, and the package names of those that cannot."""
    found, missing = [], []
    for name, package in PACKAGES.items():
        try:
            module = import_module(f"bench.engines.{name}")
        except ImportError as error:
            missing.append(f"{package} ({error})")
        else:
            found.append(Engine(f"{package} {version(package)}", module.FORM, module.prepare(rule_set)))
    return found, missing
