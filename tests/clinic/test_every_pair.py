"""Every route for every person, about every patient. A route that is not in ROUTES fails here by name: add a line for it.

A line says who is let in (`by`), what they get for each method (`gets`), and what the others get (`others`). Where the route names a
patient or an alert, those who are let in get a 404 for whatever is not of their clinic, the same for another clinic's, an unknown and an
erased one, to the byte. No answer is ever 500, nothing that is refused changes anything, and no unsafe method passes without its token.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests.clinic.conftest import Cast
from tests.clinic.people import Everybody, Thing, digest, seen, with_both_factors

EVERYBODY = frozenset(
    {
        "nobody",
        "patient",
        "stopped patient",
        "patient with a revoked key",
        "nurse with a password alone",
        "user without a clinic",
        "superuser",
        "nurse",
        "colleague",
        "administrator",
        "nurse elsewhere",
        "administrator elsewhere",
        "reader",
        "reader elsewhere",
        "reader who was revoked",
    }
)
HERE = frozenset({"nurse", "colleague", "administrator"})
ELSEWHERE = frozenset({"nurse elsewhere", "administrator elsewhere"})
STAFF = HERE | ELSEWHERE
READERS = frozenset({"reader", "reader elsewhere"})
ADMINISTRATORS = frozenset({"administrator", "administrator elsewhere"})
BOTH_FACTORS = STAFF | {"superuser", "user without a clinic"}
SOME = frozenset({"nobody", "patient", "nurse with a password alone", "nurse", "superuser", "reader"})
"""Who tries the methods that a route does not have."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def to_log_in(who: str) -> tuple[int, str]:
    """What the staff's pages answer to whoever is not let in: the status, and where it sends them."""
    if who == "nurse with a password alone":
        return 302, "/second"
    return (404, "") if who in BOTH_FACTORS else (302, "/login")


def administrators_alone(who: str) -> tuple[int, str]:
    return (403, "") if who in STAFF else to_log_in(who)


def the_second_factor(who: str) -> tuple[int, str]:
    return (200, "") if who == "nurse with a password alone" else to_log_in(who)


def no_key(who: str) -> tuple[int, str]:
    return 401, ""


def to_the_admin(who: str) -> tuple[int, str]:
    return 302, "/admin/login"


@dataclass(frozen=True)
class Row:
    """`gets`: the status by method for those who are let in; any other method is refused to everybody. `body`: what is sent with it."""

    by: frozenset[str]
    gets: dict[str, int]
    others: Callable[[str], tuple[int, str]] = to_log_in
    about_one: bool = False
    """Whether nurses of the clinic, who are let in, get a 403 all the same."""
    body: Callable[[], dict[str, Any]] = field(default=dict)
    json: bool = False
    csrf: bool = True


def entry() -> dict[str, Any]:
    return {"id": str(uuid4()), "entry": {"at": timezone.now().isoformat(timespec="minutes"), "answers": {"back_pain": 2}}}


def of_one(**gets: int) -> Row:
    """A page of the staff about one patient."""
    return Row(STAFF, gets, about_one=True, body=lambda: {"kind": "called", "rule": "E1"})


def of_hers(body: Callable[[], dict[str, Any]] = dict, **gets: int) -> Row:
    """What her phone asks for with its key."""
    return Row(frozenset({"patient"}), gets, others=no_key, body=body, json=True, csrf=False)


def of_a_reader(about_one: bool = False, body: Callable[[], dict[str, Any]] = dict, **gets: int) -> Row:
    """What another system of the clinic asks for with its token."""
    return Row(READERS, gets, others=no_key, about_one=about_one, body=body, json=True, csrf=False)


def of_anybody(body: Callable[[], dict[str, Any]] = dict, *, csrf: bool = True, json: bool = False, **gets: int) -> Row:
    return Row(EVERYBODY, gets, body=body, csrf=csrf, json=json)


def of_anybody_always(status: int, *, csrf: bool = True) -> Row:
    """Whatever the method."""
    return Row(EVERYBODY, dict.fromkeys(METHODS, status), csrf=csrf)


def token() -> dict[str, Any]:
    return {"token": "made up"}


def hook() -> dict[str, Any]:
    return {"hook": "patient-view", "hookInstance": "1", "context": {}}


def number() -> dict[str, Any]:
    return {"number": "+447700900123"}


def wrong_password() -> dict[str, Any]:
    return {"username": "nora", "password": "wrong"}


ROUTES: dict[str, Row] = {
    "": Row(STAFF, {"GET": 200}),
    "login": of_anybody(wrong_password, GET=200, POST=200, PUT=200),
    "oidc/login": of_anybody(GET=404),  # where no provider is set
    "oidc/callback": of_anybody(GET=404),
    "logout": of_anybody(POST=302),
    "second": Row(BOTH_FACTORS, dict.fromkeys(METHODS, 302), others=the_second_factor),
    "again": Row(BOTH_FACTORS, {"GET": 200, "POST": 200}, body=wrong_password),
    "password": Row(BOTH_FACTORS, {"GET": 200, "POST": 200}, body=wrong_password),
    "begin/<str:uidb64>/<str:token>": of_anybody_always(200),
    "routes": Row(ADMINISTRATORS, {"GET": 200, "POST": 404}, others=administrators_alone),
    "people": Row(ADMINISTRATORS, {"GET": 200, "POST": 404}, others=administrators_alone),
    "clinics": Row(BOTH_FACTORS, dict.fromkeys(METHODS, 200) | {"POST": 404}),
    "worklist/changes": Row(STAFF, {"GET": 200}),
    "changes": Row(STAFF, {"GET": 200}),
    "alerts/<int:number>/acknowledge": of_one(POST=302),
    "patients/<str:code>/": of_one(GET=200),
    "patients/<str:code>/about": of_one(GET=200, POST=302),
    "patients/<str:code>/chart.svg": of_one(GET=200),
    "patients/<str:code>/contact": of_one(POST=302),
    "patients/<str:code>/hear": of_one(POST=302),
    "patients/<str:code>/looking": of_one(POST=200),
    "patients/<str:code>/invite": of_one(POST=200),
    "patients/<str:code>/close": of_one(POST=302),
    "patients/<str:code>/shut-out": of_one(POST=302),
    "erased/<str:code>/seen": Row(STAFF, {"POST": 404}),  # of somebody who was not
    "patients/<str:code>/text": Row(ADMINISTRATORS, {"POST": 302}, others=administrators_alone, about_one=True, body=number),
    "invite": Row(STAFF, {"GET": 200, "POST": 200}),
    "round": Row(STAFF, {"GET": 200}),
    "round/begin": Row(STAFF, {"POST": 302}),
    "round/<str:code>/skip": of_one(POST=302),
    "api/openapi.json": of_anybody_always(200, csrf=False),
    "api/docs": of_anybody_always(200, csrf=False),
    "api/": of_anybody_always(404, csrf=False),
    "api/invitation": of_anybody(GET=422, csrf=False),
    "api/consent": of_anybody(token, POST=401, csrf=False, json=True),
    "api/check-ins": of_hers(entry, POST=200),
    "api/me": of_hers(GET=200),
    "api/stop": of_hers(POST=200),
    "api/erase": of_hers(POST=200),
    "fhir/": of_anybody_always(404, csrf=False),
    "fhir/docs": of_anybody_always(200, csrf=False),
    "fhir/openapi.json": of_anybody_always(200, csrf=False),
    "fhir/metadata": of_anybody(GET=200, csrf=False),
    "fhir/Patient": of_a_reader(GET=400),
    "fhir/Patient/<id_>": of_a_reader(True, GET=200),
    "fhir/Patient/<id_>/$everything": of_a_reader(True, GET=200),
    "fhir/<kind>": of_a_reader(GET=400),
    "fhir/<kind>/<id_>": of_a_reader(True, GET=200),
    "fhir/$export": of_a_reader(GET=400),
    "fhir/export/<id_>": of_a_reader(GET=404, DELETE=404),
    "fhir/export/<id_>/<kind>.ndjson": of_a_reader(GET=404),
    "cds-services": of_anybody(GET=200, csrf=False),
    "cds-services/balm-level": of_a_reader(body=hook, POST=412),
    "cds-services/docs": of_anybody_always(200, csrf=False),
    "cds-services/openapi.json": of_anybody_always(200, csrf=False),
    "health": of_anybody(GET=200),
    "metrics": of_anybody(GET=200),
    "text/<uuid:clinic>": of_anybody(POST=401, csrf=False, json=True),
}
CSRF_FIRST = 403
"""Not a 405: Django looks for the token before the view says which methods it has."""


def routes(patterns: list[Any] | None = None, before: str = "") -> Iterator[str]:
    """Every route of the service, as urls.py writes it; the admin's under "admin/"."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern)


ADMIN = sorted(one for one in routes() if one.startswith("admin/"))
SAMPLES = {
    "uuidstr:id_": "00000000-0000-4000-8000-000000000000",
    "kind": "QuestionnaireResponse",
    "str:uidb64": "MQ",
    "str:token": "made-up",
    "uuid:clinic": "00000000-0000-4000-8000-000000000000",
}


def path_of(route: str, thing: Thing) -> str:
    """An address of the route."""
    id_ = thing.response if "<kind>" in route else thing.id
    named = {**SAMPLES, "str:code": thing.code, "int:number": str(thing.alert), "id_": id_}
    path = re.sub(r"<([^>]+)>", lambda found: named[found[1]], route)
    return "/" + path


def ask(client: Client, method: str, path: str, row: Row, *, keep: bool) -> Any:
    """The answer. Unless what came of it is to be kept, nothing has happened afterwards."""
    cache.clear()
    kind = {"content_type": "application/json"} if row.json or method in ("PUT", "PATCH", "DELETE") else {}
    with transaction.atomic():
        answer = getattr(client, method.lower())(path, row.body() if method != "GET" else {}, **kind)
        transaction.set_rollback(not keep)
    return answer


@pytest.fixture
def everybody(cast: Cast) -> Everybody:
    return Everybody(cast)


def test_every_route_is_in_the_table() -> None:
    found = {one for one in routes() if not one.startswith("admin/")}
    assert found - set(ROUTES) == set(), "add a line to ROUTES for these"
    assert set(ROUTES) - found == set(), "these are no more"
    assert len(ADMIN) > 20


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: one or "worklist")
def test_who_gets_what(everybody: Everybody, route: str) -> None:
    row = ROUTES[route]
    things = everybody.things if row.about_one else {"hers": everybody.things["hers"]}
    before = digest()
    for who, client in everybody.people.items():
        own = "theirs" if who.endswith("elsewhere") and row.about_one else "hers"
        for method in METHODS:
            answers = {}
            for name, thing in things.items():
                if method not in row.gets and (name != "hers" or who not in SOME):
                    continue  # a few are enough
                let_in = who in row.by and method in row.gets and name == own
                answer = ask(client, method, path_of(route, thing), row, keep=not let_in)
                answers[name] = (answer, thing)
                said, case = (answer.status_code, answer.headers.get("Location", "")), f"{who}: {method} {route} about {name}: "
                assert answer.status_code < 500, case
                if who not in row.by:
                    status, place = row.others(who)
                    assert said[0] == status or (method not in row.gets and said[0] == 405), case + str(said)
                    assert said[1].startswith(place) if said[0] == status else True, case + str(said)
                elif method not in row.gets:
                    assert said[0] == 405, case + str(said)
                elif name == own:
                    assert said[0] == (row.gets[method] if let_in else 403), case + str(said)
                else:
                    assert said[0] == 404, case + str(said)
            refused = {name: seen(*one) for name, one in answers.items() if name != own or who not in row.by}
            assert len(set(refused.values())) <= 1, f"{who}: {method} {route} can be told apart: {refused}"
        assert digest() == before, f"{who}: something was changed by {route}"


def test_no_unsafe_method_passes_without_its_token(everybody: Everybody) -> None:
    client, before = with_both_factors(everybody.cast.administrator.user, enforce=True), digest()
    for route, row in ROUTES.items():
        if row.csrf:
            path = path_of(route, everybody.things["hers"])
            for method in METHODS[1:]:
                answer = ask(client, method, path, row, keep=True)
                assert answer.status_code == CSRF_FIRST, (method, route, answer.status_code)
            elsewhere = client.post(path, row.body(), headers={"Origin": "https://evil.example"})
            assert elsewhere.status_code == CSRF_FIRST, route
            assert digest() == before, route


def test_a_search_finds_another_clinics_patient_as_little_as_nobody(everybody: Everybody) -> None:
    for who, own in (("reader", "hers"), ("reader elsewhere", "theirs")):
        for path in ("Patient?identifier={0.code}", "Patient?_id={0.id}", "Observation?patient={0.id}", "RiskAssessment?patient={0.id}"):
            said = {name: seen(everybody.people[who].get("/fhir/" + path.format(one)), one) for name, one in everybody.things.items()}
            assert len({one for name, one in said.items() if name != own}) == 1, (who, path, said)
            assert said[own] != said["unknown"]
    nurse = everybody.people["nurse"]
    said = {name: seen(nurse.get(f"/?code={one.code}"), one) for name, one in everybody.things.items()}
    assert said["theirs"] == said["unknown"] == said["erased"] != said["hers"]


def filled(route: str, everybody: Everybody) -> str:
    """An address of an admin's route; what is no pattern of `path` is a regular expression."""
    user = everybody.cast.nurse.user.pk
    path = re.sub(r"<path:object_id>|<path:content_type_id>|<id>", str(user), route)
    path = re.sub(r"\(\?P<url>[^)]*\)\$?", "nothing-here", path).replace("(?P<app_label>auth|clinic|otp_totp)", "clinic")
    path = re.sub(r"\(\?P<app_label>([a-z_]+)[^)]*\)", r"\1", path)
    return "/" + re.sub(r"[\^$]|\\Z", "", path)


def test_the_admin_is_for_superusers_alone(everybody: Everybody) -> None:
    before = digest()
    for route in ADMIN:
        path = filled(route, everybody)
        assert not set("<>()") & set(path), path
        for who, client in everybody.people.items():
            for method in ("GET", "POST"):
                answer = ask(client, method, path, Row(frozenset(), {}), keep=who != "superuser")
                case = f"{who}: {method} {path}: {answer.status_code}"
                assert answer.status_code < 500, case
                if who != "superuser" and answer.status_code != 405:
                    place = answer.headers.get("Location", "")
                    assert answer.status_code == 302, case
                    assert not place.startswith("/admin/") or place.startswith("/admin/login") or "logout" in path, case
        assert digest() == before, route
