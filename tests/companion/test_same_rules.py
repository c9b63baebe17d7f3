"""100,000 drawn people: the rules of the built page say what the compiled Python says, each rule of each person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from balm import Pathway
from balm.companion.build import made_modules
from tests.agreement.engines import FEWER, MANY, compiled_says, differing, javascript
from tests.agreement.mistakes import MISTAKES, planted

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(chromium: Browser, site: str) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(f"{site}/blank.html")
    yield page
    page.close()


def test_the_javascript_says_what_the_compiled_python_says(pathway: Pathway, page: Page, modules: str) -> None:
    people, said = compiled_says(*MANY)
    assert differing(said, javascript(pathway, made_modules(pathway)["engine/rules.js"], people, page, f"{modules}/engine")) == {}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_the_javascript_is_seen(pathway: Pathway, page: Page, modules: str, mistake: str) -> None:
    people, said = compiled_says(*FEWER)
    seen = differing(said, javascript(pathway, planted(mistake).rules_js, people, page, f"{modules}/engine"))
    assert seen
