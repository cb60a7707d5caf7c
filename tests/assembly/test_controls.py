"""The chair's console: what can be done now, and nothing else; two consoles at once."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django_scopes import scope

from quattropole.assembly.actions import floor
from quattropole.assembly.parts import Kind, Role, controls
from quattropole.decisions import actions
from quattropole.decisions.models import Vote
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network
from tests import factories
from tests.assembly.screens import shown, words
from tests.decisions import hall as halls
from tests.decisions import statutes
from tests.decisions.hall import Hall

LIVE = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "live-answer"}
TOLD = 409
SIMPLE = 'more_than = "1/2"\nof = "cast"\nassumed = true'


def console(hall: Hall, role: Role = Role.CHAIR) -> str:
    return shown(controls.PART, hall, Kind.CONSOLE, role=role, language="en")


def addresses(hall: Hall) -> list[str]:
    """The last words of the addresses to which the console's forms go."""
    return [part.split('"')[0].rstrip("/").rsplit("/", 1)[-1] for part in console(hall).split(' hx-post="')[1:]]


def test_before_its_day_the_meeting_cannot_be_opened_and_on_its_day_it_can(network: Network) -> None:
    hall, _item = halls.assembly(network)
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CONVENED)
    assert addresses(hall) == ["open"]


def test_first_item_is_offered_then_the_next(network: Network) -> None:
    hall, item = halls.assembly(network)
    factories.make_item(hall.meeting, kind="information", titles=factories.words("Bericht", "Rapport"))
    assert addresses(hall) == ["call", "pause", "close"]
    assert "Call item 1: Titre" in words(console(hall))
    floor.call_item(item, by=hall.chair)
    assert addresses(hall) == ["vote", "call", "pause", "close"]
    assert "Call item 2: Rapport" in words(console(hall))


def test_open_vote_can_be_closed_broken_off_or_kept_from_a_seat_and_nothing_else(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    assert addresses(hall) == ["close", "exclude", "cancel"]
    actions.close_vote(vote, by=hall.chair)
    assert addresses(hall)[:2] == ["declare", "cancel"]


def test_hands_are_entered_before_the_vote_is_closed(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="hands", by=hall.chair)
    assert addresses(hall)[0] == "hands"
    assert console(hall).count('type="number"') == 4
    actions.count_hands(vote, counts={"yes": 7, "no": 2, "abstain": 1}, by=hall.chair)
    assert "7" in words(console(hall))


def test_election_is_run_from_the_console(network: Network) -> None:
    hall, item = halls.election(network)
    floor.call_item(item, by=hall.chair)
    assert addresses(hall)[0] == "nominate"
    for mayor in hall.house.mayors[:2]:
        actions.nominate(item.election, mayor, by=hall.chair)
    assert addresses(hall)[:4] == ["withdraw", "withdraw", "nominate", "round"]
    actions.open_round(item.election, method="named", by=hall.chair)
    assert addresses(hall) == ["close", "exclude", "cancel"]


def test_interrupted_meeting_can_only_go_on(network: Network) -> None:
    hall, item = halls.assembly(network)
    floor.call_item(item, by=hall.chair)
    floor.pause(hall.meeting, "", by=hall.chair)
    assert addresses(hall) == ["resume", "close"]


def test_secretariat_sees_no_control_of_the_chair(network: Network) -> None:
    hall, item = halls.assembly(network)
    floor.call_item(item, by=hall.chair)
    assert "<form" not in console(hall, Role.DESK)


def test_statutes_say_by_which_methods_can_be_voted(network: Network) -> None:
    hall, item = halls.assembly(network)
    floor.call_item(item, by=hall.chair)
    assert [f'value="{method}"' in console(hall) for method in ("named", "hands", "secret")] == [True, True, True]


def test_tie_is_decided_at_the_console_where_the_statutes_have_the_chair_do_so(db: None) -> None:
    network = factories.make_network(charter=statutes.with_majority(SIMPLE, casting=True))
    with scope(network=network):
        hall, item = halls.assembly(network)
        vote = actions.open_vote(item, method="named", by=hall.chair)
        halls.cast(hall, vote, {0: "yes", 1: "no"})
        actions.close_vote(vote, by=hall.chair)
        assert "Decide with “No” and declare" in words(console(hall))
        assert press(chair_at(hall), "decisions:declare", vote.pk, casting="no").status_code == 200
        vote.refresh_from_db()
        assert vote.result["carried"] is False


def chair_at(hall: Hall) -> Client:
    client = Client()
    factories.sign_in(client, hall.house.president)
    return client


def press(client: Client, name: str, key: int, **fields: Any) -> Any:
    return client.post(reverse(name, args=[key]), fields, **LIVE)


def opened(network: Network) -> tuple[Hall, AgendaItem, Vote]:
    hall, item = halls.assembly(network)
    return hall, item, actions.open_vote(item, method="named", by=hall.chair)


def test_two_consoles_at_once_are_each_told_what_happened(network: Network) -> None:
    hall, _item, vote = opened(network)
    one, other = chair_at(hall), chair_at(hall)
    assert press(one, "decisions:close", vote.pk).status_code == 200
    late = press(other, "decisions:close", vote.pk)
    assert late.status_code == TOLD
    assert 'role="alert"' in late.content.decode()
    assert press(other, "decisions:declare", vote.pk).status_code == 200
    assert press(one, "decisions:declare", vote.pk).status_code == TOLD
    assert press(one, "decisions:cancel", vote.pk).status_code == TOLD
    vote.refresh_from_db()
    assert vote.state == Vote.State.DECLARED


def test_two_consoles_open_one_vote(network: Network) -> None:
    hall, item = halls.assembly(network)
    floor.call_item(item, by=hall.chair)
    one, other = chair_at(hall), chair_at(hall)
    assert press(one, "decisions:item_vote", item.pk, method="named").status_code == 200
    assert press(other, "decisions:item_vote", item.pk, method="secret").status_code == TOLD
    assert Vote.objects.filter(item=item).count() == 1


def test_hands_that_are_no_numbers_are_told_on_the_console(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="hands", by=hall.chair)
    chair = chair_at(hall)
    assert press(chair, "decisions:count_hands", vote.pk, yes="many").status_code == TOLD
    assert press(chair, "decisions:count_hands", vote.pk, yes=40, no=0, abstain=0, invalid=0).status_code == TOLD
    answer = press(chair, "decisions:count_hands", vote.pk, yes=4, no=0, abstain=0, invalid=0)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
