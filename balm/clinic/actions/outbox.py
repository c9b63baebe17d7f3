"""What goes out about an alert or as a reminder, and that it arrives. A delivery is written with what it is about, and tried until it is
sent, dead or not needed. An alert never goes along a route for texts, and a reminder along no other.

Each function is one transaction. Between claiming and settling nothing is locked: whoever claims puts the next try ahead, so that a worker
that dies in between only makes it later. So an alert may arrive twice, under one delivery id, and is never lost.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from balm.clinic import audit, dialogue
from balm.clinic.channels import DEADLINE, FOR_ALERTS, KINDS, TEXT, Message, NotSent, Texts, channel
from balm.clinic.models import Alert, Clinic, Delivery, Member, Route, State
from balm.errors import CannotRun

FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=15)
TRIES, GIVE_UP = 12, timedelta(days=1)
_LEASE = timedelta(seconds=DEADLINE + 4)
TEXTS_FROM, TEXTS_UNTIL = time(9), time(20)
"""When a text that nobody asked for may go out, by the service's time zone."""
WORKER = "balm clinic work"


def post(*, alert: Alert, now: datetime, escalation: bool = False) -> None:
    """Write its deliveries. Call it inside the transaction that raises or escalates it. An escalation of a clinic without a route of
    its own for that goes to all: better twice than to nobody."""
    routes = Route.objects.filter(clinic=alert.patient.clinic_id, active=True, kind__in=FOR_ALERTS)
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


def texts_may_go(now: datetime) -> bool:
    """Whether it is day where the service is."""
    return TEXTS_FROM <= timezone.localtime(now).time() < TEXTS_UNTIL


@transaction.atomic
def claim(*, most: int, now: datetime | None = None) -> list[Delivery]:
    """Deliveries that are due, for this worker to try: alerts first. On PostgreSQL, workers step over one another's."""
    now = now or timezone.now()
    may_go = Q(dialogue=None)
    if texts_may_go(now):
        may_go |= Q(dialogue__patient__due_at__lte=now, dialogue__questions=0)
    due = Delivery.objects.filter(may_go, state=State.WAITING, next_try_at__lte=now)
    due = due.order_by(F("dialogue").asc(nulls_first=True), "next_try_at")
    with_it = due.select_related("route", "alert__patient__clinic", "dialogue__patient", "dialogue__clinic")
    claimed = list(with_it.select_for_update(skip_locked=True, of=("self",))[:most])
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
        what = "alert not delivered" if delivery.alert else "reminder not delivered"
        audit.note(delivery.route.clinic, who=WORKER, what=what, about=delivery.patient.code)
    else:
        found.next_try_at = now + wait(found.tries)
    found.save(update_fields=["state", "last_error", "next_try_at"])
    return State(found.state)


def escalate(*, now: datetime | None = None) -> int:
    """Send on what nobody acknowledged in time, again and again until somebody does, or the patient stops; each in a transaction of its
    own. How many alerts that were."""
    now = now or timezone.now()
    count = 0
    for clinic in Clinic.objects.filter(patients__alerts__acknowledged_at=None, patients__alerts__isnull=False).distinct():
        long_ago = {level: now - timedelta(minutes=minutes) for level, minutes in
                    (("emergency", clinic.emergency_minutes), ("urgent", clinic.urgent_minutes))}  # fmt: skip
        late = Q(urgency="emergency", since__lte=long_ago["emergency"]) | (~Q(urgency="emergency") & Q(since__lte=long_ago["urgent"]))
        open_ = Alert.objects.filter(patient__clinic=clinic, patient__stopped_at=None, acknowledged_at=None)
        open_ = open_.annotate(since=Coalesce(F("escalated_at"), F("raised_at"))).filter(late).order_by("raised_at")
        count += sum(_escalate(open_.filter(pk=key), now) for key in list(open_.values_list("pk", flat=True)))
    return count


@transaction.atomic
def _escalate(late: QuerySet[Alert], now: datetime) -> bool:
    """Send on this one, if it is late still, and nobody is at it or at her row just now."""
    alert = late.select_for_update(skip_locked=True, of=("self", "patient")).select_related("patient__clinic").first()
    if alert is None:
        return False
    alert.escalated_at = now
    alert.save(update_fields=["escalated_at"])
    Delivery.objects.filter(alert=alert, escalation=True, state=State.WAITING).update(state=State.DROPPED)  # this one replaces it
    post(alert=alert, now=now, escalation=True)
    audit.note(alert.patient.clinic, who=WORKER, what="alert escalated", about=alert.patient.code)
    return True


def message_of(delivery: Delivery) -> Message | Texts:
    """What goes out for it. Raises NotSent where it does not belong on its route."""
    alert, to, by_text = delivery.alert, delivery.dialogue, delivery.route.kind == TEXT
    if to is not None and by_text:
        return {"to": to.number, "texts": [dialogue.reminder(to.clinic)], "id": str(delivery.pk)}
    if alert is None or by_text:
        raise NotSent("an alert goes along no route for texts, and a reminder along no other")
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
    """A new way out. Raises CannotRun where the address cannot be used, or it would be a second one for texts."""
    if kind not in KINDS:
        raise CannotRun(f"there is no channel {kind!r}; use one of {', '.join(KINDS)}")
    if kind == TEXT and escalates:
        raise CannotRun("a route for texts carries no alert that could escalate; leave that out")
    if kind == TEXT:
        _no_other_gateway(clinic)
    if wrong := channel(kind).problem(address):
        raise CannotRun(wrong)
    route = Route.objects.create(clinic=clinic, kind=kind, address=address, escalates=escalates)
    audit.note(clinic, who=by, what="route added", about=str(route.pk))
    return route


@transaction.atomic
def turn(*, by: Member, route: Route, active: bool) -> None:
    """Turn a way out on or off. What waits to go along one that is off goes nowhere, until it is on again and tried again. Raises
    CannotRun where it would be a second one for texts."""
    route = Route.objects.select_for_update(of=("self",)).get(pk=route.pk, clinic=by.clinic)
    if active and route.kind == TEXT and not route.active:
        _no_other_gateway(by.clinic)
    route.active = active
    route.save(update_fields=["active"])
    if not active:
        Delivery.objects.filter(route=route, state=State.WAITING).update(state=State.DEAD, last_error="the route was turned off")
    audit.note(by.clinic, who=by.user.username, what="route turned on" if active else "route turned off", about=str(route.pk))


def _no_other_gateway(clinic: Clinic) -> None:
    if Route.objects.filter(clinic=clinic, kind=TEXT, active=True).exists():
        raise CannotRun("texts go to one gateway, or she would get each twice; turn off the other one first")


@transaction.atomic
def try_again(*, clinic: Clinic, by: Member | None = None, now: datetime | None = None) -> int:
    """Try everything of this clinic once more that was given up and is still open. How many that are."""
    now = now or timezone.now()
    dead = Delivery.objects.filter(route__clinic=clinic, route__active=True, state=State.DEAD, alert__acknowledged_at=None)
    count = dead.update(state=State.WAITING, tries=0, made_at=now, next_try_at=now)
    audit.note(clinic, who=by.user.username if by else WORKER, what=f"deliveries tried again: {count}")
    return count
