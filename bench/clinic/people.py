"""Patients with what they sent before, put into the database by itself, and what each of them sends next.

What they answer is what `balm.simulate` draws of ordinary recoveries, put through the interview: each answers the screens that she is
shown, to the end. Some few have a sign that is urgent, and fewer one that is an emergency.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from balm.care.interview import Interview
from balm.pathway import Pathway
from balm.simulate.count import recoveries

LONGEST = 28
"""Check-ins that a patient may have sent before: one a day for four weeks."""
PEOPLE = 3
"""Drawn recoveries, one by each way of managing it."""
URGENT = {"temperature_c": 38.6, "feels_hot_or_shivery": True}
EMERGENCY = {"coughing_blood": True}
EVERY_URGENT, EVERY_EMERGENCY = 40, 200
"""One check-in in so many has that sign, besides those whom the drawing makes urgent."""


def answers(pathway: Pathway) -> list[list[dict[str, Any]]]:
    """By days since the loss: what each of the drawn people answers that day. Which screens she is shown is worked out every fourth day."""
    clear: dict[str, Any] = {finding.id: finding.clear for finding in pathway.findings.values()}
    drawn = [[clear | said for said in days] for _, _, days in recoveries(PEOPLE, 1, LONGEST + 1)]
    asked = [[_asked(pathway, person[day]) for day in range(0, LONGEST + 1, 4)] for person in drawn]
    return [
        [{name: person[day][name] for name in asked[number][day // 4]} for number, person in enumerate(drawn)] for day in range(LONGEST + 1)
    ]


def _asked(pathway: Pathway, said: dict[str, Any]) -> list[str]:
    """What the interview asks of somebody who would say this. How many days ago it was, her phone does not ask: the date is known."""
    interview = Interview(pathway, country="GB", today=date(2026, 11, 3))
    while (ask := interview.ask("urgency") or interview.ask("plan")) is not None:
        interview.answer(ask, {finding: said[finding] for finding in ask.findings})
    return [name for step in interview.steps for name in step.answers if name != "days_since_loss"]


def key_of(number: int) -> str:
    """The key of a patient's phone."""
    return hashlib.sha256(f"key {number}".encode()).hexdigest()[:43]


def days_of(number: int) -> int:
    """How many check-ins she has sent: 0 to LONGEST, one a day since the loss."""
    return number * 7919 % (LONGEST + 1)


def check_in_of(number: int) -> UUID:
    """The id that her phone gives to what she sends next."""
    return UUID(hashlib.md5(f"check-in {number}".encode(), usedforsecurity=False).hexdigest())


def body_of(number: int, drawn: list[list[dict[str, Any]]], at: datetime) -> bytes:
    """What she sends next."""
    said = dict(drawn[days_of(number)][number % PEOPLE])
    if number % EVERY_URGENT == 1:
        said |= URGENT
    if number % EVERY_EMERGENCY == 2:
        said |= EMERGENCY
    return json.dumps({"id": str(check_in_of(number)), "entry": {"at": at.isoformat(timespec="seconds"), "answers": said}}).encode()


def fill(where: str, pathway: Pathway, drawn: list[list[dict[str, Any]]], patients: int, clinics: int) -> None:
    """Make so many clinics and patients with what they sent before. `where`: how psycopg reaches the database."""
    import psycopg

    now = datetime.now(UTC)
    with psycopg.connect(where, autocommit=True) as database:
        database.execute("CREATE TABLE pool (ago int, person int, day int, entry jsonb, PRIMARY KEY (ago, person, day))")
        with database.cursor() as cursor:
            cursor.executemany("INSERT INTO pool VALUES (%s, %s, %s, %s)", _pool(drawn, now))
        for statement in _statements(pathway.digest, patients, clinics):
            database.execute(statement.encode())
        database.execute("DROP TABLE pool")
        database.execute("VACUUM ANALYZE")
        database.execute("CHECKPOINT")


def _pool(drawn: list[list[dict[str, Any]]], now: datetime) -> Iterator[tuple[int, int, int, str]]:
    """An entry of each person so many days ago, on each day since her loss that this can be."""
    chance = Random(1)
    for ago in range(1, LONGEST + 1):
        for day in range(LONGEST + 1 - ago):
            at = now - timedelta(days=ago, minutes=chance.randrange(600))
            for person in range(PEOPLE):
                yield ago, person, day, json.dumps({"at": at.isoformat(timespec="seconds"), "answers": drawn[day][person]})


def _statements(digest: str, patients: int, clinics: int) -> Iterator[str]:
    yield f"""
        INSERT INTO clinic_clinic
            (id, name, country, check_in_hours, invitation_days, keep_days, emergency_minutes, urgent_minutes)
        SELECT md5('clinic ' || n)::uuid, 'Clinic ' || n, 'GB', 24, 14, 365, 5, 15 FROM generate_series(1, {clinics}) n"""
    yield f"""
        INSERT INTO clinic_patient
            (id, clinic_id, code, name, phone, date_of_loss, management, invited_at, consented_at, urgency, highest_possible,
             settled, not_improving, attention, waiting_since, last_check_in_at, due_at)
        SELECT md5('patient ' || n)::uuid, md5('clinic ' || (1 + n % {clinics}))::uuid, 'P' || n, '', '',
            (now() AT TIME ZONE 'UTC')::date - (n * 7919 % {LONGEST + 1})::int, '', began, began, 'self_care', 'self_care', true, false, 5,
            NULL, CASE WHEN n * 7919 % {LONGEST + 1} > 0 THEN now() - interval '1 day' END, now()
        FROM generate_series(1::bigint, {patients}) n,
            LATERAL (SELECT now() - make_interval(days => (n * 7919 % {LONGEST + 1})::int, mins => 5) AS began) began"""
    yield f"""
        INSERT INTO clinic_key (patient_id, token_hash, made_at)
        SELECT md5('patient ' || n)::uuid,
            encode(sha256(left(encode(sha256(('key ' || n)::bytea), 'hex'), 43)::bytea), 'hex'), now()
        FROM generate_series(1, {patients}) n"""
    yield f"""
        INSERT INTO clinic_checkin
            (id, patient_id, received_at, channel, entry, urgency, highest_possible, settled, reasons, noticed, digest)
        SELECT gen_random_uuid(), md5('patient ' || n)::uuid, now() - make_interval(days => pool.ago), 'web', pool.entry, 'self_care',
            'self_care', true, '[]', '[]', '{digest}'
        FROM generate_series(1::bigint, {patients}) n
        JOIN pool ON pool.person = n % {PEOPLE} AND pool.day = n * 7919 % {LONGEST + 1} - pool.ago
        ORDER BY pool.ago DESC"""
