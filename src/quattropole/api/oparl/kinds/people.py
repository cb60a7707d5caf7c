"""Persons and their memberships. Only people whom a source names; the unnamed holder of a seat is nobody.

A person is public by holding, or having held, a seat, a post or an office: that is who sits in the organs, on the
website as here. Mail addresses and
gender are given out nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from quattropole.api.oparl.kinds.book import Book, numbers
from quattropole.api.oparl.writing import Built, Content, Embedded, Ref, day
from quattropole.network.models import Mandate, Organ, Person, Seat, Substitute


def public_people() -> QuerySet[Person]:
    """The people who hold or held something, or were named as substitutes, under their own name."""
    holds = Mandate.objects.filter(person=OuterRef("pk"))
    named = Substitute.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(holds) | Exists(named), is_placeholder=False).exclude(family_name="")


def public_mandates() -> QuerySet[Mandate]:
    """What public people hold and held."""
    return Mandate.objects.filter(person__is_placeholder=False).exclude(person__family_name="")


def public_substitutes() -> QuerySet[Substitute]:
    """As what public people were named substitutes."""
    return Substitute.objects.filter(person__is_placeholder=False).exclude(person__family_name="")


def memberships(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """Memberships by key: `mandate-4`, `substitute-2`."""
    keys = list(keys)
    mandates = public_mandates().filter(pk__in=numbers(keys, "mandate")).order_by("pk")
    mandates = mandates.select_related("seat__organ", "office__organ")
    built = {f"mandate-{mandate.pk}": _of_mandate(book, mandate) for mandate in mandates}
    named = public_substitutes().filter(pk__in=numbers(keys, "substitute")).select_related("person")
    return built | {f"substitute-{entry.pk}": _of_substitute(book, entry) for entry in named.order_by("pk")}


def every_membership(book: Book) -> Iterable[str]:
    """All keys."""
    yield from (f"mandate-{pk}" for pk in public_mandates().order_by("pk").values_list("pk", flat=True))
    yield from (f"substitute-{pk}" for pk in public_substitutes().order_by("pk").values_list("pk", flat=True))


def _of_mandate(book: Book, mandate: Mandate) -> Built:
    place = mandate.seat or mandate.office
    if place is None:
        raise ValueError(f"mandate {mandate.pk} is of nothing")
    words = mandate.seat.titles if mandate.seat else mandate.office.names if mandate.office else {}
    content: Content = {
        **_between(mandate.person_id, place.organ_id),
        **book.spoken("role", words),
        "votingRight": mandate.seat is not None and place.organ.kind != Organ.Kind.SECRETARIAT,
        "startDate": day(mandate.begins),
        "endDate": day(mandate.ends),
        "onBehalfOf": _city(book, mandate.seat.city_id if mandate.seat else None),
        "quattropole:kind": "seat" if mandate.seat else "office",
        "quattropole:basis": Seat.Basis(mandate.seat.basis).value if mandate.seat else "",
        "quattropole:assumed": True if mandate.assumed else None,
    }
    return Built(content, _holders(mandate.person_id, place.organ_id))


def _of_substitute(book: Book, named: Substitute) -> Built:
    with translation.override(book.language):
        role = _("Substitute")
    content: Content = {
        **_between(named.person_id, named.organ_id),
        "role": role,
        "votingRight": False,
        "startDate": day(named.since),
        "endDate": day(named.until),
        "onBehalfOf": _city(book, named.person.city_id),
        "quattropole:kind": "substitute",
    }
    return Built(content, _holders(named.person_id, named.organ_id))


def _between(person: int, organ: int) -> Content:
    return {"person": Ref("person", str(person)), "organization": Ref("organization", f"organ-{organ}")}


def _holders(person: int, organ: int) -> tuple[Ref, ...]:
    return Ref("person", str(person)), Ref("organization", f"organ-{organ}")


def _city(book: Book, city: int | None) -> Ref | None:
    return Ref("organization", f"city-{city}") if city in book.members else None


def persons(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """People by number."""
    wanted = numbers(keys)
    held: defaultdict[int, list[Embedded]] = defaultdict(list)
    for pk, person in public_mandates().filter(person__in=wanted).order_by("begins", "pk").values_list("pk", "person"):
        held[person].append(Embedded("membership", f"mandate-{pk}"))
    for pk, person in public_substitutes().filter(person__in=wanted).order_by("pk").values_list("pk", "person"):
        held[person].append(Embedded("membership", f"substitute-{pk}"))
    people = public_people().filter(pk__in=wanted).order_by("pk")
    return {str(person.pk): Built(_person(book, person, held[person.pk])) for person in people}


def every_person(book: Book) -> Iterable[str]:
    """All keys."""
    return map(str, public_people().order_by("pk").values_list("pk", flat=True))


def _person(book: Book, person: Person, held: list[Embedded]) -> Content:
    functions = book.say(person.functions)
    return {
        "body": book.body,
        "name": person.name,
        "familyName": person.family_name,
        "givenName": person.given_name,
        "status": [functions] if functions else [],
        "quattropole:status": dict(person.functions),
        "membership": held,
    }
