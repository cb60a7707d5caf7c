"""Organizations: the organs, and the cities as those on whose behalf people sit in them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils import translation

from quattropole.api.oparl.addresses import meetings_at
from quattropole.api.oparl.kinds.book import Book, numbers
from quattropole.api.oparl.kinds.people import public_mandates, public_substitutes
from quattropole.api.oparl.writing import Built, Embedded, Ref, day
from quattropole.network.models import City, Membership, Office, Organ, Seat

CITY = "Stadt"
"""What a city is, in the German words that OParl uses for kinds of organizations."""


def make(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """Organizations by key: `organ-2`, `city-3`."""
    keys = list(keys)
    return _organs(book, numbers(keys, "organ")) | _cities(book, numbers(keys, "city"))


def every(book: Book) -> Iterable[str]:
    """All keys."""
    yield from (f"organ-{pk}" for pk in Organ.objects.order_by("position", "key").values_list("pk", flat=True))
    yield from (f"city-{pk}" for pk in sorted(book.members))


def _organs(book: Book, wanted: set[int]) -> dict[str, Built]:
    organs = Organ.objects.filter(pk__in=wanted).order_by("position", "key")
    members: defaultdict[int, list[Ref]] = defaultdict(list)
    for mandate in public_mandates().filter(seat__organ__in=wanted).order_by("pk").values_list("seat__organ", "pk"):
        members[mandate[0]].append(Ref("membership", f"mandate-{mandate[1]}"))
    for mandate in public_mandates().filter(office__organ__in=wanted).order_by("pk").values_list("office__organ", "pk"):
        members[mandate[0]].append(Ref("membership", f"mandate-{mandate[1]}"))
    for named in public_substitutes().filter(organ__in=wanted).order_by("pk").values_list("organ", "pk"):
        members[named[0]].append(Ref("membership", f"substitute-{named[1]}"))
    posts: defaultdict[int, list[str]] = defaultdict(list)
    for office in Office.objects.filter(organ__in=wanted):
        posts[office.organ_id].append(book.say(office.names))
    seats: defaultdict[int, int] = defaultdict(int)
    for organ_id in Seat.objects.filter(organ__in=wanted, until=None).values_list("organ", flat=True):
        seats[organ_id] += 1
    return {
        f"organ-{organ.pk}": Built(
            {
                "body": book.body,
                **book.spoken("name", organ.names),
                **(book.spoken("shortName", organ.short_names) if organ.short_names != organ.names else {}),
                "membership": members[organ.pk],
                "meeting": meetings_at(f"organ-{organ.pk}"),
                "post": posts[organ.pk],
                "organizationType": _type(organ),
                "classification": _kind(book, organ),
                "startDate": day(organ.since),
                "endDate": day(organ.until),
                "web": book.page("organ", organ.key),
                "quattropole:seats": seats[organ.pk],
            }
        )
        for organ in organs
    }


def _type(organ: Organ) -> str:
    """One of the seven words that OParl has for it."""
    return "Verwaltungsbereich" if organ.kind == Organ.Kind.SECRETARIAT else "Gremium"


def _kind(book: Book, organ: Organ) -> str:
    with translation.override(book.language):
        return str(Organ.Kind(organ.kind).label)


def _cities(book: Book, wanted: set[int]) -> dict[str, Built]:
    terms: defaultdict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for city, since, until in Membership.objects.filter(city__in=wanted).values_list("city", "since", "until"):
        terms[city].append((since, until))
    return {
        f"city-{city.pk}": Built(
            {
                "body": book.body,
                **book.spoken("name", city.names),
                "organizationType": "Institution",
                "classification": CITY,
                "startDate": day(min(since for since, _until in terms[city.pk])),
                "endDate": day(_end(terms[city.pk])),
                "website": city.website,
                "location": Embedded("location", f"city-{city.pk}"),
                "web": book.page("city", city.slug),
            }
        )
        for city in City.objects.filter(pk__in=wanted & book.members).order_by("position", "slug")
    }


def _end(terms: list[tuple[date, date | None]]) -> date | None:
    """The last day of membership; None while it lasts."""
    ends = [until for _since, until in terms]
    return None if None in ends else max(until for until in ends if until is not None)
