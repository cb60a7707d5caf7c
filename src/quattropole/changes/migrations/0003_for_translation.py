from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("changes", "0002_watch")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="for_translation",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("for_translation", True)), fields=["id"], name="changes_for_translation"
            ),
        ),
    ]
