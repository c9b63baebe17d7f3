"""Who was invited and did not agree is not forgotten; whose phone is lost is not read or erased by it; and who erased herself is missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balm.clinic import actions, audit
from balm.clinic.models import Attention, Audit, Kind, Patient
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import check_in, log_in, somebody
from tests.clinic.pages.test_lists import rows
from tests.clinic.people import with_key

DAY = timedelta(days=1)


def test_whose_invitation_expired_before_she_agreed_is_overdue_counted_and_called(cast: Cast, nurse: Client) -> None:
    check_in(cast.patient, back_pain=1)
    actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.CALLED)
    late, fresh = somebody(cast.nurse, agreed=False, days_ago=20), somebody(cast.nurse, agreed=False, days_ago=2)
    assert rows(nurse, "?show=overdue") == {late.code}
    assert {name: count for name, _, count in nurse.get("/").context["filters"]}["overdue"] == "1"
    page = nurse.get("/?show=overdue").content.decode()
    assert "Invited, has not agreed, the link has expired" in page
    assert "Overdue by 6 days" in page
    assert "Invited, has not agreed yet" in nurse.get(f"/patients/{fresh.code}/").content.decode()
    assert f'tabindex="-1">{late.code}' in nurse.get("/round").content.decode()
    assert b"balm_patients_overdue 1.0" in Client().get("/metrics").content
    nurse.post(f"/patients/{late.code}/contact", {"kind": "called"})
    assert rows(nurse, "?show=overdue") == {late.code}, "she is invited again, or closed: a call alone settles it not"


def test_it_ends_with_a_new_invitation_or_when_staff_close_it_which_is_noted(cast: Cast, nurse: Client) -> None:
    again, closed = (somebody(cast.nurse, agreed=False, days_ago=20) for _ in range(2))
    assert rows(nurse, "?show=overdue") == {again.code, closed.code}
    assert nurse.post(f"/patients/{again.code}/invite").status_code == 200
    assert rows(nurse, "?show=overdue") == {closed.code}
    assert nurse.post(f"/patients/{closed.code}/close").status_code == 302
    assert rows(nurse) == {cast.patient.code, again.code}
    noted = Audit.objects.get(what="invitation closed")
    assert (noted.who, noted.about) == ("nora", closed.code)
    page = nurse.get(f"/patients/{closed.code}/").content.decode()
    assert "Invited, has not agreed; the clinic has closed it" in page
    assert nurse.post(f"/patients/{closed.code}/invite").status_code == 200, "and may be opened again"
    assert rows(nurse) == {cast.patient.code, again.code, closed.code}
    nurse.post(f"/patients/{cast.patient.code}/close")
    assert "Nothing was changed" in nurse.get(f"/patients/{cast.patient.code}/").content.decode(), "who has agreed is not closed"
    assert cast.patient.code in rows(nurse)


def test_an_invitation_that_was_closed_opens_nothing(cast: Cast) -> None:
    invited = actions.invite(by=cast.nurse)
    actions.close_invitation(by=cast.nurse, patient=invited.patient)
    with pytest.raises(actions.NotValid):
        actions.consent(token=invited.token)


def test_all_who_have_not_agreed_are_counted_and_there_page_by_page(cast: Cast, nurse: Client) -> None:
    now = timezone.now()
    codes = [actions.invite(by=cast.nurse, now=now - 30 * DAY + number * DAY / 3).patient.code for number in range(56)]
    page = nurse.get("/invite")
    assert [one.code for one, _ in page.context["unused"]] == codes[:50], "whose invitation expired first, first"
    assert "56 in all. Of 49 the link has expired" in page.content.decode()
    rest = nurse.get("/invite", {"after": page.context["after"]})
    assert [one.code for one, _ in rest.context["unused"]] == codes[50:]
    assert rest.context["after"] == ""
    assert nurse.get("/invite?after=1~x").status_code == 404


def test_a_new_phone_shuts_out_the_one_before(cast: Cast) -> None:
    check_in(cast.patient, fainted=True)
    _, new = actions.consent(token=actions.invite_again(by=cast.nurse, patient=cast.patient).token)
    lost = with_key(cast.key)
    assert (lost.get("/api/me").status_code, lost.post("/api/erase").status_code) == (401, 401)
    assert with_key(new).get("/api/me").status_code == 200
    assert Patient.objects.filter(pk=cast.patient.pk).exists()


def test_staff_shut_a_lost_phone_out_at_once_and_she_is_awaited_still(cast: Cast, nurse: Client) -> None:
    path = f"/patients/{cast.patient.code}/"
    assert "Shut that phone out" in nurse.get(path).content.decode()
    assert nurse.post(f"{path}shut-out").status_code == 302
    assert with_key(cast.key).get("/api/me").status_code == 401
    page = nurse.get(path).content.decode()
    assert "That phone is shut out" in page
    assert ">Shut that phone out<" not in page
    noted = Audit.objects.get(what="phone shut out")
    assert (noted.who, noted.about) == ("nora", cast.patient.code)
    assert rows(nurse) == {cast.patient.code}


@pytest.mark.parametrize("dealt_with", [False, True])
def test_staff_are_told_when_somebody_is_erased_with_whom_nobody_had_dealt(cast: Cast, nurse: Client, dealt_with: bool) -> None:
    check_in(cast.patient, fainted=True)
    nurse.post(f"/alerts/{nurse.get('/changes').json()['open'][0]}/acknowledge")
    assert Patient.objects.get(pk=cast.patient.pk).attention == Attention.EMERGENCY
    if dealt_with:
        actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.CALLED)
    mark = nurse.get("/changes").json()["mark"]
    assert with_key(cast.key).post("/api/erase").status_code == 200
    told = nurse.get("/changes").json()
    assert told["mark"] != mark
    if dealt_with:
        assert (told["alerts"], told["open"]) == ([], [])
        return
    (alert,) = told["alerts"]
    assert (alert["code"], alert["level"], told["open"]) == (cast.patient.code, "Erased", [alert["id"]])
    assert "Erased before anybody had dealt with what pressed" in nurse.get("/").content.decode()
    elsewhere = log_in(cast.stranger)
    assert elsewhere.get("/changes").json()["alerts"] == []
    assert elsewhere.post(alert["acknowledge"]).status_code == 404
    assert nurse.post(alert["acknowledge"]).headers["Location"] == "/"
    assert (nurse.get("/changes").json()["alerts"], audit.broken(cast.nurse.clinic)) == ([], None)
