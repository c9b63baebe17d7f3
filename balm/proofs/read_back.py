"""Emitted text -> nodes: what the three readers share. Each reads only what its back-end is known to write, and refuses all else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any as Anything

from balm.rules.nodes import Node


class NotRead(Exception):
    """The text holds something that no emitted text should. The message shows it."""

    def __init__(self, problem: str, text: str) -> None:
        super().__init__(f"{problem}: {text if len(text) <= 80 else text[:77] + '...'}")


@dataclass(frozen=True)
class Module:
    """One emitted text, read. `named` holds its named expressions, each after those that it uses; `rest` all else that it holds: literals
    as they are, lists, mappings, and an expression as its node, or as the NotRead that says why not."""

    named: Mapping[str, Node | NotRead]
    rest: Mapping[str, Anything]
