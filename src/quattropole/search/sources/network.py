"""The network itself, its cities, fields of action, organs, people, history: public, as its pages are."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from quattropole.access.viewer import Viewer
from quattropole.network.models import (
    City,
    FieldOfAction,
    HistoryEvent,
    Mandate,
    Network,
    Organ,
    Person,
    Substitute,
)
from quattropole.search.keys import PUBLIC
from quattropole.search.passages import Said, plain
from quattropole.search.sources.base import Draft, Keys, Source, said
from quattropole.texts.localized import Localized


def _plain(*texts: Localized) -> Iterator[Said]:
    return ((language, plain(words)) for language, words in said(*texts))


def _networks(keys: Keys | None) -> Iterator[Draft]:
    networks = Network.objects.all() if keys is None else Network.objects.filter(pk__in=keys)
    for network in networks:
        titles = dict.fromkeys(network.languages, network.name)
        yield Draft(
            object_id=network.pk,
            network_id=network.pk,
            titles=titles,
            bodies=[*said(network.legal_name), *_plain(network.aims)],
            seen_by={PUBLIC},
            place={"public": ["website:network"]},
        )


def _cities(keys: Keys | None) -> Iterator[Draft]:
    cities = City.objects.filter(memberships__isnull=False).distinct()
    for city in cities if keys is None else cities.filter(pk__in=keys):
        yield Draft(
            object_id=city.pk,
            network_id=city.network_id,
            titles=city.names,
            bodies=_plain(city.about, city.head_titles),
            seen_by={PUBLIC},
            place={"public": ["website:city", city.slug]},
        )


def _fields(keys: Keys | None) -> Iterator[Draft]:
    fields = FieldOfAction.objects.all()
    for field in fields if keys is None else fields.filter(pk__in=keys):
        yield Draft(
            object_id=field.pk,
            network_id=field.network_id,
            titles=field.names,
            bodies=_plain(field.about),
            seen_by={PUBLIC},
            place={"public": ["website:field", field.slug]},
            field_id=field.pk,
        )


def _organs(keys: Keys | None) -> Iterator[Draft]:
    organs = Organ.objects.all()
    for organ in organs if keys is None else organs.filter(pk__in=keys):
        page = ["website:secretariat"] if organ.kind == Organ.Kind.SECRETARIAT else ["website:organ", organ.key]
        yield Draft(
            object_id=organ.pk,
            network_id=organ.network_id,
            titles=organ.names,
            bodies=_plain(organ.about),
            seen_by={PUBLIC},
            place={"public": page},
            organ_id=organ.pk,
            also_titled=organ.short_names.values(),
        )


def _history(keys: Keys | None) -> Iterator[Draft]:
    events = HistoryEvent.objects.all()
    for event in events if keys is None else events.filter(pk__in=keys):
        yield Draft(
            object_id=event.pk,
            network_id=event.network_id,
            titles=event.titles,
            bodies=_plain(event.bodies),
            seen_by={PUBLIC},
            place={"public": ["website:network"]},
            day=_day(event.when),
        )


def _day(when: str) -> date | None:
    """The day of an ISO date, the first one of a month or a year alone."""
    try:
        return date.fromisoformat((when + "-01-01")[:10] if len(when) < 10 else when)
    except ValueError:
        return None


def known_people() -> QuerySet[Person]:
    """People whom the pages of the organs name: who holds or held a seat or an office, or is named as a substitute."""
    held = Mandate.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(Q(Exists(held)) | Q(Exists(Substitute.objects.filter(person=OuterRef("pk")))))


def _people(keys: Keys | None) -> Iterator[Draft]:
    held = Mandate.objects.select_related("seat__organ", "seat__city", "office__organ").order_by("begins", "pk")
    named = Substitute.objects.select_related("organ")
    people = known_people() if keys is None else known_people().filter(pk__in=keys)
    for person in people.select_related("network", "city").prefetch_related(
        Prefetch("mandates", held), Prefetch("substitutions", named)
    ):
        mandates = list(person.mandates.all())
        positions = [mandate.seat.titles if mandate.seat else mandate.office.names for mandate in mandates]  # type: ignore[union-attr]  # of a seat or an office
        organs = [mandate.seat.organ if mandate.seat else mandate.office.organ for mandate in mandates]  # type: ignore[union-attr]  # as above
        organs += [substitute.organ for substitute in person.substitutions.all()]
        bodies = defaultdict[str, list[str]](list)
        cities = [person.city.names] if person.city else []
        for text in (person.functions, *reversed(positions), *cities, *(organ.names for organ in organs[-1:])):
            for language, words in text.items():
                if words and words not in bodies[language]:
                    bodies[language].append(words)
        name = f"{person.given_name} {person.family_name}".strip()
        organ = organs[-1] if organs else None
        at_home = organ is None or organ.kind == Organ.Kind.SECRETARIAT
        yield Draft(
            object_id=person.pk,
            network_id=person.network_id,
            titles=dict.fromkeys(person.network.languages, name) if name else person.label,
            bodies=[(language, ", ".join(said_so)) for language, said_so in bodies.items()],
            seen_by={PUBLIC},
            place={"public": ["website:secretariat"] if at_home or organ is None else ["website:organ", organ.key]},
            day=mandates[-1].begins if mandates else None,
            organ_id=organ.pk if organ else None,
        )


def people_of_seats(seats: Keys) -> set[int]:
    """Who holds or held one of the seats."""
    return set(Mandate.objects.filter(seat__in=seats).values_list("person", flat=True))


def people_of_offices(offices: Keys) -> set[int]:
    """Who holds or held one of the offices."""
    return set(Mandate.objects.filter(office__in=offices).values_list("person", flat=True))


def people_of_mandates(mandates: Keys) -> set[int]:
    """Whose mandates they are."""
    return set(Mandate.objects.filter(pk__in=mandates).values_list("person", flat=True))


def _own_network(viewer: Viewer, keys: Keys) -> set[int]:
    return {viewer.network.pk}.intersection(keys)


def _seen_cities(viewer: Viewer, keys: Keys) -> set[int]:
    return set(City.objects.filter(pk__in=keys).values_list("pk", flat=True))


def _seen_fields(viewer: Viewer, keys: Keys) -> set[int]:
    return set(FieldOfAction.objects.filter(pk__in=keys).values_list("pk", flat=True))


def _seen_organs(viewer: Viewer, keys: Keys) -> set[int]:
    return set(Organ.objects.filter(pk__in=keys).values_list("pk", flat=True))


def _seen_people(viewer: Viewer, keys: Keys) -> set[int]:
    return set(known_people().filter(pk__in=keys).values_list("pk", flat=True))


def _seen_events(viewer: Viewer, keys: Keys) -> set[int]:
    return set(HistoryEvent.objects.filter(pk__in=keys).values_list("pk", flat=True))


SOURCES = [
    Source(63, "network", _("Network"), _networks, _own_network),
    Source(62, "city", _("City"), _cities, _seen_cities),
    Source(61, "field", _("Field of action"), _fields, _seen_fields),
    Source(60, "organ", _("Organ"), _organs, _seen_organs),
    Source(5, "person", _("Person"), _people, _seen_people),
    Source(6, "history", _("History"), _history, _seen_events),
]
"""The network's own records. Their tables are read in the scope of the viewer's network, and are public within it."""
