"""A provider of logins over real HTTP, that can be told to do one thing wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey


class Provider:
    """`claims`: what it says of whoever logs in. `wrong`: what it gets wrong of the token, by claim; None leaves one out.

    `key`, `alg`: how it signs. `asked`: what it was asked at the authorization endpoint last.
    """

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.calls_itself = self.issuer
        self.key = self.published = _key()
        self.alg = "RS256"
        self.claims: dict[str, Any] = {"preferred_username": "nora"}
        self.wrong: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.down = False
        self.no_id_token = False

    def answer(self, path: str, body: str) -> tuple[int, Any]:
        if self.down:
            return 502, {}
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.calls_itself,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
        if path == "/keys":
            return 200, {"keys": [self.published.as_dict(private=False, alg="RS256", use="sig")]}
        if path == "/token":
            given = dict(parse_qsl(body))
            challenge = _base64(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
            if given.get("code") != "the-code" or challenge != self.asked.get("code_challenge"):
                return 400, {"error": "invalid_grant"}
            return 200, {"access_token": "opaque", "token_type": "Bearer"} | ({} if self.no_id_token else {"id_token": self.token()})
        return 404, {}

    def token(self) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "sub": "7", "aud": "balm", "iat": now, "exp": now + 300, "nonce": self.asked["nonce"]}
        said = {name: value for name, value in {**said, **self.claims, **self.wrong}.items() if value is not None}
        if self.alg in ("none", "HS256"):  # by hand: no library signs with a public key as a secret
            text = ".".join(_base64(json.dumps(one).encode()) for one in ({"alg": self.alg, "kid": "1"}, said))
            secret = self.published.as_pem(private=False)
            return f"{text}.{_base64(hmac.digest(secret, text.encode(), 'sha256')) if self.alg == 'HS256' else ''}"
        return jwt.encode({"alg": self.alg, "kid": "1"}, said, self.key, algorithms=[self.alg])

    def logs_in(self, address: str) -> str:
        """What the browser is sent back to after the person has logged in at the address that we sent them to."""
        assert address.startswith(f"{self.issuer}/authorize?")
        self.asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        return f"{urlsplit(self.asked['redirect_uri']).path}?{urlencode({'code': 'the-code', 'state': self.asked['state']})}"


@cache
def _key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "1"})


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@contextmanager
def provider() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, said = made.answer(self.path, self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the names are the library's

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Provider(server.server_port)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
