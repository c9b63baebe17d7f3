"""The companion that a clinic serves: built into a folder, and compressed. The clinic and the companion know nothing of each other."""

from __future__ import annotations

from pathlib import Path

from balm.companion import build
from balm.pathway import load_pathway


def place_companion(folder: Path) -> str:
    """Build it into `c/` of the folder from which the service serves the root of its site (BALM_PAGES); answers its version.

    What an older version left there stays, so that a phone that still has it open finds its files.
    """
    from whitenoise.compress import Compressor  # of the extra "clinic"; nothing else here needs it

    pages = folder / "c"
    version = build(load_pathway(), pages, clinic="../api/")
    compressor = Compressor(quiet=True)
    for path in pages.rglob("*"):
        if path.is_file() and compressor.should_compress(path.name):
            compressor.compress(str(path))
    return version
