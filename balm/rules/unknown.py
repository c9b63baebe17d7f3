"""What stands in for an answer that is not known, when compiled rules run.

Compiled conditions (`to_python`) hold no "not": every comparison in them is positive, so more truth among the comparisons can only
mean more truth in the whole. Give an unknown answer the value ALWAYS, which makes each of its comparisons true, and a condition comes
out true exactly when it is *possibly* true; give it NEVER, and it comes out true exactly when it is *surely* true.

Nothing else may touch these values: use `is`, never `==`, to find them in a list.
"""

from __future__ import annotations

from typing import Final, final


class Unknown:
    """A value whose every comparison has the same answer."""

    __slots__ = ("_says", "name")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, name: str, says: bool) -> None:
        self.name, self._says = name, says

    def __bool__(self) -> bool:
        return self._says

    def __eq__(self, other: object) -> bool:
        return self._says

    def __ne__(self, other: object) -> bool:
        return self._says

    def __lt__(self, other: object) -> bool:
        return self._says

    __le__ = __gt__ = __ge__ = __lt__

    def __repr__(self) -> str:
        return self.name


@final
class Provisional(Unknown):
    """A "not sure" that will count as `value` if another answer turns out so, and stays "not sure" otherwise."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        super().__init__(f"PROVISIONAL({value})", True)
        self.value = value


UNANSWERED: Final = Unknown("UNANSWERED", True)
"""Not asked yet. Behaves as ALWAYS: what is not answered is possible."""
UNSURE: Final = Unknown("UNSURE", True)
"""Answered "not sure". Behaves as ALWAYS until it is filled otherwise."""
NEVER: Final = Unknown("NEVER", False)
ALWAYS: Final = Unknown("ALWAYS", True)
