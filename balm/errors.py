"""Every error that Balm raises on purpose. Each says where, what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict


class BalmError(Exception):
    """The root. `exit_code` is what the command line ends with."""

    exit_code = 2


class RuleRefused(BalmError):
    """A text that is not in the rule language, or that compares what cannot be compared.

    `line` and `column` count from 1 within the text; `hint` says what to write instead and may be empty.
    """

    def __init__(self, problem: str, *, line: int = 1, column: int = 1, hint: str = "") -> None:
        super().__init__(f"{line}:{column}: {problem}" + (f"; {hint}" if hint else ""))
        self.problem, self.line, self.column, self.hint = problem, line, column, hint


@dataclass(frozen=True, slots=True, order=True)
class ContentProblem:
    """One thing wrong in one content file. Prints as `rules/urgent.toml:14:9: what is wrong; what to write`."""

    file: str
    line: int
    column: int
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.problem}" + (f"; {self.hint}" if self.hint else "")


class ContentRefused(BalmError):
    """The content cannot be used. `problems` holds everything that is wrong, not only the first."""

    def __init__(self, problems: Sequence[ContentProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class AnswerProblem(TypedDict):
    """One thing wrong in a case: the contract's error object."""

    at: str
    problem: str
    hint: str


class CaseRefused(BalmError):
    """A case that cannot be assessed. `errors` holds everything that is wrong with it."""

    exit_code = 1

    def __init__(self, errors: Sequence[AnswerProblem]) -> None:
        self.errors = list(errors)
        super().__init__("; ".join(f"{e['at']}: {e['problem']}" for e in self.errors))


class CannotRun(BalmError):
    """The command itself cannot be done: a file that is not there, an unknown rule, no permission."""


def nearest(word: str, known: Sequence[str] | frozenset[str]) -> str:
    """'did you mean ...?' with the nearest known word, or an empty string when nothing is near."""
    from difflib import get_close_matches  # only when something is wrong

    close = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f'did you mean "{close[0]}"?' if close else ""
