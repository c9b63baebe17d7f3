"""The round leaves nobody out, and does not say that it is done while somebody still wants a call."""

from __future__ import annotations

import re

from django.test import Client

from balm.clinic import actions
from balm.clinic.models import Alert, Contact, Kind, Patient
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import check_in, somebody


def page_of(nurse: Client) -> str:
    return nurse.get("/round").content.decode()


def shown(nurse: Client) -> str:
    """Who is on the screen of the round, or its heading where nobody is."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page_of(nurse))
    assert found
    return found[1]


def test_a_call_from_an_older_page_ends_no_round_for_whom_an_emergency_came_meanwhile(cast: Cast, nurse: Client) -> None:
    check_in(cast.patient, 60, temperature_c=38.6)
    (seen,) = set(re.findall(r'name="seen" value="([^"]*)"', page_of(nurse)))
    check_in(cast.patient, fainted=True)
    for kind in ("called", "no_answer"):
        nurse.post(f"/patients/{cast.patient.code}/contact", {"kind": kind, "seen": seen, "then": "round"})
        assert shown(nurse) == cast.patient.code, kind
    nurse.post(f"/round/{cast.patient.code}/skip", {"seen": seen})
    assert shown(nurse) == cast.patient.code, "nor is she left for later from there"
    assert Alert.objects.filter(acknowledged_at=None).count() == 1
    nurse.post(
        f"/patients/{cast.patient.code}/contact", {"kind": "called", "seen": actions.mark_of(Patient.objects.get(pk=cast.patient.pk))}
    )
    assert shown(nurse) == "Everybody was called"


def test_who_checks_in_after_the_call_of_this_round_comes_again_in_it(cast: Cast, nurse: Client) -> None:
    check_in(cast.patient, 60, temperature_c=38.6)
    page_of(nurse)
    nurse.post(f"/patients/{cast.patient.code}/contact", {"kind": "called"})
    assert shown(nurse) == "Everybody was called"
    check_in(cast.patient, fainted=True)
    assert shown(nurse) == cast.patient.code


def test_who_did_not_answer_was_not_called_and_is_counted_apart(cast: Cast, nurse: Client) -> None:
    for patient in (cast.patient, somebody(cast.nurse, days_ago=0)):
        check_in(patient, fainted=True)
    first = shown(nurse)
    nurse.post(f"/patients/{first}/contact", {"kind": "no_answer"})
    assert "0 done in this round, 1 without an answer, 1 left" in page_of(nurse)
    nurse.post(f"/patients/{shown(nurse)}/contact", {"kind": "called"})
    page = page_of(nurse)
    assert "Nobody else to call in this round" in page
    assert "1 done in this round, 1 without an answer" in page
    actions.record_contact(by=cast.colleague, patient=Patient.objects.get(code=first), kind=Kind.SEEN)
    assert shown(nurse) == "Everybody was called"
    assert set(Contact.objects.values_list("kind", flat=True)) == {"no_answer", "called", "seen"}


def test_whom_a_colleague_could_not_reach_or_is_looking_at_is_not_called_either(cast: Cast, nurse: Client) -> None:
    check_in(cast.patient, fainted=True)
    page_of(nurse)
    actions.look_away(by=cast.nurse, patient=cast.patient)
    actions.look(by=cast.colleague, patient=cast.patient)
    assert shown(nurse) == "Nobody else to call in this round"
    actions.look_away(by=cast.colleague, patient=cast.patient)
    actions.record_contact(by=cast.colleague, patient=cast.patient, kind=Kind.NO_ANSWER)
    assert shown(nurse) == "Nobody else to call in this round"
