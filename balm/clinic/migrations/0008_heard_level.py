from django.db import migrations, models


class Migration(migrations.Migration):
    """How urgent a sign was when it was heard. Of what was heard before, nobody kept it: empty, so that each rings once more."""

    dependencies = [
        ("clinic", "0007_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="heard",
            name="level",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
    ]
