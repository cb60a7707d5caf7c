"""The ways to the live pages: from the desk, from the meeting's pages, for the public; and none where there is none."""

from typing import Any

from django.test import Client
from django.urls import reverse

from quattropole.access.models import Audience
from quattropole.meetings.models import Meeting
from quattropole.network.models import Network, Person
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.hall import Hall


def page(person: Person | None, address: str) -> str:
    client = Client()
    if person is not None:
        factories.sign_in(client, person)
    answer: Any = client.get(address)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def live(hall: Hall, kind: str) -> str:
    return reverse(f"assembly:{kind}", args=[hall.meeting.pk])


def test_desk_leads_everybody_to_the_live_page_with_one_tap(network: Network) -> None:
    hall, _item = halls.assembly(network)
    start = reverse("desk:start")
    assert f'href="{live(hall, "member")}"' in page(hall.seated[0][1], start)
    assert f'href="{live(hall, "console")}"' in page(hall.house.president, start)
    assert f'href="{live(hall, "console")}"' in page(hall.house.secretary, start)
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CLOSED)
    assert "/live/" not in page(hall.seated[0][1], start)


def test_desk_says_nothing_of_a_meeting_that_is_not_for_the_reader(network: Network) -> None:
    hall, _item = halls.assembly(network)
    board = factories.make_holder(factories.make_organ(network, "other"), hall.house.cities[0])
    assert "/live/" not in page(board, reverse("desk:start"))


def test_session_page_leads_to_the_live_pages_while_there_are_some(network: Network) -> None:
    hall, _item = halls.assembly(network)
    address = reverse("meetings:session", args=[hall.meeting.pk])
    for state in (Meeting.State.CONVENED, Meeting.State.OPEN):
        Meeting.objects.filter(pk=hall.meeting.pk).update(state=state)
        assert live(hall, "console") in page(hall.house.president, address)
        assert live(hall, "member") in page(hall.seated[0][1], address)
        assert live(hall, "console") not in page(hall.seated[0][1], address)
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CLOSED)
    assert live(hall, "member") not in page(hall.seated[0][1], address)


def test_no_page_of_the_session_asks_again_and_again(network: Network) -> None:
    hall, _item = halls.assembly(network)
    for address in ("meetings:session", "assembly:member", "assembly:console"):
        assert "every " not in page(hall.house.president, reverse(address, args=[hall.meeting.pk]))


def test_public_pages_lead_to_the_gallery_of_a_public_meeting_in_session(network: Network) -> None:
    hall, _item = halls.assembly(network)
    Meeting.objects.filter(pk=hall.meeting.pk).update(audience=Audience.PUBLIC)
    listed = [reverse("website:meetings"), reverse("website:meeting", args=[hall.meeting.pk]), reverse("website:home")]
    for address in listed:
        assert live(hall, "gallery") in page(None, address)
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CONVENED)
    for address in listed:
        assert live(hall, "gallery") not in page(None, address)


def test_decision_without_a_meeting_has_no_live_page(network: Network) -> None:
    hall, _item = halls.assembly(network)
    Meeting.objects.filter(pk=hall.meeting.pk).update(
        mode=Meeting.Mode.CIRCULAR, deadline=hall.meeting.starts_at, audience=Audience.PUBLIC
    )
    assert "/live/" not in page(hall.seated[0][1], reverse("desk:start"))
    assert "/live/" not in page(None, reverse("website:meeting", args=[hall.meeting.pk]))
    client = Client()
    factories.sign_in(client, hall.house.president)
    for kind in ("member", "console", "projector", "gallery"):
        assert client.get(live(hall, kind)).status_code in {302, 404}


def test_live_pages_work_by_reloading(network: Network) -> None:
    hall, _item = halls.assembly(network)
    for kind in ("member", "console", "projector"):
        html = page(hall.house.president, live(hall, kind))
        assert '<noscript><p class="qp-live__reload">' in html
        assert html.count("<h1") == 1
