"""The band of the chart: how heavy a bleeding is still usual on each day, as the pathway's own topics of recovery say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from balm.care.case import Case
from balm.care.judge import judge
from balm.care.truths import Truths
from balm.pathway.model import Pathway
from balm.rules.kinds import Answer, Choice

_OF_THE_LOSS = ("management", "gestation_weeks", "misoprostol")


def usual_bleeding(pathway: Pathway, answers: Mapping[str, Answer], days: Sequence[int | None]) -> list[str | None]:
    """For each day (days since the loss; None where that is not known) the heaviest bleeding that is usual; None where it cannot be said.

    It is asked of the topics as of somebody whose bleeding eases, has lasted since the loss, and who has no other sign.
    """
    kind = pathway.kinds["bleeding"]
    assert isinstance(kind, Choice)
    known: dict[str, Answer] = {name: answers[name] for name in _OF_THE_LOSS if answers.get(name) is not None}
    if answers.get("stage") not in (None, "after") or not {"management", "gestation_weeks"} <= known.keys():
        return [None] * len(days)
    topics = [topic.id for topic in pathway.recovery.values() if topic.topic == "bleeding"]

    def is_usual(day: int, bleeding: str) -> bool:
        person = Case(
            {**known, "days_since_loss": day, "bleeding": bleeding, "bleeding_days": day + 1, "bleeding_trend": "easing"}, assume_clear=True
        )
        truths = Truths(pathway, judge(pathway, person))
        return any(truths.of(f"topic {topic}") is True and truths.of(f"topic {topic} within") is True for topic in topics)

    found: dict[int, str | None] = {}
    for day in {day for day in days if day is not None}:
        found[day] = next((word for word in reversed(kind.choices) if is_usual(day, word)), None)
    return [None if day is None else found[day] for day in days]
