"""What a client asks of a list: filters, how many, after which object. Nonsense is refused with a sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

FILTERS = ("created_since", "created_until", "modified_since", "modified_until")
USUAL, MOST = 100, 500
"""Objects on a page, where the client says nothing, and at most."""

MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d{1,6})?(Z|[+\- ]\d{2}:\d{2})", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
AFTER = re.compile(r"(?:([0-9]{1,12})-)?([0-9]{1,18})", re.ASCII)

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
"""What lies before or after is taken as these: no object is that old or new."""


class Nonsense(Exception):
    """The question cannot be answered; the message says which parameter, and what was expected."""


@dataclass(frozen=True)
class Asked:
    """A question to a list, checked. `after` is the moment in seconds (0: the list is in no order of time) and row."""

    created_since: datetime | None = None
    created_until: datetime | None = None
    modified_since: datetime | None = None
    modified_until: datetime | None = None
    limit: int = USUAL
    omit_internal: bool = False
    after: tuple[int, int] | None = None

    @property
    def order(self) -> str:
        """By what the list is sorted: by what it is filtered by, else by when objects were first given out."""
        if self.modified_since or self.modified_until:
            return "modified"
        return "created" if self.created_since or self.created_until else ""

    @property
    def includes_deleted(self) -> bool:
        """Deleted objects are listed only for those who ask what changed since."""
        return self.modified_since is not None

    def query(self, after: tuple[int, int] | None) -> str:
        """The parameters of a page of the same list, in their canonical order."""
        given: list[tuple[str, str]] = []
        for name in FILTERS:
            value: datetime | None = getattr(self, name)
            if value is not None:
                given.append((name, timezone.localtime(value).isoformat(timespec="seconds")))
        if self.limit != USUAL:
            given.append(("limit", str(self.limit)))
        if self.omit_internal:
            given.append(("omit_internal", "true"))
        if after is not None:
            moment, row = after
            given.append(("after", f"{moment}-{row}" if self.order else str(row)))
        return f"?{urlencode(given)}" if given else ""


def read(query: QueryDict) -> Asked:
    """Read the parameters of a list; raises `Nonsense`. Parameters that the server does not know are left alone."""
    given = {name: _single(query, name) for name in (*FILTERS, "limit", "elementsPerPage", "omit_internal", "after")}
    moments = {name: _moment(name, given[name]) for name in FILTERS}
    for what in ("created", "modified"):
        since, until = moments[f"{what}_since"], moments[f"{what}_until"]
        if since and until and since > until:
            raise Nonsense(f"{what}_since is after {what}_until: no object can be in between.")
    asked = Asked(
        moments["created_since"],
        moments["created_until"],
        moments["modified_since"],
        moments["modified_until"],
        _limit(given),
        _flag("omit_internal", given["omit_internal"]),
    )
    return replace(asked, after=_after(asked, given["after"]))


def _single(query: QueryDict, name: str) -> str | None:
    values = query.getlist(name)
    if len(values) > 1:
        raise Nonsense(f"{name} is given {len(values)} times; give it once.")
    return str(values[0]) if values else None


def _moment(name: str, text: str | None) -> datetime | None:
    """A moment with its offset, in whole seconds. A plus sign that arrived as a space is taken as what it was."""
    if text is None:
        return None
    match = MOMENT.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        day, time, zone = match.groups()
        read = datetime.fromisoformat(f"{day}T{time}{zone.replace(' ', '+')}")
        return max(EARLIEST, min(read.astimezone(UTC), LATEST))
    except (ValueError, OverflowError):
        example = "2026-06-01T00:00:00+02:00"
        raise Nonsense(f"{name}: expected a moment with its offset such as {example}, found {_shown(text)}.") from None


def _limit(given: Mapping[str, str | None]) -> int:
    names = [name for name in ("limit", "elementsPerPage") if given[name] is not None]
    if not names:
        return USUAL
    if len(names) > 1:
        raise Nonsense("limit and elementsPerPage say the same; give one of them.")
    text = given[names[0]] or ""
    if not NUMBER.fullmatch(text) or int(text) < 1:
        raise Nonsense(f"{names[0]}: expected a whole number from 1 on, found {_shown(text)}.")
    return min(int(text), MOST)


def _flag(name: str, text: str | None) -> bool:
    if text is None:
        return False
    if text not in {"true", "false"}:
        raise Nonsense(f"{name}: expected true or false, found {_shown(text)}.")
    return text == "true"


def _after(asked: Asked, text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = AFTER.fullmatch(text)
    if match is None or bool(match[1]) != bool(asked.order):
        raise Nonsense("after: take it from the link to the next page, as it is, with all its other parameters.")
    return int(match[1] or 0), int(match[2])


def _shown(text: str) -> str:
    return repr(text[:60]) if text else "nothing"
