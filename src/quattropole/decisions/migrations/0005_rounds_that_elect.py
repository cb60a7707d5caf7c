import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0004_put_off"),
    ]

    operations = [
        migrations.AlterField(
            model_name="resolution",
            name="election",
            field=models.ForeignKey(
                blank=True,
                help_text="Each round that elects somebody is a resolution.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="resolutions",
                to="decisions.election",
            ),
        ),
    ]
