"""What lacks a language: the most urgent first, only for whom it is, in a constant number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.meetings.actions import add_item, last_day_to_convene
from quattropole.network.models import Network
from quattropole.texts.localized import Localized
from quattropole.texts.models import State, Text, Wording
from quattropole.translation import actions
from quattropole.translation.models import Assignment
from quattropole.translation.queries import Narrowed, Row, work_for
from quattropole.translation.sources import unit_for
from tests import factories
from tests.factories import House, words

BINDING = Narrowed(languages=("de", "fr"))


@pytest.fixture
def house(network: Network) -> House:
    return factories.make_house(network, councillors=1)


def german(body: str = "Nur deutsch.") -> Text:
    text = factories.make_text(body)
    Wording.objects.filter(text=text, language="fr").delete()
    return text


def found(house: House, narrowed: Narrowed = BINDING) -> dict[str, Row]:
    return {row.key: row for row in work_for(factories.make_viewer(house.secretary), narrowed).rows}


def test_a_proposal_without_french_waits(house: House) -> None:
    proposal = factories.make_proposal(house.board, house.assembly, text=german())
    row = found(house)[f"proposal.{proposal.pk}/fr"]
    assert (row.state, row.source) == (State.MISSING, "de")
    assert f"proposal.{proposal.pk}/de" not in found(house)


def test_names_titles_and_abouts_wait_too(house: House) -> None:
    house.board.about = Localized(de="Über den Vorstand.")
    house.board.save()
    meeting = factories.make_meeting(house.assembly, titles=Localized(de="Sitzung"))
    item = factories.make_item(meeting, titles=Localized(de="Punkt"))
    keys = found(house)
    assert {f"organ.{house.board.pk}/fr", f"meeting.{meeting.pk}/fr", f"item.{item.pk}/fr"} <= set(keys)


def test_a_title_that_changed_makes_the_other_language_outdated(house: House) -> None:
    meeting = factories.make_meeting(house.assembly, titles=words("Sitzung", "Réunion"))
    assert f"meeting.{meeting.pk}/fr" not in found(house)
    meeting.titles = words("Außerordentliche Sitzung", "Réunion")
    meeting.save()
    row = found(house)[f"meeting.{meeting.pk}/fr"]
    assert row.state is State.OUTDATED
    meeting.titles = words("Außerordentliche Sitzung", "Réunion extraordinaire")
    meeting.save()
    assert f"meeting.{meeting.pk}/fr" not in found(house)
    assert f"meeting.{meeting.pk}/de" not in found(house)


def test_what_a_coming_meeting_needs_comes_first(house: House) -> None:
    factories.make_proposal(house.board, house.assembly, text=german())
    meeting = factories.make_meeting(house.assembly, titles=Localized(de="Sitzung"))
    rows = work_for(factories.make_viewer(house.secretary), BINDING).rows
    assert rows[0].unit.key == f"meeting.{meeting.pk}"
    deadline, last = rows[0].unit.deadline, last_day_to_convene(meeting)
    assert deadline is not None
    assert last is not None
    assert deadline == last - timedelta(days=6)
    assert rows[-1].unit.deadline is None


def test_filters_narrow_by_language_state_organ_kind_and_day(house: House) -> None:
    proposal = factories.make_proposal(house.board, house.assembly, text=german())
    meeting = factories.make_meeting(house.assembly, titles=Localized(de="Sitzung"))
    key = f"proposal.{proposal.pk}"
    assert f"{key}/en" in found(house, Narrowed(languages=("en",)))
    assert f"{key}/fr" not in found(house, Narrowed(languages=("fr",), source="lb"))
    assert f"{key}/fr" not in found(house, Narrowed(languages=("fr",), state=State.OUTDATED))
    assert set(found(house, Narrowed(languages=("fr",), kind="proposal"))) == {f"{key}/fr"}
    assert f"{key}/fr" in found(house, Narrowed(languages=("fr",), organ=house.board.pk))
    assert f"meeting.{meeting.pk}/fr" not in found(house, Narrowed(languages=("fr",), organ=house.board.pk))
    soon = Narrowed(languages=("fr",), until=clock.today() + timedelta(days=90))
    assert set(found(house, soon)) == {f"meeting.{meeting.pk}/fr"}


def test_nobody_sees_what_is_not_for_them(house: House, client: Client) -> None:
    inner = factories.make_proposal(house.board, house.board, text=german("Geheim"), audience=Audience.ORGAN)
    closed = factories.make_proposal(house.board, house.board, text=german("Geheimer"), audience=Audience.SECRETARIAT)
    for person in (house.councillors[0], house.mayors[1]):
        keys = {row.unit.key for row in work_for(factories.make_viewer(person), BINDING).rows}
        assert f"proposal.{closed.pk}" not in keys
        assert (f"proposal.{inner.pk}" in keys) == (person == house.mayors[1])
    factories.sign_in(client, house.councillors[0])
    assert client.get(reverse("translation:editor", args=[f"proposal.{inner.pk}", "fr"])).status_code == 404
    assert client.post(reverse("translation:editor", args=[f"proposal.{inner.pk}", "fr"])).status_code == 404


def test_visitors_are_asked_to_sign_in(network: Network, client: Client) -> None:
    for name in ("desk", "glossary", "memory", "deliveries", "term_new", "memory_export"):
        assert client.get(reverse(f"translation:{name}")).status_code in {302, 403}


def test_three_and_many_take_the_same_queries(house: House) -> None:
    def ask() -> int:
        viewer = factories.make_viewer(house.secretary)
        work_for(viewer, BINDING)
        viewer = factories.make_viewer(house.secretary)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            work_for(viewer, BINDING)
        return len(queries)

    def fill(count: int) -> None:
        for number in range(count):
            factories.make_proposal(house.board, house.assembly, text=german(f"Text {number}."))
            meeting = factories.make_meeting(house.assembly, titles=Localized(de=f"Sitzung {number}"))
            factories.make_item(meeting, titles=Localized(de=f"Punkt {number}"))

    fill(3)
    few = ask()
    fill(30)
    assert ask() == few


def test_somebody_is_asked_and_is_done_once_it_is_reviewed(house: House) -> None:
    secretary = factories.make_viewer(house.secretary)
    proposal = factories.make_proposal(house.board, house.assembly, text=german())
    unit = unit_for(secretary, f"proposal.{proposal.pk}")
    assert unit is not None
    actions.assign(unit, "fr", house.mayors[0], by=secretary)
    mine = work_for(factories.make_viewer(house.mayors[0]), Narrowed(languages=("fr",), mine=True)).rows
    assert [row.key for row in mine] == [f"proposal.{proposal.pk}/fr"]
    with pytest.raises(NotPossible):
        actions.assign(unit, "fr", house.councillors[0], by=secretary)
    outsider = unit_for(factories.make_viewer(house.councillors[0]), unit.key)
    assert outsider is None or not outsider.may_write
    with pytest.raises(NotAllowed):
        actions.assign(unit, "fr", house.mayors[1], by=factories.make_viewer(house.mayors[0]))
    assert Assignment.objects.count() == 1


def test_page_shows_counts_and_leads_to_the_sheet(house: House, client: Client) -> None:
    proposal = factories.make_proposal(house.board, house.assembly, text=german())
    factories.sign_in(client, house.secretary)
    page = client.get(reverse("translation:desk"), {"organ": "x", "until": "nonsense", "page": "-1"})
    assert reverse("translation:editor", args=[f"proposal.{proposal.pk}", "fr"]) in page.content.decode()


def test_an_item_that_was_sent_is_only_completed(house: House) -> None:
    from quattropole.meetings.actions import Said, convene, say_item

    secretary = factories.make_viewer(house.secretary)
    meeting = factories.make_meeting(house.assembly)
    item = add_item(meeting, kind="information", titles=Localized(de="Punkt"), audience="organ", by=secretary)
    convene(meeting, by=secretary)
    say_item(item, Said("fr", "Point"), by=secretary)
    with pytest.raises(NotPossible):
        say_item(item, Said("de", "Anderer Punkt"), by=secretary)
    with pytest.raises(NotAllowed):
        say_item(item, Said("lb", "Punkt"), by=factories.make_viewer(house.councillors[0]))
    item.refresh_from_db()
    assert item.titles == {"de": "Punkt", "fr": "Point"}
