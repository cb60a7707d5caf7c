"""An assembly in session for tests: convened in time, opened by the president, everybody there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions
from quattropole.decisions.models import Placement, Proposal, Vote
from quattropole.meetings import actions as meeting_actions
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Mandate, Network, Organ, Person, Seat
from tests import factories
from tests.factories import House

AHEAD = timedelta(days=60)


@dataclass
class Hall:
    """A meeting with its people. `seated` are the seats in order with who sits on them."""

    house: House
    meeting: Meeting
    seated: list[tuple[Seat, Person]]

    @property
    def chair(self) -> Viewer:
        return factories.make_viewer(self.house.president)

    @property
    def secretary(self) -> Viewer:
        return factories.make_viewer(self.house.secretary)

    def viewer(self, place: int) -> Viewer:
        """Who sits on the seat at this place."""
        return factories.make_viewer(self.seated[place][1])


def furnish(network: Network, councillors: int = 2) -> House:
    """The house, with the mayors in the assembly as well, as QuattroPole's statutes say."""
    house = factories.make_house(network, councillors=councillors)
    for mayor, city in zip(house.mayors, house.cities, strict=True):
        seat = factories.make_seat(house.assembly, city, number=councillors + 1, basis=Seat.Basis.EX_OFFICIO)
        factories.make_mandate(mayor, seat)
    return house


def seats_of(organ: Organ) -> list[tuple[Seat, Person]]:
    mandates = Mandate.objects.filter(seat__organ=organ).select_related("seat__city", "person__city")
    held = mandates.order_by("seat__city__position", "seat__number")
    return [(mandate.seat, mandate.person) for mandate in held if mandate.seat is not None]


def plan(organ: Organ) -> Meeting:
    """A meeting of the organ in sixty days, counted from now."""
    return factories.make_meeting(organ, starts_at=clock.now() + AHEAD, audience=Audience.ORGAN)


def begin(house: House, meeting: Meeting, absent: Iterable[int] = ()) -> Hall:
    """Convene, let sixty days pass, record who is there, open."""
    meeting_actions.convene(meeting, by=factories.make_viewer(house.secretary))
    set_demo_ahead((clock.ahead() + AHEAD).days)
    meeting.refresh_from_db()
    seated = seats_of(meeting.organ)
    away = set(absent)
    Attendance.objects.bulk_create(
        Attendance(network=house.network, meeting=meeting, seat=seat, person=person, arrived_at=clock.now())
        for place, (seat, person) in enumerate(seated)
        if place not in away
    )
    hall = Hall(house, meeting, seated)
    meeting_actions.open_meeting(meeting, by=hall.chair)
    meeting.refresh_from_db()
    return hall


def assembly(network: Network, *, councillors: int = 2, absent: Iterable[int] = ()) -> tuple[Hall, AgendaItem]:
    """An assembly in session with a proposal of the board, already made, on its agenda."""
    house = furnish(network, councillors)
    meeting = plan(house.assembly)
    proposal = proposed(house)
    item = actions.place_proposal(proposal, meeting, by=factories.make_viewer(house.secretary))
    return begin(house, meeting, absent), AgendaItem.objects.get(pk=item.pk)


def proposed(house: House, **fields: Any) -> Proposal:
    """A proposal of the board to the assembly that the board has made."""
    given: dict[str, Any] = {
        "state": Proposal.State.PROPOSED,
        "proposed_on": clock.today(),
        "audience": Audience.PUBLIC,
    }
    return factories.make_proposal(house.board, house.assembly, **(given | fields))


def election(network: Network, *, councillors: int = 2) -> tuple[Hall, AgendaItem]:
    """An assembly in session that elects the president, proposed by the board."""
    house = furnish(network, councillors)
    meeting = plan(house.assembly)
    proposal = proposed(house, matter="election", office=house.presidency)
    item = actions.place_proposal(proposal, meeting, by=factories.make_viewer(house.secretary))
    return begin(house, meeting), AgendaItem.objects.get(pk=item.pk)


def cast(hall: Hall, vote: Vote, choices: Mapping[int, str]) -> None:
    """Ballots by place in the order of the seats."""
    for place, choice in choices.items():
        actions.cast_ballot(vote, hall.seated[place][0], choice=choice, by=hall.viewer(place))


def decide(hall: Hall, vote: Vote) -> Vote:
    """Close and declare."""
    actions.close_vote(vote, by=hall.chair)
    return actions.declare_vote(vote, by=hall.chair)


def placement_of(item: AgendaItem) -> Placement:
    return Placement.objects.get(item=item)
