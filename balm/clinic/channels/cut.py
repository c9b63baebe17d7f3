"""A connection that ends when its time is over, whatever the other side does: one that sends a byte now and then would hold us for ever."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from threading import Timer

STEP = 4.0
"""Seconds that connecting, or waiting for the next byte, may take."""


def connect(host: str, port: int) -> socket.socket:
    """A connection to the host, by whichever of its addresses answers. Raises OSError when STEP seconds are over."""
    until, failed = time.monotonic() + STEP, OSError("the host has no address")
    for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        try:
            made = socket.create_connection((str(address[0]), int(address[1])), max(0.01, until - time.monotonic()))
        except OSError as error:
            failed = error
        else:
            made.settimeout(STEP)
            return made
    raise failed


class Cut:
    """Ends the connection after so many seconds, unless `end` comes first. It holds it by a name of its own, so that it ends too while it
    is being sealed."""

    def __init__(self, connected: socket.socket, seconds: float) -> None:
        self._same = connected.dup()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self) -> None:
        with suppress(OSError):
            self._same.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """It is over in time."""
        self._timer.cancel()
        self._same.close()
