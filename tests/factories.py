"""Makes records for tests: plain functions with sensible defaults that return what they saved.

They need no active scope; the records belong to the network that is given or that follows from the first argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from django.test import Client
from django_scopes import scope

from quattropole import clock
from quattropole.access.models import Account, Audience, Identity
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Proposal, Resolution
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.network.loading import load_folder
from quattropole.network.models import (
    City,
    Country,
    FieldHeading,
    FieldOfAction,
    Mandate,
    Membership,
    Network,
    Office,
    Organ,
    Person,
    Seat,
)
from quattropole.texts.localized import Localized
from quattropole.texts.models import State, Text, Wording

PROJECT = Path(__file__).parent.parent
CITIES = [("luxembourg", "LU", "Luxemburg", "Luxembourg"), ("metz", "FR", "Metz", "Metz")]
CITIES += [("saarbruecken", "DE", "Saarbrücken", "Sarrebruck"), ("trier", "DE", "Trier", "Trèves")]
BEGINNING = date(2014, 10, 16)

_numbers = count(1)


def words(de: str, fr: str | None = None) -> Localized:
    """The same words in German and French, or two different ones."""
    return Localized(de=de, fr=fr if fr is not None else de)


def charter_source(slug: str = "quattropole") -> str:
    """The statutes of a network that comes with the platform, as TOML."""
    return (PROJECT / "networks" / slug / "charter.toml").read_text()


def load_network(slug: str, *, today: date | None = None) -> Network:
    """A network that comes with the platform, loaded from its folder with the demo history counted from `today`."""
    load_folder(PROJECT / "networks" / slug, demo=True, today=today or clock.today())
    return Network.objects.get(slug=slug)


def make_network(slug: str = "quattropole", *, charter: str | None = None, **fields: Any) -> Network:
    """A network with statutes (`charter` as TOML; those of QuattroPole unless given) and nothing else."""
    source = charter if charter is not None else charter_source()
    given = {
        "name": slug.capitalize(),
        "legal_name": words(slug.capitalize()),
        "languages": ["de", "fr", "lb", "en"],
        "authentic_languages": ["de", "fr"],
        "charter_source": source,
        "charter_digest": sha256(source.encode()).hexdigest(),
    }
    return Network.objects.create(slug=slug, **(given | fields))


def make_city(
    network: Network, slug: str = "metz", *, country: str = "FR", since: date | None = BEGINNING, **fields: Any
) -> City:
    """A city; a member of the network from `since`, or none at all if `since` is None."""
    Country.objects.get_or_create(code=country)
    given = {"names": words(slug.capitalize()), "position": next(_numbers)}
    city = City(network=network, slug=slug, country_id=country, **(given | fields))
    city.save()
    if since is not None:
        Membership(network=network, city=city, since=since).save()
    return city


def make_cities(network: Network) -> list[City]:
    """The four cities of QuattroPole."""
    return [make_city(network, slug, country=country, names=words(de, fr)) for slug, country, de, fr in CITIES]


def make_person(network: Network, name: str | None = None, *, city: City | None = None, **fields: Any) -> Person:
    """A person; `name` is given and family name."""
    number = next(_numbers)
    given_name, _, family_name = (name or f"Person {number}").rpartition(" ")
    given = {"slug": f"person-{number}", "email": f"person-{number}@example.org", "language": "de"}
    person = Person(network=network, given_name=given_name, family_name=family_name, city=city, **(given | fields))
    person.save()
    return person


def make_organ(network: Network, key: str = "assembly", **fields: Any) -> Organ:
    """An organ; its kind follows from `key` where that is `board`, `assembly` or `secretariat`."""
    kind = key if key in {"board", "assembly", "secretariat"} else Organ.Kind.GROUP
    given = {"kind": kind, "names": words(key.capitalize()), "position": next(_numbers)}
    organ = Organ(network=network, key=key, **(given | fields))
    organ.save()
    return organ


def make_seat(organ: Organ, city: City | None = None, *, number: int = 1, **fields: Any) -> Seat:
    """A seat of an organ, delegated by `city` unless `basis` says otherwise."""
    place = city.slug if city else "post"
    basis = Seat.Basis.POST if organ.kind == Organ.Kind.SECRETARIAT else Seat.Basis.DELEGATED
    titles = words(f"Sitz {number}, {city}", f"Siège {number}, {city}") if city else words(f"Sitz {number}")
    given = {"key": f"{place}-{number}", "basis": basis, "titles": titles}
    seat = Seat(network_id=organ.network_id, organ=organ, city=city, number=number, **(given | fields))
    seat.save()
    return seat


def make_office(organ: Organ, key: str = "president", **fields: Any) -> Office:
    """An office held in an organ."""
    given = {"names": words(key.capitalize()), "position": next(_numbers)}
    office = Office(network_id=organ.network_id, organ=organ, key=key, **(given | fields))
    office.save()
    return office


def make_mandate(
    person: Person,
    of: Seat | Office,
    *,
    begins: date = BEGINNING,
    ends: date | None = None,
    **fields: Any,
) -> Mandate:
    """`person` holds the seat or office from `begins` to `ends`, both included."""
    held: dict[str, Any] = {"seat": of} if isinstance(of, Seat) else {"office": of}
    mandate = Mandate(network_id=person.network_id, person=person, begins=begins, ends=ends, **held, **fields)
    mandate.save()
    return mandate


def make_holder(organ: Organ, city: City | None = None, *, number: int = 1, name: str | None = None) -> Person:
    """A new person on a new seat of `organ`."""
    person = make_person(organ.network, name, city=city)
    make_mandate(person, make_seat(organ, city, number=number))
    return person


def make_secretary(network: Network, name: str = "Sekretariat Eins") -> Person:
    """A person with a post in the network's secretariat."""
    organ = Organ._base_manager.filter(network=network, kind=Organ.Kind.SECRETARIAT).first()
    return make_holder(organ or make_organ(network, "secretariat"), number=next(_numbers), name=name)


@dataclass(frozen=True)
class House:
    """A small network with everybody in place; what `make_house` made."""

    network: Network
    cities: list[City]
    board: Organ
    assembly: Organ
    presidency: Office
    president: Person
    mayors: list[Person]
    councillors: list[Person]
    secretary: Person


def make_house(network: Network, *, councillors: int = 10, begins: date | None = None) -> House:
    """Board (a mayor a city), assembly (`councillors` a city), president (of the first city) and secretariat."""
    cities = make_cities(network)
    board, assembly = make_organ(network, "board"), make_organ(network, "assembly")
    mayors = [make_holder(board, city) for city in cities]
    council = [make_holder(assembly, city, number=n) for city in cities for n in range(1, councillors + 1)]
    presidency = make_office(board, "president")
    make_mandate(mayors[0], presidency, begins=begins or clock.today().replace(month=1, day=1))
    return House(network, cities, board, assembly, presidency, mayors[0], mayors, council, make_secretary(network))


def make_account(person: Person, password: str | None = None, *, email: str = "") -> Account:
    """An account that is `person` in the person's network."""
    account = Account.objects.create_user(email or person.email, password)
    Identity.objects.create(account=account, person=person)
    return account


def make_viewer(person: Person | None = None, *, network: Network | None = None, day: date | None = None) -> Viewer:
    """Who asks: `person`, or a visitor of `network`."""
    asked = network or (person.network if person else None)
    if asked is None:
        raise ValueError("A visitor needs a network.")
    return Viewer(asked, person, day=day or clock.today())


def sign_in(client: Client, person: Person) -> Account:
    """Sign `person` in; makes the account if there is none."""
    identity = Identity.objects.filter(person=person).select_related("account").first()
    account = identity.account if identity else make_account(person)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return account


def make_field(network: Network, slug: str = "tourism", **fields: Any) -> FieldOfAction:
    """A field of action under a heading of its own."""
    heading = FieldHeading(network=network, slug=f"heading-{slug}", names=words(f"Heading {slug}"))
    heading.save()
    given = {"names": words(slug.capitalize()), "position": next(_numbers)}
    field = FieldOfAction(network=network, heading=heading, slug=slug, **(given | fields))
    field.save()
    return field


def make_text(
    de: str = "Der Wortlaut.",
    fr: str | None = None,
    *,
    title: Sequence[str] = ("Titel", "Titre"),
    languages: Sequence[str] = ("de", "fr", "lb", "en"),
    state: State = State.AUTHENTIC,
) -> Text:
    """A text whose German and French wordings are authentic unless `state` says otherwise."""
    now = clock.now()
    text = Text.objects.create(languages=list(languages), authentic=["de", "fr"], created_at=now)
    for language, heading, body in zip(("de", "fr"), title, (de, fr if fr is not None else de), strict=True):
        Wording.objects.create(
            text=text, language=language, state=state, title=heading, body=body, revision=1, changed_at=now
        )
    return text


def make_meeting(organ: Organ, *, starts_at: datetime | None = None, **fields: Any) -> Meeting:
    """A meeting of `organ`, planned in sixty days unless the fields say otherwise."""
    given = {"titles": words("Sitzung", "Réunion"), "place": "Rathaus, Metz"}
    meeting = Meeting(
        network_id=organ.network_id,
        organ=organ,
        starts_at=starts_at or clock.now() + timedelta(days=60),
        **(given | fields),
    )
    meeting.save()
    return meeting


def make_item(meeting: Meeting, *, kind: str = AgendaItem.Kind.RESOLUTION, **fields: Any) -> AgendaItem:
    """An item at the end of the meeting's agenda."""
    position = AgendaItem._base_manager.filter(meeting=meeting).count() + 1
    given = {"titles": words(f"Punkt {position}", f"Point {position}"), "matter": "", "position": position}
    item = AgendaItem(
        network_id=meeting.network_id, meeting=meeting, kind=kind, added_at=clock.now(), **(given | fields)
    )
    item.save()
    return item


def make_attendance(meeting: Meeting, seat: Seat, person: Person, **fields: Any) -> Attendance:
    """`seat` is present through `person` from the meeting's beginning."""
    given = {"arrived_at": meeting.starts_at}
    attendance = Attendance(
        network_id=meeting.network_id, meeting=meeting, seat=seat, person=person, **(given | fields)
    )
    attendance.save()
    return attendance


def make_proposal(origin: Organ, addressee: Organ, *, text: Text | None = None, **fields: Any) -> Proposal:
    """A draft by which `origin` asks `addressee` to resolve."""
    given = {"matter": "ordinary", "created_at": clock.now()}
    proposal = Proposal(
        network_id=origin.network_id, origin=origin, addressee=addressee, text=text or make_text(), **(given | fields)
    )
    proposal.save()
    return proposal


def make_resolution(organ: Organ, *, adopted_on: date = date(2026, 6, 2), **fields: Any) -> Resolution:
    """A public entry at the end of the organ's register of that year."""
    year = fields.pop("year", adopted_on.year)
    last = Resolution._base_manager.filter(organ=organ, year=year).order_by("-number").first()
    number = last.number + 1 if last else 1
    given = {
        "titles": words(f"Beschluss {number}", f"Résolution {number}"),
        "bodies": words("Die Versammlung beschließt.", "L’assemblée décide."),
        "matter": "ordinary",
        "audience": Audience.PUBLIC,
        "registered_at": datetime(adopted_on.year, adopted_on.month, adopted_on.day, 18, tzinfo=UTC),
        "digest": sha256(f"{organ.pk} {year} {number}".encode()).hexdigest(),
    }
    resolution = Resolution(
        network_id=organ.network_id,
        organ=organ,
        year=year,
        number=number,
        adopted_on=adopted_on,
        **(given | fields),
    )
    with scope(network=organ.network):
        resolution.save()
    return resolution
