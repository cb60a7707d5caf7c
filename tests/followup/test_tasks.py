"""Tasks: whose they are, who sees them, what became of them."""

from datetime import timedelta

from quattropole import clock
from quattropole.followup import queries
from quattropole.followup.models import Task
from quattropole.network.models import Network
from tests import factories


def test_follow_ups_are_the_running_tasks_of_an_organ_that_are_due(network: Network) -> None:
    house = factories.make_house(network)
    today = clock.today()
    common = {
        "network": network,
        "language": "de",
        "created_by": house.secretary,
        "created_at": clock.now(),
        "owner_person": house.secretary,
        "organ": house.assembly,
    }
    due = Task.objects.create(title="Bericht", due=today, **common)
    Task.objects.create(title="Später", due=today + timedelta(days=9), **common)
    Task.objects.create(title="Irgendwann", **common)
    Task.objects.create(title="Erledigt", due=today, state=Task.State.DONE, **common)
    seat = house.assembly.seats.first()
    of_seat = Task.objects.create(
        title="Sitz", due=today, **(common | {"organ": None, "owner_person": None, "owner_seat": seat})
    )
    assert queries.follow_ups_for(house.assembly, today) == [due, of_seat]
    assert queries.follow_ups_for(house.board, today) == []
