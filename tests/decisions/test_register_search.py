"""Search in the register: the same answers on both databases, for whoever may see them, whatever the accents."""

from collections.abc import Sequence
from datetime import date

import pytest
from modelsearch.backends import get_search_backend

from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Resolution
from quattropole.decisions.queries import Filters, register_of, years_of
from quattropole.network.models import Network
from tests import factories
from tests.factories import House, words


def enter(*resolutions: Resolution) -> None:
    get_search_backend().get_index_for_model(Resolution).add_items(Resolution, list(resolutions))


def found(viewer: Viewer, typed: str, **filters: str | int) -> set[str]:
    return {str(entry.titles["de"]) for entry in register_of(viewer, Filters(words=typed, **filters))}  # type: ignore[arg-type]  # the test gives each filter its type


@pytest.fixture
def house(network: Network) -> House:
    return factories.make_house(network, councillors=1)


@pytest.fixture
def register(house: House) -> Sequence[Resolution]:
    made = [
        factories.make_resolution(house.assembly, adopted_on=date(2019, 5, 1), titles=words("Moselbrücke", "Pont")),
        factories.make_resolution(
            house.assembly, adopted_on=date(2026, 5, 1), titles=words("Straße am Fluß", "Route"), bodies=words("Brücke")
        ),
        factories.make_resolution(
            house.board,
            adopted_on=date(2026, 5, 2),
            titles=words("Cybersicherheit", "Cybersécurité"),
            audience=Audience.ORGAN,
        ),
        factories.make_resolution(
            house.assembly,
            adopted_on=date(2026, 5, 3),
            titles=words("Fahrräder im Netz", "Vélos"),
            audience=Audience.NETWORK,
        ),
    ]
    enter(*made)
    return made


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Moselbrücke", {"Moselbrücke"}),
        ("moselbrucke", {"Moselbrücke"}),
        ("mosel", {"Moselbrücke"}),
        ("brücke", {"Straße am Fluß"}),
        ("strasse route", {"Straße am Fluß"}),
        ("pont straße", set()),
        ("pont xyz", set()),
        ("'; DROP TABLE x; --", set()),
        ('" OR *', set()),
        ("qpyear2026", {"Straße am Fluß"}),
    ],
)
def test_search_finds_beginnings_of_all_words(house: House, typed: str, expected: set[str]) -> None:
    assert found(factories.make_viewer(network=house.network), typed) == expected


@pytest.mark.usefixtures("register")
def test_search_without_a_word_narrows_nothing_or_finds_nothing(house: House) -> None:
    visitor = factories.make_viewer(network=house.network)
    assert len(found(visitor, "  ")) == 2
    assert found(visitor, "!?") == set()


@pytest.mark.usefixtures("register")
def test_search_shows_only_what_the_viewer_may_see(house: House) -> None:
    visitor = factories.make_viewer(network=house.network)
    councillor = factories.make_viewer(house.councillors[0])
    mayor = factories.make_viewer(house.mayors[1])
    secretary = factories.make_viewer(house.secretary)
    assert [found(who, "velo") for who in (visitor, councillor)] == [set(), {"Fahrräder im Netz"}]
    assert [found(who, "cybersecurite") for who in (visitor, councillor)] == [set(), set()]
    assert [found(who, "cybersecurite") for who in (mayor, secretary)] == [{"Cybersicherheit"}] * 2


@pytest.mark.usefixtures("register")
def test_search_can_be_narrowed(house: House) -> None:
    secretary = factories.make_viewer(house.secretary)
    assert found(secretary, "c", organ="board") == {"Cybersicherheit"}
    assert found(secretary, "brücke", year=2019) == set()
    assert found(secretary, "mosel", year=2019, organ="assembly") == {"Moselbrücke"}
    assert found(secretary, "mosel", organ="nothing-of-the-kind") == set()


@pytest.mark.usefixtures("register")
def test_search_stays_in_its_network(house: House) -> None:
    other = factories.make_network("tonicites")
    assert found(factories.make_viewer(network=other), "mosel") == set()


@pytest.mark.usefixtures("register")
def test_years_run_from_the_first_to_the_last_visible_entry(house: House) -> None:
    assert years_of(factories.make_viewer(network=house.network)) == list(range(2026, 2018, -1))
    assert years_of(factories.make_viewer(network=factories.make_network("tonicites"))) == []
