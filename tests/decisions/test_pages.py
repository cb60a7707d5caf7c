"""The pages of votes, elections and the register: what they show, how acts are answered, who is turned away."""

from typing import Any

import django_scopes
import pytest
from django.urls import reverse

from quattropole.access.models import Audience
from quattropole.decisions import actions
from quattropole.decisions.models import Ballot, Candidacy, Elector, HandCount, Proposal, Resolution, Vote
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.pages import address, editor, page, sent, signed_in


def _named(network: Network) -> tuple[halls.Hall, Vote]:
    hall, item = halls.assembly(network)
    return hall, actions.open_vote(item, method="named", by=hall.chair)


def test_ballot_is_cast_by_a_redirect_and_a_reload_casts_nothing(network: Network) -> None:
    hall, vote = _named(network)
    seat, person = hall.seated[0]
    client = signed_in(person)
    before = page(client, address("vote", vote.pk))
    assert 'name="choice" value="yes"' in before
    where = sent(client, address("cast", vote.pk), seat=seat.pk, choice="yes")
    assert where == address("vote", vote.pk)
    after = page(client, where)
    assert "qp-notice--success" in after
    assert 'name="choice"' not in after
    sent(client, address("cast", vote.pk), seat=seat.pk, choice="yes")
    assert Ballot.objects.count() == 1
    told = sent(client, address("cast", vote.pk), 409, seat=seat.pk, choice="no")
    assert "qp-notice--danger" in told
    assert Ballot.objects.get().choice == "yes"


def test_lost_answer_is_given_again(network: Network) -> None:
    """The connection broke between the ballot and its answer: the same form, sent again, finds the first ballot."""
    hall, vote = _named(network)
    seat, person = hall.seated[0]
    first = actions.cast_ballot(vote, seat, choice="no", by=factories.make_viewer(person))
    actions.close_vote(vote, by=hall.chair)
    client = signed_in(person)
    sent(client, address("cast", vote.pk), seat=seat.pk, choice="no")
    assert Ballot.objects.get().pk == first.pk
    assert "qp-notice--success" in page(client, address("vote", vote.pk))


def test_nobody_casts_for_another_seat_or_after_the_close(network: Network) -> None:
    hall, vote = _named(network)
    stranger = signed_in(hall.seated[1][1])
    sent(stranger, address("cast", vote.pk), 403, seat=hall.seated[0][0].pk, choice="yes")
    sent(stranger, address("cast", vote.pk), 404, seat="x", choice="yes")
    sent(signed_in(hall.house.secretary), address("cast", vote.pk), 403, seat=hall.seated[0][0].pk, choice="yes")
    actions.close_vote(vote, by=hall.chair)
    told = sent(stranger, address("cast", vote.pk), 409, seat=hall.seated[1][0].pk, choice="yes")
    assert "qp-notice--danger" in told
    assert not Ballot.objects.exists()


def test_vote_is_not_there_for_outsiders_and_other_networks(network: Network, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "tonicites.test"]
    house = halls.furnish(network)
    meeting = halls.plan(house.assembly)
    inner = halls.proposed(house, audience=Audience.ORGAN)
    item = actions.place_proposal(inner, meeting, by=factories.make_viewer(house.secretary))
    hall = halls.begin(house, meeting)
    vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="named", by=hall.chair)
    outsider = factories.make_holder(factories.make_organ(network, "group"), house.cities[0])
    page(signed_in(outsider), address("vote", vote.pk), 404)
    sent(signed_in(outsider), address("cast", vote.pk), 404, seat=hall.seated[0][0].pk, choice="yes")
    other = factories.make_network("tonicites", charter=factories.charter_source(), hosts=["tonicites.test"])
    with django_scopes.scope(network=other):
        city = factories.make_city(other, "arlon", country="BE")
        guest = factories.make_holder(factories.make_organ(other), city)
        client = signed_in(guest)
    answer = client.post(
        address("cast", vote.pk),
        {"seat": hall.seated[0][0].pk, "choice": "yes"},
        headers={"host": "tonicites.test"},
    )
    assert answer.status_code == 404
    assert client.get(address("vote", vote.pk)).status_code in {403, 404}
    assert not Ballot.objects.exists()


def test_vote_page_shows_the_other_authentic_language_on_demand(network: Network) -> None:
    hall, vote = _named(network)
    client = signed_in(hall.seated[0][1])
    german = page(client, address("vote", vote.pk))
    assert '<details lang="fr"><summary>français</summary>' in german
    french = page(client, address("vote", vote.pk, language="fr"))
    assert '<details lang="de"><summary>Deutsch</summary>' in french
    assert "<h1>Titre</h1>" in french


def test_page_of_a_running_vote_counts_the_ballots_and_leads_to_the_live_page(network: Network) -> None:
    hall, vote = _named(network)
    client = signed_in(hall.seated[0][1])
    halls.cast(hall, vote, {1: "yes"})
    shown = page(client, address("vote", vote.pk))
    assert "1 von 12 Sitzen" in shown
    assert reverse("assembly:member", args=[hall.meeting.pk]) in shown


def test_chair_runs_a_show_of_hands_from_the_page(network: Network) -> None:
    hall, item = halls.assembly(network)
    chair = signed_in(hall.house.president)
    session = reverse("meetings:session", args=[hall.meeting.pk])
    sent(chair, address("item_vote", item.pk), method="hands", back=session)
    vote = Vote.objects.get()
    assert vote.method == "hands"
    sent(chair, address("close", vote.pk), 409)
    hands: dict[str, Any] = {"yes": 13, "no": 0, "abstain": 0, "invalid": 0}
    told = sent(chair, address("count_hands", vote.pk), 409, **hands)
    assert 'value="13"' in told
    assert "qp-notice--danger" in told
    sent(chair, address("count_hands", vote.pk), 200, yes="viele", no="", abstain=0, invalid=0)
    assert not HandCount.objects.exists()
    assert sent(chair, address("count_hands", vote.pk), **{**hands, "yes": 12, "back": session}) == session
    sent(chair, address("close", vote.pk))
    sent(chair, address("declare", vote.pk))
    shown = page(chair, address("vote", vote.pk))
    assert "qp-majority" in shown
    assert "qp-badge--success" in shown
    entry = Resolution.objects.get()
    assert f"/resolutions/assembly/{entry.year}/1/" in shown
    sent(chair, address("declare", vote.pk), 409)


def test_declaring_an_open_vote_shows_the_verdict(network: Network) -> None:
    hall, vote = _named(network)
    chair = signed_in(hall.house.president)
    assert "qp-verdict--breached" in sent(chair, address("declare", vote.pk), 409)
    vote.refresh_from_db()
    assert vote.state == "open"
    for name in ("close", "declare", "cancel"):
        sent(signed_in(hall.seated[0][1]), address(name, vote.pk), 403)
        assert chair.get(address(name, vote.pk)).status_code == 405


def test_excluded_seat_reads_the_paragraph_instead_of_buttons(network: Network) -> None:
    hall, vote = _named(network)
    seat, person = hall.seated[0]
    chair = signed_in(hall.house.president)
    sent(chair, address("exclude", vote.pk), seat=seat.pk, interest="lawsuit_with_self")
    assert Elector.objects.get(seat=seat).excluded
    shown = page(signed_in(person), address("vote", vote.pk))
    assert (Elector.objects.get(seat=seat).excluded or {})["cite"] in shown
    assert 'name="choice"' not in shown
    sent(chair, address("exclude", vote.pk), 409, seat=hall.seated[1][0].pk, interest="bad mood")


def test_who_voted_how_is_shown_by_city_once_the_vote_is_closed(network: Network) -> None:
    hall, vote = _named(network)
    halls.cast(hall, vote, {0: "yes", 3: "no"})
    client = signed_in(hall.seated[5][1])
    assert 'id="roll"' not in page(client, address("vote", vote.pk))
    halls.decide(hall, vote)
    shown = page(client, address("vote", vote.pk))
    roll = shown[shown.index('id="roll"') :]
    assert str(hall.seated[0][1]) in roll
    assert roll.count("<table") == 4


def test_session_page_carries_votes_elections_and_the_chairs_controls(network: Network) -> None:
    hall, item = halls.assembly(network)
    session = reverse("meetings:session", args=[hall.meeting.pk])
    chair, member = signed_in(hall.house.president), signed_in(hall.house.councillors[0])
    assert address("item_vote", item.pk) in page(chair, session)
    assert address("item_vote", item.pk) not in page(member, session)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    shown = page(member, session)
    assert address("cast", vote.pk) in shown
    assert address("close", vote.pk) not in shown
    shown = page(chair, session)
    assert address("close", vote.pk) in shown
    assert address("exclude", vote.pk) in shown
    halls.cast(hall, vote, {0: "yes"})
    halls.decide(hall, vote)
    assert "qp-majority" in page(member, session)


def test_session_page_names_a_vote_that_is_open(network: Network) -> None:
    hall, item = halls.assembly(network)
    client = signed_in(hall.house.councillors[0])
    session = reverse("meetings:session", args=[hall.meeting.pk])
    vote = actions.open_vote(item, method="named", by=hall.chair)
    shown = page(client, session)
    assert shown.index(address("vote", vote.pk)) < shown.index('id="items"')
    actions.close_vote(vote, by=hall.chair)
    shown = page(client, session)
    assert shown.index(address("vote", vote.pk)) > shown.index('id="items"')


def test_election_runs_from_its_page(network: Network) -> None:
    hall, item = halls.election(network)
    secretary, chair = signed_in(hall.house.secretary), signed_in(hall.house.president)
    held = item.election
    assert address("election", held.pk) in page(secretary, address("elections"))
    assert str(hall.house.mayors[2]) in page(secretary, address("election", held.pk))
    for mayor in hall.house.mayors[1:3]:
        sent(secretary, address("nominate", held.pk), person=mayor.pk)
    told = sent(secretary, address("nominate", held.pk), 409, person=hall.house.councillors[0].pk)
    assert "Präsidentschaften seit 2015" in told
    first, second = Candidacy.objects.order_by("pk")
    sent(secretary, address("step_back", second.pk))
    sent(secretary, address("open_round", held.pk), 403, method="named")
    sent(chair, address("open_round", held.pk), method="named")
    vote = Vote.objects.get()
    member = signed_in(hall.seated[0][1])
    shown = page(member, address("vote", vote.pk))
    assert f'value="{first.choice}"' in shown
    assert str(hall.house.mayors[1]) in shown
    sent(member, address("cast", vote.pk), seat=hall.seated[0][0].pk, choice=first.choice)
    assert str(hall.house.mayors[1]) in page(chair, reverse("meetings:session", args=[hall.meeting.pk]))
    sent(chair, address("close", vote.pk))
    sent(chair, address("declare", vote.pk))
    shown = page(member, address("election", held.pk))
    assert 'id="mandates"' in shown
    assert str(held.term_begins.year) in shown


def test_register_lists_what_lacks_a_language_and_enters_it_once_written(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    text = factories.make_text(fr="", title=("Titel", ""))
    item = actions.place_proposal(halls.proposed(house, text=text), halls.plan(house.assembly), by=by)
    hall = halls.begin(house, item.meeting)
    vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="hands", by=hall.chair)
    actions.count_hands(vote, counts={"yes": 12}, by=hall.chair)
    halls.decide(hall, vote)
    client, proposal = signed_in(house.secretary), Proposal.objects.get()
    due = page(client, address("register"))
    assert "français" in due
    assert address("proposal", proposal.pk) in due
    assert "qp-verdict--breached" in sent(client, address("register_vote", vote.pk), 409)
    told = sent(client, address("proposal", proposal.pk), 409, **editor(proposal, title_de="Anders"))
    assert "Anders" in told
    sent(client, address("proposal", proposal.pk), **editor(proposal, title_fr="Titre", body_fr="Le texte."))
    sent(client, address("register_vote", vote.pk))
    assert Resolution.objects.get().titles["fr"] == "Titre"
    assert "qp-empty" in page(client, address("register"))
    sent(signed_in(house.councillors[0]), address("register_vote", vote.pk), 403)


def test_back_never_leads_to_another_host(network: Network) -> None:
    hall, vote = _named(network)
    seat, person = hall.seated[0]
    where = sent(
        signed_in(person), address("cast", vote.pk), seat=seat.pk, choice="yes", back="https://elsewhere.example/"
    )
    assert where == address("vote", vote.pk)


@pytest.mark.parametrize("language", ["de", "fr", "lb", "en"])
def test_pages_render_in_every_language(network: Network, language: str) -> None:
    hall, vote = _named(network)
    proposal = Proposal.objects.get()
    client = signed_in(hall.house.president)
    for name, parts in (("proposals", ()), ("proposal", (proposal.pk,)), ("vote", (vote.pk,)), ("elections", ())):
        shown = page(client, address(name, *parts, language=language))
        assert f'<html lang="{language}">' in shown
    assert Meeting.objects.get().state == Meeting.State.OPEN
