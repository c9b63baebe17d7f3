"""Every page for each of the cast, and what a page does."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from balm.clinic.models import Alert, Attention, Contact, Patient
from balm.clinic.rows import titles
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import check_in, log_in, somebody

PAGES = ["/", "/worklist/changes", "/round", "/invite", "/patients/{code}/"]
POSTS = ["/patients/{code}/contact", "/patients/{code}/hear", "/patients/{code}/looking", "/patients/{code}/invite", "/round/{code}/skip"]


def test_staff_of_the_clinic_see_every_page_and_the_chart(cast: Cast) -> None:
    check_in(cast.patient, back_pain=4)
    for member in (cast.nurse, cast.colleague, cast.administrator):
        client = log_in(member)
        for page in [*PAGES, "/patients/{code}/chart.svg"]:
            assert client.get(page.format(code=cast.patient.code)).status_code == 200, (member.user.username, page)


def test_no_link_leads_nowhere_before_any_script_has_run(cast: Cast, nurse: Client) -> None:
    check_in(cast.patient, fainted=True)
    for page in PAGES[:1] + PAGES[2:]:
        text = nurse.get(page.format(code=cast.patient.code)).content.decode()
        assert 'href=""' not in text, page
        assert 'action=""' not in text, page


def test_another_clinics_patient_is_not_there_for_a_stranger_whatever_is_asked(cast: Cast) -> None:
    alert = Alert.objects.get(check_in=check_in(cast.patient, fainted=True))
    client = log_in(cast.stranger)
    for page in ("/patients/{code}/", "/patients/{code}/chart.svg"):
        unknown = client.get(page.format(code="AAA-AAAA"))
        hers = client.get(page.format(code=cast.patient.code))
        assert hers.status_code == unknown.status_code == 404
    for page in POSTS:
        assert client.post(page.format(code=cast.patient.code), {"kind": "called"}).status_code == 404
    assert client.post(f"/alerts/{alert.pk}/acknowledge").status_code == 404
    assert client.get("/worklist/changes").json()["alerts"] == []
    assert cast.patient.code not in client.get("/").content.decode()
    assert (Contact.objects.count(), Alert.objects.filter(acknowledged_at=None).count()) == (0, 1)


def test_nobody_comes_in_without_both_factors(cast: Cast) -> None:
    half = Client()
    half.force_login(cast.nurse.user, "django.contrib.auth.backends.ModelBackend")
    for client, where in ((Client(), "/login"), (half, "/second")):
        for page in [*PAGES, *POSTS]:
            ask = client.post if page in POSTS else client.get
            response = ask(page.format(code=cast.patient.code))
            assert response.status_code == 302
            assert response.headers["Location"].startswith(where)


def test_the_admin_is_for_superusers_with_both_factors_alone(cast: Cast) -> None:
    assert log_in(cast.administrator).get("/admin/clinic/member/").status_code == 302
    cast.administrator.user.is_superuser = cast.administrator.user.is_staff = True
    cast.administrator.user.save()
    half = Client()
    half.force_login(cast.administrator.user, "django.contrib.auth.backends.ModelBackend")
    assert half.get("/admin/clinic/member/").status_code == 302
    whole = log_in(cast.administrator)
    assert whole.get("/admin/clinic/member/").status_code == 200
    assert whole.get("/admin/clinic/clinic/").status_code == 200


def test_a_call_takes_her_off_the_top_and_acknowledges(cast: Cast, nurse: Client) -> None:
    check_in(cast.patient, fainted=True)
    said = {"kind": "called", "outcome": "Ambulance on its way.", "then": "worklist"}
    assert nurse.post(f"/patients/{cast.patient.code}/contact", said).headers["Location"] == "/"
    assert Patient.objects.get(pk=cast.patient.pk).attention == Attention.NONE
    assert not Alert.objects.filter(acknowledged_at=None).exists()


def test_the_most_pressing_comes_first_and_why_she_waits_is_not_made_milder_by_a_better_check_in(cast: Cast, nurse: Client) -> None:
    urgent, other = cast.patient, somebody(cast.nurse)
    made = check_in(urgent, 36 * 60, back_pain=4, temperature_c=38.6)
    check_in(urgent, 10, back_pain=1, temperature_c=36.8)
    check_in(other, 5, fainted=True)
    page = nurse.get("/").content.decode()
    rows = page[page.index('id="rows"') :]
    assert rows.index(other.code) < rows.index(urgent.code)
    urgent.refresh_from_db()
    assert (made.urgency, urgent.urgency) == ("urgent", None), "her last check-in says nothing of it any more"
    assert titles(made.reasons)[0] in rows, titles(made.reasons)


@pytest.mark.parametrize("which", ["all", "call", "overdue", "unimproved"])
def test_a_list_of_many_costs_as_many_queries_as_one_of_few(
    cast: Cast, nurse: Client, django_assert_max_num_queries: DjangoAssertNumQueries, which: str
) -> None:
    for _ in range(6):
        check_in(somebody(cast.nurse), fainted=True)
    nurse.get("/")  # noted, once in a session
    with django_assert_max_num_queries(21):
        assert nurse.get(f"/?show={which}").status_code == 200


def test_every_page_of_the_list_together_holds_everybody_once(cast: Cast) -> None:
    from django.utils import timezone

    from balm.clinic.waiting import page

    for n in range(9):
        patient = somebody(cast.nurse, agreed=n % 3 != 0, days_ago=n % 4)
        if n % 3 == 1:
            check_in(patient, n, fainted=True)
    seen: list[str] = []
    after, now = "", timezone.now()
    while True:
        shown = page(Patient.objects.all(), cast.nurse.clinic, "all", after, now, size=2)
        seen += [one.code for one in shown.patients]
        if not (after := shown.after):
            break
    everybody = Patient.objects.filter(clinic=cast.nurse.clinic).values_list("code", flat=True)
    assert sorted(seen) == sorted(everybody)


def test_the_round_goes_on_to_the_next_and_ends(cast: Cast, nurse: Client) -> None:
    other = somebody(cast.nurse, days_ago=0)
    check_in(cast.patient, fainted=True)
    check_in(other, foul_discharge=True)
    assert cast.patient.code in nurse.get("/round").content.decode()
    nurse.post(f"/patients/{cast.patient.code}/contact", {"kind": "no_answer", "then": "round"})
    page = nurse.get("/round").content.decode()
    assert f'<h1 id="one" tabindex="-1">{other.code}' in page
    nurse.post(f"/round/{other.code}/skip")
    assert "Nobody else to call" in nurse.get("/round").content.decode()


def test_an_invitation_needs_nothing_and_its_link_keeps_the_token_after_the_hash(nurse: Client) -> None:
    before = Patient.objects.count()
    response = nurse.post("/invite", {})
    assert Patient.objects.count() == before + 1
    assert "/c/#invite=" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
