"""A signature, written into the file that holds the item, and nothing else of that file changed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any as Anything
from typing import Literal, TypeAlias

from balm.errors import CannotRun
from balm.pathway.content import content_files
from balm.pathway.diary import Noticed
from balm.pathway.evidence import Review
from balm.pathway.model import CareItem, Pathway, Rule

Item: TypeAlias = Rule | CareItem | Noticed
Signable: TypeAlias = Literal["rule", "care", "noticed"]
_WHERE: dict[Signable, tuple[str, str]] = {"rule": ("rules/", ""), "care": ("care/", ""), "noticed": ("diary.toml", "noticed.")}
"""Where the tables of each kind stand: how the file's name begins, and what comes before the id in the table's name."""
_REVIEW = re.compile(r"""^[ \t]*review[ \t]*=[ \t]*(\{(?:[^{}"'\n]|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')*\})""", re.M)
_HEADER = re.compile(r"^[ \t]*\[", re.M)


def state(item: Item) -> Literal["signed", "stale", "half filled", "not signed"]:
    """How the item stands: signed as it now reads, signed before it was changed, or not signed."""
    by = item.review
    if by.digest and by.digest != item.digest:
        return "stale"
    filled = [bool(text) for text in (by.who, by.role, by.date, by.digest)]
    return "signed" if all(filled) else "half filled" if any(filled) else "not signed"


def sign(folder: Path, kind: Signable, id_: str, review: Review) -> str:
    """Write the review into the item's table, in place of the one that stands there. Returns the name of the file within the folder.

    All else in the file stays as it is, byte for byte, and the file is whole at any moment. Raises CannotRun, with nothing written,
    when the review cannot be found on a line of its own, when a text of it is not one that can be read, and when the file is not
    writable.
    """
    for name in ("who", "role", "date", "digest", "registration"):
        text = getattr(review, name)
        if not text.isprintable() or (not text.strip() and name != "registration"):
            raise CannotRun(f'"{text!a}" cannot be the {name} of a signature; write it in letters that can be read, on one line')
    start, prefix = _WHERE[kind]
    for name, data in content_files(folder).items():
        text = data.decode()
        if name.startswith(start) and id_ in _inside(tomllib.loads(text), prefix):
            _replace(folder / name, _signed(text, f"{prefix}{id_}", review, name).encode())
            return name
    raise CannotRun(f"no file of {folder} holds {id_}")


def _inside(data: dict[str, Anything], prefix: str) -> dict[str, Anything]:
    for key in prefix.split(".")[:-1]:
        data = data.get(key, {})
    return data


def _signed(text: str, table: str, review: Review, name: str) -> str:
    refusal = CannotRun(f"{name}: {table} has no review that can be filled in; write review = {{ ... }} on a line of its own in it")
    header = re.search(rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\]", text, re.M)
    if header is None:
        raise refusal
    after = _HEADER.search(text, header.end())
    found = _REVIEW.search(text, header.end(), after.start() if after else len(text))
    if found is None:
        raise refusal
    made = text[: found.start(1)] + _inline(review) + text[found.end(1) :]
    before, now = tomllib.loads(text), tomllib.loads(made)
    own = _inside(before, table + ".")
    own["review"] = _inside(now, table + ".").get("review")
    if before != now or own["review"] != _table(review):  # a text that only looked like the table's head
        raise refusal
    return made


def _table(review: Review) -> dict[str, str]:
    own = {"who": review.who, "role": review.role, "registration": review.registration, "date": review.date, "digest": review.digest}
    return {key: text for key, text in own.items() if text or key != "registration"}


def _inline(review: Review) -> str:
    quoted = {key: text.replace("\\", "\\\\").replace('"', '\\"') for key, text in _table(review).items()}
    return "{ " + ", ".join(f'{key} = "{text}"' for key, text in quoted.items()) + " }"


def _replace(path: Path, data: bytes) -> None:
    """Put the data in the file's place, in one step; the old file stands until the new one is on the disk."""
    path = path.resolve()  # a link stays a link
    part = None
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".signing-")  # not *.toml, so that nobody reads it as content
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, part)
        os.replace(part, path)
    except OSError as error:
        raise CannotRun(f"{path} cannot be written: {error.strerror}; sign a copy of the content with --content DIR") from None
    finally:
        if part is not None:
            Path(part).unlink(missing_ok=True)


def everything(pathway: Pathway) -> list[tuple[Signable, Item]]:
    """All that needs a signature, in the order in which it is read, with its kind."""
    return [(kind, item) for kind, items in pathway.signed.items() for item in items]
