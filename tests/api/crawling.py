"""A client of an OParl server as others write them: it knows the specification and one address."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.api.oparl_schema import ALONE, PROPERTIES, SCHEMA

Told = dict[str, Any]
LISTS = {
    "organization": "Organization", "person": "Person", "meeting": "Meeting", "paper": "Paper",
    "agendaItem": "AgendaItem", "consultation": "Consultation", "file": "File", "membership": "Membership",
    "locationList": "Location", "legislativeTermList": "LegislativeTerm",
}  # fmt: skip
SYSTEM = "http://testserver/oparl/1.1/system"


@dataclass
class Crawler:
    """Fetches, and keeps what it was told: the objects by their addresses."""

    client: Client = field(default_factory=Client)
    objects: dict[str, Told] = field(default_factory=dict)
    fetched: int = 0

    def get(self, url: str, status: int = 200) -> Told:
        """The JSON at an address."""
        self.fetched += 1
        response = self.client.get(url.removeprefix("http://testserver"))
        assert response.status_code == status, (url, response.status_code, response.content[:300])
        assert response["Content-Type"].startswith("application/json")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.content.startswith(b"\xef\xbb\xbf")
        told: Told = json.loads(response.content.decode("utf-8"))
        return told

    def pages(self, url: str, **asked: str) -> Iterator[Told]:
        """The pages of a list, by following `next`."""
        url = f"{url}?{urlencode(asked)}" if asked else url
        seen: set[str] = set()
        while url:
            assert url not in seen
            seen.add(url)
            page = self.get(url)
            assert set(page) == {"data", "pagination", "links"}
            yield page
            url = page["links"].get("next", "")

    def listed(self, url: str, **asked: str) -> list[Told]:
        """The objects of a list, page by page."""
        found = [told for page in self.pages(url, **asked) for told in page["data"]]
        assert len({told["id"] for told in found}) == len(found)
        return found

    def bodies(self) -> list[Told]:
        """System and bodies, kept."""
        system = self.get(SYSTEM)
        bodies = self.listed(system["body"])
        self.objects |= {told["id"]: told for told in [system, *bodies]}
        return bodies

    def crawl(self, **asked: str) -> dict[str, Told]:
        """Everything, from the system on."""
        for body in self.bodies():
            for member, kind in LISTS.items():
                for told in self.listed(body[member], **asked):
                    assert told["type"] == f"{SCHEMA}{kind}"
                    self.objects[told["id"]] = told
        return self.objects

    def update(self) -> int:
        """What changed since the latest `modified` that it knows; how many objects it was told of."""
        since = max(told["modified"] for told in self.objects.values())
        told_of = 0
        for body in self.bodies():
            for member in LISTS.values():
                name = next(key for key, kind in LISTS.items() if kind == member)
                for told in self.listed(body[name], modified_since=since):
                    told_of += 1
                    self.objects[told["id"]] = told
        return told_of

    def known(self) -> dict[str, Told]:
        """What there is, as far as it was told."""
        return {url: told for url, told in self.objects.items() if not told.get("deleted")}


def inside(told: Told) -> Iterator[Told]:
    """The objects inside of an object."""
    for value in told.values():
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict) and str(entry.get("type", "")).startswith(SCHEMA):
                yield entry
                yield from inside(entry)


def references(told: Told) -> Iterator[tuple[str, str]]:
    """Member and address of the objects that an object names, those of vendor members as well."""
    kind = told["type"].removeprefix(SCHEMA)
    for member, value in told.items():
        rule = PROPERTIES[kind].get(member, "").removesuffix("!").strip()
        if member in {"web", "website", "accessUrl", "downloadUrl", "oparlVersion", "quattropole:proof"}:
            continue
        if rule in {"url", "urls"} or (member.startswith("quattropole:") and "/oparl/1.1/" in str(value)):
            for address in value if isinstance(value, list) else [value]:
                yield member, address


def without_parents(told: Told) -> Told:
    """As an object stands inside of another one."""
    alone = ALONE.get(told["type"].removeprefix(SCHEMA), set())
    return {member: value for member, value in told.items() if member not in alone}
