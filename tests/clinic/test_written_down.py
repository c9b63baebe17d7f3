"""What the clinic corrects of her is judged at once, by what she has told already."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from balm.clinic import actions, audit
from balm.clinic.judged import pathway
from balm.clinic.models import Alert, Attention, Audit, CheckIn, Kind, Patient
from balm.clinic.record import summary_of
from balm.clinic.rows import titles
from tests.clinic.conftest import Cast
from tests.clinic.people import with_both_factors

NOW = timezone.now().replace(hour=12, minute=0)
LOST = NOW.date() - timedelta(days=5)


@pytest.fixture
def her(cast: Cast) -> Patient:
    return actions.consent(token=actions.invite(by=cast.nurse).token)[0]


def send(patient: Patient, hours: float = 0, **answers: Any) -> CheckIn:
    at: datetime = NOW + timedelta(hours=hours)
    entry = {"at": at.isoformat(timespec="minutes"), "answers": answers}
    return actions.check_in(patient=patient, made_as=uuid4(), entry=entry, now=at)


def row(patient: Patient) -> Patient:
    return Patient.objects.select_related("clinic").get(pk=patient.pk)


def open_alerts(patient: Patient) -> list[str]:
    return list(Alert.objects.filter(patient=patient, acknowledged_at=None).values_list("urgency", flat=True))


def stands(patient: Patient) -> tuple[str | None, Attention]:
    return row(patient).urgency, Attention(row(patient).attention)


def noted(patient: Patient) -> list[str]:
    return list(Audit.objects.filter(about=patient.code, what__contains="anew").order_by("number").values_list("what", flat=True))


def test_a_date_that_makes_it_urgent_rings_and_her_row_says_what_her_page_says(cast: Cast, her: Patient) -> None:
    made = send(her, foul_discharge=True)
    assert stands(her) == ("today", Attention.TODAY)
    page = with_both_factors(cast.nurse.user)
    page.post(f"/patients/{her.code}/about", {"date_of_loss": LOST.isoformat()})
    assert stands(her) == ("urgent", Attention.URGENT)
    assert open_alerts(her) == ["urgent"]
    told, made = summary_of(row(her)), CheckIn.objects.get(pk=made.pk)
    assert told is not None
    assert told["level_text"] == pathway().words["level.urgent"]
    (why,) = titles(reason for reason in made.reasons if reason["urgency"] == "urgent")
    assert why in page.get("/").content.decode(), "why she waits, and why it rings"
    assert noted(her) == ["written down anew", "judged anew: today to urgent"]
    assert audit.broken(her.clinic) is None
    actions.hear(by=cast.nurse, patient=her, rule="U7", note="Swab taken.")
    assert not Alert.objects.filter(check_in=send(her, 1, foul_discharge=True)).exists()


def test_how_it_is_managed_is_judged_too(cast: Cast, her: Patient) -> None:
    send(her, bleeding="heavier_than_period", pads_per_hour=2)
    assert stands(her) == ("today", Attention.TODAY)
    actions.write_down(by=cast.nurse, patient=her, management="surgical")
    assert stands(her) == ("urgent", Attention.URGENT)
    assert open_alerts(her) == ["urgent"]


def test_another_urgent_reason_rings_though_the_first_was_answered_for(cast: Cast, her: Patient) -> None:
    send(her, foul_discharge=True, suicidal_thoughts=True)
    actions.record_contact(by=cast.nurse, patient=her, kind=Kind.CALLED)
    assert open_alerts(her) == []
    actions.write_down(by=cast.nurse, patient=her, date_of_loss=LOST)
    assert stands(her) == ("urgent", Attention.URGENT)
    assert open_alerts(her) == ["urgent"]


def test_what_was_dealt_with_and_is_no_worse_is_not_brought_back(cast: Cast, her: Patient) -> None:
    send(her, suicidal_thoughts=True)
    actions.record_contact(by=cast.nurse, patient=her, kind=Kind.CALLED)
    for about in ({"date_of_loss": LOST}, {"name": "Ann"}, {"management": "natural"}):
        actions.write_down(by=cast.nurse, patient=her, **about)
        assert stands(her) == ("urgent", Attention.NONE)
        assert open_alerts(her) == []
    assert noted(her) == ["written down anew"] * 3


def test_a_correction_lowers_nobody_who_waits(cast: Cast, her: Patient) -> None:
    actions.write_down(by=cast.nurse, patient=her, date_of_loss=LOST)
    send(her, foul_discharge=True)
    since = row(her).waiting_since
    actions.write_down(by=cast.nurse, patient=her, date_of_loss=None)
    assert stands(her) == ("today", Attention.URGENT), "she stands at her own level, and waits until somebody has looked"
    assert row(her).waiting_since == since
    assert open_alerts(her) == ["urgent"]
    assert noted(her)[-1] == "judged anew: urgent to today"


def test_a_sign_that_was_heard_is_quiet_after_a_correction(cast: Cast, her: Patient) -> None:
    actions.write_down(by=cast.nurse, patient=her, date_of_loss=LOST)
    send(her, foul_discharge=True)
    actions.hear(by=cast.nurse, patient=her, rule="U7", note="Swab taken.")
    actions.record_contact(by=cast.nurse, patient=her, kind=Kind.CALLED)
    for day in (None, LOST):
        actions.write_down(by=cast.nurse, patient=her, date_of_loss=day)
    assert open_alerts(her) == []


def test_a_call_from_a_page_of_before_the_correction_closes_nothing(cast: Cast, her: Patient) -> None:
    send(her, foul_discharge=True)
    seen, due = actions.mark_of(row(her)), row(her).due_at
    actions.write_down(by=cast.nurse, patient=her, date_of_loss=LOST)
    actions.record_contact(by=cast.colleague, patient=her, kind=Kind.CALLED, seen=seen)
    assert stands(her) == ("urgent", Attention.URGENT)
    assert open_alerts(her) == ["urgent"]
    assert row(her).due_at == due, "the next check-in is awaited as before"
    actions.record_contact(by=cast.colleague, patient=her, kind=Kind.CALLED, seen=actions.mark_of(row(her)))
    assert open_alerts(her) == []


def test_who_has_not_checked_in_yet_is_judged_by_nothing(cast: Cast, her: Patient) -> None:
    actions.write_down(by=cast.nurse, patient=her, date_of_loss=LOST, management="tablets")
    assert stands(her) == (None, Attention.NONE)
    assert actions.mark_of(row(her)) == "none"


@pytest.mark.parametrize("day", ["0226-11-01", "1900-01-01", (date.today() - timedelta(days=732)).isoformat()])
@pytest.mark.parametrize("where", ["/invite", "about"])
def test_a_date_of_long_ago_is_refused_with_what_to_write(cast: Cast, her: Patient, day: str, where: str) -> None:
    nurse: Client = with_both_factors(cast.nurse.user)
    many = Patient.objects.count()
    page = nurse.post(where if where == "/invite" else f"/patients/{her.code}/about", {"date_of_loss": day})
    assert "more than two years ago" in page.content.decode()
    assert (Patient.objects.count(), row(her).date_of_loss) == (many, None)
