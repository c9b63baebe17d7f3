"""The page about `balm simulate`, and its picture: the default run, the figures that it draws from, and what it cannot show."""

from __future__ import annotations

from balm import Pathway
from balm.cli.simulate import table
from balm.simulate.count import CHANGES, count, recoveries
from balm.simulate.figures import EVERYBODY, SHARES, Figure, figures
from balm.simulate.picture import picture

PEOPLE, SEED, DAYS = 1000, 1, 28
MADE = "<!-- Made by docs/generate.py from the figures and one run; change those, then run `make pages`. -->"

METHOD = """
# How quiet the pathway is

A rule that says "emergency" to everybody is never too low, and helps nobody. So Balm counts its false alarms. `balm simulate` draws
people whose recovery has **no complication**, has each check in once a day with complete answers, and lets the real engine (`balm.care`,
the same rules as on the phone) judge every check-in. Whatever is then urgent counts as a false alarm, although a clinician may well want
to hear of some of it: a pad an hour is worth a call, complication or not.

The aim is that at most 3 of 100 check-ins in ordinary recoveries are urgent or above. A test holds the share that was reached. The draw
is not tuned until alarms vanish, and **no rule is made looser to get there**: where the aim is missed, the rules that cause it stand in
the table.

Make it again, with the same numbers: `balm simulate --picture docs/pictures/simulation.svg`; or `make pages` for the whole page.
"""

READING = """
## How to read it

- **The mean over 28 days hides the first four.** Most alarms fall on days 0 to 3, when heavy flow, large clots and strong cramps are
  ordinary and danger looks the same. About half of the people are told "urgent" at least once. We know of no question that tells the two
  apart at home; whether that is right is for clinicians to say.
- **The day after the tablets.** Three questions look back over 24 hours, and the rules excuse side effects of tablets for 24 hours after
  the dose. So a fever, runny poo or being sick on the first evening is told again at the next day's check-in, when nothing excuses it any
  more: rules U4 and U10.
- **An operation has a lower limit for belly pain** (6 of 10 within 14 days, rule U8), and strong cramps on the day itself reach it.
- **`soon` rises on day 14** because pain, bleeding and low mood that have lasted 2 weeks are reasons to book a visit. That is meant.
- **How far days stray** matters most of what we do not know: pain that comes and goes can look like pain that grows.
"""

HOW = """
## How it draws

1. Each person gets a number of her own from the seed. Management, weeks, and every figure below are drawn from it. The rows under "If"
   draw the same people again with one thing changed.
2. Her days are one course. Flow starts at the strength of the day of the loss, falls by half every few hours on that day, and then by the
   same share each day to the last spot. Cramps, and a backache of its own, ease by the same share each day. Days stray from that course,
   and half of a day's stray is carried to the next, so bleeding and pain come and go. Her period comes back, a home test is done on day
   21, painkillers follow the pain, and days in a row are counted.
3. Answers are made from the days in the words of the questions, which look back 24 hours where they say so. What she does not have is
   clear.
4. Each day is assessed. A rule is a cause where it is true and its level is the level said; "alone" means that no other rule said so.

When flow is called a period, and when a change is noticed, are our choices too, in `balm/simulate/course.py` and `answers.py`: from half
her usual period on it is "like a period", from 1.15 on "heavier"; 2 points of pain are a change.
"""

LIMITS = """
## What it cannot show

- **Nobody real is in it.** The people are drawn from leaflets' words. Only a study that follows people through a recovery can say how
  often Balm alarms them. A share of 3 percent here promises no such share there.
- **It says nothing of people who are ill.** That no danger is missed is another question, with other tests.
- **Pain has no numbers in any source**, and back pain after a miscarriage has never been followed. All points of pain are ours.
- Each sign is drawn by itself, apart from what hangs together by its nature (flow and pads, pain and painkillers). Real signs come in
  company.
- Nobody has an illness from before, another pregnancy, a coil, a molar pregnancy, or thoughts of suicide, and nobody is Rh-negative:
  alarms for these are not false. Nor does anybody catch a cold or a stomach bug, which would alarm.
- Everybody checks in every day, answers everything, and is sure of it. Real people write when they worry, so a clinic sees a larger share
  of alarms among fewer check-ins. "Not sure" raises or keeps a level, and is not drawn.
- She is asked by hand here. The diary reads her days by its own definitions, and where it is more urgent it wins.
- A third each by management, and 1 in 10 at 14 weeks or more, are our mix. Look at the row of the group that you care about.
- Nurse-minutes are our guess, and count each check-in as news.
- The first day is the day on which the pregnancy was passed or removed. The hours of passing it, and the wait before, are not drawn.
"""


def simulation_page(pathway: Pathway) -> tuple[str, str]:
    """The page as Markdown, and its picture as SVG. Takes some ten seconds."""
    counts = count(pathway, recoveries(PEOPLE, SEED, DAYS))
    changed = {name: count(pathway, recoveries(PEOPLE, SEED, DAYS, change)) for name, change in CHANGES.items()}
    asked = f"{PEOPLE:,} people drawn, a third each, {DAYS} days, seed {SEED}. Nobody real."
    reviewed = "" if pathway.reviewed else " **No clinician has reviewed the pathway or the figures.**"
    lines = [
        MADE,
        "",
        *METHOD.strip().splitlines(),
        "",
        f"Pathway {pathway.version}.{reviewed}",
        "",
        "## The default run",
        "",
        "![For each management, the share of each level by day; the numbers are in the table below](pictures/simulation.svg)",
        "",
        "```",
        table(pathway, counts, changed, {"people": PEOPLE, "days": DAYS, "seed": SEED}),
        "```",
        "",
        *READING.strip().splitlines(),
        "",
        *HOW.strip().splitlines(),
        "",
        *LIMITS.strip().splitlines(),
        "",
        "## The figures",
        "",
        *_figures(),
    ]
    return "\n".join([*lines, ""]), picture(pathway, counts, asked)


def _figures() -> list[str]:
    points = ", ".join(f"{100 * share:.0f}%" for share in SHARES)
    lines = [
        "They stand in `balm/simulate/recoveries.toml`. Five values are the points that",
        f"{points} of people have reached. A figure rests on a source's own *number*,",
        "on sources' *words* or ranges with the rest ours, or on *nothing* that we found. The names are the content's own.",
        "",
        "| figure | values | rests on | facts and sources | what of it is ours |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for figure in figures().values():
        named = ", ".join(f"`{one}`" for one in (*figure.facts, *figure.sources))
        lines.append(f"| {figure.means} (`{figure.id}`) | {_values(figure)} | {figure.rests_on} | {named} | {figure.ours} |")
    return lines


def _values(figure: Figure) -> str:
    if figure.minutes:
        return ", ".join(f"{level} {minutes}" for level, minutes in figure.minutes.items())
    shown = {name: ", ".join(f"{one:g}" for one in five) for name, five in figure.points.items()}
    shown |= {name: f"{100 * one:g}%" for name, one in figure.chance.items()}
    return "; ".join(f"{name}: {said}" if name != EVERYBODY else said for name, said in shown.items())
