"""What goes on in the background: alerts and reminders out, escalation, texts that were left in the middle, exports. One process or
several."""

from __future__ import annotations

import logging
import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import Error, close_old_connections, connections
from django.utils import timezone

from balm.clinic.actions import exports, outbox, reminders, texts
from balm.clinic.channels import NotSent, channel
from balm.clinic.models import Delivery

AT_ONCE = 8
"""So many tries at a time, so that one side that hangs does not hold up the others."""
_EVERY, _CHORES_EVERY = 0.5, 5.0
_log = logging.getLogger("balm.work")


def work(stop: threading.Event) -> None:
    """Work until `stop` is set, then finish what is on its way. A database that is away for a while is waited for."""
    running: dict[Future[str | None], Delivery] = {}
    exporting: Future[bool] | None = None
    last = 0.0
    with ThreadPoolExecutor(AT_ONCE) as pool, ThreadPoolExecutor(1) as apart:
        while not stop.is_set() or running:
            try:
                close_old_connections()
                for done in [one for one in running if one.done()]:
                    _settle(running.pop(done), done.result())
                if not stop.is_set():
                    if len(running) < AT_ONCE:
                        for one in outbox.claim(most=AT_ONCE - len(running)):
                            running[pool.submit(_send, one)] = one
                    if time.monotonic() - last > _CHORES_EVERY:
                        last = time.monotonic()
                        _chores()
                        if exporting is None or exporting.done():
                            exporting = apart.submit(_export, stop)
            except Error as error:
                _log.error("database", extra={"balm": {"problem": type(error).__name__}})
                connections.close_all()
            stop.wait(0.05 if running else _EVERY) if not stop.is_set() else time.sleep(0.05)


def _settle(delivery: Delivery, error: str | None) -> None:
    state = outbox.settle(delivery=delivery, error=error)
    about = {"delivery": delivery.pk, "kind": delivery.route.kind, "tries": delivery.tries, "state": str(state), "problem": error or ""}
    (_log.warning if error else _log.info)("delivery", extra={"balm": about})


def _chores() -> None:
    """Each apart: what one of them stumbles over keeps no alert back."""
    now = timezone.now()
    chores = {
        "escalated": outbox.escalate,
        "texts filed": texts.file_what_was_left,
        "reminded": reminders.remind,
        "exports ended": exports.sweep,
    }
    for name, chore in chores.items():
        try:
            if count := chore(now=now):
                _log.warning(name, extra={"balm": {"count": count}})
        except Error:
            raise
        except Exception as error:
            _log.error("chore failed", extra={"balm": {"chore": name, "problem": type(error).__name__}})


def _export(stop: threading.Event) -> bool:
    try:
        return exports.make_next(stop.is_set)
    finally:
        connections.close_all()  # those of this thread


def _send(delivery: Delivery) -> str | None:
    """Why it was not sent, or None. It touches no database."""
    try:
        channel(delivery.route.kind).send(delivery.route, outbox.message_of(delivery))
    except NotSent as error:
        return str(error)
    except Exception as error:  # a channel of somebody else's: it counts as not sent, and the others go on
        return f"the channel failed: {type(error).__name__}"
    return None


def run() -> int:
    """Work until SIGTERM or Ctrl+C."""
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    _log.info("worker began")
    work(stop)
    _log.info("worker ended")
    return 0
