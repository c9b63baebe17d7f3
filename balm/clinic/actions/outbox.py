"""What goes out about an alert, and that it arrives. A delivery is written with the alert and tried until it is sent, dead or not needed.

Each function is one transaction. Between claiming and settling nothing is locked: whoever claims puts the next try ahead, so that a worker
that dies in between only makes it later. So an alert may arrive twice, under one delivery id, and is never lost.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from balm.clinic import audit
from balm.clinic.channels import DEADLINE, KINDS, Message, channel
from balm.clinic.models import Alert, Clinic, Delivery, Member, Route, State
from balm.errors import CannotRun

FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=15)
TRIES, GIVE_UP = 12, timedelta(days=1)
_LEASE = timedelta(seconds=DEADLINE + 4)
WORKER = "balm clinic work"


def post(*, alert: Alert, now: datetime, escalation: bool = False) -> None:
    """Write its deliveries. Call it inside the transaction that raises or escalates it. An escalation of a clinic without a route of
    its own for that goes to all: better twice than to nobody."""
    routes = Route.objects.filter(clinic=alert.patient.clinic_id, active=True)
    chosen = [route for route in routes if route.escalates == escalation] or [route for route in routes if escalation]
    new = [Delivery(alert=alert, route=route, escalation=escalation, made_at=now, next_try_at=now) for route in chosen]
    Delivery.objects.bulk_create(new)


def drop(*, alerts: QuerySet[Alert], escalations: bool = False) -> None:
    """What has not gone out of these need not: somebody has acknowledged them. `escalations`: leave the first word of each alone."""
    waiting = Delivery.objects.filter(alert__in=alerts, state=State.WAITING)
    (waiting.filter(escalation=True) if escalations else waiting).update(state=State.DROPPED)


def wait(tries: int) -> timedelta:
    """How long to wait after so many tries: 5 s, 10 s, 20 s and so on, never more than 15 minutes."""
    return min(FIRST * (1 << max(0, tries - 1)), LONGEST)


@transaction.atomic
def claim(*, most: int, now: datetime | None = None) -> list[Delivery]:
    """Deliveries that are due, for this worker to try. On PostgreSQL, workers step over one another's."""
    now = now or timezone.now()
    due = Delivery.objects.filter(state=State.WAITING, next_try_at__lte=now).order_by("next_try_at")
    claimed = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("route", "alert__patient__clinic")[:most])
    for one in claimed:
        one.tries += 1
        one.next_try_at = now + max(wait(one.tries), _LEASE)
    Delivery.objects.bulk_update(claimed, ["tries", "next_try_at"])
    return claimed


@transaction.atomic
def settle(*, delivery: Delivery, error: str | None, now: datetime | None = None) -> State:
    """Write what came of the try. `error` None: it was sent."""
    now = now or timezone.now()
    found = Delivery.objects.select_for_update().filter(pk=delivery.pk).first()
    if found is None or found.state in (State.SENT, State.DROPPED):
        return State.SENT if found is None else State(found.state)
    found.last_error = "" if error is None else error[:200]
    if error is None:
        found.state = State.SENT
    elif found.tries >= TRIES or now - found.made_at >= GIVE_UP:
        found.state = State.DEAD
        audit.note(delivery.route.clinic, who=WORKER, what="alert not delivered", about=delivery.alert.patient.code)
    else:
        found.next_try_at = now + wait(found.tries)
    found.save(update_fields=["state", "last_error", "next_try_at"])
    return State(found.state)


@transaction.atomic
def escalate(*, now: datetime | None = None) -> int:
    """Send on what nobody acknowledged in time, again and again until somebody does, or the patient stops. How many alerts that were."""
    now = now or timezone.now()
    count = 0
    for clinic in Clinic.objects.filter(patients__alerts__acknowledged_at=None, patients__alerts__isnull=False).distinct():
        long_ago = {level: now - timedelta(minutes=minutes) for level, minutes in
                    (("emergency", clinic.emergency_minutes), ("urgent", clinic.urgent_minutes))}  # fmt: skip
        late = Q(urgency="emergency", since__lte=long_ago["emergency"]) | (~Q(urgency="emergency") & Q(since__lte=long_ago["urgent"]))
        open_ = Alert.objects.filter(patient__clinic=clinic, patient__stopped_at=None, acknowledged_at=None)
        open_ = open_.annotate(since=Coalesce(F("escalated_at"), F("raised_at"))).filter(late).order_by("raised_at")
        for alert in open_.select_for_update(skip_locked=True, of=("self",)).select_related("patient"):
            alert.escalated_at = now
            alert.save(update_fields=["escalated_at"])
            Delivery.objects.filter(alert=alert, escalation=True, state=State.WAITING).update(state=State.DROPPED)  # this one replaces it
            post(alert=alert, now=now, escalation=True)
            audit.note(clinic, who=WORKER, what="alert escalated", about=alert.patient.code)
            count += 1
    return count


def message_of(delivery: Delivery) -> Message:
    """What goes out for it."""
    alert = delivery.alert
    try:
        path = reverse("worklist")
    except NoReverseMatch:
        path = "/"
    return {
        "delivery": str(delivery.pk),
        "clinic": alert.patient.clinic.name,
        "patient": alert.patient.code,
        "level": alert.urgency,
        "raised_at": alert.raised_at.isoformat(timespec="seconds"),
        "escalation": delivery.escalation,
        "link": settings.BALM_ADDRESS.rstrip("/") + path,
    }


@transaction.atomic
def add_route(*, clinic: Clinic, kind: str, address: str, escalates: bool, by: str) -> Route:
    """A new way out. Raises CannotRun where the address cannot be used."""
    if kind not in KINDS:
        raise CannotRun(f"there is no channel {kind!r}; use one of {', '.join(KINDS)}")
    if wrong := channel(kind).problem(address):
        raise CannotRun(wrong)
    route = Route.objects.create(clinic=clinic, kind=kind, address=address, escalates=escalates)
    audit.note(clinic, who=by, what="route added", about=str(route.pk))
    return route


@transaction.atomic
def turn(*, by: Member, route: Route, active: bool) -> None:
    """Turn a way out on or off. What waits to go along one that is off goes nowhere, until it is on again and tried again."""
    route = Route.objects.select_for_update(of=("self",)).get(pk=route.pk, clinic=by.clinic)
    route.active = active
    route.save(update_fields=["active"])
    if not active:
        Delivery.objects.filter(route=route, state=State.WAITING).update(state=State.DEAD, last_error="the route was turned off")
    audit.note(by.clinic, who=by.user.username, what="route turned on" if active else "route turned off", about=str(route.pk))


@transaction.atomic
def try_again(*, clinic: Clinic, by: Member | None = None, now: datetime | None = None) -> int:
    """Try everything of this clinic once more that was given up and is still open. How many that are."""
    now = now or timezone.now()
    dead = Delivery.objects.filter(route__clinic=clinic, route__active=True, state=State.DEAD, alert__acknowledged_at=None)
    count = dead.update(state=State.WAITING, tries=0, made_at=now, next_try_at=now)
    audit.note(clinic, who=by.user.username if by else WORKER, what=f"deliveries tried again: {count}")
    return count
