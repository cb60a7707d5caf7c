"""Reading what is kept: one object, one page of a list; one query each, whatever the length of the list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from quattropole.api.oparl.asking import Asked
from quattropole.api.oparl.models import OParlObject

KEY = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)
LAST_SECOND = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Page:
    """Some objects of a list, and where the next page begins; None after the last one."""

    bodies: Sequence[str]
    after: tuple[int, int] | None


def object_of(kind: str, key: str) -> OParlObject | None:
    """An object, deleted or not; None for one that never was public, or never was."""
    if not KEY.fullmatch(key):
        return None
    return OParlObject.objects.filter(kind=kind, key=key).first()


def page_of(kind: str, asked: Asked, within: str = "") -> Page:
    """A page of the objects of a kind, `within` an organization where one is named."""
    rows = OParlObject.objects.filter(_filters(asked), kind=kind)
    if within:
        rows = rows.filter(~Q(within=""), within=within)
    if not asked.includes_deleted:
        rows = rows.filter(deleted=False)
    rows = _after(rows, asked)
    order = (asked.order, "pk") if asked.order else ("pk",)
    found = list(rows.order_by(*order).values_list("pk", asked.order or "pk", "body")[: asked.limit + 1])
    shown = found[: asked.limit]
    if len(found) <= asked.limit:
        return Page([body for _pk, _moment, body in shown], None)
    pk, moment, _body = shown[-1]
    at = int(moment.timestamp()) if isinstance(moment, datetime) else 0
    return Page([body for _pk, _moment, body in shown], (at, pk))


def _filters(asked: Asked) -> Q:
    wanted = Q()
    for what in ("created", "modified"):
        since, until = getattr(asked, f"{what}_since"), getattr(asked, f"{what}_until")
        if since is not None:
            wanted &= Q(**{f"{what}__gte": since})
        if until is not None:
            wanted &= Q(**{f"{what}__lte": until})
    return wanted


def _after(rows: QuerySet[OParlObject], asked: Asked) -> QuerySet[OParlObject]:
    """What comes after the last object of the page before; in an order of time one bound serves the index."""
    if asked.after is None:
        return rows
    seconds, pk = asked.after
    if not asked.order:
        return rows.filter(pk__gt=pk)
    moment = min(datetime.fromtimestamp(min(seconds, int(LAST_SECOND.timestamp())), UTC), LAST_SECOND)
    later = Q(**{f"{asked.order}__gt": moment}) | Q(**{asked.order: moment}, pk__gt=pk)
    return rows.filter(later, **{f"{asked.order}__gte": moment})
