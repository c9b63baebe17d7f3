"""A check-in by text, message by message."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balm.clinic import actions, dialogue
from balm.clinic.actions import reminders
from balm.clinic.actions import texts as text
from balm.clinic.channels.signed import HEADER, secret_for, sign
from balm.clinic.judged import pathway
from balm.clinic.models import Alert, Attention, CheckIn, Dialogue, Patient
from balm.rules.kinds import NOT_SURE
from tests.clinic.conftest import Cast
from tests.clinic.people import with_both_factors

NUMBER = "+447700900123"
NOW = timezone.now()
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


@pytest.fixture
def texts(cast: Cast) -> Cast:
    text.begin_texts(by=cast.nurse, patient=cast.patient, number="+44 7700 900123")
    return cast


def say(cast: Cast, said: str, minutes: float = 0, **more: Any) -> list[str]:
    replies = text.answer(clinic=cast.nurse.clinic, number=NUMBER, text=said, now=NOW + timedelta(minutes=minutes), **more)
    for reply in replies:
        assert len(reply) <= dialogue.LONGEST, reply
        assert set(reply) <= GSM, reply
    return replies


def to_the_end(cast: Cast, answers: dict[str, str]) -> list[str]:
    """Answer by what is asked: the first of `answers` whose words the question holds, or else that there is none."""
    replies = say(cast, "hello")
    for _ in range(40):
        if not Dialogue.objects.get().questions:
            return replies
        said = next((how for words, how in answers.items() if words in " ".join(replies)), "NO" if "YES" in replies[-1] else "0")
        replies = say(cast, said)
    raise AssertionError("it never ends")


def test_a_check_in_by_text_is_filed_with_what_was_said_and_nobody_is_called_well(texts: Cast) -> None:
    first = say(texts, "hello")
    assert "999" in first[0]
    replies = to_the_end(texts, {"lower back now": "6", "bleeding today": "3", "temperature": "36.8", "1 No": "1"})
    made = CheckIn.objects.get()
    assert made.channel == "text"
    assert made.entry["answers"]["back_pain"] == 6
    assert made.entry["answers"]["bleeding"] == "light"
    assert made.entry["answers"]["fainted"] is False
    assert (made.urgency != "self_care", made.settled) == (True, False)
    assert len(made.entry["answers"]) < len(pathway().findings) / 2, "what was not asked is unanswered"
    assert "999" in replies[-1]
    assert "nobody may see it at once" in replies[-1]


def test_an_emergency_is_filed_and_told_at_once(texts: Cast) -> None:
    say(texts, "hi")
    replies = say(texts, "1")
    assert CheckIn.objects.get().urgency == "emergency"
    assert Alert.objects.count() == 1
    assert replies[0] == "Call for an ambulance now: 999. Do not wait for the clinic to answer."


def test_not_sure_of_a_list_is_asked_one_by_one_and_counts_as_not_sure(texts: Cast) -> None:
    say(texts, "hi")
    names = Dialogue.objects.get().asked
    (question,) = say(texts, "?")
    assert question.startswith(pathway().findings[names[0]].question)
    say(texts, "no")
    assert Dialogue.objects.get().asked == [names[1]]
    say(texts, "?")
    made = CheckIn.objects.get()
    assert (made.entry["answers"], made.urgency) == ({names[0]: False, names[1]: NOT_SURE}, "urgent"), (
        "a doubt that presses is filed at once"
    )


def test_what_cannot_be_read_is_said_asked_again_and_kept_for_the_clinic(texts: Cast) -> None:
    asked = say(texts, "hi")[1:]
    replies = say(texts, "I am so scared please help")
    assert "999" in replies[0]
    assert replies[1:] == asked
    assert say(texts, "9 7")[1:] == asked
    say(texts, "DONE")
    assert "so scared please help" in CheckIn.objects.get().entry["notes"]


def test_what_was_left_in_the_middle_is_filed_once_after_half_an_hour(texts: Cast) -> None:
    say(texts, "hi")
    say(texts, "0")
    assert text.file_what_was_left(now=NOW + timedelta(minutes=29)) == 0
    assert text.file_what_was_left(now=NOW + timedelta(minutes=31)) == 1
    assert text.file_what_was_left(now=NOW + timedelta(minutes=62)) == 0
    assert CheckIn.objects.get().entry["answers"]["fainted"] is False
    say(texts, "hi", 70)
    say(texts, "0", 71)
    say(texts, "hi again", 140)  # the worker was away
    assert CheckIn.objects.count() == 2
    assert Dialogue.objects.get().questions == 1, "a new one has begun"


def test_she_agrees_first_and_the_same_message_twice_is_one(cast: Cast) -> None:
    invited = actions.invite(by=cast.nurse).patient
    text.begin_texts(by=cast.nurse, patient=invited, number=NUMBER)
    assert "Reply YES to agree" in say(cast, "hello", message="1")[1]
    assert Patient.objects.get(pk=invited.pk).consented_at is None
    began = say(cast, "YES", message="2")
    assert say(cast, "YES", message="2") == began
    assert Dialogue.objects.get().questions == 1
    assert Patient.objects.get(pk=invited.pk).consented_at is not None


def test_an_older_text_that_comes_again_is_no_answer_to_another_question(texts: Cast) -> None:
    """A gateway delivers at least once, and not in order: the answer of one question must never be filed as that of the next."""
    say(texts, "hi", message="1")
    say(texts, "0", message="2")
    asked = say(texts, "6", message="3")
    before = Dialogue.objects.values("answers", "asked", "questions", "not_understood").get()
    assert say(texts, "0", message="2") == [], "her screen shows the next question already"
    assert say(texts, "hi", message="1") == []
    assert say(texts, "6", message="3") == asked, "of the last one, nobody knows whether the answer reached her"
    assert Dialogue.objects.values("answers", "asked", "questions", "not_understood").get() == before
    say(texts, "DONE", message="4")
    assert say(texts, "6", 24 * 60, message="3") == [], "a day later too"
    assert say(texts, "hi", 24 * 60, message="5")[1:]
    assert say(texts, "DONE", 24 * 60 + 1, message="4") == [], "across check-ins too"
    assert (CheckIn.objects.count(), Dialogue.objects.get().questions) == (1, 1)


def test_an_alarm_is_said_again_however_late_its_text_comes_again(texts: Cast) -> None:
    say(texts, "hi", message="1")
    alarm = say(texts, "1", message="2")
    assert "999" in alarm[0]
    say(texts, "hello?", 1, message="3")  # no answer has reached her
    assert say(texts, "1", 2, message="2") == alarm
    assert (CheckIn.objects.count(), Dialogue.objects.get().questions) == (1, 1)


def test_what_is_remembered_of_her_texts_has_an_end(texts: Cast) -> None:
    for number in range(text.REMEMBERED + 5):
        say(texts, "what", message=f"a{number}")
    assert len(Dialogue.objects.get().earlier) == text.REMEMBERED
    say(texts, "what", (text.REMEMBERED_FOR + timedelta(minutes=1)).total_seconds() / 60, message="b")
    say(texts, "what", (text.REMEMBERED_FOR + timedelta(minutes=2)).total_seconds() / 60, message="c")
    assert [one["id"] for one in Dialogue.objects.get().earlier] == ["b"]


def test_stop_ends_it_and_an_unknown_number_learns_nothing(texts: Cast) -> None:
    say(texts, "hi")
    assert say(texts, "Stop.")[0].startswith("You have stopped")
    assert Patient.objects.get(pk=texts.patient.pk).stopped_at is not None
    after = say(texts, "hello")
    assert after == text.answer(clinic=texts.nurse.clinic, number="+12025550100", text="hello")
    assert "999" in after[0]
    assert Dialogue.objects.count() == 0


@pytest.mark.parametrize("leaves", ["cancel", "End", "QUIT.", "stop"])
def test_what_she_wrote_before_she_left_is_filed_and_somebody_has_to_deal_with_it(texts: Cast, leaves: str) -> None:
    """A gateway takes these words for leaving; she may have meant this check-in alone."""
    say(texts, "soaked 3 pads this hour")
    (reply,) = say(texts, leaves, 1)
    assert "999" in reply
    assert "clinic sees" not in reply, "nobody may have seen anything"
    patient = Patient.objects.get(pk=texts.patient.pk)
    assert "soaked 3 pads" in CheckIn.objects.get(patient=patient).entry["notes"]
    assert (patient.attention, patient.due_at, patient.stopped_at is None) == (Attention.TODAY, None, False)
    assert patient.waiting_since is not None
    assert reminders.remind(now=NOW + timedelta(days=2)) == 0


def test_what_she_was_in_the_middle_of_is_filed_when_staff_end_her_texts(texts: Cast) -> None:
    say(texts, "I fainted an hour ago")
    text.end_texts(by=texts.administrator, patient=texts.patient)
    assert "I fainted" in CheckIn.objects.get().entry["notes"]


def test_who_has_not_agreed_is_told_where_help_is_and_staff_see_that_she_wrote(cast: Cast) -> None:
    patient = actions.invite(by=cast.nurse).patient
    text.begin_texts(by=cast.nurse, patient=patient, number=NUMBER)
    first, asked = say(cast, "I am bleeding through two pads an hour and I fainted")
    assert "999" in first
    assert "Nobody reads" in first
    assert "Reply YES" in asked
    patient.refresh_from_db()
    assert (patient.attention, patient.consented_at) == (Attention.TODAY, None)
    assert "fainted" in Dialogue.objects.get().not_understood
    assert CheckIn.objects.count() == 0, "she has not agreed that staff read it"
    page = with_both_factors(cast.nurse.user).get("/?show=call").content.decode()
    assert patient.code in page
    assert "Sent a text, and has not agreed yet" in page
    say(cast, "yes", 1)
    patient.refresh_from_db()
    assert patient.attention == Attention.NONE, "now what she wrote is filed with the rest"
    say(cast, "DONE", 2)
    patient.refresh_from_db()
    assert "fainted" in CheckIn.objects.get().entry["notes"]
    assert patient.attention == Attention.TODAY


def test_who_leaves_without_having_agreed_leaves_no_word_but_that_she_wrote(cast: Cast) -> None:
    patient = actions.invite(by=cast.nurse).patient
    text.begin_texts(by=cast.nurse, patient=patient, number=NUMBER)
    say(cast, "I fainted")
    say(cast, "STOP", 1)
    patient.refresh_from_db()
    assert (CheckIn.objects.count(), Dialogue.objects.count(), patient.attention) == (0, 0, Attention.TODAY)


def test_a_number_is_one_patients_and_needs_its_country(texts: Cast) -> None:
    another = actions.invite(by=texts.nurse).patient
    for number in (NUMBER, "07700 900123"):
        with pytest.raises(actions.Refused):
            text.begin_texts(by=texts.nurse, patient=another, number=number)
    with pytest.raises(actions.Refused, match="end that first"):
        text.begin_texts(by=texts.nurse, patient=texts.patient, number="+12025550100")
    with pytest.raises(Patient.DoesNotExist):
        text.begin_texts(by=texts.stranger, patient=another, number="+12025550100")


def test_every_question_that_may_be_asked_fits_a_message() -> None:
    screens = pathway().screens
    for screen in screens:
        left = [name for name in screen.findings if not pathway().findings[name].rough]
        while left:
            asked = dialogue.that_fit(left) if screen.ticks else left[:1]
            for message in dialogue.question(asked):
                assert len(message) <= dialogue.LONGEST, message
                assert set(message) <= GSM, message
            left = left[len(asked) :]


@pytest.mark.parametrize(
    ("said", "value"), [("6", 6), ("6/10", 6), ("10", 10), ("?", NOT_SURE), ("11", None), ("six", None), ("-1", None), ("6 7", None)]
)
def test_a_number_is_read_as_it_was_meant_or_not_at_all(said: str, value: object) -> None:
    assert dialogue.read(["back_pain"], said) == (None if value is None else {"back_pain": value})


def test_the_adapter_wants_a_signature_and_refuses_what_it_cannot_read(texts: Cast, client: Client) -> None:
    clinic = texts.nurse.clinic.pk
    secret = secret_for(f"text:{clinic}")

    def post(body: bytes, secret: str = secret) -> Any:
        signature = sign(secret, body, int(time.time()))
        return client.post(f"/text/{clinic}", body, content_type="application/json", headers={HEADER: signature})

    good = json.dumps({"from": NUMBER, "text": "hello", "id": "1"}).encode()
    assert client.post(f"/text/{clinic}", good, content_type="application/json").status_code == 401
    assert post(good, "another").status_code == 401
    answered = post(good)
    assert (answered.status_code, len(answered.json()["replies"])) == (200, 3)
    for body in (
        b"",
        b"[]",
        b"null",
        b'"x"',
        b'{"from": 4, "text": "x"}',
        b'{"from": "+4477", "text": "x"}',
        b"\xff",
    ):
        assert post(body).status_code == 422
    assert post(json.dumps({"from": NUMBER, "text": "x" * 9000}).encode()).status_code == 413
    cut = post(b'{"from": "+447700900123", "text": "I fainted \\ud83d \\u0000 \\ud83d\\ude00", "id": "2\\udc4d"}')
    assert cut.status_code == 200, "a gateway cuts a text in the middle of an emoji, and posts it again until it is taken"
    assert "I fainted \ufffd \ufffd \U0001f600" in Dialogue.objects.get().not_understood


@pytest.mark.parametrize("said", ["1", "01", "١", "１"])  # noqa: RUF001 - digits of other keyboards
def test_a_number_from_her_list_is_that_sign_in_whatever_digits(texts: Cast, said: str) -> None:
    say(texts, "hi")
    first = Dialogue.objects.get().asked[0]
    say(texts, said)
    assert CheckIn.objects.get().entry["answers"][first] is True


def test_what_she_writes_before_anything_is_asked_is_kept_for_a_person(texts: Cast) -> None:
    say(texts, "I am bleeding and I fainted")
    assert text.file_what_was_left(now=NOW + timedelta(minutes=31)) == 1
    assert "I fainted" in CheckIn.objects.get().entry["notes"]
    assert Patient.objects.get(pk=texts.patient.pk).attention <= Attention.TODAY
