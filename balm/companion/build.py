"""Pathway -> a folder of static files that is the whole app, on any host."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from balm.companion.emit import content_data, rules_module
from balm.pathway.model import Pathway

STATIC = Path(__file__).parent / "static"


def build(pathway: Pathway, folder: Path) -> None:
    """Write the companion into the folder, which is made if need be. What else is in the folder stays."""
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    (folder / "engine" / "rules.js").write_text(rules_module(pathway), encoding="utf-8")
    data = json.dumps(content_data(pathway), ensure_ascii=False, separators=(",", ":"))
    (folder / "content.en.json").write_text(data, encoding="utf-8")
