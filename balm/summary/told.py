"""What she lets out: her case or diary as it was judged, less what she keeps to herself. Every rendering starts from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any as Anything
from typing import cast

from balm.care.assess import Assessment, Reason, assessment
from balm.care.case import CaseObject, read_case
from balm.care.diary import LookBack, NoticedEntry
from balm.care.entries import Entry, read_diary
from balm.care.judge import judge, known
from balm.care.nights import days_of_now, readings, seen_on
from balm.care.say import worth_telling
from balm.errors import AnswerProblem, CaseRefused, nearest
from balm.pathway.model import Pathway
from balm.rules.kinds import NOT_SURE, Answer, Number, WrongAnswer, show
from balm.rules.kinds import Choice as Choices

SECTIONS = (
    "level",
    "ask",
    "loss",
    "signs",
    "unsure",
    "chart",
    "noticed",
    "medicines",
    "tried",
    "told",
    "person",
    "open",
    "clear",
    "record",
)
"""The parts of the page that she can leave out, in their order. `mood` and `notes` stand there only if she puts them in."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What she wants on the page. `put_in`: of what is private (the content says what: mood, sex, home; and `notes`), what may be there.
    `leave_out`: sections, or single findings, that may not."""

    name: str = ""
    ask: str = ""
    put_in: frozenset[str] = frozenset()
    leave_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What may be known of her. `made`: ISO moment with its offset. `writer`: the language of her own words, "" where it is not known.

    `case` and `diary` hold nothing that she keeps to herself, and `reasons` are those that speak of nothing of it; `withheld` says that
    some reason did. `given`: what she answered (NOT_SURE among it), with what her dates tell. `answers`: every finding as it was judged
    (None: unanswered). `seen` and `entries` are of a diary only. `assumed`: whether what the case does not name is clear;
    `case` says it only where nothing is kept back.
    """

    pathway: Pathway
    made: str
    writer: str
    choice: Choice
    case: CaseObject
    diary: dict[str, Anything] | None
    result: Assessment
    reasons: list[Reason]
    withheld: bool
    given: Mapping[str, Answer]
    answers: Mapping[str, Answer]
    hidden: frozenset[str]
    seen: LookBack | None = None
    entries: tuple[Entry, ...] = field(default=())
    assumed: bool = False

    @property
    def today(self) -> str:
        """The ISO date that the page is of: of a diary always that of `made`, even where what was written before midnight still counts."""
        return (None if self.seen else self.case.get("today")) or self.made[:10]


def private_parts(pathway: Pathway) -> list[str]:
    """What stands on the page only if she puts it in."""
    return [*pathway.summary.private, "notes"]


def tell(pathway: Pathway, given: object, choice: Choice, made: str) -> Told:
    """What a case, or a diary (an object with `entries`), tells. `made` is an ISO moment with its offset; a diary is seen from its
    date, and until 6 in the morning from the day before as well.

    Raises CaseRefused for what cannot be read at all, and for a choice of something that is not there.
    """
    check_choice(pathway, choice)
    if not isinstance(given, dict):
        raise CaseRefused([{"at": "", "problem": f"{show(given)} is neither a case nor a diary", "hint": 'write {"answers": {...}}'}])
    seen, case = _read(pathway, given, datetime.fromisoformat(made)) if "entries" in given else (None, cast(CaseObject, given))
    read = read_case(pathway, case)
    result = assessment(pathway, read)
    hidden = _hidden(pathway, choice)
    reasons = [reason for reason in result["reasons"] if not hidden & reason["findings"].keys()]
    answers = {name: value for name, value in known(pathway, judge(pathway, read).values).items() if name not in hidden}
    return Told(
        pathway=pathway,
        made=made,
        writer=read.lang,
        choice=choice,
        case=_case(pathway, case, hidden, choice),
        diary=_diary(pathway, given, hidden, choice) if seen and "record" not in choice.leave_out else None,
        result=result,
        reasons=reasons,
        withheld=len(reasons) < len(result["reasons"]),
        given={name: value for name, value in read.answers.items() if name not in hidden},
        answers=answers,
        hidden=hidden,
        seen=_seen(seen, hidden, choice) if seen else None,
        assumed=read.assume_clear,
        entries=read_diary(pathway, given, date.fromisoformat(made[:10])).entries if seen else (),
    )


def check_choice(pathway: Pathway, choice: Choice) -> None:
    """Raises CaseRefused for the name of a part that is not there."""
    errors: list[AnswerProblem] = []
    known_parts = {"put_in": frozenset(private_parts(pathway)), "leave_out": frozenset({*SECTIONS, *pathway.findings})}
    for key, parts in known_parts.items():
        for name in sorted(getattr(choice, key) - parts):
            hint = nearest(name, parts) or "write one of: " + ", ".join(sorted(parts if key == "put_in" else SECTIONS))
            errors.append({"at": key, "problem": f"{show(name)} is no part of the page", "hint": hint})
    if errors:
        raise CaseRefused(errors)


def _hidden(pathway: Pathway, choice: Choice) -> frozenset[str]:
    kept: set[str] = {finding for one in pathway.summary.private.values() if one.id not in choice.put_in for finding in one.findings}
    return frozenset(kept | (choice.leave_out & pathway.findings.keys()))


def section_of(pathway: Pathway, finding: str, value: Answer) -> str:
    """The section of the page in which an answer stands."""
    one, kind = pathway.findings[finding], pathway.findings[finding].kind
    if value == NOT_SURE:
        return "unsure"
    if finding in pathway.summary.private["mood"].findings:
        return "mood"
    if one.group in ("loss", "person"):
        return "clear" if value is False and one.clear is not True else one.group
    if finding in _ALWAYS_SIGNS:
        return "signs"
    if isinstance(kind, Choices):
        return "signs" if kind.choices.index(str(value)) > kind.choices.index(str(one.clear)) else "clear"
    is_none = isinstance(kind, Number) and kind.unit != "hours" and value == 0
    return "signs" if worth_telling(one, value) and not is_none else "clear"


_ALWAYS_SIGNS = ("back_pain", "bleeding", "temperature_c")
"""What stands among the signs whatever the answer was."""
_PAIN = {"signs", "back_pain"}
_FIELDS_OF = {"medicine": {"medicines"}, "tried": {"tried"}, "told_clinic": {"told"}, "pain_worst": _PAIN, "places": _PAIN}
"""The fields of an entry that go with a section or a finding."""
_SPEAKS_OF = {
    "pain_": "back_pain",
    "highest_pain_": "back_pain",
    "new_place": "back_pain",
    "bleeding_": "bleeding",
    "painkiller_": "medicines",
}
"""What the measures of the diary are about, by how their names begin."""


def _case(pathway: Pathway, case: CaseObject, hidden: frozenset[str], choice: Choice) -> CaseObject:
    kept = {key: value for key, value in case.items() if not (key == "date_of_loss" and "loss" in choice.leave_out)}
    if hidden or choice.leave_out:  # or what she keeps to herself would be read as clear
        kept.pop("assume_clear", None)
    return cast(CaseObject, {**kept, "answers": _answers(pathway, case["answers"], hidden, choice)})


def _read(pathway: Pathway, diary: dict[str, Anything], now: datetime) -> tuple[LookBack, CaseObject]:
    """The diary as it is today; what it notices, and the case, as the most urgent reading of the days that count as now has them."""
    days = days_of_now(now)
    found = readings(pathway, diary, days)
    seen: LookBack = {**seen_on(days[0], found), "noticed": found[0].seen["noticed"]}
    return seen, {**found[0].case, "lang": diary.get("lang")}


def _seen(seen: LookBack, hidden: frozenset[str], choice: Choice) -> LookBack:
    """What the days show, but for what speaks of something that she keeps to herself."""

    def stands(one: NoticedEntry) -> bool:
        about = {part for name in one["measures"] for start, part in _SPEAKS_OF.items() if name.startswith(start)}
        return not about & choice.leave_out and not one["sets"].keys() & hidden

    return {**seen, "noticed": [one for one in seen["noticed"] if stands(one)]}


def _answers(pathway: Pathway, answers: Mapping[str, Anything], hidden: frozenset[str], choice: Choice) -> dict[str, Anything]:
    """The answers that stand in a section of the page; what cannot be read stays as it is, to be refused by whoever reads it next."""

    def stands(name: str, value: object) -> bool:
        if name in hidden or name not in pathway.findings or value is None:
            return name not in hidden
        try:
            read = NOT_SURE if value == NOT_SURE else pathway.findings[name].kind.accept(value)
        except WrongAnswer:
            return True
        return section_of(pathway, name, read) not in choice.leave_out

    return {name: value for name, value in answers.items() if stands(name, value)}


def _diary(pathway: Pathway, given: Mapping[str, Anything], hidden: frozenset[str], choice: Choice) -> dict[str, Anything]:
    """The diary without what she keeps to herself."""
    dropped = {key for key, part in (("mood", "mood"), ("notes", "notes")) if part not in choice.put_in}
    dropped |= {key for key, parts in _FIELDS_OF.items() if parts & choice.leave_out}

    def entry(one: object) -> object:
        if not isinstance(one, dict):
            return one
        kept = {key: value for key, value in one.items() if key not in dropped}
        if isinstance(kept.get("answers"), dict):
            kept["answers"] = _answers(pathway, kept["answers"], hidden, choice)
        return kept

    head = {key: value for key, value in given.items() if not (key == "date_of_loss" and "loss" in choice.leave_out)}
    return {**head, "entries": [entry(one) for one in given["entries"]]}
