"""One language is written beside another: through the rights of its room, without losing what others wrote."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from quattropole.decisions.models import Proposal
from quattropole.network.models import Network
from quattropole.texts.actions import Change, new_text, write_wordings
from quattropole.texts.localized import Localized
from quattropole.texts.models import State
from quattropole.translation.editing import Typed, sheet_for
from quattropole.translation.memory import catch_up
from quattropole.translation.models import Standing
from quattropole.translation.sources import unit_for
from tests import factories
from tests.factories import House

BODY = "# Ziel\n\nDer Vorstand trifft sich. Er berät 2026 die Strategie.\n\n- eins\n- zwei"


@pytest.fixture
def house(network: Network) -> House:
    return factories.make_house(network, councillors=1)


@pytest.fixture
def proposal(house: House) -> Proposal:
    text = new_text(["de", "fr", "lb", "en"], ["de", "fr"])
    write_wordings(text, [Change("de", "Kampagne", BODY, 0, State.REVIEWED)], by="x")
    return factories.make_proposal(house.board, house.assembly, text=text)


def address(proposal: Proposal) -> str:
    return reverse("translation:editor", args=[f"proposal.{proposal.pk}", "fr"])


def filled(house: House, proposal: Proposal, rows: list[str], state: str = "draft") -> dict[str, str]:
    """The form as the page sends it, with these words in its rows; the first is the title."""
    viewer = factories.make_viewer(house.secretary)
    unit = unit_for(viewer, f"proposal.{proposal.pk}")
    assert unit is not None
    sheet = sheet_for(viewer, unit, "de", "fr")
    data = {"from": "de", "seen": sheet.seen, "seen_source": sheet.seen_source, "tail": sheet.tail, "state": state}
    data["count"] = str(len(sheet.body))
    for cell, words in zip(sheet.cells, rows, strict=True):
        data |= {
            f"row_{cell.number}": words,
            f"before_{cell.number}": cell.before,
            f"source_{cell.number}": cell.row.source,
        }
    return data


FRENCH = ["Campagne", "Objectif", "Le directoire se réunit.", "Il discute en 2026 de la stratégie.", "un", "deux"]


def test_rows_become_the_text_with_its_headings_and_lists(house: House, proposal: Proposal, client: Client) -> None:
    factories.sign_in(client, house.secretary)
    client.post(address(proposal), filled(house, proposal, FRENCH, "reviewed"))
    french = proposal.text.wordings.get(language="fr")
    assert french.body == ("# Objectif\n\nLe directoire se réunit. Il discute en 2026 de la stratégie.\n\n- un\n- deux")
    assert french.state == State.REVIEWED
    assert proposal.text.wordings.get(language="de").state == State.REVIEWED


def test_writing_a_translation_on_does_not_outdate_what_it_follows(house: House, proposal: Proposal) -> None:
    write_wordings(proposal.text, [Change("fr", "a", "b", 0, State.DRAFT, follows="de")], by="x")
    write_wordings(proposal.text, [Change("fr", "a", "c", 1, State.DRAFT, follows="de")], by="x")
    assert proposal.text.wordings.get(language="de").state == State.REVIEWED
    write_wordings(proposal.text, [Change("fr", "a", "d", 2, State.DRAFT)], by="x")
    assert proposal.text.wordings.get(language="de").state == State.OUTDATED


def test_sheet_shows_what_changed_since_the_last_review(house: House, proposal: Proposal, client: Client) -> None:
    write_wordings(
        proposal.text, [Change("fr", "Campagne", "# But\n\nUn. Deux.", 0, State.REVIEWED, follows="de")], by="x"
    )
    later = BODY.replace("2026", "2027")
    write_wordings(proposal.text, [Change("de", "Kampagne", later, 1, State.REVIEWED)], by="x")
    factories.sign_in(client, house.secretary)
    page = client.get(address(proposal)).content.decode()
    assert "<del>" in page
    assert "2026" in page
    write_wordings(
        proposal.text, [Change("fr", "Campagne", "# But\n\nUn. Encore.", 1, State.DRAFT, follows="de")], by="x"
    )
    assert "<del>" in client.get(address(proposal)).content.decode()


def test_conflict_keeps_what_was_typed_and_shows_the_other(house: House, proposal: Proposal, client: Client) -> None:
    data = filled(house, proposal, FRENCH)
    write_wordings(proposal.text, [Change("fr", "Autre titre", "Autre texte", 0, State.DRAFT)], by="Sekretariat Zwei")
    factories.sign_in(client, house.secretary)
    page = client.post(address(proposal), data)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Autre texte" in text
    assert "Objectif" in text
    assert proposal.text.wordings.get(language="fr").title == "Autre titre"


def test_a_source_that_changed_meanwhile_is_a_conflict(house: House, proposal: Proposal, client: Client) -> None:
    data = filled(house, proposal, FRENCH)
    write_wordings(proposal.text, [Change("de", "Kampagne", BODY + "\n- drei", 1, State.REVIEWED)], by="x")
    factories.sign_in(client, house.secretary)
    page = client.post(address(proposal), data)
    assert page.status_code == 409
    assert "drei" in page.content.decode()
    assert not proposal.text.wordings.filter(language="fr").exists()


def test_suggestions_and_terms_go_into_rows_without_scripts(house: House, proposal: Proposal, client: Client) -> None:
    other = factories.make_text("Der Vorstand trifft sich.", "Le directoire se réunit.")
    factories.make_proposal(house.board, house.assembly, text=other)
    catch_up()
    factories.sign_in(client, house.secretary)
    empty = ["", "", "", "", "", ""]
    page = client.post(address(proposal), filled(house, proposal, empty) | {"act": "use:2:1"}).content.decode()
    assert ">\nLe directoire se réunit.</textarea>" in page
    page = client.post(address(proposal), filled(house, proposal, empty) | {"act": "copy:1"}).content.decode()
    assert ">\nZiel</textarea>" in page
    assert not proposal.text.wordings.filter(language="fr").exists()


def test_nonsense_in_the_form_is_no_error(house: House, proposal: Proposal, client: Client) -> None:
    factories.sign_in(client, house.secretary)
    for data in (
        {},
        {"count": "999999", "state": "x"},
        {"count": "-1", "before_1": "{", "row_0": "Titel", "state": "authentic"},
        {"act": "use:x:y"},
        {"act": "term:0:nobody", "count": "1", "before_1": json.dumps([1])},
    ):
        assert client.post(address(proposal), data).status_code in {200, 409}
    assert client.get(reverse("translation:editor", args=["proposal.0", "fr"])).status_code == 404
    assert client.get(reverse("translation:editor", args=["nothing", "fr"])).status_code == 404
    assert client.get(reverse("translation:editor", args=[f"proposal.{proposal.pk}", "xx"])).status_code == 404


def test_a_name_is_written_with_its_state_by_the_secretariat(house: House, client: Client) -> None:
    house.board.names = Localized(de="Vorstand")
    house.board.save()
    catch_up()
    page = reverse("translation:editor", args=[f"organ.{house.board.pk}", "fr"])
    viewer = factories.make_viewer(house.secretary)
    unit = unit_for(viewer, f"organ.{house.board.pk}")
    assert unit is not None
    data = {"from": "de", "seen": "", "seen_source": unit.side("de").version, "row_0": "Directoire", "state": "draft"}
    factories.sign_in(client, house.mayors[0])
    assert client.post(page, data).status_code == 403
    factories.sign_in(client, house.secretary)
    assert client.post(page, data).status_code == 302
    house.board.refresh_from_db()
    assert house.board.names == {"de": "Vorstand", "fr": "Directoire"}
    assert Standing.objects.get(subject="organ", object_id=house.board.pk, language="fr").state == State.DRAFT
    assert client.post(page, data).status_code == 409


def test_typed_rows_keep_their_gaps() -> None:
    typed = Typed.read(
        {"count": "2", "row_0": " T ", "row_1": "a\r\nb", "before_1": '"# "', "row_2": "c", "before_2": '"\\n\\n"'}
    )
    assert (typed.words.title, typed.words.body) == ("T", "# a\nb\n\nc")
