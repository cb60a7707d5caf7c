"""Each list is a constant number of queries: as many for three rows as for hundreds."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions, queries
from quattropole.decisions.models import Candidacy, Election, Elector, Placement, Vote
from quattropole.decisions.queries import Filters
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls
from tests.factories import House

FEW, MANY = 3, 300


def cost(deed: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        deed()
    return len(captured)


@pytest.fixture
def house(network: Network) -> House:
    return halls.furnish(network)


def _proposals(house: House, number: int) -> None:
    field = factories.make_field(house.network, f"field-{number}")
    meeting = halls.plan(house.assembly)
    for _ in range(number):
        proposal = halls.proposed(house, field=field)
        item = factories.make_item(meeting)
        Placement.objects.create(network=house.network, item=item, proposal=proposal, purpose="decide")


def test_list_of_proposals(house: House, client: Client) -> None:
    factories.sign_in(client, house.secretary)
    address = reverse("decisions:proposals")
    client.get(address)
    _proposals(house, FEW)
    few = cost(lambda: client.get(address))
    _proposals(house, MANY)
    assert cost(lambda: client.get(address)) == few
    viewer = factories.make_viewer(house.secretary)
    assert cost(lambda: [queries.proposal_row(one) for one in queries.proposals_for(viewer)]) <= 6


def _votes(house: House, meeting: Meeting, number: int) -> None:
    """Items with a declared vote each, and as many that are being voted on."""
    now = clock.now()
    counts = {"yes": 2, "no": 1, "abstain": 0, "invalid": 0, "not_voted": 0}
    result = {
        "kind": "motion",
        "carried": True,
        "counts": counts,
        "tally": {"needed": 2, "votes_cast": 3},
        "cities": {"metz": counts},
    }
    seats = halls.seats_of(house.assembly)[:3]
    for place in range(number):
        item = factories.make_item(meeting)
        proposal = halls.proposed(house)
        Placement.objects.create(network=house.network, item=item, proposal=proposal, purpose="decide")
        vote = Vote.objects.create(
            network=house.network,
            item=item,
            proposal=proposal,
            matter="ordinary",
            method="named",
            choices=["yes", "no", "abstain"],
            titles=item.titles,
            state="declared" if place % 2 else "open",
            opened_at=now,
            declared_at=now if place % 2 else None,
            result=result if place % 2 else {},
        )
        Elector.objects.bulk_create(
            Elector(network=house.network, vote=vote, seat=seat, person=person) for seat, person in seats
        )


def _slots(viewer: Viewer, meeting: Meeting) -> str:
    request = RequestFactory().get("/")
    request.viewer, request.network = viewer, viewer.network  # type: ignore[attr-defined]  # as the middleware does
    template = engines["django"].from_string(
        '{% for item in items %}{% include "decisions/item_slot.html" %}'
        '{% include "decisions/agenda_slot.html" %}{% endfor %}'
    )
    items = list(meeting.items.order_by("position").select_related("meeting"))
    return str(template.render({"items": items, "meeting": meeting, "viewer": viewer}, request))


@pytest.mark.parametrize("chairs", [True, False])
def test_slots_of_a_session(house: House, chairs: bool) -> None:
    few, many = halls.plan(house.assembly), halls.plan(house.assembly)
    Meeting.objects.update(state=Meeting.State.OPEN)
    _votes(house, few, FEW)
    _votes(house, many, MANY // 3)
    person = house.president if chairs else house.councillors[0]
    costs = []
    for meeting in (few, many):
        meeting.refresh_from_db()
        viewer = factories.make_viewer(person)
        costs.append(cost(partial(_slots, viewer, meeting)))
    assert costs[1] == costs[0]
    assert costs[0] <= 28


def test_elections(house: House, client: Client) -> None:
    factories.sign_in(client, house.secretary)

    def elect(number: int) -> None:
        for _ in range(number):
            meeting = halls.plan(house.assembly)
            item = factories.make_item(meeting, kind=AgendaItem.Kind.ELECTION, office="president")
            election = Election.objects.create(
                network=house.network, item=item, office=house.presidency, term_begins=meeting.day
            )
            Candidacy.objects.create(
                network=house.network, election=election, person=house.mayors[1], nominated_at=clock.now()
            )

    address = reverse("decisions:elections")
    elect(FEW)
    few = cost(lambda: client.get(address))
    elect(30)
    assert cost(lambda: client.get(address)) == few


def test_register(house: House) -> None:
    viewer = factories.make_viewer(None, network=house.network)

    def read() -> list[str]:
        return [
            f"{one.organ} {one.field} {one.label}" for one in queries.register_of(viewer, Filters(organ="assembly"))
        ]

    for _ in range(FEW):
        factories.make_resolution(house.assembly, field=factories.make_field(house.network, f"few-{_}"))
    few = cost(read)
    for _ in range(60):
        factories.make_resolution(house.assembly)
    assert len(read()) == FEW + 60
    assert cost(read) == few
    assert few <= 2


def test_what_is_due_for_the_register(house: House) -> None:
    meeting = halls.plan(house.assembly)

    def due() -> list[queries.Due]:
        return queries.due_for_register(factories.make_viewer(house.secretary))

    def declare(number: int) -> None:
        _votes(house, meeting, 2 * number)

    declare(FEW)
    few = cost(due)
    declare(30)
    assert len(due()) == FEW + 30
    assert cost(due) == few


@pytest.mark.parametrize("councillors", [1, 6])
def test_ballot_costs_the_same_in_an_assembly_of_any_size(network: Network, councillors: int) -> None:
    hall, item = halls.assembly(network, councillors=councillors)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    seat, person = hall.seated[0]
    viewer = factories.make_viewer(person)
    assert cost(lambda: actions.cast_ballot(vote, seat, choice="yes", by=viewer)) <= 14
