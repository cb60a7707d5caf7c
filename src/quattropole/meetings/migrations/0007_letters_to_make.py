"""The letters that are still to be made are found at once, among all that ever were."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_calendar_identity")]

    operations = [
        migrations.AddIndex(
            "dispatch",
            models.Index(fields=["mailing"], condition=Q(set_at__isnull=True), name="letters_to_make"),
        ),
    ]
