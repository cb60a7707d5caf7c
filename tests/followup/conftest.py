"""A house with everybody in place, a meeting with an item, and tasks."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.followup import actions
from quattropole.followup.actions import Given
from quattropole.followup.models import Task
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network, Person
from tests import factories
from tests.factories import House, make_viewer


@dataclass
class Office:
    """The house, its assembly's meeting and one item of it."""

    house: House
    meeting: Meeting
    item: AgendaItem

    @property
    def secretary(self) -> Viewer:
        return make_viewer(self.house.secretary)

    @property
    def president(self) -> Viewer:
        return make_viewer(self.house.president)

    def councillor(self, number: int = 0) -> Viewer:
        return make_viewer(self.house.councillors[number])

    def give(self, owner: Any = None, *, by: Viewer | None = None, days: int | None = 20, **said: Any) -> Task:
        """A task of a councillor, or of `owner`, due in `days`."""
        source = {name: said.pop(name) for name in ("meeting", "item", "resolution") if name in said}
        due = clock.today() + timedelta(days=days) if days is not None else None
        given = Given(**({"title": "Bericht schreiben", "owner": owner or self.holder(), "due": due} | said))
        return actions.give_task(given, by=by or self.secretary, language="de", **source)

    def holder(self, number: int = 0) -> Person:
        return self.house.councillors[number]


@pytest.fixture
def office(network: Network) -> Office:
    house = factories.make_house(network, councillors=2)
    meeting = factories.make_meeting(house.assembly)
    return Office(house, meeting, factories.make_item(meeting, kind=AgendaItem.Kind.INFORMATION, audience="organ"))
