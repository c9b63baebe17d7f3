"""`load_pathway`: the content compiled once, and kept beside it.

Parsing some ninety files takes a second; a command must answer in a blink. So the checked pathway is kept in `__pycache__` next to the
content, as Python keeps its byte code, under the digest of the content and of the code that read it: a changed word or a changed reader
makes a new one. Where the folder cannot be written, everything still works, only slower.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from pathlib import Path

from balm.pathway.content import CONTENT, content_digest, content_files
from balm.pathway.model import Pathway

_PACKAGE = Path(__file__).parent.parent


def load_pathway(folder: Path | str = CONTENT) -> Pathway:
    """The checked pathway in the folder (by default the one that comes with Balm).

    Raises ContentRefused with every problem that was found, CannotRun when the folder holds no content.
    """
    folder = Path(folder)
    digest = content_digest(content_files(folder))
    kept = folder / "__pycache__" / f"pathway-{digest[:16]}.{_reader_digest()[:16]}.{sys.implementation.cache_tag}.pickle"
    try:
        pathway: Pathway = pickle.loads(kept.read_bytes())  # noqa: S301 - our own file, trusted as byte code is
        return pathway
    except (OSError, pickle.UnpicklingError, EOFError, ValueError, AttributeError, ImportError, TypeError):
        pass
    from balm.pathway.load import read_pathway  # brings the parser, which is only needed here

    pathway = read_pathway(folder)
    _keep(kept, pathway)
    return pathway


def _reader_digest() -> str:
    """The digest of the code that makes a pathway from content."""
    digest = hashlib.sha256()
    for room in ("rules", "pathway"):
        for path in sorted((_PACKAGE / room).iterdir()):
            if path.suffix in (".py", ".lark"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _keep(path: Path, pathway: Pathway) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        for old in path.parent.glob(f"pathway-*.{sys.implementation.cache_tag}.pickle"):
            old.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            pickle.dump(pathway, file, protocol=pickle.HIGHEST_PROTOCOL)
        os.replace(name, path)
    except OSError:
        pass
