"""What everybody looks at: the current item in its languages, the vote under way, the result, the agenda."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quattropole.access.models import Audience
from quattropole.assembly.actions import floor
from quattropole.assembly.models import Debate
from quattropole.assembly.parts import Kind, Role, agenda, head, news, progress, results, stage
from quattropole.decisions import actions
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network
from tests import factories
from tests.assembly.screens import shown, words
from tests.decisions import hall as halls
from tests.decisions.hall import Hall

EVERYWHERE = list(Kind)
OUTSIDE_THE_HALL = [Kind.CONSOLE, Kind.MEMBER, Kind.GALLERY]


def public(hall: Hall) -> None:
    """Everything on the agenda is public."""
    hall.meeting.items.update(audience=Audience.PUBLIC)


def decided(hall: Hall, item: AgendaItem, *, yes: int, no: int) -> None:
    """A vote on the item by name, with so many votes on either side, declared."""
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {place: "yes" if place < yes else "no" for place in range(yes + no)})
    halls.decide(hall, vote)


@pytest.mark.parametrize("kind", OUTSIDE_THE_HALL)
def test_stage_says_what_comes_next_before_anything_happens(network: Network, kind: Kind) -> None:
    hall, _item = halls.assembly(network)
    for state, said in (
        (Meeting.State.CONVENED, "has not been opened yet"),
        (Meeting.State.OPEN, "No item has been called yet"),
        (Meeting.State.CLOSED, "The meeting is closed"),
    ):
        Meeting.objects.filter(pk=hall.meeting.pk).update(state=state)
        assert said in words(shown(stage.PART, hall, kind, language="en"))


def test_stage_shows_the_wording_in_the_readers_language_first(network: Network) -> None:
    hall, item = halls.assembly(network)
    floor.call_item(item, by=hall.chair)
    html = shown(stage.PART, hall, language="fr")
    assert html.index('lang="fr"') < html.index('lang="de"')
    assert '<details class="qp-sides__other" id="words-de" lang="de">' in html


def test_stage_says_which_majority_is_needed_with_its_paragraph(network: Network) -> None:
    hall, item = halls.assembly(network)
    floor.call_item(item, by=hall.chair)
    said = words(shown(stage.PART, hall))
    assert "mehr als 1/2" in said
    assert "§ 32" in said


def test_hall_reads_both_languages_in_the_order_of_the_network(network: Network) -> None:
    hall, item = halls.assembly(network)
    actions.open_vote(item, method="named", by=hall.chair)
    for language in ("de", "fr", "lb"):
        html = shown(stage.PART, hall, Kind.PROJECTOR, language=language)
        assert html.index('<section lang="de">') < html.index('<section lang="fr">')
        assert '<span lang="de">Eine Abstimmung läuft</span><span lang="fr">Un vote est ouvert</span>' in html


def test_hall_leaves_out_a_wording_that_nobody_could_read(network: Network) -> None:
    hall, item = halls.assembly(network)
    item.titles, item.notes = factories.words("Kurz"), factories.words("Lang. " * 400)
    item.save()
    item.placement.delete()
    floor.call_item(item, by=hall.chair)
    html = shown(stage.PART, hall, Kind.PROJECTOR)
    assert "Lang. Lang." not in html
    assert "qp-hall__note--cut" in html


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_result_is_the_same_on_every_screen(network: Network, kind: Kind) -> None:
    hall, item = halls.assembly(network)
    public(hall)
    decided(hall, item, yes=8, no=3)
    html = shown(stage.PART, hall, kind, language="fr")
    assert "is-carried" in html
    assert "Adoptée" in words(html)
    figures = words(html[html.index("<dl") : html.index("</dl>")])
    assert [word for word in figures.split() if word.isdecimal()] == ["8", "3", "0", "1", "6"]


def test_gallery_learns_nothing_of_what_is_not_public(network: Network) -> None:
    hall, item = halls.assembly(network)
    hall.meeting.items.update(audience=Audience.ORGAN)
    decided(hall, item, yes=8, no=3)
    actions.open_vote(factories.make_item(hall.meeting, matter="procedural"), method="named", by=hall.chair)
    for part in (stage, agenda, results, news, progress, head):
        assert "Titel" not in shown(part.PART, hall, Kind.GALLERY)
    assert "not public" in words(shown(stage.PART, hall, Kind.GALLERY, language="en"))
    assert shown(progress.PART, hall, Kind.GALLERY).strip() == ""
    assert "Titel" in shown(results.PART, hall, Kind.MEMBER)


def test_agenda_shows_how_far_each_item_is(network: Network) -> None:
    hall, item = halls.assembly(network)
    second, third = (factories.make_item(hall.meeting, kind="information") for _ in range(2))
    decided(hall, item, yes=9, no=0)
    floor.call_item(second, by=hall.chair)
    Debate.objects.create(network=network, item=third, state=Debate.State.ADJOURNED)
    said = words(shown(agenda.PART, hall, language="en"))
    assert said.index("Carried") < said.index("Point 2") < said.index("now")
    html = shown(agenda.PART, hall)
    assert [f'<li class="is-{state}"' in html for state in ("done", "current", "adjourned")] == [True] * 3
    assert html.count('aria-current="step"') == 1


def test_chair_can_call_every_item_but_the_current_and_those_put_off(network: Network) -> None:
    hall, item = halls.assembly(network)
    factories.make_item(hall.meeting, kind="information")
    put_off = factories.make_item(hall.meeting, kind="information")
    Debate.objects.create(network=network, item=put_off, state=Debate.State.ADJOURNED)
    floor.call_item(item, by=hall.chair)
    assert shown(agenda.PART, hall, Kind.CONSOLE, role=Role.CHAIR).count("<button") == 1
    assert "<button" not in shown(agenda.PART, hall, Kind.CONSOLE, role=Role.DESK)
    assert "<button" not in shown(agenda.PART, hall, Kind.MEMBER)


def test_no_item_is_called_while_a_vote_is_open_or_the_meeting_is_interrupted(network: Network) -> None:
    hall, item = halls.assembly(network)
    factories.make_item(hall.meeting, kind="information")
    vote = actions.open_vote(item, method="named", by=hall.chair)
    assert "<button" not in shown(agenda.PART, hall, Kind.CONSOLE, role=Role.CHAIR)
    actions.cancel_vote(vote, by=hall.chair)
    floor.pause(hall.meeting, "Mittag", by=hall.chair)
    assert "<button" not in shown(agenda.PART, hall, Kind.CONSOLE, role=Role.CHAIR)


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_interruption_is_told_on_every_screen(network: Network, kind: Kind) -> None:
    hall, _item = halls.assembly(network)
    floor.pause(hall.meeting, "Mittagspause bis 13 Uhr", by=hall.chair)
    part = stage if kind is Kind.PROJECTOR else head
    assert "Mittagspause bis 13 Uhr" in words(shown(part.PART, hall, kind))


def test_progress_counts_the_seats_that_voted_and_names_the_missing_to_the_chair(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "no"})
    html = shown(progress.PART, hall, Kind.CONSOLE, role=Role.CHAIR, language="en")
    assert "2 of 12 seats have voted" in words(html)
    assert html.count("<circle") == 12
    assert "10 seats have not voted yet" in words(html)
    for kind in (Kind.MEMBER, Kind.PROJECTOR):
        assert str(hall.seated[5][0].titles) not in shown(progress.PART, hall, kind)


def test_progress_of_a_secret_vote_names_nobody(network: Network) -> None:
    hall, item = halls.assembly(network)
    actions.open_vote(item, method="secret", by=hall.chair)
    html = shown(progress.PART, hall, Kind.CONSOLE, role=Role.CHAIR, language="en")
    assert "0 of 12 seats have voted" in words(html)
    assert "<circle" not in html
    assert "<details" not in html


def test_news_says_what_happened_and_does_not_move_with_the_ballots(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    before = shown(news.PART, hall, language="en")
    assert "A vote is open." in words(before)
    halls.cast(hall, vote, {0: "yes"})
    assert shown(news.PART, hall, language="en") == before
    halls.decide(hall, vote)
    assert "Titre" in words(shown(news.PART, hall, language="fr"))
    assert "adopté" in words(shown(news.PART, hall, language="fr"))


def test_agenda_is_read_with_the_same_queries_for_3_and_30_items(network: Network) -> None:
    hall, item = halls.assembly(network)
    decided(hall, item, yes=9, no=0)
    numbers = []
    for more in (2, 27):
        for _ in range(more):
            factories.make_item(hall.meeting, kind="information")
        with CaptureQueriesContext(connection) as captured:
            shown(agenda.PART, hall)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]
