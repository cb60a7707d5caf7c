"""What the folders of QuattroPole and Tonicités say, as far as their sources do."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from django_scopes import scope

from quattropole.decisions.models import Resolution
from quattropole.meetings.models import Meeting
from quattropole.network.models import (
    Alliance,
    City,
    FieldHeading,
    HistoryEvent,
    Mandate,
    Network,
    Organ,
    Person,
    Seat,
    Substitute,
)
from quattropole.network.queries import holders, members_on, offices_on, organ_on, timeline
from tests.network.folders import TODAY, load

BOARD_MEETING = date(2026, 6, 2)


@pytest.fixture
def quattropole(db: None) -> Iterator[Network]:
    network = load("quattropole")
    with scope(network=network):
        yield network


@pytest.fixture
def tonicites(db: None) -> Iterator[Network]:
    network = load("tonicites")
    with scope(network=network):
        yield network


def names_of(organ: str, day: date) -> list[str]:
    return [str(seat.person) for seat in organ_on(Organ.objects.get(key=organ), day).seats]


def test_the_network_says_who_it_is(quattropole: Network) -> None:
    assert [claim["population"] for claim in quattropole.population_claims] == [530000, 500000]
    assert all(claim["source"] for claim in quattropole.population_claims)
    assert quattropole.contact["email"] == "info-quattropole@granderegion.net"
    assert quattropole.contact["phones"] == ["+352 247 80115", "+352 247 80112"]
    assert "um den Trennwirkungen der Grenzen für 530 000 Menschen" in quattropole.aims["de"]
    assert "Structurer l’espace central de la Grande Région" in quattropole.aims["fr"]
    assert set(quattropole.aims) == {"de", "fr", "lb", "en"}


def test_four_cities_have_been_members_since_february_2000(quattropole: Network) -> None:
    assert members_on(date(2000, 2, 28)) == []
    assert [m.city.slug for m in members_on(date(2000, 2, 29))] == ["luxembourg", "metz", "saarbruecken", "trier"]
    assert len(members_on(date(2014, 10, 15))) == len(members_on(date(2014, 10, 16))) == 4
    assert {city.country_id for city in City.objects.filter(memberships__isnull=False)} == {"LU", "FR", "DE"}
    assert not City.objects.filter(latitude__isnull=True).exists()


def test_luxembourg_belongs_to_every_alliance_of_its_page(quattropole: Network) -> None:
    of_luxembourg = Alliance.objects.filter(memberships__city__slug="luxembourg")
    assert list(of_luxembourg.values_list("slug", flat=True)) == [
        "quattropole",
        "tonicites",
        "eurocities",
        "unesco",
        "cultural-routes",
        "aimf",
        "owhc",
        "fairtrade-towns",
    ]
    assert all(alliance.purpose["de"] and alliance.purpose["fr"] and alliance.sources for alliance in of_luxembourg)
    tonicites = Alliance.objects.get(slug="tonicites")
    since = {entry.city.slug: entry.since for entry in tonicites.memberships.select_related("city")}
    assert since == {
        "luxembourg": "2006-07",
        "esch-sur-alzette": "2006-07",
        "longwy": "2006-07",
        "arlon": "2006-07",
        "metz": "2007-09",
        "thionville": "2007-09",
    }
    assert "LELA" in tonicites.former_names["de"]
    assert Alliance.objects.get(slug="cultural-routes").founded == "1987"
    assert Alliance.objects.get(slug="eurocities").extent["de"].startswith("über 200 Städte in 38 Ländern")


def test_the_fields_of_action_stand_under_three_headings(quattropole: Network) -> None:
    fields = {heading.slug: [field.slug for field in heading.fields.all()] for heading in FieldHeading.objects.all()}
    assert fields == {
        "dynamic": ["digital", "mobility"],
        "attractive": ["tourism", "culture"],
        "engaged": ["energy", "social-policy", "sustainability"],
    }
    groups = Organ.objects.filter(kind=Organ.Kind.GROUP)
    assert groups.count() == 8
    assert all(group.fields.exists() for group in groups)


def test_history_tells_the_milestones_in_order_with_sources(quattropole: Network) -> None:
    milestones = HistoryEvent.objects.filter(milestone=True).values_list("when", flat=True)
    assert list(milestones) == ["2000-02-29", "2007", "2014-10-16", "2015-07", "2017-09-13", "2025"]
    assert all(event.sources for event in HistoryEvent.objects.all())


def test_every_text_is_there_in_german_and_french(quattropole: Network) -> None:
    for model, fields in (
        (City, ["names", "about", "head_titles"]),
        (Alliance, ["names", "purpose", "extent"]),
        (HistoryEvent, ["titles", "bodies"]),
        (Organ, ["names", "about"]),
        (Seat, ["titles"]),
        (Person, ["label", "functions"]),
        (Mandate, ["note"]),
        (Meeting, ["titles"]),
        (Resolution, ["titles", "bodies"]),
    ):
        for record in model._default_manager.all():
            for field in fields:
                words = getattr(record, field)
                assert not words or (words.get("de") and words.get("fr")), (record, field)


def test_board_and_assembly_have_the_seats_of_the_charter(quattropole: Network) -> None:
    seats = Counter(Seat.objects.values_list("organ__key", "basis"))
    assert seats == {
        ("board", "ex_officio"): 4,
        ("assembly", "ex_officio"): 4,
        ("assembly", "delegated"): 40,
        ("coordination", "delegated"): 8,
        ("secretariat", "post"): 2,
    }
    third = Seat.objects.get(organ__key="assembly", city__slug="metz", basis="delegated", number=3)
    assert third.titles == {"de": "Sitz 3, Metz", "fr": "Siège 3, Metz", "lb": "Sëtz 3, Metz", "en": "Seat 3, Metz"}
    assert not organ_on(Organ.objects.get(key="assembly"), TODAY).vacancies


def test_presidents_follow_each_other_since_2015(quattropole: Network) -> None:
    terms = [(m.person.family_name, m.begins.year, m.ends and m.ends.year) for m in timeline("president")]
    assert terms == [
        ("Britz", 2015, 2016),
        ("Gros", 2017, 2018),
        ("Leibe", 2019, 2020),
        ("Polfer", 2021, 2022),
        ("Conradt", 2023, 2024),
        ("Grosdidier", 2025, 2026),
    ]
    conradt, grosdidier = timeline("president")[4:]
    assert "2022–2024" in conradt.note["de"]
    assert grosdidier.assumed


@pytest.mark.parametrize(
    ("day", "president", "board"),
    [
        (
            date(2015, 7, 1),
            "Charlotte Britz",
            [
                "Bürgermeister/in der Stadt Luxemburg",
                "Bürgermeister/in der Stadt Metz",
                "Charlotte Britz",
                "Oberbürgermeister/in der Stadt Trier",
            ],
        ),
        (
            date(2019, 5, 9),
            "Wolfram Leibe",
            [
                "Bürgermeister/in der Stadt Luxemburg",
                "Bürgermeister/in der Stadt Metz",
                "Oberbürgermeister/in der Stadt Saarbrücken",
                "Wolfram Leibe",
            ],
        ),
        (
            date(2022, 1, 1),
            "Lydie Polfer",
            [
                "Lydie Polfer",
                "Bürgermeister/in der Stadt Metz",
                "Oberbürgermeister/in der Stadt Saarbrücken",
                "Wolfram Leibe",
            ],
        ),
        (
            BOARD_MEETING,
            "François Grosdidier",
            ["Bürgermeister/in der Stadt Luxemburg", "François Grosdidier", "Uwe Conradt", "Wolfram Leibe"],
        ),
    ],
)
def test_president_and_board_on_a_day(day: date, president: str, board: list[str], quattropole: Network) -> None:
    held = {office.office.key: office for office in offices_on(quattropole, day)}
    assert [str(mandate.person) for mandate in held["president"].mandates] == [president]
    assert names_of("board", day) == board


def test_board_members_sit_in_the_assembly_as_well(quattropole: Network) -> None:
    seats = Seat.objects.filter(organ__key="assembly", basis="ex_officio").order_by("city__position")
    for day in (date(2019, 5, 9), BOARD_MEETING):
        held = holders(seats, day)
        assert [str(held[seat.pk].person) for seat in seats] == names_of("board", day)


def test_the_board_of_june_2026_sat_with_a_substitute_for_luxembourg(quattropole: Network) -> None:
    meeting = Meeting.objects.get(slug="board-2026-06")
    assert (meeting.state, meeting.audience, meeting.is_record) == ("closed", "public", True)
    present = {entry.seat.key: (str(entry.person), entry.is_substitute) for entry in meeting.attendances.all()}
    assert present == {
        "luxembourg-1": ("Maurice Bauer", True),
        "metz-1": ("François Grosdidier", False),
        "saarbruecken-1": ("Uwe Conradt", False),
        "trier-1": ("Wolfram Leibe", False),
    }
    assert [str(item.titles) for item in meeting.items.all()] == [
        "Vier Städte, ein attraktives Reiseziel",
        "Gemeinsam stark gegen die Bedrohung durch Cyberangriffe",
    ]
    assert str(Substitute.objects.get(organ__key="board").person) == "Maurice Bauer"
    held = {office.office.key: office for office in offices_on(quattropole, BOARD_MEETING)}
    assert [str(mandate.person) for mandate in held["vice_president"].mandates] == ["Wolfram Leibe"]
    unnamed = held["treasurer"].mandates[0]
    assert (unnamed.person.is_placeholder, unnamed.assumed) == (True, True)


def test_only_people_whom_sources_name_have_names(quattropole: Network) -> None:
    named = Person.objects.filter(is_placeholder=False)
    assert set(named.values_list("family_name", flat=True)) == {
        "Britz",
        "Gros",
        "Leibe",
        "Polfer",
        "Conradt",
        "Grosdidier",
        "Bauer",
    }
    assert all(person.sources for person in named)
    assert all(not person.given_name and person.label for person in Person.objects.filter(is_placeholder=True))


def test_tonicites_has_six_cities_and_a_presidency_of_two(tonicites: Network) -> None:
    assert [m.city.slug for m in members_on(date(2007, 8, 31))] == ["luxembourg", "esch", "longwy", "arlon"]
    assert len(members_on(date(2007, 9, 1))) == 6
    cities = {}
    for year in (2022, 2024, 2026):
        held = offices_on(tonicites, date(year, 6, 1))[0]
        cities[year] = sorted(str(m.person.city and m.person.city.slug) for m in held.mandates)
    assert cities == {2022: ["esch", "luxembourg"], 2024: ["metz", "thionville"], 2026: ["arlon", "longwy"]}
    steering = Organ.objects.get(key="steering")
    assert len(organ_on(steering, date(2006, 7, 1)).seats) == 8
    assert len(organ_on(steering, TODAY).seats) == 12
