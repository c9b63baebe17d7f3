"""All records at once: asked for, made by the worker, fetched, deleted, and what becomes of somebody who is erased."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tracemalloc
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from balm.clinic import actions
from balm.clinic.actions import exports, readers
from balm.clinic.fhir.ndjson import everyone, write
from balm.clinic.models import Audit, CheckIn, Export, Patient
from tests.clinic.conftest import Cast
from tests.clinic.test_fhir import check_in
from tests.summary.resources import check


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    cache.clear()
    settings.BALM_EXPORTS = tmp_path / "exports"
    return tmp_path / "exports"


@pytest.fixture
def token(cast: Cast) -> str:
    check_in(cast.patient, 0, temperature_c=38.6)
    return readers.add_reader(clinic=cast.nurse.clinic, name="warehouse", scope=["record"], by="adam")[1]


def ask(path: str, token: str, method: str = "get", **headers: str) -> Any:
    return getattr(Client(headers={"Authorization": f"Bearer {token}", **headers}), method)(path)


def kick_off(token: str, query: str = "", status: int = 202) -> str:
    """Where the export is."""
    answer = ask(f"/fhir/$export{query}", token, Prefer="respond-async", Accept="application/fhir+json")
    assert answer.status_code == status, answer.content
    check(answer.json())
    return str(answer.get("Content-Location", "")).removeprefix("http://127.0.0.1:8000")


def lines(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def never() -> bool:
    return False


def files_of(place: str, token: str) -> dict[str, list[dict[str, Any]]]:
    ready = ask(place, token)
    assert ready.status_code == 200, ready.content
    return {one["type"]: lines(ask(one["url"].removeprefix("http://127.0.0.1:8000"), token)) for one in ready.json()["output"]}


def test_it_is_made_in_the_background_and_fetched(cast: Cast, token: str, folder: Path) -> None:
    theirs, _ = actions.consent(token=actions.invite(by=cast.stranger, name="Erna").token)
    check_in(theirs, 0, back_pain=1)
    place = kick_off(token)
    waiting = ask(place, token)
    assert (waiting.status_code, waiting["Retry-After"]) == (202, "5")
    kick_off(token, status=429)
    assert exports.make_next(never)
    assert not exports.make_next(never), "it is made once"
    done = ask(place, token)
    assert done["Content-Type"] == "application/json"
    assert "Expires" in done
    assert done.json()["requiresAccessToken"] is True
    found = files_of(place, token)
    assert {"Patient", "QuestionnaireResponse", "Observation", "RiskAssessment", "Provenance"} == found.keys()
    assert {one["type"]: one["count"] for one in done.json()["output"]} == {kind: len(many) for kind, many in found.items()}
    assert [one["id"] for one in found["Patient"]] == [str(cast.patient.pk)]
    assert "Erna" not in json.dumps(found)
    for kind, many in found.items():
        for one in many:
            assert one["resourceType"] == kind
            check(one)
    one_by_one = Client(headers={"Authorization": f"Bearer {token}"}).get(f"/fhir/Patient/{cast.patient.pk}/$everything?_count=200").json()
    whole = {json.dumps(one, sort_keys=True) for many in found.values() for one in many}
    assert whole == {json.dumps(one["resource"], sort_keys=True) for one in one_by_one["entry"]}, "the same as when read by itself"
    for path in (folder / str(Export.objects.get().pk)).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Audit.objects.filter(who="reader warehouse", what="all records exported").count() == 1


def test_only_the_types_that_were_asked_for(cast: Cast, token: str) -> None:
    place = kick_off(token, "?_type=Patient,RiskAssessment&_outputFormat=ndjson")
    exports.make_next(never)
    assert files_of(place, token).keys() == {"Patient", "RiskAssessment"}


@pytest.mark.parametrize("query", ["?_type=Encounter", "?_since=2026-11-01T00:00:00Z", "?_outputFormat=text/csv", "?_typeFilter=x"])
def test_what_cannot_be_taken_into_account_is_refused(cast: Cast, token: str, query: str) -> None:
    kick_off(token, query, 400)
    assert ask("/fhir/$export", token).status_code == 400, "not without Prefer: respond-async"
    assert not Export.objects.exists()


def test_deleted_it_is_gone_and_so_are_its_files(cast: Cast, token: str, folder: Path) -> None:
    place = kick_off(token)
    exports.make_next(never)
    (folder / "kept by somebody").mkdir()
    assert exports.sweep() == 0
    assert ask(place, token, "delete").status_code == 202
    for path in (place, f"{place}/Patient.ndjson"):
        gone = ask(path, token)
        assert (gone.status_code, gone["Content-Type"]) == (404, "application/fhir+json")
    assert exports.sweep() == 1
    assert [one.name for one in folder.iterdir()] == ["kept by somebody"]


def test_it_ends_after_a_day_and_with_its_reader(cast: Cast, token: str, folder: Path) -> None:
    place = kick_off(token)
    exports.make_next(never)
    Export.objects.update(asked_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert ask(place, token).status_code == 404
    assert exports.sweep() == 1
    kick_off(token)
    exports.make_next(never)
    readers.revoke_reader(clinic=cast.nurse.clinic, name="warehouse", by="adam")
    assert exports.sweep() == 1
    assert list(folder.iterdir()) == []


def test_nobody_else_sees_it(cast: Cast, token: str) -> None:
    place = kick_off(token)
    exports.make_next(never)
    second = readers.add_reader(clinic=cast.nurse.clinic, name="second", scope=["record"], by="adam")[1]
    other = readers.add_reader(clinic=cast.stranger.clinic, name="warehouse", scope=["record"], by="olga")[1]
    level = readers.add_reader(clinic=cast.nurse.clinic, name="level", scope=["level"], by="adam")[1]
    for path in (place, f"{place}/Patient.ndjson"):
        assert [ask(path, one).status_code for one in (second, other, level, cast.key, "")] == [404, 404, 403, 401, 401]
        assert [ask(path, one, "delete").status_code for one in (second, other)] == ([404] * 2 if path == place else [405] * 2)
    assert ask(f"{place}/../../secret.ndjson", token).status_code == 404
    assert ask(place, token).status_code == 200


def test_who_is_erased_is_in_no_export_any_more(cast: Cast, token: str, folder: Path) -> None:
    twin, _ = actions.consent(token=actions.invite(by=cast.nurse, name="Twin").token)
    place = kick_off(token)
    exports.make_next(never)
    actions.erase(patient=twin, who="patient")
    assert ask(place, token).status_code == 404, "she is in its files"
    exports.sweep()
    assert list(folder.iterdir()) == []
    again = kick_off(token)
    exports.make_next(never)
    assert str(twin.pk) not in json.dumps(files_of(again, token))


def test_who_is_erased_while_it_is_written_is_in_none(cast: Cast, token: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = kick_off(token)

    def erase_then_write(*given: Any) -> dict[str, int]:
        counts = write(*given)
        actions.erase(patient=Patient.objects.get(pk=cast.patient.pk), who="patient")
        return counts

    monkeypatch.setattr(exports, "write", erase_then_write)
    exports.make_next(never)
    assert ask(place, token).status_code == 404
    assert list(folder.iterdir()) == []


def test_a_folder_of_ones_own_is_written_anew_when_somebody_is_erased(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, _ = actions.consent(token=actions.invite(by=cast.nurse, name="Gone").token)

    def erase_in_between(*given: Any) -> dict[str, int]:
        counts = write(*given)
        if here := Patient.objects.filter(pk=gone.pk).first():
            actions.erase(patient=here, who="patient")
        return counts

    monkeypatch.setattr(exports, "write", erase_in_between)
    heard: list[int] = []

    def told(patients: int) -> bool:
        heard.append(patients)
        return True

    exports.write_out(clinic=cast.nurse.clinic, folder=tmp_path / "out", types=[], by="test", told=told)
    assert heard == [2, 1]
    assert "Gone" not in "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert Audit.objects.filter(what="all records exported").count() == 1


def test_a_worker_that_dies_or_fails_leaves_it_to_the_next(cast: Cast, token: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = kick_off(token)
    exports.claim()  # and its worker dies
    assert not exports.make_next(never)
    assert exports.claim(now=timezone.now() + timedelta(minutes=3)) is not None, "its claim has run out"
    Export.objects.update(claimed_until=None)
    assert exports.make_next(lambda: True), "it was told to stop"
    assert ask(place, token).status_code == 202
    monkeypatch.setattr(exports, "write", lambda *given: shutil.copy("/nowhere", "/nowhere"))
    exports.make_next(never)
    failed = ask(place, token)
    assert failed.status_code == 503
    check(failed.json())
    assert not exports.make_next(never)
    monkeypatch.undo()
    again = kick_off(token)
    exports.make_next(never)
    assert ask(again, token).status_code == 200


def fill(clinic: Any, like: CheckIn, first: int, last: int) -> None:
    """Patients with these numbers; every hundredth has checked in."""
    now = timezone.now()
    about = {"clinic": clinic, "invited_at": now, "consented_at": now}
    made = Patient.objects.bulk_create(Patient(**about, code=f"{n:07d}", name=f"Somebody {n}") for n in range(first, last))
    kept = {field.name: getattr(like, field.name) for field in CheckIn._meta.fields if field.name not in ("id", "patient")}
    CheckIn.objects.bulk_create(CheckIn(id=uuid4(), patient=one, **kept) for one in made[::100])


@pytest.mark.slow
def test_two_thousand_patients_take_no_more_memory_than_two_hundred(
    cast: Cast, tmp_path: Path, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    like = check_in(cast.patient, 0, temperature_c=38.6)

    def peak(many: int) -> int:
        fill(other.clinic, like, other.clinic.patients.count(), many)
        tracemalloc.start()
        counts = write(other.clinic, tmp_path / str(many), ["Patient", "RiskAssessment"], lambda _: True)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert counts["Patient"] == many
        ids = Counter(json.loads(line)["id"] for line in (tmp_path / str(many) / "Patient.ndjson").open())
        assert len(ids) == many, "each once"
        return found

    other = cast.stranger
    few, many = peak(200), peak(2_000)
    assert many < few * 2, f"{few} bytes for 200, {many} for 2,000"  # ten times as many, and waste that is not collected yet
    assert os.path.getsize(tmp_path / "2000" / "Patient.ndjson") > 200_000
    with django_assert_max_num_queries(21):
        assert sum(1 for _ in everyone(other.clinic)) == 2_000
