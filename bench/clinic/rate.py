"""Check-ins a second, on one box: the service, PostgreSQL and whoever sends share its processors. Beside it, bare inserts by pgbench.

`BALM_BENCH_SECONDS=10` makes it short; `BALM_BENCH_RATES=200,500` says at which rates; `BALM_BENCH_SERVE="--workers 3"` serves otherwise.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from balm import load_pathway
from bench.clinic.box import Box, box
from bench.clinic.people import answers, body_of, check_in_of, fill, key_of
from bench.clinic.sender import Sent, send
from bench.timing import BenchFailed, progress

SECONDS = int(os.environ.get("BALM_BENCH_SECONDS", "60"))
RATES = [int(one) for one in os.environ.get("BALM_BENCH_RATES", "200,500").split(",")]
SERVE = os.environ.get("BALM_BENCH_SERVE", "").split()
CLINICS, BESIDE = 20, 16  # clinics; connections of pgbench
AIM, WITHIN = 200, 0.100
"""All miscarriages on earth, 23 million a year, with a check-in a day for four weeks, are 20 a second; ten times that at the peak."""
_WARM = 400
_INSERT = "INSERT INTO bare (id, patient, at, entry) VALUES (gen_random_uuid(), gen_random_uuid(), now(), '{entry}');\n"


def clinic() -> Iterator[str]:
    """For each rate: what was achieved, how long she waits, who uses the processors, and whether all that was acknowledged is there."""
    pathway = load_pathway()
    progress("clinic: drawing what is answered")
    drawn = answers(pathway)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, box(Path(folder), *SERVE) as made:
        patients = _WARM + sum(RATES) * SECONDS
        progress(f"clinic: {patients:,} patients with what they sent before")
        fill(_where(made), pathway, drawn, patients, CLINICS)
        host = urlsplit(made.address)
        to = (str(host.hostname), int(host.port or 80))

        def due(first: int, rate: int, many: int) -> list[Sent]:
            start = datetime.now(UTC)
            return [
                Sent(n / rate, _request(first + n, body_of(first + n, drawn, start + timedelta(seconds=n / rate)))) for n in range(many)
            ]

        send(to, due(1, 100, _WARM))
        head = f"Check-ins, each on a connection of its own, {SECONDS} s"
        yield f"{head:49} {'a second':>9} {'p50':>7} {'p95':>7} {'p99':>7} {'longest':>8} ms"
        first = 1 + _WARM
        met = []
        for rate in RATES:
            progress(f"clinic: {rate} a second for {SECONDS} s")
            requests = due(first, rate, rate * SECONDS)
            before = made.spent()
            took = send(to, requests)
            spent = {name: seconds - before[name] for name, seconds in made.spent().items()}
            times = [one.seconds for one in requests if one.status == 200]
            yield _row(f"asked for {rate} a second", len(times) / took, times)
            wrong = [one for one in requests if one.status != 200]
            kinds = ", ".join(f"{sum(one.status == kind for one in wrong)} times {kind}" for kind in sorted({one.status for one in wrong}))
            yield (
                "    processor: "
                + ", ".join(f"{who} {used / took:.0%}" for who, used in spent.items())
                + (
                    f" of one; {sum(spent.values()) / len(requests) * 1000:.2f} ms a check-in"
                    f" ({', '.join(f'{used / len(requests) * 1000:.2f}' for used in spent.values())}); errors: {kinds or 'none'}"
                )
            )
            alerted = _verify(made, first, requests)
            yield f"    in the database: each of the {len(times):,} once, and an open alert for each of the {alerted} that were urgent"
            first += len(requests)
            if rate == AIM:
                met = [not wrong, _at(times, 0.99) < WITHIN, len(times) / took > 0.99 * rate]
            yield from _floor(made, rate, json.dumps(drawn[14][0]), len(times) / took)
        progress("")
    if met:
        yield f"Aim: {AIM} a second, p99 under {WITHIN * 1000:.0f} ms. {'Met' if all(met) else 'Missed'}."


def _where(made: Box) -> str:
    return f"host={made.host} user=postgres dbname=clinic"


def _request(number: int, body: bytes) -> bytes:
    head = f"POST /api/check-ins HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {key_of(number)}\r\n"
    head += "Content-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _row(name: str, rate: float, times: list[float]) -> str:
    told = " ".join(f"{_at(times, share) * 1000:7.1f}" for share in (0.5, 0.95, 0.99))
    return f"{name:49} {rate:9.1f} {told} {max(times, default=0) * 1000:8.1f}"


def _at(times: list[float], share: float) -> float:
    """So large that this share of the times is no larger."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] if times else float("inf")


def _verify(made: Box, first: int, requests: list[Sent]) -> int:
    """How many were urgent. Raises BenchFailed where an acknowledged one is not there once, as it was answered, or an urgent one's patient
    has no open alert."""
    acknowledged = {check_in_of(first + n): json.loads(one.body) for n, one in enumerate(requests) if one.status == 200}
    query = """SELECT c.id, c.urgency, count(a.id) FROM clinic_checkin c
        LEFT JOIN clinic_alert a ON a.patient_id = c.patient_id AND a.acknowledged_at IS NULL AND a.urgency <= c.urgency
        WHERE c.id = ANY(%s) GROUP BY c.id"""
    with psycopg.connect(_where(made)) as database:
        kept = {id_: (urgency, alerts) for id_, urgency, alerts in database.execute(query, [list(acknowledged)])}
    if lost := acknowledged.keys() - kept.keys():
        raise BenchFailed(f"{len(lost)} acknowledged check-ins are not in the database")
    for id_, (urgency, alerts) in kept.items():
        if acknowledged[id_]["urgency"] != urgency or (urgency in ("emergency", "urgent") and alerts != 1):
            raise BenchFailed(f"check-in {id_} was answered {acknowledged[id_]['urgency']}, is kept as {urgency}, with {alerts} alerts")
    return sum(urgency in ("emergency", "urgent") for urgency, _ in kept.values())


def _floor(made: Box, rate: int, entry: str, achieved: float) -> Iterator[str]:
    """The same number of bare rows a second by pgbench, and as many as it can: one insert, one commit, written through to the disk."""
    progress(f"clinic: pgbench, {rate} a second")
    seconds = max(5, SECONDS // 4)
    script = _INSERT.format(entry=entry.replace(":", " "))  # pgbench takes a word after a colon for a variable
    with psycopg.connect(_where(made), autocommit=True) as database:
        database.execute("CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, patient uuid, at timestamptz, entry text)")
    with tempfile.TemporaryDirectory() as logs:
        made.pgbench("-c", str(BESIDE), "-T", str(seconds), "-R", str(rate), "-l", f"--log-prefix={logs}/log", script=script)
        lines = [line.split() for file in Path(logs).iterdir() for line in file.read_text().splitlines()]
    times = [int(line[2]) / 1_000_000 for line in lines]
    yield _row(f"    pgbench, {rate} bare rows a second", len(times) / seconds, times)
    told = made.pgbench("-c", str(BESIDE), "-T", str(seconds), script=script)
    found = re.search(r"tps = ([\d.]+)", told)
    most = float(found[1]) if found else 0.0
    yield f"    pgbench, as many as it can {'':9} {most:9.1f}: {most / achieved:.0f} bare rows for each check-in"
