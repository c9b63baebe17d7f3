"""The other side of a webhook, as a real server on this machine."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Other:
    """It answers as `statuses` says, one a request; the last stays. None: it hangs."""

    def __init__(self) -> None:
        self.statuses: list[int | None] = [204]
        self.got: list[tuple[dict[str, str], bytes, str]] = []
        self.over = threading.Event()
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                other.got.append((dict(self.headers), body, self.path))
                status = other.statuses.pop(0) if len(other.statuses) > 1 else other.statuses[0]
                if status is None:
                    other.over.wait(30)
                    return
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"http://127.0.0.1:{other.port}/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.address = f"http://127.0.0.1:{self.port}/hook?a=1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def end(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
