"""What an action says when it cannot be done."""

from __future__ import annotations

from balm.errors import AnswerProblem, BalmError


class Refused(BalmError):
    """What was asked for cannot be done. `errors`: what is wrong, by place, where it is the answers."""

    exit_code = 1

    def __init__(self, problem: str, errors: list[AnswerProblem] | None = None) -> None:
        super().__init__(problem)
        self.errors = errors or []


class NotValid(Refused):
    """An invitation or a key that opens nothing: unknown, used, expired or taken back. It does not say which."""
