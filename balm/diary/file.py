"""The companion's export file: everything that is kept, as one locked JSON text. Byte for byte as `exportFile` of store.js makes it."""

from __future__ import annotations

from base64 import b64decode, b64encode

from balm.diary.kept import ENTRY, Found
from balm.diary.seal import MOST_ROUNDS, ROUNDS, Sealed, WillNotOpen, as_json, from_json, key_from, new_salt, seal, unseal
from balm.errors import CannotRun

_SEALED_AS = "file"
_FORMAT = 1


def write_file(found: Found, passphrase: str, *, rounds: int | None = None) -> str:
    """The file, locked with the passphrase, which may not be empty. `rounds`: ROUNDS unless told."""
    assert passphrase
    salt, rounds = new_salt(), rounds or ROUNDS
    sealed = seal(key_from(passphrase, salt, rounds), _SEALED_AS, as_json(found))
    parts = {"format": _FORMAT, "salt": _text64(salt), "rounds": rounds, "iv": _text64(sealed.iv), "data": _text64(sealed.data)}
    return as_json(parts).decode()


def is_file(text: str) -> bool:
    """Whether the text is such a file, by its outside."""
    try:
        file = from_json(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(file, dict) and {"salt", "rounds", "iv", "data"} <= file.keys()


def read_file(text: str, passphrase: str) -> Found | None:
    """What the file holds; None where the passphrase or the file is wrong: nobody can tell which. Raises CannotRun for a newer format."""
    file = from_json(text)
    if isinstance(file.get("format"), int) and file["format"] > _FORMAT:
        raise CannotRun(f"a newer companion wrote this file (format {file['format']}; this Balm reads {_FORMAT}); install the newer Balm")
    try:
        if not 0 < file["rounds"] <= MOST_ROUNDS:
            return None
        key = key_from(passphrase, b64decode(file["salt"]), file["rounds"])
        found = from_json(unseal(key, _SEALED_AS, Sealed(b64decode(file["iv"]), b64decode(file["data"]))))
    except (WillNotOpen, ValueError, TypeError, RecursionError):
        return None
    return _records(found)


def _records(found: object) -> Found:
    """The records by kind. What is no record is left out, but for entries, which are named when they are read."""
    if not isinstance(found, dict):
        raise CannotRun("this file holds no records; make it again where it came from")
    return {
        kind: [one for one in records if isinstance(one, dict) and (kind == ENTRY or "value" in one)]
        for kind, records in found.items()
        if isinstance(records, list)
    }


def _text64(raw: bytes) -> str:
    return b64encode(raw).decode()
