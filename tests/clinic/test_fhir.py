"""A system of the clinic reads records as FHIR: what it gets, who may, and what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from balm.clinic import actions, bearer
from balm.clinic.actions import readers
from balm.clinic.api.limits import FAILED_PER_ADDRESS
from balm.clinic.models import Audit, CheckIn, Patient, Reader
from tests.clinic.conftest import Cast
from tests.summary.resources import check

TYPES = ("QuestionnaireResponse", "Observation", "RiskAssessment")


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def token(cast: Cast) -> str:
    return readers.add_reader(clinic=cast.nurse.clinic, name="record", scope=["record"], by="adam")[1]


def get(path: str, token: str | None = None, status: int = 200, **headers: str) -> Any:
    """The answer, which is FHIR whatever it is."""
    answer = Client(headers={**({"Authorization": f"Bearer {token}"} if token else {}), **headers}).get(f"/fhir/{path}")
    assert answer.status_code == status, (path, answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/fhir+json"
    assert answer["Cache-Control"] == "no-store"
    found = answer.json()
    check(found)
    assert (found["resourceType"] == "OperationOutcome") == (status >= 400)
    return found


def check_in(patient: Patient, minutes_ago: int = 0, private: dict[str, Any] | None = None, **answers: Any) -> CheckIn:
    now = timezone.now() - timedelta(minutes=minutes_ago)
    entry = {"at": now.isoformat(timespec="minutes"), "answers": answers, **(private or {})}
    return actions.check_in(patient=patient, made_as=uuid4(), entry=entry, now=now)


def resources(bundle: Any) -> list[Any]:
    return [one["resource"] for one in bundle.get("entry", [])]


def test_the_statement_is_for_everybody_and_valid(db: None) -> None:
    found = get("metadata")
    assert (found["resourceType"], found["fhirVersion"]) == ("CapabilityStatement", "4.0.1")


def test_a_record_is_found_by_its_code_and_read(cast: Cast, token: str) -> None:
    check_in(cast.patient, 90, back_pain=4, temperature_c=36.9)
    check_in(cast.patient, 0, temperature_c=38.6, bleeding="light")
    bundle = get(f"Patient?identifier={cast.patient.code.lower()}", token)
    assert (bundle["type"], bundle["total"]) == ("searchset", 1)
    patient = resources(bundle)[0]
    assert patient["id"] == str(cast.patient.pk)
    assert patient["identifier"][0]["value"] == cast.patient.code
    assert get(f"Patient/{patient['id']}", token) == patient
    for kind in TYPES:
        for reference in (patient["id"], f"Patient/{patient['id']}"):
            found = resources(get(f"{kind}?patient={reference}", token))
            assert found
            assert {one["resourceType"] for one in found} == {kind}
            assert {one["subject"]["reference"] for one in found} == {f"Patient/{patient['id']}"}
        assert get(f"{kind}/{found[-1]['id']}", token) == found[-1]
    level = resources(get(f"RiskAssessment?subject=Patient/{patient['id']}", token))[0]["prediction"]
    assert level[1]["qualitativeRisk"]["coding"][0]["code"] == "level.urgent"
    times = [
        one["valueQuantity"]["value"] for one in resources(get(f"Observation?patient={patient['id']}", token)) if "valueQuantity" in one
    ]
    assert times == [36.9, 38.6]


def test_what_the_clinic_wrote_is_not_said_to_be_hers(cast: Cast, token: str) -> None:
    check_in(cast.patient, 0, back_pain=4)
    now, written, hers = resources(get(f"QuestionnaireResponse?patient={cast.patient.pk}", token))
    assert ["source" in one for one in (now, written, hers)] == [True, False, True]
    assert "management.natural" in json.dumps(written)


def test_every_reference_is_to_something_that_can_be_read(cast: Cast, token: str) -> None:
    check_in(cast.patient, 90, back_pain=4, temperature_c=36.9)
    check_in(cast.patient, 0, temperature_c=38.6)
    everything = get(f"Patient/{cast.patient.pk}/$everything", token)
    found = {f"{one['resourceType']}/{one['id']}" for one in resources(everything)}
    assert len(found) == everything["total"]

    def named(value: Any) -> set[str]:
        if isinstance(value, list):
            return {one for part in value for one in named(part)}
        return (
            {one for key, part in value.items() for one in ([part] if key == "reference" else named(part))}
            if isinstance(value, dict)
            else set()
        )

    assert named(everything) <= found
    assert "urn:uuid" not in json.dumps(everything)
    for one in found:
        get(one, token)


def test_ids_stay_when_more_comes_and_are_never_shared(cast: Cast, token: str) -> None:
    twin, _ = actions.consent(token=actions.invite(by=cast.nurse).token)
    at = timezone.now() - timedelta(minutes=50)
    for one in (cast.patient, twin):
        entry = {"at": at.isoformat(timespec="minutes"), "answers": {"back_pain": 3, "temperature_c": 37.0}}
        actions.check_in(patient=one, made_as=uuid4(), entry=entry, now=at)

    def ids(patient: Patient) -> list[str]:
        return [one["id"] for one in resources(get(f"Patient/{patient.pk}/$everything?_count=200", token))]

    before = ids(cast.patient)
    assert before == ids(cast.patient)
    assert not set(before) & set(ids(twin))
    entries = [one["id"] for one in resources(get(f"QuestionnaireResponse?patient={cast.patient.pk}", token))]
    check_in(cast.patient, 0, back_pain=5)
    after = ids(cast.patient)
    assert set(entries) <= set(after)
    assert len(after) == len(set(after))
    kept = [one for one in before if one in after]
    assert len(kept) >= 5, "the patient, how she stands, her entry and what was measured in it"


def test_pages_come_one_after_another_and_lose_nothing(cast: Cast, token: str) -> None:
    for n in range(6):
        check_in(cast.patient, 100 - n, back_pain=n, temperature_c=36.5)
    whole = resources(get(f"Observation?patient={cast.patient.pk}&_count=200", token))
    page = get(f"Observation?patient={cast.patient.pk}&_count=5", token)
    seen = resources(page)
    assert len(seen) == 5
    while following := [one["url"] for one in page["link"] if one["relation"] == "next"]:
        page = get(following[0].split("/fhir/")[1], token)
        seen += resources(page)
    assert seen == whole
    assert get(f"Observation?patient={cast.patient.pk}&_count=0", token).get("entry") is None
    get(f"Observation?patient={cast.patient.pk}&_after={uuid4()}", token, 400)


def test_before_her_first_check_in_there_is_the_patient_alone(cast: Cast, token: str) -> None:
    assert [one["resourceType"] for one in resources(get(f"Patient/{cast.patient.pk}/$everything", token))] == ["Patient"]
    assert get(f"RiskAssessment?patient={cast.patient.pk}", token)["total"] == 0


def test_what_she_withholds_now_is_in_nothing_though_she_sent_it_before(cast: Cast, token: str, pathway: Any) -> None:
    private = pathway.summary.private
    name = next(name for name in private["home"].findings if pathway.kinds[name].accept(True) is True)
    check_in(cast.patient, 60, {"mood": [*pathway.diary.moods][-1], "withheld": []}, **{name: True, "back_pain": 2})
    path = f"Patient/{cast.patient.pk}/$everything"
    told = json.dumps(get(path, token))
    assert f'"linkId": "{name}"' in told
    assert "diary.mood" in told
    check_in(cast.patient, 0, {"withheld": ["home", "mood"]}, back_pain=2)
    told = json.dumps(get(path, token))
    assert name not in told
    assert "diary.mood" not in told


def test_another_clinics_an_unknown_and_an_erased_patient_are_the_same(cast: Cast, token: str) -> None:
    theirs, _ = actions.consent(token=actions.invite(by=cast.stranger, name="Erna").token)
    gone, _ = actions.consent(token=actions.invite(by=cast.nurse).token)
    for one in (theirs, gone):
        check_in(one, 0, temperature_c=38.6)
    key, code = gone.pk, gone.code
    hers = [one["id"] for one in resources(get(f"RiskAssessment?patient={key}", token))]
    actions.erase(patient=gone, who="patient")
    for path in ("Patient/{}", "Patient/{}/$everything", "RiskAssessment?patient={}", "Observation?subject=Patient/{}", "Observation/{}"):
        said = {json.dumps(get(path.format(one), token, 404)) for one in (theirs.pk, key, uuid4(), "x", "%00", "ä")}
        assert len(said) == 1
    assert get(f"RiskAssessment/{hers[0]}", token, 404) == get(f"Patient/{uuid4()}", token, 404)
    said = {json.dumps(get(f"Patient?identifier={one}", token)["total"]) for one in (theirs.code, code, "K7Q-XXXX", "%00")}
    said |= {json.dumps(get(f"Patient?_id={one}", token)["total"]) for one in (theirs.pk, key, uuid4(), "x")}
    assert said == {"0"}


def test_only_a_token_that_stands_opens_anything(cast: Cast, token: str) -> None:
    level = readers.add_reader(clinic=cast.nurse.clinic, name="level", scope=["level"], by="adam")[1]
    path = f"Patient/{cast.patient.pk}"
    get(path, token)
    refused = [get(path, wrong, 401) for wrong in (None, "made up", cast.key, token[:-1])]
    readers.revoke_reader(clinic=cast.nurse.clinic, name="record", by="adam")
    refused.append(get(path, token, 401))
    assert all(one == refused[0] for one in refused)
    get(path, level, 403)
    client = Client()
    client.force_login(cast.nurse.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/fhir/{path}").status_code == 401
    assert token not in json.dumps([str(one) for one in Reader.objects.values_list()])


def test_a_name_is_free_again_once_it_is_revoked(cast: Cast, token: str) -> None:
    clinic = cast.nurse.clinic
    with pytest.raises(actions.Refused, match="already"):
        readers.add_reader(clinic=clinic, name="record", scope=["record"], by="adam")
    readers.revoke_reader(clinic=clinic, name="record", by="adam")
    with pytest.raises(actions.Refused, match="no reader"):
        readers.revoke_reader(clinic=clinic, name="record", by="adam")
    assert readers.add_reader(clinic=clinic, name="record", scope=["record", "level"], by="adam")[0].scope == "record level"
    for wrong in ([], ["all"], ["record", "write"]):
        with pytest.raises(actions.Refused):
            readers.add_reader(clinic=clinic, name="other", scope=wrong, by="adam")


def test_each_reading_is_noted_by_the_reader_and_the_code(cast: Cast, token: str) -> None:
    get(f"Patient/{cast.patient.pk}", token)
    get(f"Observation?patient={cast.patient.pk}", token)
    get(f"Patient?identifier={cast.patient.code}", token)
    noted = Audit.objects.filter(what="record read").values_list("clinic", "who", "about")
    assert [*noted] == [(cast.nurse.clinic_id, "reader record", cast.patient.code)] * 3
    get(f"Patient/{uuid4()}", token, 404)
    assert Audit.objects.filter(what="record read").count() == 3
    used = Reader.objects.get().last_used_at
    assert used is not None
    assert timezone.now() - used < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 404),
        ("Encounter?patient=1", 404),
        ("Encounter/1", 404),
        ("a/b/c/d", 404),
        ("Patient", 400),
        ("Patient?name=Ann", 400),
        ("Patient?identifier=A&identifier=B", 400),
        ("Observation", 400),
        ("Observation?patient={id}&date=ge2026", 400),
        ("Observation?patient={id}&subject=Patient/other", 400),
        ("Observation?patient={id}&_count=many", 400),
        ("Observation?patient={id}&_count=-1", 400),
        ("Observation?patient={id}&_format=xml", 400),
        ("Observation?patient={id}&_format=json", 200),
    ],
)
def test_whatever_is_wrong_is_told_as_fhir(cast: Cast, token: str, path: str, status: int) -> None:
    get(path.replace("{id}", str(cast.patient.pk)), token, status)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head", "trace"])
def test_nothing_can_be_written(cast: Cast, token: str, method: str) -> None:
    answer = getattr(Client(headers={"Authorization": f"Bearer {token}"}), method)(f"/fhir/Patient/{cast.patient.pk}")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET"
    assert method == "head" or answer.json()["resourceType"] == "OperationOutcome"


def test_without_tls_it_says_so_as_fhir(cast: Cast, token: str, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert "https" in get(f"Patient/{cast.patient.pk}", token, 403)["issue"][0]["diagnostics"]


def test_there_is_a_limit_to_one_minute(cast: Cast, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)  # one minute, however long it takes
    monkeypatch.setattr(bearer, "PER_READER", 3)
    for status in (200, 200, 200, 429):
        get(f"Patient/{cast.patient.pk}", token, status)
    for status in [401] * FAILED_PER_ADDRESS + [429]:
        get("Patient/1", "made up", status)
