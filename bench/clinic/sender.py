"""Requests sent at fixed moments, whatever becomes of those before: an open loop.

Each request's time counts from the moment at which it was due, not from when it could be sent, so that a server that falls behind shows it
(no coordinated omission). Each comes from a phone of its own, so over a connection of its own. Plain asyncio protocols: a fraction of a
millisecond of processor a request, where an HTTP library takes a millisecond and more, which would measure the library.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

GIVE_UP = 30.0
"""Seconds after the last request was due."""


@dataclass(slots=True)
class Sent:
    """One request: when it was due in seconds from the start, and what came of it. `status` 0: no answer. `seconds` counts from `due`."""

    due: float
    request: bytes
    status: int = 0
    seconds: float = 0.0
    body: bytes = b""


class _Line(asyncio.Protocol):
    """One phone's connection, for one request."""

    def __init__(self, run: _Run, one: Sent) -> None:
        self.run, self.one, self.got = run, one, b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.one.request)

    def data_received(self, data: bytes) -> None:
        self.got += data
        head, end, body = self.got.partition(b"\r\n\r\n")
        if not end:
            return
        lower = head.lower()
        start = lower.find(b"content-length:")
        length = int(lower[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
        if len(body) >= length and not self.one.status:
            self.one.status, self.one.body = int(head[9:12]), body
            self.run.done(self.one)
            assert self.transport is not None
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.one.status:  # an answer that never came stays 0
            self.run.done(self.one)


class _Run:
    def __init__(self, address: tuple[str, int], requests: Sequence[Sent]) -> None:
        self.address, self.requests = address, requests
        self.left, self.began = len(requests), 0.0
        self.over = asyncio.Event()
        self.opened: set[asyncio.Task[None]] = set()

    def done(self, one: Sent) -> None:
        one.seconds = time.perf_counter() - self.began - one.due
        self.left -= 1
        if not self.left:
            self.over.set()

    async def open(self, one: Sent) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: _Line(self, one), *self.address)
        except OSError:  # nobody took the connection
            self.done(one)

    async def go(self) -> None:
        self.began = time.perf_counter()
        for one in self.requests:
            if (ahead := self.began + one.due - time.perf_counter()) > 0:
                await asyncio.sleep(ahead)
            task = asyncio.ensure_future(self.open(one))
            self.opened.add(task)
            task.add_done_callback(self.opened.discard)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), GIVE_UP)


def send(address: tuple[str, int], requests: Sequence[Sent]) -> float:
    """Send them all when they are due, each over a connection of its own, and fill in what came of each. Answers the seconds it took."""
    run = _Run(address, requests)
    asyncio.run(run.go())
    return time.perf_counter() - run.began
