from django.db import migrations

from quattropole.changes.watching import Watch


class WatchForOParl(Watch):
    """Triggers under names of their own: other readers may watch the same tables."""

    def _name(self, event: str) -> str:
        return f"oparl_{self.table}_{event.lower()}"


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0001_oparl"),
        ("changes", "0002_watch"),
        ("network", "0004_desk"),
    ]

    operations = [
        WatchForOParl("network_membership", "network.city", key="city_id"),
        WatchForOParl("network_substitute", "network.substitute"),
    ]
