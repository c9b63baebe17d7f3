"""CDS Hooks: a clinician's system sends a filled-in questionnaire, and gets how urgent it is. Nothing is kept."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from balm import Pathway, assess
from balm.clinic.actions import readers
from balm.clinic.record import said
from balm.summary.fhir import bundle
from balm.summary.told import Choice, private_parts, tell
from tests.clinic.conftest import Cast

FIELDS = {"hook": "patient-view", "hookInstance": str(uuid4())}
QUESTIONNAIRE = "urn:balm:after-a-miscarriage:questionnaire"


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def token(cast: Cast) -> str:
    return readers.add_reader(clinic=cast.nurse.clinic, name="ehr", scope=["level"], by="adam")[1]


def response(pathway: Pathway, case: dict[str, Any]) -> dict[str, Any]:
    """The case as another system would hold it: a response to our Questionnaire."""
    made = bundle(said(), tell(pathway, case, Choice(put_in=frozenset(private_parts(pathway))), "2026-11-23T09:00+00:00"))
    return next(one["resource"] for one in made["entry"] if one["resource"]["resourceType"] == "QuestionnaireResponse")


def post(token: str, status: int = 200, **given: Any) -> Any:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    answer = client.post("/cds-services/balm-level", json.dumps({**FIELDS, "context": {}, **given}), "application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def cards(token: str, given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = post(token, prefetch={"response": given})["cards"]
    for card in found:
        assert len(card["summary"]) < 140
        assert card["indicator"] in ("info", "warning", "critical")
        assert card["uuid"]
        assert "No clinician has reviewed" in card["detail"]
        assert "no clinician has reviewed" in card["source"]["label"]
    return found


def test_discovery_says_what_to_prefetch(db: None) -> None:
    (service,) = Client().get("/cds-services").json()["services"]
    assert (service["id"], service["hook"]) == ("balm-level", "patient-view")
    assert service["prefetch"]["response"].startswith(
        "QuestionnaireResponse?subject=Patient/{{context.patientId}}&questionnaire=" + QUESTIONNAIRE
    )


@pytest.mark.parametrize(
    ("answers", "indicator", "words"),
    [
        ({"coughing_blood": True}, "critical", "Call for an ambulance now"),
        ({"temperature_c": 38.6, "back_pain": 5}, "critical", "Get help now"),
        ({"temperature_c": 37.9}, "warning", "today"),
        ({"back_pain": 2}, "info", "look after this at home"),
    ],
)
def test_the_level_is_what_balm_says_with_reasons_and_sources(
    token: str, pathway: Pathway, answers: dict[str, Any], indicator: str, words: str
) -> None:
    clear = {name: one.clear for name, one in pathway.findings.items() if one.clear is not None}
    case: Any = {"country": "GB", "answers": {**clear, **answers}}
    result = assess(pathway, case)
    level, *rest = cards(token, response(pathway, case))
    assert pathway.words[f"level.{result['urgency']}"] in level["summary"]
    assert words in level["summary"]
    assert level["indicator"] == indicator
    for reason in result["reasons"]:
        assert reason["because"] in level["detail"]
        assert reason["rule"] in level["detail"]
    urls = {pathway.sources[one].url for reason in result["reasons"] for one in reason["sources"] if pathway.sources[one].seen != "memory"}
    assert {link["url"] for link in level.get("links", [])} == urls - {""}
    assert len(rest) == (not result["settled"] and result["urgency"] != "emergency")


def test_while_an_emergency_stands_there_is_nothing_but_getting_help(token: str, pathway: Pathway) -> None:
    (only,) = cards(token, response(pathway, {"country": "GB", "answers": {"coughing_blood": True, "back_pain": 3}}))
    assert only["indicator"] == "critical"
    assert "999" in only["detail"]
    for item in pathway.care.values():
        assert item.title not in only["detail"]


def test_what_is_not_answered_is_said_and_is_never_a_no(token: str, pathway: Pathway) -> None:
    level, open_ = cards(token, response(pathway, {"answers": {"back_pain": 2}}))
    assert "cannot say yet" in level["summary"]
    assert level["indicator"] == open_["indicator"] == "warning"
    many = len(assess(pathway, {"answers": {"back_pain": 2}})["ask_next"])
    assert f"{many} questions are open. It could still be: call for an ambulance now" in open_["summary"]
    assert "None of it was taken as a no" in open_["detail"]
    assert "look after this at home" not in json.dumps([level, open_])
    unsure, _ = cards(token, response(pathway, {"answers": {"back_pain": 2, "saddle_numbness": "not_sure"}}))
    assert unsure["indicator"] == "critical"
    assert "not sure" in unsure["detail"]


def test_what_cannot_be_read_counts_as_not_answered_and_is_named_by_its_place(token: str, pathway: Pathway) -> None:
    given = response(pathway, {"answers": {"back_pain": 2}})
    given["item"].append({"linkId": "temperature_c", "answer": [{"valueString": "<b>warm</b>"}]})
    given["item"].append({"linkId": "<script>", "answer": [{"valueString": "x"}]})
    level, _ = cards(token, given)
    assert "counts as not answered: temperature_c, script" in level["detail"]
    assert "<" not in level["detail"]


def test_an_entry_of_the_diary_a_bundle_and_the_context_are_read_too(token: str, pathway: Pathway) -> None:
    diary = {"entries": [{"at": "2026-11-22T09:00+00:00", "answers": {"coughing_blood": True}}], "country": "GB"}
    made = bundle(said(), tell(pathway, diary, Choice(), "2026-11-22T09:00+00:00"))
    assert "Call for an ambulance now" in cards(token, made)[0]["summary"]
    entry = [one["resource"] for one in made["entry"] if one["resource"]["resourceType"] == "QuestionnaireResponse"][1]
    for given in ({"prefetch": {"other": entry}}, {"context": {"patientId": "1", "response": entry}, "prefetch": None}):
        assert "Call for an ambulance now" in post(token, **given)["cards"][0]["summary"]
    calm = response(pathway, {"answers": {"back_pain": 1}})
    both = {"resourceType": "Bundle", "entry": [{"resource": calm}, {"resource": entry}]}
    assert "Call for an ambulance now" in cards(token, both)[0]["summary"], "of two, the more urgent one stands"


def test_without_a_response_of_ours_there_is_no_card(token: str, pathway: Pathway) -> None:
    assert cards(token, {"resourceType": "Bundle", "type": "searchset"}) == []
    other = {**response(pathway, {"answers": {"coughing_blood": True}}), "questionnaire": "http://example.org/another|1"}
    assert cards(token, other) == []
    for given in ({}, {"prefetch": None}, {"prefetch": {"response": None}}, {"prefetch": {"response": {"resourceType": "Patient"}}}):
        assert "prefetch" in post(token, 412, **given)["problem"]


def test_nothing_is_kept_and_nothing_logged(
    token: str, pathway: Pathway, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def rows() -> dict[str, Any]:
        models = [one for one in apps.get_models() if one._meta.label != "clinic.Reader"]
        return {one._meta.label: one._default_manager.count() for one in models}

    before = rows()
    case = {"answers": {"coughing_blood": True}}
    post(token, context={"patientId": "SECRET-ID", "userId": "Practitioner/SECRET"}, prefetch={"r": response(pathway, case)})
    assert rows() == before
    written = "".join(capfd.readouterr()) + caplog.text
    assert "SECRET" not in written
    assert "coughing" not in written


def test_only_a_token_for_levels_may_ask(token: str, cast: Cast) -> None:
    record = readers.add_reader(clinic=cast.nurse.clinic, name="record", scope=["record"], by="adam")[1]
    assert post(record, 403)["problem"]
    for wrong in ("made up", cast.key, ""):
        assert post(wrong, 401)["problem"]
    assert Client().post("/cds-services/other", "{}", "application/json").status_code == 404


@pytest.mark.parametrize("body", ["", "[]", "null", "{", '{"hook": 1}', '{"hook": "patient-view", "context": {}}', "[" * 20_000])
def test_what_is_no_request_is_refused(token: str, body: str) -> None:
    answer = Client(headers={"Authorization": f"Bearer {token}"}).post("/cds-services/balm-level", body, "application/json")
    assert answer.status_code in (400, 422)
    assert answer.json()["problem"]


def test_what_is_nested_without_an_end_is_refused(token: str) -> None:
    deep = '{"item":[' * 9_000 + "]}" * 9_000
    body = f'{{"hook": "h", "hookInstance": "i", "context": {{"r": {{"resourceType": "QuestionnaireResponse", "item": [{deep}]}}}}}}'
    answer = Client(headers={"Authorization": f"Bearer {token}"}).post("/cds-services/balm-level", body, "application/json")
    assert answer.status_code in (200, 400, 422)


def test_a_page_of_another_origin_reads_it_only_where_that_is_set(token: str, settings: Any) -> None:
    ask = {"Origin": "https://ehr.example", "Access-Control-Request-Method": "POST"}
    assert "Access-Control-Allow-Origin" not in Client(headers=ask).options("/cds-services/balm-level").headers
    settings.BALM_CDS_ORIGINS = ["https://ehr.example"]
    allowed = Client(headers=ask).options("/cds-services/balm-level")
    assert (allowed.status_code, allowed["Access-Control-Allow-Origin"]) == (204, "https://ehr.example")
    assert "authorization" in allowed["Access-Control-Allow-Headers"]
    assert Client(headers=ask).get("/cds-services")["Access-Control-Allow-Origin"] == "https://ehr.example"
    for path, origin in (
        ("/cds-services", "https://other.example"),
        ("/api/me", "https://ehr.example"),
        ("/fhir/metadata", "https://ehr.example"),
    ):
        assert "Access-Control-Allow-Origin" not in Client(headers={"Origin": origin}).get(path).headers
