"""The debate on the live pages, and its acts as forms send them, with scripts and without."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible
from quattropole.assembly.actions import floor as floor_acts
from quattropole.assembly.actions import procedure
from quattropole.assembly.actions import speakers as speaker_acts
from quattropole.assembly.models import Debate, ProceduralMotion, Speech
from quattropole.assembly.parts import Kind, Role, Screen, motions, speakers, turn
from quattropole.assembly.queries.floor import debate_of, floor_of
from quattropole.assembly.queries.people import person_named, suggested_names
from quattropole.assembly.queries.speakers import speakers_of
from quattropole.assembly.queries.turns import read_turn, turn_keys
from quattropole.assembly.views.reading import seconds_in
from quattropole.decisions.models import Vote
from quattropole.live.answers import TARGET
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network
from tests import factories
from tests.assembly.floor import asks, debating, passing
from tests.decisions.hall import Hall
from tests.decisions.pages import page, sent, signed_in

pytestmark = pytest.mark.django_db

Debating = tuple[Hall, AgendaItem]
LIVE = {"HX-Request": "true", "HX-Target": TARGET}


@pytest.fixture
def room(network: Network) -> Iterator[Debating]:
    with translation.override("en"):
        yield debating(network)


def to(name: str, pk: int) -> str:
    return reverse(f"assembly:{name}", args=[pk])


def shown(part: object, hall: Hall, kind: Kind, role: Role = Role.NONE, language: str = "en") -> str:
    """What a part shows on a screen."""
    meeting = Meeting.objects.select_related("organ__network", "network").get(pk=hall.meeting.pk)
    with translation.override(language):
        html: str = part.render(meeting, Screen(kind, language, role))  # type: ignore[attr-defined]  # a module of parts
    return html


def member(hall: Hall, place: int) -> Client:
    return signed_in(hall.seated[place][1])


def test_every_screen_shows_who_speaks_and_who_waits(room: Debating) -> None:
    hall, item = room
    first, _second = asks(hall, item, 1, 4)
    speaker_acts.put_up(item, guest="Gast aus Nancy", by=hall.chair)
    speaker_acts.give_floor(first, by=hall.chair)
    for kind in (Kind.CONSOLE, Kind.MEMBER, Kind.PROJECTOR):
        for language in ("de", "fr", "en"):
            html = shown(speakers, hall, kind, Role.CHAIR, language)
            for place in (1, 4):
                assert str(hall.seated[place][1]) in html
            assert "Gast aus Nancy" in html
            assert "data-since=" in html


def test_only_the_chair_has_the_chairs_buttons(room: Debating) -> None:
    hall, item = room
    (speech,) = asks(hall, item, 4)
    moved = procedure.move(item, ProceduralMotion.Kind.CLOSE_LIST, by=hall.viewer(1))
    floor, carry = to("give_floor", speech.pk), to("carry_unopposed", moved.pk)
    assert floor in shown(speakers, hall, Kind.CONSOLE, Role.CHAIR)
    assert carry in shown(motions, hall, Kind.CONSOLE, Role.CHAIR)
    assert to("put_up", item.pk) in shown(speakers, hall, Kind.CONSOLE, Role.DESK)
    for kind, role in ((Kind.CONSOLE, Role.DESK), (Kind.MEMBER, Role.NONE), (Kind.PROJECTOR, Role.CHAIR)):
        assert floor not in shown(speakers, hall, kind, role)
        assert carry not in shown(motions, hall, kind, role)
    assert "<form" not in shown(motions, hall, Kind.PROJECTOR) + shown(speakers, hall, Kind.PROJECTOR)


def test_the_gallery_shows_the_debate_of_what_is_public_alone(room: Debating) -> None:
    hall, item = room
    asks(hall, item, 1)
    procedure.move(item, ProceduralMotion.Kind.CLOSE_LIST, by=hall.viewer(1))
    assert str(hall.seated[1][1]) in shown(speakers, hall, Kind.GALLERY)
    assert "<form" not in shown(speakers, hall, Kind.GALLERY) + shown(motions, hall, Kind.GALLERY)
    AgendaItem.objects.filter(pk=item.pk).update(audience=Audience.ORGAN)
    assert shown(speakers, hall, Kind.GALLERY) == shown(motions, hall, Kind.GALLERY) == ""
    assert str(hall.seated[1][1]) in shown(speakers, hall, Kind.MEMBER)


def test_nothing_of_the_debate_is_shown_before_an_item_is_called_or_after_the_end(network: Network) -> None:
    hall, item = debating(network)
    floor = floor_of(hall.meeting)
    floor.item = None
    floor.save()
    assert shown(speakers, hall, Kind.CONSOLE, Role.CHAIR) == shown(motions, hall, Kind.CONSOLE, Role.CHAIR) == ""
    floor.item = item
    floor.save()
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CLOSED)
    assert shown(speakers, hall, Kind.CONSOLE, Role.CHAIR) == shown(motions, hall, Kind.CONSOLE, Role.CHAIR) == ""


def test_a_key_says_where_somebody_stands(room: Debating) -> None:
    hall, item = room
    speaks, _waits = asks(hall, item, 1, 4)
    asks(hall, item, 5)
    speaker_acts.give_floor(speaks, by=hall.chair)
    speaker_acts.ask_to_speak(item, kind=Speech.Kind.ORDER, by=hall.viewer(5))
    motion = procedure.move(item, ProceduralMotion.Kind.CLOSE_LIST, by=hall.viewer(7))
    people = {place: hall.seated[place][1].pk for place in (1, 4, 5, 7, 8)}
    keys = turn_keys(hall.meeting, [*people.values(), hall.house.secretary.pk])
    turns = {place: read_turn(keys[pk]) for place, pk in people.items()}
    assert turns[1].has_floor
    assert (turns[4].place, turns[5].place, turns[5].raises_order) == (1, 2, True)
    assert turns[7].motions == (motion.pk,)
    assert turns[8].is_here
    assert turns[8].place is None
    assert not read_turn(keys.get(hall.house.secretary.pk, "")).is_here


def test_the_own_turn_offers_what_one_can_do(room: Debating) -> None:
    hall, item = room
    meeting = Meeting.objects.get(pk=hall.meeting.pk)
    screen = Screen(Kind.MEMBER, "en")
    assert turn.render(meeting, screen, "") == ""
    assert to("ask_to_speak", item.pk) in turn.render(meeting, screen, "h")
    waiting = turn.render(meeting, screen, "h w3")
    assert "Place 3" in waiting
    assert to("take_back", item.pk) in waiting
    assert to("finish", item.pk) in turn.render(meeting, screen, "h s")
    speaker_acts.set_list(item, Debate.State.LIST_CLOSED, by=hall.chair)
    closed = turn.render(meeting, screen, "h")
    assert "The list of speakers is closed." in closed
    assert 'value="order"' in closed


def test_keys_take_as_many_queries_for_three_as_for_many(
    network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hall, item = debating(network, councillors=8)
    for places in (range(3), range(3, 30)):
        asks(hall, item, *places)
        with django_assert_num_queries(6):
            turn_keys(hall.meeting, [person.pk for _seat, person in hall.seated])


def test_a_member_asks_takes_back_speaks_and_finishes(room: Debating) -> None:
    hall, item = room
    client = member(hall, 4)
    back = to("member", hall.meeting.pk)
    assert sent(client, to("ask_to_speak", item.pk), kind="speech", language="fr", back=back) == back
    sent(client, to("take_back", item.pk), kind="speech")
    sent(client, to("take_back", item.pk), kind="speech")
    assert speakers_of(hall.meeting).waiting == ()
    sent(client, to("ask_to_speak", item.pk), kind="speech")
    speech = speakers_of(hall.meeting).waiting[0].speech
    sent(client, to("give_floor", speech.pk), status=403)
    chair = signed_in(hall.house.president)
    sent(chair, to("give_floor", speech.pk))
    sent(client, to("finish", item.pk))
    sent(client, to("finish", item.pk))
    assert speakers_of(hall.meeting).running is None


def test_a_live_page_is_told_beside_the_stream(room: Debating) -> None:
    hall, item = room
    client = member(hall, 4)
    done = client.post(to("ask_to_speak", item.pk), {"kind": "speech"}, headers=LIVE)
    assert done.status_code == 200
    speaker_acts.set_list(item, Debate.State.LIST_CLOSED, by=hall.chair)
    closed = member(hall, 5).post(to("ask_to_speak", item.pk), {"kind": "speech"}, headers=LIVE)
    assert closed.status_code == 409
    assert "The list of speakers is closed." in closed.content.decode()
    stranger = signed_in(hall.house.secretary).post(to("ask_to_speak", item.pk), {"kind": "speech"}, headers=LIVE)
    assert stranger.status_code == 409
    assert "Only those who are present" in stranger.content.decode()


def test_visitors_and_other_networks_reach_nothing(room: Debating) -> None:
    hall, item = room
    (speech,) = asks(hall, item, 1)
    motion = procedure.move(item, ProceduralMotion.Kind.CLOSE_LIST, by=hall.viewer(1))
    visitor = Client()
    for name, pk in (
        ("call_item", hall.meeting.pk),
        ("pause", hall.meeting.pk),
        ("ask_to_speak", item.pk),
        ("put_up", item.pk),
        ("give_floor", speech.pk),
        ("carry_unopposed", motion.pk),
        ("move", item.pk),
    ):
        assert visitor.post(to(name, pk)).status_code == 403
        assert visitor.get(to(name, pk)).status_code == 405
    AgendaItem.objects.filter(pk=item.pk).update(audience=Audience.ORGAN)
    outsider = signed_in(factories.make_holder(hall.house.board, None, number=9))
    assert outsider.post(to("give_floor", speech.pk)).status_code == 404


def test_the_chair_calls_interrupts_and_goes_on_by_forms(room: Debating) -> None:
    hall, item = room
    chair = signed_in(hall.house.president)
    second = factories.make_item(hall.meeting)
    elsewhere = factories.make_item(factories.make_meeting(hall.house.assembly))
    sent(chair, to("call_item", hall.meeting.pk), item=second.pk)
    assert floor_of(hall.meeting).item == second
    sent(chair, to("call_item", hall.meeting.pk), item=item.pk)
    sent(chair, to("call_item", hall.meeting.pk))
    assert floor_of(hall.meeting).item == second
    sent(chair, to("call_item", hall.meeting.pk), status=404, item=elsewhere.pk)
    sent(chair, to("call_item", hall.meeting.pk), status=404, item="x")
    sent(chair, to("pause", hall.meeting.pk), reason="Mittag")
    assert floor_of(hall.meeting).pause == "Mittag"
    assert "Mittag" in page(chair, to("console", hall.meeting.pk))
    sent(chair, to("resume", hall.meeting.pk))
    assert floor_of(hall.meeting).paused_at is None


def test_rules_are_read_as_people_write_minutes(room: Debating) -> None:
    hall, _item = room
    chair = signed_in(hall.house.president)
    address = to("set_rules", hall.meeting.pk)
    sent(chair, address, alternation="city", newcomers_first="1", speech_minutes="2:30", city_minutes="")
    floor = floor_of(hall.meeting)
    assert (floor.alternation, floor.newcomers_first, floor.speech_seconds, floor.city_seconds) == (
        "city",
        True,
        150,
        None,
    )
    sent(chair, address, status=409, alternation="city", speech_minutes="soon")
    assert [seconds_in(given) for given in ("", "3", "2,5", "2.5", "2:30", "0.25")] == [None, 180, 150, 150, 150, 15]
    for wrong in ("x", "1:75", "-3", "1.234"):
        with pytest.raises(NotPossible):
            seconds_in(wrong)


def test_the_list_is_kept_by_forms(room: Debating) -> None:
    hall, item = room
    chair, secretary = signed_in(hall.house.president), signed_in(hall.house.secretary)
    sent(secretary, to("put_up", item.pk), name=str(hall.seated[4][1]), language="fr")
    sent(secretary, to("put_up", item.pk), name="Frau Gast")
    first, guest = (line.speech for line in speakers_of(hall.meeting).waiting)
    assert (first.seat, guest.guest) == (hall.seated[4][0], "Frau Gast")
    sent(chair, to("move_request", guest.pk), to=1)
    assert speakers_of(hall.meeting).waiting[0].speech == guest
    sent(chair, to("order_by_rules", item.pk))
    assert speakers_of(hall.meeting).waiting[0].speech == first
    sent(chair, to("give_floor", first.pk))
    sent(chair, to("end_speech", first.pk))
    sent(secretary, to("withdraw_request", guest.pk))
    sent(chair, to("set_list", item.pk), state="list_closed")
    assert debate_of(item).state == Debate.State.LIST_CLOSED
    sent(chair, to("set_list", item.pk), status=409, state="gone")


def test_names_find_people_and_say_when_several_are_meant(room: Debating) -> None:
    hall, _item = room
    person = hall.seated[4][1]
    person.given_name, person.family_name = "Ada", "Überall"
    person.save()
    assert person_named(hall.meeting, "überall") == person
    assert person_named(hall.meeting, " ada  ÜBERALL ") == person
    assert person_named(hall.meeting, str(hall.house.secretary)) == hall.house.secretary
    assert person_named(hall.meeting, "") is None
    assert person_named(hall.meeting, "Niemand") is None
    with pytest.raises(NotPossible):
        person_named(hall.meeting, "person")
    assert "Ada Überall" in suggested_names(hall.meeting)


def test_motions_are_moved_and_decided_by_forms(room: Debating) -> None:
    hall, item = room
    chair, client = signed_in(hall.house.president), member(hall, 4)
    target = factories.make_organ(hall.house.network, "tourism")
    sent(client, to("move", item.pk), kind="refer", target=target.pk)
    sent(client, to("move", item.pk), status=409, kind="refer", target="")
    sent(client, to("move", item.pk), kind="limit_time", minutes="1:30")
    refer = ProceduralMotion.objects.get(kind="refer")
    limit = ProceduralMotion.objects.get(kind="limit_time")
    assert (refer.target, limit.seconds) == (target, 90)
    sent(chair, to("carry_unopposed", limit.pk), status=409)
    sent(client, to("withdraw_motion", refer.pk))
    sent(chair, to("put_to_vote", limit.pk), status=409, method="secret")
    sent(chair, to("put_to_vote", limit.pk), method="hands")
    assert Vote.objects.get().procedural_motion == limit
    html = page(chair, to("console", hall.meeting.pk))
    assert "1:30" in html


def test_the_secretariat_writes_motions_down_by_forms(room: Debating) -> None:
    hall, item = room
    secretary = signed_in(hall.house.secretary)
    sent(secretary, to("move", item.pk), kind="close_list", name=str(hall.seated[4][1]))
    assert ProceduralMotion.objects.get().person == hall.seated[4][1]
    sent(secretary, to("move", item.pk), status=409, kind="close_debate", name="Niemand")
    sent(secretary, to("move", item.pk), status=403, kind="close_debate")


def test_demands_are_joined_counted_and_dropped_by_forms(network: Network) -> None:
    hall, item = debating(network, councillors=9)
    chair, client = signed_in(hall.house.president), member(hall, 4)
    sent(client, to("move", item.pk), kind="secret_vote")
    motion = ProceduralMotion.objects.get()
    assert to("support", motion.pk) in shown(motions, hall, Kind.MEMBER, language="de")
    sent(member(hall, 5), to("support", motion.pk))
    assert motion.supports.count() == 1
    sent(chair, to("count_supporters", motion.pk), supporters="3")
    sent(chair, to("count_supporters", motion.pk), status=404, supporters="many")
    sent(chair, to("drop_demand", motion.pk))
    motion.refresh_from_db()
    assert (motion.supporters, motion.state) == (3, ProceduralMotion.State.LOST)


def test_the_pages_carry_the_parts_of_the_debate(room: Debating) -> None:
    hall, item = room
    (speech,) = asks(hall, item, 4)
    speaker_acts.give_floor(speech, by=hall.chair)
    floor_acts.set_rules(hall.meeting, "city", False, 60, 120, by=hall.chair)
    passing(90)
    procedure.move(item, ProceduralMotion.Kind.SECRET_VOTE, by=hall.viewer(1))
    chair, client = signed_in(hall.house.president), member(hall, 4)
    console = page(chair, to("console", hall.meeting.pk))
    for name in ("speakers", "motions"):
        assert f'id="live-{name}"' in console
    assert 'id="live-turn"' in page(client, to("member", hall.meeting.pk))
    assert str(speech.person) in page(chair, to("projector", hall.meeting.pk))
