"""Answers to the convocation, and substitutes where the statutes allow them."""

from datetime import timedelta

import pytest

from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.meetings import actions, queries
from quattropole.meetings.models import Meeting, Reply
from quattropole.network.models import Person, Substitute
from tests.factories import make_mandate, make_meeting, make_person, make_seat, make_viewer, words
from tests.meetings.conftest import Stage


def named_for(stage: Stage, person: Person, organ: object = None) -> Person:
    """The person, named by the city as a substitute in the assembly."""
    Substitute.objects.create(network=stage.meeting.network, organ=organ or stage.house.assembly, person=person)
    return person


def board_meeting(stage: Stage) -> Meeting:
    """A convened meeting of the board."""
    meeting = make_meeting(stage.house.board)
    actions.add_item(meeting, kind="information", titles=words("X"), audience="organ", by=stage.secretary)
    actions.convene(meeting, by=stage.secretary)
    meeting.refresh_from_db()
    return meeting


def test_holder_answers_and_changes_the_answer(stage: Stage) -> None:
    meeting, me = stage.convened(), stage.councillor()
    seat = stage.seat_of(stage.house.councillors[0])
    actions.reply(meeting, seat, answer="coming", by=me)
    actions.reply(meeting, seat, answer="absent", by=me)
    given = Reply.objects.get()
    assert (given.answer, given.by, given.substitute) == ("absent", me.person, None)


def test_nobody_answers_for_another_seat(stage: Stage) -> None:
    meeting = stage.convened()
    seat = stage.seat_of(stage.house.councillors[0])
    for viewer in (stage.councillor(1), stage.secretary, make_viewer(network=meeting.network)):
        with pytest.raises(NotAllowed):
            actions.reply(meeting, seat, answer="coming", by=viewer)


def test_answer_after_the_end_of_the_mandate_is_not_taken(stage: Stage) -> None:
    meeting, person = stage.convened(), stage.house.councillors[0]
    seat = stage.seat_of(person)
    person.mandates.update(ends=meeting.day - timedelta(days=61))
    with pytest.raises(NotAllowed):
        actions.reply(meeting, seat, answer="coming", by=make_viewer(person))


def test_answers_are_taken_only_between_convocation_and_opening(stage: Stage) -> None:
    seat = stage.seat_of(stage.house.councillors[0])
    with pytest.raises(NotPossible):
        actions.reply(stage.meeting, seat, answer="coming", by=stage.councillor())
    meeting = stage.opened()
    with pytest.raises(NotPossible):
        actions.reply(meeting, seat, answer="coming", by=stage.councillor())


def test_remote_answer_needs_a_hybrid_meeting(stage: Stage) -> None:
    meeting = stage.convened()
    seat = stage.seat_of(stage.house.councillors[0])
    with pytest.raises(NotPossible):
        actions.reply(meeting, seat, answer="remote", by=stage.councillor())


def test_substitute_in_the_assembly_must_have_been_named_by_the_city(stage: Stage) -> None:
    meeting, me = stage.convened(), stage.councillor()
    seat = stage.seat_of(stage.house.councillors[0])
    somebody = make_person(meeting.network, "Nora Nah", city=seat.city)
    with pytest.raises(Refused) as refusal:
        actions.reply(meeting, seat, answer="substitute", substitute=somebody, by=me)
    assert refusal.value.findings.verdicts[0].rule == "substitution"
    assert not Reply.objects.exists()
    actions.reply(meeting, seat, answer="substitute", substitute=named_for(stage, somebody), by=me)
    assert Reply.objects.get().substitute == somebody


def test_substitute_in_the_board_comes_from_the_same_city(stage: Stage) -> None:
    meeting = board_meeting(stage)
    mayor = stage.house.mayors[1]
    seat, me = stage.seat_of(mayor), make_viewer(mayor)
    of_trier = make_person(meeting.network, city=stage.house.cities[3])
    of_metz = make_person(meeting.network, city=stage.house.cities[1])
    with pytest.raises(Refused):
        actions.reply(meeting, seat, answer="substitute", substitute=of_trier, by=me)
    actions.reply(meeting, seat, answer="substitute", substitute=of_metz, by=me)
    assert Reply.objects.get().substitute == of_metz


def test_no_substitute_is_also_an_answer_that_is_not_taken(stage: Stage) -> None:
    meeting = board_meeting(stage)
    mayor = stage.house.mayors[1]
    with pytest.raises(NotPossible):
        actions.reply(meeting, stage.seat_of(mayor), answer="substitute", by=make_viewer(mayor))


def test_who_sits_in_the_organ_substitutes_nobody(stage: Stage) -> None:
    meeting, other = stage.convened(), named_for(stage, stage.house.councillors[1])
    seat = stage.seat_of(stage.house.councillors[0])
    with pytest.raises(NotPossible):
        actions.reply(meeting, seat, answer="substitute", substitute=other, by=stage.councillor())


def test_one_substitute_stands_for_one_seat(stage: Stage) -> None:
    meeting = stage.convened()
    somebody = named_for(stage, make_person(meeting.network, city=stage.house.cities[0]))
    first, second = (stage.seat_of(person) for person in stage.house.councillors[:2])
    actions.reply(meeting, first, answer="substitute", substitute=somebody, by=stage.councillor(0))
    with pytest.raises(NotPossible):
        actions.reply(meeting, second, answer="substitute", substitute=somebody, by=stage.councillor(1))


def test_those_who_may_be_named_are_those_the_statutes_let_sit(stage: Stage) -> None:
    seat = stage.seat_of(stage.house.councillors[0])
    named = named_for(stage, make_person(stage.meeting.network, "Anna Benannt", city=seat.city))
    make_person(stage.meeting.network, "Bert Unbenannt", city=seat.city)
    assert list(queries.substitutes_for(seat, stage.meeting.day)) == [named]
    board_seat = stage.seat_of(stage.house.mayors[0])
    people = list(queries.substitutes_for(board_seat, stage.meeting.day))
    assert named in people
    assert stage.house.councillors[0] in people
    assert stage.house.mayors[0] not in people
    assert all(person.city_id == seat.city_id for person in people)


def test_unanswered_lists_what_is_left_to_answer(stage: Stage) -> None:
    person = stage.house.councillors[0]
    first = stage.seat_of(person)
    second = make_seat(stage.house.assembly, stage.house.cities[0], number=9)
    make_mandate(person, second)
    meeting = stage.convened()
    assert queries.unanswered_by(person).count() == 2
    actions.reply(meeting, second, answer="coming", by=make_viewer(person))
    assert [invitation.seat for invitation in queries.unanswered_by(person)] == [first]


def test_places_of_a_person_hold_the_answers(stage: Stage) -> None:
    meeting, me = stage.convened(), stage.councillor()
    seat = stage.seat_of(stage.house.councillors[0])
    actions.reply(meeting, seat, answer="coming", by=me)
    (place,) = queries.own_places(me, meeting)
    assert place.seat == seat
    assert place.reply is not None
    assert place.reply.answer == "coming"
    assert queries.own_places(stage.secretary, meeting) == []
