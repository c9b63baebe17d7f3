"""The diary and education alone: a build in which nothing can judge, because nothing that judges is in it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from balm import Pathway
from balm.companion import build
from balm.companion import server as companion_server
from tests.companion.test_private import keep
from tests.companion.visit import Visit


@pytest.fixture(scope="module")
def notes(pathway: Pathway, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("notes")
    return folder, build(pathway, folder, triage=False)


@pytest.fixture
def diary(chromium: Browser, notes: tuple[Path, str]) -> Iterator[Visit]:
    serving = companion_server(notes[0], 0, notes[1])
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB")
    visit = Visit.begin(context.new_page(), f"http://127.0.0.1:{serving.server_port}/")
    yield visit
    context.close()
    serving.shutdown()
    assert visit.complaints == []


def test_no_rule_and_nothing_that_judges_is_written(notes: tuple[Path, str]) -> None:
    folder, version = notes
    files = {path.relative_to(folder / version).as_posix() for path in (folder / version).rglob("*") if path.is_file()}
    assert not {name for name in files if re.search(r"rules|judge|assess|interview|answer|check|plan", name)}
    content = json.loads((folder / version / "questions.en.json").read_text())
    more = json.loads((folder / version / "more.en.json").read_text())
    assert content["rules"] == content["levels"] == []
    assert set(more) == {"diary", "care"}
    assert {key for item in more["care"] for key in item} == {"id", "title", "in_plan"}, "what she may have tried, and nothing of it"
    assert "noticed" not in more["diary"]
    for name in files:
        if name.endswith(".js"):
            for wanted in re.findall(r'^import .* from "([^"]+)"', (folder / version / name).read_text(), re.M):
                assert (folder / version / name).parent.joinpath(wanted).resolve().is_file(), f"{name} wants {wanted}"


def test_the_whole_diary_works_and_says_nothing_of_what_it_means(diary: Visit) -> None:
    diary.page.select_option("#country", "GB")
    assert diary.page.locator("main .call a").first.get_attribute("href") == "tel:999"
    keep(diary)
    diary.tap("Diary")
    diary.tap("Write how it is now")
    diary.page.locator('input[name="place-chest"]').click()
    diary.page.locator('input[name="back_pain"][value="9"]').click()
    diary.page.click('form button[type="submit"]')
    diary.page.get_by_role("heading", name="Your days", exact=True).wait_for()
    assert diary.page.locator(".card").count() == 0
    assert "nothing checks it" in diary.page.inner_text("main")
    diary.tap("Medicines")
    diary.tap("I took it")
    diary.page.get_by_role("heading", name="The last 3 days").wait_for()
    assert "not before" not in diary.page.inner_text("main")
    diary.tap("Diary")
    diary.tap("All of it, to print")
    for screen in ("Numbers to call", "Settings", "About", "What is kept", "Start", "For someone with you"):
        diary.tap(screen)
