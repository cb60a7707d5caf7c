"""Network folders for tests: the real ones, loaded or edited."""

import shutil
from datetime import date
from pathlib import Path

from django.db import connection

from quattropole.network.loading import Report, load_folder
from quattropole.network.models import Network

NETWORKS = Path(__file__).parents[2] / "networks"
TODAY = date(2026, 11, 21)


def load(slug: str = "quattropole", *, demo: bool = True, today: date = TODAY) -> Network:
    """A real network folder, loaded."""
    load_folder(NETWORKS / slug, demo=demo, today=today)
    return Network.objects.get(slug=slug)


def copy_of(slug: str, to: Path) -> Path:
    """A copy of a network folder that a test can change."""
    return Path(shutil.copytree(NETWORKS / slug, to / slug))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first occurrence of a text, which must be there."""
    path = folder / file
    content = path.read_text(encoding="utf-8")
    assert old in content, f"{file} does not say {old!r}"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def reload(folder: Path, *, demo: bool = True, today: date = TODAY) -> Report:
    """Load a folder again."""
    return load_folder(folder, demo=demo, today=today)


def dump() -> str:
    """Every row of every table, as text."""
    lines = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += sorted(f"{table}: {row}" for row in cursor.fetchall())
    return "\n".join(lines)
