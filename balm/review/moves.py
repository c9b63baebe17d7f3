"""Who gets another level from one pathway than from the other, and the smallest such person of each kind of change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from balm.care.case import Case
from balm.care.judge import judge
from balm.care.say import bare_label, phrase
from balm.pathway.model import LevelId, Pathway
from balm.rules.kinds import NOT_SURE, Answer, Choice, Number, WrongAnswer, YesNo

Told = LevelId | None
"""The level that somebody is told; None while none is certain yet."""
_ORDER: tuple[Told, ...] = ("emergency", "urgent", "today", "soon", None, "self_care")
"""From the most urgent. To be told to stay at home is less than not to be told anything yet."""
LEVEL_NAMES: dict[Told, str] = {level: str(level) for level in _ORDER} | {None: "not known yet", "self_care": "self-care"}


@dataclass(frozen=True, slots=True)
class Move:
    """One person who is told `before` by the old pathway and `after` by the new one."""

    before: Told
    after: Told
    person: Case

    @property
    def lower(self) -> bool:
        """Whether the new level is less urgent."""
        return _ORDER.index(self.after) > _ORDER.index(self.before)


@dataclass(frozen=True, slots=True)
class Cell:
    """All who moved alike: how many of the people tried, and the smallest that is known."""

    smallest: Move
    count: int


def moves(old: Pathway, new: Pathway, people: Iterable[Case]) -> Iterator[Move]:
    """The people whose level differs, with both levels. Whatever finds such people in another way yields the same, for `gather`."""
    for person in people:
        before, after = told(old, person), told(new, person)
        if before != after:
            yield Move(before, after, person)


def gather(old: Pathway, new: Pathway, counted: Iterable[Move], known: Iterable[Move] = ()) -> list[Cell]:
    """One cell for each change of level: first what became less urgent, then by urgency.

    `counted` are moves of the people who were tried; `known` are moves found in another way, as by a solver: they count for nothing, but
    one of them may be the smallest. Of each cell the three smallest of `counted` are made smaller still, as long as they move alike.
    """
    counts: dict[tuple[Told, Told], int] = {}
    found: dict[tuple[Told, Told], list[Move]] = {}
    for number, group in ((1, counted), (0, known)):
        for move in group:
            key = (move.before, move.after)
            counts[key] = counts.get(key, 0) + number
            found[key] = sorted([*found.get(key, ()), move], key=lambda one: size(old, new, one.person))[:3]
    cells = []
    for key, some in found.items():
        least = min((_shrunk(old, new, move) for move in some), key=lambda one: size(old, new, one.person))
        cells.append(Cell(least, counts[key]))
    return sorted(cells, key=lambda cell: (not cell.smallest.lower, _ORDER.index(cell.smallest.before), _ORDER.index(cell.smallest.after)))


def told(pathway: Pathway, person: Case) -> Told:
    """The level that this pathway tells. An answer that it cannot read, for the finding is another's, is as if it had not been given."""
    answers = {name: value for name, value in person.answers.items() if _readable(pathway, name, value)}
    return judge(pathway, replace(person, answers=answers)).urgency


def in_words(old: Pathway, new: Pathway, person: Case) -> str:
    """The person, in a sentence or two."""
    said = {name: value for name, value in person.answers.items() if not _is_clear(old, new, name, value)}
    clear = [] if person.assume_clear else [name for name in person.answers if name not in said]
    listed = said | {name: person.answers[name] for name in clear if len(clear) <= 3}
    text = "; ".join(_said(new if name in new.findings else old, name, value) for name, value in listed.items())
    if person.assume_clear:
        return f"Everything clear but: {text}." if text else "Everything clear."
    others = f"{' and ' if text else ''}{len(clear)} clear answers" if len(clear) > 3 else ""
    return f"Answered so far: {text}{others}. Nothing else is answered." if listed or others else "Nothing is answered yet."


def _said(pathway: Pathway, name: str, value: Answer) -> str:
    finding = pathway.findings[name]
    if value == NOT_SURE:
        return f"not sure: {bare_label(finding)}"
    return f"not: {finding.label}" if value is False else phrase(pathway, finding, value)


def _readable(pathway: Pathway, name: str, value: Answer) -> bool:
    if name not in pathway.findings or value == NOT_SURE:
        return name in pathway.findings
    try:
        pathway.findings[name].kind.accept(value)
    except WrongAnswer:
        return False
    return True


def _is_clear(old: Pathway, new: Pathway, name: str, value: Answer) -> bool:
    return value == (new if name in new.findings else old).findings[name].clear


def size(old: Pathway, new: Pathway, person: Case) -> tuple[int, int, int]:
    """Answers that differ from clear, answers, and steps away from clear."""
    unlike = [name for name, value in person.answers.items() if not _is_clear(old, new, name, value)]
    steps = sum(len(_nearer(old, new, name, person.answers[name])) for name in unlike)
    return len(unlike), len(person.answers), steps


def _nearer(old: Pathway, new: Pathway, name: str, value: Answer) -> list[Answer]:
    """The values between clear and this one, the nearest to clear first."""
    finding = (new if name in new.findings else old).findings[name]
    kind, clear = finding.kind, finding.clear
    if value == NOT_SURE or isinstance(kind, YesNo) or not _readable(new if name in new.findings else old, name, value):
        return []
    if isinstance(kind, Choice):
        places = {word: abs(kind.choices.index(word) - kind.choices.index(str(clear))) for word in kind.choices}
        return [word for word in sorted(kind.choices, key=places.__getitem__) if 0 < places[word] < places[str(value)]]
    return _between(kind, clear, value)


def _between(kind: Number, clear: object, value: object) -> list[Answer]:
    assert isinstance(clear, int | float)
    assert isinstance(value, int | float)
    start, end = (round(one * 10**kind.decimals) for one in (clear, value))
    step = 1 if end > start else -1
    return [kind.accept(n / 10**kind.decimals) for n in range(start + step, end, step)]


def _shrunk(old: Pathway, new: Pathway, move: Move) -> Move:
    """The same move by a person with fewer answers, then with values nearer to clear; as small as one step at a time can make it."""
    answers = dict(move.person.answers)

    def alike(tried: dict[str, Answer]) -> bool:
        person = replace(move.person, answers=tried)
        return (told(old, person), told(new, person)) == (move.before, move.after)

    for name in sorted(answers, key=lambda name: not _is_clear(old, new, name, answers[name])):
        if alike(less := {key: value for key, value in answers.items() if key != name}):
            answers = less
    for name in list(answers):
        for value in _nearer(old, new, name, answers[name]):
            if alike(tried := answers | {name: value}):
                answers = tried
                break
    return replace(move, person=replace(move.person, answers=answers))
