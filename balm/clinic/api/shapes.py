"""What goes in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from typing import Any as Anything
from uuid import UUID

from ninja import Schema
from pydantic import Field

Level = Literal["emergency", "urgent", "today", "soon", "self_care"]


class Token(Schema):
    """An invitation's token, as it stands in the link or on the paper."""

    token: Annotated[str, Field(min_length=1, max_length=100)]


class InvitationOut(Schema):
    """`country`: two letters or empty. `check_in_hours`: how often she is asked to check in. `valid_until`: when the invitation ends."""

    clinic: str
    country: str
    check_in_hours: int
    keep_days: int
    valid_until: datetime


class ConsentOut(Schema):
    """`key` is shown this once. She sends it with each check-in."""

    key: str
    clinic: str
    check_in_hours: int


class CheckInIn(Schema):
    """`id`: made by her phone, and the same when it is sent again. `entry`: an entry of her diary (`balm.care.entries`).

    `entry.withheld` may list the private parts that she keeps to herself ("mood", "sex", "home"): what is not there is then no surprise.
    """

    id: UUID
    entry: dict[str, Anything]


class CheckInOut(Schema):
    """How she stands with it, as the service judged. `urgency` is null where too little is known."""

    id: UUID
    received_at: datetime
    urgency: Level | None
    highest_possible: Level
    settled: bool


class MeOut(Schema):
    """What is known of her here. `due_at`: when the next check-in is awaited."""

    clinic: str
    code: str
    date_of_loss: date | None
    consented_at: datetime
    check_in_hours: int
    due_at: datetime | None
    received: int
    last_check_in_at: datetime | None


class Done(Schema):
    """It is done."""

    done: Literal[True] = True


class Wrong(Schema):
    """One thing that is wrong: where, what, and what to write instead."""

    at: str
    problem: str
    hint: str


class Problem(Schema):
    """Why nothing was done; `errors` where it is what was sent."""

    problem: str
    errors: list[Wrong]
