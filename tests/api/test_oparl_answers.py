"""What an answer says beside its content: status, types, caching, compression, other origins; files."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.meetings.models import Meeting, Paper
from quattropole.network.models import Network
from tests import factories
from tests.api.crawling import Crawler
from tests.api.oparl_schema import faults

SYSTEM = "/oparl/1.1/system"
PDF = b"%PDF-1.7 not really\n"


def paper_of(meeting: Meeting, **fields: object) -> Paper:
    """A public paper of a meeting, with a file."""
    given: dict[str, object] = {
        "number": 1, "title": "Bericht", "language": "de", "name": "Bericht März 2026.pdf", "size": len(PDF),
        "media_type": "application/pdf", "sha256": hashlib.sha256(PDF).hexdigest(), "uploaded_at": clock.now(),
        "audience": Audience.PUBLIC,
    }  # fmt: skip
    paper = Paper(network_id=meeting.network_id, meeting=meeting, **(given | fields))
    paper.file.save("bericht.pdf", ContentFile(PDF), save=False)
    paper.save()
    return paper


@pytest.fixture
def meeting(network: Network) -> Meeting:
    """A public meeting of the assembly."""
    return factories.make_meeting(factories.make_organ(network, "assembly"), audience=Audience.PUBLIC)


def test_an_answer_depends_on_no_cookie_and_no_language(quattropole: Network) -> None:
    client = Client(headers={"Accept-Language": "fr"})
    response = client.get(SYSTEM)
    assert response["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in response
    factories.sign_in(client, factories.make_secretary(quattropole))
    assert client.get(SYSTEM).content == response.content


def test_the_same_again_is_not_sent_again(network: Network) -> None:
    client = Client()
    tag = client.get(SYSTEM)["ETag"]
    unchanged = client.get(SYSTEM, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", tag)
    assert unchanged["Access-Control-Allow-Origin"] == "*"
    Network.objects.update(name="Anders")
    assert client.get(SYSTEM, headers={"If-None-Match": tag}).status_code == 200


def test_head_says_what_get_says(network: Network) -> None:
    client = Client()
    asked, told = client.head(SYSTEM), client.get(SYSTEM)
    assert asked.content == b""
    assert asked["ETag"] == told["ETag"]
    assert asked["Content-Length"] == told["Content-Length"] == str(len(told.content))


@pytest.mark.parametrize(
    ("accepted", "is_compressed"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("identity", False), ("gzip;q=0", False), ("", False)],
)
def test_answers_are_compressed_for_those_who_take_it(quattropole: Network, accepted: str, is_compressed: bool) -> None:
    response = Client().get("/oparl/1.1/body/quattropole/organizations", headers={"Accept-Encoding": accepted})
    assert (response.get("Content-Encoding") == "gzip") is is_compressed
    content = gzip.decompress(response.content) if is_compressed else response.content
    assert len(json.loads(content)["data"]) > 5


def test_scripts_of_other_origins_may_ask(network: Network) -> None:
    response = Client().options(SYSTEM, headers={"Origin": "https://example.org"})
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (204, "*")
    assert "GET" in response["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed_here(network: Network, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(SYSTEM)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json()["type"].endswith("/1.1/Error")


@pytest.mark.parametrize(
    "path",
    [
        "/oparl", "/oparl/", "/oparl/1.0/system", "/oparl/1.1/nothing", "/oparl/1.1/system/", "/oparl/1.1/paper/",
        "/oparl/1.1/paper/proposal-999999", "/oparl/1.1/person/0001", "/oparl/1.1/person/%F0%9F%92%A9",
        "/oparl/1.1/system/system", "/oparl/1.1/body/other", "/oparl/1.1/body/quattropole/secrets",
        "/oparl/1.1/file/paper-1/other", "/oparl/1.1/file/x/access", "/oparl/1.1/person/" + "9" * 300,
        "/oparl/1.1/person/%00",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_there(network: Network, path: str) -> None:
    told = Crawler().get(path, status=404)
    assert told["message"] == "There is no such object here."


def test_what_is_private_answers_like_what_never_was(network: Network) -> None:
    organ = factories.make_organ(network, "assembly")
    private = factories.make_meeting(organ, audience=Audience.ORGAN)
    client = Client()
    hidden = client.get(f"/oparl/1.1/meeting/{private.pk}")
    never = client.get(f"/oparl/1.1/meeting/{private.pk + 5000}")
    assert (hidden.status_code, hidden.content, dict(hidden.items())) == (404, never.content, dict(never.items()))
    factories.sign_in(client, factories.make_secretary(network))
    assert client.get(f"/oparl/1.1/meeting/{private.pk}").status_code == 404


def test_a_file_is_looked_at_or_kept_under_its_name(meeting: Meeting) -> None:
    paper = paper_of(meeting)
    crawler = Crawler()
    told = crawler.get(f"http://testserver/oparl/1.1/file/paper-{paper.pk}")
    assert list(faults(told)) == []
    client = Client()
    shown = client.get(told["accessUrl"].removeprefix("http://testserver"))
    assert b"".join(shown.streaming_content) == PDF  # type: ignore[arg-type]  # a file is not read asynchronously
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    kept = client.get(told["downloadUrl"].removeprefix("http://testserver"))
    assert kept["Content-Disposition"] == (
        "attachment; filename=\"Bericht M_rz 2026.pdf\"; filename*=UTF-8''Bericht%20M%C3%A4rz%202026.pdf"
    )
    asked = client.head(told["accessUrl"].removeprefix("http://testserver"))
    assert (asked.status_code, asked["Content-Length"]) == (200, str(len(PDF)))
    unchanged = client.get(
        told["accessUrl"].removeprefix("http://testserver"), headers={"If-None-Match": shown["ETag"]}
    )
    assert unchanged.status_code == 304
    for response in (shown, kept, asked):
        response.close()


def test_a_file_that_is_gone_says_so_and_is_told_as_deleted(meeting: Meeting) -> None:
    paper = paper_of(meeting)
    crawler = Crawler()
    told = crawler.get(f"http://testserver/oparl/1.1/meeting/{meeting.pk}")
    address = told["auxiliaryFile"][0]["accessUrl"]
    paper.audience = Audience.SECRETARIAT
    paper.save()
    crawler.get(address, status=410)
    assert crawler.get(told["auxiliaryFile"][0]["id"])["deleted"] is True
    assert "auxiliaryFile" not in crawler.get(told["id"])


def test_only_the_newest_version_of_a_paper_counts(meeting: Meeting) -> None:
    first = paper_of(meeting)
    crawler = Crawler()
    crawler.get(f"/oparl/1.1/file/paper-{first.pk}")
    second = paper_of(meeting, version=2)
    assert crawler.get(f"/oparl/1.1/file/paper-{first.pk}")["deleted"] is True
    assert crawler.get(f"/oparl/1.1/file/paper-{second.pk}")["quattropole:version"] == 2
    second.audience = Audience.ORGAN
    second.save()
    assert crawler.get(f"/oparl/1.1/file/paper-{second.pk}")["deleted"] is True
    assert crawler.get(f"/oparl/1.1/file/paper-{first.pk}")["deleted"] is True
    second.delete()
    assert "deleted" not in crawler.get(f"/oparl/1.1/file/paper-{first.pk}")


def test_a_file_that_the_disk_lost_is_not_there(meeting: Meeting) -> None:
    paper = paper_of(meeting)
    Path(paper.file.path).unlink()
    Crawler().get(f"/oparl/1.1/file/paper-{paper.pk}/access", status=404)


def test_a_wording_is_the_file_whose_sums_are_told(quattropole: Network) -> None:
    crawler = Crawler()
    files = [told for told in crawler.crawl().values() if "sha512Checksum" in told]
    assert len(files) > 4
    for told in files:
        content = Client().get(told["downloadUrl"].removeprefix("http://testserver")).content
        assert (len(content), hashlib.sha512(content).hexdigest()) == (told["size"], told["sha512Checksum"])
        assert content.decode() == told["text"]
