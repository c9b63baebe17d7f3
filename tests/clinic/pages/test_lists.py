"""Who is on the list: by clinic, by filter, by code, by invitation; what is heard of rings again when worse; and what a page costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from balm.clinic import actions
from balm.clinic.models import Clinic, Invitation, Member, Patient
from balm.clinic.views import worklist
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import check_in, log_in, somebody


def rows(client: Client, query: str = "") -> set[str]:
    """The codes on the list."""
    response = client.get(f"/{query}")
    assert response.status_code == 200
    return {row.patient.code for row in response.context["rows"]}


def test_who_works_at_two_clinics_chooses_and_sees_the_one_alone(cast: Cast) -> None:
    theirs = somebody(cast.stranger, days_ago=1)
    Member.objects.create(user=cast.nurse.user, clinic=cast.stranger.clinic)
    client = log_in(cast.nurse)
    assert client.get("/").headers["Location"].startswith("/clinics")
    page = client.get("/clinics").content.decode()
    assert ">First</button>" in page
    assert ">Other</button>" in page
    for member, seen, unseen in ((cast.stranger, theirs, cast.patient), (cast.administrator, cast.patient, theirs)):
        assert client.post("/clinics", {"clinic": str(member.clinic.pk)}).headers["Location"] == "/"
        assert rows(client) == {seen.code}
        assert client.get(f"/patients/{seen.code}/").status_code == 200
        assert client.get(f"/patients/{unseen.code}/").status_code == 404
    assert client.post("/clinics", {"clinic": "nothing"}).status_code == 404
    Member.objects.filter(user=cast.nurse.user, clinic=cast.nurse.clinic).delete()
    assert rows(client) == {theirs.code}, "whoever left the clinic that was chosen is at the one that is left"


def test_each_filter_shows_those_it_names_and_counts_them(cast: Cast, nurse: Client) -> None:
    lost = timezone.localdate() - timedelta(days=20)
    urgent, late, slow = cast.patient, somebody(cast.nurse, days_ago=3), somebody(cast.nurse, days_ago=20, date_of_loss=lost)
    invited = somebody(cast.nurse, agreed=False)
    check_in(urgent, foul_discharge=True)
    for day in range(12, -1, -1):
        check_in(slow, day * 1440, back_pain=5, bleeding="light")
    assert Patient.objects.get(pk=slow.pk).not_improving
    shown = {which: rows(nurse, f"?show={which}") for which in ("all", "call", "overdue", "unimproved")}
    assert shown["all"] == {one.code for one in (urgent, late, slow, invited)}
    assert urgent.code in shown["call"]
    assert {late.code, invited.code} & shown["call"] == set()
    assert shown["overdue"] == {late.code}
    assert shown["unimproved"] == {slow.code}
    first, more = check_in(slow, fainted=True), check_in(urgent, fainted=True)
    alerts = nurse.get("/").context["alerts"]
    assert [one["code"] for one in alerts if one["tone"] == "emergency"] == [slow.code, urgent.code], "who has waited longest comes first"
    assert first.received_at < more.received_at
    Patient.objects.filter(pk=urgent.pk).update(due_at=timezone.now() - timedelta(hours=1))  # who waits may be overdue as well
    shown = {which: rows(nurse, f"?show={which}") for which in shown}
    assert shown["overdue"] == {late.code, urgent.code}
    counted = {name: count for name, _, count in nurse.get("/").context["filters"]}
    assert counted == {"all": "", **{which: str(len(shown[which])) for which in ("call", "overdue", "unimproved")}}
    assert nurse.get("/?show=else").status_code == 404
    assert nurse.get("/?after=1~x").status_code == 404


@pytest.mark.parametrize("at", ["page", "rows", "counts"])
def test_a_check_in_that_comes_while_the_list_is_made_is_drawn_with_the_next_question(
    cast: Cast, nurse: Client, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    made = getattr(worklist, at)
    came: list[Any] = []

    def then_one_comes(*given: Any) -> Any:
        answer = made(*given)
        came.append(came or check_in(cast.patient, fainted=True))
        return answer

    monkeypatch.setattr(worklist, at, then_one_comes)
    shown = nurse.get("/").context["mark"]
    assert came
    assert shown != nurse.get("/worklist/changes").json()["mark"]


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_is_found_however_it_is_typed(cast: Cast, nurse: Client, typed: Any) -> None:
    somebody(cast.nurse)
    found = nurse.get("/", {"code": typed(cast.patient.code)})
    assert found.headers["Location"] == f"/patients/{cast.patient.code}/"


def test_the_beginning_of_a_code_shows_all_that_begin_so_and_nobody_of_another_clinic(cast: Cast, nurse: Client) -> None:
    for clinic_of, code in ((cast.nurse, "K7Q-AAAA"), (cast.nurse, "K7Q-BBBB"), (cast.nurse, "K7R-AAAA"), (cast.stranger, "K7Q-CCCC")):
        Patient.objects.filter(pk=somebody(clinic_of).pk).update(code=code)
    assert rows(nurse, "?code=k7q") == {"K7Q-AAAA", "K7Q-BBBB"}
    assert "Nobody has such a code" in nurse.get("/?code=K7Q-CCCC").content.decode()


def test_a_new_invitation_makes_the_one_before_void_and_an_expired_one_says_so(cast: Cast, nurse: Client) -> None:
    old = actions.invite(by=cast.nurse, now=timezone.now() - timedelta(days=15))
    page = nurse.get("/invite").content.decode()
    row = page[page.index(old.patient.code) :]
    assert "<strong>expired</strong>" in row[: row.index("</li>")]
    first = actions.invite_again(by=cast.nurse, patient=old.patient)
    page = nurse.post(f"/patients/{old.patient.code}/invite").content.decode()
    token = page[page.index("/c/#invite=") + len("/c/#invite=") :].split("<")[0].strip()
    for void in (old.token, first.token):
        with pytest.raises(actions.NotValid):
            actions.consent(token=void)
    patient, _ = actions.consent(token=token)
    assert patient.pk == old.patient.pk
    assert Invitation.objects.filter(patient=patient).count() == 3
    assert old.patient.code not in nurse.get("/invite").content.decode()
    check_in(patient, fainted=True)
    assert nurse.post(f"/patients/{patient.code}/invite").status_code == 200, "a lost phone: her record goes on with a new one"
    actions.stop(patient=Patient.objects.get(pk=patient.pk), who="patient")
    assert nurse.post(f"/patients/{patient.code}/invite").status_code == 302
    assert "has stopped taking part" in nurse.get(f"/patients/{patient.code}/").content.decode()


def test_the_paper_names_the_emergency_number_of_the_clinics_country(cast: Cast, nurse: Client) -> None:
    assert "In an emergency, call 999." in nurse.post("/invite").content.decode()
    assert "In an emergency, call 112." in log_in(cast.stranger).post("/invite").content.decode(), "Ireland"
    Clinic.objects.update(country="")
    assert "In an emergency, call your local emergency number." in nurse.post("/invite").content.decode()


def test_what_was_heard_stays_quiet_on_the_open_page_until_it_is_worse_and_then_rings_again(cast: Cast, nurse: Client) -> None:
    told: set[int] = set()

    def fresh() -> int:
        """How many alerts the page is told of that it was not told of before."""
        came = set(nurse.get("/worklist/changes").json()["open"]) - told
        told.update(came)
        return len(came)

    assert fresh() == 0
    check_in(cast.patient, temperature_c=38.2)
    assert fresh() == 1
    code = cast.patient.code
    nurse.post(f"/patients/{code}/hear", {"rule": "U4", "note": "On antibiotics since yesterday."})
    nurse.post(f"/patients/{code}/contact", {"kind": "called"})
    check_in(cast.patient, temperature_c=38.2)
    assert fresh() == 0
    assert Patient.objects.get(pk=cast.patient.pk).urgency == "urgent", "the level stays"
    page = nurse.get(f"/patients/{code}/").content.decode()
    assert "On antibiotics since yesterday." in page
    check_in(cast.patient, temperature_c=39.1)
    assert fresh() == 1
    assert nurse.post(f"/patients/{code}/hear", {"rule": "E7"}).status_code == 302
    assert "no longer has that sign" in nurse.get(f"/patients/{code}/").content.decode()


def test_one_who_sends_much_hides_nobody_and_who_stops_with_an_open_alert_is_there_still(cast: Cast, nurse: Client) -> None:
    for minutes in range(25, 5, -1):
        check_in(cast.patient, minutes, fainted=True)
    other = somebody(cast.nurse)
    check_in(other, fainted=True)
    actions.stop(patient=Patient.objects.get(pk=other.pk), who="patient")
    told = nurse.get("/changes").json()
    assert [one["code"] for one in told["alerts"]] == [cast.patient.code, other.code]
    assert len(told["open"]) == 2
    page = nurse.get(f"/patients/{cast.patient.code}/")
    assert len(page.context["check_ins"]) == 20, "each stands on her page"


PAGES = ["/", "/?show=overdue", "/?show=unimproved", "/worklist/changes", "/changes?of={code}", "/round", "/invite", "/patients/{code}/"]


def test_a_page_asks_the_database_as_often_for_fifty_patients_as_for_five(cast: Cast, nurse: Client) -> None:
    def counted() -> dict[str, int]:
        found = {}
        for path in PAGES:
            nurse.get(path.format(code=cast.patient.code))  # what is asked once a session, or once a minute
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert nurse.get(path.format(code=cast.patient.code)).status_code == 200
            found[path] = len(asked)
        return found

    def more(people: int) -> None:
        for number in range(people):
            patient = somebody(cast.nurse, agreed=number % 5 != 4, days_ago=3 + number % 3)
            if number % 5 < 2:
                check_in(patient, 60 + number, **({"fainted": True} if number % 2 else {"foul_discharge": True}))
            if number % 5 == 2:
                actions.look(by=cast.colleague, patient=patient)
        for minutes in range(people):
            check_in(cast.patient, 600 - minutes, back_pain=3, bleeding="light")

    more(5)
    few = counted()
    more(45)
    assert counted() == few
    assert max(few.values()) <= 30, few
