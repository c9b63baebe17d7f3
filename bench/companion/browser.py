"""The built companion on this machine, and Chromium, slowed down as a cheap phone on a slow network is."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from balm import load_pathway
from balm.companion import build, server
from bench.timing import BenchFailed

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
PHONE = {"width": 390, "height": 800}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""As Lighthouse defines it: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up. Chromium wants milliseconds and bytes a second."""


class Site(NamedTuple):
    """Where the built page stands: its folder, its version, and its address without a slash at the end."""

    folder: Path
    version: str
    address: str


@contextmanager
def companion() -> Iterator[Site]:
    """The companion, built into a folder that is gone afterwards, and served."""
    with tempfile.TemporaryDirectory() as folder:
        version = build(load_pathway(), Path(folder))
        with served(Path(folder), version) as address:
            yield Site(Path(folder), version, address)


@contextmanager
def served(folder: Path, version: str = "") -> Iterator[str]:
    """The address at which the folder is served, without a slash at the end."""
    serving = server(folder, 0, version)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{serving.server_port}"
    finally:
        serving.shutdown()
        serving.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Raises BenchFailed where it is not installed."""
    if CHROMIUM is None:
        raise BenchFailed("Chromium is not installed; `make setup` says how")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def phone(browser: Browser, *, worker: bool = False) -> Iterator[Page]:
    """A page of a browser that has never been anywhere. Without `worker`, no service worker may stand between it and the network."""
    context: BrowserContext = browser.new_context(viewport=PHONE, locale="en-GB", service_workers="allow" if worker else "block")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def slow(page: Page, *, cpu: float = 1, network: bool = False) -> None:
    """From now on the page's processor is `cpu` times slower, and its network is slow 4G."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
    if network:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_4G)
