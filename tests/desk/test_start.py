"""The start page: what is due, from whom, by when, for each kind of person."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from quattropole import clock
from quattropole.desk.queries import Desk, Due, desk_of
from quattropole.meetings import actions
from quattropole.meetings.models import Meeting
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Network, Person
from quattropole.texts.models import State, Wording
from tests import factories
from tests.factories import (
    House,
    make_house,
    make_item,
    make_mandate,
    make_meeting,
    make_office,
    make_proposal,
    make_seat,
    make_text,
    make_viewer,
    sign_in,
    words,
)


@pytest.fixture
def house(network: Network) -> House:
    """A house of two councillors a city."""
    return make_house(network, councillors=2)


def rows(desk: Desk, key: str) -> list[Due]:
    """The rows of a section; none where there is no such section."""
    return [row for section in desk.sections if section.key == key for row in section.rows]


def desk_for(person: Person) -> Desk:
    """The person's desk."""
    return desk_of(make_viewer(person))


def convened(house: House) -> Meeting:
    """A convened assembly in forty days."""
    meeting = make_meeting(house.assembly, starts_at=clock.now() + timedelta(days=40))
    secretary = make_viewer(house.secretary)
    actions.add_item(meeting, kind="information", titles=words("X"), audience="organ", by=secretary)
    actions.convene(meeting, by=secretary)
    meeting.refresh_from_db()
    return meeting


def test_meeting_to_convene_shows_its_last_day_and_who_convenes(house: House) -> None:
    make_meeting(house.assembly, starts_at=clock.now() + timedelta(days=33))
    late = make_meeting(house.assembly, starts_at=clock.now() + timedelta(days=10))
    first, second = rows(desk_for(house.secretary), "convene")
    assert first.is_late
    assert first.by == late.day - timedelta(days=29)
    assert second.days_left == 4
    assert second.is_near
    assert second.whom == str(house.president)
    assert second.address.endswith("#convocation")


def test_body_without_notice_period_is_convened_by_its_day(house: House) -> None:
    group = factories.make_organ(house.network, "tourism")
    meeting = make_meeting(group)
    (row,) = rows(desk_for(house.secretary), "convene")
    assert row.by == meeting.day
    assert row.note


def test_proposal_without_french_is_due(house: House) -> None:
    text = make_text()
    proposal = make_proposal(house.board, house.assembly, text=text)
    assert rows(desk_for(house.secretary), "languages") == []
    Wording.objects.filter(text=text, language="fr").update(state=State.OUTDATED)
    (row,) = rows(desk_for(house.secretary), "languages")
    assert "Französisch" in row.note
    assert row.address == reverse("translation:editor", args=[f"proposal.{proposal.pk}", "fr"])


def test_proposal_that_stands_on_no_agenda_is_due(house: House) -> None:
    make_proposal(house.board, house.assembly, state="proposed", proposed_on=clock.today())
    (row,) = rows(desk_for(house.secretary), "agenda")
    assert row.whom == house.assembly.names


def test_unanswered_invitations_are_counted_and_disappear_with_the_answer(house: House) -> None:
    meeting, person = convened(house), house.councillors[0]
    (row,) = rows(desk_for(house.secretary), "unanswered")
    assert "8" in str(row.whom)
    (own,) = rows(desk_for(person), "answers")
    assert own.by == meeting.day
    seat = person.mandates.get().seat
    assert seat is not None
    actions.reply(meeting, seat, answer="coming", by=make_viewer(person))
    assert rows(desk_for(person), "answers") == []
    assert "7" in str(rows(desk_for(house.secretary), "unanswered")[0].whom)


def test_items_that_nobody_was_told_of_are_due_until_the_supplement(house: House) -> None:
    meeting = convened(house)
    assert not rows(desk_for(house.secretary), "untold")
    item = factories.make_item(meeting, position=99, audience="organ")
    (due,) = rows(desk_for(house.secretary), "untold")
    assert due.address.endswith(f"/meetings/{meeting.pk}/#supplement")
    item.named_in = meeting.convocations.get()
    item.save()
    assert not rows(desk_for(house.secretary), "untold")


def test_terms_that_end_are_due_until_a_successor_is_known(house: House) -> None:
    ends = clock.today() + timedelta(days=90)
    house.president.mandates.filter(office__isnull=False).update(ends=ends)
    (row,) = rows(desk_for(house.secretary), "terms")
    assert row.by == ends
    assert row.whom == str(house.president)
    make_mandate(house.mayors[1], house.presidency, begins=ends + timedelta(days=1))
    assert rows(desk_for(house.secretary), "terms") == []


def test_office_whose_term_is_over_is_late_and_not_vacant(house: House) -> None:
    ended = clock.today() - timedelta(days=3)
    house.president.mandates.filter(office__isnull=False).update(begins=ended - timedelta(days=700), ends=ended)
    (row,) = rows(desk_for(house.secretary), "terms")
    assert (row.whom, row.days_left) == (str(house.president), -3)
    assert rows(desk_for(house.secretary), "vacant") == []


def test_seats_that_end_together_are_one_row(house: House) -> None:
    ends = clock.today() + timedelta(days=30)
    for person in house.councillors:
        person.mandates.update(ends=ends)
    (row,) = rows(desk_for(house.secretary), "terms")
    assert "8" in str(row.whom)


def test_vacant_seats_and_offices_are_due(house: House) -> None:
    seat = make_seat(house.assembly, house.cities[1], number=9)
    office = make_office(house.board, "treasurer")
    assert [row.what for row in rows(desk_for(house.secretary), "vacant")] == [seat.titles, office.names]


def test_member_sees_own_business_only(house: House) -> None:
    convened(house)
    desk = desk_for(house.councillors[0])
    assert {section.key for section in desk.sections} == {"answers"}
    assert [own.meeting.organ for own in desk.own] == [house.assembly]
    assert desk_for(house.mayors[2]).own == []


def test_president_is_told_to_open_the_meeting_on_its_day(house: House) -> None:
    meeting = convened(house)
    assert rows(desk_for(house.president), "sessions") == []
    set_demo_ahead((meeting.day - clock.today()).days)
    (row,) = rows(desk_for(house.president), "sessions")
    assert row.address == reverse("assembly:console", args=[meeting.pk])
    actions.open_meeting(meeting, by=make_viewer(house.president))
    (row,) = rows(desk_for(house.president), "sessions")
    assert "schließen" in row.do or "Close" in row.do


def test_start_page_is_for_people_of_the_network(house: House, client: Client) -> None:
    assert client.get(reverse("desk:start")).status_code == 403
    sign_in(client, house.councillors[0])
    page = client.get(reverse("desk:start"))
    assert page.status_code == 200
    assert "qp-empty" in page.content.decode()


@pytest.mark.parametrize("language", ["de", "fr", "lb", "en"])
def test_start_page_is_there_in_every_language(house: House, client: Client, language: str) -> None:
    make_meeting(house.assembly, starts_at=clock.now() + timedelta(days=10))
    convened(house)
    make_seat(house.assembly, house.cities[1], number=9)
    sign_in(client, house.secretary)
    with translation.override(language):
        assert client.get(reverse("desk:start")).status_code == 200


def test_start_page_takes_as_many_queries_for_three_as_for_sixty(house: House, client: Client) -> None:
    sign_in(client, house.secretary)

    def more(count: int) -> None:
        for number in range(count):
            make_meeting(house.assembly, starts_at=clock.now() + timedelta(days=10 + number))
            group = factories.make_organ(house.network, f"group-{count}-{number}")
            make_item(make_meeting(group, starts_at=clock.now() + timedelta(days=10 + number)))
            make_seat(house.assembly, house.cities[1], number=100 * count + number)
            make_proposal(house.board, house.assembly, state="proposed", proposed_on=clock.today())
        Wording.objects.filter(language="fr").update(state=State.OUTDATED)

    def queries() -> int:
        client.get(reverse("desk:start"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("desk:start")).status_code == 200
        return len(captured)

    more(3)
    few = queries()
    more(60)
    assert queries() == few
