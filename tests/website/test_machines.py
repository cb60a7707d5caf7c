"""What machines ask for: robots.txt, the site map, other languages."""

from datetime import date
from typing import Any
from xml.etree import ElementTree

from django.test import Client

from quattropole.access.models import Audience
from tests import factories as make
from tests.factories import House

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def test_demo_is_not_for_search_engines(client: Client, house: House) -> None:
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()


def test_robots_names_the_site_map_and_keeps_off_the_desk(client: Client, house: House, settings: Any) -> None:
    settings.DEMO = False
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /de/desk/" in text
    assert "Disallow: /\n" not in text


def test_site_map_lists_every_public_page_in_every_language(client: Client, house: House) -> None:
    make.make_resolution(house.assembly, adopted_on=date(2026, 6, 2))
    make.make_resolution(house.board, audience=Audience.ORGAN)
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    parts = [loc.text or "" for loc in index.iter(f"{MAP}loc")]
    assert parts == ["http://testserver/sitemap-pages.xml", "http://testserver/sitemap-resolutions-1.xml"]
    resolutions = ElementTree.fromstring(client.get("/sitemap-resolutions-1.xml").content)
    found = [loc.text for loc in resolutions.iter(f"{MAP}loc")]
    assert found == [f"http://testserver/{code}/resolutions/assembly/2026/1/" for code in ("de", "fr", "lb", "en")]
    assert len(list(resolutions.iter(LINK))) == 16
    pages = client.get("/sitemap-pages.xml").content.decode()
    assert "http://testserver/lb/cities/metz/" in pages


def test_every_page_of_the_site_map_answers(client: Client, house: House) -> None:
    make.make_field(house.network)
    make.make_meeting(house.assembly, audience=Audience.PUBLIC)
    make.make_proposal(house.board, house.assembly, audience=Audience.PUBLIC)
    make.make_resolution(house.assembly)
    for part in ("pages", "resolutions-1"):
        tree = ElementTree.fromstring(client.get(f"/sitemap-{part}.xml").content)
        for loc in tree.iter(f"{MAP}loc"):
            if "/de/" in (loc.text or ""):
                assert client.get((loc.text or "").removeprefix("http://testserver")).status_code == 200


def test_unknown_part_of_the_site_map_is_not_found(client: Client, house: House) -> None:
    for part in ("resolutions-2", "resolutions-0", "resolutions-x", "meetings-1", "none"):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_machine_pages_carry_no_language(client: Client, house: House) -> None:
    response = client.get("/sitemap.xml", headers={"accept-language": "fr"})
    assert response.headers["Content-Type"] == "application/xml"
