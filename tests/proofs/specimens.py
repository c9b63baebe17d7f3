"""Pathways with one mistake each, as small edits of the real content, with the claim that must be refuted and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any as Anything

import z3

from balm import Pathway
from balm.pathway.content import CONTENT
from balm.pathway.load import read_pathway
from balm.pathway.model import LEVELS, CareItem, LevelId
from balm.proofs import asking, care, claims, standing
from balm.proofs.person import Said
from balm.proofs.standing import NO, Filled, Run, Standing
from balm.rules.kinds import NOT_SURE, Answer, YesNo
from tests.review.copies import change, copy

Answers = dict[str, Answer]
ALL_CARE = "avoid = [" + (CONTENT / "care/matrix.toml").read_text().split("avoid = [")[1].split("]")[0] + "]"
"""Every care item, as the row of emergencies lists them."""


@dataclass(frozen=True)
class Specimen:
    """`mistake` in the content: in `file`, after the text `after`, `old` is `new`. Then `claim` is refuted at `goal`, by `people`: their
    whole answers, the fewest there are; or what is so of them."""

    claim: str
    mistake: str
    file: str
    after: str
    old: str
    new: str
    goal: str
    people: tuple[Answers, ...] | Callable[..., bool]

    def pathway(self, folder: Path) -> Pathway:
        return read_pathway(change(copy(folder), self.file, self.old, self.new, self.after))


def only(name: str, are: Callable[[Anything, Anything], bool]) -> Callable[[Answers, Answers], bool]:
    """Two people who differ in this finding alone, of whose values of it that is so."""
    return lambda one, other: {**one, name: None} == {**other, name: None} and are(one[name], other[name])


LASTS = 'lasts = "day"\n'
BAD = [
    Specimen(
        "C1",
        "a sign of sepsis is no longer one",
        "rules/emergency.toml",
        "[E4]",
        '"rash_not_fading",',
        "",
        "E4 sepsis",
        ({"rash_not_fading": True},),
    ),
    Specimen(
        "C1",
        "fever begins a tenth of a degree later",
        "pathway.toml",
        "[definitions.fever]",
        ">= 38",
        ">= 38.1",
        "E5 shaking",
        ({"muscle_pain_severe": True, "temperature_c": 38},),
    ),
    Specimen(
        "doubt",
        '"not sure" of fainting counts as no',
        "questions/circulation.toml",
        "[fainted]",
        LASTS,
        LASTS + "not_sure = { counts_as = false }\n",
        "fainted, not sure",
        ({"fainted": NOT_SURE},),
    ),
    Specimen(
        "doubt",
        "warm without a thermometer counts as no fever",
        "questions/infection.toml",
        "[temperature_c]",
        "not feels_hot",
        "feels_hot",
        "temperature_c, not sure",
        ({"feels_hot_or_shivery": False, "temperature_c": NOT_SURE},),
    ),
    Specimen(
        "rules",
        "a rule is true of fewer than was decided",
        "rules/soon.toml",
        "[S4]",
        ">= 6",
        ">= 7",
        "S4 no period",
        ({"weeks_without_period": 6},),
    ),
    Specimen(
        "no_more",
        "a rule cries wolf",
        "rules/today.toml",
        "[T7]",
        "temperature_c >= 37.8",
        "temperature_c >= 37.4",
        "today",
        lambda one: 37.4 <= one["temperature_c"] < 37.8,
    ),
    Specimen(
        "C2",
        "no sleep at all counts less than little sleep",
        "rules/soon.toml",
        "[S11]",
        "sleep_hours <= 3",
        "sleep_hours between 1 and 3",
        "urgency, soon",
        only("sleep_hours", lambda one, other: other < 1 <= one <= 3),
    ),
    Specimen(
        "C4",
        "one row leaves nothing to do",
        "care/matrix.toml",
        "[cold_sensitivity]",
        'avoid = ["cold_pack"]',
        ALL_CARE,
        "something below it",
        lambda one: one["cold_sensitivity"] is True,
    ),
    Specimen(
        "C6",
        "the two weeks are fifteen days",
        "rules/soon.toml",
        "[S1]",
        "pain_days >= 14",
        "pain_days >= 15",
        "two weeks",
        ({"back_pain": 2, "pain_days": 14},),
    ),
    Specimen(
        "C7",
        "unbearable pain has to be a 10",
        "rules/urgent.toml",
        "[U13]",
        '"pain_unbearable"',
        '"pain_unbearable and back_pain >= 10"',
        "unbearable",
        ({"pain_unbearable": True},),
    ),
    Specimen(
        "C8",
        "her clinic forbade baths, and a bath is offered",
        "care/matrix.toml",
        "[clinic_says_no_baths]",
        '"warm_bath", ',
        "",
        "warm_bath, her clinic forbids baths",
        lambda one, other: other["clinic_forbids_baths"] is True,
    ),
    Specimen(
        "C8",
        "a medicine that is only explained is offered",
        "care/medicines.toml",
        "[codeine]",
        'never_offer = "',
        'never_offer = "" # ',
        "codeine withheld, takes codeine already, or is constipated",
        lambda one: one == {"taking_codeine": True},
    ),
    Specimen("C9", "a rule says nothing of its own", "rules/soon.toml", "[S7]", "leg_pain = one_leg", "leg_pain = both_legs", "S7", ()),
    Specimen(
        "C10",
        "a rule looks at what has no bearing",
        "rules/today.toml",
        "[T14]",
        "iud_in_place",
        "iud_in_place and not weight_under_50_kg",
        "T14",
        lambda one, other: {**one, "weight_under_50_kg": 0} == {**other, "weight_under_50_kg": 0},
    ),
    Specimen(
        "C11",
        "a joint condition says too much",
        "joint.toml",
        "[soon]",
        '  "back_pain >= 6 and',
        '  "back_pain >= 6",\n  "back_pain >= 6 and',
        "joint conditions, soon",
        lambda one: one["back_pain"] == 6,
    ),
    Specimen(
        "C11",
        "a joint condition is gone",
        "joint.toml",
        "[urgent]",
        '  "(diarrhoea or dizzy) and (management in (natural, surgical) or misoprostol in (none, earlier)) and stage in (suspected, after)'
        ' and tissue_passed",\n',
        "",
        "lowest, urgent",
        lambda one: one["tissue_passed"],
    ),
    Specimen(
        "C12",
        "one row leaves nothing to do",
        "care/matrix.toml",
        "[cold_sensitivity]",
        'avoid = ["cold_pack"]',
        ALL_CARE,
        "something to do",
        lambda one: one["cold_sensitivity"] is not False,
    ),
    Specimen(
        "signs",
        "flooding is not asked for when bleeding is light",
        "questions/bleeding.toml",
        "[flooding]",
        "(light, period,",
        "(period,",
        "flooding",
        ({"bleeding": "light"},),
    ),
    Specimen(
        "signs",
        "losing weight is not asked for where the back does not hurt",
        "questions/pain.toml",
        "[weight_loss]",
        'lasts = "',
        'asked_when = "back_pain >= 1"\notherwise = false\nlasts = "',
        "weight_loss",
        ({"back_pain": 0},),
    ),
    Specimen(
        "signs",
        "where clots are not asked for, they are taken for small",
        "questions/bleeding.toml",
        "[clots]",
        'otherwise = "none"',
        'otherwise = "small"',
        "clots, its value",
        ({"bleeding": "spotting"},),
    ),
    Specimen(
        "order",
        'one "not sure" hangs on another',
        "questions/infection.toml",
        "[feels_hot_or_shivery]",
        LASTS,
        LASTS + "not_sure = { counts_as = false }\n",
        '"not sure" read the other way round',
        ({"feels_hot_or_shivery": NOT_SURE, "temperature_c": NOT_SURE},),
    ),
    Specimen(
        "rough",
        "the days of an operation count where there was none",
        "rules/urgent.toml",
        "[U8]",
        "management = surgical and days_since_procedure <= 14",
        "days_since_procedure <= 10",
        "days_since_loss 8 to 13",
        only("days_since_loss", lambda one, other: (one <= 10) is (other > 10)),
    ),
]


def unanswered_as_no(said: Said) -> Filled:
    """A question that nobody answered is read as "no"."""
    if not isinstance(said.kind, YesNo):
        return _AS_SAID(said)
    return Filled(z3.Not(said.unsure), NO, said.unsure, NO, NO, z3.And(said.answered, said.value))


_AS_SAID = standing._as_said


def sure_or_self_care(p: Standing) -> z3.BoolRef:
    """Self-care is said as soon as nothing is sure."""
    return z3.Not(p.at_least("soon"))


def at_least_as_said(p: Standing, level: LevelId | None) -> z3.BoolRef:
    """Every level that is reached is said, not only the most urgent."""
    return p.self_care if level in (None, "self_care") else p.at_least(level)


def known_to_be_withheld(p: Standing, item: CareItem) -> z3.BoolRef:
    """The row of emergencies is forgotten."""
    rows = [row for row in p.pathway.matrix.values() if row.from_level is None and item.id in row.avoid]
    return z3.Or([care.holds(p, row) for row in rows])


def doubts_stay_open(p: Standing) -> Run:
    """ "Not sure" is taken for an answer that may yet come."""
    return p._run("known provisional", "unanswered unsure worst")


def surely_only(p: Standing, rule: str, rank: int) -> z3.BoolRef:
    """Only a rule that could become sure is asked for; what could be left in doubt is not."""
    open_ = z3.And(p.possible[rule].yes, z3.Not(p.sure[rule].yes))
    return z3.And(open_, p.reachable[rule].yes, z3.Not(p.at_least(LEVELS[rank])))


def never_dizzy(p: Standing, name: str) -> z3.BoolRef:
    """One question is never asked."""
    return NO if name == "dizzy" else _CAN_BE_ASKED(p, name)


_CAN_BE_ASKED = asking._can_be_asked


def further_down(rank: int) -> int:
    """What is in doubt counts two levels lower."""
    return min(rank + 2, LEVELS.index("soon"))


@dataclass(frozen=True)
class Planted:
    """A mistake in the formulas themselves: `name` of `where` is `instead`. Then `claim` is refuted at `goal`, by `people`."""

    claim: str
    where: object
    name: str
    instead: Anything
    goal: str
    people: Callable[..., bool]


# No content can refute C3, C5, "stop", that an emergency offers nothing (C4) or that there is one level (C4): they hold of every set of
# rules that is read in this way. What they guard is the reading.
PLANTED = [
    Planted(
        "C3",
        standing,
        "_as_said",
        unanswered_as_no,
        "urgency, emergency",
        lambda one, other: other == {**one, "scan_showed_womb_pregnancy": True},
    ),
    Planted("C4", Standing, "says", at_least_as_said, "one level", lambda one: len(one) == 160),
    Planted("C4", claims, "withheld", known_to_be_withheld, "nothing at an emergency", lambda one: len(one) == 1),
    Planted("C5", Standing, "self_care", property(sure_or_self_care), "self-care", lambda one, other: one == {} and len(other) == 1),
    Planted("C12", Standing, "reachable", property(doubts_stay_open), "settled", lambda one: list(one.values()).count(NOT_SURE) == 1),
    Planted("doubt", standing, "lowered", further_down, "E1 collapse", lambda one: one == {"fainted": NOT_SURE}),
    Planted("stop", asking, "_can_raise", surely_only, "unsettled, and nothing is asked", lambda one: NOT_SURE in one.values()),
    Planted("stop", asking, "_can_be_asked", never_dizzy, "unsettled, and nothing is asked", lambda one: "dizzy" not in one),
]
