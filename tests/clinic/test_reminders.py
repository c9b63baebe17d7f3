"""A text to a patient whose check-in is due: to a real gateway on this machine, by day, not too often, and never an alert."""

from __future__ import annotations

import json
import time
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import django
import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from balm.cli import clinic as commands
from balm.clinic import actions, audit, dialogue, waiting, work
from balm.clinic.actions import outbox, reminders, texts
from balm.clinic.channels.signed import secret_for, signed_by
from balm.clinic.judged import pathway
from balm.clinic.models import Alert, CheckIn, Clinic, Delivery, Dialogue, Kind, Patient, Route, State
from balm.errors import CannotRun
from tests.clinic.conftest import Cast
from tests.clinic.other_side import Other
from tests.clinic.people import with_both_factors
from tests.clinic.test_text import GSM, NUMBER

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = timezone.localtime(timezone.now() + 2 * DAY).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def gateway(settings: Any) -> Iterator[Other]:
    settings.BALM_WEBHOOK_INSIDE = frozenset({"127.0.0.1"})
    made = Other()
    yield made
    made.end()


@pytest.fixture
def due(cast: Cast, gateway: Other) -> Cast:
    """Her last check-in, by text, was 30 hours before noon, so that the next is due since six in the morning."""
    outbox.add_route(clinic=cast.nurse.clinic, kind="text", address=gateway.address, escalates=False, by="adam")
    texts.begin_texts(by=cast.nurse, patient=cast.patient, number=NUMBER)
    for said in ("hello", "DONE"):
        say(cast, said, NOON - 30 * HOUR)
    cast.patient.refresh_from_db()
    assert cast.patient.due_at == NOON - 6 * HOUR
    return cast


def say(cast: Cast, said: str, now: datetime) -> list[str]:
    return texts.answer(clinic=cast.nurse.clinic, number=NUMBER, text=said, message=str(uuid4()), now=now)


def send(now: datetime) -> list[State]:
    """What the worker does with what is due."""
    return [outbox.settle(delivery=one, error=work._send(one), now=now) for one in outbox.claim(most=50, now=now)]


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_one_text_goes_out_that_says_nothing_of_her_and_how_to_begin_leave_and_get_help(due: Cast, gateway: Other) -> None:
    assert [reminders.remind(now=NOON), reminders.remind(now=NOON + HOUR)] == [1, 0]
    assert send(NOON) == [State.SENT]
    ((headers, body, _),) = gateway.got
    told = json.loads(body)
    assert told == {
        "to": NUMBER,
        "texts": [
            "Hello. It is time for your check-in. Reply GO to begin, or STOP to leave. "
            "Nobody reads this at once: if it is an emergency, call 999 now."
        ],
        "id": headers["Balm-Delivery"],
    }
    to, now = Route.objects.get(), int(time.time())
    assert signed_by(secret_for(f"webhook:{to.pk}"), body, headers["Balm-Signature"], now)
    assert not signed_by(secret_for(f"text:{due.nurse.clinic.pk}"), body, headers["Balm-Signature"], now)
    begun = say(due, "GO", NOON + HOUR)
    assert (len(begun), Dialogue.objects.get().questions, Dialogue.objects.get().not_understood) == (3, 1, "")
    assert audit.broken(due.nurse.clinic) is None


def test_it_fits_one_message_wherever_the_clinic_is() -> None:
    for country in ("", *pathway().countries):
        told = dialogue.reminder(Clinic(name="Early pregnancy unit", country=country))
        assert len(told) <= dialogue.LONGEST, told
        assert set(told) <= GSM, told
        assert "pregnan" not in told.lower()


def test_one_a_day_while_it_is_due_and_after_three_without_an_answer_no_more(due: Cast) -> None:
    standing = Patient.objects.filter(pk=due.patient.pk).values()
    before = standing.get()
    sent = []
    for day in range(6):
        for hour in (0, 3, 6):
            now = NOON + day * DAY + hour * HOUR
            sent.append(reminders.remind(now=now))
            send(now)
    assert sent == [1, 0, 0, 1, 0, 0, 1, 0, 0] + [0] * 9
    assert standing.get() == before, "silence is never well, and lowers nothing"
    assert waiting.counts(due.nurse.clinic, NOON + 6 * DAY)["overdue"] == 1


def test_each_check_in_that_is_due_has_its_own_where_a_clinic_asks_twice_a_day(due: Cast) -> None:
    Clinic.objects.update(check_in_hours=12)
    assert reminders.remind(now=NOON) == 1
    send(NOON)
    for said in ("GO", "0", "DONE"):
        say(due, said, NOON)
    assert Patient.objects.get(pk=due.patient.pk).due_at == NOON + 12 * HOUR
    assert [reminders.remind(now=NOON + hours * HOUR) for hours in (7, 20, 21, 22)] == [0, 0, 1, 0]


def test_three_in_a_row_are_counted_over_what_is_due_anew_until_she_answers(due: Cast) -> None:
    now = NOON
    for _ in range(3):
        assert reminders.remind(now=now) == 1
        send(now)
        actions.record_contact(by=due.nurse, patient=due.patient, kind=Kind.CALLED, now=now + HOUR)
        now += 26 * HOUR
        now = now if outbox.texts_may_go(now) else now + 12 * HOUR
    assert Patient.objects.filter(pk=due.patient.pk, due_at__lt=now).exists()
    assert reminders.remind(now=now) == 0
    say(due, "what is this", now + HOUR)
    say(due, "DONE", now + HOUR)
    due.patient.refresh_from_db()
    later = NOON + 8 * DAY
    Patient.objects.update(due_at=later - HOUR)
    assert reminders.remind(now=later) == 1, "she has answered"


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_it_goes_out_between_nine_and_eight_in_the_evening_of_the_clinics_time(due: Cast, zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        Patient.objects.update(due_at=NOON - 12 * HOUR)
        told = {}
        for clock in ((8, 59), (9, 0), (19, 59), (20, 0), (0, 0)):
            Delivery.objects.all().delete()
            now = timezone.localtime(NOON).replace(hour=clock[0], minute=clock[1])
            Patient.objects.update(due_at=now - HOUR)
            told[clock] = reminders.remind(now=now)
    assert told == {(8, 59): 0, (9, 0): 1, (19, 59): 1, (20, 0): 0, (0, 0): 0}


def test_what_did_not_get_out_by_the_evening_is_given_up_and_seen_and_the_next_takes_its_place(due: Cast, gateway: Other) -> None:
    evening = NOON + 7 * HOUR + timedelta(minutes=59)
    reminders.remind(now=evening)
    gateway.statuses = [500]
    assert send(evening) == [State.WAITING]
    night = NOON + 8 * HOUR
    assert send(night) == [], "no text goes out at night"
    reminders.remind(now=night)
    assert states() == [State.DEAD]
    assert reminders.remind(now=evening + DAY) == 1
    assert states() == [State.DROPPED, State.WAITING]
    reminders.remind(now=night + DAY)
    assert outbox.try_again(clinic=due.nurse.clinic, now=night + DAY) == 1
    assert send(night + DAY) == [], "not even where a person tries it again"
    reminders.remind(now=night + DAY)
    assert states() == [State.DROPPED, State.DEAD]
    gateway.statuses, morning = [204], night + DAY + 13 * HOUR
    assert outbox.try_again(clinic=due.nurse.clinic, now=morning) == 1
    assert (reminders.remind(now=morning), send(morning)) == (0, [State.SENT])


@pytest.mark.parametrize("how", ["by text", "on the web", "she stops", "her texts end", "she is erased", "a call"])
def test_what_waits_goes_out_no_more_where_it_is_not_needed(due: Cast, gateway: Other, how: str) -> None:
    reminders.remind(now=NOON)
    later = NOON + HOUR
    if how == "by text":
        say(due, "YES", later)
    elif how == "on the web":
        entry = {"at": later.isoformat(timespec="minutes"), "answers": {"back_pain": 2}}
        actions.check_in(patient=due.patient, made_as=uuid4(), entry=entry, now=later)
    elif how == "she stops":
        say(due, "STOP", later)
    elif how == "her texts end":
        texts.end_texts(by=due.nurse, patient=due.patient)
    elif how == "she is erased":
        actions.erase(patient=due.patient, who=actions.PATIENT)
    else:
        actions.record_contact(by=due.nurse, patient=due.patient, kind=Kind.CALLED, now=later)
    assert send(later) == []
    assert reminders.remind(now=later) == 0
    assert gateway.got == []
    kept = how in ("by text", "on the web", "a call")
    assert states() == ([State.DROPPED] if kept else [])


def test_nobody_is_reminded_who_did_not_agree_or_has_never_sent_a_text_or_is_gone(cast: Cast, gateway: Other) -> None:
    outbox.add_route(clinic=cast.nurse.clinic, kind="text", address=gateway.address, escalates=False, by="adam")
    not_agreed, never_texted, stopped, long_ago, elsewhere = (actions.invite(by=by).patient for by in [cast.nurse] * 4 + [cast.stranger])
    for place, patient in enumerate((not_agreed, never_texted, stopped, long_ago, elsewhere)):
        by = cast.stranger if patient is elsewhere else cast.nurse
        number = f"+44770090020{place}"
        texts.begin_texts(by=by, patient=patient, number=number)
        said = {0: ["hello"], 1: []}.get(place, ["YES", "DONE"])
        for one in said:
            texts.answer(clinic=by.clinic, number=number, text=one, message=str(uuid4()), now=NOON - 30 * HOUR)
    Patient.objects.filter(pk=never_texted.pk).update(consented_at=NOON - 3 * DAY)
    Patient.objects.update(due_at=NOON - HOUR)
    Patient.objects.filter(pk=cast.patient.pk).update(due_at=None)
    Patient.objects.filter(pk=long_ago.pk).update(due_at=NOON - 30 * DAY)
    stopped.refresh_from_db()
    actions.stop(patient=stopped, who=actions.PATIENT)
    assert reminders.remind(now=NOON) == 0
    Patient.objects.filter(pk=long_ago.pk).update(due_at=NOON - HOUR)
    assert reminders.remind(now=NOON) == 1, "and so it was for this alone that she was not"


def test_an_alert_never_goes_along_a_route_for_texts_nor_a_reminder_along_another(due: Cast, gateway: Other) -> None:
    entry = {"at": NOON.isoformat(timespec="minutes"), "answers": {"fainted": True}}
    actions.check_in(patient=due.patient, made_as=uuid4(), entry=entry, now=NOON)
    assert outbox.escalate(now=NOON + HOUR) == 1
    assert not Delivery.objects.exists(), "not even where no other route is there"
    mail = outbox.add_route(clinic=due.nurse.clinic, kind="email", address="ward@hospital.example", escalates=False, by="adam")
    assert outbox.escalate(now=NOON + 2 * HOUR) == 1
    Patient.objects.update(due_at=NOON)
    assert reminders.remind(now=NOON + HOUR) == 1
    assert set(Delivery.objects.values_list("route__kind", "dialogue")) == {("email", None), ("text", Dialogue.objects.get().pk)}
    text = Route.objects.get(kind="text")
    for wrong in (Delivery(alert=Alert.objects.get(), route=text), Delivery(dialogue=Dialogue.objects.get(), route=mail)):
        assert "along no" in str(work._send(wrong))
    assert gateway.got == []


def test_an_alert_is_tried_before_a_hundred_reminders(due: Cast) -> None:
    text, her = Route.objects.get(), Dialogue.objects.get()
    made = NOON - 2 * HOUR
    Delivery.objects.bulk_create(Delivery(dialogue=her, route=text, made_at=made, next_try_at=made) for _ in range(100))
    mail = outbox.add_route(clinic=due.nurse.clinic, kind="email", address="ward@hospital.example", escalates=False, by="adam")
    raised = Alert.objects.create(patient=due.patient, check_in=CheckIn.objects.get(), urgency="urgent", raised_at=NOON)
    outbox.post(alert=raised, now=NOON)
    assert [one.route for one in outbox.claim(most=1, now=NOON)] == [mail]


def test_a_gateway_that_fails_ends_in_the_dead_letters_of_the_staff(
    due: Cast, gateway: Other, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django, "setup", lambda: None)  # it is set up; anew, the log would go where this test reads
    gateway.statuses = [500]
    reminders.remind(now=NOON)
    seen, now = list[State](), NOON
    while not seen or seen[-1] == State.WAITING:
        seen += send(now)
        now += timedelta(minutes=15)
    assert len(seen) == outbox.TRIES
    assert len({headers["Balm-Delivery"] for headers, _, _ in gateway.got}) == 1
    page = with_both_factors(due.administrator.user).get("/routes").content.decode()
    assert "<strong>Reminder</strong>" in page
    assert due.patient.code in page
    assert "the other side answered 500" in page
    assert NUMBER not in page
    assert commands.dead(Namespace(clinic="First", again=False)) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["what"], told["patient"], "level" in told) == ("reminder", due.patient.code, False)
    gateway.statuses = [204]
    assert outbox.try_again(clinic=due.nurse.clinic, now=now) == 1
    assert send(now) == [State.SENT]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_for_each(due: Cast) -> None:
    clinic = due.nurse.clinic
    people = [actions.invite(by=due.nurse).patient for _ in range(20)]
    Patient.objects.filter(pk__in=[one.pk for one in people]).update(consented_at=NOON - 2 * DAY, due_at=NOON - HOUR)
    Dialogue.objects.bulk_create(
        Dialogue(patient=one, clinic=clinic, number=f"+4477009003{place:02}", changed_at=NOON - DAY) for place, one in enumerate(people)
    )

    def worker(_: int) -> int:
        try:
            return reminders.remind(now=NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        written = list(pool.map(worker, range(3)))
    assert (sum(written), Delivery.objects.count()) == (21, 21)
    assert Delivery.objects.values("dialogue").distinct().count() == 21


def test_texts_go_to_one_gateway_and_escalate_nothing(due: Cast, gateway: Other) -> None:
    clinic, first = due.nurse.clinic, Route.objects.get()

    def add(*, escalates: bool = False) -> Route:
        return outbox.add_route(clinic=clinic, kind="text", address=gateway.address, escalates=escalates, by="adam")

    for escalates in (False, True):
        with pytest.raises(CannotRun):
            add(escalates=escalates)
    outbox.turn(by=due.administrator, route=first, active=False)
    assert reminders.remind(now=NOON) == 0
    add()
    with pytest.raises(CannotRun, match="turn off the other"):
        outbox.turn(by=due.administrator, route=first, active=True)
    client: Client = with_both_factors(due.administrator.user)
    assert "turn off the other" in client.post("/routes", {"what": "on", "route": str(first.pk)}).content.decode()
    assert (reminders.remind(now=NOON), Delivery.objects.get().route.active) == (1, True)


def test_go_in_the_middle_asks_the_question_again_and_answers_nothing(due: Cast) -> None:
    asked = say(due, "GO", NOON)[1:]
    assert say(due, "go", NOON) == asked
    assert (Dialogue.objects.get().answers, Dialogue.objects.get().not_understood) == ({}, "")
    for finding in pathway().findings:
        assert dialogue.read([finding], dialogue.GO) is None, "a reminder that comes late makes no answer"


def test_the_workers_chores_remind_and_tell_no_more_than_how_many(due: Cast, caplog: pytest.LogCaptureFixture) -> None:
    Patient.objects.update(due_at=timezone.now() - HOUR)
    day = timezone.get_fixed_timezone(60 * (12 - timezone.now().astimezone(ZoneInfo("UTC")).hour))  # where it is noon
    with timezone.override(day):
        work._chores()
        for one in outbox.claim(most=9):
            work._settle(one, work._send(one))
    assert states() == [State.SENT]
    told = " ".join(f"{one.getMessage()} {getattr(one, 'balm', '')}" for one in caplog.records)
    assert "reminded" in told
    assert not [one for one in (NUMBER, NUMBER[1:], due.patient.code, "check-in") if one in told]
