from typing import Any

from django.db import migrations

from quattropole.changes.watching import Watch

ALSO = ("fieldheading", "historyevent", "alliance", "office", "seat")
NEW = ("fieldheading", "alliance")
"""Those that nobody watches yet; events of the history are watched for the search."""


def take_over_what_is_there(apps: Any, schema_editor: Any) -> None:
    """Everything that an installation has already counts as changed, for the memory and for the states of names."""
    change = apps.get_model("changes", "Change")
    found = [("texts.text", apps.get_model("texts", "Text"))]
    found += [(f"meetings.{name}", apps.get_model("meetings", name)) for name in ("meeting", "agendaitem")]
    names = ("network", "city", "fieldofaction", "organ", *ALSO)
    found += [(f"network.{name}", apps.get_model("network", name)) for name in names]
    for subject, model in found:
        keys = model._base_manager.values_list("pk", flat=True)
        change.objects.bulk_create(
            (change(subject=subject, object_id=key, for_search=False, for_api=False) for key in keys), batch_size=500
        )


class Migration(migrations.Migration):
    dependencies = [("translation", "0001_desk"), ("changes", "0003_for_translation"), ("texts", "0003_reviewed")]

    operations = [
        *(Watch(f"network_{table}", f"network.{table}") for table in NEW),
        migrations.RunPython(take_over_what_is_there, migrations.RunPython.noop),
    ]
