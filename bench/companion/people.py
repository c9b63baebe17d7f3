"""Random people who are well: nothing that they could answer makes it more than something to look after at home."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any as Anything
from typing import NamedTuple

from balm import Pathway
from balm.care.case import read_case
from balm.care.judge import judge

_SEED = 20261122
_CONDITIONS = (
    "fertility_treatment", "rhesus_negative", "blood_thinners", "diabetes", "kidney_disease", "liver_disease", "stomach_ulcer",
    "bowel_inflammation", "heart_disease", "asthma", "nsaid_reaction", "paracetamol_reaction", "antidepressant_ssri", "cancer_history",
    "weak_bones", "cold_sensitivity", "epilepsy_or_pacemaker", "weight_under_50_kg", "breastfeeding", "pelvic_girdle_pain",
    "back_pain_before", "past_serious_mental_illness",
)  # fmt: skip
_TODAY = (
    "tired", "painkiller_last_6_hours", "taking_paracetamol", "taking_nsaid", "taking_codeine", "constipated", "clinic_forbids_baths",
    "clinic_forbids_exercise", "breasts_full_or_leaking", "already_told_clinic", "pain_in_waves", "pink_or_brown_discharge",
)  # fmt: skip


class Person(NamedTuple):
    """`days`: every finding's answer, of one day and of the next. `roughly`: she gives days as a rough range."""

    days: list[dict[str, Anything]]
    roughly: bool


def well(pathway: Pathway) -> Iterator[Person]:
    """People without end, the same ones each time.

    Every finding is clear (what the content calls so), but for these, each value as likely as the next:
    the loss is over, 1 to 28 days ago, of a pregnancy of 5 to 14 weeks that a scan had shown; natural, with tablets (more than a day ago)
    or an operation (sedation or general anaesthetic, on that day); no bleeding, spotting, light or like a period, since the loss or for
    any part of the time since, easing or the same; back and belly pain 0 to 4, for as long as that or shorter, better or the same;
    age 16 to 48; 36.0 to 37.4 degrees; 6 to 9 hours of sleep; appetite normal or less; painkillers on 0 to 3 days; a test not done, or
    negative. Each lasting condition that is no red flag by itself is true of one in twelve, each sign of the day of one in six.
    The next day is the same, with a day more on everything that is counted in days. One half gives days as one of the rough ranges that
    the page offers, the other exactly. Of those drawn, who is well on both days when all is known is given; whoever is not well once her
    rough days count as their worst is for the caller to leave out.
    """
    draw = random.Random(_SEED)
    clear = {finding.id: finding.clear for finding in pathway.findings.values()}
    while True:
        first = clear | _drawn(draw)
        later = first | {name: first[name] + 1 for name in _counted(first)}
        if all(judge(pathway, read_case(pathway, {"answers": answers})).urgency == "self_care" for answers in (first, later)):
            yield Person([first, later], draw.random() < 0.5)


def _drawn(draw: random.Random) -> dict[str, Anything]:
    days = draw.randint(1, 28)
    management = draw.choice(("natural", "tablets", "surgical"))
    bleeding = draw.choice(("none", "spotting", "light", "period"))
    back, belly = draw.randint(0, 4), draw.randint(0, 4)
    return {
        "days_since_loss": days,
        "management": management,
        "misoprostol": "earlier" if management == "tablets" else "none",
        "anaesthetic": draw.choice(("sedation", "general")) if management == "surgical" else "none",
        "days_since_procedure": days,
        "gestation_weeks": draw.randint(5, 14),
        "pregnancy_test": draw.choice(("not_done", "negative")),
        "bleeding": bleeding,
        "bleeding_days": 0 if bleeding == "none" else draw.randint(1, days),
        "bleeding_trend": draw.choice(("easing", "same")),
        "back_pain": back,
        "pain_days": draw.randint(1, days) if back else 0,
        "pain_trend": draw.choice(("better", "same")),
        "belly_pain": belly,
        "belly_pain_days": draw.randint(1, days) if belly else 0,
        "age_years": draw.randint(16, 48),
        "temperature_c": draw.randint(360, 374) / 10,
        "sleep_hours": draw.randint(6, 9),
        "appetite": draw.choice(("normal", "less")),
        "painkiller_days": draw.randint(0, 3),
        **{name: draw.random() < 1 / 12 for name in _CONDITIONS},
        **{name: draw.random() < 1 / 6 for name in _TODAY},
    }


def _counted(answers: dict[str, Anything]) -> list[str]:
    """What is a day more tomorrow: the days since, and the days for which something has gone on, if it has."""
    names = ["days_since_loss", "days_since_procedure", "bleeding_days", "pain_days", "belly_pain_days"]
    return [name for name in names if answers[name] or name.startswith("days_since")]
