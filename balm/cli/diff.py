"""`balm diff OLD NEW`: what changed between two versions of the content, and which people change level."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any as Anything

from balm.care.case import Case
from balm.cli.paper import bullet, style, wrap
from balm.pathway import Pathway
from balm.review.changes import Change, changes
from balm.review.moves import LEVEL_NAMES, Cell, Move, gather, in_words, moves
from balm.review.people import at_the_edges, drawn

if TYPE_CHECKING:
    from balm.proofs.moves import Search

DRAWN = 10_000
_TOLD = ("urgency", "when", "means", "because", "question", "how", "text")
"""The fields of a thing that was added or removed which say what it is; its page says the rest."""
_PLURAL = {"rule": "rules", "care item": "care items", "what the diary can show": "what the diary can show"}


def run(options: argparse.Namespace) -> int:
    """Returns 0 when nobody was found who changes level, 1 when somebody does."""
    from balm.pathway.load import read_pathway  # brings the parser

    old, new = (read_pathway(Path(folder), signatures=False) for folder in (options.old, options.new))
    people = [*drawn((old, new), DRAWN, options.seed), *at_the_edges((old, new))]
    different = changes(old, new)
    searched = _search(old, new)
    known = [Move(one.before, one.after, Case(one.answers)) for one in searched.moved] if searched else []
    cells = gather(old, new, moves(old, new, people), known) if old.digest != new.digest else []
    if options.json:
        print(json.dumps(_object(old, new, different, cells, len(people), options.seed, searched), ensure_ascii=False, indent=1))
    else:
        moved = _moved(old, new, cells, len(people), options.seed)
        for line in [*_versions(old, new), *_changed(different), *moved, *_proved(cells, searched)]:
            print(line)
    return 1 if cells else 0


def _search(old: Pathway, new: Pathway) -> Search | None:
    """What the solver found; None where it is not installed."""
    if find_spec("z3") is None:
        return None
    from balm.proofs.moves import search

    return search(old, new)


def _proved(cells: Sequence[Cell], searched: Search | None) -> Iterator[str]:
    yield ""
    if searched is None:
        yield wrap("Others may change level in other ways: that is proved only where the solver is installed (pip install 'balm[proofs]').")
        return
    if not searched.proved:
        yield wrap("Not proved: the solver could not decide whether others change level in other ways.")
    elif cells:
        yield wrap("Proved, over every set of answers: whoever gives the same answers to both changes level in no other way.")
    else:
        yield wrap("Proved, over every set of answers: nobody who gives the same answers to both changes level.")
    if searched.left_out:
        yield wrap(f"Left out of that, since they are answered in another way now: {', '.join(searched.left_out)}.")


def _versions(old: Pathway, new: Pathway) -> Iterator[str]:
    yield f"before: version {old.version}, digest {old.digest[:12]}"
    yield f"now:    version {new.version}, digest {new.digest[:12]}"


def _changed(different: Sequence[Change]) -> Iterator[str]:
    yield ""
    yield style("What changed", "bold")
    if not different:
        yield "Nothing."
    for change in different:
        if not change.through:
            yield ""
            yield from _thing(change)
    same = [change for change in different if change.through]
    for through in dict.fromkeys(change.through for change in same):
        yield ""
        yield wrap(f"The same text as before, and it means something else through {', '.join(through)}:")
        for kind in dict.fromkeys(change.kind for change in same):
            if ids := [change.id for change in same if (change.kind, change.through) == (kind, through)]:
                yield bullet(f"{_PLURAL[kind]}: {', '.join(ids)}")
    if void := [change for change in different if change.unsigned]:
        yield ""
        yield style("Signatures that no longer hold", "bold")
        yield from (bullet(f"{change.id}: {change.unsigned}") for change in void)


def _thing(change: Change) -> Iterator[str]:
    yield wrap(f"{change.kind} {change.id}, {change.what}" + (f": {change.title}" if change.title else ""), "", "  ")
    if change.what == "changed" and not change.fields:
        yield "  Written another way; it means the same."
    elif change.what == "changed":
        for field in change.fields:
            yield f"  {field.name.replace('_', ' ')}"
            yield from (wrap(line, "    before: ", "            ") for line in field.before)
            yield from (wrap(line, "    now:    ", "            ") for line in field.now)
    else:
        shown = [field for field in change.fields if field.name in _TOLD]
        yield from (bullet(f"{field.name}: {line}") for field in shown for line in (*field.before, *field.now))


def _moved(old: Pathway, new: Pathway, cells: Sequence[Cell], tried: int, seed: int) -> Iterator[str]:
    yield ""
    yield style("Who changes level", "bold")
    yield wrap(
        f"{tried:,} people were tried: {DRAWN:,} drawn with the seed {seed}, half with every question answered and half with some, and "
        f"{tried - DRAWN:,} at the edges of the rules. They are not a picture of how often anything happens."
    )
    yield ""
    if not cells:
        yield "Nobody of them changes level."
        return
    yield f"  {'before':<14} {'now':<14} {'people':>7}"
    for cell in cells:
        move = cell.smallest
        levels = f"  {LEVEL_NAMES[move.before]:<14} {LEVEL_NAMES[move.after]:<14}"
        yield f"{levels} {cell.count:>7,}  {'; '.join(_notes(cell))}".rstrip()
    yield f"  {'everybody else':<29} {tried - sum(cell.count for cell in cells):>7,}  as before"
    yield ""
    if any(not cell.count for cell in cells):
        yield wrap("Where the number is 0, nobody of those tried moves so; the solver found somebody.")
        yield ""
    yield wrap("The smallest person found of each kind:")
    for cell in cells:
        move = cell.smallest
        yield ""
        yield style(f"  {LEVEL_NAMES[move.before]} -> {LEVEL_NAMES[move.after]}", "bold")
        yield wrap(in_words(old, new, move.person), "    ")


def _notes(cell: Cell) -> Iterator[str]:
    if cell.smallest.lower:
        yield "less urgent"
    if not cell.count:
        yield "one, by the solver"


def _object(
    old: Pathway, new: Pathway, different: Sequence[Change], cells: Sequence[Cell], tried: int, seed: int, searched: Search | None
) -> dict[str, Anything]:
    return {
        "old": {"version": old.version, "digest": old.digest},
        "new": {"version": new.version, "digest": new.digest},
        "changes": [
            {
                "kind": change.kind,
                "id": change.id,
                "what": change.what,
                "fields": [{"name": field.name, "before": field.before, "now": field.now} for field in change.fields],
                "through": change.through,
                "signature_void": change.unsigned,
            }
            for change in different
        ],
        "people": {"tried": tried, "drawn": DRAWN, "at_the_edges": tried - DRAWN, "seed": seed},
        "no_other_move": {"proved": bool(searched and searched.proved), "left_out": searched.left_out if searched else []},
        "moves": [
            {
                "from": cell.smallest.before,
                "to": cell.smallest.after,
                "less_urgent": cell.smallest.lower,
                "count": cell.count,
                "smallest": {
                    "case": {"assume_clear": cell.smallest.person.assume_clear, "answers": dict(cell.smallest.person.answers)},
                    "in_words": in_words(old, new, cell.smallest.person),
                },
            }
            for cell in cells
        ],
    }
