"""Finding resolutions by words, newest first, in a time that does not grow with the register.

What a reader may see and what the register is narrowed to are words of the index too (`search_keys`), so that the
index alone finds the newest matches and stops there. Without that, a word that stands in every second resolution
makes the database read them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import QuerySet
from modelsearch.backends import get_search_backend

from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Resolution, search_key
from quattropole.texts.folding import words_of

IN_DATABASE = "modelsearch.backends.database"
SQLITE = (
    "SELECT entry.object_id FROM modelsearch_indexentry_fts JOIN modelsearch_indexentry entry "
    "ON entry.id = modelsearch_indexentry_fts.rowid WHERE modelsearch_indexentry_fts MATCH %s "
    "AND entry.content_type_id = %s ORDER BY modelsearch_indexentry_fts.rowid DESC LIMIT %s"
)
POSTGRESQL = (
    "SELECT object_id FROM modelsearch_indexentry WHERE body @@ %s::tsquery AND content_type_id = %s "
    "ORDER BY id DESC LIMIT %s"
)


@dataclass(frozen=True)
class Dialect:
    """How a database writes a search for words: a word's beginning, a whole word, all of, any of."""

    beginning: str
    whole: str
    every: str
    any: str


DIALECTS = {
    "sqlite": Dialect('"{}"*', '"{}"', " AND ", " OR "),
    "postgresql": Dialect("'{}':*", "'{}'", " & ", " | "),
}


def newest_matches(
    words: str, viewer: Viewer, seen: QuerySet[Resolution], keys: Sequence[str], limit: int
) -> list[int]:
    """The newest resolutions, at most `limit`, that hold words beginning with all of `words`.

    `keys` are those of `search_key` to which the register is narrowed; `seen` is the same as a queryset, for a search
    engine that filters by itself.
    """
    wanted = words_of(words)
    if not wanted:
        return []
    if settings.MODELSEARCH_BACKENDS["default"]["BACKEND"] != IN_DATABASE:
        results = get_search_backend().search(" ".join(wanted), seen, operator="and", order_by_relevance=False)
        return [found.pk for found in results[:limit]]
    dialect = DIALECTS[connection.vendor]
    parts = [dialect.beginning.format(word) for word in wanted]
    parts += [dialect.whole.format(key) for key in [search_key("network", viewer.network.pk), *keys]]
    parts += _audience(viewer, dialect)
    content_type = ContentType.objects.get_for_model(Resolution)
    with connection.cursor() as cursor:
        query = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
        cursor.execute(query, [dialect.every.join(parts), content_type.pk, limit])
        return [int(row[0]) for row in cursor.fetchall()]


def _audience(viewer: Viewer, dialect: Dialect) -> list[str]:
    """The part that agrees with `access.rules.audience_filter`; none for those who see everything."""
    if viewer.is_secretariat:
        return []
    seen = [dialect.whole.format(search_key("audience", Audience.PUBLIC))]
    if viewer.is_in_network:
        seen.append(dialect.whole.format(search_key("audience", Audience.NETWORK)))
    if viewer.organ_ids:
        organs = dialect.any.join(dialect.whole.format(search_key("organ", pk)) for pk in sorted(viewer.organ_ids))
        audience = dialect.whole.format(search_key("audience", Audience.ORGAN))
        seen.append(f"({audience}{dialect.every}({organs}))")
    return [f"({dialect.any.join(seen)})"]
