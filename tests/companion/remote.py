"""Firefox and WebKitGTK, driven as their own drivers say: Marionette on a socket, WebDriver over HTTP. Both are plain JSON."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT_DRIVER = shutil.which("WebKitWebDriver")
MINI_BROWSER = next(iter(sorted(Path("/usr").glob("lib*/**/webkit2gtk-4.*/MiniBrowser"), reverse=True)), None)
XVFB = shutil.which("Xvfb")
PREFERENCES = {"marionette.port": 0, "intl.accept_languages": "en-GB", "datareporting.policy.dataSubmissionEnabled": False}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver names a reference to an element
SOON = 60.0  # seconds; for a browser to start, and for a page to do what it was asked


class Remote(Protocol):
    """A browser with one page."""

    def open(self, address: str) -> None: ...

    def run(self, script: str, *arguments: object) -> Any:
        """What the body of a function says of the page."""

    def click(self, xpath: str) -> None:
        """As a hand does it: fails when something else lies over it."""


def unless_redrawn(act: Callable[[], None]) -> None:
    """Do it again where the page was drawn anew between finding the element and touching it, as it may be while it still comes."""
    for left in (2, 1, 0):
        try:
            act()
            break
        except AssertionError as error:
            if not left or "stale" not in str(error).lower():
                raise
            time.sleep(0.5)


class Firefox:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=3 * SOON)
        self.reader = self.socket.makefile("rb")
        self._read()
        self._do("NewSession", capabilities={})

    def _read(self) -> Any:
        size = b""
        while (letter := self.reader.read(1)) != b":":
            size += letter
        return json.loads(self.reader.read(int(size)))

    def _do(self, command: str, **parameters: object) -> Any:
        text = json.dumps([0, 1, f"WebDriver:{command}", parameters]).encode()
        self.socket.sendall(b"%d:%b" % (len(text), text))
        _, _, error, value = self._read()
        assert error is None, f"{command}: {error['message']}"
        return value

    def open(self, address: str) -> None:
        self._do("Navigate", url=address)

    def run(self, script: str, *arguments: object) -> Any:
        return self._do("ExecuteScript", script=script, args=arguments)["value"]

    def click(self, xpath: str) -> None:
        def once() -> None:
            element = self._do("FindElement", using="xpath", value=xpath)["value"][ELEMENT]
            self._do("ElementClick", id=element)

        unless_redrawn(once)


class WebKit:
    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/session"
        browser = {"binary": str(MINI_BROWSER), "args": ["--automation"]}
        session = self._do("", capabilities={"alwaysMatch": {"webkitgtk:browserOptions": browser}})
        self.address += f"/{session['sessionId']}"

    def _do(self, path: str, **parameters: object) -> Any:
        request = urllib.request.Request(self.address + path, json.dumps(parameters).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=3 * SOON) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.read().decode()}") from error

    def open(self, address: str) -> None:
        self._do("/url", url=address)

    def run(self, script: str, *arguments: object) -> Any:
        return self._do("/execute/sync", script=script, args=arguments)

    def click(self, xpath: str) -> None:
        def once() -> None:
            element = self._do("/element", using="xpath", value=xpath)[ELEMENT]
            self.run("arguments[0].scrollIntoView({ block: 'center' })", {ELEMENT: element})
            self._do(f"/element/{element}/click")

        unless_redrawn(once)

    def close(self) -> None:
        urllib.request.urlopen(urllib.request.Request(self.address, method="DELETE"), timeout=SOON).close()


@contextmanager
def started(*command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=SOON)


@contextmanager
def firefox(folder: Path) -> Iterator[Remote]:
    assert FIREFOX
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("".join(lines))
    with started(FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(folder), HOME=str(folder)):
        port = folder / "MarionetteActivePort"
        wait(lambda: port.exists() and port.read_text())
        yield Firefox(int(port.read_text()))


@contextmanager
def webkit(folder: Path) -> Iterator[Remote]:
    assert WEBKIT_DRIVER
    assert XVFB
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with started(XVFB, "-displayfd", "1", "-screen", "0", "800x1000x24", "-nolisten", "tcp") as display:
        assert display.stdout
        number = display.stdout.readline().decode().strip()
        here = {
            "DISPLAY": f":{number}",
            "HOME": str(folder),
            "GDK_BACKEND": "x11",
            "LANG": "en_GB.UTF-8",
            "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
        }
        with started(WEBKIT_DRIVER, f"--port={port}", **here):
            wait(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0)
            browser = WebKit(port)
            try:
                yield browser
            finally:
                browser.close()


def wait(until: Any) -> Any:
    """What `until` answers as soon as it is true of the page. Raises AssertionError when it is not so soon."""
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        if answer := until():
            return answer
        time.sleep(0.05)
    raise AssertionError("it does not come")
