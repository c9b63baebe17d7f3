"""An alert goes out, to a real server on this machine, until somebody has it; and nothing that should not goes with it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from balm.clinic import actions, audit
from balm.clinic.actions import outbox
from balm.clinic.channels import DEADLINE, NotSent, channel, cut, email
from balm.clinic.channels.signed import secret_for, signed_by
from balm.clinic.models import Alert, Delivery, Kind, Patient, Route, State
from balm.clinic.work import _send
from balm.errors import CannotRun
from tests.clinic.conftest import Cast
from tests.clinic.other_side import Other
from tests.clinic.pages.conftest import somebody

NOW = timezone.now()


@pytest.fixture
def other(settings: Any) -> Iterator[Other]:
    settings.BALM_WEBHOOK_INSIDE = frozenset({"127.0.0.1"})
    made = Other()
    yield made
    made.end()


def route(cast: Cast, kind: str, address: str, *, escalates: bool = False) -> Route:
    return outbox.add_route(clinic=cast.nurse.clinic, kind=kind, address=address, escalates=escalates, by="adam")


def alarm(cast: Cast, now: datetime = NOW, of: Patient | None = None, **answers: Any) -> Alert:
    entry = {"at": now.isoformat(timespec="minutes"), "answers": answers or {"fainted": True}, "notes": "SECRET-NOTE"}
    return Alert.objects.get(check_in=actions.check_in(patient=of or cast.patient, made_as=uuid4(), entry=entry, now=now))


def round_(now: datetime) -> list[State]:
    """What the worker does with what is due."""
    return [outbox.settle(delivery=one, error=_send(one), now=now) for one in outbox.claim(most=50, now=now)]


def test_a_webhook_says_that_and_where_and_never_what_and_is_signed(cast: Cast, other: Other) -> None:
    to = route(cast, "webhook", other.address)
    alarm(cast)
    assert round_(NOW) == [State.SENT]
    headers, body, path = other.got[0]
    assert path == "/hook?a=1"
    assert set(json.loads(body)) == {"delivery", "clinic", "patient", "level", "raised_at", "escalation", "link"}
    assert json.loads(body)["patient"] == cast.patient.code
    for secret in (b"fainted", b"SECRET-NOTE", b"E1"):
        assert secret not in body
    key, now = secret_for(f"webhook:{to.pk}"), int(time.time())
    assert signed_by(key, body, headers["Balm-Signature"], now)
    assert not signed_by(key, body + b" ", headers["Balm-Signature"], now)
    assert not signed_by(key, body, headers["Balm-Signature"], now + 301)
    assert not signed_by("another", body, headers["Balm-Signature"], now)


def test_a_side_that_fails_then_works_gets_it_in_the_end_once(cast: Cast, other: Other) -> None:
    route(cast, "webhook", other.address)
    alarm(cast)
    other.statuses = [500, 302, 204]
    seen, now = list[State](), NOW
    for _ in range(12):
        seen += round_(now)
        now += timedelta(seconds=5)
    assert seen == [State.WAITING, State.WAITING, State.SENT]
    assert [path for _, _, path in other.got] == ["/hook?a=1"] * 3, "a redirect is not followed"
    assert len({headers["Balm-Delivery"] for headers, _, _ in other.got}) == 1


def test_a_side_that_hangs_is_left_within_the_deadline(cast: Cast, other: Other) -> None:
    to = route(cast, "webhook", other.address)
    one = Delivery(alert=alarm(cast), route=to, made_at=NOW, next_try_at=NOW)
    other.statuses = [None]
    began = time.monotonic()
    with pytest.raises(NotSent, match="nothing came back"):
        channel("webhook").send(to, outbox.message_of(one))
    assert time.monotonic() - began < DEADLINE


def test_a_mail_server_that_drips_ends_in_time_too(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    to = route(cast, "email", "ward@hospital.example")
    one = Delivery(alert=alarm(cast), route=to, made_at=NOW, next_try_at=NOW)
    monkeypatch.setattr(cut, "STEP", 0.6)
    monkeypatch.setattr(email, "DEADLINE", 1.2)
    settings.EMAIL_BACKEND = "balm.clinic.channels.email.Server"
    for every, at_once in ((0.0, 10), (0.1, 1)):
        with socket.create_server(("127.0.0.1", 0)) as server:
            settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()[:2]
            took: list[bytes] = []
            side = threading.Thread(target=mail_server, args=(server, every, at_once, took))
            side.start()
            began = time.monotonic()
            if every:
                with pytest.raises(NotSent, match="the mail server did not take it"):
                    channel("email").send(to, outbox.message_of(one))
            else:
                channel("email").send(to, outbox.message_of(one))
                assert any(cast.patient.code.encode() in line for line in took)
            assert time.monotonic() - began < 2
            side.join(5)


def mail_server(server: socket.socket, every: float, at_once: int, took: list[bytes]) -> None:
    """One that says so many bytes at once, each time after so many seconds."""
    side, _ = server.accept()

    def say(words: bytes) -> None:
        for place in range(0, len(words), at_once):
            time.sleep(every)
            side.sendall(words[place : place + at_once])

    with side, suppress(OSError):
        say(b"220 here\r\n")
        data = False
        for line in side.makefile("rb"):
            took.append(line)
            data = line.upper().startswith(b"DATA") or (data and line != b".\r\n")
            if line.upper().startswith(b"DATA"):
                say(b"354 go on\r\n")
            elif not data:
                say(b"250 yes\r\n")


def test_it_waits_longer_each_time_and_gives_up_after_twelve_tries_or_a_day(cast: Cast, other: Other) -> None:
    route(cast, "webhook", other.address)
    alarm(cast)
    other.statuses = [500]
    assert [outbox.wait(tries).total_seconds() for tries in (1, 2, 3, 8, 9, 12)] == [5, 10, 20, 640, 900, 900]
    now, seen = NOW, list[State]()
    while not seen or seen[-1] == State.WAITING:
        now += timedelta(minutes=15)
        seen += round_(now)
    assert len(seen) == outbox.TRIES
    assert seen[-1] == State.DEAD
    dead = Delivery.objects.get()
    assert (dead.state, dead.last_error) == (State.DEAD, "the other side answered 500")
    assert audit.broken(cast.nurse.clinic) is None
    other.statuses = [204]
    assert outbox.try_again(clinic=cast.nurse.clinic, now=now) == 1
    assert round_(now) == [State.SENT]
    Delivery.objects.update(state=State.WAITING, tries=1, made_at=now - timedelta(hours=25), next_try_at=now)
    other.statuses = [500]
    assert round_(now) == [State.DEAD]


def test_a_worker_that_dies_in_between_makes_it_later_and_never_lost(cast: Cast, other: Other) -> None:
    route(cast, "webhook", other.address)
    alarm(cast)
    assert len(outbox.claim(most=50, now=NOW)) == 1  # and then it dies
    assert outbox.claim(most=50, now=NOW + timedelta(seconds=DEADLINE + 3)) == [], "nobody else takes it meanwhile"
    assert round_(NOW + timedelta(seconds=DEADLINE + 5)) == [State.SENT]


def test_nothing_inside_the_network_is_reached_unless_it_is_allowed(cast: Cast, other: Other, settings: Any) -> None:
    settings.BALM_WEBHOOK_INSIDE = frozenset()
    refused = (other.address, "ftp://hooks.example/", "https://user:word@hooks.example/", "https:///x", "https://[::1", "nonsense")
    for address in refused:
        with pytest.raises(CannotRun):
            route(cast, "webhook", address)
    one = Delivery(alert=alarm(cast), route=Route(kind="webhook"), made_at=NOW, next_try_at=NOW)
    inside = (
        "localhost",
        "127.0.0.1",
        "10.0.0.7",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
    )
    for host in inside:
        with pytest.raises(NotSent, match="inside the network"):
            channel("webhook").send(Route(kind="webhook", address=f"https://{host}:{other.port}/"), outbox.message_of(one))
    assert other.got == []


def test_an_email_says_the_same(cast: Cast) -> None:
    route(cast, "email", "ward@hospital.example")
    with pytest.raises(CannotRun):
        route(cast, "email", "ward@hospital.example\nBcc: all@example.com")
    alarm(cast)
    assert round_(NOW) == [State.SENT]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ward@hospital.example"], f"Balm: emergency, {cast.patient.code}")
    assert "SECRET" not in sent.body
    assert "faint" not in sent.body


def test_an_alert_that_nobody_acknowledged_goes_on_and_on_until_somebody_does(cast: Cast, other: Other) -> None:
    route(cast, "email", "ward@hospital.example")
    route(cast, "webhook", other.address, escalates=True)
    alert = alarm(cast)
    round_(NOW)
    assert (len(mail.outbox), len(other.got)) == (1, 0)
    minute = timedelta(minutes=1)
    assert [outbox.escalate(now=NOW + minutes * minute) for minutes in (4, 5, 6, 9, 10)] == [0, 1, 0, 0, 1]
    round_(NOW + 10 * minute)
    assert [json.loads(body)["escalation"] for _, body, _ in other.got] == [True], "what was not sent yet is sent once"
    alert.refresh_from_db()
    assert alert.escalated_at == NOW + 10 * minute
    outbox.escalate(now=NOW + 15 * minute)
    actions.acknowledge(by=cast.nurse, alert=alert)
    assert round_(NOW + 15 * minute) == [], "somebody has it: nobody else is woken"
    assert outbox.escalate(now=NOW + 60 * minute) == 0


def test_an_urgent_one_waits_for_its_own_time_and_without_an_own_route_goes_to_all(cast: Cast) -> None:
    route(cast, "email", "ward@hospital.example")
    alarm(cast, temperature_c=38.6)
    minute = timedelta(minutes=1)
    assert [outbox.escalate(now=NOW + minutes * minute) for minutes in (6, 14, 15)] == [0, 0, 1]
    round_(NOW + 16 * minute)
    assert [", not acknowledged" in one.subject for one in mail.outbox] == [False, True]


def test_acknowledging_one_alert_leaves_the_others_on_their_way(cast: Cast) -> None:
    route(cast, "email", "ward@hospital.example")
    first, second = alarm(cast), alarm(cast, of=somebody(cast.nurse))
    actions.acknowledge(by=cast.nurse, alert=first)
    assert {one.alert_id: one.state for one in Delivery.objects.all()} == {first.pk: State.DROPPED, second.pk: State.WAITING}
    actions.record_contact(by=cast.nurse, patient=second.patient, kind=Kind.CALLED)
    assert not Delivery.objects.filter(state=State.WAITING).exists()


def test_a_patient_has_one_open_alert_which_goes_out_anew_only_where_she_is_worse(cast: Cast, other: Other) -> None:
    """One who sends much does not wake everybody again and again, and one who gets worse does."""
    route(cast, "webhook", other.address)
    minute = timedelta(minutes=1)
    first = alarm(cast, temperature_c=38.6)
    round_(NOW)
    again = alarm(cast, NOW + minute, temperature_c=38.7)
    assert again == first, "it leads to the newest check-in"
    assert round_(NOW + minute) == []
    worse = alarm(cast, NOW + 2 * minute, fainted=True)
    outbox.escalate(now=NOW + 2 * minute)
    assert round_(NOW + 2 * minute) == [State.SENT]
    assert [json.loads(body)["level"] for _, body, _ in other.got] == ["urgent", "emergency"]
    actions.acknowledge(by=cast.nurse, alert=first)
    assert Alert.objects.get(acknowledged_at=None) == worse, "by the button of the old one, nobody acknowledges what they have not seen"
    assert outbox.escalate(now=NOW + 7 * minute) == 1, "its own five minutes"
    assert round_(NOW + 7 * minute) == [State.SENT]
    day = timedelta(days=4)
    entry = {"at": (NOW + day).isoformat(timespec="minutes"), "answers": {"temperature_c": 38.6, "fainted": False}}
    milder = actions.check_in(patient=cast.patient, made_as=uuid4(), entry=entry, now=NOW + day)
    assert milder.urgency == "urgent"
    assert Alert.objects.get(acknowledged_at=None) == worse, "a milder one neither rings nor quiets it"
    assert round_(NOW + day) == []
    actions.acknowledge(by=cast.nurse, alert=worse)
    assert alarm(cast, NOW + day + minute, temperature_c=38.7).acknowledged_at is None, "what comes after that rings"


def test_what_has_not_gone_out_yet_goes_out_once_as_what_it_is_now(cast: Cast, other: Other) -> None:
    route(cast, "webhook", other.address)
    alarm(cast, temperature_c=38.6)
    alarm(cast, NOW + timedelta(minutes=1), fainted=True)
    assert round_(NOW + timedelta(minutes=1)) == [State.SENT]
    assert [json.loads(body)["level"] for _, body, _ in other.got] == ["emergency"]


def test_nothing_is_posted_to_another_clinic_or_along_a_route_that_was_turned_off(cast: Cast) -> None:
    outbox.add_route(clinic=cast.stranger.clinic, kind="email", address="other@hospital.example", escalates=False, by="olga")
    off = route(cast, "email", "ward@hospital.example")
    Route.objects.filter(pk=off.pk).update(active=False)
    alarm(cast)
    outbox.escalate(now=NOW + timedelta(hours=1))
    assert not Delivery.objects.exists()


def test_a_channel_that_is_not_there_is_not_looked_for(cast: Cast) -> None:
    for kind in ("../secret", "sms", "os"):
        with pytest.raises(NotSent):
            channel(kind)
