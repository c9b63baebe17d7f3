"""What she answers on each day of her recovery, as somebody ordinary would. What is not named here is clear."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from balm.rules.kinds import Answer
from balm.simulate.course import HEAVIER, LIGHT, PERIOD, SPOT, Day, Person

Answers = dict[str, Answer]
AMOUNTS = ("none", "spotting", "light", "period", "heavier_than_period")
NOTICED = 2
"""Points by which pain must have changed for her to call it better or worse: a change that people with back pain notice (suzuki-2020)."""
LOOKS_BACK = 7
"""Days over which bleeding is called heavier again, as the diary counts it."""
SIDE_EFFECTS = 12
"""Hours after the dose in which the tablets may upset the stomach."""
CODEINE_DAYS = 3
SORE_DAYS = 3
"""Last day on which soreness where a needle went in is called new. Our choice."""
PALE_DAYS = 10
"""Last day on which a felt loss of blood shows. Our choice."""
STRONG, SEVERE = 7, 8
"""Points from which pain stops daily life, and from which painkillers have not eased it enough. 10 cannot be borne. Our choice."""


def amount(flow: float) -> str:
    """The word for a day's flow, in usual periods."""
    return AMOUNTS[sum(flow >= limit for limit in (SPOT, LIGHT, PERIOD, HEAVIER))]


def days(person: Person) -> Iterator[Answers]:
    """Her answers day by day, in order. Only findings that apply to her are among them."""
    past: list[Day] = []
    taken = 0
    for day in person.days:
        medicines = _medicines(person, day, taken)
        taken = int(str(medicines["painkiller_days"]))
        yield (
            _loss(person, day)
            | _bleeding(person, past, day)
            | _pain(person, past, day)
            | _ill(person, day)
            | _mind(person, day)
            | medicines
        )
        past.append(day)


def _loss(person: Person, day: Day) -> Answers:
    negative = person.traits["does_a_test"] and _negative(person, day.day)
    answers: Answers = {
        "stage": "after",
        "days_since_loss": day.day,
        "gestation_weeks": person.weeks,
        "management": person.management,
        "scan_showed_womb_pregnancy": person.traits["scanned"],
        "loss_confirmed": person.traits["told_complete"] or negative,
        "pregnancy_test": "not_done" if not person.traits["does_a_test"] or day.day < 21 else "negative" if negative else "positive",
        "anaesthetic": "none",
    }
    if person.management == "tablets":
        answers["misoprostol"] = "last_6_hours" if day.hours <= 6 else "last_24_hours" if day.hours <= 24 else "earlier"
    if person.management == "surgical":
        needle, general = person.traits["anaesthetic_needle"], person.traits["anaesthetic_general"]
        answers["anaesthetic"] = "spinal_or_epidural" if needle else "general" if general else "sedation"
        answers["days_since_procedure"] = day.day
    if day.day >= 7:
        answers["still_feels_pregnant"] = day.day < person.until["feels_pregnant_until"]
    return answers


def _negative(person: Person, day: int) -> bool:
    """Whether her last test was negative. She does one on day 21, and a positive one again each week."""
    return day >= 21 and 21 + 7 * ((day - 21) // 7) >= person.until["test_negative_day"]


def _bleeding(person: Person, past: list[Day], day: Day) -> Answers:
    words = [amount(one.flow) for one in (*past, day)]
    levels = [AMOUNTS.index(word) for word in words]
    level, least = levels[-1], min(levels[-1 - LOOKS_BACK : -1], default=levels[-1])
    period_came = any(one.period for one in (*past, day))
    answers: Answers = {"bleeding": words[-1], "tissue_passed": day.day == 0 and person.management != "surgical"}
    if level:
        row = next((n for n, one in enumerate(reversed(levels)) if not one), len(levels))
        answers["bleeding_days"] = row
        answers["pink_or_brown_discharge"] = level == 1
    if level >= 2:
        pads = day.flow_now * person.until["pads_per_hour_at_a_period"]
        answers["pads_per_hour"] = ceil(pads) if pads > 0.5 else 0  # the question: a pad that lasts 2 hours is none
        answers["heavy_hours"] = max(1, day.heavy_hours) if pads > 0.5 else 0
        large = day.day == 0 and person.traits["large_clot_as_it_passes"]
        answers["clots"] = "large" if large else "small" if level == 4 else "none"
        answers["like_usual_period"] = day.period and day.day >= 28
        again = level >= 3 and least <= 1 and day.day >= 1
        before = levels[max(0, len(levels) - 3)]
        answers["bleeding_trend"] = (
            "restarted_heavy" if again else "increasing" if level > least and day.day >= 1 else "same" if level == before else "easing"
        )
    if day.day >= 42:
        answers["weeks_without_period"] = 0 if period_came else day.day // 7
    return answers


def _pain(person: Person, past: list[Day], day: Day) -> Answers:
    answers: Answers = {"belly_pain": day.belly, "back_pain": day.back}
    if day.belly:
        answers["belly_pain_days"] = _since(past, day, "belly")
        # the question: each day worse than the last, and not a cramp that comes and goes
        answers["belly_pain_growing"] = len(past) >= 2 and past[-2].belly < past[-1].belly < day.belly >= past[-2].belly + NOTICED
    if day.back:
        before = past[-3:-1] or past[-1:]
        was = sum(one.back for one in before) / len(before) if before else day.back
        eased = was <= 1 and any(one.back >= 1 + NOTICED for one in past[:-1])
        change = day.back - was
        worse = "returned" if eased else "worse"
        answers["pain_days"] = _since(past, day, "back")
        answers["pain_trend"] = worse if change >= NOTICED else "better" if change <= -1 or not before else "same"
        answers["pain_in_waves"] = day.belly > 0
        answers["pain_at_night_or_rest"] = person.traits["rest_does_not_ease"] and day.back >= 3
        if person.traits["anaesthetic_needle"]:
            answers["pain_at_needle_site"] = person.traits["sore_needle_site"] and 1 <= day.day <= SORE_DAYS
    return answers


def _since(past: list[Day], day: Day, where: str) -> int:
    """Days since this pain began. The question counts pain that comes and goes as one; a week free of it ends it here."""
    began, free = day.day, 0
    for one in reversed(past):
        if getattr(one, where):
            began, free = one.day, 0
        elif (free := free + 1) > LOOKS_BACK:
            break
    return day.day - began


def _ill(person: Person, day: Day) -> Answers:
    """What the tablets, an anaesthetic and lost blood do. The questions are about the last 24 hours, or about now."""
    ends, traits = person.until["misoprostol_fever_ends"], person.traits
    fever = person.days[0].temperature
    feverish = fever >= 38
    upset = person.management == "tablets" and day.hours - 24 < SIDE_EFFECTS
    slept = day.day == 0 and traits["anaesthetic_general"]
    sick = (upset and traits["misoprostol_sick"]) or (slept and traits["sick_after_anaesthetic"])
    return {
        "temperature_c": fever if feverish and day.hours - 24 < ends else day.temperature,
        "feels_hot_or_shivery": day.hours < ends and (feverish or traits["misoprostol_shivers"]),
        "uncontrollable_shivering": day.hours < ends and traits["misoprostol_shaking"],
        "diarrhoea": upset and traits["misoprostol_gut"],
        "vomiting": "some" if sick else "none",
        "dizzy": day.light_headed,
        "very_tired_and_pale": traits["blood_loss_felt"] and 1 <= day.day <= PALE_DAYS,
        "tired": day.day < person.until["tired_days"],
        **({"breasts_full_or_leaking": traits["milk"] and 2 <= day.day <= 9} if person.weeks >= 16 else {}),
    }


def _mind(person: Person, day: Day) -> Answers:
    low, hungry = day.day + 1 <= person.until["low_mood_days"], day.day + 1 <= person.until["hardly_eating_days"]
    return {
        "low_mood_days": day.day + 1 if low else 0,
        "flashbacks_or_panic": person.traits["flashbacks"],
        "not_coping": day.day + 1 <= person.until["not_coping_days"],
        "something_feels_wrong": day.uneasy,
        "sleep_hours": day.sleep,
        "appetite": "hardly_any" if hungry else "normal",
        "days_hardly_eating": day.day + 1 if hungry else 0,
    }


def _medicines(person: Person, day: Day, days_before: int) -> Answers:
    hurts = max(day.belly, day.back)
    takes = hurts >= person.until["painkiller_from"]
    codeine = takes and person.traits["codeine"] and day.day < CODEINE_DAYS and hurts >= 4
    return {
        "taking_paracetamol": takes,
        "taking_codeine": codeine,
        "constipated": codeine and person.traits["constipated_on_codeine"],
        "painkiller_last_6_hours": takes,
        "painkiller_days": days_before + 1 if takes else 0,
        "pain_not_eased_by_painkillers": takes and hurts >= SEVERE,
        "pain_stops_daily_life": hurts >= STRONG,
        "pain_unbearable": hurts == 10,
    }
