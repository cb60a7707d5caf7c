"""Pages of long lists: the keys are found in the index alone, then the rows of one page are read."""

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

Record = TypeVar("Record", bound=Model)

COUNTED = 500
"""How far records are counted; of longer lists a reader learns that there are more, and the pages go on."""


class LongPaginator(Paginator[Any]):
    """Pages of a list that is counted as far as is known; `is_longer` if there is more than that."""

    is_longer = False

    def __init__(self, size: int, count: int) -> None:
        super().__init__([], size)
        self.count = count


def page_of(records: QuerySet[Record], number: str | None, size: int = 20) -> Page[Record]:
    """The page asked for; the first where the number is no number, the last known one where it is too high."""
    keys = records.values_list("pk", flat=True)
    paginator = LongPaginator(size, keys.order_by()[: COUNTED + 1].count())
    wanted = max(1, int(number)) if number and number.isdecimal() else 1
    if paginator.count > COUNTED:
        first = (wanted - 1) * size
        shown = list(keys[first : first + size + 1])
        paginator = LongPaginator(size, max(COUNTED, first + len(shown)) if shown else COUNTED)
        paginator.is_longer = True
    page = paginator.get_page(wanted)
    first = (page.number - 1) * size
    shown = list(keys[first : first + size])
    found = {record.pk: record for record in records.filter(pk__in=shown)}
    page.object_list = [found[pk] for pk in shown if pk in found]
    return page
