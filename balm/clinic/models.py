"""What is kept of a clinic, its people and its patients. Nothing here changes anything: `actions` does."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Somebody who works at one or more clinics."""


class Clinic(models.Model):
    """`check_in_hours`: how often a patient is asked to check in. `keep_days`: how long after her last check-in a record is kept.

    `emergency_minutes` and `urgent_minutes`: how long an alert may stand unacknowledged before it goes to the routes that escalate.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    check_in_hours = models.PositiveSmallIntegerField(default=24)
    invitation_days = models.PositiveSmallIntegerField(default=14)
    keep_days = models.PositiveSmallIntegerField(default=365)
    emergency_minutes = models.PositiveSmallIntegerField(default=5)
    urgent_minutes = models.PositiveSmallIntegerField(default=15)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """A nurse sees and acts on the patients of her clinic; an administrator also manages its people and settings."""

    NURSE = "nurse"
    ADMINISTRATOR = "administrator"


class Member(models.Model):
    """Somebody at one clinic, and as what."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="members")
    role = models.CharField(max_length=20, choices=Role, default=Role.NURSE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "clinic"], name="one_role_at_a_clinic")]


class Attention(models.IntegerChoices):
    """Why somebody stands where she does on the worklist, the most pressing first."""

    EMERGENCY = 0
    URGENT = 1
    TODAY = 2
    SOON = 3
    NOT_IMPROVING = 4
    NONE = 5


_NOT_WAITING = models.Q(stopped_at=None) & models.Q(attention=Attention.NONE)


class Patient(models.Model):
    """Somebody who was sent home. `code` is what staff call her by; a name and a number are there only if the clinic wrote them.
    `losses`: how many she has had, with this one, if the clinic wrote it.

    `urgency` and what follows is how she stood at her last check-in, worked out by the server (None: not known yet). `attention` is what is
    left to do about it: it goes back to NONE when somebody has dealt with her, not when she stops. `due_at`: when the next check-in is
    awaited. `invited_until`: when her last invitation expires, and from when on she is overdue if she has not agreed; None where staff
    closed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="patients")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    date_of_loss = models.DateField(null=True, blank=True)
    management = models.CharField(max_length=20, blank=True)
    losses = models.PositiveSmallIntegerField(null=True, blank=True)
    invited_at = models.DateTimeField()
    invited_until = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    urgency = models.CharField(max_length=12, null=True, blank=True)
    highest_possible = models.CharField(max_length=12, blank=True)
    settled = models.BooleanField(default=False)
    not_improving = models.BooleanField(default=False)
    attention = models.PositiveSmallIntegerField(choices=Attention, default=Attention.NONE)
    waiting_since = models.DateTimeField(null=True, blank=True)
    last_check_in_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "code"], name="one_code_in_a_clinic"),
            models.CheckConstraint(
                condition=models.Q(attention=Attention.NONE) | models.Q(waiting_since__isnull=False), name="who_waits_waits_since"
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "attention", "waiting_since", "id"], name="worklist"),
            models.Index(fields=["clinic", "due_at", "id"], name="overdue", condition=_NOT_WAITING),
            models.Index(fields=["clinic", "invited_until", "id"], name="invited", condition=_NOT_WAITING & models.Q(due_at=None)),
            models.Index(fields=["clinic", "due_at", "id"], name="unimproved", condition=_NOT_WAITING & models.Q(not_improving=True)),
            models.Index(fields=["clinic", "code"], name="by_code", opclasses=["uuid_ops", "varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.code


class Invitation(models.Model):
    """A way in, valid once. Only the hash of its token is kept."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Key(models.Model):
    """What her phone shows with each check-in, given for an invitation. Only its hash is kept."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="keys")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)


class CheckIn(models.Model):
    """One check-in, under the id that her phone made, so that sending it twice changes nothing. `entry` is an entry of her diary.

    What follows is how she stood with it, as the server judged by the pathway with this digest. It is changed only where the clinic
    corrects what it knows of her: then the last one is judged anew, and the audit log keeps from which level to which.
    """

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="check_ins")
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=12, default="web")
    entry = models.JSONField()
    urgency = models.CharField(max_length=12, null=True)
    highest_possible = models.CharField(max_length=12)
    settled = models.BooleanField()
    reasons = models.JSONField()
    noticed = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["patient", "received_at"], name="record")]


class Alert(models.Model):
    """That a patient is an emergency or urgent, until a person acknowledges it. A patient has one open alert at most.

    `check_in`: the last that was as pressing. One that is more pressing has an alert of its own, which takes the place of the open one:
    that is then closed by nobody.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="alerts")
    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="+")
    urgency = models.CharField(max_length=12)
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient"], condition=models.Q(acknowledged_at=None), name="one_open_alert_each")]
        indexes = [models.Index(fields=["urgency", "raised_at"], name="open_alerts", condition=models.Q(acknowledged_at=None))]


class Kind(models.TextChoices):
    """What somebody did about a patient."""

    CALLED = "called"
    NO_ANSWER = "no_answer"
    SEEN = "seen"
    REFERRED = "referred"


class Contact(models.Model):
    """What somebody did about a patient, what came of it, and the next step.

    `up_to`: when her last check-in came that they could know of; None where there was none, or a newer one came under their hand.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="contacts")
    member = models.ForeignKey(Member, models.SET_NULL, null=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind)
    up_to = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    next_step = models.TextField(blank=True)


class Heard(models.Model):
    """A sign that a clinician knows of and has answered. It raises no alert again until it is worse; it never changes the level.

    `findings`: what was so when it was heard, by finding. `level`: how urgent it made it then; empty where that was not kept yet, which is
    less than any.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="heard")
    member = models.ForeignKey(Member, models.SET_NULL, null=True)
    at = models.DateTimeField()
    rule = models.CharField(max_length=12)
    level = models.CharField(max_length=12, blank=True)
    findings = models.JSONField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "rule"], name="a_sign_is_heard_once")]


class Viewing(models.Model):
    """Who has a patient's page open, as of `at`; it says so again every few seconds."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="viewings")
    member = models.ForeignKey(Member, models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "member"], name="one_viewing_each")]


ERASED_OPEN, ERASURE_SEEN = "erased with an alert open", "erasure seen"
"""What the log says of a patient who was erased before anybody had dealt with what pressed; and of a member of staff who knows of it."""


class Audit(models.Model):
    """Who did or saw what, chained by hash: each entry's digest covers the one before it in its clinic. Added to, never changed: the
    database itself refuses it (migration 0002), but where it takes out the entries of a clinic that is deleted, and with it.
    """

    clinic = models.ForeignKey(Clinic, models.DO_NOTHING, related_name="audit")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    who = models.CharField(max_length=200)
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "number"], name="one_entry_a_number")]
        indexes = [
            models.Index(fields=["clinic", "about", "number"], name="erasures", condition=models.Q(what__in=[ERASED_OPEN, ERASURE_SEEN]))
        ]


class Route(models.Model):
    """Where a clinic's alerts go besides the screen; or its reminders, where `kind` is "text", and then no alert ever does. `kind` names a
    file of `balm/clinic/channels`; `address` is an address or a mailbox.

    One that `escalates` hears only of what nobody acknowledged in time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="routes")
    kind = models.CharField(max_length=12)
    address = models.CharField(max_length=400)
    escalates = models.BooleanField(default=False)
    active = models.BooleanField(default=True)


class State(models.TextChoices):
    """Where a delivery stands. Dead: given up, for a person to look at. Dropped: somebody acknowledged the alert first, or the reminder
    is not needed any more."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


class Delivery(models.Model):
    """One alert, or one reminder to a patient who checks in by text, on its way along one route; written in the transaction that raised,
    escalated or decided it, so that none is lost. `dialogue`: whose reminder it is."""

    alert = models.ForeignKey(Alert, models.CASCADE, null=True, related_name="deliveries")
    dialogue = models.ForeignKey("Dialogue", models.CASCADE, null=True, related_name="reminders")
    route = models.ForeignKey(Route, models.CASCADE, related_name="deliveries")
    escalation = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(alert__isnull=False, dialogue=None) | models.Q(alert=None, dialogue__isnull=False),
                name="an_alert_or_a_reminder",
            )
        ]
        indexes = [models.Index(fields=["next_try_at"], name="to_send", condition=models.Q(state="waiting"))]

    @property
    def patient(self) -> Patient:
        """Whom it is about."""
        about = self.alert or self.dialogue
        assert about is not None, "the database holds one of them"
        return about.patient


class Dialogue(models.Model):
    """A patient who checks in by text, and the check-in that she is in the middle of. `asked`: the findings of the question that is open.

    `last_message` and `last_replies`: so that a message that the gateway sends twice is taken in once. `earlier`: those before it, as
    `{id, at, replies}` each, the oldest first; what is said again for one that comes again so late.
    """

    patient = models.OneToOneField(Patient, models.CASCADE, related_name="dialogue")
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="dialogues")
    number = models.CharField(max_length=20)
    made_as = models.UUIDField(default=uuid4)
    asked = models.JSONField(default=list)
    one_by_one = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    not_understood = models.TextField(blank=True)
    questions = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)
    last_message = models.CharField(max_length=80, blank=True)
    last_replies = models.JSONField(default=list)
    earlier = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "number"], name="one_patient_a_number")]


class Reader(models.Model):
    """Another system of the clinic, let in by a token of which only the hash is kept.

    `scope`: what it may, words with a space between: "record" reads its clinic's patients, "level" asks how urgent a questionnaire is.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="readers")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "name"], condition=models.Q(revoked_at=None), name="one_reader_of_a_name")]


class Export(models.Model):
    """All records of a clinic as files, asked for by a reader and made by a worker; the files are in a folder named by the id.

    `claimed_until`: so long it counts as being made, unless its worker says so again. `counts`: resources by type, once it is done.
    The row ends when it is a day old, when the reader deletes it, and when anybody of the clinic is erased; its files end with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="exports")
    types = models.JSONField()
    asked_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    patients = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
