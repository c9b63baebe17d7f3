"""What gunicorn reads: workers that end cleanly for the counts, and its log in the form of ours."""

from __future__ import annotations

import gc
import os
from typing import Any as Anything

from prometheus_client import multiprocess

wsgi_app = "balm.clinic.wsgi:application"
worker_class = "gthread"
threads = 1  # the threads of a worker would wait for one another, at each answer of the database anew: Python runs one at a time
preload_app = True  # the pathway is read once, before there are workers: one that dies is replaced at once
keepalive = 75  # longer than nginx keeps a connection, so that it is never closed under a request
timeout = 30
graceful_timeout = 20
max_requests, max_requests_jitter = 100_000, 20_000
limit_request_line = 8_190  # a provider's code at login may be long
control_socket_disable = True
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "balm.clinic.logs.Lines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["lines"], "level": "WARNING", "propagate": False}},
}


def on_starting(server: Anything) -> None:
    from balm.clinic.judged import pathway  # needs Django, which is there by now

    pathway()
    gc.collect()
    gc.freeze()  # what is there before there are workers stays: they share it, and need not look it through again and again


def child_exit(server: Anything, worker: Anything) -> None:
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
