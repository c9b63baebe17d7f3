"""The signature that a webhook carries, ours and a text gateway's: `Balm-Signature: t=SECONDS,v1=HEX`, HMAC-SHA256 of `SECONDS.BODY`."""

from __future__ import annotations

import hashlib
import hmac
import re

from django.utils.crypto import salted_hmac

HEADER = "Balm-Signature"
_OLDEST = 300


def secret_for(what: str) -> str:
    """The secret that the other side holds too. Made from the service's own, so that none is in the database. `what`: such as `text:ID`."""
    return salted_hmac("balm.clinic.channels", what, algorithm="sha256").hexdigest()


def sign(secret: str, body: bytes, now: int) -> str:
    """The header's value."""
    return f"t={now},v1={_of(secret, body, now)}"


def signed_by(secret: str, body: bytes, header: str, now: int) -> bool:
    """Whether the header signs this body with this secret, within the last 5 minutes."""
    found = re.fullmatch(r"t=(\d{1,12}),v1=([0-9a-f]{64})", header)
    if found is None or abs(now - int(found[1])) > _OLDEST:
        return False
    return hmac.compare_digest(found[2], _of(secret, body, int(found[1])))


def _of(secret: str, body: bytes, now: int) -> str:
    return hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
