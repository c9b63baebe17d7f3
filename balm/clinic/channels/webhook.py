"""An alert as a signed POST of JSON. No redirect is followed, and nothing inside the network is reached unless it is allowed."""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any as Anything
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from balm.clinic.channels import DEADLINE, Message, NotSent, cut
from balm.clinic.channels.signed import HEADER, secret_for, sign
from balm.clinic.models import Route


def problem(address: str) -> str:
    """What is wrong with the address, or nothing."""
    try:
        parts = urlsplit(address)
        inside, port = (parts.hostname or "") in settings.BALM_WEBHOOK_INSIDE, parts.port
    except ValueError:
        return f"{address!r} is no address; write it such as https://hooks.example/balm"
    if parts.username or parts.password or parts.fragment or not parts.hostname:
        return "write the address without a user, a password or a fragment, such as https://hooks.example/balm"
    if parts.scheme != "https" and not (parts.scheme == "http" and inside):
        return "write it with https; http is only for a host that BALM_WEBHOOK_INSIDE names"
    return "" if port != 0 else "port 0 cannot be used"


def send(route: Route, message: Message) -> None:
    """Post it. Raises NotSent."""
    post(route, message, message["delivery"])


def post(route: Route, told: Mapping[str, Anything], delivery: str) -> None:
    """Post what is told, signed; any answer of 2xx is a yes. Raises NotSent."""
    if wrong := problem(route.address):
        raise NotSent(wrong)
    parts = urlsplit(route.address)
    body = json.dumps(told).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "balm-clinic",
        "Balm-Delivery": delivery,
        HEADER: sign(secret_for(f"webhook:{route.pk}"), body, int(time.time())),
    }
    connection: _Fixed | None = None
    try:
        connection = _Fixed(parts, _allowed(parts))
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise NotSent(f"nothing came back: {type(error).__name__}") from error
    finally:
        if connection:
            connection.end()
    if not 200 <= status < 300:
        raise NotSent(f"the other side answered {status}" + (", a redirect, which is not followed" if 300 <= status < 400 else ""))


def _allowed(parts: SplitResult) -> str:
    """The address to connect to: looked up once, and the one that was judged is the one that is used."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in settings.BALM_WEBHOOK_INSIDE and not all(_public(one) for one in found):
        raise NotSent("the host is inside the network; name it in BALM_WEBHOOK_INSIDE if it is meant to be reached")
    return found[0]


def _public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast


class _Fixed(HTTPConnection):
    """A connection to the address that was looked up, whatever the name says a moment later. TLS still checks the name."""

    def __init__(self, parts: SplitResult, address: str) -> None:
        super().__init__(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80), timeout=cut.STEP)
        self._address, self._tls = address, parts.scheme == "https"
        self._cut: cut.Cut | None = None

    def connect(self) -> None:
        self.sock = cut.connect(self._address, self.port)
        self._cut = cut.Cut(self.sock, DEADLINE - cut.STEP)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def end(self) -> None:
        if self._cut:
            self._cut.end()
        self.close()
