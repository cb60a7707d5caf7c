"""The pages of texts and amendments: what they show to whom, and how acts are answered."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from quattropole.access.models import Audience
from quattropole.decisions import actions
from quattropole.decisions.actions import Wish
from quattropole.decisions.models import Amendment, Placement, Proposal, Resolution, Vote
from quattropole.decisions.queries.rewording import version_of
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from quattropole.texts.localized import Localized
from tests import factories
from tests.decisions import drafting
from tests.decisions import hall as halls
from tests.decisions.drafting import DE, FR, cents, moved, wish
from tests.decisions.pages import address, page, sent, signed_in


def _typed(item: AgendaItem, wanted: Wish, **more: str) -> dict[str, Any]:
    """What the form of an amendment sends."""
    titles, bodies = drafting.now_under(item)
    data: dict[str, Any] = {"seen": version_of((Localized(titles), Localized(bodies))), "reasons": "", "act": "move"}
    for language in wanted.titles:
        data[f"title_{language}"] = wanted.titles[language]
        data[f"body_{language}"] = wanted.bodies[language].replace("\n", "\r\n")
    data |= {f"unchanged_{language}": "on" for language in wanted.unchanged}
    return data | more


@pytest.mark.parametrize("language", ["de", "fr"])
def test_text_is_shown_in_both_languages_with_what_can_be_done(network: Network, language: str) -> None:
    hall, item = drafting.assembly(network)
    client = signed_in(hall.seated[0][1])
    shown = page(client, address("item_text", item.pk, language=language))
    assert "Der Beitrag beträgt 50 Cent" in shown
    assert "La contribution est de 50 centimes" in shown
    assert address("amendment_new", item.pk, language=language) in shown
    assert address("recusals", item.pk, language=language) in shown


def test_member_writes_and_moves_an_amendment_side_by_side(network: Network) -> None:
    hall, item = drafting.assembly(network)
    client = signed_in(hall.seated[0][1])
    form = page(client, address("amendment_new", item.pk))
    assert "Elle est due en janvier." in form
    assert 'name="unchanged_fr"' in form
    assert 'name="seat"' not in form
    where = sent(client, address("amendment_new", item.pk), **_typed(item, cents(item, 60), reasons="Es wird teurer."))
    amendment = Amendment.objects.get()
    assert amendment.state == Amendment.State.MOVED
    assert amendment.bodies == {"de": DE.replace("50", "60"), "fr": FR.replace("50", "60")}
    assert amendment.reasons == {"de": "Es wird teurer."}
    shown = page(client, where)
    assert "<del>" in shown
    assert "<ins>" in shown
    assert "Es wird teurer." in shown
    whole = page(client, address("amendment", amendment.pk))
    assert "Elle est due en janvier." in whole


def test_unchanged_language_is_warned_of(network: Network) -> None:
    hall, item = drafting.assembly(network)
    client = signed_in(hall.seated[0][1])
    wanted = wish(item, ("50 Cent", "60 Cent"), None)
    where = sent(client, address("amendment_new", item.pk), **_typed(item, wanted))
    with translation.override("de"):
        assert "Französisch" in page(client, where)
    amendment = Amendment.objects.get()
    edit = address("amendment_edit", amendment.pk)
    titles, bodies = drafting.now_under(item)
    seen = version_of((Localized(titles), Localized(bodies)), amendment)
    sent(client, edit, **_typed(item, Wish(wanted.titles, wanted.bodies, ["fr"]), seen=seen))
    amendment.refresh_from_db()
    assert set(amendment.titles) == {"de", "fr"}


def test_draft_is_kept_and_moved_later(network: Network) -> None:
    hall, item = drafting.assembly(network)
    client = signed_in(hall.seated[0][1])
    sent(client, address("amendment_new", item.pk), **_typed(item, cents(item, 60), act="draft"))
    draft = Amendment.objects.get()
    assert draft.state == Amendment.State.DRAFT
    page(signed_in(hall.seated[1][1]), address("amendment", draft.pk), 404)
    assert address("amendment_move", draft.pk) in page(client, address("item_text", item.pk))
    sent(client, address("amendment_move", draft.pk))
    draft.refresh_from_db()
    assert draft.state == Amendment.State.MOVED
    assert sent(client, address("amendment_withdraw", draft.pk), back=address("amendment", draft.pk))
    draft.refresh_from_db()
    assert draft.state == Amendment.State.WITHDRAWN


def test_thrown_away_draft_leads_back_to_the_text(network: Network) -> None:
    hall, item = drafting.assembly(network)
    draft = actions.draft_amendment(item, cents(item, 60), by=hall.viewer(0))
    client = signed_in(hall.seated[0][1])
    where = sent(client, address("amendment_withdraw", draft.pk), back=address("amendment", draft.pk))
    assert where == address("item_text", item.pk)


def test_secretariat_says_in_whose_name(network: Network) -> None:
    hall, item = drafting.assembly(network)
    client = signed_in(hall.house.secretary)
    assert 'name="seat"' in page(client, address("amendment_new", item.pk))
    told = sent(client, address("amendment_new", item.pk), 200, **_typed(item, cents(item, 60)))
    assert "qp-field__errors" in told
    seat, person = hall.seated[4]
    sent(client, address("amendment_new", item.pk), **_typed(item, cents(item, 60), seat=str(seat.pk)))
    assert Amendment.objects.get().person == person


def test_words_are_kept_when_the_text_changed_meanwhile(network: Network) -> None:
    hall, item = drafting.assembly(network)
    typed = _typed(item, cents(item, 80))
    drafting.carried(hall, moved(hall, item, cents(item, 70), place=1))
    client = signed_in(hall.seated[0][1])
    told = sent(client, address("amendment_new", item.pk), 409, **typed)
    assert "80 Cent" in told
    assert "70 Cent" in told
    titles, bodies = drafting.now_under(item)
    seen = version_of((Localized(titles), Localized(bodies)))
    assert f'value="{seen}"' in told
    sent(client, address("amendment_new", item.pk), **(typed | {"seen": seen}))
    assert Amendment.objects.filter(state=Amendment.State.MOVED).count() == 1


def test_counter_motion_is_written_beside_the_present_text(network: Network) -> None:
    hall, item = drafting.assembly(network)
    client = signed_in(hall.seated[0][1])
    form = page(client, address("amendment_new", item.pk) + "?kind=counter")
    assert 'name="unchanged_de"' not in form
    wanted = Wish({"de": "Nein", "fr": "Non"}, {"de": "Nie.", "fr": "Jamais."})
    where = sent(client, address("amendment_new", item.pk) + "?kind=counter", **_typed(item, wanted))
    assert Amendment.objects.get().kind == Amendment.Kind.COUNTER
    assert "Jamais." in page(client, where)


def test_chair_orders_opens_adopts_and_settles(network: Network) -> None:
    hall, item = drafting.assembly(network)
    small = moved(hall, item, cents(item, 60), place=0)
    large = moved(hall, item, wish(item, ("berichtet jährlich", "gibt niemals etwas bekannt"), None, "fr"), place=1)
    same = moved(hall, item, cents(item, 60), place=4)
    chair, member = signed_in(hall.house.president), signed_in(hall.seated[0][1])
    text = address("item_text", item.pk)
    shown = page(chair, text)
    assert address("amendment_vote", large.pk) in shown
    assert address("amendment_vote", small.pk) not in shown
    assert address("amendment_order", small.pk) in shown
    assert address("amendment_vote", large.pk) not in page(member, text)
    sent(member, address("amendment_order", small.pk), 403, place="1")
    sent(chair, address("amendment_order", small.pk), place="1")
    assert address("amendment_vote", small.pk) in page(chair, text)
    sent(chair, address("amendment_vote", large.pk), 409, method="named")
    sent(chair, address("amendment_order", small.pk))
    sent(chair, address("amendment_vote", large.pk), method="hands")
    vote = Vote.objects.get()
    assert (vote.amendment, vote.method) == (large, "hands")
    voting = page(member, address("vote", vote.pk))
    assert "gibt niemals etwas bekannt" in voting
    actions.cancel_vote(vote, by=hall.chair)
    sent(chair, address("amendment_adopt", small.pk))
    assert address("amendment_settle", same.pk) in page(chair, text)
    sent(chair, address("amendment_settle", same.pk))
    same.refresh_from_db()
    assert same.state == Amendment.State.SETTLED


def test_clash_is_shown_with_both_wordings_and_the_way_out(network: Network) -> None:
    hall, item = drafting.assembly(network)
    first = moved(hall, item, cents(item, 60), place=0)
    second = moved(hall, item, cents(item, 70), place=1)
    drafting.carried(hall, first)
    chair = signed_in(hall.house.president)
    shown = page(chair, address("item_text", item.pk))
    assert "qp-clash" in shown
    assert "Der Beitrag beträgt 70 Cent je Einwohner." in shown
    form = page(chair, address("amendment_edit", second.pk))
    assert "Der Beitrag beträgt 60 Cent je Einwohner." in form


def test_live_answer_says_why_not_without_leaving_the_page(network: Network) -> None:
    hall, item = drafting.assembly(network)
    moved(hall, item, cents(item, 60), place=0)
    large = moved(hall, item, wish(item, ("berichtet jährlich", "gibt niemals etwas bekannt"), None), place=1)
    client = signed_in(hall.house.president)
    answer = client.post(address("amendment_vote", large.pk), {"method": "named"}, headers={"HX-Target": "live-answer"})
    assert answer.status_code == 409
    assert "Französisch" in answer.content.decode()


def test_motion_is_moved_on_a_page_and_refused_with_the_paragraph(network: Network) -> None:
    hall, _ = drafting.assembly(network)
    named = AgendaItem.objects.get().named_in
    free = factories.make_item(hall.meeting, matter="ordinary", named_in=named)
    strategic = factories.make_item(hall.meeting, matter="strategic", named_in=named)
    client = signed_in(hall.seated[0][1])
    assert address("motion_new", free.pk) in page(client, address("item_text", free.pk))
    typed = {"title_de": "Fest", "body_de": "Wir feiern.", "title_fr": "Fête", "body_fr": "Nous fêtons."}
    told = sent(client, address("motion_new", strategic.pk), 409, **typed)
    assert "Vorschlag des Vorstandes" in told
    assert "Wir feiern." in told
    sent(client, address("motion_new", free.pk), **typed)
    assert Placement.objects.get(item=free).proposal.moved_by == hall.seated[0][0]
    assert "Nous fêtons." in page(client, address("item_text", free.pk))


def test_missing_language_of_an_amended_text_is_written_on_its_page(network: Network) -> None:
    house = halls.furnish(network)
    meeting = halls.plan(house.assembly)
    text = factories.make_text(DE, FR)
    text.wordings.filter(language="fr").delete()
    placed = actions.place_proposal(
        halls.proposed(house, text=text), meeting, by=factories.make_viewer(house.secretary)
    )
    hall = halls.begin(house, meeting)
    item = AgendaItem.objects.get(pk=placed.pk)
    drafting.carried(hall, moved(hall, item, wish(item, ("50 Cent", "60 Cent"), None)))
    client = signed_in(house.secretary)
    edit = address("amended_edit", item.pk)
    assert edit in page(client, address("item_text", item.pk))
    assert 'name="body_de"' not in page(client, edit)
    told = sent(client, edit, 409, title_fr="", body_fr="")
    assert "qp-notice--danger" in told
    sent(client, edit, title_fr="Bureau", body_fr=FR.replace("50", "60"))
    assert drafting.now_under(item)[1]["fr"] == FR.replace("50", "60")


def test_thread_of_the_resolution_shows_the_amendments(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = drafting.carried(hall, moved(hall, item, cents(item, 60)))
    final = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, final, dict.fromkeys(range(len(hall.seated)), "yes"))
    halls.decide(hall, final)
    entry = Resolution.objects.get()
    proposal = Proposal.objects.get(pk=drafting.placement(item).proposal_id)
    client = signed_in(hall.seated[0][1])
    assert address("amendment", amendment.pk) in page(client, address("proposal", proposal.pk))
    public = client.get(f"/de/resolutions/{entry.organ.key}/{entry.year}/{entry.number}/")
    assert f"/de/amendments/{amendment.pk}/" in public.content.decode()
    assert entry.proof["amendments"] == [
        {"number": 1, "kind": "change", "state": "carried", "vote": amendment.votes.get().pk}
    ]


def test_public_page_of_an_amendment_shows_the_difference_to_everybody(network: Network, client: Any) -> None:
    hall, item = drafting.assembly(network)
    amendment = moved(hall, item, cents(item, 60))
    draft = actions.draft_amendment(item, cents(item, 70), by=hall.viewer(1))
    shown = page(client, f"/de/amendments/{amendment.pk}/")
    assert "<ins>" in shown
    assert "La contribution" in shown
    page(client, f"/de/amendments/{draft.pk}/", 404)
    AgendaItem.objects.filter(pk=item.pk).update(audience=Audience.ORGAN)
    page(client, f"/de/amendments/{amendment.pk}/", 404)


def test_page_of_a_text_takes_as_many_queries_for_three_amendments_as_for_thirty(network: Network) -> None:
    hall, item = drafting.assembly(network)
    client = signed_in(hall.house.president)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, address("item_text", item.pk))
        return len(captured)

    for number in range(3):
        moved(hall, item, cents(item, 60 + number), place=number)
    page(client, address("item_text", item.pk))
    few = cost()
    for number in range(27):
        moved(hall, item, cents(item, 70 + number), place=number % 9)
    assert cost() == few
