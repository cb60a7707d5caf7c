"""The session: opening, presence, quorum, closing."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.meetings import actions, queries, rules
from quattropole.meetings.models import Attendance, Meeting, Reply
from quattropole.network.models import Substitute
from tests import factories
from tests.factories import make_attendance, make_mandate, make_meeting, make_office, make_person, make_viewer, words
from tests.meetings.conftest import Stage


def arrive(stage: Stage, *numbers: int) -> None:
    """The councillors with these numbers arrive."""
    for number in numbers:
        person = stage.house.councillors[number]
        actions.record_arrival(stage.meeting, stage.seat_of(person), by=stage.president)


def test_meeting_is_opened_by_its_chair_on_its_day(stage: Stage) -> None:
    meeting = stage.opened()
    assert meeting.state == Meeting.State.OPEN
    assert meeting.chair == stage.house.president
    assert meeting.opening["gate"] == "open_meeting"
    assert AuditEntry.objects.filter(act="meeting opened").count() == 1


def test_meeting_is_not_opened_before_its_day_nor_unconvened_nor_twice(stage: Stage) -> None:
    with pytest.raises(NotPossible):
        actions.open_meeting(stage.meeting, by=stage.president)
    stage.convened()
    with pytest.raises(NotPossible):
        actions.open_meeting(stage.meeting, by=stage.president)
    stage.wait_for_its_day()
    actions.open_meeting(stage.meeting, by=stage.president)
    with pytest.raises(NotPossible):
        actions.open_meeting(stage.meeting, by=stage.president)


def test_meeting_whose_day_has_passed_is_not_opened(stage: Stage) -> None:
    stage.on_its_day()
    clock.set_ahead(clock.ahead() + timedelta(days=1))
    with pytest.raises(NotPossible):
        actions.open_meeting(stage.meeting, by=stage.president)


def test_nobody_but_the_chair_opens_and_closes(stage: Stage) -> None:
    stage.on_its_day()
    for viewer in (stage.secretary, stage.councillor(), make_viewer(stage.house.mayors[1])):
        with pytest.raises(NotAllowed):
            actions.open_meeting(stage.meeting, by=viewer)
    actions.open_meeting(stage.meeting, by=stage.president)
    with pytest.raises(NotAllowed):
        actions.close_meeting(stage.meeting, by=stage.secretary)


def test_president_whose_term_is_over_does_not_chair_once_a_successor_is_in_office(stage: Stage) -> None:
    stage.on_its_day()
    former = stage.house.president
    former.mandates.filter(office__isnull=False).update(ends=stage.meeting.day - timedelta(days=1))
    assert rules.may_chair(make_viewer(former), stage.meeting), "acts until there is a successor"
    make_mandate(stage.house.mayors[1], stage.house.presidency, begins=stage.meeting.day)
    assert not rules.may_chair(make_viewer(former), stage.meeting)
    assert rules.may_chair(make_viewer(stage.house.mayors[1]), stage.meeting)


def test_deputy_chairs_while_the_president_is_away(stage: Stage) -> None:
    deputy = stage.house.mayors[1]
    make_mandate(deputy, make_office(stage.house.board, "vice_president"))
    stage.on_its_day()
    assert rules.may_chair(make_viewer(deputy), stage.meeting)
    seat = stage.seat_of(stage.house.councillors[0])
    there = make_attendance(stage.meeting, seat, stage.house.president)
    assert not rules.may_chair(make_viewer(deputy), stage.meeting)
    there.left_at = there.arrived_at + timedelta(hours=1)
    there.save()
    assert rules.may_chair(make_viewer(deputy), stage.meeting)


def test_president_in_the_chair_counts_as_there(stage: Stage) -> None:
    deputy = stage.house.mayors[1]
    make_mandate(deputy, make_office(stage.house.board, "vice_president"))
    stage.opened()
    assert not rules.may_chair(make_viewer(deputy), stage.meeting)


def test_arrival_is_recorded_once_however_often_it_is_pressed(stage: Stage) -> None:
    stage.opened()
    arrive(stage, 0, 0, 0)
    assert Attendance.objects.count() == 1
    assert AuditEntry.objects.filter(act="arrival recorded").count() == 1


def test_database_refuses_a_second_presence_of_a_seat(stage: Stage) -> None:
    stage.opened()
    arrive(stage, 0)
    seat = stage.seat_of(stage.house.councillors[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        make_attendance(stage.meeting, seat, stage.house.councillors[1])


def test_seat_leaves_and_comes_back(stage: Stage) -> None:
    stage.opened()
    arrive(stage, 0)
    first = Attendance.objects.get()
    left = actions.record_departure(first, by=stage.president)
    assert left.left_at is not None
    assert actions.record_departure(first, by=stage.president).left_at == left.left_at
    arrive(stage, 0)
    assert Attendance.objects.count() == 2
    assert len(queries.present(stage.meeting)) == 1


def test_presence_is_recorded_on_the_day_only(stage: Stage) -> None:
    stage.convened()
    with pytest.raises(NotPossible):
        arrive(stage, 0)
    stage.wait_for_its_day()
    arrive(stage, 0)
    clock.set_ahead(clock.ahead() + timedelta(days=1))
    with pytest.raises(NotPossible):
        arrive(stage, 1)


def test_only_chair_and_secretariat_record_presence(stage: Stage) -> None:
    stage.opened()
    seat = stage.seat_of(stage.house.councillors[0])
    with pytest.raises(NotAllowed):
        actions.record_arrival(stage.meeting, seat, by=stage.councillor(0))
    with pytest.raises(NotAllowed):
        actions.record_all_announced(stage.meeting, by=stage.councillor(0))
    there = actions.record_arrival(stage.meeting, seat, by=stage.secretary)
    with pytest.raises(NotAllowed):
        actions.record_departure(there, by=stage.councillor(0))


def test_substitute_at_the_door_is_checked_like_a_named_one(stage: Stage) -> None:
    stage.opened()
    seat = stage.seat_of(stage.house.councillors[0])
    somebody = make_person(stage.meeting.network, city=stage.house.cities[0])
    with pytest.raises(Refused):
        actions.record_arrival(stage.meeting, seat, person=somebody, by=stage.president)
    Substitute.objects.create(network=stage.meeting.network, organ=stage.house.assembly, person=somebody)
    there = actions.record_arrival(stage.meeting, seat, person=somebody, by=stage.president)
    assert there.is_substitute
    with pytest.raises(NotPossible):
        arrive(stage, 0)
    other = stage.seat_of(stage.house.councillors[1])
    with pytest.raises(NotPossible):
        actions.record_arrival(stage.meeting, other, person=somebody, by=stage.president)


def test_seat_of_another_organ_and_a_vacant_seat_are_not_present(stage: Stage) -> None:
    stage.opened()
    with pytest.raises(NotPossible):
        actions.record_arrival(stage.meeting, stage.seat_of(stage.house.mayors[1]), by=stage.president)
    empty = factories.make_seat(stage.house.assembly, stage.house.cities[0], number=9)
    with pytest.raises(NotPossible):
        actions.record_arrival(stage.meeting, empty, by=stage.president)


def test_all_announced_arrive_with_one_press(stage: Stage) -> None:
    meeting = stage.convened()
    somebody = make_person(meeting.network, city=stage.house.cities[0])
    Substitute.objects.create(network=meeting.network, organ=stage.house.assembly, person=somebody)
    for number, answer, substitute in ((0, "coming", None), (1, "absent", None), (2, "substitute", somebody)):
        person = stage.house.councillors[number]
        actions.reply(meeting, stage.seat_of(person), answer=answer, substitute=substitute, by=make_viewer(person))
    stage.wait_for_its_day()
    recorded = actions.record_all_announced(meeting, by=stage.president)
    assert [(there.person, there.is_substitute) for there in recorded] == [
        (stage.house.councillors[0], False),
        (somebody, True),
    ]
    assert actions.record_all_announced(meeting, by=stage.president) == []
    assert Attendance.objects.count() == 2


def test_quorum_counts_seats_overall_and_in_each_city(stage: Stage) -> None:
    stage.opened()
    quorum = queries.quorum_of(stage.meeting)
    assert (quorum.present, quorum.base_size, quorum.needed, quorum.met) == (0, 12, 6, False)
    arrive(stage, 0, 1, 2, 3, 4, 5)
    quorum = queries.quorum_of(stage.meeting)
    assert quorum.present == 6
    assert not quorum.met, "two cities are missing"
    assert [city.met for city in quorum.cities] == [True, True, False, False]
    arrive(stage, 6, 9)
    assert queries.quorum_of(stage.meeting).met
    assert queries.presence(stage.meeting).by_city["metz"] == (3, 3)


def test_vacant_seats_count_in_the_size_of_the_organ(stage: Stage) -> None:
    stage.opened()
    factories.make_seat(stage.house.assembly, stage.house.cities[0], number=9)
    assert queries.presence(stage.meeting).seats == 13


def test_body_unknown_to_the_charter_needs_no_quorum(stage: Stage) -> None:
    organ = factories.make_organ(stage.meeting.network, "tourism")
    factories.make_holder(organ, stage.house.cities[0])
    quorum = queries.quorum_of(make_meeting(organ))
    assert (quorum.required, quorum.met, quorum.base_size) == (False, True, 1)


def test_closing_sends_everybody_home_and_keeps_who_was_there(stage: Stage) -> None:
    meeting = stage.opened()
    arrive(stage, 0, 1)
    actions.record_departure(Attendance.objects.first(), by=stage.president)
    closed = actions.close_meeting(meeting, by=stage.president)
    assert closed.state == Meeting.State.CLOSED
    assert not Attendance.objects.filter(left_at__isnull=True).exists()
    assert len(queries.present(closed)) == 1
    with pytest.raises(NotPossible):
        actions.close_meeting(meeting, by=stage.president)


def test_meeting_is_closed_even_when_the_demo_s_clock_was_set_back(stage: Stage) -> None:
    meeting = stage.opened()
    arrive(stage, 0)
    president = stage.president
    clock.set_ahead(timedelta())
    actions.close_meeting(meeting, by=president)
    there = Attendance.objects.get()
    assert there.left_at == there.arrived_at


def test_what_still_runs_keeps_the_meeting_open(stage: Stage) -> None:
    meeting = stage.opened()
    actions.closing_checks.append(lambda asked: "a vote is open" if asked.pk == meeting.pk else None)
    try:
        with pytest.raises(NotPossible, match="a vote is open"):
            actions.close_meeting(meeting, by=stage.president)
    finally:
        actions.closing_checks.pop()
    actions.close_meeting(meeting, by=stage.president)


def test_delegation_arrives_at_once_without_those_who_excused_themselves(stage: Stage) -> None:
    stage.opened()
    city = stage.house.cities[1]
    excused = next(place for place in queries.seats_of(stage.meeting) if place.seat.city == city and place.person)
    Reply.objects.create(
        network=stage.meeting.network,
        meeting=stage.meeting,
        seat=excused.seat,
        answer=Reply.Answer.ABSENT,
        by=excused.person,
        at=clock.now(),
    )
    arrived = actions.record_city(stage.meeting, city, by=stage.president)
    seats = {place.seat for place in queries.seats_of(stage.meeting) if place.seat.city == city and place.person}
    assert {attendance.seat for attendance in arrived} == seats - {excused.seat}
    assert actions.record_city(stage.meeting, city, by=stage.president) == []


def test_roll_needs_as_many_queries_for_three_as_for_three_hundred_seats(stage: Stage) -> None:
    def queries_for(size: int) -> int:
        organ = factories.make_organ(stage.meeting.network, f"group-{size}")
        meeting = make_meeting(organ, state="open")
        for number in range(size):
            person = factories.make_holder(organ, stage.house.cities[number % 4], number=number)
            seat = stage.seat_of(person)
            Reply.objects.create(
                network=organ.network, meeting=meeting, seat=seat, answer="coming", by=person, at=clock.now()
            )
            make_attendance(meeting, seat, person)
        with CaptureQueriesContext(connection) as captured:
            roll = queries.roll_of(meeting)
            assert sum(row.present for row in roll.cities) == size
            assert [str(place.holder) + str(place.seat.city) for row in roll.cities for place in row.places]
        return len(captured)

    assert queries_for(3) == queries_for(300)


@pytest.mark.django_db(transaction=True)
def test_one_seat_checked_in_from_two_browsers_at_once_is_present_once() -> None:
    network = factories.make_network()
    with scope(network=network):
        house = factories.make_house(network, councillors=1)
        stage = Stage(house, make_meeting(house.assembly))
        actions.add_item(stage.meeting, kind="information", titles=words("X"), audience="organ", by=stage.secretary)
        stage.opened()
        seat = stage.seat_of(house.councillors[0])
    together = threading.Barrier(2)
    ahead, failures = clock.ahead(), []

    def press() -> None:
        clock.set_ahead(ahead)
        try:
            with scope(network=network):
                together.wait()
                actions.record_arrival(stage.meeting, seat, by=stage.president)
        except Exception as problem:  # noqa: BLE001  # whatever it is, the test shows it
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    with scope(network=network):
        assert Attendance.objects.count() == 1
