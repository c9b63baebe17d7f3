"""The database itself refuses to change or take out an entry of the audit log. A clinic that is deleted takes its own along."""

import django.db.models.deletion
from django.db import migrations, models

from balm.clinic.migrations._audit_guard import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("clinic", "0002_losses")]

    operations = [
        migrations.AlterField(
            model_name="audit",
            name="clinic",
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="audit", to="clinic.clinic"),
        ),
        migrations.RunPython(guard, unguard),
    ]
