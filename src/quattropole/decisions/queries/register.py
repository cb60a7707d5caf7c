"""The register of resolutions: filtered, searched, one entry."""

from dataclasses import dataclass

from django.db.models import QuerySet
from modelsearch.backends import get_search_backend

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Resolution
from quattropole.decisions.rules import visible_resolutions


@dataclass(frozen=True)
class Filters:
    """What the register is narrowed to: organ key, year, slug of a field of action, words in any language."""

    organ: str = ""
    year: int | None = None
    field: str = ""
    words: str = ""


def register_of(viewer: Viewer, filters: Filters) -> QuerySet[Resolution]:
    """The resolutions the viewer may see, latest first."""
    entries = visible_resolutions(viewer)
    if filters.organ:
        entries = entries.filter(organ__key=filters.organ)
    if filters.year:
        entries = entries.filter(year=filters.year)
    if filters.field:
        entries = entries.filter(field__slug=filters.field)
    if filters.words.strip():
        found = get_search_backend().search(filters.words, Resolution.objects.all(), order_by_relevance=False)
        entries = entries.filter(pk__in=found.get_queryset().values("pk"))
    return entries.select_related("organ", "field").order_by("-adopted_on", "-id")


def years_of(viewer: Viewer) -> list[int]:
    """The years in which the viewer finds resolutions, latest first."""
    return list(visible_resolutions(viewer).order_by("-year").values_list("year", flat=True).distinct())


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
