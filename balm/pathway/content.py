"""The content's files, before anybody reads what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from balm.errors import CannotRun

CONTENT = Path(__file__).parent.parent / "content"
"""The folder that comes with Balm."""


def content_files(folder: Path) -> dict[str, bytes]:
    """Every content file below the folder, by its path within it, in a fixed order. Raises CannotRun when there is no content."""
    if not (folder / "pathway.toml").is_file():
        raise CannotRun(f"{folder} holds no pathway.toml; name the folder that holds the content")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.toml"))}


def content_digest(files: Mapping[str, bytes]) -> str:
    """The sha256, in hex, of the files' names and bytes."""
    digest = hashlib.sha256()
    for name, data in files.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
