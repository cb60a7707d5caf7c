"""The register of resolutions: filtered, searched, one entry."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Resolution, search_key
from quattropole.decisions.queries.search import newest_matches
from quattropole.decisions.rules import visible_resolutions
from quattropole.network.models import FieldOfAction, Organ

FOUND_AT_MOST = 501
"""A search gives the newest matches, no more than these; who wants older ones narrows it."""


@dataclass(frozen=True)
class Filters:
    """What the register is narrowed to: organ key, year, slug of a field of action, words in any language."""

    organ: str = ""
    year: int | None = None
    field: str = ""
    words: str = ""


def register_of(viewer: Viewer, filters: Filters) -> QuerySet[Resolution]:
    """The resolutions the viewer may see, latest first.

    Every filter is one on a column of the register itself, so that an index gives the order and a page costs the same
    in a register of any length. An entry's year is that of its adoption.
    """
    entries = visible_resolutions(viewer)
    keys: list[str] = []
    if filters.organ:
        organ = Organ.objects.filter(key=filters.organ).values_list("pk", flat=True).first() or 0
        entries, keys = entries.filter(organ_id=organ), [*keys, search_key("organ", organ)]
    if filters.field:
        field = FieldOfAction.objects.filter(slug=filters.field).values_list("pk", flat=True).first() or 0
        entries, keys = entries.filter(field_id=field), [*keys, search_key("field", field)]
    if filters.year:
        days = date(filters.year, 1, 1), date(filters.year, 12, 31)
        entries, keys = entries.filter(adopted_on__range=days), [*keys, search_key("year", filters.year)]
    if filters.words.strip():
        entries = entries.filter(pk__in=newest_matches(filters.words, viewer, entries, keys, FOUND_AT_MOST))
    return entries.select_related("organ", "field").order_by("-adopted_on", "-id")


def years_of(viewer: Viewer) -> list[int]:
    """The years from the first to the last resolution that the viewer may see, latest first."""
    seen = visible_resolutions(viewer).values_list("adopted_on", flat=True)
    first, last = seen.order_by("adopted_on", "id").first(), seen.order_by("-adopted_on", "-id").first()
    return list(range(last.year, first.year - 1, -1)) if first and last else []


def resolution_at(viewer: Viewer, organ: str, year: int, number: int) -> Resolution:
    """One entry by what people cite; raises `Resolution.DoesNotExist` where it is not there for this viewer."""
    return (
        visible_resolutions(viewer)
        .select_related(
            "organ",
            "field",
            "proposal__origin",
            "proposal__text",
            "vote__item__meeting__organ",
            "election__office",
            "meeting__organ",
        )
        .get(organ__key=organ, year=year, number=number)
    )
