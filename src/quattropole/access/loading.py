"""Loading a network folder as an act: what it changed stands in the audit log."""

from datetime import date
from pathlib import Path

from django.db import transaction
from django_scopes import scope

from quattropole.access.audit import record
from quattropole.network.loading import Report, load_folder
from quattropole.network.models import Network


@transaction.atomic
def load(folder: Path, *, demo: bool = False, today: date) -> Report:
    """Load the folder and record it; a load that changes nothing leaves no trace. Raises `LoadError`."""
    report = load_folder(folder, demo=demo, today=today)
    if report.changes:
        network = Network.objects.get(slug=report.network)
        with scope(network=network):
            record("network folder loaded", network, by=None, network=network, demo=demo, **report.summary)
    return report
