"""`balm simulate`: ordinary recoveries, and what the pathway would have said to them, as tables, as JSON and as a picture."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from balm.cli.paper import wrap
from balm.errors import CannotRun
from balm.pathway import Pathway, load_pathway
from balm.pathway.model import LEVELS, LevelId
from balm.simulate.count import AIM, ALERTS, CHANGES, LONGEST, Counts, Group, as_json, count, recoveries
from balm.simulate.figures import MANAGEMENTS, figures
from balm.simulate.picture import picture

BANDS = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 6), (7, 13), (14, 20), (21, 27), (28, 34), (35, 41), (42, 48), (49, 55))
COLUMNS: tuple[tuple[str, tuple[LevelId, ...]], ...] = (
    ("now", ("emergency", "urgent")),
    ("today", ("today",)),
    ("soon", ("soon",)),
    ("home", ("self_care",)),
)


def run(options: argparse.Namespace) -> int:
    """Draw, count and show. Returns 0. Raises CannotRun for numbers out of range and for a picture that cannot be written."""
    if options.people < 1:
        raise CannotRun(f"--people {options.people}: nobody to draw; write 1 or more")
    if not 1 <= options.days <= LONGEST:
        raise CannotRun(f"--days {options.days}: the figures hold for 1 to {LONGEST} days; write one of these")
    pathway, bar = load_pathway(), _Bar(options.people * (1 + len(CHANGES)))
    counts = count(pathway, recoveries(options.people, options.seed, options.days), bar.tick)
    changed = {
        name: count(pathway, recoveries(options.people, options.seed, options.days, change), bar.tick) for name, change in CHANGES.items()
    }
    bar.done()
    asked = {"people": options.people, "days": options.days, "seed": options.seed}
    if options.picture:
        words = f"{options.people:,} people drawn, a third each, {options.days} days, seed {options.seed}. Nobody real."
        try:
            Path(options.picture).write_text(picture(pathway, counts, words), encoding="utf-8")
        except OSError as error:
            raise CannotRun(f"{options.picture}: {error.strerror}; name a file that can be written, such as levels.svg") from error
    if options.json:
        print(json.dumps(as_json(pathway, counts, changed, asked), indent=1))
    else:
        print(table(pathway, counts, changed, asked))
    return 0


def table(pathway: Pathway, counts: Counts, changed: dict[str, Counts], asked: dict[str, int]) -> str:
    """What was counted, in 80 columns."""
    everybody, rests = counts.all, Counter(figure.rests_on for figure in figures().values())
    share = everybody.share(*ALERTS)
    groups = {"everybody": everybody, **{name: group for name, group in counts.by.items() if group.people}}
    kept = "kept" if share <= AIM else "NOT kept: the rules that cause it stand below"
    if above := [_named(name) for name, group in groups.items() if group is not everybody and group.share(*ALERTS) > AIM]:
        kept += f".\nAbove it: {', '.join(above)}"
    lines = [
        f"Ordinary recoveries: {asked['people']:,} people, {asked['days']} days, one check-in a day, seed {asked['seed']}",
        "Drawn from figures, not from people; nothing here is a complication.",
        "",
        f"Urgent or above: {_percent(share)} of {everybody.check_ins:,} check-ins. Aim: at most {_percent(AIM)}, {kept}.",
        f"Days 0 to 3: {_percent(everybody.alerts_on(0, 3))}. From day 4 on: {_percent(everybody.alerts_on(4, LONGEST))}.",
        f"At least once told so: {100 * everybody.alerted / everybody.people:.0f} of 100 people.",
        "",
        "Share of check-ins at each level",
        f"{'':22}" + "".join(f"{level.replace('_', ' '):>11}" for level in LEVELS),
        *(f"{_named(name):22}" + "".join(f"{_percent(group.share(level)):>11}" for level in LEVELS) for name, group in groups.items()),
        "",
        "By day since the loss, of 100 check-ins (now: urgent or emergency)",
        *_by_day(counts),
        "",
        f"{'Per 100 people':22}{'alerts':>11}{'alerted':>11}{'nurse-minutes':>16}",
        *(f"{_named(name):22}{_costs(group)}" for name, group in groups.items()),
        wrap(
            "Alerts: check-ins that are urgent or above. Alerted: people with one or more. Minutes: "
            + ", ".join(f"{level.replace('_', ' ')} {figures()['minutes'].minutes[level]}" for level in LEVELS)
            + ", our choice."
        ),
    ]
    for level in LEVELS:
        if everybody.levels[level] and level != "self_care":
            lines += ["", *_rules(pathway, everybody, level)]
    said = {rule for rules in everybody.rules.values() for rule in rules}
    lines += ["", wrap("Never decided a level: " + " ".join(rule for rule in pathway.rules if rule not in said) + ".")]
    lines += ["", f"{'If (the same people)':26}{'urgent or above':>18}{'alerts/100':>13}{'minutes/100':>14}", _row("as drawn", everybody)]
    lines += [_row(name, other.all) for name, other in changed.items()]
    lines += [
        "",
        wrap(
            f"How sure: of {rests.total()} figures, {rests['number']} are a source's own number, {rests['words']} are drawn around what "
            f"sources say in words or ranges, and {rests['nothing']} have no source. Pain in points, how far days stray, large clots "
            "and light-headedness are the least certain. All figures and what this cannot show: docs/simulation.md."
        ),
    ]
    return "\n".join(line.rstrip() for line in lines)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _named(name: str) -> str:
    return {"earlier": "before 14 weeks", "later": "14 weeks or more"}.get(name, name)


def _by_day(counts: Counts) -> list[str]:
    shown = [counts.by[name] for name in MANAGEMENTS if counts.by[name].people]
    names = [name for name in MANAGEMENTS if counts.by[name].people]
    lines = ["day   " + "".join(f"   {name:<21}" for name in names), "      " + "".join(f"{word:>6}" for word, _ in COLUMNS) * len(names)]
    last = max(counts.all.days)
    for low, high in BANDS:
        if low <= last:
            days = range(low, min(high, last) + 1)
            label = str(low) if len(days) == 1 else f"{low}-{days[-1]}"
            cells = [sum((group.days[day] for day in days), Counter[LevelId]()) for group in shown]
            lines.append(f"{label:6}" + "".join(_cell(said, levels) for said in cells for _, levels in COLUMNS))
    return lines


def _cell(said: Counter[LevelId], levels: tuple[LevelId, ...]) -> str:
    share = 100 * sum(said[level] for level in levels) / said.total()
    return f"{'.' if not share else f'{share:.0f}' if share >= 1 else '<1':>6}"


def _costs(group: Group) -> str:
    each = 100 / group.people
    return f"{each * group.alerts:>11.0f}{each * group.alerted:>11.0f}{each * group.minutes:>16,.0f}"


def _rules(pathway: Pathway, group: Group, level: LevelId) -> list[str]:
    total = group.levels[level]
    lines = [f"Which rules said {level} ({_percent(group.share(level))} of check-ins)", f"{'':48}{'of these':>12}{'alone':>12}"]
    for rule, times in group.rules[level].most_common():
        alone = group.alone.get(level, Counter())[rule]
        lines.append(f"  {rule:5}{pathway.rules[rule].title:41}{_percent(times / total):>12}{_percent(alone / total):>12}")
    return lines


def _row(name: str, group: Group) -> str:
    each = 100 / group.people
    return f"{name:26}{_percent(group.share(*ALERTS)):>18}{each * group.alerts:>13.0f}{each * group.minutes:>14,.0f}"


class _Bar:
    """A bar on the error stream, where that is a terminal, once it takes more than two seconds."""

    def __init__(self, whole: int) -> None:
        self.whole, self.count, self.start, self.last = whole, 0, time.monotonic(), 0.0

    def tick(self) -> None:
        self.count += 1
        now = time.monotonic()
        if sys.stderr.isatty() and now - self.start > 2 and now - self.last > 0.2:
            self.last = now
            full = 40 * self.count // self.whole
            print(f"\r[{'#' * full}{'.' * (40 - full)}] {self.count:,} of {self.whole:,}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        if self.last:
            print(f"\r{'':70}\r", end="", file=sys.stderr, flush=True)
