"""GET /health: 200 only when the database answers and every migration is applied, within a second."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

_WITHIN = 0.9
_pool = ThreadPoolExecutor(1, thread_name_prefix="health")
"""One thread: while a database hangs, only one question waits for it."""
_migrated = False


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Says no more than whether it is well: anybody may ask."""
    try:
        well = _pool.submit(_well).result(timeout=_WITHIN)
    except Exception:  # whatever it is, it is not well
        well = False
    return JsonResponse({"ok": well}, status=200 if well else 503)


def _well() -> bool:
    global _migrated
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    _migrated = _migrated or not to_migrate()
    return _migrated


def to_migrate() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
