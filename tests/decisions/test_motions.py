"""Motions from the floor: under an item that the convocation names, where the organ may propose to itself."""

import pytest

from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.decisions import actions
from quattropole.decisions.actions import Wish
from quattropole.decisions.models import Placement, Proposal, Resolution
from quattropole.decisions.queries import wording_of
from quattropole.decisions.rules import may_edit_proposal
from quattropole.meetings import actions as meeting_actions
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from tests import factories
from tests.decisions import drafting
from tests.decisions import hall as halls

TEXT = Wish({"de": "Ein Fest", "fr": "Une fête"}, {"de": "Wir feiern.", "fr": "Nous fêtons."})


def _named(network: Network, matter: str = "ordinary") -> tuple[halls.Hall, AgendaItem]:
    """An assembly in session with an item that the convocation names and that has no text."""
    house = halls.furnish(network)
    meeting = halls.plan(house.assembly)
    item = meeting_actions.add_item(
        meeting,
        kind=AgendaItem.Kind.RESOLUTION,
        titles={"de": "Fest", "fr": "Fête"},
        matter=matter,
        audience="public",
        proposed_by=frozenset({"board"}),
        by=factories.make_viewer(house.president),
    )
    hall = halls.begin(house, meeting)
    return hall, AgendaItem.objects.get(pk=item.pk)


def test_motion_from_the_floor_is_voted_on_and_registered_in_both_languages(network: Network) -> None:
    hall, item = _named(network)
    proposal = actions.move_motion(item, TEXT, by=hall.viewer(0))
    assert (proposal.origin, proposal.addressee) == (hall.house.assembly, hall.house.assembly)
    assert proposal.moved_by == hall.seated[0][0]
    assert proposal.state == Proposal.State.PROPOSED
    assert Placement.objects.get(item=item).purpose == Placement.Purpose.DECIDE
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, dict.fromkeys(range(len(hall.seated)), "yes"))
    halls.decide(hall, vote)
    entry = Resolution.objects.get()
    assert entry.bodies == TEXT.bodies
    assert entry.proposal == proposal
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.DECIDED


def test_motion_belongs_to_its_seat(network: Network) -> None:
    hall, item = _named(network)
    proposal = actions.move_motion(item, TEXT, by=hall.viewer(0))
    assert may_edit_proposal(hall.viewer(0), proposal)
    assert may_edit_proposal(hall.secretary, proposal)
    assert not may_edit_proposal(hall.viewer(1), proposal)
    with pytest.raises(NotAllowed):
        actions.withdraw_proposal(proposal, by=hall.viewer(1))
    actions.withdraw_proposal(proposal, by=hall.viewer(0))
    again = actions.move_motion(item, TEXT, by=hall.viewer(1))
    assert Placement.objects.get(item=item).proposal == again


def test_mover_of_a_motion_adopts_an_amendment_of_it(network: Network) -> None:
    hall, item = _named(network)
    actions.move_motion(item, TEXT, by=hall.viewer(0))
    wanted = drafting.wish(item, ("feiern", "feiern groß"), ("fêtons", "fêtons beaucoup"))
    amendment = drafting.moved(hall, item, wanted, place=1)
    with pytest.raises(NotAllowed):
        actions.adopt_amendment(amendment, by=hall.viewer(1))
    actions.adopt_amendment(amendment, by=hall.viewer(0))
    assert drafting.now_under(item)[1] == {"de": "Wir feiern groß.", "fr": "Nous fêtons beaucoup."}
    assert wording_of(Proposal.objects.get())[1] == TEXT.bodies


def test_motion_where_the_board_must_propose_is_refused_with_its_paragraph(network: Network) -> None:
    hall, item = _named(network, "strategic")
    AgendaItem.objects.filter(pk=item.pk).update(proposed_by=[])
    with pytest.raises(Refused) as refused:
        actions.move_motion(item, TEXT, by=hall.viewer(0))
    (verdict,) = refused.value.findings.refusals
    assert verdict.rule == "right_of_proposal"
    assert "Vorschlag des Vorstandes" in verdict.source.cite
    assert not Proposal.objects.exists()


def test_board_that_put_the_item_on_the_agenda_has_proposed(network: Network) -> None:
    hall, item = _named(network, "strategic")
    assert actions.move_motion(item, TEXT, by=hall.viewer(0)).matter == "strategic"


def test_motion_needs_an_item_that_the_convocation_names_with_a_matter_and_without_a_text(network: Network) -> None:
    hall, item = _named(network)
    unnamed = factories.make_item(hall.meeting, matter="ordinary")
    talk = factories.make_item(hall.meeting, kind="discussion", named_in=item.named_in)
    for other in (unnamed, talk):
        with pytest.raises(NotPossible):
            actions.move_motion(other, TEXT, by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.move_motion(item, Wish({"de": "Nur ein Titel"}, {}), by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.move_motion(item, Wish({}, {}), by=hall.viewer(0))
    actions.move_motion(item, TEXT, by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.move_motion(item, TEXT, by=hall.viewer(1))


def test_strangers_move_nothing_and_the_secretariat_only_for_a_seat(network: Network) -> None:
    hall, item = _named(network)
    outsider = factories.make_viewer(factories.make_person(network))
    with pytest.raises(NotAllowed):
        actions.move_motion(item, TEXT, by=outsider)
    with pytest.raises(NotPossible):
        actions.move_motion(item, TEXT, by=hall.secretary)
    seat, person = hall.seated[1]
    proposal = actions.move_motion(item, TEXT, seat=seat, by=hall.secretary)
    assert (proposal.moved_by, proposal.created_by) == (seat, person)


def test_item_that_was_voted_on_takes_no_motion(network: Network) -> None:
    hall, item = _named(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.move_motion(item, TEXT, by=hall.viewer(0))
    actions.cancel_vote(vote, by=hall.chair)
    assert actions.move_motion(item, TEXT, by=hall.viewer(0)).pk
