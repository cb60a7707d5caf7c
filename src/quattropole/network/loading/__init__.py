"""Loading a network folder (`networks/<name>`): read strictly, refused whole or written whole, repeatable.

Rooms below this one register their part of the folder with `register` when the application starts.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction
from django_scopes import scope

from quattropole.charter import Charter, Problem
from quattropole.network.loading.content import (
    read_alliances,
    read_charter,
    read_cities,
    read_entries,
    read_fields,
    read_history,
    read_network,
)
from quattropole.network.loading.people import read_people
from quattropole.network.loading.reading import Folder, LoadError, Ref, Table
from quattropole.network.loading.records import Record, Store
from quattropole.network.loading.report import Did, Line, Report
from quattropole.network.loading.seats import read_organs
from quattropole.network.loading.writing import put_countries, put_mandates
from quattropole.network.models import Network

Writer = Callable[[Store], None]
Section = Callable[[Folder], Writer]

_sections: list[Section] = []


def register(section: Section) -> None:
    """Let a room read its part of every folder: `section` notes problems and returns what writes its records."""
    if section not in _sections:
        _sections.append(section)


def load_folder(folder: Path, *, demo: bool = False, today: date) -> Report:
    """Bring the network described in `folder` into the database, with `demo.toml` in a demo.

    Raises `LoadError` with every problem, and then nothing was changed. `today` is the day from which a demo counts.
    """
    source = Folder(folder, demo=demo, today=today)
    network = read_network(source)
    entries = read_entries(source)
    writers = [read_own_part(source), *(section(source) for section in _sections)]
    source.finish()
    report = Report(network.key)
    with transaction.atomic():
        row, created = _network_row(network)
        with scope(network=row):
            store = Store(row, report, demo=demo)
            store.begin(network, row, created=created)
            if demo:
                store.offer(entries)
            for write in writers:
                write(store)
            store.finish()
    return report


def _network_row(record: Record) -> tuple[Network, bool]:
    """The network's row, locked: two loads at once come one after the other."""
    row, created = Network.objects.get_or_create(slug=record.key, defaults=dict(record.values))
    return Network.objects.select_for_update().get(pk=row.pk), created


def read_own_part(folder: Folder) -> Writer:
    """Everything of this room: cities, alliances, history, fields of action, organs, people."""
    charter = folder.charter = read_charter(folder)
    declare_matters(folder, charter)
    cities, places = read_cities(folder)
    subjects = [*read_alliances(folder), *read_history(folder), *read_fields(folder)]
    organs, chairs = read_organs(folder, charter, places)
    holders = read_people(folder, charter, places, chairs)
    note_authentic_languages(folder, charter)
    note_strange_cities(folder, charter)

    def write(store: Store) -> None:
        put_countries(cities, store)
        store.put_all([*cities, *subjects, *organs, *holders.people])
        put_mandates(holders.mandates, store)
        store.put_all(holders.substitutes)

    return write


def declare_matters(folder: Folder, charter: Charter | None) -> None:
    """What can be decided, so that proposals and resolutions can name it."""
    if charter is None:
        folder.leave_unchecked("matter")
    for matter in {key for version in charter.versions for key in version.matters} if charter else ():
        folder.declare("matter", matter, folder.document("network.toml"))


def note_authentic_languages(folder: Folder, charter: Charter | None) -> None:
    """The languages that bind are those of the statutes."""
    if charter is not None and set(charter.versions[-1].authentic_languages) != set(folder.authentic):
        expected = "the authentic languages of the statutes: " + ", ".join(charter.versions[-1].authentic_languages)
        folder.document("network.toml").problem("authentic_languages", expected, ", ".join(folder.authentic))


def note_strange_cities(folder: Folder, charter: Charter | None) -> None:
    """The cities that take turns in an office are cities of the folder."""
    for version in charter.versions if charter else ():
        for office in version.offices.values():
            for city in {city for turn in office.rotation.order for city in turn} if office.rotation else ():
                if city not in folder.declares("city"):
                    key = f"versions[{version.key}].offices.{office.key}.rotation.order"
                    folder.problems.append(Problem("charter.toml", key, "cities of the folder", f'"{city}"'))


__all__ = [
    "Did",
    "Folder",
    "Line",
    "LoadError",
    "Record",
    "Ref",
    "Report",
    "Section",
    "Store",
    "Table",
    "Writer",
    "load_folder",
    "register",
]
