"""Every route of the three APIs, asked what its description allows and what it does not, by schemathesis; and the few that have none.

In this process over WSGI, on real records and with real tokens, so that what lies behind the first refusal is reached too.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from balm.clinic import actions
from balm.clinic.actions import exports, readers
from balm.clinic.channels.signed import HEADER, secret_for, sign
from balm.clinic.fhir.resources import resources_of
from balm.clinic.models import Patient
from tests.clinic.conftest import Cast
from tests.clinic.test_fhir import check_in

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    unsupported_method,
]
ROUTES = {
    "api": ["GET /api/invitation", "POST /api/consent", "POST /api/check-ins", "GET /api/me", "POST /api/stop", "POST /api/erase"],
    "fhir": [
        "GET /fhir/$export",
        "GET /fhir/export/{id_}",
        "DELETE /fhir/export/{id_}",
        "GET /fhir/export/{id_}/{kind}.ndjson",
        "GET /fhir/metadata",
        "GET /fhir/Patient",
        "GET /fhir/Patient/{id_}",
        "GET /fhir/Patient/{id_}/$everything",
        "GET /fhir/{kind}",
        "GET /fhir/{kind}/{id_}",
    ],
    "cds-services": ["GET /cds-services", "POST /cds-services/balm-level"],
}
NOTHING_TO_GET_WRONG = ("GET /fhir/metadata", "GET /cds-services")
"""They take nothing."""
FEW, MANY = 25, 300


def quietly(many: int) -> settings:
    return settings(
        max_examples=many, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
    )


class Behind:
    """Real records, and what opens them. `real`: sets into a drawn request what a real one would hold."""

    def __init__(self, cast: Cast, folder: Any) -> None:
        self.cast = cast
        self.reader, self.token = readers.add_reader(clinic=cast.nurse.clinic, name="both", scope=["record", "level"], by="adam")
        self.known = actions.invite(by=cast.nurse, name="Ann").patient
        check_in(self.known, 60, back_pain=4, temperature_c=37.0)
        self.one = resources_of(self.known)[-1]
        self.export = exports.ask(reader=self.reader, types=[])
        exports.make_next(lambda: False)

    def key(self) -> str:
        """Of a patient who is there now."""
        if not Patient.objects.filter(pk=self.cast.patient.pk, stopped_at=None).exists():
            self.cast.patient, self.cast.key = actions.consent(token=actions.invite(by=self.cast.nurse).token)
        return self.cast.key

    def real(self, label: str, given: Any) -> None:
        if "/export/" in label:
            given.path_parameters = {**given.path_parameters, "id_": str(self.export.pk)}
        elif label.startswith("GET /fhir/Patient/"):
            given.path_parameters = {**given.path_parameters, "id_": str(self.known.pk)}
        elif label == "GET /fhir/{kind}":
            given.query = {**(given.query or {}), "patient": str(self.known.pk)}
        elif label == "GET /fhir/Patient":
            given.query = {**(given.query or {}), "identifier": self.known.code}
        elif label == "GET /api/invitation":
            given.headers["X-Invitation"] = actions.invite(by=self.cast.nurse).token
        elif label == "GET /fhir/$export":
            exports.end(export=self.export)
            given.headers, given.query = {"Prefer": "respond-async"}, {"_type": "Patient,RiskAssessment"}
        elif label == "GET /fhir/{kind}/{id_}":
            given.path_parameters = {"kind": self.one["resourceType"], "id_": self.one["id"]}
        elif label == "POST /api/consent":
            given.body = {"token": actions.invite(by=self.cast.nurse).token}
        elif label == "POST /api/check-ins" and isinstance(given.body, dict) and isinstance(given.body.get("entry"), dict):
            given.body["entry"]["at"] = (timezone.now() - timedelta(minutes=1)).isoformat(timespec="minutes")
        elif label.startswith("POST /cds") and isinstance(given.body, dict) and isinstance(given.body.get("context"), dict):
            given.body["context"] = {"r": {"resourceType": "QuestionnaireResponse", "item": given.body["context"]}}


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """What is asked in this process stays in the transaction of the test, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def behind(cast: Cast, tmp_path: Any, settings: Any) -> Behind:
    settings.BALM_EXPORTS = tmp_path
    return Behind(cast, tmp_path)


def operations(name: str) -> dict[str, Any]:
    """What the description of an API has, by its method and path."""
    schema: Any = schemathesis.openapi.from_wsgi(f"/{name}/openapi.json", get_wsgi_application())
    return {one.ok().label: one.ok() for one in schema.get_all_operations()}


def ask(behind: Behind, name: str, label: str, many: int, mode: GenerationMode) -> int:
    """Ask one route so often; how many answers were no refusal."""
    operation = operations(name)[label]
    accepted = 0
    if label in NOTHING_TO_GET_WRONG and mode == GenerationMode.NEGATIVE:
        return 0

    @quietly(many)
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    def one(case: Any, real: bool) -> None:
        nonlocal accepted
        cache.clear()
        if real and mode == GenerationMode.POSITIVE:
            behind.real(label, case)
        token = behind.key() if name == "api" else behind.token
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(answer, checks=CHECKS if mode == GenerationMode.POSITIVE else [*CHECKS, negative_data_rejection])
        accepted += answer.status_code < 400

    one()
    return accepted


def test_the_table_has_every_route(db: None) -> None:
    for name, labels in ROUTES.items():
        assert operations(name).keys() == set(labels)


@pytest.mark.parametrize(("name", "label"), [(name, label) for name, labels in ROUTES.items() for label in labels])
def test_a_route_answers_as_it_says(behind: Behind, name: str, label: str) -> None:
    assert ask(behind, name, label, FEW, GenerationMode.POSITIVE), "none was accepted: nothing behind the refusal was reached"
    ask(behind, name, label, FEW, GenerationMode.NEGATIVE)


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "label"), [(name, label) for name, labels in ROUTES.items() for label in labels])
def test_a_route_answers_as_it_says_hundreds_of_times(behind: Behind, name: str, label: str) -> None:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        ask(behind, name, label, MANY, mode)


@pytest.mark.parametrize("path", ["/health", "/metrics", "/text/{clinic}", "/fhir/", "/cds-services", "/api/"])
def test_whatever_is_sent_nothing_fails(cast: Cast, path: str) -> None:
    """Any method, query, header and body, the signature of a text gateway among them."""
    clinic = str(cast.nurse.clinic.pk)
    clinics = st.sampled_from([clinic, str(uuid4()), "x", "00000000-0000-0000-0000-000000000000"])
    texts = st.fixed_dictionaries({"from": st.text(max_size=20), "text": st.text(max_size=40)}, optional={"id": st.text(max_size=90)})
    bodies = st.binary(max_size=60) | (texts | st.recursive(st.none() | st.text(), st.lists, max_leaves=5)).map(
        lambda one: json.dumps(one).encode()
    )
    known = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
    inside = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\x00"), max_size=20)
    names = st.sampled_from(["X-Forwarded-For", "Authorization", "Origin", "Accept", "Content-Length", "Cookie", HEADER])

    @quietly(60)
    @given(known, clinics, st.text(max_size=20), bodies, st.dictionaries(names, inside, max_size=2), st.booleans())
    def one(method: str, which: str, query: str, body: bytes, headers: dict[str, str], signed: bool) -> None:
        cache.clear()
        if signed:
            headers = {**headers, HEADER: sign(secret_for(f"text:{which}"), body, int(time.time()))}
        where = path.replace("{clinic}", which)
        answer = Client(raise_request_exception=False, headers=headers).generic(method, where, body, "application/json", QUERY_STRING=query)
        assert answer.status_code < 500, (method, where, answer.status_code)

    one()
