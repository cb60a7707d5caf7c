"""Who may look at which screen of a meeting, as a page and as a stream."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.assembly.parts.screens import Kind, Role, Screen
from quattropole.assembly.rules import followers, may_follow, role_of
from quattropole.assembly.stream.board import Board
from quattropole.assembly.stream.rights import admitted
from quattropole.decisions import actions
from quattropole.meetings.models import AgendaItem, Meeting, Reply
from quattropole.network.models import Network, Person
from tests import factories
from tests.assembly.line import watch_of
from tests.decisions import hall as halls
from tests.decisions.hall import Hall

SCREENS = ["member", "console", "projector"]


@pytest.fixture
def hall(network: Network) -> Hall:
    """An assembly in session."""
    made, _item = halls.assembly(network)
    return made


def page(meeting: Meeting, kind: str) -> str:
    return reverse(f"assembly:{kind}", args=[meeting.pk])


def stream(meeting: Meeting, kind: str) -> str:
    if kind == "gallery":
        return reverse("assembly:public_stream", args=[meeting.pk])
    return f"{reverse('assembly:stream', args=[meeting.pk])}?kind={kind}"


def answers(client: Client, meeting: Meeting) -> dict[str, int]:
    """The status of every screen; page and stream always agree."""
    found = {kind: client.get(page(meeting, kind)).status_code for kind in SCREENS}
    assert found == {kind: client.get(stream(meeting, kind)).status_code for kind in SCREENS}
    return found


def test_visitor_is_asked_to_sign_in(hall: Hall, client: Client) -> None:
    assert answers(client, hall.meeting) == {"member": 403, "console": 403, "projector": 403}


def test_member_has_the_page_and_the_projector_but_not_the_console(hall: Hall, client: Client) -> None:
    factories.sign_in(client, hall.seated[0][1])
    assert answers(client, hall.meeting) == {"member": 200, "console": 403, "projector": 200}


@pytest.mark.parametrize("who", ["president", "secretary"])
def test_those_who_run_the_meeting_have_the_console(hall: Hall, client: Client, who: str) -> None:
    factories.sign_in(client, getattr(hall.house, who))
    assert answers(client, hall.meeting) == {"member": 200, "console": 200, "projector": 200}


def test_stranger_finds_no_meeting_that_is_for_its_members(hall: Hall, client: Client) -> None:
    stranger = factories.make_person(hall.house.network)
    factories.sign_in(client, stranger)
    assert set(answers(client, hall.meeting).values()) == {404}


def test_stranger_may_read_of_a_public_meeting_but_not_take_part(hall: Hall, client: Client) -> None:
    Meeting.objects.update(audience=Audience.PUBLIC)
    factories.sign_in(client, factories.make_person(hall.house.network))
    assert set(answers(client, hall.meeting).values()) == {403}


def test_planned_meeting_has_no_live_pages_yet(hall: Hall, client: Client) -> None:
    planned = halls.plan(hall.house.assembly)
    factories.sign_in(client, hall.house.secretary)
    assert client.get(page(planned, "console")).headers["Location"] == reverse("meetings:detail", args=[planned.pk])


@pytest.mark.parametrize("kind", ["gallery", "", "x"])
def test_stream_for_members_has_their_screens_only(hall: Hall, client: Client, kind: str) -> None:
    factories.sign_in(client, hall.house.president)
    assert client.get(f"{reverse('assembly:stream', args=[hall.meeting.pk])}?kind={kind}").status_code == 404


def test_gallery_is_open_to_everybody_while_a_public_meeting_is_in_session(hall: Hall, client: Client) -> None:
    assert client.get(page(hall.meeting, "gallery")).status_code == 404
    assert client.get(stream(hall.meeting, "gallery")).status_code == 404
    Meeting.objects.update(audience=Audience.PUBLIC)
    assert client.get(page(hall.meeting, "gallery")).status_code == 200
    assert client.get(stream(hall.meeting, "gallery")).status_code == 200


def test_gallery_leads_to_the_page_of_the_meeting_before_and_after(hall: Hall, client: Client) -> None:
    own = reverse("website:meeting", args=[hall.meeting.pk])
    Meeting.objects.update(audience=Audience.PUBLIC, state=Meeting.State.CONVENED, opened_at=None)
    assert client.get(page(hall.meeting, "gallery")).headers["Location"] == own
    assert client.get(stream(hall.meeting, "gallery")).status_code == 404
    Meeting.objects.update(state=Meeting.State.CLOSED, closed_at=clock.now())
    assert client.get(page(hall.meeting, "gallery")).status_code == 200
    Meeting.objects.update(closed_at=clock.now() - timedelta(hours=2))
    assert client.get(page(hall.meeting, "gallery")).headers["Location"] == own


def test_gallery_shows_nothing_that_is_not_public(hall: Hall, client: Client) -> None:
    inner = factories.make_item(
        hall.meeting, audience=Audience.ORGAN, titles=factories.words("Vertraulicher Punkt", "Point confidentiel")
    )
    Meeting.objects.update(audience=Audience.PUBLIC)
    vote = actions.open_vote(AgendaItem.objects.exclude(pk=inner.pk).get(), method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "no"})
    shown = client.get(page(hall.meeting, "gallery")).content.decode()
    sent = client.get(stream(hall.meeting, "gallery")).content.decode()
    for text in (shown, sent):
        assert "Vertraulich" not in text
        assert "confidentiel" not in text
        assert hall.seated[0][1].family_name not in text
        assert "hx-post" not in text
    member = Board(hall.meeting.pk).look(Screen(Kind.MEMBER, "de"), hall.seated[0][1].pk)
    assert any("Vertraulich" in part.html for part in member.parts if part)


def test_no_part_of_any_screen_fails(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    item = AgendaItem.objects.filter(meeting=hall.meeting).get()
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "no"})
    board = Board(hall.meeting.pk)
    for language in ("de", "fr", "lb", "en"):
        for screen in (
            Screen(Kind.MEMBER, language),
            Screen(Kind.PROJECTOR, language),
            Screen(Kind.GALLERY, language),
            Screen(Kind.CONSOLE, language, Role.CHAIR),
            Screen(Kind.CONSOLE, language, Role.DESK),
        ):
            person = None if screen.kind == Kind.GALLERY else hall.seated[0][1].pk
            look = board.look(screen, person)
            assert all(look.parts), screen
    assert not caplog.records


def everybody(hall: Hall) -> list[Person]:
    """All sorts of people around a meeting."""
    network = hall.house.network
    named, former, later, _stranger = (factories.make_person(network) for _ in range(4))
    reply = Reply(network=network, meeting=hall.meeting, seat=hall.seated[0][0], by=named, at=clock.now())
    reply.answer, reply.substitute = Reply.Answer.SUBSTITUTE, named
    reply.save()
    factories.make_mandate(
        former,
        factories.make_seat(hall.house.assembly, hall.house.cities[0], number=90),
        ends=clock.today() - timedelta(days=1),
    )
    factories.make_mandate(
        later,
        factories.make_seat(hall.house.assembly, hall.house.cities[0], number=91),
        begins=clock.today() + timedelta(days=1),
    )
    return [*Person.objects.all()]


@pytest.mark.parametrize("audience", Audience.values)
def test_followers_of_a_meeting_are_those_who_may_follow_it(hall: Hall, audience: str) -> None:
    people = everybody(hall)
    Meeting.objects.update(audience=audience)
    meeting = Meeting.objects.get(pk=hall.meeting.pk)
    may = {person.pk for person in people if may_follow(factories.make_viewer(person), meeting)}
    assert followers(meeting, clock.today(), among={person.pk for person in people}) == may
    assert 0 < len(may) < len(people)


def test_stream_admits_whom_the_page_admits(hall: Hall) -> None:
    people = everybody(hall)
    meeting = Meeting.objects.get(pk=hall.meeting.pk)
    for kind in (Kind.MEMBER, Kind.PROJECTOR, Kind.CONSOLE):
        watches = {person: watch_of(meeting, person, kind) for person in people}
        let_in = {person for person, watch in watches.items() if watch in admitted(meeting.pk, watches.values())}
        viewers = {person: Viewer(meeting.network, person) for person in people}
        if kind == Kind.CONSOLE:
            assert let_in == {person for person in people if role_of(viewers[person], meeting) == Role.CHAIR}
        else:
            assert let_in == {person for person in people if may_follow(viewers[person], meeting)}


def test_rights_of_many_are_asked_in_as_many_queries_as_those_of_few(hall: Hall) -> None:
    watches = [watch_of(hall.meeting, person) for _, person in hall.seated]
    with CaptureQueriesContext(connection) as few:
        assert len(admitted(hall.meeting.pk, watches[:2])) == 2
    with CaptureQueriesContext(connection) as many:
        assert len(admitted(hall.meeting.pk, watches)) == len(watches)
    assert len(many) == len(few) < 12


def test_stream_of_a_server_that_keeps_none_brings_what_differs(hall: Hall, client: Client) -> None:
    factories.sign_in(client, hall.seated[0][1])
    everything = client.get(stream(hall.meeting, "member"))
    assert everything.headers["Content-Type"] == "text/event-stream"
    assert b"event: agenda" in everything.content
    state = re.findall(r"^id: (.+)$", everything.content.decode(), re.MULTILINE)[-1]
    nothing = client.get(f"{stream(hall.meeting, 'member')}&seen={state}").content
    assert re.findall(rb"event: (\w+)", nothing) == [b"at"]
    actions.open_vote(AgendaItem.objects.get(meeting=hall.meeting), method="named", by=hall.chair)
    news = client.get(stream(hall.meeting, "member"), headers={"Last-Event-ID": state}).content
    assert b"event: ballot" in news
    assert b"event: presence" not in news


def test_page_and_stream_agree_on_what_was_seen(hall: Hall, client: Client) -> None:
    factories.sign_in(client, hall.seated[0][1])
    shown = client.get(page(hall.meeting, "member")).content.decode()
    address = unescape(re.findall(r'sse-connect="([^"]+)"', shown)[0])
    assert re.findall(rb"event: (\w+)", client.get(address).content) == [b"at"]


def test_forms_of_a_page_work_without_scripts(hall: Hall, client: Client) -> None:
    actions.open_vote(AgendaItem.objects.get(meeting=hall.meeting), method="named", by=hall.chair)
    factories.sign_in(client, hall.seated[0][1])
    first, second = (client.get(page(hall.meeting, "member")).content.decode() for _ in range(2))
    form = re.findall(r"<form[^>]*/ballot/.*?</form>", first, re.DOTALL)[0]
    assert 'name="csrfmiddlewaretoken"' in form
    assert f'name="back" value="{page(hall.meeting, "member")}?anew=1"' in form
    nonces = [re.findall(r'name="nonce" value="([0-9a-f]{32})"', shown)[0] for shown in (first, second)]
    assert nonces[0] != nonces[1]
    assert f"&quot;nonce&quot;: &quot;{nonces[0]}&quot;" in first
    assert "csrfmiddlewaretoken" not in client.get(stream(hall.meeting, "member")).content.decode()


def test_page_is_never_kept_by_a_browser(hall: Hall, client: Client) -> None:
    factories.sign_in(client, hall.seated[0][1])
    assert "no-store" in client.get(page(hall.meeting, "member")).headers["Cache-Control"]
