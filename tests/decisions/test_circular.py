"""Deciding without a meeting: asked in text form, reminded, closed at the deadline, counted by the statutes."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quattropole import clock
from quattropole.access.models import Audience, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions, queries
from quattropole.decisions.actions import answering, circular
from quattropole.decisions.models import Ballot, Election, Proposal, Resolution, Vote
from quattropole.decisions.queries.circular import reminder_is_due, reminders_due
from quattropole.decisions.tasks import look_after_circulars
from quattropole.meetings.making import make_waiting
from quattropole.meetings.models import Convocation, Invitation, Meeting, Paper
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Network, Seat
from tests import factories
from tests.decisions import hall as halls
from tests.factories import House
from tests.pdfs import make_pdf

WEEK = timedelta(days=7)
PANDEMIC = factories.charter_source().replace("valid_from = 2022-09-01", "valid_from = 2099-01-01")


def ahead(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


def letter(name: str = "antwort.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_pdf("Antwort"), "application/pdf")


def board_proposal(house: House) -> Proposal:
    """A draft of the board to itself: what its members can decide alone."""
    return factories.make_proposal(house.board, house.board, audience=Audience.ORGAN)


def asked(network: Network, councillors: int = 1) -> tuple[House, Meeting, Vote]:
    house = halls.furnish(network, councillors=councillors)
    meeting = circular.start_circular(
        board_proposal(house), deadline=ahead(14), by=factories.make_viewer(house.secretary)
    )
    return house, meeting, Vote.objects.get(item__meeting=meeting)


def mayor(house: House, number: int) -> Viewer:
    return factories.make_viewer(house.mayors[number])


def seat_of(house: House, number: int) -> Seat:
    return Seat.objects.get(organ=house.board, mandates__person=house.mayors[number])


def answer(house: House, vote: Vote, number: int, choice: str = "yes") -> Ballot:
    return actions.cast_ballot(vote, seat_of(house, number), choice=choice, by=mayor(house, number))


def finish(house: House, meeting: Meeting, vote: Vote) -> Vote:
    answering.close_circular(meeting, by=factories.make_viewer(house.secretary))
    return actions.declare_vote(vote, by=factories.make_viewer(house.president))


def test_every_member_is_asked_by_mail(network: Network) -> None:
    house, meeting, vote = asked(network)
    assert meeting.mode == Meeting.Mode.CIRCULAR
    assert Convocation.objects.get(meeting=meeting).number == 1
    assert {letter.person for letter in Invitation.objects.filter(convocation__meeting=meeting)} == set(house.mayors)
    assert vote.electors.count() == 4
    with_address = [person for person in house.mayors if person.email]
    make_waiting()
    assert OutgoingMail.objects.filter(cause="meeting circular").count() == len(with_address)


def test_all_consents_make_a_resolution(network: Network) -> None:
    house, meeting, vote = asked(network)
    for number in range(4):
        answer(house, vote, number)
    declared = finish(house, meeting, vote)
    assert declared.result["carried"] is True
    entry = Resolution.objects.get()
    assert entry.organ == house.board
    assert entry.proof["gates"]["declare_result"]["gate"] == "consent_in_text_form"
    view = queries.result_view(declared.result)
    assert view is not None
    assert (view.needed, view.reached) == (4, 4)


@pytest.mark.parametrize("last", [None, "no", "abstain"])
def test_one_missing_answer_or_one_no_prevents_the_resolution(network: Network, last: str | None) -> None:
    house, meeting, vote = asked(network)
    for number in range(3):
        answer(house, vote, number)
    if last:
        answer(house, vote, 3, last)
    set_demo_ahead((clock.ahead() + timedelta(days=15)).days)
    declared = finish(house, meeting, vote)
    assert declared.result["carried"] is False
    assert not Resolution.objects.exists()
    assert "Zustimmungen 3 von 4" in declared.result["texts"]["de"]


def test_only_those_who_convene_may_ask(network: Network) -> None:
    house = halls.furnish(network, councillors=1)
    proposal = board_proposal(house)
    with pytest.raises(NotAllowed):
        circular.start_circular(proposal, deadline=ahead(7), by=factories.make_viewer(house.councillors[0]))
    assert not Meeting.objects.exists()


def test_a_deadline_that_has_passed_is_refused(network: Network) -> None:
    house = halls.furnish(network, councillors=1)
    with pytest.raises(NotPossible):
        circular.start_circular(board_proposal(house), deadline=clock.now(), by=factories.make_viewer(house.secretary))


def test_where_the_statutes_know_no_circular_nobody_is_asked(network: Network) -> None:
    clause = "circular = { assumed = true, allowed = true"
    source = factories.charter_source().replace(clause, clause.replace("allowed = true", "allowed = false"))
    network.charter_source = source
    network.save()
    house = halls.furnish(Network.objects.get(pk=network.pk), councillors=1)
    with pytest.raises(Refused) as refused:
        circular.start_circular(board_proposal(house), deadline=ahead(7), by=factories.make_viewer(house.secretary))
    assert [verdict.rule for verdict in refused.value.findings.refusals] == ["circular"]
    assert not OutgoingMail.objects.exists()


def test_an_answer_after_the_deadline_is_not_counted(network: Network) -> None:
    house, _meeting, vote = asked(network)
    set_demo_ahead((clock.ahead() + timedelta(days=15)).days)
    with pytest.raises(NotPossible):
        answer(house, vote, 0)
    assert not Ballot.objects.exists()


def test_it_is_not_closed_before_its_deadline_while_answers_are_missing(network: Network) -> None:
    house, meeting, vote = asked(network)
    answer(house, vote, 0)
    with pytest.raises(NotPossible):
        answering.close_circular(meeting, by=factories.make_viewer(house.secretary))
    with pytest.raises(NotPossible):
        actions.close_vote(vote, by=factories.make_viewer(house.president))


def test_the_secretariat_enters_an_answer_that_came_as_a_letter(network: Network) -> None:
    house, meeting, vote = asked(network)
    secretary = factories.make_viewer(house.secretary)
    ballot = answering.enter_answer(meeting, seat_of(house, 2), choice="yes", upload=letter(), by=secretary)
    assert (ballot.means, ballot.entered_by, ballot.person) == ("paper", house.secretary, house.mayors[2])
    assert Paper.objects.get().audience == Audience.SECRETARIAT
    with pytest.raises(NotPossible):
        answering.enter_answer(meeting, seat_of(house, 2), choice="no", upload=letter(), by=secretary)
    with pytest.raises(NotAllowed):
        answering.enter_answer(
            meeting, seat_of(house, 3), choice="no", upload=letter(), by=factories.make_viewer(house.councillors[0])
        )
    assert Ballot.objects.get(vote=vote) == ballot


def test_who_has_not_answered_is_reminded_in_time(network: Network) -> None:
    house, _meeting, vote = asked(network)
    for person in house.mayors:
        person.email = f"{person.slug}@example.org"
        person.save()
    answer(house, vote, 0)
    assert reminders_due(vote.opened_at, vote.opened_at + 2 * WEEK) == (
        vote.opened_at + WEEK,
        vote.opened_at + timedelta(days=12),
    )
    look_after_circulars.call()
    assert not OutgoingMail.objects.filter(cause="meeting circular_reminder").exists()
    set_demo_ahead((clock.ahead() + timedelta(days=8)).days)
    look_after_circulars.call()
    look_after_circulars.call()
    reminded = OutgoingMail.objects.filter(cause="meeting circular_reminder")
    assert {mail.person for mail in reminded} == set(house.mayors[1:])
    assert reminded.count() == 3


def test_a_reminder_is_due_once_for_each_moment() -> None:
    moments = (datetime(2026, 1, 1), datetime(2026, 1, 5))  # noqa: DTZ001 - compared with each other only
    assert not reminder_is_due(moments, datetime(2025, 12, 31), None)  # noqa: DTZ001 - as above
    assert reminder_is_due(moments, datetime(2026, 1, 2), None)  # noqa: DTZ001 - as above
    assert not reminder_is_due(moments, datetime(2026, 1, 2), datetime(2026, 1, 1, 1))  # noqa: DTZ001 - as above
    assert reminder_is_due(moments, datetime(2026, 1, 6), datetime(2026, 1, 1, 1))  # noqa: DTZ001 - as above


def test_the_vote_closes_by_itself_at_its_deadline(network: Network) -> None:
    _house, meeting, vote = asked(network)
    set_demo_ahead((clock.ahead() + timedelta(days=15)).days)
    assert look_after_circulars.call() == {"reminded": 0, "closed": 1}
    vote.refresh_from_db()
    meeting.refresh_from_db()
    assert (vote.state, meeting.state) == (Vote.State.CLOSED, Meeting.State.CLOSED)
    assert len(vote.ballots_digest) == 64


def test_a_withdrawn_question_counts_for_nothing(network: Network) -> None:
    house, meeting, vote = asked(network)
    answer(house, vote, 0)
    answering.withdraw_circular(meeting, by=factories.make_viewer(house.secretary))
    vote.refresh_from_db()
    assert vote.state == Vote.State.CANCELLED
    with pytest.raises(NotPossible):
        answer(house, vote, 1)
    with pytest.raises(NotPossible):
        answering.withdraw_circular(meeting, by=factories.make_viewer(house.secretary))


def elected_without_a_meeting(network: Network, votes: dict[str, int], councillors: int = 10) -> tuple[House, Vote]:
    """The electronic vote of 2020 again, with invented figures: the assembly elects a mayor president."""
    network.charter_source = PANDEMIC
    network.save()
    house = halls.furnish(Network.objects.get(pk=network.pk), councillors=councillors)
    meeting = circular.start_circular_election(
        house.presidency, [house.mayors[1]], deadline=ahead(21), by=factories.make_viewer(house.secretary)
    )
    vote = Vote.objects.get(item__meeting=meeting)
    candidate = vote.choices[0]
    choices = [candidate] * votes["yes"] + ["no"] * votes["no"] + ["abstain"] * votes["abstain"]
    for (seat, person), choice in zip(halls.seats_of(house.assembly), choices, strict=False):
        actions.cast_ballot(vote, seat, choice=choice, by=factories.make_viewer(person))
    set_demo_ahead((clock.ahead() + timedelta(days=22)).days)
    return house, finish(house, meeting, vote)


def test_the_election_of_2020_half_of_the_members_and_a_majority_of_the_answers(network: Network) -> None:
    house, vote = elected_without_a_meeting(network, {"yes": 20, "no": 1, "abstain": 1})
    assert vote.electors.count() == 44
    assert vote.result["carried"] is True
    election = Election.objects.get()
    assert election.mandates.get().person == house.mayors[1]
    entry = Resolution.objects.get()
    cited = {found["cite"] for found in entry.result["findings"]["verdicts"]}
    assert "COVMG § 5 Abs. 3" in cited


def test_the_election_of_2020_fails_with_too_few_answers(network: Network) -> None:
    _house, vote = elected_without_a_meeting(network, {"yes": 5, "no": 0, "abstain": 0}, councillors=3)
    assert vote.result["carried"] is False
    assert Election.objects.get().state == Election.State.FAILED
    assert not Resolution.objects.exists()


def test_pages_show_each_what_is_theirs(network: Network, client: Client) -> None:
    house, meeting, _vote = asked(network)
    address = reverse("decisions:circular", args=[meeting.pk])
    factories.sign_in(client, house.mayors[0])
    page = client.get(address)
    assert page.status_code == 200
    assert client.get(reverse("meetings:detail", args=[meeting.pk])).url == address
    sent = client.post(
        reverse("decisions:cast", args=[Vote.objects.get().pk]),
        {"seat": seat_of(house, 0).pk, "choice": "yes", "back": address},
    )
    assert (sent.status_code, sent.url) == (303, address)
    stranger = factories.make_holder(factories.make_organ(network, "group"), house.cities[0])
    factories.sign_in(client, stranger)
    assert client.get(address).status_code == 404
    assert meeting.titles["de"] not in client.get(reverse("decisions:circulars")).content.decode()


def test_the_secretariat_walks_from_the_proposal_to_the_question(network: Network, client: Client) -> None:
    house = halls.furnish(network, councillors=1)
    proposal = board_proposal(house)
    factories.sign_in(client, house.secretary)
    address = reverse("decisions:proposal_circular", args=[proposal.pk])
    assert address in client.get(reverse("decisions:proposal", args=[proposal.pk])).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"deadline": "yesterday"}).status_code == 200
    assert client.post(address, {"deadline": "2020-01-01T10:00"}).status_code == 409
    deadline = f"{ahead(14):%Y-%m-%dT%H:%M}"
    sent = client.post(address, {"deadline": deadline})
    assert sent.status_code == 303
    assert client.post(address, {"deadline": deadline}).status_code == 409
    meeting = Meeting.objects.get()
    page = client.get(sent.url).content.decode()
    assert all(str(person) in page for person in house.mayors)
    given = {"seat": seat_of(house, 1).pk, "choice": "yes", "file": letter()}
    entered = client.post(reverse("decisions:circular_answer", args=[meeting.pk]), given)
    assert entered.status_code == 303
    assert client.post(reverse("decisions:circular_remind", args=[meeting.pk])).status_code == 303
    assert client.post(reverse("decisions:circular_close", args=[meeting.pk])).status_code == 409


def test_the_list_costs_the_same_for_3_and_for_12(network: Network, client: Client) -> None:
    house = halls.furnish(network, councillors=1)
    by = factories.make_viewer(house.secretary)
    factories.sign_in(client, house.secretary)
    costs = []
    for wanted in (3, 9):
        for _number in range(wanted):
            circular.start_circular(board_proposal(house), deadline=ahead(7), by=by)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("decisions:circulars")).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]
