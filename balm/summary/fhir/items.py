"""The answers of one QuestionnaireResponse by linkId, and what each comes to. What cannot be read is named."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any as Anything

from balm.errors import AnswerProblem
from balm.pathway.model import Pathway
from balm.rules.kinds import NOT_SURE, Answer, Choice, Kind, WrongAnswer, YesNo, show
from balm.summary.fhir.codes import NO, YES, Json, system
from balm.summary.fhir.responses import plainly

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d*(Z|[+-]\d\d:\d\d)", re.ASCII)
_SIMPLE = ("valueBoolean", "valueInteger", "valueDecimal", "valueCoding")
TWICE = WrongAnswer("answered more than once, and not the same", "keep one answer")


class Items:
    """`place`: what stands before a linkId where something is refused. `below`: linkIds whose items belong to the answer above them."""

    def __init__(self, pathway: Pathway, response: Json, place: str, below: Collection[str], refused: list[AnswerProblem]) -> None:
        self.pathway, self.place, self.refused = pathway, place, refused
        self.answers: dict[str, list[Json]] = {}
        todo = [response.get("item")]
        while todo:
            for item in dicts(todo.pop()):
                link, given = item.get("linkId"), [*dicts(item.get("answer"))]
                if isinstance(link, str) and given and link not in below:
                    self.answers.setdefault(link, []).extend(given)
                todo += [item.get("item"), *(one.get("item") for one in given)]

    def report(self, link: str, problem: str, hint: str) -> None:
        self.refused.append({"at": f"{self.place}{link}".strip("."), "problem": problem, "hint": hint})

    def one(self, link: str, key: str) -> Anything:
        """The only answer under the key, such as "valueString"; None where there is none, or it is refused."""
        try:
            return self._alone([one.get(key) for one in self.answers.get(link, ())])
        except WrongAnswer as wrong:
            self.report(link, wrong.problem, wrong.hint)
            return None

    def text(self, link: str) -> str | None:
        return self._of(link, "valueString", str)  # type: ignore[no-any-return]

    def true(self, link: str) -> bool:
        return self._of(link, "valueBoolean", bool) is True

    def day(self, link: str) -> str | None:
        """An ISO date."""
        given = self._of(link, "valueDate", str)
        try:
            return None if given is None else date.fromisoformat(given).isoformat()
        except ValueError:
            self.report(link, f"{show(given)} is not a whole date", 'write year-month-day, such as "2026-11-22"')
            return None

    def moment(self, link: str, given: object) -> str | None:
        """A local time with its offset, as a diary has it."""
        found = _MOMENT.fullmatch(given) if isinstance(given, str) else None
        if found is None:
            self.report(link, f"{show(given)} is not a time with its offset from UTC", 'write it such as "2026-11-03T21:40:00+01:00"')
            return None
        return plainly(found[1] + found[2])

    def value(self, link: str, kind: Kind, *, own: bool = True) -> Answer:
        """The answer, as its kind has it; None where there is none, or it is refused. Not `own`: the item can only say "not sure"."""
        read = []
        for given in self.answers.get(link, ()):
            try:
                read.append(self._read(link, kind, _plain(given), own))
            except WrongAnswer as wrong:
                self.report(link, wrong.problem, wrong.hint)
        try:
            return self._alone(read)  # type: ignore[no-any-return]
        except WrongAnswer as wrong:
            self.report(link, wrong.problem, wrong.hint)
            return None

    def words(self, link: str, known: Iterable[str], given: Iterable[Json] | None = None) -> Iterator[tuple[str, Json]]:
        """Each word of ours among the answers, with its answer. "not_sure" is one of them only where `known` says so."""
        codes = {word if word == NOT_SURE else f"{link}.{word}": word for word in known}
        for one in self.answers.get(link, ()) if given is None else given:
            try:
                yield codes[self._code(_plain(one), codes)], one
            except WrongAnswer as wrong:
                self.report(link, wrong.problem, wrong.hint)

    def word(self, link: str, known: Iterable[str], given: Iterable[Json] | None = None) -> str | None:
        try:
            return self._alone([word for word, _ in self.words(link, known, given)])  # type: ignore[no-any-return]
        except WrongAnswer as wrong:
            self.report(link, wrong.problem, wrong.hint)
            return None

    def _of(self, link: str, key: str, kind: type) -> Anything:
        value = self.one(link, key)
        if value is None or isinstance(value, kind):
            if value is None and self.answers.get(link):
                self.report(link, f"there is no {key} in it", f"write {key}")
            return value
        self.report(link, f"{show(value)} is no {key}", f"write {key} as FHIR has it")
        return None

    def _alone(self, values: list[Anything]) -> Anything:
        if any(value != values[0] for value in values):
            raise TWICE
        return values[0] if values else None

    def _read(self, link: str, kind: Kind, value: object, own: bool) -> Answer:
        if isinstance(kind, Choice) or isinstance(value, dict) or not own:
            words: dict[str, Answer] = {NOT_SURE: NOT_SURE}
            if isinstance(kind, YesNo):
                words |= {YES: True, NO: False}
            elif isinstance(kind, Choice):
                words |= {f"{link}.{word}": word for word in kind.choices}
            return words[self._code(value, words)]
        return kind.accept(value)

    def _code(self, coding: object, known: Iterable[str]) -> str:
        """The code, which is one of these. Raises WrongAnswer."""
        ours, hint = system(self.pathway), "write a coding of {}: one of {}"
        if not isinstance(coding, dict):
            raise WrongAnswer(f"{show(coding)} is not a coding", hint.format(ours, ", ".join(known)))
        code, whose = coding.get("code"), coding.get("system")
        if whose is not None and whose != ours:
            raise WrongAnswer(f"{show(code)} is of {show(whose)}", hint.format(ours, ", ".join(known)))
        if not isinstance(code, str) or code not in known:
            raise WrongAnswer(f"{show(code)} is not one of the codes", hint.format(ours, ", ".join(known)))
        return code


def below(answer: Json, link: str) -> list[Json]:
    """The answers of the item that stands below the answer."""
    return [one for item in dicts(answer.get("item")) if item.get("linkId") == link for one in dicts(item.get("answer"))]


def dicts(value: object) -> Iterator[Json]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _plain(answer: Json) -> object:
    return next((answer[key] for key in _SIMPLE if key in answer), None)
