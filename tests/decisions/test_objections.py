"""Objections to a result: recorded once for a seat, for the minutes, and never changed."""

import pytest
from django.db import IntegrityError, transaction

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.decisions import actions
from quattropole.decisions.models import Objection, Vote
from quattropole.decisions.queries.amendments import objections_to
from quattropole.meetings.models import Meeting
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.pages import address, page, sent, signed_in


def _declared(network: Network) -> tuple[halls.Hall, Vote]:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {**dict.fromkeys(range(1, len(hall.seated)), "yes"), 0: "no"})
    return hall, halls.decide(hall, vote)


def test_member_objects_on_the_own_device_with_reasons(network: Network) -> None:
    hall, vote = _declared(network)
    seat, person = hall.seated[0]
    objection = actions.record_objection(vote, seat, reasons="Zu\r\nteuer. ", language="de", by=hall.viewer(0))
    assert (objection.person, objection.recorded_by, objection.reasons) == (person, person, "Zu\nteuer.")
    assert AuditEntry.objects.filter(act="objection recorded").exists()
    assert objections_to([vote]) == {vote.pk: [objection]}


def test_objection_comes_after_the_declaration_and_before_the_end_of_the_meeting(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    seat = hall.seated[0][0]
    with pytest.raises(NotPossible):
        actions.record_objection(vote, seat, by=hall.viewer(0))
    halls.cast(hall, vote, {1: "yes"})
    halls.decide(hall, vote)
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CLOSED)
    for viewer in (hall.viewer(0), hall.secretary):
        with pytest.raises(NotPossible):
            actions.record_objection(vote, seat, by=viewer)


def test_nobody_objects_for_another_seat_but_the_secretariat(network: Network) -> None:
    hall, vote = _declared(network)
    seat, person = hall.seated[0]
    for stranger in (hall.viewer(1), hall.chair, factories.make_viewer(None, network=network)):
        with pytest.raises(NotAllowed):
            actions.record_objection(vote, seat, by=stranger)
    objection = actions.record_objection(vote, seat, by=hall.secretary)
    assert (objection.person, objection.recorded_by) == (person, hall.house.secretary)
    foreign = factories.make_seat(hall.house.board, hall.house.cities[0], number=9)
    with pytest.raises(NotAllowed):
        actions.record_objection(vote, foreign, by=hall.secretary)


def test_substitute_objects_for_the_seat(network: Network) -> None:
    hall, vote = _declared(network)
    seat = hall.seated[0][0]
    hall.meeting.attendances.filter(seat=seat).update(left_at=clock.now())
    deputy = factories.make_person(network, city=seat.city)
    factories.make_attendance(hall.meeting, seat, deputy, is_substitute=True, arrived_at=clock.now())
    objection = actions.record_objection(vote, seat, by=factories.make_viewer(deputy))
    assert objection.person == deputy
    assert objection.language == deputy.language


def test_seat_objects_once(network: Network) -> None:
    hall, vote = _declared(network)
    seat = hall.seated[0][0]
    actions.record_objection(vote, seat, by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.record_objection(vote, seat, reasons="Noch etwas", by=hall.secretary)
    with pytest.raises(NotPossible):
        actions.record_objection(vote, hall.seated[1][0], language="xx", by=hall.viewer(1))


def test_objection_is_never_changed_nor_made_to_an_open_vote_in_the_database(network: Network) -> None:
    hall, vote = _declared(network)
    objection = actions.record_objection(vote, hall.seated[0][0], by=hall.viewer(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(reasons="anders")
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk)._raw_delete("default")
    other = factories.make_item(hall.meeting, matter="ordinary", named_in=vote.item.named_in)
    running = actions.open_vote(other, method="named", by=hall.chair)
    seat, person = hall.seated[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(
            network=network, vote=running, seat=seat, person=person, language="de", recorded_at=clock.now()
        )


def test_page_of_an_objection_offers_the_own_seat_and_shows_what_is_recorded(network: Network) -> None:
    hall, vote = _declared(network)
    seat, person = hall.seated[0]
    client = signed_in(person)
    assert address("objection", vote.pk) in page(client, address("vote", vote.pk))
    form = page(client, address("objection", vote.pk))
    assert f'value="{seat.pk}"' in form
    assert f'value="{hall.seated[1][0].pk}"' not in form
    sent(client, address("objection", vote.pk), 200, seat=hall.seated[1][0].pk, reasons="x", language="de")
    assert not Objection.objects.exists()
    sent(client, address("objection", vote.pk), seat=seat.pk, reasons="Viel <zu> teuer", language="de")
    shown = page(client, address("vote", vote.pk))
    assert "Viel &lt;zu&gt; teuer" in shown
    assert f'value="{seat.pk}"' not in page(client, address("objection", vote.pk))


def test_page_of_an_objection_to_an_open_vote_offers_nothing(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    client = signed_in(hall.seated[0][1])
    assert 'name="reasons"' not in page(client, address("objection", vote.pk))
    sent(client, address("objection", vote.pk), 409, seat=hall.seated[0][0].pk, reasons="", language="de")
