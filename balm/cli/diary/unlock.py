"""Which diary it is, and its passphrase: from a terminal or the environment, never from the command line, where others could read it."""

from __future__ import annotations

import argparse
import os
import sys
from getpass import getpass
from pathlib import Path

from balm.cli.paper import wrap
from balm.diary.kept import SETTINGS, VISIT, Kept
from balm.diary.seal import need_seal
from balm.diary.store import Store
from balm.errors import CannotRun

OWN, NEW, FILE = "BALM_PASSPHRASE", "BALM_NEW_PASSPHRASE", "BALM_FILE_PASSPHRASE"
"""The environment's names for the diary's passphrase, for its new one, and for that of a file that goes out or comes in."""
_TRIES = 3
_BEGUN = (
    "This began your diary, {path}. It has no passphrase: anybody who can open this computer can read it, until `balm diary passphrase` "
    "locks it. `balm diary about` tells it your country, so that you see the right numbers, and the date of the loss."
)


def path_of(options: argparse.Namespace) -> Path:
    """The diary's file: as told, else $BALM_DIARY, else where this system keeps what programs keep for her."""
    if told := options.file or os.environ.get("BALM_DIARY"):
        return path_typed(told)
    shared = os.environ.get("XDG_DATA_HOME", "")
    return (Path(shared) if os.path.isabs(shared) else path_typed("~/.local/share")) / "balm" / "diary.sqlite"


def path_typed(text: str) -> Path:
    """The path, with ~ as her home. Raises CannotRun where nobody knows whose home that is."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise CannotRun(f"{text}: there is no such home; write the path in full") from error


def opened(options: argparse.Namespace, *, make: bool = False) -> Store:
    """The diary, unlocked. Raises CannotRun: there is none, it cannot be read, or the passphrase does not open it."""
    store = Store(path_of(options), make=make)
    try:
        if store.locked:
            _unlock(store)
    except BaseException:
        store.close()
        raise
    return store


def _unlock(store: Store) -> None:
    need_seal()
    given = os.environ.get(OWN)
    for _ in range(_TRIES if given is None else 1):
        if store.unlock(ask("The diary's passphrase > ", OWN) if given is None else given):
            return
        if given is None:
            print("That did not open it.", file=sys.stderr)
    raise CannotRun("that passphrase does not open the diary; nothing is shown and nothing was changed")


def ask(prompt: str, name: str) -> str:
    """What is typed, unseen. Raises CannotRun where nobody can type: then `name` says where else it can come from."""
    if not _somebody_there():
        raise CannotRun(f"a passphrase is needed, and there is no terminal to ask at; put it into the environment as {name}")
    try:
        return getpass(prompt)
    except EOFError as error:
        raise CannotRun("no passphrase was typed; nothing was changed") from error


def new_passphrase(what: str, name: str) -> str:
    """A new one, from the environment or typed twice. Raises CannotRun for an empty one, or two that differ."""
    given = os.environ.get(name)
    if given is None:
        print(wrap(f"Choose a passphrase for {what}. Several words are good. If it is lost, nobody can open it."), file=sys.stderr)
        given = ask("New passphrase > ", name)
        if given and ask("Once more > ", name) != given:
            raise CannotRun("the two were not the same; nothing was changed")
    if not given:
        raise CannotRun("an empty passphrase guards nothing; nothing was changed")
    return given


def _somebody_there() -> bool:
    if os.name == "nt":
        return sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def name_damaged(kept: Kept) -> None:
    """Say what could not be read; the rest is there."""
    if kept.damaged:
        n = len(kept.damaged)
        many = (
            f"{n} of the kept records cannot be read, and what they say"
            if n > 1
            else "1 of the kept records cannot be read, and what it says"
        )
        ids = ", ".join(id_[:80] for id_ in kept.damaged[:5]) + (" and others" if n > 5 else "")
        print(wrap(f"{many} is not counted: {ids}. Everything else is here."), file=sys.stderr)
        if {VISIT, SETTINGS} & {*kept.damaged}:
            print(wrap("Look at `balm diary about`, and tell it again what is missing there."), file=sys.stderr)


def say_begun(store: Store) -> None:
    """Where the diary is, and who can read it, once: when it was begun just now."""
    if store.made:
        print(wrap(_BEGUN.format(path=store.path)))
