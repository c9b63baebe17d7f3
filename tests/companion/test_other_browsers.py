"""The main story in Firefox ESR and in WebKitGTK, which stands in for Safari: the check, the plan, keeping, locking and going on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from balm import Pathway
from tests.companion import remote
from tests.companion.remote import Remote, wait
from tests.companion.visit import FILL, well

pytestmark = pytest.mark.slow

ARRIVED = "const main = document.querySelector('main'); return main.getAttribute('aria-busy') !== 'true' && main.innerText !== arguments[0]"
"""Another page stands there, and not only the word that it is on its way."""
PASSPHRASE = "four warm quiet words"
INSTALLED = {"firefox": bool(remote.FIREFOX), "webkit": bool(remote.WEBKIT_DRIVER and remote.MINI_BROWSER and remote.XVFB)}


@pytest.fixture(params=["firefox", "webkit"])
def browser(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Remote]:
    if not INSTALLED[request.param]:
        pytest.skip(f"{request.param} is not installed; `make setup` installs it where it may")
    with {"firefox": remote.firefox, "webkit": remote.webkit}[request.param](tmp_path) as started:
        yield started


def seen(browser: Remote, selector: str) -> int:
    return int(browser.run("return document.querySelectorAll(arguments[0]).length", selector))


def tap(browser: Remote, name: str) -> None:
    button = f'//button[normalize-space()="{name}"]'
    wait(lambda: browser.run("return document.evaluate(arguments[0], document, null, 3).booleanValue", f"boolean({button})"))
    browser.click(button)


def start(browser: Remote, site: str) -> None:
    browser.open(site)
    wait(lambda: seen(browser, "button.exit"))


def write_passphrase(browser: Remote) -> None:
    wait(lambda: seen(browser, "main input[type=password]"))
    browser.run("document.querySelector('main input[type=password]').value = arguments[0]", PASSPHRASE)


def go_on(browser: Remote) -> None:
    before = browser.run("return document.querySelector('main').innerText")
    browser.click('//form//button[@type="submit"]')
    wait(lambda: browser.run(ARRIVED, before))
    assert seen(browser, ".problem p") == 0


def test_the_main_story(browser: Remote, pathway: Pathway, site: str) -> None:
    start(browser, site)
    browser.click('//select[@id="country"]/option[@value="GB"]')
    tap(browser, "Check how you are now")
    wait(lambda: seen(browser, ".questions fieldset"))
    browser.click('//input[@name="fainted"]')
    wait(lambda: seen(browser, '.alarm .card.emergency a[href="tel:999"]'))
    tap(browser, "See what to do and say")
    wait(lambda: seen(browser, 'main > .card.emergency a[href="tel:999"]'))
    tap(browser, "Show it in large letters")
    wait(lambda: seen(browser, "dialog[open]") == 1)
    tap(browser, "Close")

    tap(browser, "Start")
    tap(browser, "Start a new check")
    wait(lambda: seen(browser, ".questions fieldset"))
    for _ in range(25):
        browser.run(f"return ({FILL})(arguments[0])", well(pathway))
        go_on(browser)
        if not seen(browser, ".questions"):
            break
    assert seen(browser, "main > .card.self_care") == 1
    tap(browser, "What may help today")
    wait(lambda: seen(browser, "details summary") > 5)

    tap(browser, "What is kept")
    write_passphrase(browser)
    tap(browser, "Keep them here")
    wait(lambda: seen(browser, "#import-file"))
    tap(browser, "Start")
    tap(browser, "Start a new check")
    wait(lambda: seen(browser, ".questions fieldset"))
    browser.run(f"return ({FILL})(arguments[0])", well(pathway))
    go_on(browser)
    at = browser.run("return document.querySelector('h1').innerText")

    start(browser, site)
    wait(lambda: seen(browser, ".screen-unlock"))
    write_passphrase(browser)
    tap(browser, "Open")
    tap(browser, "Go on where you were")
    wait(lambda: seen(browser, ".questions fieldset"))
    assert browser.run("return document.querySelector('h1').innerText") == at
    tap(browser, "Leave this page")
    wait(lambda: browser.run("return location.pathname").endswith("/blank.html"))
