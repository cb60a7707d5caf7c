from django.db import migrations

from quattropole.changes.watching import Watch


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words"), ("followup", "0001_tasks")]

    operations = [Watch("followup_task", "followup.task")]
