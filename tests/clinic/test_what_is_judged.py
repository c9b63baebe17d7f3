"""What her phone sends is judged: whatever form its time has, and the night as one."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache

from balm.care.assess import assess_level
from balm.clinic import actions
from balm.clinic.actions.texts import answer, begin_texts
from balm.clinic.judged import pathway
from balm.clinic.models import Alert, Attention, CheckIn, Patient
from balm.clinic.record import summary_of
from tests.clinic.conftest import Cast
from tests.clinic.people import with_key

NOW = datetime.fromisoformat("2026-11-23T15:51:45.090162+00:00")
LATE, EARLY = "2026-11-22T23:50+00:00", "2026-11-23T00:10+00:00"


def send(patient: Patient, at: Any, answers: dict[str, Any], now: datetime | None = None, **more: Any) -> CheckIn:
    now = now or datetime.fromisoformat(at) + timedelta(seconds=3)
    return actions.check_in(patient=patient, made_as=uuid4(), entry={"at": at, "answers": answers, **more}, now=now)


def somebody(cast: Cast, lost: date | None = None) -> Patient:
    return actions.consent(token=actions.invite(by=cast.nurse, date_of_loss=lost).token)[0]


def row(patient: Patient) -> Patient:
    return Patient.objects.select_related("clinic").get(pk=patient.pk)


FORMS = {
    "2026-11-23T15:51:45.090162+00:00": "2026-11-23T15:51:45+00:00",
    "2026-11-23 15:51+00:00": "2026-11-23T15:51+00:00",
    "2026-11-23T15:51+0000": "2026-11-23T15:51+00:00",
    "20261123T1551+00:00": "2026-11-23T15:51+00:00",
    "2026-W48-1T15:51+00:00": "2026-11-23T15:51+00:00",
    "2026-11-23T15+00:00": "2026-11-23T15:00+00:00",
    "2026-11-23T15:51:45.123456Z": "2026-11-23T15:51:45+00:00",
    "2026-11-23T15:51+00:00:30": "2026-11-23T15:50:30+00:00",
    "2026-11-24T10:00+18:00": "2026-11-23T16:00+00:00",
    " 2026-11-23T15:51:45Z ": "2026-11-23T15:51:45+00:00",
    "2026-11-23T15:51": "2026-11-23T15:51+00:00",
    "2026-11-23T16:51:45.090+01:00": "2026-11-23T16:51:45+01:00",
}


@pytest.mark.parametrize("at", FORMS)
def test_a_time_in_any_form_of_iso_8601_is_read_and_the_answers_are_judged(cast: Cast, at: str) -> None:
    made = send(cast.patient, at, {"fainted": True}, NOW)
    assert (made.urgency, made.entry["at"]) == ("emergency", FORMS[at])
    assert Alert.objects.get(check_in=made).urgency == "emergency"
    told = summary_of(row(cast.patient))
    assert told is not None
    assert told["level_text"] == pathway().words["level.emergency"]


@pytest.mark.parametrize(
    "at",
    [
        None, 5, True, "", ["x"], {"a": 1}, "yesterday", "2026-13-40T10:00+00:00", "24/11/2026 10:00",
        "0001-01-01T00:00+00:00", "0001-01-01T00:00+14:00", "0999-06-01T00:00+00:00", "1970-01-01T00:00+00:00", "2001-01-01T00:00",
        "2026-11-26T00:00+00:00", "9999-12-31T23:59-14:00", "9999-12-31T23:59", "٢٠٢٦-11-23T15:51+00:00",
    ],
)  # fmt: skip
def test_what_has_no_time_that_can_be_counts_as_of_when_it_came_and_is_looked_at(cast: Cast, at: Any) -> None:
    made = send(cast.patient, at, {"fainted": True}, NOW)
    assert (made.urgency, made.entry["at"], made.entry["at_as_sent"]) == ("emergency", "2026-11-23T15:51:45+00:00", at)
    assert Alert.objects.filter(check_in=made).exists()
    other, clear = somebody(cast), {name: finding.clear for name, finding in pathway().findings.items()}
    send(other, at, clear, NOW)
    assert row(other).attention == Attention.TODAY, "somebody has to see that her clock is wrong"


def test_an_entry_with_nothing_in_it_is_refused_and_words_alone_are_not(cast: Cast) -> None:
    cache.clear()
    refused = with_key(cast.key).post("/api/check-ins", json.dumps({"id": str(uuid4()), "entry": {"answers": {}}}), "application/json")
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (422, "entry.at")
    assert "2026-11-03T21:40+01:00" in refused.json()["errors"][0]["hint"]
    words = {"id": str(uuid4()), "entry": {"at": "at night", "answers": {}, "notes": "I soaked three pads"}}
    assert with_key(cast.key).post("/api/check-ins", json.dumps(words), "application/json").status_code == 200
    assert row(cast.patient).attention == Attention.TODAY


def test_the_times_of_what_she_took_are_read_in_any_form_too(cast: Cast) -> None:
    taken = {"medicine": [{"item": "ibuprofen", "at": "2026-11-23 14:00:00.123456+00:00"}, {"item": "ibuprofen"}, "x"]}
    made = send(cast.patient, "2026-11-23T15:00+00:00", {"back_pain": 3}, NOW, written="2026-11-23T15:30:00.123456+00:00", **taken)
    assert made.entry["medicine"][0] == {"item": "ibuprofen", "at": "2026-11-23T14:00+00:00"}
    assert made.entry["written"] == "2026-11-23T15:30+00:00"


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ({"severe_headache": True}, {"stiff_neck": True}),
        ({"pads_per_hour": 2, "bleeding": "heavier_than_period"}, {"dizzy": True}),
        ({"black_stools": True}, {"dizzy": True}),
    ],
    ids=lambda one: " and ".join(one),
)
def test_midnight_parts_no_two_signs_of_one_night(cast: Cast, before: dict[str, Any], then: dict[str, Any]) -> None:
    one, other = somebody(cast, date(2026, 11, 20)), somebody(cast, date(2026, 11, 20))
    send(one, "2026-11-22T23:20+00:00", before)
    same_day = send(one, "2026-11-22T23:55+00:00", then)
    send(other, LATE, before)
    across = send(other, EARLY, then)
    assert same_day.urgency == across.urgency == "emergency"
    assert [one["rule"] for one in across.reasons if one["urgency"] == "emergency"]
    assert Alert.objects.get(check_in=across).urgency == "emergency"
    told = summary_of(row(other))
    assert told is not None
    assert (row(other).urgency, row(other).attention) == ("emergency", Attention.EMERGENCY)
    assert told["level_text"] == pathway().words["level.emergency"], "her page and her row say one thing"


def test_the_night_ends_at_six(cast: Cast) -> None:
    send(cast.patient, LATE, {"severe_headache": True})
    assert send(cast.patient, "2026-11-23T06:00+00:00", {"stiff_neck": True}).urgency != "emergency"


def test_what_comes_late_in_the_night_is_held_with_what_came_after_it(cast: Cast) -> None:
    send(cast.patient, EARLY, {"stiff_neck": True})
    assert row(cast.patient).urgency != "emergency"
    late = send(cast.patient, LATE, {"severe_headache": True}, datetime.fromisoformat(EARLY) + timedelta(minutes=5))
    assert late.urgency == "emergency"
    assert Alert.objects.filter(check_in=late).exists()
    assert row(cast.patient).urgency == "emergency"


def test_a_text_after_midnight_says_what_the_night_comes_to(cast: Cast) -> None:
    send(cast.patient, LATE, {"severe_headache": True})
    begin_texts(by=cast.administrator, patient=cast.patient, number="+447700900123")
    now = datetime.fromisoformat(EARLY)

    def text(said: str, minutes: int) -> list[str]:
        return answer(
            clinic=cast.nurse.clinic, number="+447700900123", text=said, message=f"{said}{minutes}", now=now + timedelta(minutes=minutes)
        )

    text("hello", 0)
    cast.patient.dialogue.refresh_from_db()
    dialogue = cast.patient.dialogue
    dialogue.answers = {"stiff_neck": True}
    dialogue.save()
    assert pathway().words["level.emergency"] in "".join(text("done", 1))


def test_by_day_one_judgement_is_enough(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    judgements: list[object] = []

    def counted(*given: Any) -> Any:
        judgements.append(given)
        return assess_level(*given)

    monkeypatch.setattr("balm.clinic.judged.assess_level", counted)
    send(cast.patient, "2026-11-22T12:00+00:00", {"back_pain": 3})
    send(cast.patient, "2026-11-23T12:00+00:00", {"back_pain": 3})
    assert len(judgements) == 2
