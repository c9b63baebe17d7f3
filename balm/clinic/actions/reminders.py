"""A text to a patient who checks in by text, when a check-in is due and none has come. It changes nothing of how she stands: she is as
overdue on the worklist as without it.

One goes out for a check-in that is due, and one more each day that it stays due, by day alone; after three that she did not answer, none.
It is a delivery along the clinic's route for texts: without such a route, nobody is reminded.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from balm.clinic import audit
from balm.clinic.actions import outbox
from balm.clinic.channels import TEXT
from balm.clinic.models import Clinic, Delivery, Dialogue, Route, State

IN_A_ROW = 3
"""So many that she did not answer, and no more go out. Ours, so as not to press; no source."""
_DAY = timedelta(days=1)


def remind(*, now: datetime | None = None) -> int:
    """Write what is to go out now, and drop what is not needed any more. How many reminders were written."""
    now = now or timezone.now()
    return sum(_remind(clinic, now) for clinic in Clinic.objects.filter(routes__kind=TEXT).distinct())


@transaction.atomic
def _remind(clinic: Clinic, now: datetime) -> int:
    every = max(_DAY, timedelta(hours=clinic.check_in_hours))
    due = (now - IN_A_ROW * every, now)  # nobody who has been overdue for longer hears from us all at once
    open_ = Delivery.objects.filter(dialogue__clinic=clinic, state__in=(State.WAITING, State.DEAD))
    open_.exclude(dialogue__patient__due_at__range=due, dialogue__questions=0).update(state=State.DROPPED)
    if not outbox.texts_may_go(now):
        open_.filter(state=State.WAITING).update(state=State.DEAD, last_error="it could not be sent before the evening")
        return 0
    route = Route.objects.filter(clinic=clinic, kind=TEXT, active=True).first()
    if route is None:
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
    )
    count = 0
    for dialogue in wanted.select_related("patient").select_for_update(skip_locked=True, of=("self", "patient")):
        if _unanswered(dialogue) < IN_A_ROW:
            open_.filter(dialogue=dialogue).update(state=State.DROPPED)  # this one replaces it
            Delivery.objects.create(dialogue=dialogue, route=route, made_at=now, next_try_at=now)
            audit.note(clinic, who=outbox.WORKER, what="reminded", about=dialogue.patient.code)
            count += 1
    return count


def _unanswered(dialogue: Dialogue) -> int:
    """How many have gone out since she last sent a text, or a check-in in any way."""
    answered = max(at for at in (dialogue.changed_at, dialogue.patient.last_check_in_at) if at)
    return Delivery.objects.filter(dialogue=dialogue, state=State.SENT, made_at__gt=answered).count()
