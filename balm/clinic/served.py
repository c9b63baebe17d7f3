"""How the companion's files under c/ are served: with the headers that its own `_headers` file asks for."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from pathlib import Path


def add_headers(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Put them on one file's answer. Whose files have no `_headers` beside them stay as they are."""
    if not url.startswith("/c/"):
        return
    root = Path(path[: -len(url.removeprefix("/c/"))]) if url != "/c/" else Path(path).parent
    asked = root / "_headers"
    if asked.is_file():
        every = asked.read_text(encoding="utf-8").split("\n\n")[0].splitlines()[1:]
        for name, value in (line.strip().split(": ", 1) for line in every):
            if name != "Cache-Control":
                headers[name] = value


def never_changes(path: str, url: str) -> bool:
    """Whether the file stands in a folder that is named for its own digest."""
    return bool(re.match(r"/c/[0-9a-f]{12}/", url)) or bool(re.search(r"\.[0-9a-f]{12}\.\w+$", url))
