from django.db import migrations

from quattropole.triggers import Refuse


class Migration(migrations.Migration):
    dependencies = [("texts", "0001_initial")]

    operations = [
        Refuse(
            "revision_no_update",
            "texts_wordingrevision",
            "UPDATE",
            "1 = 1",
            "revisions are only ever added",
        ),
    ]
