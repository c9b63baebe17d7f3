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
She may write several times a day: pain now and at its worst, bleeding, temperature, sleep, mood, places that hurt, medicines, notes, and
what her clinic said. The diary judges nothing. It answers findings that today's answers leave open, and the same rules judge as ever.

- **A missing day is never a good day.** It never makes the pain look as if it eased, and it never ends a run of days.
- **The level is never lower with the diary than without.** Where her answer of today and the diary disagree, the more urgent reading
  stands, and both are told.
- **What is bad is left out by itself.** Each value that cannot be read is named, with what to write instead, and the rest counts.
- **A day is her own**: the date that her clock showed when it was so, wherever she is later. A late entry counts on the day of which it
  tells. The same entry twice is one.
- No source gives a limit for a diary after a miscarriage, and none gives a band of what is expected. Every number here is our own choice.
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
    return "\n".join([*lines, *_format(), *_example(pathway), ""])


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
