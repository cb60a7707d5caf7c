"""Lists: filters, pages, and what is answered to nonsense."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quattropole.access.models import Audience
from quattropole.api.oparl.asking import MOST
from quattropole.api.oparl.models import OParlObject
from quattropole.network.models import Network
from tests import factories
from tests.api.crawling import Crawler

LISTS = "http://testserver/oparl/1.1/body/quattropole"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def resolutions(network: Network, count: int) -> None:
    """So many papers, one created a day from the first of January 2026 on, and each changed half a day later."""
    organ = factories.make_organ(network, "assembly")
    for _number in range(count):
        factories.make_resolution(organ)
    Crawler().bodies()
    for place, row in enumerate(OParlObject.objects.filter(kind="paper").order_by("pk")):
        created = BEGINNING + timedelta(days=place)
        OParlObject.objects.filter(pk=row.pk).update(created=created, modified=created + timedelta(hours=12))


def keys(found: list[dict[str, Any]]) -> list[str]:
    return [told["id"].rpartition("/")[2] for told in found]


@pytest.mark.parametrize("limit", ["1", "3", "4", "100"])
def test_pages_hold_everything_once_in_a_stable_order(network: Network, limit: str) -> None:
    resolutions(network, 8)
    crawler = Crawler()
    whole = crawler.listed(f"{LISTS}/papers")
    assert len(whole) == 8
    pages = list(crawler.pages(f"{LISTS}/papers", limit=limit))
    assert [told for page in pages for told in page["data"]] == whole
    assert all("next" in page["links"] for page in pages[:-1])
    assert "next" not in pages[-1]["links"]
    assert all(len(page["data"]) == page["pagination"]["elementsPerPage"] for page in pages[:-1])
    for page in pages:
        assert crawler.get(page["links"]["self"]) == page
        assert crawler.get(page["links"]["first"]) == pages[0]


def test_a_list_that_fills_its_pages_exactly_ends_with_the_last_full_one(network: Network) -> None:
    resolutions(network, 6)
    assert [len(page["data"]) for page in Crawler().pages(f"{LISTS}/papers", limit="3")] == [3, 3]


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({"created_since": "2026-01-03T00:00:00+00:00"}, [2, 3, 4, 5]),
        ({"created_until": "2026-01-03T00:00:00+00:00"}, [0, 1, 2]),
        ({"created_since": "2026-01-03T01:00:00+01:00", "created_until": "2026-01-04T00:00:00Z"}, [2, 3]),
        ({"modified_since": "2026-01-03T12:00:01+00:00"}, [3, 4, 5]),
        ({"modified_until": "2026-01-02T11:59:59+00:00"}, [0]),
        ({"modified_since": "2026-01-02T12:00:00+00:00", "created_until": "2026-01-03T23:59:59.5+00:00"}, [1, 2]),
        ({"created_since": "2030-01-01T00:00:00+00:00"}, []),
    ],
)
def test_filters_hold_on_every_page(network: Network, asked: dict[str, str], places: list[int]) -> None:
    resolutions(network, 6)
    crawler = Crawler()
    every = keys(crawler.listed(f"{LISTS}/papers"))
    assert keys(crawler.listed(f"{LISTS}/papers", **asked)) == [every[place] for place in places]
    assert keys(crawler.listed(f"{LISTS}/papers", **asked, limit="1")) == [every[place] for place in places]
    for page in crawler.pages(f"{LISTS}/papers", **asked, limit="1"):
        assert all(name in page["links"].get("next", name) for name in asked)


def test_a_plus_sign_that_nobody_escaped_is_understood(network: Network) -> None:
    resolutions(network, 2)
    page = Crawler().get(f"{LISTS}/papers?created_since=2026-01-02T01:00:00+01:00")
    assert len(page["data"]) == 1
    assert "created_since=2026-01-02T01%3A00%3A00%2B01%3A00" in page["links"]["self"]


NONSENSE = [
    "modified_since=",
    "modified_since=2026-01-01",
    "modified_since=2026-01-01T00:00:00",
    "modified_since=yesterday",
    "modified_since=2026-13-41T00:00:00Z",
    "modified_since=2026-02-30T00:00:00Z",
    "modified_since=2026-01-01T25:00:00Z",
    "modified_since=2026-01-01T00:00:00%2B99:99",
    "modified_since=0000-01-01T00:00:00Z",
    "modified_since=0001-01-01T00:00:00%2B14:00",
    "modified_until=9999-12-31T23:59:59-14:00",
    "modified_since=%D9%A2%D9%A0%D9%A2%D9%A6-01-01T00:00:00Z",
    "modified_since=2026-01-01T00:00:00Z%00",
    "modified_since=%F0%9F%92%A9",
    "modified_since=%ff%fe",
    "modified_since=" + "9" * 5000,
    "created_since=2026-02-01T00:00:00Z&created_until=2026-01-01T00:00:00Z",
    "modified_since=2026-02-01T00:00:00Z&modified_until=2026-01-01T00:00:00Z",
    "modified_since=2026-01-01T00:00:00Z&modified_since=2026-01-02T00:00:00Z",
    "limit=0",
    "limit=-1",
    "limit=1.5",
    "limit=many",
    "limit=",
    "limit=%D9%A5",
    "limit=" + "9" * 400,
    "limit=10&limit=20",
    "limit=10&elementsPerPage=10",
    "omit_internal=perhaps",
    "after=x",
    "after=-5",
    "after=12-5",
    "after=" + "9" * 30,
    "after=5&modified_since=2026-01-01T00:00:00Z",
]


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_is_refused_with_a_sentence(network: Network, query: str) -> None:
    told = Crawler().get(f"{LISTS}/papers?{query}", status=400)
    assert told["type"] == "https://schema.oparl.org/1.1/Error"
    assert told["message"].startswith(query.partition("=")[0])
    assert len(told["message"]) < 250


@pytest.mark.parametrize(
    "query",
    ["limit=999999999999999999", "utm_source=x&page=7", "after=999999999999999999", "limit=00005",
     "modified_since=2026-01-01T00:00:00Z&after=999999999999-1", "created_until=9999-12-31T23:59:59Z"],
)  # fmt: skip
def test_what_is_large_or_foreign_is_no_nonsense(network: Network, query: str) -> None:
    resolutions(network, 1)
    page = Crawler().get(f"{LISTS}/papers?{query}")
    assert page["pagination"]["elementsPerPage"] <= MOST


@pytest.mark.parametrize("size", [3, 60])
def test_a_page_takes_the_same_queries_whatever_the_length(network: Network, size: int) -> None:
    resolutions(network, size)
    client = Client()
    for query in ("", "?limit=2", "?modified_since=2026-01-02T00:00:00Z", "?created_until=2026-01-02T00:00:00Z"):
        with CaptureQueriesContext(connection) as capture:
            assert client.get(f"/oparl/1.1/body/quattropole/papers{query}").status_code == 200
        assert len(capture.captured_queries) == 5, [query["sql"] for query in capture.captured_queries]


def test_an_organization_lists_its_own_meetings(network: Network) -> None:
    assembly, board = factories.make_organ(network, "assembly"), factories.make_organ(network, "board")
    meetings = [factories.make_meeting(organ, audience=Audience.PUBLIC) for organ in (assembly, board, assembly)]
    crawler = Crawler()
    address = crawler.get(f"http://testserver/oparl/1.1/organization/organ-{assembly.pk}")["meeting"]
    assert keys(crawler.listed(address, limit="1")) == [str(meetings[0].pk), str(meetings[2].pk)]
    assert keys(crawler.listed(address, modified_since="2020-01-01T00:00:00Z", limit="1")) == [
        str(meetings[0].pk),
        str(meetings[2].pk),
    ]
    crawler.get(f"{address}?limit=x", status=400)
    crawler.get("http://testserver/oparl/1.1/organization/organ-999/meetings", status=404)


def test_objects_inside_can_be_left_out(quattropole: Network) -> None:
    crawler = Crawler()
    for name in ("meetings", "papers", "persons", "organizations"):
        whole, bare = (
            crawler.listed(f"{LISTS}/{name}"),
            crawler.listed(f"{LISTS}/{name}", omit_internal="true", limit="2"),
        )
        assert keys(whole) == keys(bare)
        assert all("schema.oparl.org" not in str({**told, "type": ""}) for told in bare)
        assert any("schema.oparl.org" in str({**told, "type": ""}) for told in whole)


def test_a_list_of_before_the_network_changed_its_languages_is_made_anew(quattropole: Network) -> None:
    crawler = Crawler()
    crawler.crawl()
    Network.objects.update(authentic_languages=["fr", "de"])
    names = {told["name"] for told in crawler.listed(f"{LISTS}/organizations")}
    assert {"Luxembourg", "Sarrebruck"} <= names
