"""One open alert a patient; who did not agree before her invitation expired is overdue; what a contact knew of; who was erased too soon."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone


def one_each(apps: Any, _: Any) -> None:
    """Of several open alerts of a patient the most pressing stays, of these the oldest; the others are closed by nobody."""
    alerts = apps.get_model("clinic", "Alert").objects.filter(acknowledged_at=None)
    several = alerts.values("patient").annotate(many=Count("pk")).filter(many__gt=1).values_list("patient", flat=True)
    for patient in list(several):
        _stays, *others = alerts.filter(patient=patient).order_by("urgency", "raised_at").values_list("pk", flat=True)
        apps.get_model("clinic", "Delivery").objects.filter(alert__in=others, state="waiting").update(state="dropped")
        alerts.filter(pk__in=others).update(acknowledged_at=timezone.now())


def one_for_a_check_in(apps: Any, schema_editor: Any) -> None:
    """On the way back: a check-in had one alert at most."""
    alerts = apps.get_model("clinic", "Alert").objects
    last = alerts.filter(check_in=OuterRef("check_in")).order_by("-raised_at", "-pk").values("pk")[:1]
    alerts.exclude(pk=Subquery(last)).delete()
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or it would not change the table in the same transaction


def until(apps: Any, _: Any) -> None:
    """When the last invitation of each who has not agreed expires; where it was tidied away, that was long ago."""
    last = apps.get_model("clinic", "Invitation").objects.filter(patient=OuterRef("pk")).order_by("-made_at").values("expires_at")[:1]
    waiting = apps.get_model("clinic", "Patient").objects.filter(consented_at=None, due_at=None, stopped_at=None)
    waiting.update(invited_until=Coalesce(Subquery(last), F("invited_at")))


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0008_heard_level"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="patient",
            name="invited",
        ),
        migrations.AddField(
            model_name="contact",
            name="up_to",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="patient",
            name="invited_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="alert",
            name="check_in",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="clinic.checkin"),
        ),
        migrations.RunPython(migrations.RunPython.noop, one_for_a_check_in),
        migrations.RunPython(one_each, migrations.RunPython.noop),
        migrations.RunPython(until, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(
                condition=models.Q(("what__in", ["erased with an alert open", "erasure seen"])),
                fields=["clinic", "about", "number"],
                name="erasures",
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(
                condition=models.Q(("stopped_at", None), ("attention", 5), ("due_at", None)),
                fields=["clinic", "invited_until", "id"],
                name="invited",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("acknowledged_at", None)), fields=("patient",), name="one_open_alert_each"
            ),
        ),
    ]
