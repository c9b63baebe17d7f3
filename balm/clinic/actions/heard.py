"""Whether what presses is more than a clinician has heard of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any as Anything

from balm.clinic.judged import pathway
from balm.clinic.models import Heard
from balm.pathway.model import LEVELS
from balm.rules.kinds import NOT_SURE, Choice, Number

_EMERGENCY_HEARD = timedelta(hours=24)
"""So long an emergency that was heard is quiet. Who still has it after a day has to be asked again. Ours, by caution; no source."""


def all_heard(known: list[Heard], reasons: list[dict[str, Anything]], urgency: str | None, now: datetime) -> bool:
    """Whether a clinician has heard of each reason of this level, of an emergency within a day, and none is worse than it was then."""
    heard = {one.rule: one for one in known if urgency != "emergency" or one.at > now - _EMERGENCY_HEARD}
    top = [reason for reason in reasons if reason["urgency"] == urgency]
    return bool(top) and all(reason["rule"] in heard and not _more(reason, heard[reason["rule"]], now) for reason in top)


def _more(reason: dict[str, Anything], heard: Heard, now: datetime) -> bool:
    """Whether the reason is more than what was heard: it counts for more now, or what it rests on is worse."""
    return not heard.level or LEVELS.index(reason["urgency"]) < LEVELS.index(heard.level) or _worse(reason["findings"], heard, now)


def _worse(findings: Mapping[str, Anything], heard: Heard, now: datetime) -> bool:
    """Whether a finding is there that was not, or is higher, or further along its choices; or whether it was in doubt, and is sure now, but
    for the answer that says that all is well. What cannot be compared counts as worse; a count of days does where it went up by more than
    the days that have passed."""
    then, passed = heard.findings, max(0, (now - heard.at).days + 1)

    def step(name: str, value: Anything) -> float:
        kind = pathway().kinds[name]
        if isinstance(kind, Choice):
            return kind.choices.index(value) if value in kind.choices else float("inf")
        if isinstance(kind, Number):
            return float(value) if isinstance(value, int | float) else float("-inf")
        return float(value != pathway().findings[name].clear)

    def is_worse(name: str, value: Anything) -> bool:
        if name not in then:
            return True
        if then[name] == NOT_SURE:
            return value not in (NOT_SURE, pathway().findings[name].clear)
        before, unit = step(name, then[name]), getattr(pathway().kinds[name], "unit", None)
        if unit == "celsius" or before == float("inf"):  # colder may be worse too; what cannot be read any more tells nothing
            return bool(value != then[name])
        return step(name, value) > before + (passed if unit == "days" else 0)

    return any(is_worse(name, value) for name, value in findings.items())
