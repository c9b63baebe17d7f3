"""The built companion, served on this machine, and a phone that opens it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from balm import Pathway
from balm.companion import build
from balm.companion import server as companion_server
from tests.companion.visit import Visit


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built folder."""
    return tmp_path_factory.mktemp("companion")


@pytest.fixture(scope="session")
def version(pathway: Pathway, folder: Path) -> str:
    return build(pathway, folder)


@pytest.fixture(scope="session")
def site(folder: Path, version: str) -> Iterator[str]:
    """The address of the built folder, served as `balm serve` does."""
    server = companion_server(folder, 0, version)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def modules(site: str, version: str) -> str:
    """The address of the built modules and words."""
    return f"{site}/{version}"


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visit]:
    """A phone that has never been here, on the start screen. Fails if the page says anything on its console."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB")
    visit = Visit.begin(context.new_page(), site)
    yield visit
    context.close()
    assert visit.complaints == []
