"""`balm review`: a clinician reads each rule, care item and thing of the diary, and signs those that she or he agrees with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from balm.cli.desk import Desk, Stop
from balm.cli.pages import cited, rule_page
from balm.cli.paper import bullet, headed, rule, style, wrap
from balm.errors import CannotRun, nearest
from balm.pathway import Pathway
from balm.pathway.content import CONTENT, content_digest, content_files
from balm.pathway.diary import MEASURES, Noticed
from balm.pathway.evidence import Review
from balm.pathway.model import CareItem, LevelId, Row, Rule
from balm.review.changes import english, names_in, rows_of
from balm.review.crowd import Crowd
from balm.review.moves import LEVEL_NAMES, in_words
from balm.review.sign import Item, Signable, everything, sign, state
from balm.rules.nodes import findings_in
from balm.rules.to_text import to_text

_MEANS = """\
A signature says: I have read this as it stands, I agree that it may be said to \
people, and I answer for it by name. Sign nothing for somebody else, and nothing \
that you are not sure of; "not yet" is a good answer."""
_ASK = 'Type "sign", n (not yet) or q (stop) > '


def run(options: argparse.Namespace) -> int:
    from balm.pathway.load import read_pathway  # brings the parser

    folder = Path(options.content) if options.content else CONTENT
    pathway = read_pathway(folder, signatures=False)
    chosen = _chosen(pathway, options.rule)
    if options.list:
        _list(chosen)
        return 0
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CannotRun("a signature is given by somebody at a terminal, not through a pipe; `balm review --list` shows what is signed")
    open_ = chosen if options.rule else [(kind, item) for kind, item in chosen if state(item) != "signed"]
    if not open_:
        print(f"All {len(chosen)} are signed as they stand. --rule ID shows one of them again.")
        return 0
    desk = Desk(pathway, sys.stdout)
    try:
        by = _who(desk, folder, len(open_), options.who)
        _walk(desk, folder, open_, by)
    except (Stop, EOFError):
        desk.say("")
    return 0


def _chosen(pathway: Pathway, id_: str) -> list[tuple[Signable, Item]]:
    items = everything(pathway)
    found = [(kind, item) for kind, item in items if id_.lower() in ("", item.id.lower())]
    if not found:
        near = nearest(id_, [item.id for _, item in items]) or "`balm review --list` lists them"
        raise CannotRun(f'unknown rule, care item or thing of the diary "{id_}"; {near}')
    return found


def _list(items: list[tuple[Signable, Item]]) -> None:
    for _, item in items:
        by = f"{item.review.who}, {item.review.date}" if item.review.who else ""
        told = {"stale": f"STALE, changed since it was signed by {by}", "signed": f"signed by {by}"}.get(state(item), state(item))
        print(wrap(f"{item.id:22} {told}", "", " " * 23))
    states = [state(item) for _, item in items]
    print(f"{states.count('signed')} of {len(items)} are signed as they stand, {states.count('stale')} stale")


def _who(desk: Desk, folder: Path, count: int, who: str) -> Review:
    """Who signs: a name, what she or he is, and where registered. Nothing is written yet."""
    desk.say(wrap(_MEANS))
    desk.say(wrap(f"{count} to read. Each signature is written into {folder} at once. You can stop at any time, and go on later."))
    desk.say("")
    while not who.strip():
        who = desk.read("Your name > ")
    desk.say(f"You sign as {who.strip()}.")
    role = ""
    while not role:
        role = desk.read("What you are, such as consultant in emergency medicine > ")
    registration = desk.read("Where you are registered, and the number, or Enter to leave it out > ")
    return Review(who.strip(), role, str(date.today()), "", registration)


def _walk(desk: Desk, folder: Path, items: list[tuple[Signable, Item]], by: Review) -> None:
    """Show each, ask, and write what is signed at once."""
    crowd, digest, signed = Crowd(desk.pathway), desk.pathway.digest, 0
    try:
        for number, (kind, item) in enumerate(items, 1):
            page = [rule(), style(f"{number} of {len(items)}", "dim"), *_before(item), *_page(desk.pathway, crowd, item), ""]
            if not desk.show(page):
                raise Stop
            if not _agrees(desk):
                continue
            if content_digest(content_files(folder)) != digest:
                raise CannotRun("the content was changed while you read it, so this was not signed; start again to read it as it is now")
            name = sign(folder, kind, item.id, Review(by.who, by.role, by.date, item.digest, by.registration))
            digest, signed = content_digest(content_files(folder)), signed + 1
            desk.say(f"Signed: {item.id}, in {name}.")
    finally:
        desk.say(wrap(f"{signed} signed. `balm review --list` shows what is left."))


def _agrees(desk: Desk) -> bool:
    while True:
        said = desk.read(style(_ASK, "bold")).lower()
        if said in ("sign", "n", "no", "not yet"):
            return said == "sign"


def _before(item: Item) -> list[str]:
    by = item.review
    told = {
        "stale": f"It was changed after {by.who}, {by.role}, signed it on {by.date}.",
        "signed": f"{by.who}, {by.role}, signed it as it stands on {by.date}. Your signature takes the place of that one.",
        "half filled": "Its review is half filled; signing fills it.",
    }.get(state(item))
    return [style(wrap(told), "bold")] if told else []


def _page(pathway: Pathway, crowd: Crowd, item: Item) -> list[str]:
    if isinstance(item, Rule):
        return [*rule_page(pathway, item), "", *_more(pathway, item), *_without(pathway, crowd, item)]
    if isinstance(item, CareItem):
        return [*_care(pathway, item), "", *_offered(crowd, item)]
    return list(_noticed(pathway, crowd, item))


def _more(pathway: Pathway, found: Rule) -> list[str]:
    """What else the signature covers: what the names in the condition stand for, whom to call, and when to look again."""
    names = sorted(names_in(pathway, found.when))
    page = headed("What the names stand for:", (f"{name.replace('_', ' ')}: {english(pathway, pathway.meanings[name])}" for name in names))
    if found.call:
        page.append(
            f"Whom to call: {pathway.words[f'who.{found.call}']}" if f"who.{found.call}" in pathway.words else f"Call: {found.call}"
        )
    if found.check_again_hours is not None:
        page.append(f"She is told to look again after {found.check_again_hours} hours.")
    return [*(wrap(line) if "\n" not in line else line for line in page), ""] if page else []


def _without(pathway: Pathway, crowd: Crowd, found: Rule) -> Iterator[str]:
    changed, example = crowd.without(found)
    how_many = f"{sum(changed.values()):,} of {crowd.count:,}" if changed else f"none of {crowd.count:,}"
    yield from headed("If this rule were taken out:", [f"{how_many} drawn people would be told something else"])
    for (before, after), count in changed.most_common():
        yield bullet(f"{LEVEL_NAMES[before]} -> {LEVEL_NAMES[after]}: {count}", " ")
    if example is not None:
        told = f"{LEVEL_NAMES[example.before]} -> {LEVEL_NAMES[example.after]}"
        yield bullet(f"for instance, {told}: {in_words(pathway, pathway, example.person)}")


def _care(pathway: Pathway, item: CareItem) -> Iterator[str]:
    yield style(f"{item.title} ({item.id})", "bold")
    if item.never_offer:
        yield wrap(f"Never offered, only explained: {item.never_offer}")
    elif not item.in_plan:
        yield "Explained when asked for; not in the plan of the day."
    limits = [f"{limit.country}: {' '.join(limit.text) or f'not seen, never shown as a dose. {limit.unverified}'}" for limit in item.limits]
    doses = [
        f"{one.country or 'every country'}: {one.hours} hours apart, at most {one.doses} in 24 hours, counting {', '.join(one.counts)}"
        + (f"; never with {', '.join(one.never_with)}" if one.never_with else "")
        for one in item.spacing
    ]
    drawings = [
        picture.text + (f" (drawn when {english(pathway, picture.when)})" if picture.when is not None else "") for picture in item.pictures
    ]
    for heading, lines in (
        ("How to do it, as she reads it:", item.how),
        ("When to stop:", item.stop),
        ("Always said with it:", item.warnings),
        ("What her country's packs say:", limits),
        ("When the medicines log allows a next dose:", doses),
        ("Said below its drawings:", drawings),
        ("Our own choice:", item.product_rules),
    ):
        if lines:
            yield ""
            yield from headed(heading, lines)
    yield ""
    if item.minutes:
        yield f"Its timer runs for {item.minutes} minutes."
    yield wrap(f"How sure anyone is: {item.certainty.replace('_', ' ')}. {item.certainty_text}")
    if item.borrowed_from:
        yield wrap(f"Borrowed from: {item.borrowed_from}")
    yield ""
    yield from headed("When it is left, or done otherwise:", (_row(pathway, item, row) for row in rows_of(pathway, item)))
    yield ""
    yield from cited(pathway, item.sources)


def _row(pathway: Pathway, item: CareItem, row: Row) -> str:
    """One row of the matrix, as far as it speaks of the item."""
    when = english(pathway, row.when) if row.when is not None else _level(row.from_level)
    own = (item.id, *item.stricter_of)
    does = "LEFT" if set(own) & {*row.avoid} else "WITH CARE" if set(own) & {*row.caution} else "OTHERWISE"
    said = [text for key in own for text in (row.settle.get(key), row.notes.get(key), row.instead.get(key)) if text]
    unknown = " Also while that is not known." if row.unknown_avoids else ""
    return f"{does} when {when}.{unknown} She reads: {row.why} {' '.join(said)}".strip()


def _level(level: LevelId | None) -> str:
    return "the level is emergency" if level == "emergency" else f"the level is {level} or more urgent"


def _offered(crowd: Crowd, item: CareItem) -> Iterator[str]:
    counts = crowd.statuses(item)
    yield wrap(
        f"Of {crowd.count:,} drawn people it is offered to {counts['offer']:,}, with something to settle first to {counts['caution']:,}, "
        f"and withheld from {counts['withhold']:,}. Most drawn people are ill, so this says nothing of how often it happens."
    )


def _noticed(pathway: Pathway, crowd: Crowd, item: Noticed) -> Iterator[str]:
    yield style(f"{item.title} ({item.id})", "bold")
    yield f"\nWhat she is told: {item.text}" if len(item.text) < 60 else "\nWhat she is told:\n" + wrap(item.text, "  ")
    yield "\nWhen:"
    yield wrap(english(pathway, item.when), "  ")
    diary, runs = pathway.diary, []
    for name in sorted(findings_in(item.when, pathway.diary.meanings)):
        if name in MEASURES:
            yield wrap(f"{name} is: {MEASURES[name][1]}.", "  ", "    ")
        else:
            runs.append(name.removesuffix("_known"))
    for name in dict.fromkeys(runs):
        one = diary.runs[name]
        counts = f"A day counts when {to_text(one.day)}; the first counts as {one.first_day}, and {one.bridges} unknown days are bridged."
        yield wrap(f"{name} is: {one.means} ({name}_known: whether its first day is known). {counts}", "  ", "    ")
    windows = diary.windows
    yield wrap(
        f"The first and the last days are {windows.mean_days} each, the last within {windows.recent_days} days; "
        f"risen means {windows.risen_points} points or more.",
        "  ",
    )
    yield ""
    yield wrap(f"Our own choice: {item.ours}")
    if item.sets:
        yield wrap("It answers: " + "; ".join(f"{name} = {str(value).lower()}" for name, value in item.sets.items()) + ".")
        yield wrap("Rules that read this: " + ", ".join(found.id for found in crowd.readers(item)) + ".")
    else:
        yield "It answers no question, so no level hangs on it."
    yield ""
    yield from cited(pathway, item.sources)
