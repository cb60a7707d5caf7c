"""Pages of long lists: the keys are found in the index alone, then the rows of one page are read."""

from typing import Any, TypeVar

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import Model, QuerySet

Record = TypeVar("Record", bound=Model)


def page_of(records: QuerySet[Record], number: str | None, size: int = 20) -> Page[Record]:
    """The page asked for; the first where the number is no number, the last where it is too high."""
    keys = Paginator(records.values_list("pk", flat=True), size)
    try:
        page: Page[Any] = keys.page(number or 1)
    except PageNotAnInteger:
        page = keys.page(1)
    except EmptyPage:
        page = keys.page(keys.num_pages)
    found = {record.pk: record for record in records.filter(pk__in=list(page.object_list))}
    page.object_list = [found[pk] for pk in page.object_list if pk in found]
    return page
