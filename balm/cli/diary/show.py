"""`balm diary show`: what today needs, what the days show, and the days themselves. A missing day stays missing."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime

from balm.care.diary import DayEntry, LookBack, TriedEntry, look_back
from balm.care.nights import days_of_now, standing
from balm.cli.diary.told import GRAVE, card, day_in_words, printable, say_wrong
from balm.cli.diary.unlock import name_damaged, opened
from balm.cli.paper import headed, style, wrap
from balm.cli.result import last_line
from balm.diary import kept
from balm.diary.moments import moment
from balm.errors import CannotRun
from balm.pathway import Pathway, load_pathway
from balm.rules.kinds import Choice

_NOT_SETTLED = "Your diary alone cannot say how urgent today is. `balm check` asks what cannot wait."
_CHECK = "The check that came from the phone is of today. It is not in the diary, and does not count here: look at it on the phone."
_KEY = (
    "Pain: # up to the last of the day, = up to its worst, of 10. Bleeding: one * for each step, up to heavier than a period. "
    "Med: medicines taken. A dash: not written."
)
_HELPED = {"yes": "it helped", "a_little": "a little", "no": "it did not help", "worse": "it made things worse"}
_HEAD = f"{'day':10} {'+':>3} {'now':>3} {'worst':>5} {'pain':10} {'bleeding':13} {'C':>4} {'med':>3} {'sleep':>5} mood"
_BLEEDING = {"none": "none", "spotting": "spots", "light": "light", "period": "period", "heavier_than_period": "heavier"}


def run(options: argparse.Namespace) -> int:
    """Show the diary as it stands today, or stood on `--today`. Returns 0."""
    pathway = load_pathway()
    with opened(options) as store:
        known = kept.read(store)
    name_damaged(known)
    days = [_date(options.today)] if options.today else days_of_now(datetime.now())
    diary = known.diary()
    if options.json:
        print(json.dumps(look_back(pathway, diary, days[0]), ensure_ascii=False, indent=1))
        return 0
    seen, result = standing(pathway, diary, days)
    for one in seen["refused"]:
        say_wrong(one["errors"])
    told = card(pathway, result)
    lines = [*(told if told or not known.entries else [wrap(_NOT_SETTLED)]), ""]
    if known.visit.get("today") == days[0].isoformat() and known.visit.get("steps") and not known.visit.get("inDiary"):
        lines += [wrap(_CHECK), ""]
    if result["urgency"] != "emergency":  # no advice while an emergency stands
        shown = [f"{one['title']}. {one['text']}" for one in seen["noticed"]] or ["Nothing in particular so far."]
        lines += [*headed(style("What your days show", "bold"), shown), ""] if known.entries else []
    lines += _table(pathway, seen, options.days)
    first = seen["days"][-max(1, options.days) :][:1]
    tried = [f"{_day(one['day'])}: {_tried(pathway, one)}" for one in seen["tried"] if first and one["day"] >= first[0]["day"]]
    clinic = [f"{_day(one['day'])}: {printable(one['words'])}" for one in seen["told_clinic"]]
    notes = _notes(known, first[0]["day"]) if options.notes and first else []
    for heading, items in (("What you tried", tried), ("Your notes", notes), ("What your clinic said", clinic)):
        lines += ["", *headed(style(heading, "bold"), items)] if items else []
    if result["urgency"] in GRAVE:
        lines += last_line(pathway, result)
    elif not pathway.reviewed:
        lines += ["", wrap(pathway.words["small_print.reviewed"])]
    print("\n".join(lines))
    return 0


def _notes(known: kept.Kept, first: str) -> list[str]:
    """Her notes from that day on, in the order in which it was so."""
    said = [
        (str(one.get("at")), one["notes"]) for one in known.entries.values() if isinstance(one.get("notes"), str) and one["notes"].strip()
    ]
    return [f"{_day(at[:10])} {at[11:16]}: {printable(words)}" for at, words in sorted(said) if moment(at) and at >= first]


def _day(iso: str) -> str:
    return day_in_words(date.fromisoformat(iso))


def _tried(pathway: Pathway, one: TriedEntry) -> str:
    title = pathway.care[one["item"]].title
    return f"{title}: {_HELPED[one['helped']]}" if one["helped"] else title


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CannotRun('--today: write year-month-day, such as "2026-11-22"') from error


def _table(pathway: Pathway, seen: LookBack, days: int) -> list[str]:
    if not seen["days"]:
        return ["Nothing is written yet."]
    kind = pathway.kinds["bleeding"]
    assert isinstance(kind, Choice)
    last = seen["days"][-max(1, days) :]
    earlier = len(seen["days"]) - len(last)
    lines = [style("Your days", "bold"), style(_HEAD, "dim"), *(_row(kind, one) for one in last), "", wrap(_KEY)]
    if any(one["days_since_loss"] is not None for one in last):
        lines.append(wrap("+: days since the loss."))
    if earlier:
        lines.append(wrap(f"{earlier} earlier day{'s' if earlier > 1 else ''}: --days {len(seen['days'])} shows them too."))
    return lines


def _row(kind: Choice, one: DayEntry) -> str:
    since = "" if one["days_since_loss"] is None else str(one["days_since_loss"])
    start = f"{_day(one['day'])} {since:>3}"
    if not one["recorded"]:
        return f"{start} {'.' * 9} nothing written"
    now, worst, bleeding = one["pain_now"], one["pain_worst"], one["bleeding"]
    steps = "*" * kind.choices.index(bleeding) if bleeding else ""
    word = "-" if bleeding is None else _BLEEDING.get(bleeding, bleeding)
    warm = "-" if one["temperature_c"] is None else f"{one['temperature_c']:.1f}"
    line = ("#" * (now or 0)).ljust(worst or 0, "=")
    mood = (one["mood"] or "-").replace("_", " ")
    pain = f"{_dash(now):>3} {_dash(worst):>5} {line:10}"
    cells = f"{pain} {steps:4} {word:8} {warm:>4} {_dash(one['medicine']):>3} {_dash(one['sleep']):>5} {mood}"
    return f"{start} {cells}".rstrip()


def _dash(value: object) -> str:
    return "-" if value is None else str(value)
