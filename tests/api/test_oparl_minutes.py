"""A meeting that is over: its result, its resolution, its minutes once they are published, for everybody."""

from hashlib import sha256

from django.test import Client

from quattropole.access.models import Audience
from quattropole.api import verify
from quattropole.decisions.models import Resolution
from quattropole.minutes import actions
from quattropole.minutes.models import Document, Version
from quattropole.network.models import Network
from tests.api.crawling import Crawler
from tests.api.oparl_schema import faults
from tests.minutes import past as pasts


def path(url: str) -> str:
    return url.removeprefix("http://testserver")


def test_minutes_are_given_out_once_they_are_published_and_only_what_is_public(network: Network) -> None:
    past = pasts.assembly(network)
    done = pasts.sealed(past, past.draft())
    crawler = Crawler()
    address = f"http://testserver/oparl/1.1/meeting/{past.meeting.pk}"
    before = crawler.get(address)
    assert "resultsProtocol" not in before
    assert len(before["participant"]) == past.meeting.attendances.values("person").distinct().count()
    actions.publish_minutes(done, by=past.secretary)
    told = crawler.get(address)["resultsProtocol"]
    content = Client().get(path(told["downloadUrl"])).content
    document = Document.objects.get(minutes=done, version=Version.PUBLIC)
    assert content == bytes(document.content)
    assert (told["size"], told["quattropole:sha256"]) == (len(content), sha256(content).hexdigest())
    assert [fault for found in crawler.crawl().values() for fault in faults(found)] == []
    past.meeting.__class__.objects.filter(pk=past.meeting.pk).update(audience=Audience.ORGAN)
    crawler.get(told["accessUrl"], status=410)
    assert verify.run() == []


def test_a_resolution_of_the_platform_has_its_result_as_a_document(network: Network) -> None:
    past = pasts.assembly(network)
    vote = past.votes[-1]
    crawler = Crawler()
    item = crawler.get(f"http://testserver/oparl/1.1/agendaitem/{past.item.pk}")
    assert len(item["quattropole:votes"]) == 1, "a vote on an amendment is none on the item"
    assert item["quattropole:votes"][0]["counts"] == {
        key: value for key, value in vote.result["counts"].items() if key != "not_voted"
    }
    entry = Resolution.objects.get(vote=vote)
    assert entry.audience == Audience.PUBLIC
    paper = crawler.get(f"http://testserver/oparl/1.1/paper/resolution-{entry.pk}")
    assert paper["quattropole:vote"] == item["quattropole:votes"][0]
    document = Client().get(path(item["resolutionFile"]["accessUrl"]))
    assert document.content.startswith(b"%PDF")
    assert document["Content-Disposition"].startswith("inline")
