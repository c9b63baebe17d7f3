"""Coming in and going out: the password and the code through the pages themselves, lock-out, and when a session ends."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from balm.clinic import actions
from balm.clinic.actions import staff
from balm.clinic.models import Audit, Member, Role, User
from balm.clinic.sessions import BEGAN, PROVED, SEEN
from tests.clinic.conftest import Cast
from tests.clinic.people import with_both_factors

PASSWORD = "correct horse battery"
NEW = "several words that stand apart, Ünïcödé, and more than sixty-four letters of them "


def code(device: TOTPDevice, steps: int = 0) -> str:
    """What the app shows, so many half minutes from now."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def give_password(client: Client, username: str = "nora", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/login", {"username": username, "password": password, **more})


def set_up(client: Client, username: str = "nora") -> TOTPDevice:
    """The first login: the page shows a secret, the app its code."""
    give_password(client, username)
    assert "Set up the second step" in client.get("/second").content.decode()
    device = TOTPDevice.objects.get(user__username=username)
    assert client.post("/second", {"code": code(device)}).headers["Location"] == "/"
    return device


def later(client: Client, **since: float) -> None:
    """So much time passes for this session."""
    session = client.session
    for name in (BEGAN, SEEN, PROVED):
        session[name] -= timedelta(**since).total_seconds()
    session.save()


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_a_login_with_both_factors_and_a_code_that_works_once(cast: Cast) -> None:
    first = Client()
    device = set_up(first)
    assert is_in(first)
    second = Client()
    assert give_password(second).headers["Location"] == "/"
    assert second.get("/").headers["Location"].startswith("/second"), "the password alone opens nothing"
    assert second.post("/second", {"code": code(device)}).status_code == 200, "the code that the first login used"
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert second.post("/second", {"code": code(device, 1)}).headers["Location"] == "/"
    third = Client()
    give_password(third)
    assert third.post("/second", {"code": code(device, 1)}).status_code == 200, "that one was used, too"
    assert not is_in(third)


def test_codes_cannot_be_tried_one_after_the_other(cast: Cast) -> None:
    client = Client()
    device = set_up(Client())
    give_password(client)
    for _ in range(3):
        client.post("/second", {"code": "000000"})
    assert client.post("/second", {"code": code(device, 1)}).status_code == 200, "even the right one has to wait"
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=5))
    assert client.post("/second", {"code": code(device, 1)}).headers["Location"] == "/"


def test_five_wrong_passwords_lock_out_for_a_quarter_of_an_hour(cast: Cast) -> None:
    client = Client()
    assert [give_password(client, password="wrong").status_code for _ in range(5)] == [200] * 4 + [429]
    locked = give_password(client)
    assert (locked.status_code, "Locked for now" in locked.content.decode()) == (429, True)
    assert give_password(client, "cora").status_code == 302, "nobody else is locked out"
    assert give_password(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302, "nor can a stranger elsewhere lock her out"
    assert Audit.objects.filter(clinic=cast.nurse.clinic, who="nora", what="locked out").exists()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert give_password(client).status_code == 302


def test_behind_our_proxy_it_is_the_one_who_asks_that_is_locked_out(cast: Cast, settings: Any) -> None:
    settings.BALM_PROXIES = 1
    for n in range(5):
        give_password(Client(headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.7"}), password="wrong")
    assert give_password(Client(headers={"X-Forwarded-For": "192.0.2.7"})).status_code == 429, (
        "what they forge before it does not help them"
    )
    assert give_password(Client(headers={"X-Forwarded-For": "192.0.2.8"})).status_code == 302
    for n in range(5):
        give_password(Client(headers={"X-Forwarded-For": f"2001:db8::{n}"}), "cora", "wrong")
    assert give_password(Client(headers={"X-Forwarded-For": "2001:db8::99"}), "cora").status_code == 429, "one line has all these addresses"


def test_nobody_can_tell_who_has_an_account(cast: Cast) -> None:
    User.objects.create_user("gone", password=PASSWORD, is_active=False)
    said: set[tuple[int, str]] = set()
    for username, password in (("nora", "wrong"), ("nobody at all", "wrong"), ("gone", PASSWORD), ("gone", "wrong")):
        answer = give_password(Client(REMOTE_ADDR=f"192.0.2.{len(said)}"), username, password)
        text = answer.content.decode().replace(username, "NAME")
        said.add((answer.status_code, text.replace(text.split('csrfmiddlewaretoken" value="')[1].split('"')[0], "")))
    assert len(said) == 1, said
    for username in ("nora", "nobody at all"):
        many = [give_password(Client(REMOTE_ADDR="192.0.2.99"), username, "wrong").status_code for _ in range(6)]
        assert many == [200] * 4 + [429] * 2


def test_who_is_unknown_costs_as_much_as_a_wrong_password(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    plain = MD5PasswordHasher.encode

    def noted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return plain(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    give_password(Client(), "nora", "wrong one")
    give_password(Client(), "nobody at all", "wrong two")
    assert hashed == ["wrong one", "wrong two"]


def test_a_session_gets_a_new_key_at_each_step_and_is_gone_after_logging_out(cast: Cast) -> None:
    client = Client()
    planted = Client().session
    client.cookies["sessionid"] = str(planted.session_key)
    keys = [planted.session_key]
    give_password(client)
    keys.append(client.session.session_key)
    client.get("/second")
    client.post("/second", {"code": code(TOTPDevice.objects.get())})
    keys.append(client.session.session_key)
    later(client, minutes=11)
    assert client.get("/password").status_code == 200
    client.post("/again", {"password": PASSWORD})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 4
    assert not Session.objects.filter(pk__in=keys[:3]).exists(), "the keys before open nothing"
    old = Client()
    old.cookies["sessionid"] = str(keys[-1])
    assert is_in(old)
    answer = client.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not is_in(old)
    assert Session.objects.count() == 0


def test_it_ends_after_eight_hours_whatever_is_done_in_it(cast: Cast) -> None:
    client = with_both_factors(cast.nurse.user)
    for _ in range(15):
        later(client, minutes=29)
        assert is_in(client)
    for _ in range(2):
        later(client, minutes=29)
        client.get("/worklist/changes")
    assert not is_in(client)
    assert Session.objects.count() == 0, "the row is deleted, not only forgotten by the browser"


def test_it_ends_when_nobody_does_anything_but_the_worklist_that_is_open_goes_on_ringing(cast: Cast) -> None:
    ward, left, gone = (with_both_factors(one.user) for one in (cast.nurse, cast.colleague, cast.administrator))
    assert 'data-changes="/worklist/changes"' in ward.get("/").content.decode()
    page = f"/patients/{cast.patient.code}/"
    assert 'data-changes="/changes"' in left.get(page).content.decode()
    for minutes in (20, 20):
        for client in (ward, left, gone):
            later(client, minutes=minutes)
        ward.get("/worklist/changes")
        left.get("/changes")
        left.post(page + "looking")
    assert is_in(ward)
    assert not is_in(left), "her page asks by itself: that is not somebody"
    assert not is_in(gone)


def test_a_new_password_ends_every_other_session(cast: Cast) -> None:
    here, elsewhere, colleague = (with_both_factors(one.user) for one in (cast.nurse, cast.nurse, cast.colleague))
    wrong = here.post("/password", {"password": "wrong", "new_password1": NEW, "new_password2": NEW})
    assert "That is not your password" in wrong.content.decode()
    for bad in ("short", "correcthors", "password1234", "noranoranora", "balm clinic 12", "First balm 1234"):
        answer = here.post("/password", {"password": PASSWORD, "new_password1": bad, "new_password2": bad})
        assert (answer.status_code, is_in(elsewhere)) == (200, True), bad
    assert here.post("/password", {"password": PASSWORD, "new_password1": NEW, "new_password2": NEW}).status_code == 302
    assert (is_in(here), is_in(elsewhere), is_in(colleague)) == (True, False, True)
    assert give_password(Client()).status_code == 200
    assert give_password(Client(), password=NEW).status_code == 302
    for _ in range(5):
        here.post("/password", {"password": "wrong", "new_password1": PASSWORD, "new_password2": PASSWORD})
    assert here.post("/password", {"password": NEW, "new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 429


def test_one_logs_out_everywhere_else(cast: Cast) -> None:
    here, elsewhere = with_both_factors(cast.nurse.user), with_both_factors(cast.nurse.user)
    assert "logged in 1 more time," in here.get("/password").content.decode()
    later(here, minutes=11)
    assert here.post("/password", {"elsewhere": "yes"}).headers["Location"] == "/again?next=/password"
    assert is_in(elsewhere)
    here.post("/again", {"password": PASSWORD})
    here.post("/password", {"elsewhere": "yes"})
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_who_administers_gives_the_password_again_before_letting_anybody_in(cast: Cast) -> None:
    client = with_both_factors(cast.administrator.user)
    assert client.get("/people").status_code == 200
    later(client, minutes=11)
    for answer in (client.get("/people"), client.post("/people", {"what": "add", "username": "nina", "role": "nurse"})):
        assert answer.headers["Location"].startswith("/again?next=")
    assert not User.objects.filter(username="nina").exists()
    assert "not your password" in client.post("/again", {"password": "wrong"}).content.decode()
    assert client.get("/people").status_code == 302
    assert client.post("/again", {"password": PASSWORD, "next": "/people"}).headers["Location"] == "/people"
    assert client.get("/people").status_code == 200


def test_the_admin_asks_for_the_password_again_too(cast: Cast) -> None:
    client = with_both_factors(User.objects.create_superuser("root", password=PASSWORD))
    assert client.get("/admin/clinic/member/").status_code == 200
    later(client, minutes=11)
    answer = client.get("/admin/clinic/member/", follow=True)
    assert [one[0].split("?")[0] for one in answer.redirect_chain] == ["/admin/login/", "/again"]


def test_somebody_new_sets_their_own_password_by_a_link_that_works_once(cast: Cast) -> None:
    administrator = with_both_factors(cast.administrator.user)
    page = administrator.post("/people", {"what": "add", "username": "nina", "role": "nurse"}).content.decode()
    link = page.split("<code>http://127.0.0.1:8000")[1].split("</code>")[0]
    assert "taken" in administrator.post("/people", {"what": "add", "username": "Nina", "role": "nurse"}).content.decode()
    assert not User.objects.get(username="nina").has_usable_password()
    client = Client()
    shown = client.get(link, follow=True)
    assert shown.redirect_chain[-1][0].endswith("/set-password"), "the token does not stay in the address"
    place = shown.redirect_chain[-1][0]
    assert client.post(place, {"new_password1": "short", "new_password2": "short"}).status_code == 200
    assert client.post(place, {"new_password1": NEW, "new_password2": NEW}).headers["Location"] == "/login"
    assert "not valid" in Client().get(link, follow=True).content.decode(), "used"
    set_up_by = Client()
    give_password(set_up_by, "nina", NEW)
    assert "Set up the second step" in set_up_by.get("/second").content.decode()
    said = list(Audit.objects.filter(about="nina").values_list("who", "what"))
    assert said == [("adam", "member added: nurse")]


def test_a_link_is_not_valid_for_ever(cast: Cast, settings: Any) -> None:
    made = staff.add(by=cast.administrator, username="nina", role=Role.NURSE)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "not valid" in Client().get(f"/begin/{made.who}/{made.token}", follow=True).content.decode()


def test_who_has_left_is_out_at_once_and_who_lost_a_phone_sets_up_another(cast: Cast) -> None:
    administrator, nurse, colleague = (with_both_factors(one.user) for one in (cast.administrator, cast.nurse, cast.colleague))
    administrator.post("/people", {"what": "out", "number": cast.nurse.pk})
    administrator.post("/people", {"what": "factor", "number": cast.colleague.pk})
    assert (is_in(nurse), is_in(colleague)) == (False, False)
    assert give_password(Client()).status_code == 200, "somebody who works nowhere has no login"
    back = Client()
    give_password(back, "cora")
    assert "Set up the second step" in back.get("/second").content.decode()
    olga = with_both_factors(Member.objects.get(user__username="olga").user)
    for other, there in ((olga, "that name is taken"), (administrator, "/begin/")):
        assert there in other.post("/people", {"what": "add", "username": "nora", "role": "nurse"}).content.decode()
    assert Member.objects.get(user=cast.nurse.user).clinic == cast.administrator.clinic, "who was taken out by mistake comes back"
    own = administrator.post("/people", {"what": "out", "number": cast.administrator.pk}).content.decode()
    assert "nobody takes themselves out" in own


def test_a_new_password_link_voids_the_old_one_at_once_and_leaves_the_second_factor(cast: Cast) -> None:
    device = set_up(Client())
    nurse = with_both_factors(cast.colleague.user)
    administrator = with_both_factors(cast.administrator.user)
    page = administrator.post("/people", {"what": "link", "number": cast.colleague.pk}).content.decode()
    assert not is_in(nurse)
    assert give_password(Client(), "cora").status_code == 200
    assert "/begin/" in page
    assert TOTPDevice.objects.filter(pk=device.pk, confirmed=True).exists()


def test_an_administrator_reaches_nobody_of_another_clinic_nor_who_works_at_both(cast: Cast) -> None:
    Member.objects.create(user=cast.nurse.user, clinic=cast.stranger.clinic, role=Role.NURSE)
    olga = with_both_factors(Member.objects.get(user__username="olga").user)
    both = Member.objects.get(user=cast.nurse.user, clinic=cast.stranger.clinic)
    before = User.objects.get(username="nora").password
    for what in ("link", "factor", "out"):
        for number in (cast.colleague.pk, 987654, "x", ""):
            assert olga.post("/people", {"what": what, "number": number}).status_code == 404
    for what in ("link", "factor"):
        assert "they work elsewhere too" in olga.post("/people", {"what": what, "number": both.pk}).content.decode()
    assert User.objects.get(username="nora").password == before, "else she could come in to the other clinic by their name"
    olga.post("/people", {"what": "out", "number": both.pk})
    assert User.objects.get(username="nora").is_active
    with pytest.raises(actions.Refused):
        staff.take_out(by=cast.nurse, member=cast.colleague)


OUTSIDE = [
    "//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\\evil.example",
    "http:///evil.example",
    "\thttps://evil.example",
]


@pytest.mark.parametrize("next_", OUTSIDE)
def test_nobody_is_sent_to_another_site(cast: Cast, next_: str) -> None:
    client = Client()
    assert give_password(client, next=next_).headers["Location"] == "/"
    client.get("/second", {"next": next_})
    assert client.post("/second", {"code": code(TOTPDevice.objects.get()), "next": next_}).headers["Location"] == "/"
    assert client.get("/second", {"next": next_}).headers["Location"] == "/"
    assert client.post("/again", {"password": PASSWORD, "next": next_}).headers["Location"] == "/"
    said = {"kind": "called", "then": next_}
    assert client.post(f"/patients/{cast.patient.code}/contact", said).headers["Location"] == f"/patients/{cast.patient.code}/"
