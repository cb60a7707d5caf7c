"""Re-computes what the OParl server gives out, and compares it with what is kept."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django_scopes import scope

from quattropole.api.oparl.following import follow_all
from quattropole.api.oparl.keeping import Keeper
from quattropole.network.models import Network


def run() -> list[str]:
    """Objects that are given out differently than they should be, one sentence each; empty if all is well."""
    follow_all()
    problems: list[str] = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network), timezone.override(ZoneInfo(network.time_zone)):
            different = list(Keeper(network).differences())
        problems += [f"{network.slug}: {key} is given out differently than it should be" for key in different]
    return problems
