from django.db import migrations

from quattropole.changes.watching import Watch

OWN = {
    "meetings": ("meeting", "agendaitem", "paper", "attendance"),
    "decisions": ("proposal", "amendment", "placement", "vote", "resolution"),
    "network": ("network", "city", "fieldofaction", "person", "organ", "seat", "office", "mandate"),
}
"""The tables whose rows are records of their own, by room."""


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0001_initial"),
        ("network", "0004_desk"),
        ("texts", "0002_guards"),
        ("meetings", "0004_desk"),
        ("decisions", "0009_sweep"),
    ]

    operations = [
        *(Watch(f"{room}_{table}", f"{room}.{table}") for room, tables in OWN.items() for table in tables),
        Watch("texts_wording", "texts.text", key="text_id"),
    ]
