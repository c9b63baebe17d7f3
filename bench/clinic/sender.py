"""Requests sent at fixed moments, whatever becomes of those before: an open loop.

Each request's time counts from the moment at which it was due, not from when it could be sent, so that a server that falls behind shows it
(no coordinated omission). Plain asyncio protocols over connections that stay open: about 0.1 ms of processor a request, where an HTTP
library takes a millisecond and more, which would measure the library.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
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
    """One connection, one request at a time."""

    def __init__(self, run: _Run) -> None:
        self.run, self.got = run, b""
        self.now: Sent | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.run.free(self)

    def send(self, one: Sent) -> None:
        assert self.transport is not None
        self.now, self.got = one, b""
        self.transport.write(one.request)

    def data_received(self, data: bytes) -> None:
        self.got += data
        head, end, body = self.got.partition(b"\r\n\r\n")
        if not end or self.now is None:
            return
        lower = head.lower()
        start = lower.find(b"content-length:")
        length = int(lower[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
        if len(body) < length:
            return
        one, self.now = self.now, None
        one.status, one.body = int(head[9:12]), body
        self.run.done(one)
        if b"connection: close" in lower:
            assert self.transport is not None
            self.transport.close()
        else:
            self.run.free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.now is not None:  # an answer that never came stays 0
            self.run.done(self.now)
        self.run.lost(self)


class _Run:
    def __init__(self, address: tuple[str, int], requests: Sequence[Sent], connections: int) -> None:
        self.address, self.requests, self.connections = address, requests, connections
        self.idle: deque[_Line] = deque()
        self.waiting: deque[Sent] = deque()
        self.left, self.began = len(requests), 0.0
        self.over = asyncio.Event()
        self.opened: set[asyncio.Task[object]] = set()

    def free(self, line: _Line) -> None:
        if self.waiting:
            line.send(self.waiting.popleft())
        else:
            self.idle.append(line)

    def done(self, one: Sent) -> None:
        one.seconds = time.perf_counter() - self.began - one.due
        self.left -= 1
        if not self.left:
            self.over.set()

    def lost(self, line: _Line) -> None:
        if line in self.idle:
            self.idle.remove(line)
        if not self.over.is_set():
            self.open()

    def open(self) -> None:
        task: asyncio.Task[object] = asyncio.ensure_future(asyncio.get_running_loop().create_connection(lambda: _Line(self), *self.address))
        self.opened.add(task)
        task.add_done_callback(self.opened.discard)

    async def go(self) -> None:
        for _ in range(self.connections):
            self.open()
        while len(self.idle) < self.connections:
            await asyncio.sleep(0.01)
        self.began = time.perf_counter()
        for one in self.requests:
            if (ahead := self.began + one.due - time.perf_counter()) > 0:
                await asyncio.sleep(ahead)
            if self.idle:
                self.idle.pop().send(one)
            else:
                self.waiting.append(one)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), GIVE_UP)
        self.over.set()


def send(address: tuple[str, int], requests: Sequence[Sent], connections: int) -> float:
    """Send them all when they are due, over so many connections, and fill in what came of each. Answers the seconds that all of it took."""
    run = _Run(address, requests, connections)
    asyncio.run(run.go())
    return time.perf_counter() - run.began
