"""`balm explain`: the fewest answers that force a level, and the smallest change that would give another."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any as Anything

from balm.care.assess import assessment
from balm.care.case import CaseObject, read_case
from balm.care.say import bare_label, phrase
from balm.cli.extra import need
from balm.cli.paper import bullet, rule, style, wrap
from balm.cli.stream import answer
from balm.pathway import Pathway, load_pathway
from balm.pathway.model import Action, LevelId
from balm.rules.kinds import NOT_SURE, Answer, Choice, Number, YesNo

if TYPE_CHECKING:
    from balm.proofs.why import Change, Turn, Why

_NOT_FOR_HER = (
    "Not for the person whose answers these are: whoever is afraid of hospitals could be tempted to report a lower temperature than she "
    "has. Nothing here is a reason to wait."
)


def run(options: argparse.Namespace) -> int:
    """Explain every case of the file. Returns 0 when all were explained, 1 when some line was refused. Raises CannotRun."""
    need("z3")
    from balm.proofs.why import Explainer

    pathway = load_pathway()
    explainer = Explainer(pathway)

    def found(case: CaseObject) -> dict[str, Anything]:
        read = read_case(pathway, case)
        why = explainer.why(read)
        if options.json:
            return as_json(pathway, why)
        return {"why": why, "about": case.get("about"), "action": assessment(pathway, read)["call"]["action"]}

    def text(result: dict[str, Anything]) -> str:
        about = result["about"] if isinstance(result["about"], str) else "" if result["id"] is None else f"{result['id']}"
        return "\n".join(page(pathway, result["why"], about, result["action"]))

    return answer(options, found, None if options.json else text, every=1)


def as_json(pathway: Pathway, why: Why) -> dict[str, Anything]:
    """The reasons as one JSON object. What would make it less urgent stands apart, under `for_clinicians`."""
    return {
        "pathway": {"version": pathway.version, "digest": pathway.digest, "reviewed": pathway.reviewed},
        "urgency": why.urgency,
        "highest_possible": why.highest_possible,
        "settled": why.settled,
        "forced_by": dict(why.forced_by),
        "held_by": None if why.held_by is None else dict(why.held_by),
        "assumed": sorted(why.assumed),
        "higher": _change_as_json(pathway, why.higher, "more urgent"),
        "for_clinicians": {"lower": _change_as_json(pathway, why.lower, "less urgent")},
    }


def _change_as_json(pathway: Pathway, change: Change | None, way: str) -> dict[str, Anything] | None:
    if change is None:
        return None
    return {
        "changes": [
            {"finding": turn.finding, "from": turn.was, "said": turn.said, "to": turn.to}
            | ({} if turn.low is None else {"low": turn.low, "high": turn.high})
            for turn in change.turns
        ],
        "urgency": change.urgency,
        "throughout": change.throughout,
        "in_words": in_words(pathway, change, way),
    }


def page(pathway: Pathway, why: Why, about: str, action: Action) -> Iterator[str]:
    """The reasons as lines to read. `about`: whose they are; `action`: how help is reached, which decides the headline."""
    if about:
        yield wrap(about)
        yield ""
    yield rule()
    headline = pathway.words.get(f"headline.{action}") if why.urgency else None
    yield style(f" {f'{headline} ({why.urgency})' if headline else _level(pathway, why.urgency)} ", why.urgency or "bold")
    yield rule()
    if not why.settled:
        yield wrap(f"Not settled: what is not answered could still make it: {_level(pathway, why.highest_possible)}.")
    if why.forced_by:
        yield ""
        yield style("What forces it", "bold")
        yield wrap(_whoever(len(why.forced_by)), "  ")
        for name, value in why.forced_by.items():
            yield bullet(_answer(pathway, name, value) + (" (not said, taken as clear)" if name in why.assumed else ""))
    else:
        yield ""
        yield wrap("No answer forces a level yet." if why.urgency is None else "No answer forces more than this.")
    if why.held_by:
        taken = len(why.assumed & set(why.held_by))
        yield ""
        yield style("What keeps it from being more urgent", "bold")
        yield wrap(
            f"{len(why.held_by)} answers together, and no fewer, settle that nothing else could make it more urgent"
            + (f"; {taken} of them were not said, but taken as clear" if taken else "")
            + ". --json lists them.",
            "  ",
        )
    if why.higher:
        yield ""
        yield style("The smallest change that would make it more urgent", "bold")
        yield from _change(pathway, why.higher, "more urgent")
    if why.lower:
        yield ""
        yield style("For clinicians: the smallest change that would make it less urgent", "bold")
        yield from _change(pathway, why.lower, "less urgent")
        yield wrap(_NOT_FOR_HER, "  ")
    yield ""
    yield rule()
    if not pathway.reviewed:
        yield wrap(pathway.words["small_print.reviewed"])
    yield wrap(f"Pathway {pathway.version}, {pathway.digest[:12]}.")


def _whoever(count: int) -> str:
    if count == 1:
        return "Whoever says this one thing is told a level as urgent as this, or more, whatever else she answers."
    return f"Whoever says these {count} things is told a level as urgent as this, or more, whatever else she answers. No fewer do that."


def _change(pathway: Pathway, change: Change, way: str) -> Iterator[str]:
    for turn in change.turns:
        yield bullet(turn_in_words(pathway, turn))
    yield wrap(f"It would then be: {_outcome(pathway, change, way)}.", "  ")


def _outcome(pathway: Pathway, change: Change, way: str) -> str:
    return _level(pathway, change.urgency) + ("" if change.throughout else f", or {way} still")


def _level(pathway: Pathway, level: LevelId | None) -> str:
    """The level in the words of the pathway, with its id: 'Speak to a doctor, nurse or midwife today (today)'."""
    return f"{pathway.words[f'level.{level}']} ({level})" if level else pathway.words["level.unknown"]


def _answer(pathway: Pathway, name: str, value: Answer) -> str:
    finding = pathway.findings[name]
    if value == NOT_SURE:
        return f"{bare_label(finding)}: not sure"
    if isinstance(finding.kind, YesNo):
        return f"{bare_label(finding)}: {'yes' if value else 'no'}"
    return phrase(pathway, finding, value)


def in_words(pathway: Pathway, change: Change, way: str) -> str:
    """The change in one sentence: 'With a temperature of 37.9 °C or less (now 38.4): Speak to a doctor, nurse or midwife today.' `way`:
    "more urgent" or "less urgent"."""
    return f"With {'; and '.join(turn_in_words(pathway, turn) for turn in change.turns)}: {_outcome(pathway, change, way)}."


def turn_in_words(pathway: Pathway, turn: Turn) -> str:
    """'a temperature of 37.9 °C or less (now 38.4)', 'stiff neck: yes (not answered)'."""
    finding = pathway.findings[turn.finding]
    match finding.kind:
        case YesNo():
            said = f"{bare_label(finding)}: {'yes' if turn.to else 'no'}"
        case Choice():
            said = phrase(pathway, finding, turn.to)
        case Number(lowest, highest):
            said = _amount(finding.label, turn, lowest, highest)
    return f"{said} ({_was(pathway, turn)})"


def _amount(label: str, turn: Turn, lowest: float, highest: float) -> str:
    low, high = turn.low, turn.high
    if low == high:
        return label.replace("{value}", f"{low}")
    if low != lowest and high != highest:
        return label.replace("{value}", f"{low} to {high}")
    value, more = (low, "or more") if high == highest else (high, "or less")
    if label.endswith("{value} °C"):
        return f"{label.replace('{value}', str(value))} {more}"
    return label.replace("{value}", f"{value} {more}")


def _was(pathway: Pathway, turn: Turn) -> str:
    finding = pathway.findings[turn.finding]
    if turn.was is None:
        return "not answered"
    match turn.was:
        case bool():
            value = "yes" if turn.was else "no"
        case str() if turn.was != NOT_SURE:
            word = finding.words[turn.was]
            value = word[:1].lower() + word[1:] if not word.startswith("I ") else word
        case _:
            value = "not sure" if turn.was == NOT_SURE else str(turn.was)
    return f"now {value}" if turn.said else f"not said, taken as {value}"
