"""No two meetings have the same identity in calendars."""

from uuid import uuid4

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_mailings")]

    operations = [
        migrations.AlterField(
            "meeting",
            "uid",
            models.UUIDField(default=uuid4, editable=False, unique=True, help_text="Of its calendar entry, for ever."),
        ),
    ]
