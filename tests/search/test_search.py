"""Search over everything: found in any language, however it is typed, by those who may see it and nobody else."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.changes.models import Change
from quattropole.decisions.models import Amendment, Placement
from quattropole.meetings.models import Invitation, Meeting, Reply
from quattropole.network.models import Mandate, Network, Organ
from quattropole.search import indexing
from quattropole.search.asking import read
from quattropole.search.models import SearchEntry
from quattropole.search.queries import Filters, Found, search
from quattropole.texts.localized import Localized
from tests import factories
from tests.factories import House, make_viewer, words


def find(viewer: Viewer, typed: str, number: object = 1, **filters: Any) -> Found:
    while not indexing.READER.catch_up(rounds=20):
        pass
    return search(viewer, read(typed), Filters(**filters), number)


def titles(viewer: Viewer, typed: str, **filters: Any) -> list[str]:
    return [str(result.named.shown("de")) for result in find(viewer, typed, **filters).page.object_list]


@pytest.fixture
def house(network: Network) -> House:
    return factories.make_house(network, councillors=1)


@pytest.fixture
def visitor(house: House) -> Viewer:
    return make_viewer(network=house.network)


@pytest.fixture
def register(house: House) -> None:
    factories.make_resolution(house.assembly, adopted_on=date(2019, 5, 1), titles=words("Moselbrücke", "Pont"))
    factories.make_resolution(
        house.assembly,
        adopted_on=date(2026, 5, 1),
        titles=words("Straße am Fluß", "Route au bord de l’eau"),
        bodies=words("Die Brücke von Metz wird gebaut.", "Le pont de la ville de Metz sera construit."),
    )
    factories.make_resolution(
        house.board, adopted_on=date(2026, 5, 2), titles=words("Cyber", "Cybersécurité"), audience=Audience.ORGAN
    )
    factories.make_resolution(
        house.assembly, adopted_on=date(2026, 5, 3), titles=words("Räder", "Vélos"), audience=Audience.NETWORK
    )


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Moselbrücke", ["Moselbrücke"]),
        ("moselbrucke", ["Moselbrücke"]),
        ("MOSEL", ["Moselbrücke"]),
        ("brücke", ["Straße am Fluß"]),
        ("pont", ["Moselbrücke", "Straße am Fluß"]),
        ("strasse", ["Straße am Fluß"]),
        ('"ville de Metz"', ["Straße am Fluß"]),
        ('"Metz de ville"', []),
        ("pont -route", ["Moselbrücke"]),
        ("brücke construit", ["Straße am Fluß"]),
        ("cybersécurité", []),
        ("vélos", []),
        ("2019-1", ["Moselbrücke"]),
        ("qpnetwork", []),
        (".vpublic", []),
        ("vpublic", []),
    ],
)
def test_words_find_in_any_language(visitor: Viewer, typed: str, expected: list[str]) -> None:
    assert titles(visitor, typed, kind="resolution") == expected


@pytest.mark.usefixtures("register")
def test_audiences_are_kept(house: House, visitor: Viewer) -> None:
    member, mayor = make_viewer(house.councillors[0]), make_viewer(house.mayors[1])
    secretary, other = make_viewer(house.secretary), make_viewer(factories.make_person(house.network))
    assert [titles(viewer, "velos") for viewer in (visitor, other, member, secretary)] == [[], [], ["Räder"], ["Räder"]]
    assert [titles(viewer, "cyber") for viewer in (visitor, member, mayor, secretary)] == [[], [], ["Cyber"], ["Cyber"]]


def test_stale_entry_never_leaks(house: House, visitor: Viewer, client: Client) -> None:
    meeting = factories.make_meeting(house.assembly, audience=Audience.PUBLIC, titles=words("Geheimsitzung"))
    assert titles(visitor, "geheimsitzung") == ["Geheimsitzung"]
    Meeting.objects.filter(pk=meeting.pk).update(audience=Audience.ORGAN)
    Change.objects.update(for_search=False)
    assert SearchEntry.objects.filter(keys__contains=".vpublic", object_id=meeting.pk, kind="meeting").exists()
    found = search(visitor, read("geheimsitzung"), Filters())
    assert (found.page.paginator.count, found.kinds, found.organs) == (0, [], [])
    assert "Geheimsitzung" not in client.get("/de/search/?q=geheim").content.decode()


def test_entry_of_a_record_that_is_gone_is_not_shown(house: House, visitor: Viewer) -> None:
    meeting = factories.make_meeting(house.assembly, audience=Audience.PUBLIC, titles=words("Vergangen"))
    assert titles(visitor, "vergangen") == ["Vergangen"]
    meeting.delete()
    assert search(visitor, read("vergangen"), Filters()).page.paginator.count == 0
    assert titles(visitor, "vergangen") == []
    assert not SearchEntry.objects.filter(kind="meeting", object_id=meeting.pk).exists()


def test_records_of_another_network_are_not_found(house: House, visitor: Viewer) -> None:
    other = factories.make_network("tonicites")
    from django_scopes import scope

    with scope(network=other):
        factories.make_meeting(
            factories.make_organ(other, "assembly"), audience=Audience.PUBLIC, titles=words("Fremdsitzung")
        )
    assert titles(visitor, "fremdsitzung") == []


def test_part_in_a_meeting_lets_find_what_is_in_it(house: House, visitor: Viewer) -> None:
    meeting = factories.make_meeting(
        house.board, audience=Audience.ORGAN, titles=words("Klausur"), state=Meeting.State.CONVENED
    )
    factories.make_item(meeting, audience=Audience.ORGAN, titles=words("Klausurpunkt"))
    factories.make_item(meeting, audience=Audience.SECRETARIAT, titles=words("Klausurvorbereitung"))
    guest, substitute, stranger = (factories.make_person(house.network) for _ in range(3))
    seat = house.mayors[0].mandates.filter(seat__isnull=False).get().seat
    assert seat is not None
    convocation = meeting.convocations.create(network=house.network, sent_at=clock.now())
    freed = house.mayors[3].mandates.get(seat__isnull=False)
    Mandate.objects.filter(pk=freed.pk).update(ends=clock.today())
    assert freed.seat is not None
    factories.make_mandate(guest, freed.seat, begins=clock.today() + timedelta(days=1))
    Invitation.objects.create(
        network=house.network, convocation=convocation, person=guest, seat=freed.seat, language="de"
    )
    Reply.objects.create(
        network=house.network,
        meeting=meeting,
        seat=seat,
        answer=Reply.Answer.SUBSTITUTE,
        substitute=substitute,
        by=house.mayors[0],
        at=clock.now(),
    )
    for person in (guest, substitute, house.mayors[1]):
        assert sorted(titles(make_viewer(person), "klausur")) == ["Klausur", "Klausurpunkt"]
    for viewer in (visitor, make_viewer(stranger), make_viewer(house.councillors[0])):
        assert titles(viewer, "klausur") == []
    assert len(titles(make_viewer(house.secretary), "klausur")) == 3


def test_who_leads_an_organ_by_office_finds_its_meetings(house: House) -> None:
    factories.make_meeting(house.assembly, audience=Audience.ORGAN, titles=words("Versammlung"))
    assert titles(make_viewer(house.president), "versammlung", kind="meeting") == ["Versammlung"]
    assert titles(make_viewer(house.mayors[1]), "versammlung", kind="meeting") == []


def test_draft_amendments_are_their_movers_alone(house: House) -> None:
    meeting = factories.make_meeting(house.assembly, audience=Audience.PUBLIC)
    item = factories.make_item(meeting, audience=Audience.PUBLIC)
    proposal = factories.make_proposal(house.board, house.assembly)
    placement = Placement.objects.create(network=house.network, item=item, proposal=proposal, purpose="decide")
    mover, other = house.councillors[0], house.councillors[1]
    amendment = Amendment.objects.create(
        network=house.network,
        placement=placement,
        number=Amendment.FIRST_DRAFT,
        person=mover,
        titles=words("Änderungswunsch"),
        bodies=words("Statt Zebra sage Zander."),
        audience=Audience.PUBLIC,
    )
    assert titles(make_viewer(mover), "zander") == ["Änderungswunsch"]
    assert titles(make_viewer(other), "zander") == []
    Amendment.objects.filter(pk=amendment.pk).update(state="moved", moved_at=clock.now(), number=1)
    assert titles(make_viewer(other), "zander") == ["Änderungswunsch"]
    item.audience = Audience.ORGAN
    item.save()
    assert titles(make_viewer(network=house.network), "zander") == []


def test_item_of_a_hidden_meeting_is_not_found(house: House, visitor: Viewer) -> None:
    meeting = factories.make_meeting(house.assembly, audience=Audience.ORGAN)
    factories.make_item(meeting, audience=Audience.PUBLIC, titles=words("Haltestelle"))
    assert titles(visitor, "haltestelle") == []


def test_changes_are_found_at_once(house: House, visitor: Viewer) -> None:
    meeting = factories.make_meeting(house.assembly, audience=Audience.PUBLIC, titles=words("Alt"))
    proposal = factories.make_proposal(
        house.board, house.assembly, text=factories.make_text("Ein Zoo."), audience=Audience.PUBLIC
    )
    assert titles(visitor, "zoo") == ["Titel"]
    Meeting.objects.filter(pk=meeting.pk).update(titles=words("Neu im Mai"))
    proposal.text.wordings.filter(language="de").update(body="Ein Aquarium.")
    assert titles(visitor, "zoo", kind="proposal") == ["Titel"]
    proposal.text.wordings.update(body="Ein Aquarium.")
    assert titles(visitor, "zoo") == []
    assert titles(visitor, "aquarium") == ["Titel"]
    assert (titles(visitor, "alt", kind="meeting"), titles(visitor, "neu mai")) == ([], ["Neu im Mai"])


def test_filters_narrow(house: House, visitor: Viewer) -> None:
    zone = ZoneInfo(house.network.time_zone)
    field = factories.make_field(house.network, "mobility")
    for organ, day in ((house.assembly, 1), (house.board, 15)):
        factories.make_meeting(
            organ, audience=Audience.PUBLIC, starts_at=datetime(2027, 3, day, 0, 30, tzinfo=zone), titles=words("Rat")
        )
    french = Localized(fr="Rat")
    factories.make_resolution(house.board, titles=french, bodies=french, field=field, adopted_on=date(2027, 3, 20))
    assert len(titles(visitor, "rat")) == 3
    assert len(titles(visitor, "rat", kind="meeting")) == 2
    assert len(titles(visitor, "rat", organ=house.board.pk)) == 2
    assert len(titles(visitor, "rat", field=field.pk)) == 1
    assert len(titles(visitor, "rat", language="de")) == 2
    assert len(titles(visitor, "rat", first=date(2027, 3, 15))) == 2
    assert len(titles(visitor, "rat", last=date(2027, 3, 15))) == 2
    assert len(titles(visitor, "rat", first=date(2027, 3, 15), last=date(2027, 3, 15))) == 1
    assert len(titles(visitor, "", kind="meeting")) == 2
    assert titles(visitor, "metz", first=date(1900, 1, 1), kind="city") == []


def test_best_comes_first(house: House, visitor: Viewer) -> None:
    factories.make_resolution(house.assembly, adopted_on=date(2026, 1, 1), titles=words("Neu"), bodies=words("Trier"))
    factories.make_resolution(house.assembly, adopted_on=date(2020, 1, 1), titles=words("Trier alt"))
    factories.make_resolution(house.assembly, adopted_on=date(2024, 1, 1), titles=words("Trier jung"))
    found = titles(visitor, "trier")
    assert found[0] == "Trier"
    assert [title for title in found if title in {"Neu", "Trier alt", "Trier jung"}] == [
        "Trier jung",
        "Trier alt",
        "Neu",
    ]


def test_people_are_found_by_name_with_their_organ(house: House, visitor: Viewer) -> None:
    factories.make_holder(house.assembly, house.cities[1], number=9, name="Zoé Müller-Lévy")
    nobody = factories.make_person(house.network, "Zoé Niemand")
    assert titles(visitor, "zoe") == ["Zoé Müller-Lévy"]
    assert nobody.pk not in set(SearchEntry.objects.filter(kind="person").values_list("object_id", flat=True))
    [result] = find(visitor, "muller levy").page.object_list
    assert result.address == "/de/organs/assembly/"


def test_excerpt_is_safe_marked_and_in_the_readers_language(house: House, visitor: Viewer) -> None:
    factories.make_resolution(
        house.assembly,
        titles=words("<b>Hafen</b>", "Port"),
        bodies=words(
            "Anfang.\n\nDer Hafen <script>alert(1)</script> & die Häfen.", "Début.\n\nLe port & <i>les ports</i> Hafen."
        ),
    )
    with translation.override("de"):
        [result] = find(visitor, "hafen").page.object_list
    assert "<script>" not in result.excerpt
    assert "<mark>Hafen</mark> &lt;script&gt;" in result.excerpt
    assert result.title == "&lt;b&gt;<mark>Hafen</mark>&lt;/b&gt;"
    assert (result.language, result.is_foreign) == ("de", False)
    with translation.override("fr"):
        [french] = find(visitor, "port").page.object_list
    assert french.language == "fr"
    assert "<mark>port</mark>" in french.excerpt


def test_phrase_over_two_languages_or_a_long_text_is_no_error(house: House, visitor: Viewer) -> None:
    factories.make_resolution(
        house.assembly, titles=words("Lang"), bodies=words("Wort " * 30_000 + "Schlusswort Ende.")
    )
    [result] = find(visitor, "schlusswort").page.object_list
    assert "<mark>Schlusswort</mark> Ende." in result.excerpt
    assert len(result.excerpt) < 600


@pytest.fixture
def _meeting(house: House) -> None:
    factories.make_meeting(house.assembly, audience=Audience.PUBLIC, titles=words("Sitzung in Trier"))


@pytest.mark.usefixtures("_meeting")
@pytest.mark.parametrize(
    "query",
    [
        "q=%22%27%29%28*%3A%26%7C%21%3C-%3E+AND+OR+NOT+NEAR%28",
        "q=%00%01",
        "q=" + "x" * 5000,
        "q=" + "wort+" * 900,
        "q=-trier",
        "q=---",
        "q=+",
        "q=%F0%9F%9A%8B",
        "q=sitzung&page=-1",
        "q=sitzung&page=abc",
        "q=sitzung&page=99999999999999999999",
        "q=sitzung&type=nothing&organ=nothing&field=%00&language=xx&first=gestern&last=9999-99-99",
        "first=0001-01-01&last=9999-12-31",
        "first=9999-12-31&last=0001-01-01&q=sitzung",
        "q=%22&q=sitzung",
        "q=%E2%80%AE%EF%BF%BD",
        "q=½+²+ﬁ",
    ],
)
def test_nothing_that_is_asked_is_an_error(client: Client, query: str) -> None:
    assert client.get(f"/de/search/?{query}").status_code == 200


@pytest.mark.usefixtures("_meeting")
def test_page_shows_results_to_visitors_and_people(client: Client, house: House) -> None:
    visitor = client.get("/de/search/?q=sitzung+trier").content.decode()
    assert "<mark>Sitzung</mark> in <mark>Trier</mark>" in visitor
    meeting = Meeting.objects.get()
    assert f'href="/de/meetings/{meeting.pk}/"' in visitor
    factories.sign_in(client, house.councillors[0])
    assert f'href="/de/desk/meetings/{meeting.pk}/"' in client.get("/de/search/?q=sitzung").content.decode()
    part = client.get("/de/search/?q=sitzung", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "<mark>Sitzung</mark>" in part


def test_every_page_has_the_search_field(client: Client, house: House) -> None:
    assert 'action="/fr/search/"' in client.get("/fr/meetings/").content.decode()
    assert "Mosel -trier".lower() in client.get("/de/search/").content.decode().lower()


def test_search_takes_as_many_queries_whatever_it_finds(house: House, visitor: Viewer) -> None:
    counts = []
    for number in (2, 40):
        for n in range(number):
            factories.make_meeting(
                house.assembly,
                audience=Audience.PUBLIC,
                titles=words(f"Zählung {n}"),
                starts_at=clock.now() + timedelta(days=n),
            )
        find(visitor, "zählung")
        with CaptureQueriesContext(connection) as capture:
            find(visitor, "zählung")
        counts.append(len(capture))
    assert counts[0] == counts[1] <= 12


def test_pages_and_facets(house: House, visitor: Viewer) -> None:
    for n in range(25):
        factories.make_resolution(house.assembly if n % 5 else house.board, titles=words(f"Seite {n}"))
    found = find(visitor, "seite", 2)
    assert (found.page.paginator.count, found.page.number, len(found.page.object_list)) == (25, 2, 5)
    assert [(facet.value, facet.count) for facet in found.organs] == [("assembly", 20), ("board", 5)]
    assert [(facet.value, facet.count) for facet in found.kinds] == [("resolution", 25)]


def test_index_made_anew_is_the_same(house: House) -> None:
    factories.make_resolution(house.assembly)
    meeting = factories.make_meeting(house.assembly, audience=Audience.PUBLIC)
    factories.make_item(meeting)
    indexing.READER.catch_up(rounds=20)
    kept = list(SearchEntry.objects.order_by("pk").values())
    assert indexing.rebuild() == len(kept)
    assert list(SearchEntry.objects.order_by("pk").values()) == kept
    assert not Change.objects.filter(for_search=True).exists()


def test_missing_index_is_noticed(house: House) -> None:
    assert indexing.is_missing()
    indexing.rebuild()
    assert not indexing.is_missing()


def test_little_is_taken_over_before_a_search_and_much_by_the_worker(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexing.READER.catch_up(rounds=20)
    factories.make_meeting(house.assembly, audience=Audience.PUBLIC, titles=words("Eben geplant"))
    page = client.get("/de/search/?q=eben&type=meeting").content.decode()
    assert "<mark>Eben</mark> geplant" in page
    monkeypatch.setattr(indexing, "BEFORE_A_SEARCH", 1)
    for _ in range(3):
        factories.make_meeting(house.assembly)
    assert client.get("/de/search/?q=eben").status_code == 200


def test_secretariat_organ_leads_to_its_page(house: House, visitor: Viewer) -> None:
    [result] = find(visitor, "secretariat", kind="organ").page.object_list
    assert (result.address, Organ.objects.get(key="secretariat").pk) == ("/de/secretariat/", result.organ.pk)


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    with translation.override("de"):
        yield
