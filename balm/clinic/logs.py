"""The log: one JSON object a line, about requests and work, never about a person. No answer, name, token, address or query gets in.

A message of a library is written as its template, without what it would fill in, and an error as its kind and place, without its words: a
database puts the row into them. What we write ourselves goes in as `extra={"balm": {...}}`.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from pathlib import Path

_FRAMES = 12


class Lines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "from": record.name,
        }
        if record.name.startswith("balm."):
            line["event"] = str(record.msg)
            line |= getattr(record, "balm", {})
        else:
            line["where"] = f"{Path(record.pathname).name}:{record.lineno}"
            if isinstance(record.msg, str) and record.args:
                line["template"] = record.msg
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])[-_FRAMES:]
            line["error"] = record.exc_info[0].__name__
            line["frames"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, default=str)
