"""The pages of proposals: the list, a new one, the editor, the way to an agenda."""

from typing import Any

from django.test import Client
from django.urls import reverse

from quattropole.access.models import Audience
from quattropole.decisions import actions
from quattropole.decisions.models import Placement, Proposal
from quattropole.network.models import Network
from quattropole.texts.models import Wording
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.pages import address, editor, page, sent, signed_in
from tests.factories import House


def test_visitor_is_told_to_sign_in(network: Network, client: Client) -> None:
    for name in ("proposals", "proposal_new", "elections", "register"):
        assert client.get(address(name)).status_code == 403


def test_proposals_are_listed_by_state_with_languages_and_agenda(network: Network) -> None:
    house = halls.furnish(network)
    placed = halls.proposed(
        house, text=factories.make_text(title=("Radweg an der Mosel", "")), field=factories.make_field(network)
    )
    actions.place_proposal(placed, halls.plan(house.assembly), by=factories.make_viewer(house.secretary))
    factories.make_proposal(
        house.board, house.assembly, text=factories.make_text(title=("Skizze einer Ringbahn", "Projet"))
    )
    client = signed_in(house.secretary)
    listed = page(client, address("proposals"))
    assert "Radweg an der Mosel" in listed
    assert "Skizze einer Ringbahn" in listed
    assert "Tourism" in listed
    assert "français" in listed
    narrowed = page(client, address("proposals") + "?state=draft")
    assert "Skizze einer Ringbahn" in narrowed
    assert "Radweg an der Mosel" not in narrowed
    french = page(client, address("proposals", language="fr"))
    assert '<span lang="de">Radweg an der Mosel</span>' in french


def _about(house: House, matter: str) -> dict[str, Any]:
    return {"origin": house.board.pk, "addressee": house.assembly.pk, "matter": matter, "audience": "public"}


def test_proposal_is_drafted_in_one_language(network: Network) -> None:
    house = halls.furnish(network)
    client = signed_in(house.secretary)
    assert 'name="title_fr"' in page(client, address("proposal_new"))
    about: dict[str, Any] = {
        "origin": house.board.pk,
        "addressee": house.assembly.pk,
        "matter": "strategic",
        "audience": "public",
    }
    where = sent(client, address("proposal_new"), **about, **editor(title_de="Kampagne", body_de="Wir werben."))
    proposal = Proposal.objects.get()
    assert where == address("proposal", proposal.pk)
    assert (proposal.matter, proposal.audience, proposal.state) == ("strategic", "public", "draft")
    shown = page(client, where)
    assert "Kampagne" in shown
    assert "Strategische Entscheidung" in shown


def test_new_proposal_keeps_what_was_typed_when_something_is_missing(network: Network) -> None:
    house = halls.furnish(network)
    client = signed_in(house.secretary)
    about: dict[str, Any] = {
        "origin": house.board.pk,
        "addressee": house.assembly.pk,
        "matter": "election",
        "audience": "public",
    }
    shown = sent(client, address("proposal_new"), 200, **about, **editor(title_de="Wahl der Präsidentin"))
    assert "Wahl der Präsidentin" in shown
    assert "id_office_error" in shown
    assert not Proposal.objects.exists()


def test_councillor_drafts_nothing_for_the_board(network: Network) -> None:
    house = halls.furnish(network)
    client = signed_in(house.councillors[0])
    about: dict[str, Any] = {
        "origin": house.board.pk,
        "addressee": house.assembly.pk,
        "matter": "ordinary",
        "audience": "public",
    }
    sent(client, address("proposal_new"), 200, **about, **editor(title_de="Titel"))
    assert not Proposal.objects.exists()


def test_text_is_saved_and_a_conflict_keeps_both_versions(network: Network) -> None:
    house = halls.furnish(network)
    proposal = halls.proposed(house)
    client = signed_in(house.secretary)
    old = editor(proposal, title_de="Meine Fassung")
    sent(client, address("proposal", proposal.pk), **editor(proposal, title_de="Erste Fassung"))
    assert Wording.objects.get(language="de").title == "Erste Fassung"
    shown = sent(client, address("proposal", proposal.pk), 409, **old)
    assert "Meine Fassung" in shown
    assert "Erste Fassung" in shown
    assert Wording.objects.get(language="de").title == "Erste Fassung"


def test_change_in_one_authentic_language_shows_what_changed_in_the_other(network: Network) -> None:
    house = halls.furnish(network)
    proposal = halls.proposed(house)
    client = signed_in(house.secretary)
    sent(client, address("proposal", proposal.pk), **editor(proposal, body_de="Der neue Wortlaut."))
    shown = page(client, address("proposal", proposal.pk))
    assert "qp-diff" in shown
    assert 'name="confirm_fr"' in shown


def test_placing_a_strategic_draft_shows_the_paragraph_in_both_languages(network: Network) -> None:
    house = halls.furnish(network)
    draft = factories.make_proposal(house.board, house.assembly, matter="strategic")
    meeting = halls.plan(house.assembly)
    client = signed_in(house.secretary)
    texts = []
    for language in ("de", "fr"):
        shown = sent(client, address("proposal_place", draft.pk, language=language), 409, meeting=meeting.pk)
        assert "qp-verdict--breached" in shown
        assert "auf Vorschlag des Vorstandes" in shown
        assert f'value="{meeting.pk}" selected' in shown
        texts.append(shown[shown.index("qp-verdict__word") :][:400])
    assert texts[0] != texts[1]
    assert not Placement.objects.exists()


def test_proposal_is_placed_from_its_page_and_from_the_agenda(network: Network) -> None:
    house = halls.furnish(network)
    client = signed_in(house.secretary)
    first, second = halls.proposed(house), halls.proposed(house)
    meeting = halls.plan(house.assembly)
    sent(client, address("proposal_place", first.pk), meeting=meeting.pk)
    agenda = page(client, reverse("meetings:detail", args=[meeting.pk]))
    assert address("proposal", first.pk) in agenda
    assert f'<option value="{second.pk}">' in agenda
    assert f'<option value="{first.pk}">' not in agenda
    sent(client, address("agenda_add", meeting.pk), proposal=second.pk)
    assert Placement.objects.count() == 2
    assert "qp-notice--danger" in sent(client, address("agenda_add", meeting.pk), 409, proposal=second.pk)


def test_proposal_page_is_only_for_those_who_may_see_it(network: Network) -> None:
    house = halls.furnish(network)
    inner = halls.proposed(house, audience=Audience.SECRETARIAT)
    client = signed_in(house.councillors[0])
    for name in ("proposal",):
        page(client, address(name, inner.pk), 404)
    for name in ("proposal_about", "proposal_place", "proposal_withdraw", "proposal"):
        sent(client, address(name, inner.pk), 404)
    seen = halls.proposed(house)
    assert "<textarea" not in page(client, address("proposal", seen.pk))
    sent(client, address("proposal_withdraw", seen.pk), 403)
    sent(client, address("proposal", seen.pk), 403, **editor(seen, title_de="Fremd"))


def test_about_is_changed_and_a_withdrawal_is_final(network: Network) -> None:
    house = halls.furnish(network)
    field = factories.make_field(network)
    proposal = halls.proposed(house)
    client = signed_in(house.secretary)
    about: dict[str, Any] = {"matter": "ordinary", "field": field.pk, "audience": "network"}
    sent(client, address("proposal_about", proposal.pk), **about)
    proposal.refresh_from_db()
    assert (proposal.field, proposal.audience) == (field, "network")
    shown = sent(client, address("proposal_about", proposal.pk), 409, **{**about, "matter": "strategic"})
    assert 'value="strategic" selected' in shown
    sent(client, address("proposal_withdraw", proposal.pk))
    shown = page(client, address("proposal", proposal.pk))
    assert "<textarea" not in shown
    assert "is-failed" in shown


def test_proposal_with_an_endless_number_is_not_found(network: Network) -> None:
    house = halls.furnish(network)
    client = signed_in(house.secretary)
    assert (
        client.post(address("agenda_add", halls.plan(house.assembly).pk), {"proposal": "9" * 5000}).status_code == 404
    )
