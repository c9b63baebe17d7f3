"""The whole story, once: gunicorn, the worker and PostgreSQL as they run at a clinic, a nurse and a patient each in a browser of their own.

Every step is looked at by axe, as WCAG 2.2 AA has it on a phone, and for its contrasts in the dark on a desktop; and nothing may be cut or
stand out of the screen on either. With BALM_PICTURES=FOLDER each step is kept as pictures too.
"""

from __future__ import annotations

import json
import os
import time
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django_otp.oath import totp
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect

from tests.clinic.conftest import postgres
from tests.clinic.other_side import Other
from tests.clinic.test_running import Service, free_port, get, other, until
from tests.companion.test_accessible import AXE, CONTRAST, CUT, STANDARD
from tests.companion.visit import Visit

__all__ = ["other"]
pytestmark = pytest.mark.slow
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
PICTURES = os.environ.get("BALM_PICTURES", "")
_MEANT = ('class="skip"', 'class="hidden"')
"""Out of the screen until it has the focus, and for screen readers alone."""
_NURSE = """
from balm.clinic import actions
from balm.clinic.models import Clinic, Role
actions.add_member(clinic=Clinic.objects.get(), username="nora", password="quiet warm words 24", role=Role.NURSE, by="adam")
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with postgres() as address:
        made = Service(tmp_path, address)
        yield made
        for one in made.running:
            one.terminate()
        for one in made.running:
            one.wait(30)


class Looked:
    """What was found at each step."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.steps = 0

    def __call__(self, page: Page, step: str) -> None:
        self.steps += 1
        before = page.viewport_size
        for size, kind in ((DESKTOP, "desktop"), (PHONE, "phone")):
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                if PICTURES:
                    Path(PICTURES).mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=f"{PICTURES}/{self.steps:02}-{step.replace(' ', '-')}-{kind}-{scheme}.png", full_page=True)
                rules: Any = {("phone", "light"): STANDARD, ("desktop", "dark"): CONTRAST}.get((kind, scheme))
                if rules:
                    if not page.evaluate("() => 'axe' in window"):
                        page.evaluate(AXE_SCRIPT)
                    self.faults += [f"{step}, {kind}, {scheme}: {fault}" for fault in page.evaluate(AXE, {"runOnly": rules})]
            self.faults += [f"{step}, {kind}: {fault}" for fault in page.evaluate(CUT) if not any(one in fault for one in _MEANT)]
        page.emulate_media(color_scheme="light")
        if before:
            page.set_viewport_size(before)


def code_of(letters: str, steps_ahead: int = 0) -> str:
    """What an authenticator app shows for the secret in these letters."""
    bare = letters.replace(" ", "")
    return f"{totp(b32decode(bare + '=' * (-len(bare) % 8)), t0=-30 * steps_ahead):06}"


def log_in(page: Page, site: str, code: str = "") -> None:
    page.goto(site)
    page.get_by_label("User name").fill("nora")
    page.get_by_label("Password").fill("quiet warm words 24")
    page.get_by_role("button", name="Go on").click()
    if code:
        page.get_by_label("The six digits from your app").fill(code)
        page.get_by_role("button", name="Go on").click()


def test_from_the_invitation_to_the_erasure(service: Service, other: Other, chromium: Browser) -> None:
    service.made().python(_NURSE)
    service.balm("route", "webhook", other.address)
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    service.begin("serve", "--port", str(port), "--workers", "2")
    look = Looked()
    database = psycopg.connect(service.env["DATABASE_URL"], autocommit=True)

    def count(table: str) -> int:
        found = database.execute(f"SELECT count(*) FROM clinic_{table}".encode()).fetchone()
        return int(found[0]) if found else 0

    until(lambda: get(f"{site}/health")[0] == 200)
    ward, home = chromium.new_context(viewport=DESKTOP, locale="en-GB"), chromium.new_context(viewport=PHONE, locale="en-GB")
    nurse = ward.new_page()
    complaints: list[str] = []
    nurse.on("console", lambda said: complaints.append(f"{nurse.url}: {said.text}") if said.type in ("error", "warning") else None)
    nurse.on("pageerror", lambda error: complaints.append(f"{nurse.url}: {error}"))

    # The nurse sets up the second factor at her first login, and is asked for it at the next.
    log_in(nurse, site)
    look(nurse, "second factor set up")
    nurse.get_by_text("I cannot scan it").click()
    letters = nurse.locator(".letters").inner_text()
    nurse.get_by_label("The six digits from your app").fill(code_of(letters))
    nurse.get_by_role("button", name="Go on").click()
    expect(nurse.get_by_role("heading", name="Worklist")).to_be_visible()
    nurse.get_by_role("button", name="Log out").click()
    look(nurse, "login")
    log_in(nurse, site, code_of(letters, steps_ahead=1))
    look(nurse, "worklist empty")

    # She invites: a code, a link, a square to scan.
    nurse.get_by_role("link", name="Invite", exact=True).click()
    nurse.get_by_label("Name", exact=True).fill("Maya")
    nurse.get_by_label("Number to call").fill("020 7946 0018")
    nurse.get_by_label("Losses so far").fill("2")
    look(nurse, "invite")
    nurse.get_by_role("button", name="Make the invitation").click()
    link, code = nurse.locator(".link code").inner_text(), nurse.locator(".sheet .code").inner_text()
    expect(nurse.locator("svg.qr")).to_be_visible()
    look(nurse, "invitation")
    nurse.emulate_media(media="print")
    if PICTURES:
        nurse.screenshot(path=f"{PICTURES}/invitation-on-paper.png", full_page=True)
    nurse.emulate_media(media="screen")
    nurse.get_by_role("link", name="Worklist").first.click()
    look(nurse, "worklist invited")

    # The patient opens the link on her phone, reads, and agrees.
    visit = Visit.begin(home.new_page(), link)
    phone = visit.page
    phone.get_by_text("Nobody watches this at night.").wait_for()
    look(phone, "her consent")
    visit.tap("I agree. Send my checks")
    phone.get_by_text("First gets your checks from now on.").wait_for()
    look(phone, "she agreed")
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")

    # Without a network she checks in. What to do stands first; that it was not sent is said.
    sent: list[Request] = []
    home.on("request", lambda request: sent.append(request) if request.url.endswith("/api/check-ins") else None)
    home.set_offline(True)
    visit.check()
    phone.locator('input[name="breathless"]').click()
    visit.tap("See what to do and say")
    phone.get_by_text("Waiting to be sent to First.").first.wait_for()
    look(phone, "checked in offline")
    assert (count("checkin"), count("alert"), other.got) == (0, 0, [])

    # Back in the network it is sent by itself, and the nurse's open worklist shows it by itself.
    expect(nurse.locator("#open-alerts li")).to_have_count(0)
    home.set_offline(False)
    phone.get_by_text("Sent to First at").first.wait_for(timeout=15_000)
    began = time.monotonic()
    expect(nurse.locator("#open-alerts li")).to_have_count(1, timeout=10_000)
    until(lambda: other.got, 10)
    assert time.monotonic() - began < 10, "within seconds"
    look(phone, "sent")
    look(nurse, "alert by itself")
    told = json.loads(other.got[0][1])
    assert (told["patient"], told["level"]) == (code, "emergency")
    assert "Maya" not in other.got[0][1].decode()
    assert "breathless" not in other.got[0][1].decode()

    # The same once more, as a phone sends it that lost the answer: it changes nothing.
    post = sent[-1]
    for _ in range(2):
        headers = {"Authorization": post.all_headers()["authorization"], "Content-Type": "application/json"}
        again = home.request.post(f"{site}/api/check-ins", headers=headers, data=post.post_data or "")
        assert (again.status, again.json()["id"]) == (200, json.loads(post.post_data or "")["id"])
    assert (count("checkin"), count("alert"), count("delivery"), len(other.got)) == (1, 1, 1, 1)

    # She acknowledges, calls, and writes down what came of it.
    nurse.get_by_role("button", name=f"Acknowledge {code}").click()
    expect(nurse.locator("h1")).to_have_text(f"{code} Maya")
    expect(nurse.locator("form.alert")).to_have_count(0)
    expect(nurse.get_by_role("link", name="Call 020 7946 0018")).to_be_visible()
    look(nurse, "her page")
    nurse.get_by_label("What came of it").fill("An ambulance is with her.")
    nurse.get_by_label("Next step").fill("Ring the ward at noon.")
    nurse.get_by_role("button", name="Called").click()
    expect(nurse.locator("main")).to_contain_text("An ambulance is with her.")
    look(nurse, "called")
    nurse.get_by_role("link", name="Worklist").first.click()
    expect(nurse.locator(".row")).to_contain_text("Ring the ward at noon.")
    look(nurse, "worklist called")

    # The patient has it all erased. The row is gone; the log says that it went, and is whole.
    visit.tap("What is kept")
    look(phone, "what is kept")
    visit.tap("Stop, and have it erased")
    look(phone, "erase asked")
    visit.tap("Yes, erase it now")
    phone.get_by_text("What you sent is erased.").first.wait_for()
    look(phone, "erased")
    for table in ("patient", "invitation", "key", "checkin", "alert", "contact", "delivery", "viewing"):
        assert count(table) == 0, table
    nurse.reload()
    expect(nurse.locator(".row")).to_have_count(0)
    look(nurse, "worklist erased")
    assert complaints == []
    nurse.goto(f"{site}/patients/{code}/")
    expect(nurse.get_by_role("heading", name="There is nothing here")).to_be_visible()
    look(nurse, "not here")
    assert "First: whole" in service.balm("audit", "verify")
    noted = [row[0] for row in database.execute("SELECT what FROM clinic_audit WHERE about = %s ORDER BY number", [code]).fetchall()]
    assert noted[0] == "invited"
    assert noted[-1] == "erased"
    assert {"consented", "alert acknowledged", "contact: called", "record seen"} <= set(noted)
    assert look.faults == [], "\n".join(look.faults)
    database.close()
    home.close()
    ward.close()
