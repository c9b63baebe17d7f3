"""`balm diary about`, `passphrase` and `wipe`: what is known of her, who can open it, and an end to it."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date

from balm.care.entries import read_diary
from balm.cli.desk import Desk, Stop
from balm.cli.diary.told import say_wrong
from balm.cli.diary.unlock import NEW, name_damaged, new_passphrase, opened, path_of, say_begun
from balm.cli.paper import bullet, wrap
from balm.diary import kept
from balm.diary.store import Store, wipe
from balm.pathway import load_pathway

_CANNOT_PROMISE = (
    "Copies in a backup, or in a file that you exported, are still there.",
    "Some disks keep old blocks for a while, and somebody with the right tools may read them. A passphrase guards against that, from the "
    "day that you set it.",
    "What you typed as flags may stand in the shell's history.",
)


def about(options: argparse.Namespace) -> int:
    """Keep the date of the loss, the country and the day on which the diary was begun; without flags, show them. Returns 0, or 1 when
    one of them was wrong, and nothing was kept."""
    told = {key: getattr(options, key) for key in ("date_of_loss", "country", "begun") if getattr(options, key) is not None}
    told = {key: "" if value == "none" else value for key, value in told.items()}
    if "country" in told:
        told["country"] = told["country"].upper()
        if told["country"] and not re.fullmatch("[A-Z]{2}", told["country"]):
            say_wrong([{"at": "country", "problem": f'"{options.country[:40]}" is not a country', "hint": "write two letters, such as GB"}])
            return 1
    if wrong := read_diary(load_pathway(), {**{key: value or None for key, value in told.items()}, "entries": []}, date.today()).refused:
        say_wrong([error for one in wrong for error in one["errors"]])
        print("Nothing was changed.", file=sys.stderr)
        return 1
    with opened(options, make=bool(told)) as store:
        if told:
            kept.tell(store, **told)
        known = kept.read(store)
    name_damaged(known)
    diary = known.diary()
    for label, key in (("Date of the loss", "date_of_loss"), ("Country", "country"), ("Diary begun on", "begun")):
        print(f"{label}: {diary[key] or 'not told'}")
    print(f"Entries: {len(known.entries)}")
    say_begun(store)
    return 0


def passphrase(options: argparse.Namespace) -> int:
    """Set, change or remove the passphrase. Returns 0."""
    with opened(options) as store:
        guarded = store.guarded
        if options.remove:
            new = ""
            if not guarded:
                print("It has no passphrase.")
                return 0
        else:
            new = new_passphrase("your diary", NEW)
        cleared = store.guard(new)
    if options.remove:
        print(wrap("The passphrase is gone. Anybody who can open this computer can read your diary now."))
    else:
        print(wrap("It is locked with the new passphrase. If it is lost, nobody can open it."))
    if not cleared:
        print(wrap("Another program has the diary open, and until that ends, the file may still hold what was there before. End it, and do "
                   "this once more."), file=sys.stderr)  # fmt: skip
    return 0


def wipe_all(options: argparse.Namespace) -> int:
    """Delete the diary, once she has typed the word. Returns 0, or 1 when she did not."""
    path = path_of(options)
    with Store(path) as store:
        where = store.path
    print(wrap(f"This deletes your diary, {where}: every entry, the date of the loss, everything. It cannot be undone."))
    if not options.yes:
        try:
            said = Desk(load_pathway(), sys.stdout).read('Type "wipe" to delete it, or Enter to keep it > ')
        except (Stop, EOFError):
            said = ""
        if said.lower() != "wipe":
            print("Nothing was deleted.")
            return 1
    wipe(path)
    print("Your diary is deleted. What we cannot promise:")
    for text in _CANNOT_PROMISE:
        print(bullet(text))
    return 0
