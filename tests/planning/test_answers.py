"""Answers to a convocation: counted, reminded at most once a day, the quorum to be expected, lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quattropole import clock
from quattropole.access.models import AuditEntry, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.meetings.models import Meeting, Reply
from quattropole.meetings.queries import roll_of
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Person
from quattropole.planning import actions
from quattropole.planning.models import AnswerReminder
from quattropole.planning.queries.answers import answers_of, cell, door_rows, people_without_answer
from tests.factories import make_holder
from tests.meetings.conftest import Stage


def answer(stage: Stage, person: Person, said: str, substitute: Person | None = None) -> Reply:
    """The person's seat has answered."""
    return Reply.objects.create(
        network=stage.meeting.network,
        meeting=stage.meeting,
        seat=stage.seat_of(person),
        answer=said,
        substitute=substitute,
        by=person,
        at=clock.now(),
    )


def reminders() -> int:
    """How many reminders were written."""
    return OutgoingMail.objects.filter(cause="answer reminder").count()


def test_answers_are_counted_city_by_city(stage: Stage) -> None:
    meeting = stage.convened()
    first, second, third = stage.house.councillors[:3]
    answer(stage, first, "coming")
    answer(stage, second, "substitute", stage.house.mayors[0])
    answer(stage, third, "absent")
    found = answers_of(meeting)
    city = found.cities[0]
    assert (city.seats, city.coming, city.substitute, city.absent, city.unanswered) == (3, 1, 1, 1, 0)
    assert (found.seats, found.unanswered, len(found.missing)) == (12, 9, 9)
    assert sum(part.width for part in city.parts) == 600


def test_vacant_seat_is_nobody_without_an_answer(stage: Stage) -> None:
    meeting = stage.convened()
    stage.house.councillors[0].mandates.all().delete()
    found = answers_of(meeting)
    assert found.cities[0].vacant == 1
    assert found.unanswered == 11


def test_quorum_to_be_expected_is_the_charters(stage: Stage) -> None:
    """Half of twelve seats, and one of each city."""
    meeting = stage.convened()
    for person in stage.house.councillors[:6]:
        answer(stage, person, "coming")
    expected = answers_of(meeting).expected
    assert (expected.announced.present, expected.announced.needed) == (6, 6)
    assert expected.state == "open"
    for person in (stage.house.councillors[6], stage.house.councillors[9]):
        answer(stage, person, "remote")
    assert answers_of(meeting).expected.state == "met"


def test_quorum_is_not_to_be_expected_where_a_city_stays_away(stage: Stage) -> None:
    meeting = stage.convened()
    for person in stage.house.councillors[:3]:
        answer(stage, person, "absent")
    for person in stage.house.councillors[3:]:
        answer(stage, person, "coming")
    expected = answers_of(meeting).expected
    assert expected.announced.present == 9
    assert expected.state == "missed"


def test_reminder_goes_to_those_without_an_answer_once_a_day(stage: Stage) -> None:
    meeting = stage.convened()
    answer(stage, stage.house.councillors[0], "coming")
    Person.objects.filter(pk=stage.house.councillors[1].pk).update(email="")
    reminder = actions.remind_unanswered(meeting, by=stage.secretary)
    assert (reminder.people, reminder.by_post, reminders()) == (10, 1, 10)
    mail = OutgoingMail.objects.filter(cause="answer reminder").first()
    assert mail is not None
    assert mail.kind == "reminder"
    assert str(mail.person) in mail.body
    with pytest.raises(NotPossible):
        actions.remind_unanswered(meeting, by=stage.secretary)
    assert reminders() == 10
    set_demo_ahead(1)
    actions.remind_unanswered(meeting, by=stage.secretary)
    assert reminders() == 20
    assert AuditEntry.objects.filter(act="members without an answer reminded").count() == 2


def test_nobody_is_reminded_before_the_convocation_or_by_others(stage: Stage) -> None:
    with pytest.raises(NotPossible):
        actions.remind_unanswered(stage.meeting, by=stage.secretary)
    meeting = stage.convened()
    with pytest.raises(NotAllowed):
        actions.remind_unanswered(meeting, by=stage.councillor())
    for person in stage.house.councillors:
        answer(stage, person, "coming")
    with pytest.raises(NotPossible):
        actions.remind_unanswered(meeting, by=stage.secretary)
    assert not AnswerReminder.objects.exists()


def test_person_with_two_seats_gets_one_reminder(stage: Stage) -> None:
    meeting = stage.convened()
    assert people_without_answer(meeting).count() == 12


def test_cell_is_never_a_formula() -> None:
    assert [cell(words) for words in ("=1+1", "@x", "-2", "Metz")] == ["'=1+1", "'@x", "'-2", "Metz"]


def test_list_for_the_door_names_who_comes_instead(stage: Stage) -> None:
    meeting = stage.convened()
    substitute = stage.house.mayors[0]
    answer(stage, stage.house.councillors[0], "substitute", substitute)
    row = next(iter(door_rows(roll_of(meeting))))
    assert row[2] == str(substitute)
    assert row[3] == str(stage.house.councillors[0])


def test_answers_take_the_same_number_of_queries_for_few_and_many_seats(stage: Stage) -> None:
    meeting: Meeting = stage.convened()

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            answers_of(meeting)
        return len(queries)

    count()
    one = count()
    for number in range(20, 60):
        make_holder(stage.house.assembly, stage.house.cities[0], number=number)
    assert count() == one
