"""The list of speakers: asking, being put up, getting the floor, time, the chair's own order."""

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.assembly.actions import floor as floor_acts
from quattropole.assembly.actions import speakers as acts
from quattropole.assembly.models import Debate, Floor, ProceduralMotion, Speech
from quattropole.assembly.queries.floor import debate_of
from quattropole.assembly.queries.speakers import speakers_of
from quattropole.decisions import actions as decisions
from quattropole.decisions.models import Vote
from quattropole.meetings import actions as meetings
from quattropole.meetings.models import AgendaItem, Attendance
from quattropole.network.models import Network
from tests import factories
from tests.assembly.floor import acts_logged, asks, debating, passing, places, speaking
from tests.decisions.hall import Hall

pytestmark = pytest.mark.django_db

Debating = tuple[Hall, AgendaItem]


@pytest.fixture
def room(network: Network) -> Debating:
    return debating(network)


def by_city(hall: Hall, speech_seconds: int | None = None, city_seconds: int | None = None) -> None:
    floor_acts.set_rules(hall.meeting, Floor.Alternation.CITY, False, speech_seconds, city_seconds, by=hall.chair)


def test_whoever_is_present_asks_and_waits_in_the_order_of_asking(room: Debating) -> None:
    hall, item = room
    asks(hall, item, 4, 1, 2)
    assert places(hall) == [4, 1, 2]
    assert AuditEntry.objects.filter(subject_type="assembly.speech").count() == 0


def test_asking_twice_is_waiting_once_in_the_language_said_last(room: Debating) -> None:
    hall, item = room
    asks(hall, item, 4, language="de")
    asks(hall, item, 1)
    asks(hall, item, 4, language="fr")
    assert places(hall) == [4, 1]
    assert speakers_of(hall.meeting).waiting[0].speech.language == "fr"


def test_the_database_lets_nobody_wait_twice(room: Debating) -> None:
    hall, item = room
    (speech,) = asks(hall, item, 4)
    speech.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        speech.save(force_insert=True)


def test_whoever_is_absent_or_has_no_seat_cannot_ask(network: Network) -> None:
    hall, item = debating(network, absent=[5])
    for viewer in (hall.viewer(5), hall.secretary, factories.make_viewer(network=network)):
        with pytest.raises(NotAllowed):
            acts.ask_to_speak(item, by=viewer)


def test_nobody_asks_under_an_item_that_is_not_on_the_floor(room: Debating) -> None:
    hall, _item = room
    with pytest.raises(NotPossible):
        acts.ask_to_speak(factories.make_item(hall.meeting), by=hall.viewer(1))


def test_unknown_kinds_and_languages_are_refused(room: Debating) -> None:
    hall, item = room
    for kind, language in (("song", ""), ("speech", "la")):
        with pytest.raises(NotPossible):
            acts.ask_to_speak(item, kind=kind, language=language, by=hall.viewer(1))


def test_a_request_is_taken_back_by_whoever_asked_or_keeps_the_list(room: Debating) -> None:
    hall, item = room
    first, second, third = asks(hall, item, 1, 2, 4)
    with pytest.raises(NotAllowed):
        acts.withdraw_request(first, by=hall.viewer(5))
    acts.withdraw_request(first, by=hall.viewer(1))
    acts.withdraw_request(first, by=hall.viewer(1))
    acts.withdraw_request(second, by=hall.secretary)
    assert places(hall) == [4]
    with pytest.raises(NotPossible):
        acts.give_floor(first, by=hall.chair)
    acts.give_floor(third, by=hall.chair)
    with pytest.raises(NotPossible):
        acts.withdraw_request(third, by=hall.viewer(4))


def test_chair_and_secretariat_put_up_people_and_guests(room: Debating) -> None:
    hall, item = room
    there = acts.put_up(item, hall.seated[4][1], by=hall.secretary)
    guest = acts.put_up(item, guest="  Expertin  aus Nancy ", language="fr", by=hall.chair)
    twice = acts.put_up(item, guest="Expertin aus Nancy", by=hall.chair)
    known = acts.put_up(item, hall.house.secretary, by=hall.chair)
    assert there.seat == hall.seated[4][0]
    assert (guest.seat, guest.person, guest.speaker) == (None, None, "Expertin aus Nancy")
    assert twice.pk == guest.pk
    assert known.seat is None
    with pytest.raises(NotAllowed):
        acts.put_up(item, guest="Ich", by=hall.viewer(1))
    for person, name in ((None, " "), (hall.seated[4][1], "beide")):
        with pytest.raises(NotPossible):
            acts.put_up(item, person, guest=name, by=hall.chair)


def test_the_next_speaker_ends_the_one_before(room: Debating) -> None:
    hall, item = room
    first, second = asks(hall, item, 1, 4)
    acts.give_floor(first, by=hall.chair)
    acts.give_floor(first, by=hall.chair)
    passing(70)
    acts.give_floor(second, by=hall.chair)
    listed = speakers_of(hall.meeting)
    assert listed.running is not None
    assert listed.running.speech.pk == second.pk
    assert [speech.pk for speech in listed.held] == [first.pk]
    with pytest.raises(NotPossible):
        acts.give_floor(first, by=hall.chair)


def test_only_the_chair_gives_the_floor_and_the_speaker_gives_it_back(room: Debating) -> None:
    hall, item = room
    (speech,) = asks(hall, item, 4)
    for viewer in (hall.viewer(4), hall.secretary):
        with pytest.raises(NotAllowed):
            acts.give_floor(speech, by=viewer)
    with pytest.raises(NotPossible):
        acts.end_speech(speech, by=hall.chair)
    acts.give_floor(speech, by=hall.chair)
    with pytest.raises(NotPossible):
        acts.ask_to_speak(item, by=hall.viewer(4))
    with pytest.raises(NotAllowed):
        acts.end_speech(speech, by=hall.viewer(1))
    ended = acts.end_speech(speech, by=hall.viewer(4))
    passing(60)
    assert acts.end_speech(speech, by=hall.chair).ended_at == ended.ended_at


def test_one_speech_runs_at_a_time_in_the_database_too(room: Debating) -> None:
    hall, item = room
    first, second = asks(hall, item, 1, 4)
    acts.give_floor(first, by=hall.chair)
    second.called_at = first.asked_at
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_a_point_of_order_interrupts_and_the_speaker_goes_on_first(room: Debating) -> None:
    hall, item = room
    by_city(hall, speech_seconds=180)
    speech, waiting = asks(hall, item, 1, 4)
    acts.give_floor(speech, by=hall.chair)
    passing(100)
    order = acts.ask_to_speak(item, kind=Speech.Kind.ORDER, by=hall.viewer(7))
    listed = speakers_of(hall.meeting)
    assert [line.speech.pk for line in listed.following] == [order.pk, waiting.pk]
    acts.give_floor(order, by=hall.chair)
    passing(30)
    acts.end_speech(order, by=hall.chair)
    listed = speakers_of(hall.meeting)
    goes_on = listed.waiting[0].speech
    assert goes_on.continues == speech
    assert places(hall) == [1, 4]
    acts.give_floor(goes_on, by=hall.chair)
    running = speakers_of(hall.meeting).running
    assert running is not None
    assert (running.time.used, running.time.left, running.seconds) == (100, 80, 80)


def test_time_is_counted_for_speakers_and_cities_and_overrun_is_shown(room: Debating) -> None:
    hall, item = room
    by_city(hall, speech_seconds=60, city_seconds=150)
    luxembourg, metz, other = asks(hall, item, 0, 3, 1)
    speaking(hall, luxembourg, 90)
    speaking(hall, metz, 30)
    acts.give_floor(other, by=hall.chair)
    listed = speakers_of(hall.meeting)
    times = {row.city.slug: row.time for row in listed.cities}
    assert (times["luxembourg"].used, times["luxembourg"].left) == (90, 60)
    assert (times["metz"].used, times["metz"].left) == (30, 120)
    passing(100)
    acts.end_speech(other, by=hall.chair)
    over = {row.city.slug: row.time for row in speakers_of(hall.meeting).cities}["luxembourg"]
    assert (over.used, over.left, over.is_over) == (190, -40, True)
    (again,) = asks(hall, item, 2)
    acts.give_floor(again, by=hall.chair)
    running = speakers_of(hall.meeting).running
    assert running is not None
    assert running.seconds == 0


def test_points_of_order_take_nobodys_time(room: Debating) -> None:
    hall, item = room
    by_city(hall, city_seconds=60)
    order = acts.ask_to_speak(item, kind=Speech.Kind.ORDER, by=hall.viewer(1))
    speaking(hall, order, 50)
    assert speakers_of(hall.meeting).cities == ()


def test_cities_take_turns_on_the_list(room: Debating) -> None:
    hall, item = room
    by_city(hall)
    asks(hall, item, 0, 1, 3, 6)
    assert places(hall) == [0, 3, 6, 1]


def test_newcomers_come_first_where_the_chair_says_so(room: Debating) -> None:
    hall, item = room
    floor_acts.set_rules(hall.meeting, Floor.Alternation.NONE, True, None, None, by=hall.chair)
    (first,) = asks(hall, item, 1)
    speaking(hall, first, 10)
    asks(hall, item, 1, 4)
    assert places(hall) == [4, 1]
    newcomer, again = speakers_of(hall.meeting).waiting
    assert (newcomer.is_newcomer, again.is_newcomer, again.spoken, again.speeches) == (True, False, 10, 1)


def test_the_chair_orders_the_list_and_gives_it_back_to_the_rules(room: Debating) -> None:
    hall, item = room
    asked = asks(hall, item, 1, 2, 4, 5)
    acts.move_request(asked[2], to=1, by=hall.chair)
    acts.move_request(asked[2], to=1, by=hall.chair)
    assert places(hall) == [4, 1, 2, 5]
    acts.move_request(asked[2], to=99, by=hall.chair)
    assert places(hall) == [1, 2, 5, 4]
    asks(hall, item, 7)
    assert places(hall) == [1, 2, 5, 4, 7]
    with pytest.raises(NotAllowed):
        acts.move_request(asked[0], to=1, by=hall.secretary)
    acts.withdraw_request(asked[0], by=hall.chair)
    with pytest.raises(NotPossible):
        acts.move_request(asked[0], to=1, by=hall.chair)
    acts.order_by_rules(item, by=hall.chair)
    assert places(hall) == [2, 4, 5, 7]


def test_a_closed_list_takes_no_more_requests_but_is_spoken_to_its_end(room: Debating) -> None:
    hall, item = room
    (waiting,) = asks(hall, item, 1)
    acts.set_list(item, Debate.State.LIST_CLOSED, by=hall.chair)
    acts.set_list(item, Debate.State.LIST_CLOSED, by=hall.chair)
    with pytest.raises(NotPossible):
        acts.ask_to_speak(item, by=hall.viewer(4))
    acts.ask_to_speak(item, kind=Speech.Kind.ORDER, by=hall.viewer(4))
    acts.give_floor(waiting, by=hall.chair)
    acts.set_list(item, Debate.State.OPEN, by=hall.chair)
    asks(hall, item, 4)
    assert [act for act in acts_logged() if act.startswith("list of")] == [
        "list of speakers closed",
        "list of speakers opened",
    ]


def test_in_a_closed_debate_only_points_of_order_are_heard(room: Debating) -> None:
    hall, item = room
    (waiting,) = asks(hall, item, 1)
    acts.set_list(item, Debate.State.CLOSED, by=hall.chair)
    with pytest.raises(NotPossible):
        acts.give_floor(waiting, by=hall.chair)
    order = acts.ask_to_speak(item, kind=Speech.Kind.ORDER, by=hall.viewer(4))
    acts.give_floor(order, by=hall.chair)
    for viewer in (hall.viewer(1), hall.secretary):
        with pytest.raises(NotAllowed):
            acts.set_list(item, Debate.State.OPEN, by=viewer)
    with pytest.raises(NotPossible):
        acts.set_list(item, Debate.State.ADJOURNED, by=hall.chair)


def test_closing_the_list_settles_the_motion_for_it(room: Debating) -> None:
    hall, item = room
    seat, person = hall.seated[1]
    motion = ProceduralMotion.objects.create(
        network=item.network, item=item, kind="close_list", seat=seat, person=person, moved_at=item.added_at
    )
    acts.set_list(item, Debate.State.LIST_CLOSED, by=hall.chair)
    motion.refresh_from_db()
    assert motion.state == ProceduralMotion.State.SETTLED


def test_whoever_leaves_waits_no_more_until_coming_back(room: Debating) -> None:
    hall, item = room
    first, _second = asks(hall, item, 1, 4)
    there = Attendance.objects.get(meeting=hall.meeting, seat=hall.seated[1][0])
    meetings.record_departure(there, by=hall.secretary)
    listed = speakers_of(hall.meeting)
    assert places(hall) == [4]
    assert [speech.pk for speech in listed.left] == [first.pk]
    with pytest.raises(NotPossible):
        acts.give_floor(first, by=hall.chair)
    meetings.record_arrival(hall.meeting, hall.seated[1][0], by=hall.secretary)
    assert places(hall) == [1, 4]


def test_nobody_gets_the_floor_during_a_vote_or_an_interruption(room: Debating) -> None:
    hall, item = room
    (waiting,) = asks(hall, item, 1)
    floor_acts.pause(hall.meeting, "", by=hall.chair)
    with pytest.raises(NotPossible):
        acts.give_floor(waiting, by=hall.chair)
    floor_acts.resume(hall.meeting, by=hall.chair)
    vote = decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    with pytest.raises(NotPossible):
        acts.give_floor(waiting, by=hall.chair)
    decisions.cancel_vote(vote, by=hall.chair)
    acts.give_floor(waiting, by=hall.chair)


def test_nothing_happens_on_the_list_of_a_closed_meeting(room: Debating) -> None:
    hall, item = room
    speech, waiting = asks(hall, item, 1, 4)
    acts.give_floor(speech, by=hall.chair)
    meetings.close_meeting(hall.meeting, by=hall.chair)
    for act in (
        lambda: acts.ask_to_speak(item, by=hall.viewer(1)),
        lambda: acts.give_floor(waiting, by=hall.chair),
        lambda: acts.withdraw_request(waiting, by=hall.viewer(4)),
        lambda: acts.set_list(item, Debate.State.OPEN, by=hall.chair),
    ):
        with pytest.raises((NotPossible, NotAllowed)):
            act()
    speech.refresh_from_db()
    assert speech.ended_at is not None
    assert debate_of(item).ended_at is not None


def test_the_list_takes_as_many_queries_for_three_as_for_many(
    network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hall, item = debating(network, councillors=8)
    asks(hall, item, 0, 1, 2)
    with django_assert_num_queries(4):
        speakers_of(hall.meeting)
    asks(hall, item, *range(3, 30))
    with django_assert_num_queries(4):
        speakers_of(hall.meeting)
