"""Pages of long lists: the keys are found in the index alone, then the rows of one page are read."""

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

Record = TypeVar("Record", bound=Model)

COUNTED = 500
"""How far records are counted; of longer lists a reader learns that there are more, and the pages go on."""


class LongPaginator(Paginator[Any]):
    """Pages of a list that was counted up to `counted`; `is_longer` says that it goes on beyond."""

    counted = COUNTED

    def __init__(self, size: int, count: int, *, is_longer: bool) -> None:
        super().__init__([], size)
        self.count = count
        self.is_longer = is_longer


def page_of(records: QuerySet[Record], number: str | None, size: int = 20) -> Page[Record]:
    """The page asked for; the first where the number is no number, the last known one where it is too high.

    Three queries, whatever the length of the list and the page: count, keys, rows.
    """
    keys = records.values_list("pk", flat=True)
    count = keys.order_by()[: COUNTED + 1].count()
    is_longer = count > COUNTED
    wanted = int(number) if number and number.isdecimal() and len(number) < 10 else 1
    if not is_longer:
        wanted = min(wanted, -(-count // size))
    first = (max(1, wanted) - 1) * size
    shown = list(keys[first : first + size + 1])
    if is_longer and not shown:
        return page_of(records, str(COUNTED // size), size)
    known = max(COUNTED, first + len(shown)) if is_longer else count
    page = LongPaginator(size, known, is_longer=is_longer).get_page(wanted)
    shown = shown[:size]
    found = {record.pk: record for record in records.filter(pk__in=shown)}
    page.object_list = [found[pk] for pk in shown if pk in found]
    return page
