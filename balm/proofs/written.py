"""Every expression of the content, and where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any as Anything

from balm.pathway.content import CONTENT, content_digest, content_files
from balm.pathway.load import conditions
from balm.pathway.model import Pathway
from balm.pathway.tables import ContentFile
from balm.rules.nodes import Node
from balm.rules.to_text import to_text


@dataclass(frozen=True)
class Expression:
    """One condition of the content: the `table` of its file that holds it, and under which key."""

    name: str
    node: Node
    table: tuple[str | int, ...]
    key: str


def expressions_of(pathway: Pathway) -> dict[str, Expression]:
    """The expressions over her answers, by name: definitions, rules, the other conditions, and those of the findings."""
    found = [Expression(it.id, it.when, ("definitions", it.id), "when") for it in pathway.definitions.values()]
    found += [Expression(it.id, it.when, (it.id,), "when") for it in pathway.rules.values()]
    found += [Expression(f"joint {level}", node, (level,), "when") for level, node in pathway.joint.items()]
    other = conditions(pathway.matrix, pathway.care, pathway.causes, pathway.recovery, pathway.sooner_if)
    found += [Expression(name, node, *_where(name)) for name, node in other.items()]
    for it in pathway.findings.values():
        if it.asked_when is not None:
            found.append(Expression(f"asked_when {it.id}", it.asked_when, (it.id,), "asked_when"))
        if it.not_sure is not None and it.not_sure.when is not None:
            found.append(Expression(f"not_sure {it.id}", it.not_sure.when, (it.id,), "not_sure"))
    return {one.name: one for one in found}


def diary_expressions_of(pathway: Pathway) -> tuple[dict[str, Expression], dict[str, Expression]]:
    """The diary's expressions by name: those over the measures of the days behind her, and those over one entry."""
    diary = pathway.diary
    measures = [Expression(it.id, it.when, ("noticed", it.id), "when") for it in diary.noticed.values()]
    measures += [Expression(f"{it.id} told", it.told_when, ("run", it.id), "told_when") for it in diary.runs.values()]
    entries = [Expression(f"{it.id} day", it.day, ("run", it.id), "day") for it in diary.runs.values()]
    return {one.name: one for one in measures}, {one.name: one for one in entries}


_KEYS = {
    "fits": "fits_when",
    "possible": "possible_when",
    "ruled out": "ruled_out_when",
    "within": "within",
    "when": "when",
    "unless": "unless",
}


def _where(name: str) -> tuple[tuple[str | int, ...], str]:
    """The table and the key of a condition by its name in `balm.pathway.load.conditions`."""
    kind, id_, *rest = name.split(" ")
    if kind == "sooner":
        return ("sooner_if", int(id_)), rest[0]
    if kind == "picture":
        return (id_,), "pictures"
    if rest and rest[0] in ("why", "against"):
        return (id_,), rest[0]
    return (id_,), _KEYS[" ".join(rest) or "when"]


def place_of(pathway: Pathway, expression: Expression, folder: Path = CONTENT) -> str:
    """`file:line` of the expression; or, where the folder does not hold this pathway, only its table and key."""
    for file in _files(folder, pathway.digest):
        if expression.key in _reached(file.data, expression.table):
            line, _ = file.place(expression.table, expression.key)
            exact, _ = file.place(expression.table, expression.key, to_text(expression.node))
            return f"{file.name}:{max(line, exact)}"
    return f"{'.'.join(map(str, expression.table))}.{expression.key}"


@lru_cache(maxsize=1)
def _files(folder: Path, digest: str) -> list[ContentFile]:
    files = content_files(folder)
    return [ContentFile(name, data.decode(), []) for name, data in files.items()] if content_digest(files) == digest else []


def _reached(data: Anything, path: tuple[str | int, ...]) -> dict[str, Anything]:
    for step in path:
        if isinstance(data, dict):
            data = data.get(step, {})
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
    return data if isinstance(data, dict) else {}
