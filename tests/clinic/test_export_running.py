"""An export by the service as real processes: asked for over HTTP, its worker killed half-way, fetched in the end."""

from __future__ import annotations

import json
import stat
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.clinic.test_running import Service, free_port, get, service, until

__all__ = ["service"]
pytestmark = pytest.mark.slow
MANY = 80
_FILL = f"""
from uuid import uuid4
from django.utils import timezone
from balm.clinic import actions
from balm.clinic.models import Member
nurse = Member.objects.get()
for n in range({MANY}):
    patient = actions.invite(by=nurse, name=f"Somebody {{n}}").patient
    entry = {{"at": timezone.now().isoformat(timespec="minutes"), "answers": {{"back_pain": 2}}}}
    actions.check_in(patient=patient, made_as=uuid4(), entry=entry)
"""
_ITS_TIME_IS_UP = """
from django.utils import timezone
from balm.clinic.models import Export
Export.objects.update(claimed_until=timezone.now())
"""


def ask(address: str, token: str, method: str = "GET") -> tuple[int, Any, str]:
    headers = {"Authorization": f"Bearer {token}", "Prefer": "respond-async"}
    try:
        with urlopen(Request(address, headers=headers, method=method), timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_a_worker_that_is_killed_half_way_loses_nothing(service: Service) -> None:
    service.made()
    port = free_port()
    at = service.env["BALM_ADDRESS"] = f"http://127.0.0.1:{port}"
    token = service.balm("reader", "add", "warehouse").split()[0]
    service.python(_FILL)
    service.begin("serve", "--web-only", "--port", str(port))
    until(lambda: get(f"{at}/health")[0] == 200)
    status, headers, _ = ask(f"{at}/fhir/$export", token)
    assert status == 202
    place = headers["Content-Location"]
    assert place.startswith(at)
    worker = service.begin("work")
    until(lambda: (ask(place, token)[1]["X-Progress"] or "0").split()[0] != "0", 30)
    worker.kill()
    worker.wait(10)
    status, headers, _ = ask(place, token)
    assert (status, int(headers["X-Progress"].split()[0]) < MANY) == (202, True), "it was killed too late to show anything"
    assert ask(f"{place}/Patient.ndjson", token)[0] == 404, "half of it is given to nobody"
    service.python(_ITS_TIME_IS_UP)
    service.begin("work")
    until(lambda: ask(place, token)[0] == 200, 60)
    listed = {one["type"]: one for one in json.loads(ask(place, token)[2])["output"]}
    assert listed["Patient"]["count"] == MANY
    lines = ask(listed["Patient"]["url"], token)[2].splitlines()
    assert len({json.loads(line)["id"] for line in lines}) == MANY == len(lines)
    (folder,) = (service.folder / "clinic-exports").iterdir()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())} == {0o700, 0o600}
    assert ask(place, token, "DELETE")[0] == 202
    until(lambda: not folder.exists())
