"""The public register, a resolution with thread and proof, proposals."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from quattropole.access.models import Audience
from quattropole.decisions.models import Placement, Proposal, Resolution
from quattropole.texts.localized import Localized
from tests import factories as make
from tests.factories import House, words

VERDICT = {
    "rule": "notice",
    "outcome": "met",
    "effect": "void",
    "cite": "Satzung § 8",
    "url": "",
    "assumed": True,
    "facts": {},
    "texts": {"de": "Die Frist ist gewahrt.", "fr": "Le délai est respecté.", "en": "The notice is kept."},
}
PROOF: dict[str, Any] = {
    "gates": {
        "convene": {"gate": "convene", "on": "2026-06-01", "statutes": "2016", "verdicts": [VERDICT]},
        "admit_item": {},
    }
}
RESULT = {
    "kind": "motion",
    "carried": True,
    "counts": {"yes": 27, "no": 9, "abstain": 4, "invalid": 0, "not_voted": 4},
    "tally": {"needed": 19, "votes_cast": 36, "reached": 27},
    "per_mille": {"yes": 675, "no": 225, "abstain": 100},
    "texts": {"de": "Angenommen mit 27 zu 9.", "fr": "Adoptée par 27 contre 9.", "en": "Carried by 27 to 9."},
}


@pytest.fixture
def campaign(house: House) -> Resolution:
    """A resolution with everything: proposed by the board in its meeting, resolved by the assembly in another."""
    proposal = make.make_proposal(
        house.board,
        house.assembly,
        text=make.make_text("Der Wortlaut.", "Le texte.", title=("Kampagne", "Campagne")),
        audience=Audience.PUBLIC,
        state=Proposal.State.DECIDED,
        proposed_on=date(2026, 6, 2),
    )
    first = make.make_meeting(house.board, titles=words("Vorstand in Metz"), audience=Audience.PUBLIC)
    Placement(
        network=house.network, item=make.make_item(first), proposal=proposal, purpose=Placement.Purpose.PROPOSE
    ).save()
    second = make.make_meeting(house.assembly, titles=words("Versammlung in Trier"), audience=Audience.PUBLIC)
    return make.make_resolution(
        house.assembly,
        titles=words("Kampagne", "Campagne"),
        bodies=words("Der **Wortlaut**.", "Le **texte**."),
        proposal=proposal,
        meeting=second,
        proof=PROOF,
        result=RESULT,
        field=make.make_field(house.network, names=words("Tourismus", "Tourisme")),
    )


def address(entry: Resolution) -> str:
    return f"resolutions/{entry.organ.key}/{entry.year}/{entry.number}/"


def test_resolution_page_shows_both_authentic_languages(client: Client, campaign: Resolution) -> None:
    html = client.get(f"/fr/{address(campaign)}").content.decode()
    assert '<section class="qp-wording" lang="fr">' in html
    assert '<section class="qp-wording" lang="de">' in html
    assert html.index("Le <strong>texte</strong>") < html.index("Der <strong>Wortlaut</strong>")


def test_resolution_page_leads_back_along_the_thread(client: Client, campaign: Resolution) -> None:
    html = client.get(f"/de/{address(campaign)}").content.decode()
    thread = html[html.index('<ol class="qp-thread"') : html.index("</ol>", html.index('<ol class="qp-thread"'))]
    assert f"/de/proposals/{campaign.proposal_id}/" in thread
    assert f"/de/meetings/{campaign.meeting_id}/" in thread
    assert thread.count("<li") == 4
    assert thread.count('aria-current="step"') == 1


def test_proposal_page_leads_forward_to_the_resolution(client: Client, campaign: Resolution) -> None:
    html = client.get(f"/de/proposals/{campaign.proposal_id}/").content.decode()
    assert f"/de/{address(campaign)}" in html
    assert "Kampagne" in html
    assert "Le texte." in html


def test_result_is_drawn_and_said(client: Client, campaign: Resolution) -> None:
    html = client.get(f"/fr/{address(campaign)}").content.decode()
    assert "Adoptée par 27 contre 9." in html
    assert 'class="needed"' in html
    assert "<strong>27</strong>" in html


def test_proof_is_in_the_readers_language(client: Client, campaign: Resolution) -> None:
    html = client.get(f"/fr/{address(campaign)}").content.decode()
    assert "Le délai est respecté." in html
    assert "Satzung § 8" in html
    in_luxembourgish = client.get(f"/lb/{address(campaign)}").content.decode()
    assert '<span lang="de">Die Frist ist gewahrt.</span>' in in_luxembourgish


def test_proof_downloads_with_everything_the_seal_covers(client: Client, campaign: Resolution) -> None:
    response = client.get(f"/de/{address(campaign)}proof.json")
    assert response.headers["Content-Type"] == "application/json"
    assert "attachment" in response.headers["Content-Disposition"]
    document = json.loads(response.content)
    assert document["proof"] == PROOF
    assert document["result"] == RESULT
    assert document["titles"] == {"de": "Kampagne", "fr": "Campagne"}
    assert document["sha256"] == campaign.digest


def test_record_from_before_the_platform_says_that_it_has_no_proof(client: Client, house: House) -> None:
    entry = make.make_resolution(house.assembly, is_record=True, sources=["Archiv"])
    html = client.get(f"/en/{address(entry)}").content.decode()
    assert "entered from sources, without a proof" in html
    assert "Archiv" in html


def test_resolution_in_one_language_says_so_to_other_readers(client: Client, house: House) -> None:
    entry = make.make_resolution(house.assembly, titles=Localized(de="Nur deutsch"), bodies=Localized(de="So."))
    html = client.get(f"/fr/{address(entry)}").content.decode()
    assert '<span lang="de">Nur deutsch</span> <span class="qp-foreign">' in html
    assert '<section class="qp-wording" lang="fr">' not in html


def test_register_is_narrowed_by_organ_year_and_field(client: Client, house: House) -> None:
    culture = make.make_field(house.network, "culture")
    make.make_resolution(house.assembly, titles=words("Alpha"), field=culture)
    make.make_resolution(house.board, titles=words("Beta"))
    make.make_resolution(house.assembly, titles=words("Gamma"), adopted_on=date(2018, 10, 16))

    def found(query: str) -> set[str]:
        html = client.get(f"/de/resolutions/?{query}").content.decode()
        return {title for title in ("Alpha", "Beta", "Gamma") if title in html}

    assert found("") == {"Alpha", "Beta", "Gamma"}
    assert found("organ=board") == {"Beta"}
    assert found("year=2018") == {"Gamma"}
    assert found("field=culture") == {"Alpha"}
    assert found("organ=assembly&year=2026") == {"Alpha"}


def test_register_finds_words_of_every_language(client: Client, house: House) -> None:
    make.make_resolution(house.assembly, titles=words("Strategie der Vermarktung", "Stratégie de commercialisation"))
    make.make_resolution(house.assembly, titles=words("Haushalt", "Budget"))
    html = client.get("/de/resolutions/?q=commercialisation").content.decode()
    assert "Strategie der Vermarktung" in html
    assert "Haushalt" not in html


@pytest.mark.parametrize("query", ["organ=nowhere", "year=many", "year=1999", "field=none", "page=many", "page=999"])
def test_register_survives_what_it_does_not_know(client: Client, house: House, query: str) -> None:
    make.make_resolution(house.assembly, titles=words("Alpha"))
    response = client.get(f"/de/resolutions/?{query}")
    assert response.status_code == 200
    assert "Alpha" in response.content.decode()


def test_register_pages_keep_the_filters(client: Client, house: House) -> None:
    for _ in range(45):
        make.make_resolution(house.assembly)
    html = client.get("/de/resolutions/?organ=assembly&page=2").content.decode()
    assert "?organ=assembly&amp;page=3" in html
    assert html.count('<td class="qp-nowrap"') == 20


def test_register_gives_htmx_the_list_alone(client: Client, house: House) -> None:
    make.make_resolution(house.assembly, titles=words("Alpha"))
    response = client.get("/de/resolutions/", headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "Alpha" in html
    assert "<html" not in html
    assert "HX-Request" in response.headers["Vary"]
    restored = client.get("/de/resolutions/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()


def test_vary_keeps_what_the_middleware_needs(client: Client, house: House) -> None:
    make.sign_in(client, house.secretary)
    assert "Cookie" in client.get("/de/resolutions/").headers["Vary"]


def test_open_proposal_shows_what_still_lies_ahead(client: Client, house: House) -> None:
    proposal = make.make_proposal(house.board, house.assembly, audience=Audience.PUBLIC)
    html = client.get(f"/de/proposals/{proposal.pk}/").content.decode()
    thread = html[html.index('<ol class="qp-thread"') : html.index("</ol>", html.index('<ol class="qp-thread"'))]
    assert thread.count('class="is-open"') == 2
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.WITHDRAWN)
    assert 'class="is-open"' not in client.get(f"/de/proposals/{proposal.pk}/").content.decode()
