"""Motions on procedure: moved, decided in their order, with what follows from them."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from quattropole.access.models import Audience
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.assembly.actions import demands, procedure
from quattropole.assembly.actions import floor as floor_acts
from quattropole.assembly.actions import speakers as speaker_acts
from quattropole.assembly.models import Debate, ProceduralMotion
from quattropole.assembly.parts.screens import INSIDE
from quattropole.assembly.queries.floor import debate_of, floor_of, limit_of
from quattropole.assembly.queries.procedure import (
    ORDER_OF_DECISION,
    SETTLED_IN,
    in_order_of_decision,
    minutes,
    motion_words,
    procedure_of,
    secret_demanded_by,
    supporters_needed,
)
from quattropole.assembly.queries.speakers import speakers_of
from quattropole.assembly.queries.stage import stage_of
from quattropole.decisions import actions as decisions
from quattropole.decisions.models import Proposal, Vote
from quattropole.decisions.queries import placeable, proposal_thread, votes_to_register
from quattropole.decisions.queries.proposals import referred
from quattropole.decisions.rules import may_see_proposal, visible_proposals
from quattropole.desk.queries.member import member_sections
from quattropole.meetings import actions as meetings
from quattropole.meetings.models import AgendaItem, Attendance
from quattropole.network.models import Network, Organ
from tests import factories
from tests.assembly.floor import acts_logged, asks, debating, passing
from tests.decisions import hall as halls
from tests.decisions.hall import Hall

pytestmark = pytest.mark.django_db

Kind, State = ProceduralMotion.Kind, ProceduralMotion.State
Debating = tuple[Hall, AgendaItem]


@pytest.fixture
def room(network: Network) -> Debating:
    return debating(network)


def moved(room: Debating, kind: str, place: int = 1, **what: object) -> ProceduralMotion:
    """Somebody moves it."""
    hall, item = room
    passing(1)
    target = what.get("target")
    seconds = what.get("seconds")
    return procedure.move(
        item,
        kind,
        target=target if isinstance(target, Organ) else None,
        seconds=seconds if isinstance(seconds, int) else None,
        by=hall.viewer(place),
    )


def state_of(motion: ProceduralMotion) -> str:
    return ProceduralMotion.objects.get(pk=motion.pk).state


def voted(hall: Hall, motion: ProceduralMotion, yes: int, no: int) -> Vote:
    """The motion is put to the vote by hands and the result declared."""
    vote = procedure.put_to_vote(motion, method=Vote.Method.HANDS, by=hall.chair)
    decisions.count_hands(vote, counts={"yes": yes, "no": no}, by=hall.chair)
    return halls.decide(hall, vote)


def group(network: Network, key: str = "tourism") -> Organ:
    return factories.make_organ(network, key)


def test_any_present_seat_moves_and_nobody_else(network: Network) -> None:
    hall, item = debating(network, absent=[5])
    motion = procedure.move(item, Kind.CLOSE_LIST, by=hall.viewer(1))
    assert (motion.seat, motion.person) == hall.seated[1]
    for viewer in (hall.viewer(5), hall.secretary, factories.make_viewer(network=network)):
        with pytest.raises(NotAllowed):
            procedure.move(item, Kind.CLOSE_DEBATE, by=viewer)


def test_the_secretariat_writes_down_what_somebody_without_a_device_moves(network: Network) -> None:
    hall, item = debating(network, absent=[5])
    motion = procedure.move(item, Kind.CLOSE_LIST, person=hall.seated[4][1], by=hall.secretary)
    assert (motion.seat, motion.person) == hall.seated[4]
    with pytest.raises(NotPossible):
        procedure.move(item, Kind.CLOSE_DEBATE, person=hall.seated[5][1], by=hall.secretary)
    with pytest.raises(NotAllowed):
        procedure.move(item, Kind.CLOSE_DEBATE, person=hall.seated[4][1], by=hall.viewer(1))


def test_a_motion_sent_twice_is_moved_once_and_a_second_of_its_kind_waits(room: Debating) -> None:
    motion = moved(room, Kind.LIMIT_TIME, seconds=60)
    assert moved(room, Kind.LIMIT_TIME, seconds=60).pk == motion.pk
    with pytest.raises(NotPossible):
        moved(room, Kind.LIMIT_TIME, place=4, seconds=60)
    with pytest.raises(NotPossible):
        moved(room, Kind.LIMIT_TIME, seconds=120)
    motion.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        motion.save(force_insert=True)


def test_what_makes_no_sense_is_not_moved(room: Debating) -> None:
    hall, item = room
    for kind, what in (
        ("dance", {}),
        (Kind.REFER, {}),
        (Kind.REFER, {"target": hall.house.assembly}),
        (Kind.LIMIT_TIME, {}),
        (Kind.LIMIT_TIME, {"seconds": 1}),
    ):
        with pytest.raises(NotPossible):
            moved(room, kind, **what)
    other = factories.make_item(hall.meeting)
    with pytest.raises(NotPossible):
        procedure.move(other, Kind.CLOSE_LIST, by=hall.viewer(1))
    speaker_acts.set_list(item, Debate.State.CLOSED, by=hall.chair)
    for kind in SETTLED_IN[Debate.State.CLOSED]:
        with pytest.raises(NotPossible):
            moved(room, kind, seconds=60)


def test_the_furthest_motion_is_decided_first(room: Debating) -> None:
    hall, _item = room
    near = moved(room, Kind.CLOSE_LIST)
    far = moved(room, Kind.ADJOURN_ITEM)
    middle = moved(room, Kind.CLOSE_DEBATE)
    shown = procedure_of(hall.meeting)
    assert [line.motion.pk for line in shown.pending] == [far.pk, middle.pk, near.pk]
    assert [line.is_next for line in shown.pending] == [True, False, False]
    for motion in (near, middle):
        with pytest.raises(NotPossible):
            procedure.carry_unopposed(motion, by=hall.chair)
        with pytest.raises(NotPossible):
            procedure.put_to_vote(motion, method=Vote.Method.HANDS, by=hall.chair)
    voted(hall, far, yes=2, no=5)
    assert state_of(far) == State.LOST
    procedure.carry_unopposed(middle, by=hall.chair)
    assert (state_of(middle), state_of(near)) == (State.CARRIED, State.SETTLED)


def test_every_kind_has_its_place_in_the_order_of_decision() -> None:
    assert set(ORDER_OF_DECISION) == set(Kind.values)
    ranks = [precedence.rank for precedence in ORDER_OF_DECISION.values()]
    assert ranks == sorted(set(ranks))
    for precedence in ORDER_OF_DECISION.values():
        assert all(ORDER_OF_DECISION[kind].rank > precedence.rank for kind in precedence.settles)


def test_of_two_motions_of_a_rank_the_earlier_comes_first(room: Debating) -> None:
    first = moved(room, Kind.CLOSE_LIST)
    second = ProceduralMotion(kind=Kind.CLOSE_LIST, moved_at=first.moved_at, pk=first.pk + 1)
    assert in_order_of_decision([second, first]) == [first, second]


def test_nobody_opposes_and_the_list_is_closed(room: Debating) -> None:
    hall, item = room
    motion = moved(room, Kind.CLOSE_LIST)
    for viewer in (hall.viewer(1), hall.secretary):
        with pytest.raises(NotAllowed):
            procedure.carry_unopposed(motion, by=viewer)
    procedure.carry_unopposed(motion, by=hall.chair)
    procedure.carry_unopposed(motion, by=hall.chair)
    motion.refresh_from_db()
    assert (motion.state, motion.unopposed, motion.vote) == (State.CARRIED, True, None)
    assert debate_of(item).state == Debate.State.LIST_CLOSED
    assert acts_logged().count("procedural motion carried unopposed") == 1


def test_a_vote_on_a_motion_is_in_every_language_and_enters_no_register(room: Debating) -> None:
    hall, item = room
    motion = moved(room, Kind.CLOSE_DEBATE)
    vote = procedure.put_to_vote(motion, method=Vote.Method.NAMED, by=hall.chair)
    assert set(vote.titles) == set(hall.house.network.languages)
    assert vote.matter == "procedural"
    assert state_of(motion) == State.VOTING
    halls.cast(hall, vote, {0: "yes", 1: "yes", 3: "no"})
    declared = halls.decide(hall, vote)
    assert declared.result["carried"]
    assert debate_of(item).state == Debate.State.CLOSED
    assert not votes_to_register(hall.chair).exists()
    with pytest.raises(NotPossible):
        procedure.put_to_vote(motion, method=Vote.Method.NAMED, by=hall.chair)


def test_a_motion_on_procedure_needs_the_simple_majority(room: Debating) -> None:
    hall, item = room
    motion = moved(room, Kind.CLOSE_DEBATE)
    voted(hall, motion, yes=3, no=3)
    assert state_of(motion) == State.LOST
    assert debate_of(item).state == Debate.State.OPEN


def test_procedure_is_never_voted_on_in_secret(room: Debating) -> None:
    hall, _item = room
    with pytest.raises(NotPossible):
        procedure.put_to_vote(moved(room, Kind.CLOSE_DEBATE), method=Vote.Method.SECRET, by=hall.chair)


def test_a_vote_broken_off_leaves_the_motion_as_it_was_moved(room: Debating) -> None:
    hall, _item = room
    motion = moved(room, Kind.CLOSE_DEBATE)
    vote = procedure.put_to_vote(motion, method=Vote.Method.HANDS, by=hall.chair)
    decisions.cancel_vote(vote, by=hall.chair)
    motion.refresh_from_db()
    assert (motion.state, motion.vote) == (State.MOVED, None)
    voted(hall, motion, yes=5, no=1)
    assert state_of(motion) == State.CARRIED


def test_the_mover_or_the_chair_takes_a_motion_back(room: Debating) -> None:
    hall, _item = room
    motion = moved(room, Kind.CLOSE_DEBATE)
    with pytest.raises(NotAllowed):
        procedure.withdraw_motion(motion, by=hall.viewer(4))
    procedure.withdraw_motion(motion, by=hall.viewer(1))
    procedure.withdraw_motion(motion, by=hall.viewer(1))
    assert state_of(motion) == State.WITHDRAWN
    with pytest.raises(NotPossible):
        procedure.carry_unopposed(motion, by=hall.chair)
    again = moved(room, Kind.CLOSE_DEBATE, place=4)
    procedure.put_to_vote(again, method=Vote.Method.HANDS, by=hall.chair)
    with pytest.raises(NotPossible):
        procedure.withdraw_motion(again, by=hall.viewer(4))


def test_a_pending_motion_keeps_the_item_from_being_voted_on_and_from_being_left(room: Debating) -> None:
    hall, item = room
    motion = moved(room, Kind.LIMIT_TIME, seconds=60)
    with pytest.raises(NotPossible):
        decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    with pytest.raises(NotPossible):
        floor_acts.call_item(factories.make_item(hall.meeting), by=hall.chair)
    procedure.carry_unopposed(motion, by=hall.chair)
    decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)


def test_nothing_is_moved_while_the_item_is_voted_on(room: Debating) -> None:
    hall, item = room
    decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    with pytest.raises(NotPossible):
        moved(room, Kind.CLOSE_DEBATE)


def test_a_motion_to_adjourn_the_meeting_keeps_every_item_from_a_vote(room: Debating) -> None:
    hall, item = room
    other = factories.make_item(hall.meeting, matter="ordinary")
    motion = moved(room, Kind.ADJOURN_MEETING)
    with pytest.raises(NotPossible):
        decisions.open_vote(other, method=Vote.Method.NAMED, by=hall.chair)
    procedure.carry_unopposed(motion, by=hall.chair)
    assert floor_of(hall.meeting).paused_at is not None
    with pytest.raises(NotPossible):
        decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    floor_acts.resume(hall.meeting, by=hall.chair)
    decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)


def test_an_adjourned_item_is_not_voted_on_and_its_proposal_can_be_placed_again(room: Debating) -> None:
    hall, item = room
    settled = moved(room, Kind.CLOSE_DEBATE)
    asks(hall, item, 4)
    speech = speakers_of(hall.meeting).waiting[0].speech
    speaker_acts.give_floor(speech, by=hall.chair)
    procedure.carry_unopposed(moved(room, Kind.ADJOURN_ITEM), by=hall.chair)
    assert debate_of(item).state == Debate.State.ADJOURNED
    assert state_of(settled) == State.SETTLED
    assert speakers_of(hall.meeting).running is None
    with pytest.raises(NotPossible):
        decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    with pytest.raises(NotPossible):
        speaker_acts.ask_to_speak(item, by=hall.viewer(1))
    proposal = Proposal.objects.get(placements__item=item)
    assert proposal.state == Proposal.State.PROPOSED
    assert placeable(hall.secretary, hall.meeting) == []
    with pytest.raises(NotPossible):
        decisions.place_proposal(proposal, hall.meeting, by=hall.secretary)
    later = halls.plan(hall.house.assembly)
    assert placeable(hall.secretary, later) == [proposal]
    again = decisions.place_proposal(proposal, later, by=hall.secretary)
    assert again.meeting == later


def test_a_referred_item_says_to_whom(room: Debating) -> None:
    hall, item = room
    target = group(hall.house.network)
    motion = moved(room, Kind.REFER, target=target)
    assert "Tourism" in motion_words(motion)
    voted(hall, motion, yes=7, no=2)
    debate = debate_of(item)
    assert (debate.state, debate.referred_to) == (Debate.State.REFERRED, target)
    with pytest.raises(NotPossible):
        moved(room, Kind.CLOSE_LIST)


def test_an_item_that_was_decided_is_not_put_off(room: Debating) -> None:
    hall, item = room
    vote = decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "yes", 3: "yes"})
    halls.decide(hall, vote)
    for kind in (Kind.ADJOURN_ITEM, Kind.REFER):
        with pytest.raises(NotPossible):
            moved(room, kind, target=group(hall.house.network) if kind == Kind.REFER else None)


def test_a_limit_of_time_holds_for_the_item_alone(room: Debating) -> None:
    hall, item = room
    floor_acts.set_rules(hall.meeting, "none", False, 300, None, by=hall.chair)
    procedure.carry_unopposed(moved(room, Kind.LIMIT_TIME, seconds=90), by=hall.chair)
    floor = floor_of(hall.meeting)
    assert limit_of(floor, debate_of(item)) == 90
    assert limit_of(floor, debate_of(factories.make_item(hall.meeting))) == 300


def test_enough_supporters_make_the_vote_secret(network: Network) -> None:
    hall, item = debating(network, councillors=4)
    assert supporters_needed(hall.meeting, item) == 2
    motion = procedure.move(item, Kind.SECRET_VOTE, by=hall.viewer(1))
    assert secret_demanded_by(item) == 1
    demands.support(motion, by=hall.viewer(1))
    assert state_of(motion) == State.MOVED
    with pytest.raises(NotAllowed):
        demands.support(motion, by=hall.secretary)
    demands.support(motion, by=hall.viewer(5))
    demands.support(motion, by=hall.viewer(5))
    assert state_of(motion) == State.CARRIED
    assert secret_demanded_by(item) == 20
    with pytest.raises(Refused) as refused:
        decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    assert [verdict.rule for verdict in refused.value.findings.refusals] == ["secret_ballot"]
    with pytest.raises(NotPossible):
        procedure.move(item, Kind.SECRET_VOTE, by=hall.viewer(1))
    assert decisions.open_vote(item, method=Vote.Method.SECRET, by=hall.chair).method == Vote.Method.SECRET


def test_a_secret_vote_binds_no_vote_on_procedure(network: Network) -> None:
    hall, item = debating(network, councillors=4)
    motion = procedure.move(item, Kind.SECRET_VOTE, by=hall.viewer(1))
    demands.count_supporters(motion, 5, by=hall.chair)
    adjourn = procedure.move(item, Kind.ADJOURN_ITEM, by=hall.viewer(1))
    assert procedure.put_to_vote(adjourn, method=Vote.Method.HANDS, by=hall.chair).matter == "procedural"


def test_the_chair_counts_supporters_and_drops_a_demand_of_too_few(network: Network) -> None:
    hall, item = debating(network, councillors=9)
    assert supporters_needed(hall.meeting, item) == 4
    motion = procedure.move(item, Kind.SECRET_VOTE, by=hall.viewer(1))
    for wrong in (0, 41):
        with pytest.raises(NotPossible):
            demands.count_supporters(motion, wrong, by=hall.chair)
    with pytest.raises(NotAllowed):
        demands.count_supporters(motion, 4, by=hall.viewer(1))
    demands.count_supporters(motion, 3, by=hall.chair)
    assert procedure_of(hall.meeting).pending[0].supporters == 3
    demands.drop_demand(motion, by=hall.chair)
    demands.drop_demand(motion, by=hall.chair)
    assert (state_of(motion), secret_demanded_by(item)) == (State.LOST, 0)
    again = procedure.move(item, Kind.SECRET_VOTE, by=hall.viewer(1))
    demands.count_supporters(again, 4, by=hall.chair)
    assert state_of(again) == State.CARRIED


def test_where_no_share_is_enough_the_assembly_decides_on_secrecy(network: Network) -> None:
    network.charter_source = factories.charter_source().replace(
        'secret = { assumed = true, allowed = true, demand = "1/10" }', "secret = { assumed = true, allowed = true }"
    )
    network.charter_digest = "no demand"
    network.save()
    hall, item = debating(network)
    assert supporters_needed(hall.meeting, item) is None
    motion = procedure.move(item, Kind.SECRET_VOTE, by=hall.viewer(1))
    with pytest.raises(NotPossible):
        demands.support(motion, by=hall.viewer(4))
    voted(hall, motion, yes=7, no=1)
    with pytest.raises(NotPossible):
        decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)


def test_other_motions_have_no_supporters(room: Debating) -> None:
    hall, _item = room
    motion = moved(room, Kind.CLOSE_DEBATE)
    with pytest.raises(NotPossible):
        demands.support(motion, by=hall.viewer(4))
    with pytest.raises(NotPossible):
        demands.count_supporters(motion, 5, by=hall.chair)
    with pytest.raises(NotPossible):
        demands.drop_demand(motion, by=hall.chair)


def test_the_end_of_the_meeting_settles_what_is_pending(room: Debating) -> None:
    hall, _item = room
    motion = moved(room, Kind.ADJOURN_MEETING)
    vote = procedure.put_to_vote(motion, method=Vote.Method.HANDS, by=hall.chair)
    with pytest.raises(NotPossible):
        meetings.close_meeting(hall.meeting, by=hall.chair)
    decisions.cancel_vote(vote, by=hall.chair)
    meetings.close_meeting(hall.meeting, by=hall.chair)
    assert state_of(motion) == State.SETTLED
    with pytest.raises(NotPossible):
        procedure.carry_unopposed(motion, by=hall.chair)


def test_a_mover_who_left_has_still_moved(room: Debating) -> None:
    hall, item = room
    motion = moved(room, Kind.CLOSE_LIST)
    there = Attendance.objects.get(meeting=hall.meeting, seat=hall.seated[1][0])
    meetings.record_departure(there, by=hall.secretary)
    procedure.carry_unopposed(motion, by=hall.chair)
    assert debate_of(item).state == Debate.State.LIST_CLOSED


def test_motions_are_worded_in_the_language_of_the_reader(room: Debating) -> None:
    motion = moved(room, Kind.LIMIT_TIME, seconds=150)
    with translation.override("en"):
        assert motion_words(motion) == "limit the time to speak to 2:30"
    assert (minutes(5), minutes(600), minutes(-65)) == ("0:05", "10:00", "-1:05")


def test_an_interrupted_or_voting_meeting_offers_nothing_to_move(room: Debating) -> None:
    hall, item = room
    assert set(procedure_of(hall.meeting).movable) == set(Kind)
    floor_acts.pause(hall.meeting, "", by=hall.chair)
    assert procedure_of(hall.meeting).movable == ()
    floor_acts.resume(hall.meeting, by=hall.chair)
    vote = decisions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    assert procedure_of(hall.meeting).movable == ()
    halls.cast(hall, vote, {0: "yes"})
    halls.decide(hall, vote)
    assert {Kind.ADJOURN_ITEM, Kind.REFER}.isdisjoint(procedure_of(hall.meeting).movable)


def test_what_was_referred_is_due_for_the_group_until_it_comes_back(room: Debating) -> None:
    hall, item = room
    target = group(hall.house.network)
    worker = factories.make_viewer(factories.make_holder(target, hall.house.cities[0]))
    assert referred(worker) == []
    procedure.carry_unopposed(moved(room, Kind.REFER, target=target), by=hall.chair)
    (placement,) = referred(worker)
    assert (placement.item, placement.referred_to) == (item, target)
    assert referred(hall.viewer(1)) == []
    titles = {section.key: section for section in member_sections(worker)}
    assert len(titles["referred"].rows) == 1
    Proposal.objects.update(audience=Audience.ORGAN)
    proposal = Proposal.objects.get()
    outsider = factories.make_viewer(
        factories.make_holder(group(hall.house.network, "transport"), hall.house.cities[0])
    )
    for viewer, sees in ((worker, True), (outsider, False)):
        assert may_see_proposal(viewer, proposal) is sees
        assert visible_proposals(viewer).exists() is sees
    labels = [step.label for step in proposal_thread(proposal, hall.secretary)]
    assert any("Tourism" in label for label in labels)
    decisions.place_proposal(proposal, halls.plan(hall.house.assembly), by=hall.secretary)
    assert referred(worker) == []


def test_a_result_on_procedure_gives_way_when_the_debate_goes_on(room: Debating) -> None:
    hall, item = room
    vote = voted(hall, moved(room, Kind.LIMIT_TIME, seconds=60), yes=7, no=1)
    before = stage_of(hall.meeting, INSIDE)
    assert before.view is not None
    assert before.view.vote == vote
    passing(5)
    (speech,) = asks(hall, item, 4)
    speaker_acts.give_floor(speech, by=hall.chair)
    assert stage_of(hall.meeting, INSIDE).view is None
