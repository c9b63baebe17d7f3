"""From the invitation to the erasure, through actions alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from balm.clinic import actions, audit
from balm.clinic.judged import pathway
from balm.clinic.models import Alert, Attention, Audit, CheckIn, Kind, Patient
from balm.clinic.waiting import page
from tests.clinic.conftest import Cast

NOW = timezone.now().replace(year=2026, month=11, day=22, hour=9)


def entry(hours: int = 0, **answers: Any) -> dict[str, Any]:
    return {"at": (NOW + timedelta(hours=hours)).isoformat(timespec="minutes"), "answers": answers}


def check_in(cast: Cast, hours: int = 0, **answers: Any) -> CheckIn:
    now = NOW + timedelta(hours=hours, minutes=1)
    return actions.check_in(patient=cast.patient, made_as=uuid4(), entry=entry(hours, **answers), now=now)


def row(cast: Cast) -> Patient:
    return Patient.objects.get(pk=cast.patient.pk)


def test_an_urgent_check_in_raises_an_alert_and_waits_until_somebody_has_called(cast: Cast) -> None:
    made = check_in(cast, back_pain=4, temperature_c=38.6)
    assert made.urgency == "urgent"
    assert row(cast).attention == Attention.URGENT
    alert = Alert.objects.get(check_in=made)
    check_in(cast, 2, back_pain=3, temperature_c=36.9)
    assert row(cast).attention == Attention.URGENT, "a better check-in does not hide the one that nobody answered"
    actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.NO_ANSWER)
    assert row(cast).attention == Attention.URGENT
    actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.CALLED, outcome="Comes in at ten.")
    alert.refresh_from_db()
    assert (row(cast).attention, alert.acknowledged_by) == (Attention.NONE, cast.nurse)


def test_the_same_check_in_again_changes_nothing(cast: Cast) -> None:
    made_as, said = uuid4(), entry(foul_discharge=True)
    for _ in range(3):
        actions.check_in(patient=cast.patient, made_as=made_as, entry=said, now=NOW + timedelta(minutes=1))
    assert (CheckIn.objects.count(), Alert.objects.count()) == (1, 1)


def test_what_cannot_be_read_is_refused_by_place_and_nothing_is_kept(cast: Cast) -> None:
    with pytest.raises(actions.Refused) as refused:
        check_in(cast, temperature_c=98.6)
    assert refused.value.errors[0]["at"] == "entry.answers.temperature_c"
    assert CheckIn.objects.count() == 0


def test_an_invitation_is_valid_once_and_not_for_ever(cast: Cast) -> None:
    invited = actions.invite(by=cast.nurse)
    actions.consent(token=invited.token)
    for token in (invited.token, "made up"):
        with pytest.raises(actions.NotValid):
            actions.consent(token=token)
    late = actions.invite(by=cast.nurse, now=timezone.now() - timedelta(days=15))
    with pytest.raises(actions.NotValid):
        actions.consent(token=late.token)


def test_an_invitation_can_be_typed_from_paper(cast: Cast) -> None:
    invited = actions.invite(by=cast.nurse)
    assert len(invited.token.replace("-", "")) == 20
    assert actions.consent(token=f" {invited.token.lower().replace('-', ' ')}")[0] == invited.patient


def test_a_sign_that_was_heard_raises_no_alert_until_it_is_worse_and_the_level_stays(cast: Cast) -> None:
    check_in(cast, temperature_c=38.2)
    actions.hear(by=cast.nurse, patient=cast.patient, rule="U4", note="On antibiotics since yesterday.", now=NOW)
    same = check_in(cast, 3, temperature_c=38.2)
    assert same.urgency == "urgent"
    assert not Alert.objects.filter(check_in=same).exists()
    worse = check_in(cast, 6, temperature_c=39.1)
    assert Alert.objects.filter(check_in=worse).exists()


def test_that_days_have_passed_is_no_worse(cast: Cast) -> None:
    check_in(cast, foul_discharge=True)
    actions.hear(by=cast.nurse, patient=cast.patient, rule="U7", note="Swab taken.", now=NOW)
    third_day = check_in(cast, 50, foul_discharge=True)
    assert third_day.urgency == "urgent"
    assert not Alert.objects.filter(check_in=third_day).exists()


def test_a_sign_that_went_away_and_comes_back_rings_although_it_was_heard(cast: Cast) -> None:
    check_in(cast, foul_discharge=True)
    actions.hear(by=cast.nurse, patient=cast.patient, rule="U7", note="Swab taken.", now=NOW)
    check_in(cast, 24, foul_discharge=False)
    back = check_in(cast, 48, foul_discharge=True)
    assert Alert.objects.filter(check_in=back).exists()


def test_an_emergency_that_was_heard_is_quiet_for_a_day_and_no_longer(cast: Cast) -> None:
    check_in(cast, fainted=True)
    actions.hear(by=cast.nurse, patient=cast.patient, rule="E1", note="Is on the ward.", now=NOW)
    assert not Alert.objects.filter(check_in=check_in(cast, 23, fainted=True)).exists()
    assert Alert.objects.filter(check_in=check_in(cast, 25, fainted=True)).exists()


@pytest.mark.parametrize("hours", [1, 30], ids=["of the same day", "of the day before"])
def test_a_check_in_that_comes_late_rings_for_what_was_so_then(cast: Cast, hours: int) -> None:
    check_in(cast, hours, fainted=False, back_pain=2)
    now = NOW + timedelta(hours=hours + 1)
    late = actions.check_in(patient=cast.patient, made_as=uuid4(), entry=entry(0, fainted=True), now=now)
    assert late.urgency == "emergency"
    assert Alert.objects.get(check_in=late).urgency == "emergency"
    assert row(cast).attention == Attention.EMERGENCY
    if hours > 24:
        assert row(cast).urgency is None, "how she stands now is what she said last"


def test_when_she_stops_her_key_opens_nothing_and_erased_is_gone(cast: Cast) -> None:
    check_in(cast, back_pain=2)
    actions.stop(patient=cast.patient, who="patient")
    with pytest.raises(actions.NotValid):
        actions.patient_of(cast.key)
    code = cast.patient.code
    actions.erase(patient=row(cast), who="patient")
    assert (Patient.objects.filter(code=code).count(), CheckIn.objects.count()) == (0, 0)
    assert audit.broken(cast.nurse.clinic) is None
    last = Audit.objects.filter(clinic=cast.nurse.clinic).order_by("-number").first()
    assert last is not None
    assert (last.what, last.about) == ("erased", code)


def test_nobody_acts_on_a_patient_of_another_clinic(cast: Cast) -> None:
    with pytest.raises(Patient.DoesNotExist):
        actions.record_contact(by=cast.stranger, patient=cast.patient, kind=Kind.CALLED)


def test_one_answer_that_cannot_be_read_does_not_throw_the_others_away(cast: Cast) -> None:
    made = check_in(cast, coughing_blood=True, days_since_loss=30, no_such_finding=True)
    assert made.urgency == "emergency"
    assert Alert.objects.filter(check_in=made).exists()


def test_what_could_not_be_read_is_looked_at_today_but_not_because_of_a_date(cast: Cast) -> None:
    clear = {name: finding.clear for name, finding in pathway().findings.items() if name != "days_since_loss"}
    check_in(cast, 1, **clear, days_since_loss=30)
    assert row(cast).attention == Attention.NONE
    check_in(cast, 2, **clear, no_such_finding=True)
    assert row(cast).attention == Attention.TODAY


def test_a_call_from_a_page_that_had_not_the_last_check_in_closes_nothing(cast: Cast) -> None:
    check_in(cast, foul_discharge=True)
    seen = actions.mark_of(row(cast))
    worse = check_in(cast, 1, coughing_blood=True)
    actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.CALLED, seen=seen)
    assert row(cast).attention == Attention.EMERGENCY
    assert Alert.objects.get(check_in=worse).acknowledged_at is None
    with pytest.raises(actions.Refused):
        actions.hear(by=cast.nurse, patient=cast.patient, rule="U7", note="", seen=seen)
    actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.CALLED, seen=actions.mark_of(row(cast)))
    assert row(cast).attention == Attention.NONE


def test_a_temperature_that_was_heard_rings_when_it_is_another_colder_too(cast: Cast) -> None:
    check_in(cast, temperature_c=35.8, feels_hot_or_shivery=True)
    (rule,) = {one["rule"] for one in CheckIn.objects.get().reasons if one["urgency"] == "urgent" and "temperature_c" in one["findings"]}
    for one in CheckIn.objects.get().reasons:
        actions.hear(by=cast.nurse, patient=cast.patient, rule=one["rule"], note="Known.", now=NOW)
    assert rule
    assert Alert.objects.filter(check_in=check_in(cast, 24, temperature_c=34.5, feels_hot_or_shivery=True)).exists()


def test_who_waits_keeps_her_place_and_her_level_whatever_comes_after(cast: Cast) -> None:
    check_in(cast, suicidal_thoughts=True)
    since = row(cast).waiting_since
    assert since == NOW + timedelta(minutes=1)
    clear = {name: finding.clear for name, finding in pathway().findings.items() if name != "days_since_loss"}
    for hours, answers in ((1, {"suicidal_thoughts": True}), (30, {"back_pain": 2}), (54, clear)):
        check_in(cast, hours, **answers)
        assert (row(cast).attention, row(cast).waiting_since) == (Attention.URGENT, since), "nobody has looked yet"
    assert row(cast).urgency == "self_care", "on her page she stands as she said last"
    check_in(cast, 55, coughing_blood=True)
    worse = row(cast).waiting_since
    assert (row(cast).attention, worse) == (Attention.EMERGENCY, NOW + timedelta(hours=55, minutes=1)), "it is an emergency since now"
    check_in(cast, 80, suicidal_thoughts=True)
    assert (row(cast).attention, row(cast).waiting_since) == (Attention.EMERGENCY, worse)


def test_of_two_who_wait_alike_the_longer_comes_first_though_she_checked_in_again(cast: Cast) -> None:
    other, _ = actions.consent(token=actions.invite(by=cast.nurse).token)
    check_in(cast, suicidal_thoughts=True)
    later = NOW + timedelta(hours=1)
    actions.check_in(patient=other, made_as=uuid4(), entry=entry(1, suicidal_thoughts=True), now=later)
    check_in(cast, 2, suicidal_thoughts=True)
    found = page(Patient.objects.all(), cast.nurse.clinic, "call", "", NOW + timedelta(hours=3)).patients
    assert [one.code for one in found] == [cast.patient.code, other.code]
