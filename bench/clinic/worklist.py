"""The worklist of a clinic with 6,000 patients, and with a million: how long a nurse waits for the page, from the real service.

`BALM_BENCH_PATIENTS=6000` leaves the million out.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psycopg

from balm import load_pathway
from bench.clinic.box import Box, box
from bench.timing import BenchFailed, progress

PATIENTS = [int(one) for one in os.environ.get("BALM_BENCH_PATIENTS", "6000,1000000").split(",")]
AIMS = {6_000: 0.100, 1_000_000: 0.200}
TIMES = 50
_COOKIE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "balm.clinic.settings"
django.setup()
from django.test import Client
from balm.clinic import actions
from balm.clinic.models import Member
member, client = Member.objects.get(), Client()
client.force_login(member.user, "django.contrib.auth.backends.ModelBackend")
device = actions.begin_second_factor(user=member.user)
device.confirmed = True
device.save()
session = client.session
session["otp_device_id"] = device.persistent_id
session.save()
print("; ".join(f"{name}={one.value}" for name, one in client.cookies.items()))
"""


def worklist() -> Iterator[str]:
    """For each number of patients: the first page, one in the middle, each filter, a code, with alerts open."""
    yield f"{f'The worklist, {TIMES} times each':66} {'p50':>7} {'p95':>7} ms"
    for many in PATIENTS:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, box(Path(folder)) as made:
            progress(f"worklist: {many:,} patients")
            took = fill(made, many)
            progress(f"worklist: {many:,} patients, asking")
            cookie = _cookie(made)
            worst = 0.0
            for name, path in _paths(made).items():
                times = _ask(made, path, cookie)
                p95 = times[int(0.95 * len(times))]
                worst = max(worst, p95)
                yield f"{f'{many:,} patients: {name}':66} {times[len(times) // 2] * 1000:7.1f} {p95 * 1000:7.1f}"
        progress("")
        aim = AIMS.get(many)
        verdict = f" Aim: p95 under {aim * 1000:.0f} ms. {'Met' if worst < aim else 'Missed'}." if aim else ""
        yield f"{many:,} patients were made in {took:.0f} s.{verdict}"


def fill(made: Box, many: int) -> float:
    """So many patients in the one clinic, each with her last check-in: some wait for somebody, a fifth is overdue. The seconds."""
    began = time.perf_counter()
    with psycopg.connect(f"host={made.host} user=postgres dbname=clinic", autocommit=True) as database:
        for statement in statements(load_pathway().digest, many):
            database.execute(statement.encode())
    return time.perf_counter() - began


def statements(digest: str, many: int, clinic: str = "(SELECT id FROM clinic_clinic)") -> Iterator[str]:
    """SQL that makes them, in the clinic with this id; else in the only one there is. The last two tidy up, outside of any transaction."""
    entry = """'{"at": "2026-11-03T08:00:00+00:00", "answers": {"back_pain": 4, "bleeding": "light", "temperature_c": 36.8}}'"""
    yield f"""
        INSERT INTO clinic_patient
            (id, clinic_id, code, name, phone, date_of_loss, management, invited_at, invited_until, consented_at, urgency, highest_possible,
             settled, not_improving, attention, waiting_since, last_check_in_at, due_at)
        SELECT md5('patient ' || n)::uuid, {clinic}, upper(left(md5('code ' || n), 3) || '-' || lpad(to_hex(n), 6, '0')),
            '', '', (now() - interval '12 days')::date, 'natural', now() - interval '12 days',
            now() + make_interval(secs => 86400 - n * 7919 % 172800), CASE WHEN n % 20 > 0 THEN now() - interval '12 days' END,
            (ARRAY['emergency', 'urgent', 'today', 'soon', 'self_care', 'self_care'])[1 + attention], 'self_care', true, n % 50 = 7,
            attention, CASE WHEN attention < 5 THEN now() - make_interval(secs => n % 90000) END,
            CASE WHEN n % 20 > 0 THEN now() - make_interval(secs => n % 90000) END,
            CASE WHEN n % 20 > 0 THEN now() + make_interval(secs => 86400 * 0.8 - n * 7919 % 86400) END
        FROM generate_series(1::bigint, {many}) n,
            LATERAL (SELECT CASE WHEN n % 2000 = 1 THEN 0 WHEN n % 500 = 2 THEN 1 WHEN n % 200 = 3 THEN 2 WHEN n % 50 = 7 THEN 4 ELSE 5 END
                AS attention) stands"""
    yield f"""
        INSERT INTO clinic_checkin
            (id, patient_id, received_at, channel, entry, urgency, highest_possible, settled, reasons, noticed, digest)
        SELECT md5('check-in ' || p.id)::uuid, p.id, p.last_check_in_at, 'web', {entry}, p.urgency, 'self_care', true,
            CASE WHEN p.attention < 4 THEN '[{{"rule": "E1", "urgency": "' || p.urgency || '", "findings": {{}}}}]' ELSE '[]' END::jsonb,
            '[]', '{digest}'
        FROM clinic_patient p WHERE p.last_check_in_at IS NOT NULL AND p.code LIKE '___-______'"""
    yield """
        INSERT INTO clinic_alert (patient_id, check_in_id, urgency, raised_at)
        SELECT p.id, md5('check-in ' || p.id)::uuid, p.urgency, p.last_check_in_at FROM clinic_patient p
        WHERE p.attention < 2 AND p.last_check_in_at IS NOT NULL"""
    yield "VACUUM ANALYZE"
    yield "CHECKPOINT"


def _paths(made: Box) -> dict[str, str]:
    with psycopg.connect(f"host={made.host} user=postgres dbname=clinic") as database:

        def one(query: str) -> tuple[str, ...]:
            row = database.execute(query.encode()).fetchone()
            if row is None:
                raise BenchFailed(f"nobody is there: {query}")
            return tuple(str(value) if not hasattr(value, "isoformat") else value.isoformat() for value in row)

        among = "FROM clinic_patient WHERE attention = 5 AND due_at IS NOT NULL"
        middle = one(
            f"SELECT due_at, id {among} AND due_at > now() ORDER BY due_at, id OFFSET (SELECT count(*) / 2 {among} AND due_at > now())"
        )
        overdue = one(
            f"SELECT due_at, id {among} AND due_at <= now() ORDER BY due_at, id OFFSET (SELECT count(*) / 2 {among} AND due_at <= now())"
        )
        code = one("SELECT left(code, 3) FROM clinic_patient ORDER BY id LIMIT 1")[0]
    return {
        "the first page": "/",
        "one in the middle": f"/?{urlencode({'after': '~'.join(('3', *middle))})}",
        "needs a call": "/?show=call",
        "overdue": "/?show=overdue",
        "overdue, one in the middle": f"/?{urlencode({'show': 'overdue', 'after': '~'.join(('1', *overdue))})}",
        "not improving": "/?show=unimproved",
        "a code's beginning": f"/?code={quote(code)}",
        "what has changed, asked every few seconds": "/worklist/changes",
    }


def _cookie(made: Box) -> str:
    done = subprocess.run([sys.executable, "-c", _COOKIE], cwd=made.folder, env=dict(made.environment), capture_output=True, text=True)
    if done.returncode:
        raise BenchFailed(f"nobody could log in: {done.stderr[-500:]}")
    return done.stdout.strip()


def _ask(made: Box, path: str, cookie: str) -> list[float]:
    """The seconds that each of TIMES answers took, in order. The first, which plans the queries, is not counted."""
    where = urlsplit(made.address)
    line = http.client.HTTPConnection(str(where.hostname), where.port)
    times = []
    for _ in range(TIMES + 1):
        start = time.perf_counter()
        line.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise BenchFailed(f"{path} answered {answer.status}")
        times.append(time.perf_counter() - start)
    return sorted(times[1:])
