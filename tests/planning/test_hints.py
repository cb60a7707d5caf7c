"""Hints for an agenda: each where it must come, none where it need not; put on, set aside, offered once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.decisions.models import Election, Placement, Proposal
from quattropole.followup.models import Task
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.minutes.models import Minutes
from quattropole.network.models import Mandate
from quattropole.planning import actions
from quattropole.planning.hints import Hint
from quattropole.planning.models import HintAnswer
from quattropole.planning.queries import hints_for
from tests import factories
from tests.factories import make_item, make_mandate, make_meeting, make_office, make_person, make_proposal, words
from tests.meetings.conftest import Stage


def hints(stage: Stage, meeting: Meeting | None = None) -> dict[str, Hint]:
    """The open hints by key."""
    return {hint.key: hint for hint in hints_for(stage.secretary, meeting or stage.meeting).open}


def keys(stage: Stage, beginning: str, meeting: Meeting | None = None) -> list[str]:
    """The keys that begin so."""
    return [key for key in hints(stage, meeting) if key.startswith(beginning)]


def end_presidency(stage: Stage, days: int) -> Mandate:
    """The president's term ends so many days after the meeting."""
    mandate = Mandate.objects.get(office=stage.house.presidency)
    mandate.ends = stage.meeting.day + timedelta(days=days)
    mandate.save()
    return mandate


# Terms


def test_election_is_due_where_the_term_ends_before_the_organ_meets_again(stage: Stage) -> None:
    end_presidency(stage, 30)
    found = next(hint for key, hint in hints(stage).items() if key.startswith("office:president"))
    assert found.must
    assert found.source is not None
    assert found.item_kind == "election"


def test_election_is_not_due_where_the_term_outlasts_the_next_meeting(stage: Stage) -> None:
    end_presidency(stage, 30)
    make_meeting(stage.house.assembly, starts_at=stage.meeting.starts_at + timedelta(days=20))
    assert not keys(stage, "office:president")


def test_election_is_not_due_without_an_end_or_with_a_successor_or_on_the_agenda(stage: Stage) -> None:
    assert not keys(stage, "office:president")
    mandate = end_presidency(stage, 30)
    make_item(stage.meeting, kind="election", office="president", matter="election")
    assert not keys(stage, "office:president")
    stage.meeting.items.filter(kind="election").delete()
    make_mandate(stage.house.mayors[1], stage.house.presidency, begins=mandate.ends + timedelta(days=1))  # type: ignore[operator,arg-type]  # it has an end
    assert not keys(stage, "office:president")


def test_office_that_nobody_holds_is_to_be_filled(stage: Stage) -> None:
    make_office(stage.house.board, "treasurer")
    board = make_meeting(stage.house.board)
    assert keys(stage, "office:treasurer", board) == ["office:treasurer:vacant"]
    assert not keys(stage, "office:treasurer")


def test_organ_that_proposes_is_told_before_the_other_elects(stage: Stage) -> None:
    end_presidency(stage, 100)
    board = make_meeting(stage.house.board)
    assert keys(stage, "propose-office:president", board)
    make_proposal(stage.house.board, stage.house.assembly, matter="election", office=stage.house.presidency)
    assert not keys(stage, "propose-office:president", board)


# Every year


def test_discharge_is_due_until_it_was_decided_in_the_year(stage: Stage) -> None:
    year = stage.meeting.day.year
    found = hints(stage)[f"matter:discharge:{year - 1}"]
    assert found.source is not None
    assert found.source.assumed
    factories.make_resolution(stage.house.assembly, matter="discharge", adopted_on=stage.meeting.day)
    assert not keys(stage, "matter:discharge")


def test_accounts_wait_for_the_boards_proposal_and_say_so(stage: Stage) -> None:
    found = hints(stage)[f"matter:accounts:{stage.meeting.day.year - 1}"]
    assert not found.may_place
    assert {verdict.rule for verdict in found.blocked} == {"right_of_proposal"}
    with pytest.raises(Refused):
        actions.place_hint(stage.meeting, found.key, by=stage.secretary)
    board = make_meeting(stage.house.board, starts_at=stage.meeting.starts_at - timedelta(days=1))
    assert keys(stage, "propose-matter:accounts", board)


def test_matter_on_an_agenda_of_the_organ_is_not_offered_again(stage: Stage) -> None:
    other = make_meeting(stage.house.assembly, starts_at=stage.meeting.starts_at + timedelta(days=5))
    make_item(other, matter="discharge")
    assert not keys(stage, "matter:discharge")


def test_bodies_that_decide_nothing_have_no_yearly_matters(stage: Stage) -> None:
    group = factories.make_organ(stage.house.network, "culture")
    assert not keys(stage, "matter:", make_meeting(group))


# Proposals, minutes, follow-ups, seats, formalities


def test_proposal_passed_on_is_placed_by_one_press(stage: Stage) -> None:
    proposal = make_proposal(
        stage.house.board,
        stage.house.assembly,
        matter="strategic",
        state=Proposal.State.PROPOSED,
        proposed_on=clock.today(),
    )
    key = f"proposal:{proposal.pk}"
    assert hints(stage)[key].must
    item = actions.place_hint(stage.meeting, key, by=stage.secretary)
    assert Placement.objects.get(item=item).proposal == proposal
    assert key not in hints(stage)
    with pytest.raises(NotPossible):
        actions.place_hint(stage.meeting, key, by=stage.secretary)


def test_draft_of_another_organ_is_not_offered(stage: Stage) -> None:
    proposal = make_proposal(stage.house.board, stage.house.assembly)
    assert f"proposal:{proposal.pk}" not in hints(stage)
    assert not hints(stage, make_meeting(stage.house.board))[f"proposal:{proposal.pk}"].must


def test_adjourned_proposal_comes_back(stage: Stage) -> None:
    proposal = make_proposal(
        stage.house.board, stage.house.assembly, state=Proposal.State.PROPOSED, proposed_on=clock.today()
    )
    before = make_meeting(stage.house.assembly, starts_at=clock.now() - timedelta(days=30), state="closed")
    Placement.objects.create(
        network=before.network,
        item=make_item(before),
        proposal=proposal,
        purpose=Placement.Purpose.DECIDE,
        put_off_at=before.starts_at,
    )
    assert hints(stage)[f"proposal:{proposal.pk}"].must


def make_minutes(stage: Stage, state: str = "proposed") -> Minutes:
    """Minutes of a meeting of the assembly a month ago."""
    before = make_meeting(stage.house.assembly, starts_at=clock.now() - timedelta(days=30), state="closed")
    return Minutes.objects.create(
        network=before.network,
        meeting=before,
        state=state,
        taker=stage.house.secretary,
        drafted_at=clock.now(),
        gathered_at=clock.now(),
    )


def test_minutes_to_approve_come_onto_the_agenda_once(stage: Stage) -> None:
    key = f"minutes:{make_minutes(stage).pk}"
    found = hints(stage)[key]
    assert found.must
    assert set(found.titles) == set(stage.house.network.languages)
    actions.place_hint(stage.meeting, key, by=stage.secretary)
    assert key not in hints(stage)
    assert key not in hints(stage, make_meeting(stage.house.assembly))
    assert not keys(stage, "minutes:", make_meeting(stage.house.board))


def make_task(stage: Stage, days: int, title: str = "Angebot einholen") -> Task:
    """A task of the assembly that is due so many days from today."""
    return Task.objects.create(
        network=stage.house.network,
        title=title,
        language="de",
        organ=stage.house.assembly,
        owner_organ=stage.house.assembly,
        due=clock.today() + timedelta(days=days),
        created_by=stage.house.secretary,
        created_at=clock.now(),
    )


def test_follow_up_is_offered_if_it_is_due_by_the_day(stage: Stage) -> None:
    task = make_task(stage, 50)
    make_task(stage, 70)
    assert keys(stage, "follow-up") == [f"follow-up:{task.pk}"]
    assert not keys(stage, "follow-up", make_meeting(stage.house.board))


def test_many_follow_ups_are_one_item(stage: Stage) -> None:
    for number in range(6):
        make_task(stage, 10, f"Aufgabe {number}")
    assert keys(stage, "follow-up") == [f"follow-ups:{stage.meeting.pk}"]


def test_seats_that_end_without_a_successor_are_named(stage: Stage) -> None:
    assert not keys(stage, "seats:")
    mandate = stage.house.councillors[0].mandates.get()
    mandate.ends = stage.meeting.day + timedelta(days=3)
    mandate.save()
    assert keys(stage, "seats:")
    make_mandate(make_person(stage.house.network), mandate.seat, begins=mandate.ends + timedelta(days=1))  # type: ignore[arg-type]  # a seat
    assert not keys(stage, "seats:")


def test_opening_is_offered_until_there_is_a_formality(stage: Stage) -> None:
    assert keys(stage, "formality:") == ["formality:opening"]
    actions.place_hint(stage.meeting, "formality:opening", by=stage.secretary)
    assert not keys(stage, "formality:")


def test_formalities_of_the_last_meeting_are_offered_but_not_its_minutes(stage: Stage) -> None:
    before = make_meeting(stage.house.assembly, starts_at=clock.now() - timedelta(days=30), state="closed")
    make_item(before, kind="formality", titles=words("Begrüßung"))
    approval = make_item(before, kind="formality", titles=words("Genehmigung"))
    HintAnswer.objects.create(
        network=before.network,
        meeting=before,
        key="minutes:1",
        item=approval,
        by=stage.house.secretary,
        at=timezone.now(),
    )
    assert [str(hint.titles) for key, hint in hints(stage).items() if key.startswith("formality:")] == ["Begrüßung"]


# What is done with them


def test_election_put_on_the_agenda_is_prepared(stage: Stage) -> None:
    end_presidency(stage, 30)
    board = stage.house.board
    treasury = make_office(board, "treasurer")
    meeting = make_meeting(board)
    item = actions.place_hint(meeting, "office:treasurer:vacant", by=stage.secretary)
    assert (item.kind, item.office, item.matter) == (AgendaItem.Kind.ELECTION, "treasurer", "election")
    assert Election.objects.get(item=item).office == treasury


def test_hint_is_set_aside_with_a_note_and_taken_back(stage: Stage) -> None:
    key = f"matter:discharge:{stage.meeting.day.year - 1}"
    with pytest.raises(NotPossible):
        actions.dismiss_hint(stage.meeting, key, note=" ", by=stage.secretary)
    actions.dismiss_hint(stage.meeting, key, note="Im Herbst", by=stage.secretary)
    found = hints_for(stage.secretary, stage.meeting)
    assert key not in {hint.key for hint in found.open}
    assert [hint.answer.note for hint in found.dismissed if hint.answer] == ["Im Herbst"]
    actions.take_back_hint(stage.meeting, key, by=stage.secretary)
    assert key in hints(stage)
    assert AuditEntry.objects.filter(act__startswith="agenda hint").count() == 2


def test_hints_are_for_those_who_prepare(stage: Stage) -> None:
    for act in (actions.place_hint, actions.take_back_hint):
        with pytest.raises(NotAllowed):
            act(stage.meeting, "formality:opening", by=stage.councillor())
    with pytest.raises(NotAllowed):
        actions.dismiss_hint(stage.meeting, "formality:opening", note="X", by=stage.councillor())


def test_meeting_that_is_over_gets_no_hints(stage: Stage) -> None:
    stage.meeting.state = Meeting.State.CLOSED
    assert not hints(stage)


def test_hints_take_the_same_number_of_queries_for_few_and_many(stage: Stage) -> None:
    def add(number: int) -> None:
        make_proposal(stage.house.board, stage.house.assembly, state=Proposal.State.PROPOSED, proposed_on=clock.today())
        make_task(stage, 5, f"Aufgabe {number}")
        make_item(stage.meeting)
        make_office(stage.house.board, f"deputy-{number}")

    def count() -> int:
        viewer = stage.secretary
        with CaptureQueriesContext(connection) as queries:
            hints_for(viewer, stage.meeting)
        return len(queries)

    make_minutes(stage)
    add(0)
    count()
    one = count()
    for number in range(1, 6):
        add(number)
    assert count() == one
