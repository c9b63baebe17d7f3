"""The companion's own seal (balm/companion/static/store.js): AES-256-GCM, under a key that only the passphrase makes.

What is sealed is JSON; its id goes into the seal, so that no record can stand in for another. The key is never stored.
"""

from __future__ import annotations

import json
import os
import unicodedata
from hashlib import pbkdf2_hmac
from typing import Any as Anything
from typing import NamedTuple

from balm.errors import CannotRun

ROUNDS = 600_000
"""Rounds of PBKDF2-SHA256. Stored with what is sealed, so that it can grow."""
MOST_ROUNDS = 10_000_000
"""What asks for more would only keep the computer busy."""

_DEEPEST = 40


class Sealed(NamedTuple):
    iv: bytes
    data: bytes


class WillNotOpen(Exception):
    """Another key, another id, or not as it was sealed. Which of them, nobody can tell."""


def need_seal() -> None:
    """Raises CannotRun, with what to install, where what seals is not there."""
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise CannotRun("a passphrase needs cryptography; install it with: pip install 'balm[diary]'") from error


def key_from(passphrase: str, salt: bytes, rounds: int) -> bytes:
    """The key, 32 bytes. Takes about a fifth of a second at 600,000 rounds: that is its purpose."""
    text = unicodedata.normalize("NFKC", passphrase)
    return pbkdf2_hmac("sha256", text.encode("utf-8", "surrogatepass"), salt, rounds, 32)


def new_salt() -> bytes:
    return os.urandom(16)


def seal(key: bytes, id_: str, content: bytes) -> Sealed:
    """The content under the key, and under a number that is used once."""
    need_seal()
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    iv = os.urandom(12)
    return Sealed(iv, AESGCM(key).encrypt(iv, content, id_.encode()))


def unseal(key: bytes, id_: str, sealed: Sealed) -> bytes:
    """What was sealed. Raises WillNotOpen."""
    need_seal()
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed.iv, sealed.data, id_.encode())
    except (InvalidTag, ValueError, TypeError, OverflowError) as error:
        raise WillNotOpen from error


def as_json(content: object) -> bytes:
    """JSON as the companion writes it: no blanks, letters as they are; half a letter, which UTF-8 cannot write, by its number."""
    try:
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


def from_json(text: str | bytes) -> Anything:
    """What the JSON says, 37.0 as 37. Raises ValueError (or RecursionError) for what the companion could not read back."""
    return json.loads(text, parse_float=_number, parse_constant=_no_number)


def too_deep(value: object) -> bool:
    """Whether lists and objects stand in each other so deep that, some day, something could not read them any more."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for one in level if isinstance(one, dict | list) for inner in (one.values() if isinstance(one, dict) else one)]
    return bool(level)


def _number(digits: str) -> int | float:
    number = float(digits)
    if number - number != 0:
        _no_number(digits)
    return int(number) if number == int(number) and abs(number) < 1e15 else number


def _no_number(word: str) -> None:
    raise ValueError(f"{word[:40]} is not a number that a diary can hold")
