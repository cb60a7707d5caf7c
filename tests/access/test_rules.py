"""Who may see what: the predicate and the filter agree, rights begin and end with the mandate, networks are apart."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from quattropole import clock
from quattropole.access.models import Account, Audience, Identity
from quattropole.access.rules import (
    NotAllowed,
    audience_filter,
    may_manage_accounts,
    may_read_log,
    may_see,
    require,
    visible_to,
)
from quattropole.access.viewer import Viewer, viewer_for
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network, Organ
from tests import factories

KINDS = ["visitor", "nobody here", "former", "future", "board", "assembly", "both", "president", "secretariat"]
DAY = date(2026, 11, 20)


def viewers(network: Network) -> dict[str, Viewer]:
    """One viewer of every kind, over the organs `board`, `assembly` and `secretariat`."""
    board, assembly = factories.make_organ(network, "board"), factories.make_organ(network, "assembly")
    people = {kind: factories.make_person(network) for kind in KINDS[1:-1]}
    mandate = factories.make_mandate
    mandate(people["former"], factories.make_seat(assembly, number=1), ends=DAY - timedelta(days=1))
    mandate(people["future"], factories.make_seat(assembly, number=2), begins=DAY + timedelta(days=1))
    mandate(people["board"], factories.make_seat(board, number=3))
    mandate(people["assembly"], factories.make_seat(assembly, number=4))
    mandate(people["both"], factories.make_seat(board, number=5))
    mandate(people["both"], factories.make_seat(assembly, number=6))
    mandate(people["president"], factories.make_office(board))
    asking = {kind: Viewer(network, person, day=DAY) for kind, person in people.items()}
    asking["visitor"] = Viewer(network, day=DAY)
    asking["secretariat"] = Viewer(network, factories.make_secretary(network), day=DAY)
    return asking


EXPECTED = {
    ("visitor", "nobody here", "former", "future"): {"public"},
    ("board",): {"public", "network", "organ board"},
    ("assembly",): {"public", "network", "organ assembly"},
    ("both",): {"public", "network", "organ board", "organ assembly"},
    ("president",): {"public", "network"},
    ("secretariat",): {"public", "network", "organ board", "organ assembly", "secretariat"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_predicate_and_filter_agree(network: Network, kind: str) -> None:
    viewer = viewers(network)[kind]
    meetings = [
        factories.make_meeting(organ, audience=audience)
        for organ, audience in product(network_organs(network), Audience.values)
    ]
    seen = set(visible_to(viewer, Meeting.objects.all(), "organ").values_list("pk", flat=True))
    assert seen == {meeting.pk for meeting in meetings if may_see(viewer, meeting, meeting.organ_id)}
    names = {
        f"organ {meeting.organ.key}" if meeting.audience == Audience.ORGAN else str(meeting.audience)
        for meeting in meetings
        if meeting.pk in seen
    }
    expected = next(allowed for kinds, allowed in EXPECTED.items() if kind in kinds)
    assert names - {"organ secretariat"} == expected


@pytest.mark.parametrize("kind", KINDS)
def test_filter_agrees_along_a_path(network: Network, kind: str) -> None:
    viewer = viewers(network)[kind]
    items = [
        factories.make_item(factories.make_meeting(organ), audience=audience)
        for organ, audience in product(network_organs(network), Audience.values)
    ]
    seen = set(visible_to(viewer, AgendaItem.objects.all(), "meeting__organ").values_list("pk", flat=True))
    assert seen == {item.pk for item in items if may_see(viewer, item, item.meeting.organ_id)}
    by_items = Meeting.objects.filter(audience_filter(viewer, "organ", prefix="items__")).distinct()
    assert set(by_items.values_list("pk", flat=True)) == {item.meeting_id for item in items if item.pk in seen}


def network_organs(network: Network) -> list[Organ]:
    return list(Organ.objects.filter(network=network, key__in=["board", "assembly"]))


def test_record_without_an_organ_is_for_no_organ(network: Network) -> None:
    meeting = factories.make_meeting(factories.make_organ(network, "board"), audience=Audience.ORGAN)
    member = Viewer(network, factories.make_holder(meeting.organ))
    assert may_see(member, meeting, meeting.organ_id)
    assert not may_see(member, meeting, None)


def test_log_is_for_secretariat_and_board(network: Network) -> None:
    readers = {kind for kind, viewer in viewers(network).items() if may_read_log(viewer)}
    assert readers == {"board", "both", "secretariat"}


def test_accounts_are_managed_by_the_secretariat_of_the_network(network: Network) -> None:
    asking = viewers(network)
    person = factories.make_person(network)
    stranger = factories.make_person(factories.make_network("other"))
    assert {kind for kind, viewer in asking.items() if may_manage_accounts(viewer, person)} == {"secretariat"}
    assert not may_manage_accounts(asking["secretariat"], stranger)


def test_require_gives_the_reason() -> None:
    with pytest.raises(NotAllowed) as caught:
        require(False, "Nur das Sekretariat.")
    assert caught.value.reason == "Nur das Sekretariat."


MIDNIGHT = [
    (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), True),  # 23:59 in Luxembourg, the last day
    (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), False),  # 00:00 in Luxembourg, while it is still December in UTC
    (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), False),  # 23:59 in summer time, the day before
    (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), True),  # 00:00 in summer time, the first day
]


@pytest.mark.parametrize(("moment", "in_force"), MIDNIGHT)
def test_right_lasts_from_the_first_midnight_to_the_last(network: Network, moment: datetime, in_force: bool) -> None:
    person = factories.make_person(network)
    seat = factories.make_seat(factories.make_organ(network, "board"))
    factories.make_mandate(person, seat, begins=date(2026, 7, 1), ends=date(2026, 12, 31))
    clock.set_ahead(moment - timezone.now() + timedelta(milliseconds=200 if in_force else 0))
    with timezone.override(ZoneInfo("Europe/Luxembourg")):
        assert may_read_log(Viewer(network, person)) is in_force


@pytest.fixture
def other() -> Network:
    return factories.make_network("tonicites", hosts=["tonicites.localhost"])


def test_two_networks_do_not_see_each_other(network: Network, other: Network) -> None:
    here = factories.make_meeting(factories.make_organ(network, "board"), audience=Audience.PUBLIC)
    there = factories.make_meeting(factories.make_organ(other, "board"), audience=Audience.PUBLIC)
    for asked, own, foreign in [(network, here, there), (other, there, here)]:
        with scope(network=asked):
            secretary = Viewer(asked, factories.make_secretary(asked))
            assert list(visible_to(secretary, Meeting.objects.all(), "organ")) == [own]
            assert not may_see(secretary, foreign, foreign.organ_id)
        own_filter = audience_filter(secretary, "organ")
        assert not Meeting._base_manager.filter(own_filter, pk=foreign.pk).exists(), "even without the scope"


def test_same_account_is_two_people_with_their_own_rights(network: Network, other: Network) -> None:
    account = Account.objects.create_user("beide@example.org")
    board_member = factories.make_holder(factories.make_organ(network, "board"))
    nobody = factories.make_person(other)
    for person in (board_member, nobody):
        Identity.objects.create(account=account, person=person)
    with scope(network=network):
        assert viewer_for(network, account).person == board_member
        assert viewer_for(network, account).is_in_network
    with scope(network=other):
        assert viewer_for(other, account).person == nobody
        assert not viewer_for(other, account).is_in_network


def test_host_decides_which_network_is_asked(client: Client, network: Network, other: Network) -> None:
    secretary = factories.make_secretary(network)
    factories.sign_in(client, secretary)
    assert client.get("/de/access/log/").status_code == 200
    assert client.get("/de/access/log/", headers={"host": "tonicites.localhost"}).status_code == 403
    other.hosts = []
    other.save()
    assert client.get("/de/access/log/", headers={"host": "tonicites.localhost"}).status_code == 200, "nothing stale"


def test_former_member_signs_in_and_sees_what_is_public(client: Client, network: Network) -> None:
    organ = factories.make_organ(network, "board")
    person = factories.make_person(network, "Ehemals Dabei")
    yesterday = clock.today() - timedelta(days=1)
    factories.make_mandate(person, factories.make_seat(organ), ends=yesterday)
    factories.sign_in(client, person)
    assert client.get("/de/access/log/").status_code == 403
    answer = client.get("/en/access/me/")
    assert answer.status_code == 200
    assert "You hold no seat, office or post today" in answer.content.decode()


def test_right_begins_with_the_demo_clock(client: Client, network: Network) -> None:
    person = factories.make_person(network)
    seat = factories.make_seat(factories.make_organ(network, "board"))
    factories.make_mandate(person, seat, begins=clock.today() + timedelta(days=7))
    factories.sign_in(client, person)
    assert client.get("/de/access/log/").status_code == 403
    client.post("/de/access/demo/clock/", {"to": "week"})
    assert client.get("/de/access/log/").status_code == 200
    client.post("/de/access/demo/clock/", {"to": "today"})
    assert client.get("/de/access/log/").status_code == 403
