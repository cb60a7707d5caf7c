from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("texts", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="wording",
            name="reviewed_with",
            field=models.JSONField(
                db_default={}, default=dict, help_text="The same, when it was last reviewed or authentic."
            ),
        ),
    ]
