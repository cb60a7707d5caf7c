"""Locations: where meetings take place, where cities lie, where the network can be written to."""

from collections.abc import Iterable
from typing import Any

from quattropole.api.oparl.kinds.book import Book, numbers
from quattropole.api.oparl.writing import Built, Content, Ref
from quattropole.network.models import City


def make(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """Locations by key: `city-3`, `meeting-12`, `network-1`."""
    keys = list(keys)
    built: dict[str, Built] = {}
    if f"network-{book.network.pk}" in keys:
        built |= _of_network(book)
    built |= {f"city-{city.pk}": _of_city(book, city) for city in _cities(book, numbers(keys, "city"))}
    meetings = book.meetings().filter(pk__in=numbers(keys, "meeting")).exclude(place="", host_city=None)
    for meeting in meetings.select_related("host_city").order_by("pk"):
        city = meeting.host_city
        content: Content = {
            "description": meeting.place or (book.say(city.names) if city else ""),
            "locality": book.say(city.names) if city else "",
            "meetings": [Ref("meeting", str(meeting.pk))],
        }
        if city and not meeting.place:
            content |= {"quattropole:description": dict(city.names)}
        built[f"meeting-{meeting.pk}"] = Built(content, (Ref("meeting", str(meeting.pk)),))
    return built


def every(book: Book) -> Iterable[str]:
    """All keys."""
    yield f"network-{book.network.pk}"
    yield from (f"city-{pk}" for pk in sorted(book.members))
    yield from (f"meeting-{pk}" for pk in book.meetings().order_by("pk").values_list("pk", flat=True))


def _cities(book: Book, wanted: set[int]) -> Iterable[City]:
    return City.objects.filter(pk__in=wanted & book.members).order_by("pk")


def _of_city(book: Book, city: City) -> Built:
    organization = Ref("organization", f"city-{city.pk}")
    return Built(
        {
            **book.spoken("description", city.names),
            "locality": book.say(city.names),
            "geojson": _point(city),
            "organizations": [organization],
            "quattropole:country": city.country_id,
        },
        (organization,),
    )


def _point(city: City) -> dict[str, Any] | None:
    """A GeoJSON feature (RFC 7946): longitude first."""
    if city.latitude is None or city.longitude is None:
        return None
    coordinates = [float(city.longitude), float(city.latitude)]
    name = str(next(iter(city.names.values()), city.slug))
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": coordinates}, "properties": {"name": name}}


def _of_network(book: Book) -> dict[str, Built]:
    lines = [str(line) for line in book.network.contact.get("address", [])]
    if not lines:
        return {}
    content: Content = {"description": ", ".join(lines), "bodies": [book.body]}
    return {f"network-{book.network.pk}": Built(content, (book.body,))}
