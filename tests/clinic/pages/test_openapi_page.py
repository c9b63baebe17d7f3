"""The pages of all routes, in a real Chromium under the service's own content policy: no file of anybody else's, no complaint."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

PAGES = {"api": "Her side of the follow-up service", "fhir": "What a system of the clinic reads", "cds-services": "How urgent a filled-in"}


@pytest.mark.parametrize("name", PAGES)
def test_the_description_is_valid_and_each_route_says_what_it_answers(db: None, name: str) -> None:
    found = Client().get(f"/{name}/openapi.json").json()
    OpenAPIV31SpecValidator(found).validate()
    assert found["paths"]
    for path, methods in found["paths"].items():
        for about in methods.values():
            assert about["summary"], path
            assert any(status in about["responses"] for status in ("200", "202")), path
            if "security" in about:
                assert {"401", "429"} <= about["responses"].keys(), path


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_shows_every_route_and_complains_of_nothing(live_server: LiveServer, chromium: Browser, name: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 1400})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith(live_server.url) else None)
    page.goto(f"{live_server.url}/{name}/docs")
    page.get_by_text(PAGES[name]).wait_for()
    described: Any = json.loads(Client().get(f"/{name}/openapi.json").content)
    shown = page.locator(".opblock-summary")
    assert shown.count() == sum(len(methods) for methods in described["paths"].values())
    for n in range(shown.count()):
        shown.nth(n).locator("button.opblock-summary-control").click()
        page.locator(".opblock").nth(n).locator(".responses-inner").wait_for()
    page.locator("button.authorize").first.click()
    page.get_by_label("auth-bearer-value").first.wait_for()
    page.keyboard.press("Escape")
    context.close()
    assert complaints == []
