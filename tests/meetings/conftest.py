"""A house with everybody in place, and a planned assembly with a proposed item."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.meetings import actions
from quattropole.meetings.making import make_waiting
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Network, Person, Seat
from tests import factories
from tests.factories import House, make_viewer, words


@dataclass
class Stage:
    """A house and its assembly's coming meeting."""

    house: House
    meeting: Meeting

    @property
    def secretary(self) -> Viewer:
        """The secretariat, on today's day."""
        return make_viewer(self.house.secretary)

    @property
    def president(self) -> Viewer:
        """The president, on today's day."""
        return make_viewer(self.house.president)

    def councillor(self, number: int = 0) -> Viewer:
        """A councillor; the first three are of Luxembourg, the next three of Metz ..."""
        return make_viewer(self.house.councillors[number])

    def seat_of(self, person: Person) -> Seat:
        """The seat a person holds."""
        seat = person.mandates.get(seat__isnull=False).seat
        assert seat is not None
        return seat

    def convened(self) -> Meeting:
        """The meeting, convened today by the secretariat, its letters on their way."""
        actions.convene(self.meeting, by=self.secretary)
        make_waiting()
        self.meeting.refresh_from_db()
        return self.meeting

    def on_its_day(self) -> Meeting:
        """The meeting, convened, on its day."""
        self.convened()
        self.wait_for_its_day()
        return self.meeting

    def wait_for_its_day(self) -> None:
        """It is the day of the meeting, for requests as well."""
        set_demo_ahead((self.meeting.day - clock.today()).days + clock.ahead().days)

    def opened(self) -> Meeting:
        """The meeting, open."""
        self.on_its_day()
        actions.open_meeting(self.meeting, by=self.president)
        self.meeting.refresh_from_db()
        return self.meeting


@pytest.fixture
def stage(network: Network) -> Stage:
    """A house of three councillors a city; its assembly is planned in sixty days with one proposed item."""
    house = factories.make_house(network, councillors=3)
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    meeting = factories.make_meeting(house.assembly, starts_at=noon + timedelta(days=60))
    actions.add_item(
        meeting,
        kind=AgendaItem.Kind.RESOLUTION,
        titles=words("Kampagne", "Campagne"),
        matter="strategic",
        audience="organ",
        proposed_by=frozenset({"board"}),
        by=make_viewer(house.secretary),
    )
    return Stage(house, meeting)
