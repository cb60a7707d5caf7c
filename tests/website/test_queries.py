"""Each list asks the database as often for three hundred rows as for three."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.network.models import HistoryEvent, Organ
from tests import factories as make
from tests.factories import House, words
from tests.website.conftest import belong

FEW, MANY = 3, 300


def resolutions(house: House, count: int) -> None:
    fields = [make.make_field(house.network, f"field-{number}-{count}") for number in range(3)]
    for number in range(count):
        make.make_resolution(house.assembly, adopted_on=date(2000 + number % 25, 1, 2), field=fields[number % 3])


def meetings(house: House, count: int) -> None:
    for number in range(count):
        for days in (number + 1, -number - 1):
            make.make_meeting(
                house.assembly,
                audience=Audience.PUBLIC,
                starts_at=clock.now() + timedelta(days=days),
                host_city=house.cities[number % 4],
            )


def proposals(house: House, count: int) -> None:
    for _ in range(count):
        make.make_proposal(house.board, house.assembly, audience=Audience.PUBLIC)


def groups(house: House, count: int) -> None:
    for number in range(count):
        field = make.make_field(house.network, f"field-{number}-{count}")
        make.make_organ(house.network, f"group-{number}-{count}").fields.add(field)


def events(house: House, count: int) -> None:
    for number in range(count):
        HistoryEvent(network=house.network, slug=f"e-{number}-{count}", when="2007", titles=words("Etwas")).save()


def alliances(house: House, count: int) -> None:
    for number in range(count):
        belong(house.network, f"bund-{number}-{count}", {"metz": "2007", "trier": "2008"})


def terms(house: House, count: int) -> None:
    first = date(1700 if count == FEW else 1800, 1, 1)
    for number in range(count):
        day = first + timedelta(days=number)
        make.make_mandate(make.make_person(house.network, city=house.cities[1]), house.presidency, begins=day, ends=day)


def seats(house: House, count: int) -> None:
    organ, _made = Organ.objects.get_or_create(
        key="council", defaults={"network": house.network, "kind": "committee", "names": words("Rat")}
    )
    taken = organ.seats.count()
    for number in range(count // 3):
        make.make_holder(organ, house.cities[number % 4], number=taken + number)


def items(house: House, count: int) -> None:
    meeting = house.assembly.meetings.filter(slug="full").first() or make.make_meeting(
        house.assembly, slug="full", audience=Audience.PUBLIC
    )
    taken = house.assembly.seats.count()
    for number in range(count):
        make.make_item(meeting, audience=Audience.PUBLIC)
        seat = make.make_seat(house.assembly, house.cities[0], number=taken + number)
        make.make_attendance(meeting, seat, make.make_person(house.network))


@pytest.mark.parametrize(
    ("page", "fill"),
    [
        ("", resolutions),
        ("", meetings),
        ("", groups),
        ("resolutions/", resolutions),
        ("resolutions/?q=Beschluss", resolutions),
        ("meetings/", meetings),
        ("proposals/", proposals),
        ("fields/", groups),
        ("organs/", groups),
        ("organs/", terms),
        ("network/", events),
        ("cities/", alliances),
        ("cities/metz/", alliances),
        ("organs/council/", seats),
        ("meetings/{meeting}/", items),
        ("sitemap.xml", resolutions),
        ("sitemap-pages.xml", meetings),
    ],
)
def test_number_of_queries_does_not_grow(
    client: Client, house: House, page: str, fill: Callable[[House, int], None]
) -> None:
    fill(house, FEW)
    if "{meeting}" in page:
        page = page.format(meeting=house.assembly.meetings.get(slug="full").pk)
    before = queries(client, page)
    fill(house, MANY - FEW)
    assert queries(client, page) == before


def queries(client: Client, page: str) -> int:
    path = f"/{page}" if page.startswith("sitemap") else f"/de/{page}"
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
