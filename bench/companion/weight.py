"""How heavy the companion is: what a first visit in one language fetches, compressed as a host would."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from bench.companion.browser import chromium, companion, phone
from bench.companion.speed import COMPANION
from bench.timing import progress

try:
    import brotli
except ImportError:
    brotli = None

LIMIT = 100_000
_NAMED = 5
"""Files that are printed by name, the heaviest first."""


def weight() -> Iterator[str]:
    """A table: what is fetched until she can begin to answer, and what the service worker keeps for when there is no network."""
    progress("weight")
    with companion() as site, chromium() as browser:
        first = fetched(browser, site.address)
        listed = re.search(r"const FILES = (\[.*?\]);", (site.folder / "sw.js").read_text(encoding="utf-8"))
        assert listed is not None
        kept = [name.replace("./", "index.html") for name in json.loads(listed[1])]
        sizes = {name: compressed(site.folder / name) for name in {*first, *kept}}
    progress("")
    yield f"{'Weight, bytes':66} {'files':>6} {'gzip -9':>9} {'brotli':>9}"
    yield _row("first load, one language, with the questions behind the first screen", first, sizes)
    for name in sorted(first, key=lambda one: -sizes[one][0])[:_NAMED]:
        yield _row(f"    {name}", [name], sizes)
    yield _row("all that the service worker keeps, with what it may never show", kept, sizes)
    gzipped = sum(sizes[name][0] for name in first)
    yield f"Limit for the first load: {LIMIT:,} as gzip. {gzipped:,}: {'kept' if gzipped < LIMIT else 'not kept'}."


def fetched(browser: Browser, address: str, ready: tuple[str, ...] = COMPANION) -> list[str]:
    """The path of every file that the page at `address` asked for by itself, with no service worker: until all of `ready` was drawn, and
    what came behind it."""
    asked: list[str] = []
    with phone(browser) as page:
        page.on("requestfinished", lambda request: asked.append(urlsplit(request.url).path.strip("/") or "index.html"))
        page.goto(address)
        for selector in ready:
            page.wait_for_selector(selector)
        page.wait_for_load_state("networkidle")
    return sorted(set(asked))


def compressed(file: Path) -> tuple[int, int]:
    """Bytes as gzip -9 and as brotli make them; 0 for brotli where the package is not at hand. A PNG is sent as it is."""
    data = file.read_bytes()
    if file.suffix == ".png":
        return len(data), len(data)
    return len(gzip.compress(data, 9)), len(brotli.compress(data)) if brotli else 0


def _row(name: str, files: Iterable[str], sizes: dict[str, tuple[int, int]]) -> str:
    of = [sizes[file] for file in files]
    return f"{name[:66]:66} {len(of):6} {sum(gz for gz, _ in of):9,} {sum(br for _, br in of):9,}"
