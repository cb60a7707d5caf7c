"""Whoever fetches only what changed knows in the end what somebody knows who fetches everything."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.api import verify
from quattropole.api.oparl import following
from quattropole.api.oparl.keeping import READER
from quattropole.api.oparl.models import OParlObject
from quattropole.api.tasks import take_over
from quattropole.changes.models import Change
from quattropole.decisions.models import Placement, Proposal, Resolution
from quattropole.meetings.models import AgendaItem, Meeting, Paper
from quattropole.network.models import (
    City,
    FieldOfAction,
    Mandate,
    Membership,
    Network,
    Office,
    Organ,
    Person,
    Seat,
    Substitute,
)
from quattropole.texts.models import Wording
from tests import factories
from tests.api.crawling import Crawler
from tests.api.oparl_schema import REMAINS, faults
from tests.api.test_oparl_answers import paper_of

AUDIENCES = [Audience.PUBLIC, Audience.PUBLIC, Audience.ORGAN]


class Life:
    """A network in which things happen: each step is one change, made as the database sees it."""

    def __init__(self, network: Network, seed: int) -> None:
        self.network, self.chance = network, random.Random(seed)
        self.cities = factories.make_cities(network)
        self.organs = [factories.make_organ(network, key) for key in ("board", "assembly", "tourism")]
        self.office = factories.make_office(self.organs[0])
        self.field = factories.make_field(network)
        for number, city in enumerate(self.cities):
            seat = factories.make_seat(self.organs[1], city)
            factories.make_mandate(factories.make_person(network, f"Anna Muster{number}", city=city), seat)

    def step(self) -> None:
        """Something happens."""
        act = self.chance.choice(ACTS)
        with transaction.atomic():
            act(self)

    def any(self, model: Any) -> Any:
        """Some record, or None."""
        found = list(model.objects.order_by("pk"))
        return self.chance.choice(found) if found else None

    def word(self) -> Any:
        """New words in two languages."""
        return factories.words(f"Wort {self.chance.randrange(10**6)}", f"Mot {self.chance.randrange(10**6)}")

    def change(self, model: type[Model], **fields: Any) -> None:
        """Change some record, without a call of `save`."""
        record = self.any(model)
        if record is not None:
            model._base_manager.filter(pk=record.pk).update(**fields)


def add_meeting(life: Life) -> None:
    factories.make_meeting(
        life.chance.choice(life.organs),
        audience=life.chance.choice(AUDIENCES),
        host_city=life.chance.choice([None, *life.cities]),
        place=life.chance.choice(["", "Rathaus"]),
    )


def add_item(life: Life) -> None:
    meeting = life.any(Meeting)
    if meeting is not None:
        last = meeting.items.order_by("-position").first()
        position = last.position + 1 if last else 1
        factories.make_item(meeting, audience=life.chance.choice(AUDIENCES), position=position)


def add_proposal(life: Life) -> None:
    proposal = factories.make_proposal(
        life.organs[0], life.organs[1], audience=life.chance.choice(AUDIENCES), field=life.field
    )
    free = AgendaItem.objects.filter(placement__isnull=True).first()
    if free is not None:
        Placement(network=life.network, item=free, proposal=proposal, purpose="decide").save()


def add_resolution(life: Life) -> None:
    factories.make_resolution(
        life.organs[1],
        audience=life.chance.choice(AUDIENCES),
        proposal=life.any(Proposal),
        meeting=life.any(Meeting),
        field=life.field,
    )


def add_paper(life: Life) -> None:
    meeting = life.any(Meeting)
    if meeting is not None:
        number = life.chance.randrange(1, 4)
        last = meeting.papers.filter(number=number, language="de").order_by("-version").first()
        items = list(meeting.items.all())
        item = last.item if last else life.chance.choice([None, *items])
        audience = life.chance.choice(AUDIENCES)
        paper_of(meeting, number=number, version=last.version + 1 if last else 1, item=item, audience=audience)


def add_mandate(life: Life) -> None:
    person = factories.make_person(life.network, "Neu Gewählt", is_placeholder=life.chance.random() < 0.3)
    number = Seat.objects.count() + 1
    factories.make_mandate(person, factories.make_seat(life.organs[2], life.chance.choice(life.cities), number=number))


def add_term(life: Life) -> None:
    begins = date(2000 + 2 * Mandate.objects.filter(office=life.office).count(), 1, 1)
    person = Person.objects.filter(is_placeholder=False).first()
    assert person is not None
    factories.make_mandate(person, life.office, begins=begins, ends=begins + timedelta(days=700))


def add_substitute(life: Life) -> None:
    person = life.any(Person)
    if not Substitute.objects.filter(person=person).exists():
        Substitute(network=life.network, organ=life.organs[1], person=person).save()


def leave(life: Life) -> None:
    life.change(Membership, until=date(2026, 1, life.chance.randrange(1, 28)))


def take_away(model: Any) -> Callable[[Life], None]:
    """An act that deletes a record, with what belongs to it."""

    def act(life: Life) -> None:
        record = life.any(model)
        if record is None:
            return
        if isinstance(record, Meeting) and record.resolutions.exists():
            return
        if isinstance(record, Mandate) and record.seat_id and life.chance.random() < 0.5:
            record.delete()
            record.seat.delete()
        else:
            record.delete()

    return act


def hide_or_show(model: Any) -> Callable[[Life], None]:
    """An act that changes for whom a record is."""
    return lambda life: life.change(model, audience=life.chance.choice(AUDIENCES))


def rename(model: Any, field: str) -> Callable[[Life], None]:
    """An act that changes the words of a record."""
    return lambda life: life.change(model, **{field: life.word()})


ACTS: list[Callable[[Life], None]] = [
    *[add_meeting, add_item, add_item, add_item, add_proposal, add_resolution, add_paper, add_paper, add_mandate],
    *[add_term, add_substitute, leave],
    *[hide_or_show(model) for model in (Meeting, Meeting, AgendaItem, AgendaItem, Proposal, Paper)],
    *[take_away(model) for model in (Meeting, AgendaItem, Paper, Mandate, Substitute, Placement)],
    *[rename(Meeting, "titles"), rename(AgendaItem, "titles"), rename(Organ, "names"), rename(City, "names")],
    *[rename(Seat, "titles"), rename(Office, "names"), rename(FieldOfAction, "names"), rename(Network, "legal_name")],
    lambda life: life.change(Wording, title=str(life.word()), body="Anders."),
    lambda life: life.change(Person, family_name=f"Neu{life.chance.randrange(99)}"),
    lambda life: life.change(Person, is_placeholder=life.chance.random() < 0.5),
    lambda life: life.change(Paper, withdrawn_at=clock.now() if life.chance.random() < 0.5 else None),
    lambda life: life.change(Meeting, state=life.chance.choice([Meeting.State.CLOSED, Meeting.State.CANCELLED])),
]


@pytest.mark.parametrize("seed", range(6))
def test_an_incremental_crawl_ends_where_a_full_one_does(network: Network, seed: int) -> None:
    life = Life(network, seed)
    follower = Crawler()
    follower.crawl()
    for _round in range(8):
        for _step in range(life.chance.randrange(4, 16)):
            life.step()
        follower.update()
        assert follower.known() == Crawler().crawl()
    assert verify.run() == []
    assert [fault for told in follower.objects.values() for fault in faults(told)] == []


def test_a_record_that_stops_being_public_is_deleted_to_the_world(network: Network) -> None:
    organ = factories.make_organ(network, "assembly")
    meeting = factories.make_meeting(organ, audience=Audience.PUBLIC)
    item = factories.make_item(meeting, audience=Audience.PUBLIC, titles=factories.words("Geheimes"))
    crawler = Crawler()
    before = crawler.crawl().copy()
    Meeting.objects.update(audience=Audience.ORGAN)
    lists = "http://testserver/oparl/1.1/body/quattropole"
    for kind, key in (("meeting", meeting.pk), ("agendaitem", item.pk), ("location", f"meeting-{meeting.pk}")):
        told = crawler.get(f"http://testserver/oparl/1.1/{kind}/{key}")
        assert set(told) == REMAINS
        assert told["created"] == before[told["id"]]["created"]
        assert told["modified"] >= before[told["id"]]["modified"]
        assert told not in crawler.listed(f"{lists}/{kind}s")
        assert told not in crawler.listed(f"{lists}/{kind}s", created_since="2000-01-01T00:00:00Z")
        assert told not in crawler.listed(f"{lists}/{kind}s", modified_until="2100-01-01T00:00:00Z")
        assert told in crawler.listed(f"{lists}/{kind}s", modified_since="2000-01-01T00:00:00Z")
    assert "Geheimes" not in str(list(OParlObject.objects.values_list("body", flat=True)))
    Meeting.objects.update(audience=Audience.PUBLIC)
    again = crawler.get(f"http://testserver/oparl/1.1/agendaitem/{item.pk}")
    assert (again["name"], again["created"]) == ("Geheimes", before[again["id"]]["created"])


def test_a_parent_moves_when_something_inside_of_it_is_deleted(network: Network) -> None:
    meeting = factories.make_meeting(factories.make_organ(network, "assembly"), audience=Audience.PUBLIC)
    item = factories.make_item(meeting, audience=Audience.PUBLIC)
    crawler = Crawler()
    address = f"http://testserver/oparl/1.1/meeting/{meeting.pk}"
    assert len(crawler.get(address)["agendaItem"]) == 1
    OParlObject.objects.update(modified=clock.now() - timedelta(days=1))
    before = crawler.get(address)
    item.delete()
    after = crawler.get(address)
    assert "agendaItem" in before
    assert "agendaItem" not in after
    row = OParlObject.objects.get(kind="meeting")
    assert row.modified > clock.now() - timedelta(hours=1)
    untouched = OParlObject.objects.get(kind="organization")
    assert untouched.modified < clock.now() - timedelta(hours=1)


def test_times_never_go_back_even_when_the_clock_does(network: Network) -> None:
    organ = factories.make_organ(network, "assembly")
    Crawler().bodies()
    ahead = (clock.now() + timedelta(days=3)).replace(microsecond=0)
    OParlObject.objects.update(modified=ahead)
    Organ.objects.filter(pk=organ.pk).update(names=factories.words("Anders"))
    Crawler().bodies()
    assert OParlObject.objects.get(kind="organization").modified == ahead


def test_what_is_given_out_is_never_older_than_what_was_committed(network: Network) -> None:
    organ = factories.make_organ(network, "assembly")
    crawler = Crawler()
    for number in range(3):
        Organ.objects.filter(pk=organ.pk).update(names=factories.words(f"Name {number}"))
        told = crawler.get(f"http://testserver/oparl/1.1/organization/organ-{organ.pk}")
        assert told["name"] == f"Name {number}"
    assert not READER.is_behind()


def test_whoever_is_killed_while_taking_over_leaves_everything_as_it_was(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    organ = factories.make_organ(network, "assembly")
    Crawler().bodies()
    Organ.objects.update(names=factories.words("Anders"))
    before = list(OParlObject.objects.order_by("pk").values())
    pending = Change.objects.filter(for_api=True).count()

    def die(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("quattropole.api.oparl.keeping.text_of", die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            READER._take_some()
    assert list(OParlObject.objects.order_by("pk").values()) == before
    assert Change.objects.filter(for_api=True).count() == pending
    assert Crawler().get(f"http://testserver/oparl/1.1/organization/organ-{organ.pk}")["name"] == "Anders"


def test_more_than_a_request_takes_over_is_left_to_the_worker(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    Crawler().bodies()
    Change.objects.bulk_create(Change(subject="network.city", object_id=number) for number in range(5000))
    monkeypatch.setattr(following, "PATIENCE", -1.0)
    client = Client()
    refused = client.get("/oparl/1.1/system")
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert refused.json()["type"].endswith("/1.1/Error")
    assert take_over.call() is True
    assert client.get("/oparl/1.1/system").status_code == 200


def test_a_large_backlog_is_made_anew_and_keeps_what_is_the_same(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    organ = factories.make_organ(network, "assembly")
    crawler = Crawler()
    before = crawler.crawl().copy()
    Change.objects.bulk_create(Change(subject="network.city", object_id=number) for number in range(30))
    monkeypatch.setattr(following, "MANY", 20)
    Organ.objects.filter(pk=organ.pk).update(names=factories.words("Anders"))
    following.follow_all()
    assert not READER.is_behind()
    after = Crawler().crawl()
    assert [url for url, told in after.items() if told != before[url]] == [
        f"http://testserver/oparl/1.1/organization/organ-{organ.pk}"
    ]


def test_a_vote_declared_becomes_part_of_the_resolution(quattropole: Network) -> None:
    paper = next(told for told in Crawler().crawl().values() if "quattropole:sha256" in told and "reference" in told)
    entry = Resolution.objects.get(pk=paper["id"].rpartition("-")[2])
    assert paper["quattropole:sha256"] == entry.digest
    assert paper["quattropole:proof"].endswith("proof.json")
