"""Proxies: only where the statutes allow them, as far as they do, and present only while their carrier is."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django_scopes import scope

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.charter import Findings
from quattropole.meetings import actions, queries
from quattropole.meetings.models import Attendance, Meeting, Proxy
from quattropole.network.actions import begin_mandate, end_mandate
from quattropole.network.models import Person, Substitute
from tests import factories
from tests.factories import House, make_person, make_viewer, words
from tests.meetings.conftest import Stage


def charter_with(proxies: str, law: str = "de-ev") -> str:
    """QuattroPole's statutes with another clause on proxies in the assembly, or on another law."""
    head, assembly, rest = factories.charter_source().partition("[versions.organs.assembly]\n")
    clause = f"proxies = {{ {proxies} }}\n" if proxies else ""
    return head.replace('law = "de-ev"', f'law = "{law}"') + assembly + clause + rest


def hall_under(charter: str) -> Stage:
    """A convened assembly on its day, in a network with these statutes; call in a scope of no network."""
    network = factories.make_network(charter=charter)
    with scope(network=network):
        return convened(factories.make_house(network, councillors=3))


def convened(house: House) -> Stage:
    stage = Stage(house, factories.make_meeting(house.assembly))
    actions.add_item(stage.meeting, kind="information", titles=words("X"), audience="organ", by=stage.secretary)
    stage.on_its_day()
    return stage


@pytest.fixture
def hall(db: None) -> Iterator[Stage]:
    """An assembly on its day whose members may each carry two proxies."""
    stage = hall_under(charter_with("allowed = true, cap = 2"))
    with scope(network=stage.house.network):
        yield stage


def give(stage: Stage, giver: int, carrier: int | Person) -> Proxy:
    """The councillor gives the own vote to another one."""
    person = stage.house.councillors[giver]
    to = stage.house.councillors[carrier] if isinstance(carrier, int) else carrier
    return actions.give_proxy(stage.meeting, stage.seat_of(person), to, by=make_viewer(person))


def arrive(stage: Stage, number: int, **options: str) -> Attendance:
    person = stage.house.councillors[number]
    return actions.check_in(stage.meeting, stage.seat_of(person), by=make_viewer(person), **options)


def present(stage: Stage) -> set[tuple[int, int, bool]]:
    """Who is there: the councillor whose seat it is, who sits for it, and whether by proxy."""
    numbers = {person.pk: number for number, person in enumerate(stage.house.councillors)}
    holders = {stage.seat_of(person).pk: number for number, person in enumerate(stage.house.councillors)}
    return {
        (holders[there.seat_id], numbers.get(there.person_id, -1), there.is_proxy)
        for there in queries.present(stage.meeting)
    }


def refusal(findings: Findings) -> str:
    """Which of the rule's cases stands in the way."""
    (verdict,) = [verdict for verdict in findings.verdicts if verdict.breached]
    return verdict.key


def test_statutes_without_a_clause_refuse_proxies_by_section_38_bgb(stage: Stage) -> None:
    stage.on_its_day()
    with pytest.raises(Refused) as refused:
        give(stage, 0, 1)
    (verdict,) = refused.value.findings.verdicts
    assert (verdict.rule, verdict.source.cite) == ("proxy", "§ 38 Satz 2 BGB")
    assert not Proxy.objects.exists()


@pytest.mark.django_db
def test_luxembourg_law_lets_a_member_be_represented_by_another() -> None:
    stage = hall_under(charter_with("", "lu-asbl"))
    with scope(network=stage.house.network):
        arrive(stage, 1)
        give(stage, 0, 1)
        assert present(stage) == {(1, 1, False), (0, 1, True)}


def test_body_unknown_to_the_charter_knows_no_proxies(hall: Stage) -> None:
    organ = factories.make_organ(hall.house.network, "tourism")
    holder, other = factories.make_holder(organ), factories.make_holder(organ, number=2)
    meeting = factories.make_meeting(organ, state="open")
    with pytest.raises(NotPossible):
        actions.give_proxy(meeting, hall.seat_of(holder), other, by=make_viewer(holder))


def test_represented_seat_is_present_while_its_carrier_is(hall: Stage) -> None:
    give(hall, 0, 1)
    assert present(hall) == set()
    arrive(hall, 1)
    assert present(hall) == {(1, 1, False), (0, 1, True)}
    assert queries.quorum_of(hall.meeting).present == 2
    actions.check_out(hall.meeting, by=hall.councillor(1))
    assert present(hall) == set()
    arrive(hall, 1)
    assert present(hall) == {(1, 1, False), (0, 1, True)}
    assert Attendance.objects.filter(is_proxy=True).count() == 2, "both times stay on record"


def test_proxy_of_a_seat_of_another_city_counts_for_that_city(hall: Stage) -> None:
    give(hall, 0, 3)
    arrive(hall, 3)
    assert queries.presence(hall.meeting).by_city["luxembourg"] == (1, 3)
    assert queries.presence(hall.meeting).by_city["metz"] == (1, 3)


def test_holder_who_arrives_in_person_ends_the_proxy(hall: Stage) -> None:
    arrive(hall, 1)
    proxy = give(hall, 0, 1)
    arrive(hall, 0)
    assert present(hall) == {(1, 1, False), (0, 0, False)}
    proxy.refresh_from_db()
    assert proxy.withdrawn_at is not None
    actions.check_out(hall.meeting, by=hall.councillor(0))
    assert present(hall) == {(1, 1, False)}, "who leaves early gives the vote anew"


def test_substitute_who_arrives_ends_the_proxy(hall: Stage) -> None:
    arrive(hall, 1)
    give(hall, 0, 1)
    guest = make_person(hall.house.network, city=hall.house.cities[0])
    Substitute.objects.create(network=hall.house.network, organ=hall.house.assembly, person=guest)
    seat = hall.seat_of(hall.house.councillors[0])
    actions.record_arrival(hall.meeting, seat, person=guest, by=hall.secretary)
    assert present(hall) == {(1, 1, False), (0, -1, False)}


def test_proxy_is_withdrawn_once_however_often_it_is_pressed(hall: Stage) -> None:
    arrive(hall, 1)
    proxy = give(hall, 0, 1)
    for _ in range(2):
        actions.withdraw_proxy(proxy, by=hall.councillor(0))
    assert present(hall) == {(1, 1, False)}
    assert AuditEntry.objects.filter(act="proxy withdrawn").count() == 1


def test_proxy_is_given_once_however_often_it_is_sent_and_can_go_to_another(hall: Stage) -> None:
    arrive(hall, 1)
    arrive(hall, 2)
    assert give(hall, 0, 1) == give(hall, 0, 1)
    give(hall, 0, 2)
    assert present(hall) == {(1, 1, False), (2, 2, False), (0, 2, True)}
    assert Proxy.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_nobody_carries_more_than_the_statutes_allow(hall: Stage) -> None:
    give(hall, 0, 5)
    give(hall, 1, 5)
    with pytest.raises(Refused) as refused:
        give(hall, 2, 5)
    assert refusal(refused.value.findings) == "proxy.cap"
    actions.withdraw_proxy(Proxy.objects.earliest("pk"), by=hall.councillor(0))
    give(hall, 2, 5)


def test_carrier_must_sit_in_the_organ(hall: Stage) -> None:
    with pytest.raises(Refused) as refused:
        give(hall, 0, make_person(hall.house.network, city=hall.house.cities[0]))
    assert refusal(refused.value.findings) == "proxy.no_member"


@pytest.mark.django_db
def test_proxy_within_the_city_only_where_the_statutes_say_so() -> None:
    stage = hall_under(charter_with('allowed = true, holder = "same_city"'))
    with scope(network=stage.house.network):
        with pytest.raises(Refused) as refused:
            give(stage, 0, 3)
        assert refusal(refused.value.findings) == "proxy.other_city"
        give(stage, 0, 1)


@pytest.mark.django_db
def test_anyone_carries_votes_where_the_statutes_let_anyone() -> None:
    stage = hall_under(charter_with('allowed = true, holder = "anyone", cap = 2'))
    with scope(network=stage.house.network):
        guest = make_person(stage.house.network)
        for number in (0, 1):
            give(stage, number, guest)
        seat = stage.seat_of(stage.house.councillors[0])
        there = actions.record_arrival(stage.meeting, seat, person=guest, by=stage.secretary)
        assert actions.record_arrival(stage.meeting, seat, person=guest, by=stage.secretary) == there
        assert present(stage) == {(0, -1, True), (1, -1, True)}
        actions.record_departure(there, by=stage.secretary)
        assert present(stage) == set()


def test_carrier_with_a_seat_is_not_recorded_for_another_one(hall: Stage) -> None:
    give(hall, 0, 1)
    seat = hall.seat_of(hall.house.councillors[0])
    with pytest.raises(NotPossible):
        actions.record_arrival(hall.meeting, seat, person=hall.house.councillors[1], by=hall.secretary)
    arrive(hall, 1)
    carried = Attendance.objects.get(is_proxy=True)
    with pytest.raises(NotPossible):
        actions.record_departure(carried, by=hall.secretary)


def test_votes_are_not_passed_on(hall: Stage) -> None:
    give(hall, 0, 1)
    with pytest.raises(NotPossible, match="nicht fernbleiben"):
        give(hall, 1, 2)
    with pytest.raises(NotPossible, match="übernimmt keine andere"):
        give(hall, 2, 0)
    with pytest.raises(NotPossible):
        give(hall, 2, 2)


def test_seat_that_is_present_gives_no_proxy(hall: Stage) -> None:
    arrive(hall, 0)
    with pytest.raises(NotPossible):
        give(hall, 0, 1)
    actions.check_out(hall.meeting, by=hall.councillor(0))
    give(hall, 0, 1)


def test_only_the_holder_the_chair_and_the_secretariat_give_and_withdraw(hall: Stage) -> None:
    seat, carrier = hall.seat_of(hall.house.councillors[0]), hall.house.councillors[1]
    for viewer in (hall.councillor(1), make_viewer(hall.house.mayors[1]), make_viewer(network=hall.house.network)):
        with pytest.raises(NotAllowed):
            actions.give_proxy(hall.meeting, seat, carrier, by=viewer)
    proxy = actions.give_proxy(hall.meeting, seat, carrier, by=hall.secretary)
    assert (proxy.giver, proxy.recorded_by) == (hall.house.councillors[0], hall.house.secretary)
    with pytest.raises(NotAllowed):
        actions.withdraw_proxy(proxy, by=hall.councillor(1))
    actions.withdraw_proxy(proxy, by=hall.president)


def test_proxy_is_given_from_the_convocation_to_the_end(hall: Stage) -> None:
    later = factories.make_meeting(hall.house.assembly)
    person = hall.house.councillors[0]
    with pytest.raises(NotPossible):
        actions.give_proxy(later, hall.seat_of(person), hall.house.councillors[1], by=make_viewer(person))
    actions.open_meeting(hall.meeting, by=hall.president)
    proxy = give(hall, 0, 1)
    actions.close_meeting(hall.meeting, by=hall.president)
    with pytest.raises(NotPossible):
        give(hall, 2, 1)
    with pytest.raises(NotPossible):
        actions.withdraw_proxy(proxy, by=hall.councillor(0))


def test_carrier_who_goes_to_the_screen_takes_the_votes_along(hall: Stage) -> None:
    Meeting.objects.filter(pk=hall.meeting.pk).update(mode="hybrid", link="https://example.org")
    give(hall, 0, 1)
    arrive(hall, 1, mode="on_site")
    arrive(hall, 1, mode="remote")
    there = queries.present(hall.meeting)
    assert {(each.is_proxy, each.mode) for each in there} == {(False, "remote"), (True, "remote")}


def test_delegation_without_those_who_gave_their_votes_away(hall: Stage) -> None:
    give(hall, 3, 4)
    actions.record_city(hall.meeting, hall.house.cities[1], by=hall.secretary)
    assert present(hall) == {(4, 4, False), (5, 5, False), (3, 4, True)}


def test_carrier_whose_mandate_ends_takes_the_votes_along(hall: Stage) -> None:
    arrive(hall, 1)
    give(hall, 0, 1)
    mandate = hall.house.councillors[1].mandates.get()
    end_mandate(mandate, on=clock.today() - timedelta(days=1))
    assert present(hall) == set()
    assert not queries.standing_proxies(hall.meeting).exists()


def test_proxy_ends_with_the_mandate_of_who_gave_it(hall: Stage) -> None:
    arrive(hall, 1)
    give(hall, 0, 1)
    successor = make_person(hall.house.network, city=hall.house.cities[0])
    begin_mandate(successor, hall.seat_of(hall.house.councillors[0]), begins=clock.today())
    assert present(hall) == {(1, 1, False)}
    assert not queries.standing_proxies(hall.meeting).exists()


def test_database_keeps_proxies_and_takes_one_a_seat(hall: Stage) -> None:
    proxy = give(hall, 0, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        proxy.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proxy.objects.create(
            network=hall.house.network,
            meeting=hall.meeting,
            seat=proxy.seat,
            giver=proxy.giver,
            carrier=hall.house.councillors[2],
            given_at=clock.now(),
        )


@pytest.mark.django_db(transaction=True)
def test_cap_holds_when_proxies_are_given_at_once() -> None:
    stage = hall_under(charter_with("allowed = true, cap = 2"))
    givers = [0, 1, 2, 3]
    together, ahead = threading.Barrier(len(givers)), clock.ahead()
    refused, failures = [], []

    def press(number: int) -> None:
        clock.set_ahead(ahead)
        try:
            with scope(network=stage.house.network):
                together.wait()
                give(stage, number, 5)
        except Refused:
            refused.append(number)
        except Exception as problem:  # noqa: BLE001  # whatever it is, the test shows it
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[number]) for number in givers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert len(refused) == 2
    with scope(network=stage.house.network):
        assert Proxy.objects.count() == 2


def test_numbers_of_the_roll_tell_proxies_apart(hall: Stage) -> None:
    arrive(hall, 1)
    give(hall, 0, 1)
    roll = queries.roll_of(hall.meeting)
    assert (roll.quorum.present, roll.carried, roll.remote) == (2, 1, 0)
    (place,) = [place for place in roll.places if place.proxy]
    assert (place.holder, place.proxy and place.proxy.carrier) == tuple(hall.house.councillors[:2])
