"""The live part of amendments: what each screen shows of them, and who can act."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quattropole.access.models import Audience
from quattropole.assembly.actions import floor
from quattropole.assembly.parts import PARTS, Kind, Role, amendments, controls
from quattropole.decisions import actions
from quattropole.decisions.actions import Wish
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network
from tests.assembly.screens import shown, words
from tests.decisions import drafting
from tests.decisions import hall as halls
from tests.decisions.drafting import cents, moved, wish
from tests.decisions.pages import address

PART = amendments.PART


def _called(network: Network) -> tuple[halls.Hall, AgendaItem]:
    hall, item = drafting.assembly(network)
    floor.call_item(item, by=hall.chair)
    return hall, item


def test_part_is_on_every_live_page() -> None:
    assert PART in PARTS
    assert PART.kinds == frozenset(Kind)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_member_sees_the_difference_in_the_own_language_first(network: Network, language: str) -> None:
    hall, item = _called(network)
    amendment = moved(hall, item, cents(item, 60))
    html = shown(PART, hall, language=language)
    assert "<ins>" in html
    assert html.index(f'<div lang="{language}">') < html.index("<details")
    assert address("amendment", amendment.pk, language=language) in html
    assert address("amendment_new", item.pk, language=language) in html
    assert address("recusals", item.pk, language=language) in html
    assert "<form" not in html


def test_chair_has_the_acts_and_the_secretariat_only_reads(network: Network) -> None:
    hall, item = _called(network)
    amendment = moved(hall, item, cents(item, 60))
    other = moved(hall, item, wish(item, ("jährlich", "nie"), None), place=1)
    chair = shown(PART, hall, Kind.CONSOLE, role=Role.CHAIR)
    for act in ("amendment_vote", "amendment_adopt"):
        assert f'hx-post="{address(act, amendment.pk)}"' in chair
    assert address("amendment_vote", other.pk) not in chair
    assert address("amendment_order", other.pk) in chair
    assert "<!--own-->" in chair
    assert "csrfmiddlewaretoken" not in chair
    assert "<form" not in shown(PART, hall, Kind.CONSOLE, role=Role.DESK)


def test_unchanged_language_is_said(network: Network) -> None:
    hall, item = _called(network)
    moved(hall, item, wish(item, ("50 Cent", "60 Cent"), None))
    assert "qp-standing" in shown(PART, hall)


def test_hall_shows_the_amendment_that_is_voted_on_in_both_languages(network: Network) -> None:
    hall, item = _called(network)
    amendment = moved(hall, item, cents(item, 60))
    later = moved(hall, item, wish(item, ("jährlich", "nie"), None, "fr"), place=1)
    actions.open_amendment_vote(amendment, method="named", by=hall.chair)
    html = shown(PART, hall, Kind.PROJECTOR)
    assert '<section lang="de">' in html
    assert '<section lang="fr">' in html
    assert html.count("<ins>") == 2
    assert later.bodies["de"] not in words(html)


def test_hall_says_where_a_long_difference_is_to_be_read(network: Network) -> None:
    hall, item = _called(network)
    long = Wish({"de": "Nein", "fr": "Non"}, {"de": "Nie. " * 300, "fr": "Jamais. " * 300})
    counter = moved(hall, item, long, kind="counter")
    actions.open_amendment_vote(counter, method="named", by=hall.chair)
    html = shown(PART, hall, Kind.PROJECTOR)
    assert "is-none" in html
    assert "Jamais" not in html


def test_hall_reads_the_order_of_votes_before_one_is_opened(network: Network) -> None:
    hall, item = _called(network)
    moved(hall, item, cents(item, 60))
    html = shown(PART, hall, Kind.PROJECTOR)
    assert "qp-hall__order" in html
    assert "<ins>" not in html


def test_console_offers_the_text_once_its_amendments_are_decided(network: Network) -> None:
    hall, item = _called(network)
    assert 'value="named"' in shown(controls.PART, hall, Kind.CONSOLE, role=Role.CHAIR)
    amendment = moved(hall, item, cents(item, 60))
    waiting = shown(controls.PART, hall, Kind.CONSOLE, role=Role.CHAIR)
    assert 'value="named"' not in waiting
    assert "#live-amendments" in waiting
    actions.adopt_amendment(amendment, by=hall.chair)
    assert 'value="named"' in shown(controls.PART, hall, Kind.CONSOLE, role=Role.CHAIR)


def test_gallery_shows_what_is_public_and_no_links(network: Network) -> None:
    hall, item = _called(network)
    moved(hall, item, cents(item, 60))
    actions.recuse(item, hall.seated[1][0], interest="own_discharge", by=hall.viewer(1))
    html = shown(PART, hall, Kind.GALLERY)
    assert "<ins>" in html
    assert "<a " not in html
    assert str(hall.seated[1][1]) not in html
    AgendaItem.objects.filter(pk=item.pk).update(audience=Audience.ORGAN)
    assert shown(PART, hall, Kind.GALLERY) == ""
    assert "<ins>" in shown(PART, hall)
    AgendaItem.objects.filter(pk=item.pk).update(audience=Audience.SECRETARIAT)
    assert shown(PART, hall) == ""


def test_drafts_are_on_no_screen(network: Network) -> None:
    hall, item = _called(network)
    actions.draft_amendment(item, cents(item, 61), by=hall.viewer(0))
    for kind in Kind:
        assert "61" not in words(shown(PART, hall, kind, role=Role.CHAIR if kind is Kind.CONSOLE else Role.NONE))


def test_objections_and_recusals_are_shown_to_those_who_take_part(network: Network) -> None:
    hall, item = _called(network)
    actions.recuse(item, hall.seated[1][0], interest="own_discharge", by=hall.viewer(1))
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "no", 3: "yes", 4: "yes"})
    halls.decide(hall, vote)
    html = shown(PART, hall)
    assert f"{address('objection', vote.pk)}?back=" in html
    assert str(hall.seated[1][1]) in html
    actions.record_objection(vote, hall.seated[0][0], reasons="Zu teuer", by=hall.viewer(0))
    assert "Zu teuer" in shown(PART, hall)
    assert "Zu teuer" not in shown(PART, hall, Kind.GALLERY)


def test_items_with_amendments_are_listed_before_one_is_called(network: Network) -> None:
    hall, item = drafting.assembly(network)
    assert shown(PART, hall) == ""
    moved(hall, item, cents(item, 60))
    assert address("item_text", item.pk) in shown(PART, hall)
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CLOSED)
    assert shown(PART, hall) == ""


def test_part_takes_as_many_queries_for_three_amendments_as_for_thirty(network: Network) -> None:
    hall, item = _called(network)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(PART, hall, Kind.CONSOLE, role=Role.CHAIR)
        return len(captured)

    for number in range(3):
        moved(hall, item, cents(item, 60 + number), place=number)
    few = cost()
    for number in range(27):
        moved(hall, item, cents(item, 70 + number), place=number % 9)
    assert cost() == few
