"""`load_pathway`: the content compiled once, and kept beside it.

Reading and checking all of it takes a while; a command must answer in a blink. So the checked pathway is kept in `__pycache__` next to the
content, as Python keeps its byte code, under the digest of the content and of the code that read it: a changed word or a changed reader
makes a new one. Where the folder cannot be written, everything still works, only slower. Only the content that comes with Balm is kept so:
what lies beside anybody else's content is never loaded, for it could be made to run.
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
    kept = folder / "__pycache__" / _name(content_digest(content_files(folder))) if folder.resolve() == CONTENT.resolve() else None
    if kept is not None and (pathway := _kept(kept)):
        return pathway
    from balm.pathway.load import read_pathway  # brings the parser, which is only needed here

    pathway = read_pathway(folder)
    if kept is not None:
        _keep(kept, pathway)
    return pathway


def _kept(path: Path) -> Pathway | None:
    try:
        pathway: Pathway = pickle.loads(path.read_bytes())  # noqa: S301 - our own file, trusted as byte code is
        return pathway
    except (OSError, pickle.UnpicklingError, EOFError, ValueError, AttributeError, ImportError, TypeError):
        return None


def _name(digest: str) -> str:
    return f"pathway-{digest[:16]}.{_reader_digest()[:16]}.{sys.implementation.cache_tag}.pickle"


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
        os.chmod(name, 0o644)  # so that one who installed it for all keeps it for all
        os.replace(name, path)
    except OSError:
        pass
