"""The page about the diary, made from its content and from one example."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from balm import Pathway, assess, look_back
from balm.care import entries
from balm.pathway.diary import MEASURES, Noticed
from balm.rules.to_text import to_text

EXAMPLE = Path(__file__).parent.parent / "examples" / "diaries" / "pain_is_back.json"
TODAY = date(2026, 11, 22)

ABOUT = """
She may write several times a day: pain now and at its worst, bleeding, temperature, sleep, mood, places that hurt, medicines, what she
tried and whether it helped, notes, and what her clinic said. The diary judges nothing. It answers findings that today's answers leave open,
and the same rules judge as ever.

- **A missing day is never a good day.** It never makes the pain look as if it eased, and it never ends a run of days.
- **The level is never lower with the diary than without.** Where her answer of today and the diary disagree, the more urgent reading
  stands, and both are told.
- **What is bad is left out by itself.** Each value that cannot be read is named, with what to write instead, and the rest counts.
- **A day is her own**: the date that her clock showed when it was so, wherever she is later. A late entry counts on the day of which it
  tells. The same entry twice is one.
- No source gives a limit for a diary after a miscarriage, and none gives a band of what is expected. Every number here is our own choice.
"""

PROVED = """
## What is proved of it

`balm/proofs/time.py`. Proved and not sampled, as far as is said here; `tests/proofs/test_time.py` plants mistakes that it must find.

- **Easing is told only if it is sure.** Whatever the days with nothing written had been, it would be told as well. For any number of days.
- **A length that is told as all of it is the longest that it may be.** Writing on a missing day never makes it longer, and never reopens a
  run that is told to be over. For rows of up to 42 days, 21 in the everyday run. A length whose first day is not known is told only
  from where on no rule could tell it from a longer one.
- **A warning rests on few days, and silence on all the others leaves it standing.** "Not easing yet": the first 3 and the last 3 days with
  pain written, for up to 42 days. "Worse again" and "back": the best 2 days, the last 2, and where the loss has no date the first day.
  A day on which a warning rests can be missed: then the diary cannot tell, and does not say that it is better. "Bleeding for 2 weeks",
  "painkillers for 10 days" and pain that has lasted: days missed between two days that count make no run shorter, for up to 42 days.
  A new place, and bleeding that is up or back: shown of every small diary, not of long ones.
- **Coming in late changes nothing.** The order of the entries, a repeat, and when it was typed make no difference. Entries are put in one
  total order first, so that every order is a chain of swaps of two; each such swap is tried in small diaries.
- **Her day is the date that her clock showed.** No offset from UTC moves an entry to another day. What goes by the hour (how long the pain
  has been worse) goes by what happened first.
- **A clock that was wrong hides nothing that can be seen.** Beside an entry of today, one dated up to 2 days ahead hides no warning and
  makes nothing less urgent. One that is further ahead is as not written, and is named. Shown of small diaries.

Ten thousand drawn diaries, with gaps, late entries, days told twice, journeys over time zones and a clock set back, are read by hand
besides (`tests/care/by_hand.py`, which uses no code of Balm): the warnings about the pain are those, no more and no fewer, however the
diary was told. Take any day out of one: nothing is told to ease, no run to be over, and the level that the day brought is still told to be
possible, so that it is asked again. Only what she said herself goes with the day on which she said it: when the loss was, and how long
something had lasted.

The formulas that are proved are held against the code on every row of up to 6 or 7 days over a few values, and on long rows drawn with
a seed. Not proved, for it cannot be seen in a diary: a clock that is wrong by hours within a day, or slow by days. And of one day with
several entries the highest pain counts: to take one of them out can make that day look better, since it was what she wrote.
"""


def diary_page(pathway: Pathway, made: str, reviewed: str) -> str:
    """The page, as Markdown."""
    diary = pathway.diary
    lines = [made, "", "# The diary", "", f"Version {pathway.version}. {reviewed}", ABOUT, "## What the days can show"]
    for noticed in diary.noticed.values():
        lines += _noticed(pathway, noticed)
    lines += [
        "",
        "## Days in a row",
        "",
        "A run is an answer when its first day is known, or when it is long enough that more would change nothing.",
    ]
    for run in diary.runs.values():
        lines += ["", f"### `{run.id}` answers `{run.finding}`", "", f"{run.means[0].upper()}{run.means[1:]}.", ""]
        lines += [
            f"- A day counts when `{to_text(run.day)}`.",
            f"- It is an answer when `{to_text(run.told_when)}`.",
            f"- Our choice: {run.ours}",
        ]
    lines += ["", "## What is measured", "", diary.windows.ours, "", "| window | days or points |", "|---|---|"]
    lines += [f"| {name} | {getattr(diary.windows, name)} |" for name in ("mean_days", "recent_days", "risen_points")]
    lines += ["", "| measure | what it means |", "|---|---|", *(f"| {name} | {means} |" for name, (_, means) in MEASURES.items())]
    lines += [
        "",
        "## What a place or a medicine answers",
        "",
        "A place when it hurts today, a medicine when it was taken in the last 24 hours.",
        "",
    ]
    lines += ["| word | id | answers |", "|---|---|---|"]
    lines += [f"| {spot.label} | {spot.id} | {', '.join(spot.sets)} |" for spot in diary.places.values()]
    lines += [f"| {drug.label} | {drug.id} | {', '.join(drug.sets)} |" for drug in diary.medicines.values()]
    lines += [
        "",
        "Words for the day, from the best to the worst: " + ", ".join(f"{label} (`{id_}`)" for id_, label in diary.moods.items()) + ".",
    ]
    lines += ["", "The worst that was written today counts, not only the last, for: " + ", ".join(diary.whole_day) + "."]
    lines += ["", "And what was written in the 24 hours before, also yesterday, for: " + ", ".join(diary.last_day) + "."]
    return "\n".join([*lines, *_format(), *_example(pathway), PROVED, ""])


def _noticed(pathway: Pathway, one: Noticed) -> list[str]:
    sets = ", ".join(f"`{finding} = {str(value).lower()}`" for finding, value in one.sets.items())
    lines = ["", f"### {one.title} (`{one.id}`)", "", one.text, "", f"- When `{to_text(one.when)}`."]
    lines += [f"- It answers {sets}." if sets else "- It answers no finding.", f"- Our choice: {one.ours}"]
    return [*lines, "- Sources: " + ", ".join(f"{pathway.sources[source].body} (`{source}`)" for source in one.sources) + "."]


def _format() -> list[str]:
    head, fields, rest = (entries.__doc__ or "").split("\n\n", 2)
    return ["", "## What a diary holds", "", head, "", "```", fields, "", rest.split("\n\n")[0], "```", "", rest.split("\n\n")[1].strip()]


def _example(pathway: Pathway) -> list[str]:
    diary = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    looked = look_back(pathway, diary, TODAY)
    days = ["| day | since the loss | pain now | worst | bleeding | medicines |", "|---|---|---|---|---|---|"]
    for day in looked["days"]:
        told = [day["day"], day["days_since_loss"], day["pain_now"], day["pain_worst"], day["bleeding"], day["medicine"]]
        days.append("| " + " | ".join("" if one is None else str(one) for one in told) + " |")
    shown = [f"- {one['title']}: " + ", ".join(f"{name} {value}" for name, value in one["measures"].items()) for one in looked["noticed"]]
    result = assess(pathway, looked["case"])
    rules = ", ".join(reason["rule"] for reason in result["reasons"])
    return [
        "", "## An example", "", f"`examples/diaries/{EXAMPLE.name}`. {diary['about']}", "", *days, "", "What is noticed:", "", *shown, "",
        "The case that comes of it, on which rule " + f"{rules} says `{result['urgency']}`:", "", "```json",
        json.dumps(looked["case"], indent=2), "```",
    ]  # fmt: skip
