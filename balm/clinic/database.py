"""What Django is told of the database at an address."""

from __future__ import annotations

from typing import Any as Anything

import dj_database_url

_SQLITE: dict[str, Anything] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
}
_POSTGRES: dict[str, Anything] = {"server_side_binding": True, "prepare_threshold": 5}
"""A query is planned once for each connection, not each time: planning takes PostgreSQL longer than answering."""


def database(address: str) -> dict[str, Anything]:
    """The settings of the database at `address`, such as postgres://... or sqlite:///... Raises ValueError where it cannot be read."""
    made: dict[str, Anything] = {**dj_database_url.parse(address, conn_max_age=600, conn_health_checks=True)}
    own = _SQLITE if made["ENGINE"].endswith("sqlite3") else _POSTGRES
    return made | {"OPTIONS": own | made.get("OPTIONS", {})}
