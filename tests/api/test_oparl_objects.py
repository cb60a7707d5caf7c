"""Everything that can be reached from the system is as OParl 1.1 says, and complete."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django_scopes import scope

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.api import verify
from quattropole.api.oparl.keeping import READER
from quattropole.api.oparl.models import OParlObject
from quattropole.decisions import actions
from quattropole.decisions.models import Placement, Proposal, Resolution
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import City, Mandate, Network, Organ, Person, Substitute
from tests import factories
from tests.api.crawling import LISTS, SYSTEM, Crawler, inside, references, without_parents
from tests.api.oparl_schema import SCHEMA, faults
from tests.decisions import hall as halls


def kinds(objects: dict[str, object]) -> Counter[str]:
    return Counter(str(url).split("/oparl/1.1/")[1].split("/")[0] for url in objects)


def test_every_object_of_the_demo_is_as_the_specification_says(quattropole: Network) -> None:
    crawler = Crawler()
    objects = crawler.crawl()
    assert [fault for told in objects.values() for fault in faults(told)] == []
    assert {told["type"].removeprefix(SCHEMA) for told in objects.values()} == {"System", "Body", *LISTS.values()}


def test_every_reference_leads_to_an_object_and_back(quattropole: Network) -> None:
    crawler = Crawler()
    objects = dict(crawler.crawl())
    lists = {
        url
        for told in objects.values()
        if told["type"] == f"{SCHEMA}Body"
        for url in told.values()
        if isinstance(url, str)
    }
    for told in list(objects.values()):
        assert crawler.get(told["id"]) == told
        for child in inside(told):
            alone = objects[child["id"]]
            assert without_parents(alone) == child
            assert told["id"] in json.dumps(alone), (told["id"], child["id"])
        for member, url in references(told):
            if url in lists - set(objects) or url.endswith(("/meetings", "/bodies")):
                crawler.listed(url)
            else:
                assert url in objects, (told["id"], member, url)


def test_the_lists_hold_what_the_database_says_is_public(quattropole: Network) -> None:
    found = kinds(Crawler().crawl())
    public = {"audience": Audience.PUBLIC}
    people = Person.objects.filter(is_placeholder=False)
    holders = {*Mandate.objects.values_list("person", flat=True), *Substitute.objects.values_list("person", flat=True)}
    assert found["person"] == people.filter(pk__in=holders).count()
    assert found["membership"] == (
        Mandate.objects.filter(person__in=people).count() + Substitute.objects.filter(person__in=people).count()
    )
    members = City.objects.filter(memberships__isnull=False).distinct().count()
    assert found["organization"] == Organ.objects.count() + members
    assert found["meeting"] == Meeting.objects.filter(**public).count()
    assert found["agendaitem"] == AgendaItem.objects.filter(**public, meeting__audience=Audience.PUBLIC).count()
    assert found["paper"] == Proposal.objects.filter(**public).count() + Resolution.objects.filter(**public).count()
    placed = Placement.objects.filter(
        proposal__audience=Audience.PUBLIC, item__audience=Audience.PUBLIC, item__meeting__audience=Audience.PUBLIC
    )
    assert found["consultation"] == placed.count()


def test_no_placeholder_no_address_of_a_person_and_no_link_for_members_is_given_out(quattropole: Network) -> None:
    meeting = Meeting.objects.filter(audience=Audience.PUBLIC).first()
    assert meeting is not None
    meeting.link = "https://example.org/secret-room"
    meeting.save()
    objects = Crawler().crawl()
    text = json.dumps(objects, ensure_ascii=False)
    assert "secret-room" not in text
    names = {told["name"] for told in objects.values() if told["type"] == f"{SCHEMA}Person"}
    placeholders = Person.objects.filter(is_placeholder=True)
    assert len(names) == 7
    assert placeholders.count() > 20
    for person in Person.objects.all():
        assert not person.email or person.email not in text
        assert not person.is_placeholder or names.isdisjoint(person.label.values())


def test_a_meeting_that_is_over_says_what_was_decided_and_who_was_there(network: Network) -> None:
    hall, item = halls.assembly(network)
    Meeting.objects.filter(pk=hall.meeting.pk).update(audience=Audience.PUBLIC)
    AgendaItem.objects.update(audience=Audience.PUBLIC)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {place: "yes" if place else "no" for place in range(len(hall.seated))})
    halls.decide(hall, vote)
    vote.refresh_from_db()
    told = Crawler().get(f"http://testserver/oparl/1.1/agendaitem/{item.pk}")
    assert told["result"] == "Angenommen"
    assert told["quattropole:result"]["fr"] == "Adoptée"
    result = told["quattropole:votes"][0]
    assert result["counts"] | {"not_voted": result["notVoted"]} == vote.result["counts"]
    assert result["carried"] is True
    assert result["majorities"][0]["base"] == "cast"
    assert told["resolutionText"] == vote.bodies["de"]
    assert told["start"] <= told["end"]


def test_a_network_without_anything_still_has_all_lists(network: Network) -> None:
    crawler = Crawler()
    objects = crawler.crawl()
    assert kinds(objects) == {"system": 1, "body": 1}
    assert [fault for told in objects.values() for fault in faults(told)] == []
    assert next(told for url, told in objects.items() if "/body/" in url)["legislativeTerm"] == []


def test_what_people_write_cannot_break_out(network: Network) -> None:
    words = '\ue0a1/evil "quoted" \\ </script> \u2028 \x00 É'.replace("\x00", "")
    organ = factories.make_organ(network, "assembly", names=factories.words(words))
    told = Crawler().get(f"http://testserver/oparl/1.1/organization/organ-{organ.pk}")
    assert told["name"] == words.replace("\ue0a1", "")


def test_verify_finds_what_was_changed_behind_the_servers_back(quattropole: Network) -> None:
    READER.catch_up(rounds=100)
    assert verify.run() == []
    row = OParlObject.objects.filter(kind="person").first()
    assert row is not None
    row.digest = "0" * 64
    row.save()
    assert verify.run() == [f"quattropole: person/{row.key} is given out differently than it should be"]


def test_two_networks_know_nothing_of_each_other(network: Network) -> None:
    other = factories.make_network("tonicites", hosts=["tonicites.localhost"])
    with scope(network=other):
        organ = factories.make_organ(other, "assembly")
    assert Client().get(f"/oparl/1.1/organization/organ-{organ.pk}").status_code == 404
    there = Client(headers={"host": "tonicites.localhost"})
    assert there.get(f"/oparl/1.1/organization/organ-{organ.pk}").status_code == 200
    assert there.get("/oparl/1.1/body/quattropole").status_code == 404


def test_names_follow_the_host_that_the_installation_names(quattropole: Network, settings: object) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://daten.example.org"]  # type: ignore[attr-defined]  # pytest-django
    settings.ALLOWED_HOSTS = ["daten.example.org", "testserver"]  # type: ignore[attr-defined]  # pytest-django
    moved = Client().get("/oparl/1.1/system?x=1")
    assert (moved.status_code, moved["Location"]) == (301, "https://daten.example.org/oparl/1.1/system?x=1")
    told = Client(headers={"host": "daten.example.org"}).get("/oparl/1.1/system").json()
    assert told["id"] == "https://daten.example.org/oparl/1.1/system"


@pytest.mark.parametrize("hours", [0, 24 * 200])
def test_times_carry_the_offset_of_their_day(network: Network, hours: int) -> None:
    organ = factories.make_organ(network, "assembly")
    starts = clock.now() + timedelta(hours=hours)
    meeting = factories.make_meeting(organ, starts_at=starts, audience=Audience.PUBLIC)
    told = Crawler().get(f"http://testserver/oparl/1.1/meeting/{meeting.pk}")
    assert datetime.fromisoformat(told["start"]) == starts.replace(microsecond=0)


def test_the_address_that_people_know_leads_to_the_system(quattropole: Network) -> None:
    response = Client().get("/oparl/1.1/")
    assert (response.status_code, response["Location"]) == (301, SYSTEM)


def test_the_licence_is_the_one_that_the_network_decided_on(network: Network) -> None:
    assert "license" not in Crawler().get(SYSTEM)
    Network.objects.update(contact={"data_licence": "https://example.org/licence"})
    assert Crawler().get(SYSTEM)["license"] == "https://example.org/licence"
