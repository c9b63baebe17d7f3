"""Her moments: as the diary writes them, and as somebody types them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_LOCAL = re.compile(r"([12]\d{3}-\d{2}-\d{2})[T ](\d{1,2}):(\d{2})", re.ASCII)


def stamp(moment: datetime) -> str:
    """Local date and time with the offset from UTC, to the minute: "2026-11-03T21:40+01:00"."""
    return (moment if moment.tzinfo else moment.astimezone()).isoformat(timespec="minutes")


def typed(text: str, before: datetime) -> str:
    """What was typed, as the diary writes it; as it stands where it is no such time, for the diary says what is wrong with it.

    "21:40" is the last time that the clock showed it, not after `before`; "2026-11-03 21:40" is in this computer's time zone.
    """
    text = text.strip()
    try:
        if found := _LOCAL.fullmatch(text):
            return stamp(datetime.fromisoformat(f"{found[1]}T{found[2]:0>2}:{found[3]}"))
        if found := _CLOCK.fullmatch(text):
            local = before.astimezone().replace(tzinfo=None, hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
            return stamp(local if local.astimezone() <= before else local - timedelta(days=1))
    except ValueError:
        pass
    return text


def moment(text: object) -> datetime | None:
    """The moment that a text of the diary's form means; None where it is none."""
    try:
        read = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return read if read is not None and read.tzinfo else None
