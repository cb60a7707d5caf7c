"""Every public page answers in every language, and shows what is public."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.meetings.models import Meeting
from quattropole.network.models import City, HistoryEvent, Mandate, Network, Substitute
from quattropole.texts.localized import Localized
from tests import factories as make
from tests.factories import House, words
from tests.website.conftest import belong

PAGES = ["", "network/", "cities/", "cities/metz/", "fields/", "fields/tourism/", "organs/", "organs/assembly/"]
PAGES += ["organs/board/", "meetings/", "proposals/", "resolutions/", "secretariat/", "statutes/", "legal/"]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("page", PAGES)
def test_page_answers_in_every_language(client: Client, house: House, page: str, language: str) -> None:
    make.make_field(house.network)
    response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{language}">' in html
    assert html.count("<h1") == 1
    assert f'hreflang="fr" href="http://testserver/fr/{page}"' in html
    assert "{%" not in html


@pytest.mark.parametrize(
    "page",
    [
        *("nowhere/", "cities/atlantis/", "fields/none/", "organs/none/", "meetings/99/", "proposals/99/"),
        *("resolutions/board/2026/99/", "resolutions/none/2026/1/proof.json"),
    ],
)
def test_unknown_page_says_so_in_the_readers_language(client: Client, house: House, page: str) -> None:
    response = client.get(f"/fr/{page}")
    assert response.status_code == 404
    assert '<html lang="fr">' in response.content.decode()


def test_home_shows_first_paragraph_next_meeting_and_latest_resolution(client: Client, house: House) -> None:
    make.make_meeting(house.assembly, titles=words("Die nächste", "La prochaine"), audience=Audience.PUBLIC)
    make.make_meeting(
        house.assembly, titles=words("Die übernächste"), starts_at=clock.now() + timedelta(days=99), audience="public"
    )
    make.make_resolution(house.assembly, titles=words("Der letzte", "La dernière"))
    html = client.get("/fr/").content.decode()
    assert "Quatre villes." in html
    assert "Plus." not in html
    assert "La prochaine" in html
    assert "Die übernächste" not in html
    assert "La dernière" in html


def test_cancelled_or_past_meeting_is_not_the_next(client: Client, house: House) -> None:
    make.make_meeting(house.assembly, titles=words("Abgesagt"), audience="public", state=Meeting.State.CANCELLED)
    make.make_meeting(house.assembly, titles=words("Vorbei"), audience="public", starts_at=clock.now() - timedelta(1))
    html = client.get("/de/").content.decode()
    assert "Abgesagt" not in html
    assert "Vorbei" not in html


def test_history_is_in_order_with_partial_dates_and_sources(client: Client, house: House) -> None:
    for when, title in (("2015-07", "Geschäftsstelle"), ("2000-02-29", "Absicht"), ("2007", "Vereinbarung")):
        HistoryEvent(
            network=house.network, slug=when, when=when, titles=words(title), sources=["Portrait der Großregion"]
        ).save()
    html = client.get("/de/network/").content.decode()
    assert html.index("29. Februar 2000") < html.index("Vereinbarung") < html.index("Juli 2015")
    assert html.count("Portrait der Großregion") == 3


def test_text_in_another_language_carries_it_and_says_so(client: Client, house: House) -> None:
    City.objects.filter(slug="metz").update(about=Localized(fr="Une ville."))
    html = client.get("/de/cities/metz/").content.decode()
    assert '<div class="qp-prose" lang="fr"><p>Une ville.</p>' in html
    assert "qp-foreign" in html


def test_city_page_shows_what_it_belongs_to_with_all_its_cities(client: Client, house: House) -> None:
    esch = make.make_city(house.network, "esch", since=None, names=words("Esch"))
    tonicites = belong(house.network, "Tonicités", {"metz": "2007-09", "luxembourg": "2006-07"}, founded="2006-07")
    tonicites.memberships.create(network=house.network, city=esch, since="2006-07")
    html = client.get("/de/cities/metz/").content.decode()
    assert "Tonicités" in html
    assert "September 2007" in html
    assert "Esch" in html


def test_city_that_is_no_member_has_no_page(client: Client, house: House) -> None:
    make.make_city(house.network, "esch", since=None)
    assert client.get("/de/cities/esch/").status_code == 404


def test_city_that_joined_twice_has_one_page(client: Client, house: House) -> None:
    metz = City.objects.get(slug="metz")
    metz.memberships.create(network=house.network, since=date(2000, 2, 29), until=date(2014, 10, 15))
    assert client.get("/de/cities/metz/").status_code == 200


def test_map_links_every_member_and_not_the_city_of_the_page(client: Client, house: House) -> None:
    for city in house.cities:
        City.objects.filter(pk=city.pk).update(latitude=49 + city.pk / 10, longitude=6 + city.pk / 10)
    html = client.get("/de/cities/metz/").content.decode()
    drawing = html[html.index('<svg class="qp-map"') : html.index("</svg>", html.index('<svg class="qp-map"'))]
    assert drawing.count("<a href=") == 3
    assert "/de/cities/metz/" not in drawing
    assert 'aria-label="' in drawing


def test_organ_shows_who_sat_in_it_on_the_day(client: Client, house: House) -> None:
    seat = house.board.seats.get(city__slug="metz")
    Mandate.objects.filter(seat=seat).update(begins=date(2025, 1, 1))
    before = make.make_person(house.network, "Dominique Gros", city=seat.city)
    make.make_mandate(before, seat, begins=date(2014, 10, 16), ends=date(2024, 12, 31))
    then = client.get("/de/organs/board/?on=2018-10-16").content.decode()
    now = client.get("/de/organs/board/").content.decode()
    assert "Dominique Gros" in then
    assert "Dominique Gros" not in now
    assert "16. Oktober 2018" in then


def test_organ_shows_vacancies_offices_and_substitutes(client: Client, house: House) -> None:
    Mandate.objects.filter(seat__organ=house.board, seat__city__slug="trier").update(ends=date(2020, 1, 1))
    bauer = make.make_person(house.network, "Maurice Bauer", city=house.cities[0])
    Substitute(network=house.network, organ=house.board, person=bauer).save()
    with translation.override("en"):
        html = client.get("/en/organs/board/").content.decode()
    assert "4 seats, 1 vacant" in html
    assert "is-vacant" in html
    assert "is-office" in html
    assert "Maurice Bauer" in html
    assert "President" in html


@pytest.mark.parametrize("asked", ["yesterday", "2026-02-30", "0"])
def test_day_that_is_none_gets_a_message_and_today(client: Client, house: House, asked: str) -> None:
    response = client.get("/en/organs/board/", {"on": asked})
    assert response.status_code == 200
    html = response.content.decode()
    assert "Expected a day such as 2026-06-02." in html
    assert 'aria-invalid="true"' in html
    assert house.mayors[0].name in html


def test_large_organ_is_a_table_of_cities_and_one_citys_seats(client: Client, network: Network) -> None:
    network.hosts = ["testserver"]
    network.save()
    house = make.make_house(network, councillors=40)
    html = client.get("/de/organs/assembly/").content.decode()
    assert house.councillors[0].name not in html
    chosen = client.get("/de/organs/assembly/?city=luxembourg").content.decode()
    assert house.councillors[0].name in chosen
    assert house.councillors[40].name not in chosen


def test_meeting_page_shows_agenda_and_who_sat_for_whom(client: Client, house: House) -> None:
    meeting = make.make_meeting(
        house.board, starts_at=datetime(2026, 6, 2, 8, tzinfo=UTC), audience="public", state="closed", is_record=True
    )
    make.make_item(meeting, titles=words("Cybersicherheit", "Cybersécurité"), audience=Audience.PUBLIC)
    make.make_item(meeting, titles=words("Vertraulich"), audience=Audience.ORGAN)
    bauer = make.make_person(house.network, "Maurice Bauer")
    make.make_attendance(meeting, house.board.seats.get(city__slug="luxembourg"), bauer, is_substitute=True)
    html = client.get(f"/en/meetings/{meeting.pk}/").content.decode()
    assert "Cybersicherheit" in html or "Cybersécurité" in html
    assert "Vertraulich" not in html
    assert "Maurice Bauer" in html
    assert "substitute" in html


def test_records_that_are_not_public_are_for_their_readers_only(client: Client, house: House) -> None:
    meeting = make.make_meeting(house.board, titles=words("Intern"), audience=Audience.ORGAN)
    proposal = make.make_proposal(house.board, house.assembly, audience=Audience.ORGAN)
    resolution = make.make_resolution(house.board, titles=words("Geheim"), audience=Audience.ORGAN)
    pages = [
        f"/de/meetings/{meeting.pk}/",
        f"/de/proposals/{proposal.pk}/",
        f"/de/resolutions/board/{resolution.year}/{resolution.number}/",
        f"/de/resolutions/board/{resolution.year}/{resolution.number}/proof.json",
    ]
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert "Geheim" not in client.get("/de/resolutions/").content.decode()
    assert "Intern" not in client.get("/de/meetings/").content.decode()
    make.sign_in(client, house.mayors[0])
    assert [client.get(page).status_code for page in pages] == [200] * 4


def test_another_network_sees_none_of_it(client: Client, house: House) -> None:
    make.make_resolution(house.assembly, titles=words("Nur hier"))
    other = make.make_network("tonicites", hosts=["tonicites.test"], charter="")
    settings.ALLOWED_HOSTS.append("tonicites.test")
    try:
        html = client.get("/de/resolutions/", headers={"host": "tonicites.test"}).content.decode()
    finally:
        settings.ALLOWED_HOSTS.remove("tonicites.test")
    assert other.name in html
    assert "Nur hier" not in html


def test_statutes_page_explains_rules_with_their_source(client: Client, house: House) -> None:
    html = client.get("/de/statutes/").content.decode()
    assert "§" in html
    assert "BGB" in html


def test_statutes_before_the_association_are_none(client: Client, house: House) -> None:
    assert "qp-empty" in client.get("/de/statutes/?on=1999-01-01").content.decode()


def test_visitor_gets_no_cookie(client: Client, house: House) -> None:
    for page in PAGES:
        assert "Set-Cookie" not in client.get(f"/de/{page}").headers


def test_page_sends_a_strict_content_policy(client: Client, house: House) -> None:
    policy = client.get("/de/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_hostile_words_stay_words(client: Client, house: House) -> None:
    make.make_resolution(
        house.assembly, titles=words("<script>alert(1)</script>"), bodies=words("<img src=x onerror=1>")
    )
    for page in ("/de/", "/de/resolutions/", "/de/resolutions/assembly/2026/1/", "/de/resolutions/?q=<script>"):
        html = client.get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
