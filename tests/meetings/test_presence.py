"""Presence: said on the own device or shown with the card, from the room to the screen, and the quorum as it goes."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from quattropole import clock, live
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.live import EVERY_MEETING, Topic
from quattropole.meetings import actions, queries, rules
from quattropole.meetings.models import Attendance, Meeting, QuorumMark, Reply
from quattropole.network.actions import begin_mandate, end_mandate
from quattropole.network.models import Person, Seat, Substitute
from tests import factories
from tests.factories import make_attendance, make_person, make_viewer, words
from tests.meetings.conftest import Stage


def check_in(stage: Stage, number: int, **options: str) -> Attendance:
    """The councillor says on the own device to be here."""
    person = stage.house.councillors[number]
    return actions.check_in(stage.meeting, stage.seat_of(person), by=make_viewer(person), **options)


def check_out(stage: Stage, *numbers: int) -> None:
    for number in numbers:
        actions.check_out(stage.meeting, by=stage.councillor(number))


def hybrid(stage: Stage, mode: str = "hybrid") -> Meeting:
    """The meeting on its day, held in another way."""
    resolution = "2025/3" if mode == Meeting.Mode.VIRTUAL else ""
    link = "https://example.org"
    Meeting.objects.filter(pk=stage.meeting.pk).update(mode=mode, link=link, mode_resolution=resolution)
    return stage.on_its_day()


def named_substitute(stage: Stage, seat: Seat) -> Person:
    """Somebody whom the city named for the organ, and the seat for this meeting."""
    guest = make_person(stage.house.network, city=seat.city)
    Substitute.objects.create(network=stage.house.network, organ=stage.house.assembly, person=guest)
    Reply.objects.create(
        network=stage.house.network,
        meeting=stage.meeting,
        seat=seat,
        answer="substitute",
        substitute=guest,
        by=stage.house.councillors[0],
        at=clock.now(),
    )
    return guest


def test_member_checks_in_and_out_on_the_own_device_once_however_often_it_is_sent(stage: Stage) -> None:
    stage.on_its_day()
    for _ in range(3):
        there = check_in(stage, 0)
    assert (there.means, there.mode, there.left_at) == ("device", "on_site", None)
    check_out(stage, 0, 0, 0)
    there = Attendance.objects.get()
    assert there.left_at is not None
    for act in ("arrival recorded", "departure recorded"):
        assert AuditEntry.objects.filter(act=act).count() == 1
    check_in(stage, 0)
    assert Attendance.objects.count() == 2


def test_nobody_checks_in_for_a_seat_of_somebody_else(stage: Stage) -> None:
    stage.on_its_day()
    seat = stage.seat_of(stage.house.councillors[0])
    for viewer in (stage.councillor(1), stage.secretary, make_viewer(network=stage.house.network)):
        with pytest.raises(NotAllowed):
            actions.check_in(stage.meeting, seat, by=viewer)


def test_substitute_checks_in_for_the_seat_that_named_one_and_for_no_other(stage: Stage) -> None:
    stage.on_its_day()
    seat, other = (stage.seat_of(stage.house.councillors[number]) for number in (0, 1))
    guest = named_substitute(stage, seat)
    with pytest.raises(NotAllowed):
        actions.check_in(stage.meeting, other, by=make_viewer(guest))
    there = actions.check_in(stage.meeting, seat, by=make_viewer(guest))
    assert (there.person, there.is_substitute) == (guest, True)
    with pytest.raises(NotPossible):
        check_in(stage, 0)


def test_right_to_check_in_agrees_with_its_filter(stage: Stage) -> None:
    stage.on_its_day()
    seats = list(stage.house.assembly.seats.all())
    guest = named_substitute(stage, seats[0])
    for viewer in (stage.councillor(0), stage.secretary, make_viewer(guest), make_viewer(network=stage.house.network)):
        allowed = set(rules.check_in_seats(viewer, stage.meeting))
        assert allowed == {seat for seat in seats if rules.may_check_in(viewer, stage.meeting, seat)}
    assert not rules.check_in_seats(make_viewer(stage.house.mayors[0]), stage.meeting).exists()


def test_holder_of_the_day_checks_in_and_the_one_before_does_not(stage: Stage) -> None:
    stage.on_its_day()
    former = stage.house.councillors[0]
    successor = make_person(stage.house.network, city=stage.house.cities[0])
    seat = stage.seat_of(former)
    begin_mandate(successor, seat, begins=clock.today())
    with pytest.raises(NotAllowed):
        actions.check_in(stage.meeting, seat, by=make_viewer(former))
    assert not actions.check_in(stage.meeting, seat, by=make_viewer(successor)).is_substitute


def test_device_checks_in_on_the_day_only(stage: Stage) -> None:
    stage.convened()
    with pytest.raises(NotPossible):
        check_in(stage, 0)
    stage.wait_for_its_day()
    check_in(stage, 0)
    clock.set_ahead(clock.ahead() + timedelta(days=1))
    with pytest.raises(NotPossible):
        check_in(stage, 1)


def test_nobody_attends_remotely_a_meeting_on_site(stage: Stage) -> None:
    stage.on_its_day()
    with pytest.raises(NotPossible, match="vor Ort"):
        check_in(stage, 0, mode="remote")


def test_virtual_meeting_is_attended_remotely_and_by_no_card(stage: Stage) -> None:
    hybrid(stage, "virtual")
    assert check_in(stage, 0, mode="on_site").mode == "remote"
    with pytest.raises(NotPossible):
        check_in(stage, 1, mode="on_site", means="card")


def test_nobody_is_present_at_a_decision_without_a_meeting(stage: Stage) -> None:
    stage.on_its_day()
    Meeting.objects.filter(pk=stage.meeting.pk).update(mode="circular", deadline=clock.now())
    with pytest.raises(NotPossible):
        check_in(stage, 0)


def test_announced_way_of_attending_is_the_first_choice(stage: Stage) -> None:
    hybrid(stage)
    seat = stage.seat_of(stage.house.councillors[0])
    Reply.objects.create(
        network=stage.house.network,
        meeting=stage.meeting,
        seat=seat,
        answer="remote",
        by=stage.house.councillors[0],
        at=clock.now(),
    )
    assert check_in(stage, 0).mode == "remote"


def test_going_from_the_room_to_the_screen_is_recorded_with_its_time(stage: Stage) -> None:
    hybrid(stage)
    actions.open_meeting(stage.meeting, by=stage.president)
    check_in(stage, 0, mode="on_site")
    for _ in range(2):
        check_in(stage, 0, mode="remote")
    before, after = Attendance.objects.order_by("pk")
    assert (before.mode, after.mode, after.left_at) == ("on_site", "remote", None)
    assert before.left_at == after.arrived_at, "present without a gap"
    assert AuditEntry.objects.filter(act="way of attending changed").count() == 1
    seat = stage.seat_of(stage.house.councillors[0])
    actions.record_arrival(stage.meeting, seat, mode="on_site", by=stage.secretary)
    assert Attendance.objects.get(left_at__isnull=True).mode == "on_site"
    actions.record_arrival(stage.meeting, seat, by=stage.secretary)
    assert Attendance.objects.count() == 3


def test_database_keeps_who_was_present_as_it_was(stage: Stage) -> None:
    stage.on_its_day()
    there = check_in(stage, 0)
    check_out(stage, 0)
    changes: list[Callable[[], object]] = [
        there.delete,
        lambda: Attendance.objects.filter(pk=there.pk).update(left_at=None),
        lambda: Attendance.objects.filter(pk=there.pk).update(arrived_at=clock.now() + timedelta(hours=1)),
        lambda: Attendance.objects.filter(pk=there.pk).update(mode="remote"),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_quorum_lost_and_regained_is_on_record_with_its_numbers(stage: Stage) -> None:
    stage.on_its_day()
    for number in (0, 1, 3, 4, 6, 9):
        check_in(stage, number)
    actions.open_meeting(stage.meeting, by=stage.president)
    check_out(stage, 9)
    check_out(stage, 0)
    check_in(stage, 0)
    check_in(stage, 9)
    marks = queries.quorum_marks(stage.meeting)
    assert [(mark.met, mark.present, mark.size, mark.needed) for mark in marks] == [
        (True, 6, 12, 6),
        (False, 5, 12, 6),
        (True, 6, 12, 6),
    ]
    lost = marks[1].verdicts
    assert [(verdict["rule"], verdict["outcome"]) for verdict in lost] == [
        ("quorum", "breached"),
        ("quorum_city", "breached"),
    ]
    assert "Trier" in lost[1]["texts"]["de"]
    acts = AuditEntry.objects.filter(act__startswith="quorum").order_by("number")
    assert [(entry.act, entry.details["present"]) for entry in acts] == [("quorum lost", 5), ("quorum regained", 6)]


def test_quorum_is_not_marked_before_the_opening_nor_where_none_is_asked_for(stage: Stage) -> None:
    stage.on_its_day()
    check_in(stage, 0)
    assert not QuorumMark.objects.exists()
    organ = factories.make_organ(stage.house.network, "tourism")
    holder = factories.make_holder(organ)
    meeting = factories.make_meeting(organ, state="open", starts_at=clock.now())
    actions.check_in(meeting, stage.seat_of(holder), by=make_viewer(holder))
    assert not QuorumMark.objects.exists()


def test_database_keeps_what_became_of_the_quorum(stage: Stage) -> None:
    stage.opened()
    mark = QuorumMark.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuorumMark.objects.filter(pk=mark.pk).update(met=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        mark.delete()


def test_without_quorum_no_vote_is_opened_and_what_was_decided_stays(stage: Stage) -> None:
    stage.on_its_day()
    for number in (0, 1, 3, 4, 6, 9):
        check_in(stage, number)
    meeting = actions.open_meeting(stage.meeting, by=stage.president)
    assert queries.quorum_of(meeting).met
    check_out(stage, 9)
    assert not queries.quorum_of(meeting).met
    opening = Meeting.objects.get(pk=meeting.pk).opening
    assert not opening["refused"], "what was found at the opening is not written anew"


def test_mandate_that_ends_during_the_meeting_takes_the_seat_out_of_it(stage: Stage) -> None:
    stage.opened()
    check_in(stage, 0)
    seat = stage.seat_of(stage.house.councillors[0])
    end_mandate(stage.house.councillors[0].mandates.get(), on=clock.today() - timedelta(days=1))
    left = Attendance.objects.get()
    assert left.left_at is not None
    assert queries.quorum_of(stage.meeting).present == 0
    entry = AuditEntry.objects.get(act="departure recorded")
    assert (entry.person, entry.details["reason"]) == (None, "the mandate has ended")
    with pytest.raises(NotPossible):
        actions.record_arrival(stage.meeting, seat, by=stage.secretary)


def test_substitute_stays_when_the_mandate_of_the_seat_ends(stage: Stage) -> None:
    stage.on_its_day()
    seat = stage.seat_of(stage.house.councillors[0])
    guest = named_substitute(stage, seat)
    actions.check_in(stage.meeting, seat, by=make_viewer(guest))
    end_mandate(stage.house.councillors[0].mandates.get(), on=clock.today() - timedelta(days=1))
    assert queries.quorum_of(stage.meeting).present == 1


def test_mandate_that_ends_with_the_day_lasts_to_the_end_of_the_meeting(stage: Stage) -> None:
    stage.opened()
    check_in(stage, 0)
    end_mandate(stage.house.councillors[0].mandates.get(), on=clock.today())
    assert queries.quorum_of(stage.meeting).present == 1


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, frozenset[Topic]]]:
    """What is said of meetings."""
    said: list[tuple[int, frozenset[Topic]]] = []
    monkeypatch.setattr(live.topics, "listeners", [lambda meeting, topics: said.append((meeting, topics))])
    return said


def test_live_pages_hear_who_comes_and_goes(
    stage: Stage, heard: list[tuple[int, frozenset[Topic]]], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    stage.opened()

    def topics(act: Callable[[], object]) -> set[Topic]:
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
            act()
        assert {meeting for meeting, _topics in heard} <= {stage.meeting.pk, EVERY_MEETING}
        return {topic for _meeting, topics in heard for topic in topics}

    assert topics(lambda: check_in(stage, 0)) == {Topic.PRESENCE}
    assert topics(lambda: check_in(stage, 0)) == set()
    assert topics(lambda: check_out(stage, 0)) == {Topic.PRESENCE}
    mandate = stage.house.councillors[0].mandates.get()
    assert Topic.RIGHTS in topics(lambda: end_mandate(mandate, on=clock.today()))
    for number in (1, 3, 4, 6, 7):
        check_in(stage, number)
    assert Topic.VOTES in topics(lambda: check_in(stage, 9)), "now there is a quorum"
    assert topics(lambda: actions.close_meeting(stage.meeting, by=stage.president)) >= {Topic.MEETING, Topic.PRESENCE}


def test_chair_who_comes_lets_rights_be_asked_anew(
    stage: Stage, heard: list[tuple[int, frozenset[Topic]]], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    factories.make_mandate(stage.house.councillors[0], factories.make_office(stage.house.board, "vice_president"))
    stage.on_its_day()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        check_in(stage, 0)
    assert any(Topic.RIGHTS in topics for _meeting, topics in heard)


def test_presence_counted_and_listed_are_the_same(stage: Stage) -> None:
    stage.opened()
    for number in (0, 1, 5, 9):
        check_in(stage, number)
    factories.make_seat(stage.house.assembly, stage.house.cities[0], number=9)
    factories.make_seat(stage.house.assembly, None, number=1, basis=Seat.Basis.ELECTED)
    gone = factories.make_seat(stage.house.assembly, stage.house.cities[0], number=10, until=factories.BEGINNING)
    make_attendance(stage.meeting, gone, make_person(stage.house.network))
    counted = queries.presence(stage.meeting)
    listed = queries.presence(stage.meeting, queries.seats_of(stage.meeting), queries.present(stage.meeting))
    assert (counted.present_seats, counted.seats) == (4, 14)
    assert counted == listed


def test_arrival_needs_as_many_queries_in_a_body_of_three_as_of_three_hundred(stage: Stage) -> None:
    def queries_for(size: int) -> int:
        organ = factories.make_organ(stage.house.network, f"group-{size}")
        meeting = factories.make_meeting(organ, state="open", starts_at=clock.now())
        people = [factories.make_holder(organ, stage.house.cities[number % 4], number=number) for number in range(size)]
        for person in people[1:]:
            make_attendance(meeting, stage.seat_of(person), person)
        seat = stage.seat_of(people[0])
        with CaptureQueriesContext(connection) as captured:
            actions.check_in(meeting, seat, by=make_viewer(people[0]))
            actions.check_out(meeting, by=make_viewer(people[0]))
        return len(captured)

    assert queries_for(3) == queries_for(300)


@pytest.mark.django_db(transaction=True)
def test_seat_said_to_be_here_on_two_devices_at_once_is_present_once() -> None:
    network = factories.make_network()
    with scope(network=network):
        house = factories.make_house(network, councillors=1)
        stage = Stage(house, factories.make_meeting(house.assembly, mode="hybrid", link="https://example.org"))
        actions.add_item(stage.meeting, kind="information", titles=words("X"), audience="organ", by=stage.secretary)
        stage.opened()
    ahead, failures = clock.ahead(), []
    acts: list[Callable[[], object]] = [
        lambda: check_in(stage, 0, mode="on_site"),
        lambda: check_in(stage, 0, mode="on_site"),
        lambda: check_in(stage, 0, mode="remote"),
        lambda: actions.record_arrival(stage.meeting, stage.seat_of(house.councillors[0]), by=stage.secretary),
    ]
    together = threading.Barrier(len(acts))

    def press(act: Callable[[], object]) -> None:
        clock.set_ahead(ahead)
        try:
            with scope(network=network):
                together.wait()
                act()
        except Exception as problem:  # noqa: BLE001  # whatever it is, the test shows it
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    with scope(network=network):
        assert Attendance.objects.filter(left_at__isnull=True).count() == 1
        assert Attendance.objects.count() <= 3
