"""Writes content/joint.toml: the joint conditions, as content that any engine can read."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from balm.pathway.model import LevelId, Pathway
from balm.proofs.joint import joint_conditions
from balm.rules.nodes import Any, Node
from balm.rules.to_text import to_text

FILE = "joint.toml"
_HEAD = """\
# Made by `balm verify --mend`, which finds them anew from the rules. Change the rules, not this.
#
# What several rules cover between them: of whoever this is true, some rule of the level (or of a more urgent one) is true whatever she has
# still to answer, although it hangs on that answer which one. It adds nothing to the rules (`balm verify` proves that); it says the level
# at once, where three-valued logic, which looks at one rule at a time, would wait.
"""


def mend(pathway: Pathway, folder: Path, progress: Callable[[LevelId, int], None] = lambda *_: None) -> bool:
    """Find the joint conditions of the pathway that was read from this folder and write them there; whether the file changed."""
    text = joint_text(joint_conditions(pathway, progress))
    path = folder / FILE
    if (path.read_text(encoding="utf-8") if path.exists() else "") == text:
        return False
    if not text:
        path.unlink()
        return True
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)
    return True


def joint_text(found: Mapping[LevelId, Node | None]) -> str:
    """The file, empty where no level needs one."""
    tables = [_table(level, node) for level, node in found.items() if node is not None]
    return "\n".join([_HEAD, *tables]) if tables else ""


def _table(level: LevelId, node: Node) -> str:
    parts = node.parts if isinstance(node, Any) else (node,)
    return "\n".join([f"[{level}]", "when = [", *(f'  "{to_text(part)}",' for part in parts), "]", ""])
