"""A text to a patient who checks in by text, when a check-in is due and none has come. It changes nothing of how she stands: she is as
overdue on the worklist as without it.

One goes out for a check-in that is due, and one more each day that it stays due, by day alone; after three that she did not answer, none.
It is a delivery along the clinic's route for texts: without such a route, nobody is reminded.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from balm.clinic import audit
from balm.clinic.actions import outbox
from balm.clinic.channels import TEXT
from balm.clinic.models import Clinic, Delivery, Dialogue, Route, State

IN_A_ROW = 3
"""So many that she did not answer, and no more go out. Ours, so as not to press; no source."""
AT_ONCE = 100
"""So many are written at a time for one clinic, each in a transaction of its own, so that no check-in and no alert waits for them."""
_DAY = timedelta(days=1)
_OPEN = (State.WAITING, State.DEAD)


def remind(*, now: datetime | None = None) -> int:
    """Write what is to go out now, and drop what is not needed any more. How many reminders were written."""
    now = now or timezone.now()
    return sum(_remind(clinic, now) for clinic in Clinic.objects.filter(routes__kind=TEXT).distinct())


def _remind(clinic: Clinic, now: datetime) -> int:
    every = max(_DAY, timedelta(hours=clinic.check_in_hours))
    due = (now - IN_A_ROW * every, now)  # nobody who has been overdue for longer hears from us all at once
    _give_up(clinic, due, now)
    route = Route.objects.filter(clinic=clinic, kind=TEXT, active=True).first()
    if route is None or not outbox.texts_may_go(now):
        return 0
    lately = Delivery.objects.filter(dialogue=OuterRef("pk"), made_at__gte=OuterRef("patient__due_at"), made_at__gt=now - every)
    wanted = Dialogue.objects.filter(
        ~Exists(lately),
        clinic=clinic,
        changed_at__isnull=False,  # she has sent a text from there: the number is hers
        questions=0,
        patient__stopped_at=None,
        patient__consented_at__isnull=False,
        patient__due_at__range=due,
    ).select_related("patient")
    count = 0
    for key in list(wanted.values_list("pk", flat=True)):
        count += _write(key, wanted, route, now)
        if count == AT_ONCE:
            break
    return count


@transaction.atomic
def _give_up(clinic: Clinic, due: tuple[datetime, datetime], now: datetime) -> None:
    """Drop what waits, or was given up, for somebody who has begun or is due no more; in the evening, give up what waits."""
    open_ = Delivery.objects.filter(dialogue__clinic=clinic, state__in=_OPEN)
    open_.exclude(dialogue__patient__due_at__range=due, dialogue__questions=0).update(state=State.DROPPED)
    if not outbox.texts_may_go(now):
        open_.filter(state=State.WAITING).update(state=State.DEAD, last_error="it could not be sent before the evening")


@transaction.atomic
def _write(key: int, wanted: QuerySet[Dialogue], route: Route, now: datetime) -> bool:
    """Write one, if it is wanted still once nobody else can change that."""
    both = Dialogue.objects.select_related("patient").select_for_update(skip_locked=True, of=("self", "patient"))
    dialogue = wanted.filter(pk=key).first() if both.filter(pk=key).first() else None  # looked at anew: another worker may have written it
    if dialogue is None or _unanswered(dialogue) >= IN_A_ROW:
        return False
    Delivery.objects.filter(dialogue=dialogue, state__in=_OPEN).update(state=State.DROPPED)  # this one replaces it
    Delivery.objects.create(dialogue=dialogue, route=route, made_at=now, next_try_at=now)
    audit.note(route.clinic, who=outbox.WORKER, what="reminded", about=dialogue.patient.code)
    return True


def _unanswered(dialogue: Dialogue) -> int:
    """How many have gone out since she last sent a text, or a check-in in any way."""
    answered = max(at for at in (dialogue.changed_at, dialogue.patient.last_check_in_at) if at)
    return Delivery.objects.filter(dialogue=dialogue, state=State.SENT, made_at__gt=answered).count()
