"""What administrators do on pages of their own, and whoever runs the service in Django's admin: each change through an action, noted."""

from __future__ import annotations

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from balm.clinic import audit
from balm.clinic.actions import outbox
from balm.clinic.models import Audit, Clinic, Delivery, Dialogue, Member, Route, State
from tests.clinic.conftest import Cast
from tests.clinic.pages.conftest import check_in, log_in

HOOK = "https://hooks.example/balm"


def noted(cast: Cast, what: str) -> int:
    return Audit.objects.filter(clinic=cast.nurse.clinic, what__startswith=what).count()


@pytest.fixture
def administrator(cast: Cast) -> Client:
    return log_in(cast.administrator)


def test_a_route_is_added_with_its_secret_once_turned_off_and_on(cast: Cast, administrator: Client) -> None:
    assert "Alerts go nowhere yet" in administrator.get("/routes").content.decode()
    page = administrator.post("/routes", {"what": "add", "kind": "webhook", "address": HOOK, "escalates": "on"}).content.decode()
    (route,) = Route.objects.all()
    assert (route.kind, route.address, route.escalates, route.active) == ("webhook", HOOK, True, True)
    assert "shown this once" in page
    assert "shown this once" not in administrator.get("/routes").content.decode()
    for what, active in (("off", False), ("on", True)):
        administrator.post("/routes", {"what": what, "route": str(route.pk)})
        assert Route.objects.get().active is active
    assert [noted(cast, what) for what in ("route added", "route turned off", "route turned on")] == [1, 1, 1]
    assert audit.broken(cast.nurse.clinic) is None


def test_an_address_that_cannot_be_used_is_refused_in_words(administrator: Client) -> None:
    for kind, address in (("webhook", "http://10.0.0.1/x"), ("email", "nobody"), ("webhook", "")):
        page = administrator.post("/routes", {"what": "add", "kind": kind, "address": address}).content.decode()
        assert 'class="problem" role="alert"' in page
    assert not Route.objects.exists()


def test_what_was_given_up_is_listed_and_tried_again_unless_it_is_not_needed_any_more(cast: Cast, administrator: Client) -> None:
    outbox.add_route(clinic=cast.nurse.clinic, kind="email", address="ward@hospital.example", escalates=False, by="adam")
    check_in(cast.patient, fainted=True)
    Delivery.objects.update(state=State.DEAD, tries=12, last_error="no answer in time")
    page = administrator.get("/routes").content.decode()
    assert cast.patient.code in page
    assert "12 tries, last: no answer in time" in page
    administrator.post("/routes", {"what": "again"})
    assert (Delivery.objects.get().state, Delivery.objects.get().tries) == (State.WAITING, 0)
    route = Route.objects.get()
    administrator.post("/routes", {"what": "off", "route": str(route.pk)})
    assert Delivery.objects.get().state == State.DEAD, "what waited is not lost from sight"
    administrator.post("/routes", {"what": "again"})
    assert Delivery.objects.get().state == State.DEAD
    assert "Try again" not in administrator.get("/routes").content.decode()


def test_where_alerts_go_is_for_administrators_of_the_clinic_alone(cast: Cast, nurse: Client, administrator: Client) -> None:
    assert nurse.get("/routes").status_code == 403
    assert nurse.post("/routes", {"what": "add", "kind": "webhook", "address": HOOK}).status_code == 403
    route = outbox.add_route(clinic=cast.stranger.clinic, kind="email", address="other@hospital.example", escalates=False, by="olga")
    assert "other@hospital.example" not in administrator.get("/routes").content.decode()
    for other in (str(route.pk), "x", ""):
        assert administrator.post("/routes", {"what": "off", "route": other}).status_code == 404
    assert administrator.post("/routes", {"what": "else"}).status_code == 404
    assert Route.objects.get().active


def test_a_patient_is_let_in_by_text_and_taken_out_again(cast: Cast, administrator: Client, nurse: Client) -> None:
    path = f"/patients/{cast.patient.code}/text"
    assert nurse.post(path, {"number": "+447700900123"}).status_code == 403
    administrator.post(path, {"number": "07700 900123"})
    assert "with its country code" in administrator.get(f"/patients/{cast.patient.code}/").content.decode()
    administrator.post(path, {"number": "+44 7700 900123"})
    assert Dialogue.objects.get().number == "+447700900123"
    assert "by text from +447700900123" in nurse.get(f"/patients/{cast.patient.code}/").content.decode()
    administrator.post(path, {"end": "yes"})
    assert not Dialogue.objects.exists()
    assert (noted(cast, "texts begun"), noted(cast, "texts ended")) == (1, 1)


@pytest.fixture
def runner(cast: Cast) -> Client:
    """Whoever runs the service."""
    cast.administrator.user.is_superuser = cast.administrator.user.is_staff = True
    cast.administrator.user.save()
    return log_in(cast.administrator)


def test_every_change_in_the_admin_is_noted(cast: Cast, runner: Client) -> None:
    clinic, other = cast.nurse.clinic, cast.stranger.clinic
    about = {name: getattr(clinic, name) for name in ("name", "country", "check_in_hours", "invitation_days", "keep_days")}
    minutes = {"emergency_minutes": 7, "urgent_minutes": 15}
    assert runner.post(f"/admin/clinic/clinic/{clinic.pk}/change/", about | minutes).status_code == 302
    assert (Clinic.objects.get(pk=clinic.pk).emergency_minutes, noted(cast, "clinic changed")) == (7, 1)

    said = {"user": str(cast.nurse.user.pk), "clinic": str(other.pk), "role": "nurse"}
    assert runner.post("/admin/clinic/member/add/", said).status_code == 302
    assert Member.objects.filter(user=cast.nurse.user).count() == 2
    assert Audit.objects.filter(clinic=other, what="member added: nurse", about="nora").count() == 1
    member = Member.objects.get(user=cast.nurse.user, clinic=other)
    runner.post(f"/admin/clinic/member/{member.pk}/change/", {"role": "administrator", "user": str(cast.colleague.user.pk)})
    member.refresh_from_db()
    assert (member.role, member.user) == ("administrator", cast.nurse.user), "the role alone"
    runner.post(f"/admin/clinic/member/{member.pk}/delete/", {"post": "yes"})
    assert Member.objects.filter(user=cast.nurse.user).count() == 1
    assert Audit.objects.filter(clinic=other, what="member removed").count() == 1

    client = log_in(cast.nurse)
    device = TOTPDevice.objects.get(user=cast.nurse.user)
    assert client.get("/").status_code == 200
    runner.post(f"/admin/otp_totp/totpdevice/{device.pk}/delete/", {"post": "yes"})
    assert not TOTPDevice.objects.filter(user=cast.nurse.user).exists()
    assert noted(cast, "second factor removed") == 1
    assert client.get("/").status_code == 302, "their sessions end"
    assert audit.broken(clinic) is None
    assert audit.broken(other) is None


def test_the_admin_sets_nobodys_password_and_deletes_nobody(cast: Cast, runner: Client) -> None:
    user = cast.nurse.user
    for path in ("add/", f"{user.pk}/delete/"):
        assert runner.get(f"/admin/clinic/user/{path}").status_code == 403
    assert runner.get(f"/admin/clinic/user/{user.pk}/password/").status_code in (302, 404)
    before = user.password
    said = {"first_name": "Nora", "last_name": "Lind", "email": "", "is_active": "on", "password": "x", "username": "other"}
    assert runner.post(f"/admin/clinic/user/{user.pk}/change/", said).status_code == 302
    user.refresh_from_db()
    assert (user.username, user.get_full_name(), user.password) == ("nora", "Nora Lind", before)
    assert noted(cast, "user changed by adam") == 1
    runner.post("/admin/clinic/user/", {"action": "new_link", "_selected_action": [str(user.pk)]})
    user.refresh_from_db()
    assert not user.has_usable_password()
    page = runner.get("/admin/clinic/user/").content.decode()
    assert "For nora, once and for three days: " in page


def test_patients_and_their_records_are_not_in_the_admin(runner: Client) -> None:
    page = runner.get("/admin/").content.decode()
    for name in ("patient", "checkin", "alert", "contact", "audit", "key", "invitation", "route", "delivery"):
        assert f"/admin/clinic/{name}/" not in page
        assert runner.get(f"/admin/clinic/{name}/").status_code == 404
