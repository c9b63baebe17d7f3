"""Her side: what her phone asks of the service, what it gets, and what is refused."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone

from balm.clinic import actions
from balm.clinic.api.limits import FAILED_PER_ADDRESS, LONGEST, PER_KEY
from balm.clinic.models import Alert, Attention, CheckIn, Invitation, Kind, Patient
from tests.clinic.conftest import Cast


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


def entry(**answers: Any) -> dict[str, Any]:
    return {"at": timezone.now().isoformat(timespec="minutes"), "answers": answers}


def ask(path: str, key: str | None = None, body: Any = None, **headers: str) -> Any:
    """The answer to her phone: GET, or POST where there is a body."""
    client = Client(headers={**({"Authorization": f"Bearer {key}"} if key else {}), **headers})
    return client.get(f"/api/{path}") if body is None else client.post(f"/api/{path}", json.dumps(body), "application/json")


def test_from_the_invitation_to_the_check_in(cast: Cast) -> None:
    invited = actions.invite(by=cast.nurse, date_of_loss=timezone.now().date() - timedelta(days=5), management="natural")
    for _ in range(2):
        seen = ask("invitation", None, None, **{"X-Invitation": invited.token})
        assert (seen.status_code, seen.json()["clinic"]) == (200, "First"), "looking does not use it up"
    given = ask("consent", None, {"token": invited.token})
    assert given.json()["check_in_hours"] == 24
    key, made_as = given.json()["key"], str(uuid4())
    sent = [ask("check-ins", key, {"id": made_as, "entry": entry(temperature_c=38.6)}) for _ in range(3)]
    assert sent[0].json()["urgency"] == "urgent"
    assert {one.content for one in sent} == {sent[0].content}
    assert (CheckIn.objects.count(), Alert.objects.count()) == (1, 1)
    me = ask("me", key).json()
    assert (me["code"], me["received"]) == (invited.patient.code, 1)
    assert sent[0].cookies.output() == ""


def test_every_key_and_token_that_opens_nothing_is_refused_alike(cast: Cast) -> None:
    used, late = actions.invite(by=cast.nurse), actions.invite(by=cast.nurse, now=timezone.now() - timedelta(days=15))
    stopped, stopped_key = actions.consent(token=used.token)
    actions.stop(patient=stopped, who="patient")
    said = [ask("me", key) for key in (None, "", "made up", stopped_key, cast.key[:-1], used.token)]
    said += [ask("consent", None, {"token": token}) for token in (used.token, late.token, "made up")]
    said += [ask("invitation", None, None, **{"X-Invitation": token}) for token in (used.token, late.token, "made up")]
    said += [ask(path, stopped_key, {}) for path in ("stop", "erase")]
    said.append(ask("check-ins", stopped_key, {"id": str(uuid4()), "entry": entry(back_pain=2)}))
    assert {(one.status_code, one.content) for one in said} == {(401, said[0].content)}
    assert Patient.objects.filter(pk=stopped.pk).exists()


def test_staff_have_no_way_in_by_their_login(cast: Cast) -> None:
    for member in (cast.nurse, cast.colleague, cast.stranger, cast.administrator):
        client = Client()
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/api/me").status_code == 401


def test_one_patient_never_reaches_another(cast: Cast) -> None:
    _, other = actions.consent(token=actions.invite(by=cast.stranger).token)
    made_as = str(uuid4())
    ask("check-ins", cast.key, {"id": made_as, "entry": entry(back_pain=7)})
    taken = ask("check-ins", other, {"id": made_as, "entry": entry(back_pain=1)})
    assert taken.status_code == 422
    assert "back_pain" not in taken.content.decode()
    assert ask("me", other).json()["received"] == 0
    assert ask("erase", other, {}).json() == {"done": True}
    assert ask("me", cast.key).json()["received"] == 1


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"id": "7", "entry": {}}, "id"),
        ({"id": str(uuid4())}, "entry"),
        ({"id": str(uuid4()), "entry": []}, "entry"),
        ({"id": str(uuid4()), "entry": {"answers": {}}}, "entry.at"),
        ({"id": str(uuid4()), "entry": entry(temperature_c=98.6)}, "entry.answers.temperature_c"),
        ({"id": str(uuid4()), "entry": entry(back_pain="bad")}, "entry.answers.back_pain"),
        ({"id": str(uuid4()), "entry": entry(back_pain=2) | {"mine": float("nan")}}, "entry"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(cast: Cast, body: Any, at: str) -> None:
    refused = ask("check-ins", cast.key, body)
    assert refused.status_code == 422, refused.content
    assert [one["at"] for one in refused.json()["errors"]] == [at]
    assert CheckIn.objects.count() == 0


@pytest.mark.parametrize("odd", ["a\x00b", "\ud800", "\udc00\ud83d", "\\u0000"])
def test_half_a_character_throws_no_check_in_away(cast: Cast, odd: str) -> None:
    said = entry(fainted=True) | {"notes": odd, "mine": {odd: [odd]}}
    assert ask("check-ins", cast.key, {"id": str(uuid4()), "entry": said}).json()["urgency"] == "emergency"
    kept = CheckIn.objects.get().entry
    plain = odd if odd == "\\u0000" else "".join("\ufffd" if one in "\0\ud800\udc00\ud83d" else one for one in odd)
    assert (kept["notes"], kept["mine"]) == (plain, {plain: [plain]})
    raw = json.dumps({"token": odd}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert Client().post("/api/consent", raw, "application/json").status_code == 401, "unescaped too"


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"id": ', "[" * 20_000 + "]" * 20_000, "\udcff"])
def test_what_is_no_json_is_refused(cast: Cast, body: str) -> None:
    raw = body.encode("utf-8", "surrogateescape")
    answer = Client(headers={"Authorization": f"Bearer {cast.key}"}).post("/api/check-ins", raw, "application/json")
    assert answer.status_code in (400, 422)
    assert CheckIn.objects.count() == 0


def test_a_deep_entry_is_refused(cast: Cast) -> None:
    deep = '{"a":' * 9_000 + "1" + "}" * 9_000
    raw = f'{{"id": "{uuid4()}", "entry": {{"at": "{timezone.now().isoformat(timespec="minutes")}", "answers": {{}}, "mine": {deep}}}}}'
    answer = Client(headers={"Authorization": f"Bearer {cast.key}"}).post("/api/check-ins", raw, "application/json")
    assert answer.status_code in (400, 422)


def test_there_is_a_limit_to_one_request_and_to_one_minute(cast: Cast) -> None:
    long = entry(back_pain=2) | {"notes": "x" * LONGEST}
    assert ask("check-ins", cast.key, {"id": str(uuid4()), "entry": long}).status_code == 413
    assert ask("consent", None, {"token": "x" * LONGEST}).status_code == 413
    cache.clear()
    said = [ask("me", cast.key).status_code for _ in range(PER_KEY + 1)]
    assert said == [200] * PER_KEY + [429]
    guessed = [ask("me", "made up").status_code for _ in range(FAILED_PER_ADDRESS + 1)]
    assert guessed == [401] * FAILED_PER_ADDRESS + [429]
    _, other = actions.consent(token=actions.invite(by=cast.nurse).token)
    assert ask("me", other).status_code == 200, "who guesses shuts nobody else out"


def test_she_stops_and_she_is_erased(cast: Cast) -> None:
    ask("check-ins", cast.key, {"id": str(uuid4()), "entry": entry(back_pain=2)})
    _, other = actions.consent(token=actions.invite(by=cast.nurse).token)
    assert ask("stop", other, {}).json() == {"done": True}
    assert ask("me", other).status_code == 401
    assert ask("erase", cast.key, {}).json() == {"done": True}
    assert (CheckIn.objects.count(), Patient.objects.filter(pk=cast.patient.pk).count()) == (0, 0)
    assert ask("me", cast.key).status_code == 401


def test_only_a_named_origin_may_read(cast: Cast, settings: Any) -> None:
    origin = {"Origin": "https://balm.example"}
    assert "Access-Control-Allow-Origin" not in ask("me", cast.key, None, **origin).headers
    settings.BALM_COMPANION = ["https://balm.example"]
    answer = ask("me", cast.key, None, **origin)
    assert (answer.headers["Access-Control-Allow-Origin"], answer.headers["Vary"]) == ("https://balm.example", "Origin")
    assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = Client().options("/api/check-ins", headers={**origin, "Access-Control-Request-Method": "POST"})
    assert (asked.status_code, "authorization" in asked.headers["Access-Control-Allow-Headers"]) == (204, True)
    assert "Access-Control-Allow-Origin" not in ask("me", cast.key, None, Origin="https://evil.example").headers
    assert "Access-Control-Allow-Origin" not in Client().get("/health", headers=origin).headers


def test_who_keeps_something_to_herself_is_not_called_every_day_for_it(cast: Cast, pathway: Any) -> None:
    from tests.companion.visit import well

    private = {name for part in pathway.summary.private.values() for name in part.findings}
    said = {name: value for name, value in well(pathway, days_since_loss=9).items() if name not in private}
    open_ = ask("check-ins", cast.key, {"id": str(uuid4()), "entry": entry(**said)}).json()
    assert (open_["settled"], Patient.objects.get(pk=cast.patient.pk).attention) == (False, Attention.TODAY)
    actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.CALLED)
    kept = entry(**said) | {"withheld": list(pathway.summary.private)}
    answer = ask("check-ins", cast.key, {"id": str(uuid4()), "entry": kept}).json()
    assert (answer["settled"], answer["urgency"]) == (False, None), "what is not known is not said to be well"
    assert Patient.objects.get(pk=cast.patient.pk).attention == Attention.NONE


def test_every_route_is_on_the_page_of_the_api(client: Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert set(paths) == {f"/api/{name}" for name in ("invitation", "consent", "check-ins", "me", "stop", "erase")}
    for each in paths.values():
        for told in each.values():
            assert {"200", "401", "413", "422", "429"} <= set(told["responses"])
    assert client.get("/api/docs").status_code == 200


def test_two_at_once_are_one(transactional_db: None) -> None:
    """The same check-in from four tabs at the same moment, and one invitation opened by four."""
    cast = Cast()
    made_as, invited = str(uuid4()), actions.invite(by=cast.nurse)
    body = {"id": made_as, "entry": entry(temperature_c=39.0)}
    both = threading.Barrier(8)
    said: list[tuple[str, int, bytes]] = []

    def at_once(path: str, key: str | None, what: Any) -> None:
        both.wait()
        answer = ask(path, key, what)
        said.append((path, answer.status_code, answer.content))
        connections.close_all()

    jobs = [threading.Thread(target=at_once, args=("check-ins", cast.key, body)) for _ in range(4)]
    jobs += [threading.Thread(target=at_once, args=("consent", None, {"token": invited.token})) for _ in range(4)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    sent = {one for one in said if one[0] == "check-ins"}
    assert {status for _, status, _ in sent} == {200}
    assert len(sent) == 1, "the same answer to each"
    assert sorted(status for path, status, _ in said if path == "consent") == [200, 401, 401, 401]
    assert (CheckIn.objects.count(), Alert.objects.count()) == (1, 1)
    assert Invitation.objects.get(patient=invited.patient).used_at is not None
