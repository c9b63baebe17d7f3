"""The service as processes: gunicorn with its workers, and beside it the one that sends. What dies is begun again; what is ended, ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

from django.core.management import call_command
from django.db import OperationalError

from balm.clinic.views.health import to_migrate
from balm.errors import CannotRun

_GRACE = 25.0
_PAUSE = 1.0


def serve(*, host: str, port: int, workers: int, background: bool) -> int:
    """Serve until SIGTERM or Ctrl+C. Raises CannotRun where the database is away or lacks migrations."""
    try:
        lacks = to_migrate()
    except OperationalError as error:
        raise CannotRun("the database cannot be reached; see that it runs, and that DATABASE_URL is right") from error
    if lacks:
        raise CannotRun(f"the database lacks {lacks} migrations; run `balm clinic init` first, which applies them")
    call_command("collectstatic", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory(prefix="balm-counts-") as counts:
        env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": os.environ.get("PROMETHEUS_MULTIPROC_DIR") or counts}
        web = [sys.executable, "-m", "gunicorn", "-c", "python:balm.clinic.web_workers", "-b", f"{host}:{port}", "-w", str(workers)]
        commands = [web, [sys.executable, "-m", "balm", "clinic", "work"]][: 1 + background]
        return _watch(commands, env)


def _watch(commands: list[list[str]], env: dict[str, str]) -> int:
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    running = [subprocess.Popen(command, env=env) for command in commands]  # noqa: S603 - our own commands
    try:
        while not stop.is_set():
            for place, process in enumerate(running):
                if process.poll() is None:
                    continue
                if place == 0:  # gunicorn begins its workers again itself; that it ends means that it cannot serve
                    raise CannotRun("the web server ended; its last lines say why. If the port is taken, name another with --port")
                running[place] = subprocess.Popen(commands[place], env=env)  # noqa: S603
            stop.wait(_PAUSE)
    finally:
        for process in running:
            process.terminate()
        until = time.monotonic() + _GRACE
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
    return 0
