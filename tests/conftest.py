"""What every test may use, one Chromium for all of a process among it: Playwright begins only once in a thread.

With BALM_NO_SKIPS set, as CI sets it, a test that skips fails: nothing may quietly not run.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from balm import Pathway, load_pathway

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

settings.register_profile("balm", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.load_profile("balm")


@pytest.fixture(scope="session")
def pathway() -> Pathway:
    return load_pathway()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    from playwright.sync_api import sync_playwright

    from bench.companion.browser import CHROMIUM

    if CHROMIUM is None:
        pytest.skip("Chromium is not installed; `make setup` says how")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    from bench.companion.browser import CHROMIUM, QUIET

    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, file by file, those with long ones go first: then nobody waits for one at the end."""
    if hasattr(config, "workerinput"):
        long = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report: Any = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("BALM_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"no test may be skipped here: {report.longrepr}"
    return report  # type: ignore[no-any-return]
