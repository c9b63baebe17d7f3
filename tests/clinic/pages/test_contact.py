"""What a contact changes, and what it does not; and what is left of an alert when she stops."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from balm.clinic import actions
from balm.clinic.actions import outbox
from balm.clinic.models import Alert, Attention, Audit, Contact, Delivery, Heard, Kind, Patient, State
from balm.clinic.rows import plan_of
from balm.clinic.views.changes import open_alerts
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import check_in, log_in, somebody

NOW = timezone.now()


def due(patient: Patient) -> timedelta:
    """How long until her next check-in is due, rounded to minutes; below zero it is overdue."""
    found = Patient.objects.get(pk=patient.pk).due_at
    assert found is not None
    return timedelta(minutes=round((found - NOW).total_seconds() / 60))


@pytest.mark.parametrize(("kind", "reached"), [(Kind.CALLED, True), (Kind.SEEN, True), (Kind.NO_ANSWER, False), (Kind.REFERRED, False)])
def test_who_was_reached_while_overdue_is_awaited_anew_and_nobody_else(cast: Cast, kind: Kind, reached: bool) -> None:
    late = somebody(cast.nurse, days_ago=3)
    before = due(late)
    assert before < timedelta()
    actions.record_contact(by=cast.nurse, patient=late, kind=kind, now=NOW)
    assert due(late) == (timedelta(hours=late.clinic.check_in_hours) if reached else before)


def test_a_call_does_not_put_off_a_check_in_that_is_awaited_already(cast: Cast) -> None:
    check_in(cast.patient, minutes_ago=20 * 60, back_pain=4, temperature_c=38.6)
    before = due(cast.patient)
    assert before > timedelta()
    actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.CALLED, now=NOW)
    assert due(cast.patient) == before


def test_nobody_is_awaited_because_of_a_call_who_has_not_agreed(cast: Cast) -> None:
    invited = somebody(cast.nurse, agreed=False)
    actions.record_contact(by=cast.nurse, patient=invited, kind=Kind.CALLED, now=NOW)
    assert Patient.objects.get(pk=invited.pk).due_at is None


def test_when_she_stops_an_open_alert_goes_out_no_more_but_stands_until_somebody_has_seen_it(cast: Cast) -> None:
    clinic = cast.nurse.clinic
    outbox.add_route(clinic=clinic, kind="email", address="ward@hospital.example", escalates=False, by="adam")
    check_in(cast.patient, 30, fainted=True)
    outbox.escalate(now=NOW)
    first, again = Delivery.objects.order_by("pk")
    assert (first.escalation, again.escalation) == (False, True)
    actions.stop(patient=Patient.objects.get(pk=cast.patient.pk), who="patient", now=NOW)
    assert outbox.escalate(now=NOW + timedelta(hours=1)) == 0
    assert [Delivery.objects.get(pk=one.pk).state for one in (first, again)] == [State.WAITING, State.DROPPED], (
        "the first word still goes out"
    )
    (shown,) = open_alerts(clinic, NOW)
    assert shown["code"] == cast.patient.code
    actions.acknowledge(by=cast.nurse, alert=Alert.objects.get(), now=NOW)
    assert open_alerts(clinic, NOW) == []


def test_who_stopped_stays_on_the_list_as_that_until_somebody_has_dealt_with_her(cast: Cast, nurse: Client) -> None:
    well, ill = somebody(cast.nurse, days_ago=1), somebody(cast.nurse, days_ago=1)
    check_in(ill, 30, foul_discharge=True)
    for one in (well, ill):
        actions.stop(patient=one, who="patient")
    mark = nurse.get("/worklist/changes").json()["mark"]
    shown = nurse.get("/?show=call").content.decode()
    assert "Has stopped taking part" in shown[shown.index(f'data-code="{ill.code}"') :]
    assert well.code not in nurse.get("/").content.decode()
    assert {name: count for name, _, count in nurse.get("/").context["filters"]}["call"] == "1"
    assert ill.code in nurse.get("/round").content.decode()
    hers = nurse.get(f"/patients/{ill.code}/").content.decode()
    assert "decide whether to call" in hers
    assert 'name="kind"' in hers
    nurse.post(f"/patients/{ill.code}/contact", {"kind": "no_answer"})
    assert ill.code in nurse.get("/").content.decode()
    nurse.post(f"/patients/{ill.code}/contact", {"kind": "called"})
    assert ill.code not in nurse.get("/").content.decode()
    assert nurse.get("/worklist/changes").json()["mark"] != mark
    ill.refresh_from_db()
    assert (ill.due_at, ill.attention) == (None, Attention.NONE), "she is not awaited anew"


def test_what_no_database_keeps_is_no_failure_wherever_it_is_sent(cast: Cast, nurse: Client) -> None:
    check_in(cast.patient, fainted=True)
    code = cast.patient.code
    for path, said in (("hear", {"rule": "E1", "note": "a\0b"}), ("contact", {"kind": "called", "outcome": "a\0b", "seen": "\0"})):
        assert nurse.post(f"/patients/{code}/{path}", said).status_code == 302
    assert Heard.objects.get().note == "a\ufffdb"
    assert Audit.objects.filter(what="sign heard: E1", about=code).count() == 1, "which sign is not told by the row, which may go"
    assert nurse.get(f"/patients/{code}%00/").status_code == 404
    other = "b" if code.startswith("A") else "a"  # where it is the beginning of hers alone, her page is shown
    assert nurse.get(f"/?code={other}%00").status_code == 200
    for last in ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"):
        assert nurse.get("/", {"after": f"1~{last}~{cast.patient.pk}"}).status_code == 404


@pytest.mark.parametrize("path", ["contact", "hear", "looking", "invite", "about"])
def test_who_is_erased_while_a_page_is_sent_is_not_there_and_nothing_fails(cast: Cast, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    gone = somebody(cast.nurse)
    found = Patient.objects.select_related("clinic").get(pk=gone.pk)
    actions.erase(patient=gone, who="patient")
    for view in ("contact", "hear", "looking", "invite", "about"):
        monkeypatch.setattr(f"balm.clinic.views.{view}.patient_with", lambda *_: found)
    answer = log_in(cast.nurse).post(f"/patients/{found.code}/{path}", {"kind": "called", "name": "Ann", "rule": "U4"})
    assert answer.status_code == 404
    assert "may have been erased" in answer.content.decode()
    assert not Contact.objects.exists()


def test_what_the_clinic_wrote_is_corrected_and_noted_and_nothing_else_can_be(cast: Cast, nurse: Client) -> None:
    lost = NOW.date() - timedelta(days=20)
    said = {"name": "Ann", "phone": "020 7946 0018", "date_of_loss": lost.isoformat(), "management": "tablets", "losses": "2"}
    assert nurse.post(f"/patients/{cast.patient.code}/about", said).status_code == 302
    row = Patient.objects.get(pk=cast.patient.pk)
    assert (row.name, row.phone, row.date_of_loss, row.management, row.losses) == ("Ann", "020 7946 0018", lost, "tablets", 2)
    assert Audit.objects.filter(what="written down anew", about=row.code).count() == 1
    assert nurse.post(f"/patients/{row.code}/about", said).status_code == 302
    assert Audit.objects.filter(what="written down anew").count() == 1, "nothing was changed, so nothing is noted"
    assert "write 1 or more" in nurse.post(f"/patients/{row.code}/about", {**said, "losses": "0"}).content.decode()
    with pytest.raises(actions.Refused):
        actions.write_down(by=cast.nurse, patient=row, urgency="self_care")


def test_losses_and_the_plan_stand_on_the_row_with_what_she_told_of_the_test(cast: Cast, nurse: Client) -> None:
    lost = timezone.localdate() - timedelta(days=22)
    patient = somebody(cast.nurse, date_of_loss=lost, management="tablets", losses=3, days_ago=22)
    page = nurse.get("/").content.decode()
    row = page[page.index(f'data-code="{patient.code}"') :]
    assert "<dt>Losses so far</dt><dd>3</dd>" in row
    assert "22 days, tablets" in row
    check_in(patient, pregnancy_test="negative", back_pain=1)
    page = nurse.get(f"/patients/{patient.code}/").content.decode()
    review, test = (f"{lost + timedelta(days=days):%-d %b}" for days in (14, 21))
    assert f"<dt>Two-week review</dt><dd>{review}, past</dd>" in page
    assert f"<dt>Three-week test</dt><dd>{test}, told: negative</dd>" in page
    assert "Expectant management of first-trimester miscarriage" in page, "the source of the day"
    check_in(patient, told_molar=True)
    assert [one.id for one in plan_of(patient, lost, without_test=True)] == ["review"]
    assert "Three-week test" not in nurse.get(f"/patients/{patient.code}/").content.decode()


def test_erasing_somebody_whose_page_is_open_at_two_places_waits_for_nobody_for_ever(transactional_db: None) -> None:
    cast, errors = Cast(), list[BaseException]()
    for _ in range(8 if connection.vendor == "postgresql" else 2):  # SQLite has one writer at a time: each round takes seconds
        patient = somebody(cast.nurse)
        for member in (cast.nurse, cast.colleague):
            actions.look(by=member, patient=patient)

        def keep_looking(patient: Patient = patient) -> None:
            try:
                while True:
                    actions.look(by=cast.colleague, patient=patient)
            except Patient.DoesNotExist:
                pass
            except BaseException as error:
                errors.append(error)
            finally:
                connection.close()

        looking = threading.Thread(target=keep_looking)
        looking.start()
        actions.erase(patient=Patient.objects.get(pk=patient.pk), who="patient")
        looking.join(20)
    assert errors == []


def test_a_character_0_is_no_part_of_a_note_or_a_code(cast: Cast, nurse: Client) -> None:
    check_in(cast.patient, fainted=True)
    page = nurse.post(f"/patients/{cast.patient.code}/hear", {"rule": "E1\x00", "note": "a"}, follow=True)
    assert "Nothing was recorded" in page.content.decode()
    assert not Heard.objects.exists()
    assert nurse.post(f"/patients/{cast.patient.code}/hear", {"rule": "E1", "note": "a\x00b"}).status_code == 302
    assert Heard.objects.get().note == "a\ufffdb"
    assert nurse.get("/patients/a%00b/").status_code == 404
    assert nurse.post(f"/patients/{cast.patient.code}/hear", {"rule": "E1", "note": " Known. "}).status_code == 302
    assert Heard.objects.get().note == "Known."
