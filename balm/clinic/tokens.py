"""Codes and tokens. A token is shown once; what is kept is its hash, which opens nothing."""

from __future__ import annotations

import hashlib
import secrets

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are taken for one another when read aloud or from paper."""


def new_token() -> str:
    """A token that nobody can guess: 256 bits, in letters that an address may hold."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """What staff call a patient by: seven letters and digits with a dash, `K7Q-FM3W`. No secret."""
    return f"{_some(3)}-{_some(4)}"


def new_invitation() -> str:
    """What an invitation is opened with: 99 bits in twenty letters and digits that can be read from paper and typed."""
    return "-".join(_some(5) for _ in range(4))


def hash_of_invitation(typed: str) -> str:
    """The hash of an invitation's token, whatever case it was typed in and however it was grouped."""
    return hash_of("".join(one for one in typed.upper() if one.isalnum()))


def hash_of(token: str) -> str:
    """The sha256 of a token, in hex. A token is random and long, so that no salt and no slow hash are needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _some(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))
