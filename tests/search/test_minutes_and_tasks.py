"""Minutes are found by those who read them, as far as they read them; tasks by those whose they are."""

from typing import Any

import pytest

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.followup.models import Task
from quattropole.meetings.models import Meeting
from quattropole.minutes.models import Entry, Minutes, Passage, Publication, Section, Signature
from quattropole.minutes.rules import version_for
from quattropole.minutes.saying.blocks import sees
from quattropole.network.models import Network
from quattropole.search import indexing
from quattropole.search.asking import read
from quattropole.search.queries import Filters, search
from quattropole.search.sources.minutes import readable_sections
from tests import factories
from tests.factories import House, make_viewer, words


def count(viewer: Viewer, typed: str, **filters: Any) -> int:
    indexing.READER.catch_up(rounds=20)
    found = search(viewer, read(typed), Filters(**filters))
    return int(found.page.paginator.count)


@pytest.fixture
def house(network: Network) -> House:
    return factories.make_house(network, councillors=1)


def everybody(house: House) -> dict[str, Viewer]:
    return {
        "visitor": make_viewer(network=house.network),
        "stranger": make_viewer(factories.make_person(house.network)),
        "mayor": make_viewer(house.mayors[1]),
        "councillor": make_viewer(house.councillors[0]),
        "taker": make_viewer(house.secretary),
        "chair": make_viewer(house.president),
    }


@pytest.fixture
def minutes(house: House) -> Minutes:
    meeting = factories.make_meeting(
        house.assembly, audience=Audience.PUBLIC, state=Meeting.State.CLOSED, chair=house.president
    )
    now = clock.now()
    made = Minutes.objects.create(
        network=house.network, meeting=meeting, taker=house.secretary, drafted_at=now, gathered_at=now
    )
    for position, audience in enumerate((Audience.PUBLIC, Audience.ORGAN, Audience.SECRETARIAT), start=1):
        section = Section.objects.create(
            network=house.network,
            minutes=made,
            kind=Section.Kind.ITEM,
            item=factories.make_item(meeting, audience=audience, titles=words(f"Punkt {audience}")),
            position=position,
            audience=audience,
        )
        Passage.objects.create(
            network=house.network,
            section=section,
            kind=Passage.Kind.DISCUSSION,
            text=factories.make_text(f"Man sprach von Ziegen, {audience}."),
        )
    return made


def publish(minutes: Minutes, house: House) -> None:
    """Approved, signed, entered, sealed, published, as the database asks for it."""
    network, now, digest = house.network, clock.now(), "d" * 64
    Minutes.objects.update(state="approved", approved_in=minutes.meeting, digest=digest)
    for role, person in (("chair", house.president), ("secretary", house.secretary)):
        Signature.objects.create(
            network=network, minutes=minutes, role=role, person=person, name={}, signed_at=now, digest=digest
        )
    Entry.objects.create(
        network=network,
        organ=minutes.meeting.organ,
        number=1,
        minutes=minutes,
        content_digest=digest,
        documents={},
        signatures=[],
        entered_at=now,
        previous="0" * 64,
        digest=digest,
    )
    Minutes.objects.update(state="sealed")
    Publication.objects.create(network=network, minutes=minutes, at=now, by=house.secretary)


@pytest.mark.parametrize(
    ("state", "published", "expected"),
    [
        ("draft", False, {"visitor": 0, "stranger": 0, "mayor": 0, "councillor": 0, "taker": 3, "chair": 3}),
        ("proposed", False, {"visitor": 0, "stranger": 0, "mayor": 0, "councillor": 2, "taker": 3, "chair": 3}),
        ("proposed", True, {"visitor": 1, "stranger": 1, "mayor": 1, "councillor": 2, "taker": 3, "chair": 3}),
    ],
)
def test_minutes_are_found_as_far_as_they_are_read(
    house: House, minutes: Minutes, state: str, published: bool, expected: dict[str, int]
) -> None:
    Minutes.objects.update(state=state)
    if published:
        publish(minutes, house)
    minutes.refresh_from_db()
    viewers = everybody(house)
    assert {name: count(viewer, "ziegen", kind="minutes") for name, viewer in viewers.items()} == expected
    for viewer in viewers.values():
        version = version_for(viewer, minutes)
        shown = {s.pk for s in minutes.sections.all() if version is not None and sees(version, s.audience)}
        assert set(readable_sections(viewer).values_list("pk", flat=True)) == shown


def test_tasks_are_found_by_owner_giver_and_audience(house: House) -> None:
    owner = house.councillors[1]
    Task.objects.create(
        network=house.network,
        title="Ziegen zählen",
        language="de",
        organ=house.board,
        owner_person=owner,
        created_by=house.secretary,
        created_at=clock.now(),
        audience=Audience.ORGAN,
    )
    found = {name: count(viewer, "ziegen") for name, viewer in everybody(house).items()}
    assert found == {"visitor": 0, "stranger": 0, "mayor": 1, "councillor": 0, "taker": 1, "chair": 1}
    assert count(make_viewer(owner), "ziegen") == 1
    Task.objects.update(title="Schafe zählen")
    assert (count(make_viewer(owner), "ziegen"), count(make_viewer(owner), "schafe")) == (0, 1)
