"""That somebody saw the list, a chart, what is written of a patient, or an export's file is noted; what pages ask by themselves is not."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from balm.clinic import actions, audit
from balm.clinic.actions import exports, readers, seeing
from balm.clinic.marks import her_mark, list_mark
from balm.clinic.models import Audit, Kind, Member, Patient
from balm.clinic.sessions import SEEN
from balm.clinic.views import worklist
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import check_in, log_in, somebody


@pytest.fixture
def nurse(cast: Cast) -> Client:
    for days in (2, 1, 0):
        check_in(cast.patient, days * 1440, back_pain=3, bleeding="light")
    return log_in(cast.nurse)


def noted(cast: Cast, what: str = "") -> list[tuple[str, str, str]]:
    """What stands in the audit log of the first clinic of this kind, or of any that is about seeing."""
    found = Audit.objects.filter(clinic=cast.nurse.clinic).order_by("number").values_list("who", "what", "about")
    return [one for one in found if (one[1] == what if what else re.search(r"seen$|read$|fetched", one[1]))]


def page_of(cast: Cast) -> str:
    return f"/patients/{cast.patient.code}/"


def address_of(page: Any) -> str:
    """Where this page of a patient draws itself anew."""
    found = re.search(r'data-address="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1].replace("&amp;", "&")


def pictures(page: Any) -> list[str]:
    return re.findall(r'<img src="([^"]+)"', page.content.decode())


def test_the_list_is_noted_once_in_a_quarter_of_an_hour_for_a_session(cast: Cast, nurse: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    for seconds, times in ((0, 1), (60, 1), (worklist.NOTED_EVERY - 1, 1), (worklist.NOTED_EVERY, 2), (worklist.NOTED_EVERY + 60, 2)):
        monkeypatch.setattr(time, "time", lambda seconds=seconds: now + seconds)
        for path in ("/", "/?show=overdue", "/?code=ZZZ-ZZZZ"):
            assert nurse.get(path).status_code == 200
        nurse.head("/")
        assert noted(cast) == [("nora", "list seen", "")] * times
    nurse.get("/worklist/changes")
    log_in(cast.colleague).get("/")
    assert noted(cast)[2:] == [("cora", "list seen", "")]
    assert audit.broken(cast.nurse.clinic) is None


def test_a_list_that_draws_itself_anew_is_not_noted_but_where_it_was_never_opened(
    cast: Cast, nurse: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurse.get("/?again=list")
    assert len(noted(cast)) == 1, "whoever only says that it is a redraw has opened it all the same"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + worklist.NOTED_EVERY + 60)
    nurse.get("/?again=list")
    assert len(noted(cast)) == 1
    nurse.get("/")
    assert len(noted(cast)) == 2


def test_who_works_at_two_clinics_is_noted_at_each_whose_list_they_open(cast: Cast) -> None:
    Member.objects.create(user=cast.nurse.user, clinic=cast.stranger.clinic)
    client = log_in(cast.nurse, clinic=str(cast.nurse.clinic.pk))
    client.get("/")
    client.post("/clinics", {"clinic": str(cast.stranger.clinic.pk)})
    client.get("/")
    assert set(Audit.objects.filter(what="list seen").values_list("clinic", flat=True)) == {cast.nurse.clinic_id, cast.stranger.clinic_id}


def test_a_list_that_is_opened_makes_no_other_list_draw_itself_anew(cast: Cast, nurse: Client) -> None:
    clinic, code, page = cast.nurse.clinic, cast.patient.code, page_of(cast)
    shown, hers = list_mark(clinic, []), her_mark(clinic, code)
    log_in(cast.colleague).get("/")
    for path in ("chart.svg", "about"):
        assert nurse.get(page + path).status_code == 200
    assert len(noted(cast)) == 3
    assert (list_mark(clinic, []), her_mark(clinic, code)) == (shown, hers)
    for _ in range(60):  # and where nothing else was noted for long
        seeing.see(by=cast.nurse, what="list seen")
    quiet = list_mark(clinic, [])
    seeing.see(by=cast.nurse, what="list seen")
    assert list_mark(clinic, []) == quiet
    actions.record_contact(by=cast.nurse, patient=cast.patient, kind=Kind.NO_ANSWER)
    assert list_mark(clinic, []) not in (shown, quiet)
    assert her_mark(clinic, code) != hers


def test_a_chart_and_what_is_written_of_her_are_noted_each_time(cast: Cast, nurse: Client) -> None:
    page, code = page_of(cast), cast.patient.code
    for _ in range(2):
        assert nurse.get(f"{page}chart.svg").status_code == 200
        assert nurse.get(f"{page}about").status_code == 200
    assert noted(cast) == [("nora", "chart seen", code), ("nora", "what is written seen", code)] * 2
    nurse.head(f"{page}chart.svg")
    nobody_yet = somebody(cast.nurse)
    assert nurse.get(f"/patients/{nobody_yet.code}/chart.svg").status_code == 404
    assert log_in(cast.stranger).get(f"{page}chart.svg").status_code == 404
    assert len(noted(cast)) == 4


def test_a_page_that_draws_itself_anew_was_opened_once(cast: Cast, nurse: Client) -> None:
    opened = nurse.get(page_of(cast))
    (picture,) = pictures(opened)
    nurse.get(picture)
    assert [what for _, what, _ in noted(cast)] == ["record seen", "chart seen"]
    address = address_of(opened)
    again = nurse.get(address)
    (picture,) = pictures(again)
    assert nurse.get(picture).status_code == 200
    assert address_of(again) == address
    assert len(noted(cast)) == 2
    check_in(cast.patient, fainted=True)
    in_round = nurse.get("/round")
    anew = nurse.get(address_of(in_round))
    assert anew.context["patient"] == cast.patient
    assert len(noted(cast)) == 3


def test_only_a_page_that_was_opened_in_this_session_may_say_that_it_draws_itself_anew(cast: Cast, nurse: Client) -> None:
    other = somebody(cast.nurse)
    check_in(other, 1, fainted=True)
    address = address_of(nurse.get(page_of(cast)))
    colleague = log_in(cast.colleague)
    query = address.partition("?")[2]
    for client, path in (
        (colleague, address),
        (nurse, f"/patients/{other.code}/?{query}"),
        (nurse, f"{page_of(cast)}?again=made-up"),
        (nurse, f"/round?of={other.code}&again=made-up"),
        (nurse, f"/round?again={query[-32:]}&of=%00"),
    ):
        before = len(noted(cast, "record seen"))
        assert client.get(path).status_code == 200
        assert len(noted(cast, "record seen")) == before + 1, path


def test_what_a_page_says_to_whoever_opened_it_is_not_taken_away_by_another_that_draws_itself_anew(cast: Cast, nurse: Client) -> None:
    address = address_of(nurse.get(page_of(cast)))
    nurse.post(f"{page_of(cast)}contact", {"kind": "nothing"})
    assert "Nothing was recorded" not in nurse.get(address).content.decode()
    assert "Nothing was recorded" in nurse.get(page_of(cast)).content.decode()


def test_a_page_that_draws_itself_anew_does_not_keep_the_session(cast: Cast, nurse: Client) -> None:
    address = address_of(nurse.get(page_of(cast)))
    session = nurse.session
    session[SEEN] -= 20 * 60
    session.save()
    before = session[SEEN]
    assert nurse.get(address).status_code == 200
    assert nurse.session[SEEN] == before
    nurse.get(page_of(cast))
    assert nurse.session[SEEN] > before


def test_an_open_page_hears_of_its_own_patient_alone(cast: Cast, nurse: Client) -> None:
    theirs, gone = somebody(cast.stranger, days_ago=1), somebody(cast.nurse)
    actions.erase(patient=Patient.objects.get(pk=gone.pk), who="patient")
    said = {of: nurse.get("/changes", {"of": of}).json() for of in (theirs.code, gone.code, "AAA-AAAA", "", "\x00")}
    assert {str(one) for one in said.values()} == {str(nurse.get("/changes").json())}
    hers = nurse.get("/changes", {"of": cast.patient.code.lower()}).json()["hers"]
    assert hers
    changed: list[Callable[[], object]] = [
        lambda: check_in(cast.patient, fainted=True),
        lambda: nurse.post(f"/alerts/{nurse.get('/changes').json()['open'][0]}/acknowledge"),
        lambda: nurse.post(f"{page_of(cast)}contact", {"kind": "no_answer"}),
        lambda: nurse.post(f"{page_of(cast)}about", {"name": "Ann"}),
        lambda: nurse.post(f"{page_of(cast)}hear", {"rule": "E1"}) and check_in(cast.patient, back_pain=1),
        lambda: actions.stop(patient=Patient.objects.get(pk=cast.patient.pk), who="patient"),
    ]
    marks = [hers]
    for change in changed:
        change()
        marks.append(nurse.get("/changes", {"of": cast.patient.code}).json()["hers"])
    assert len(set(marks)) == len(marks), marks


def test_each_file_of_an_export_that_is_fetched_is_noted(cast: Cast, nurse: Client, tmp_path: Any, settings: Any) -> None:
    cache.clear()
    settings.BALM_EXPORTS = tmp_path
    reader, token = readers.add_reader(clinic=cast.nurse.clinic, name="warehouse", scope=["record"], by="adam")
    export = exports.ask(reader=reader, types=["Patient", "RiskAssessment"])
    client, place = Client(headers={"Authorization": f"Bearer {token}"}), f"/fhir/export/{export.pk}"
    assert client.get(f"{place}/Patient.ndjson").status_code == 404
    assert exports.make_next(lambda: False)
    assert client.get(place).status_code == 200
    for kind in ("Patient", "RiskAssessment", "Patient"):
        assert client.get(f"{place}/{kind}.ndjson").status_code == 200
    assert client.get(f"{place}/Provenance.ndjson").status_code == 404
    fetched = [f"export fetched: {kind}" for kind in ("Patient", "RiskAssessment", "Patient")]
    assert noted(cast) == [("reader warehouse", what, str(export.pk)) for what in fetched]
