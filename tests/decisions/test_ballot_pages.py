"""Pages of secret ballots, of ballots on paper, of consent in writing: what they show, and to whom."""

import re
from html import unescape

import pytest
from django.test import Client

from quattropole.assembly.parts import Kind, Role, paper
from quattropole.decisions import actions
from quattropole.decisions.models import Ballot, Consent, CountedSlip, Means, Participation, Slip, Vote
from quattropole.decisions.receipts import grouped, new_nonce
from quattropole.network.models import Network
from tests import factories
from tests.assembly.screens import shown
from tests.decisions import hall as halls
from tests.decisions import ways
from tests.decisions.pages import address, page, sent, signed_in

LIVE = {"HX-Request": "true", "HX-Target": "live-answer"}


def opened(network: Network, method: str = "secret") -> tuple[halls.Hall, Vote]:
    hall, item = halls.assembly(network)
    return hall, actions.open_vote(item, method=method, by=hall.chair)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_secret_ballot_from_its_page_is_answered_with_the_receipt_once(network: Network) -> None:
    hall, vote = opened(network)
    seat, person = hall.seated[0]
    client = signed_in(person)
    html = page(client, address("vote", vote.pk, language="en"))
    assert "Secret: nobody can see how you vote." in words(html)
    form = {"seat": seat.pk, "choice": "yes", "nonce": hidden(html, "nonce")}
    answer = sent(client, address("cast", vote.pk, language="en"), 200, **form)
    receipt = grouped(Slip.objects.get().receipt)
    assert receipt in answer
    assert receipt in sent(client, address("cast", vote.pk, language="en"), 200, **form)
    assert Slip.objects.count() == 1
    after = page(client, address("vote", vote.pk, language="en"))
    assert receipt not in after
    assert "You have voted." in words(after)
    assert 'name="choice"' not in after
    other = sent(client, address("cast", vote.pk), 409, **{**form, "nonce": new_nonce()})
    assert receipt not in other


def test_page_without_a_nonce_casts_nothing_and_keeps_nothing(network: Network) -> None:
    hall, vote = opened(network)
    seat, person = hall.seated[0]
    sent(signed_in(person), address("cast", vote.pk), 409, seat=seat.pk, choice="yes")
    assert not Participation.objects.exists()


def test_receipt_is_in_no_session_and_no_cookie(network: Network) -> None:
    hall, vote = opened(network)
    seat, person = hall.seated[0]
    client = signed_in(person)
    html = page(client, address("vote", vote.pk))
    form = {"seat": seat.pk, "choice": "yes", "nonce": hidden(html, "nonce")}
    answer = client.post(address("cast", vote.pk), form)
    receipt = Slip.objects.get().receipt
    kept = f"{dict(client.session)} {client.cookies}"
    assert receipt not in kept
    assert grouped(receipt) not in kept
    assert form["nonce"] not in kept
    assert "no-store" in answer["Cache-Control"]


def test_list_of_all_ballots_is_there_once_the_vote_is_closed(network: Network) -> None:
    hall, vote = opened(network)
    for place in range(6):
        ways.cast(hall, vote, place, "yes" if place else "no")
    client = signed_in(hall.seated[0][1])
    where = address("ballots", vote.pk, language="en")
    page(client, where, 404)
    actions.close_vote(vote, by=hall.chair)
    slip = CountedSlip.objects.get(choice="no")
    html = page(client, where)
    codes = re.findall(r"<code>([A-Z2-7-]{19})</code>", html)
    assert codes == sorted(grouped(receipt) for receipt in CountedSlip.objects.values_list("receipt", flat=True))
    vote.refresh_from_db()
    assert vote.ballots_digest in html
    found = sent(client, where, 200, code=f" {grouped(slip.receipt).lower()} ")
    assert f"Under {grouped(slip.receipt)} was counted: No" in words(found)
    assert "There is no ballot with this code" in words(sent(client, where, 200, code="AAAA-AAAA-AAAA-AAAA"))
    assert where in page(client, address("vote", vote.pk, language="en"))
    stranger = factories.make_holder(factories.make_organ(network, "group"), hall.house.cities[0])
    Vote.objects.get().item.__class__.objects.update(audience="organ")
    page(signed_in(stranger), where, 404)


def test_list_is_not_there_for_named_votes_and_broken_off_ones(network: Network) -> None:
    hall, vote = opened(network)
    ways.cast(hall, vote, 0, "yes")
    actions.cancel_vote(vote, by=hall.chair)
    client = signed_in(hall.seated[0][1])
    page(client, address("ballots", vote.pk), 404)
    named = ways.vote_on(hall, vote.item, "named", {0: "yes"})
    page(client, address("ballots", named.pk), 404)


def test_secretariat_enters_paper_from_the_page_and_the_roll_call_says_so(network: Network) -> None:
    hall, vote = opened(network, "named")
    secretary = signed_in(hall.house.secretary)
    html = page(secretary, address("vote", vote.pk, language="en"))
    assert "Ballots on paper" in words(html)
    assert "Close the vote" not in words(html)
    assert "Ballots on paper" not in words(page(signed_in(hall.seated[0][1]), address("vote", vote.pk, language="en")))
    where = address("paper", vote.pk, language="en")
    sent(secretary, where, seat=hall.seated[0][0].pk, choice="no")
    sent(secretary, where, 409, seat=hall.seated[0][0].pk, choice="yes")
    sent(secretary, where, 409, seat="x", choice="yes")
    sent(signed_in(hall.seated[1][1]), where, 403, seat=hall.seated[1][0].pk, choice="yes")
    assert Ballot.objects.get().means == Means.PAPER
    own = words(page(signed_in(hall.seated[0][1]), address("vote", vote.pk, language="en")))
    assert "Entered by the secretariat from your ballot on paper." in own
    actions.close_vote(vote, by=hall.chair)
    assert "No (on paper)" in words(page(secretary, address("vote", vote.pk, language="en")))


def test_secret_paper_is_marked_and_counted_from_the_page(network: Network) -> None:
    hall, vote = opened(network)
    secretary = signed_in(hall.house.secretary)
    sent(secretary, address("paper", vote.pk), seat=hall.seated[0][0].pk)
    sent(secretary, address("paper", vote.pk), seat=hall.seated[1][0].pk)
    html = words(page(secretary, address("vote", vote.pk, language="en")))
    assert "2 seats vote on paper; 0 counted." in html
    count = address("count_paper", vote.pk)
    sent(secretary, count, 409, yes="x", no=1, abstain=0, invalid=0)
    sent(secretary, count, yes=1, no=1, abstain=0, invalid=0)
    assert "2 counted." in words(page(secretary, address("vote", vote.pk, language="en")))
    sent(secretary, count, anew="1", yes=0, no=0, abstain=0, invalid=0)
    sent(signed_in(hall.house.president), address("close", vote.pk), 409)
    sent(secretary, count, yes=1, no=1, abstain=0, invalid=0)
    sent(signed_in(hall.house.president), address("close", vote.pk))
    assert CountedSlip.objects.count() == 2


def test_console_offers_paper_to_chair_and_desk_while_a_ballot_vote_is_open(network: Network) -> None:
    hall, item = halls.assembly(network)
    assert shown(paper.PART, hall, Kind.CONSOLE, role=Role.DESK) == ""
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    html = shown(paper.PART, hall, Kind.CONSOLE, role=Role.DESK, language="en")
    assert f'hx-post="/en/desk/votes/{vote.pk}/paper/"' in html
    assert "csrfmiddlewaretoken" not in html
    client = signed_in(hall.house.secretary)
    answer = client.post(address("paper", vote.pk), {"seat": hall.seated[0][0].pk}, headers=LIVE)
    assert answer.status_code == 200
    html = shown(paper.PART, hall, Kind.CONSOLE, role=Role.CHAIR, language="en")
    assert "1 seat votes on paper; 0 counted." in words(html)
    assert shown(paper.PART, hall, Kind.CONSOLE) == ""


@pytest.mark.django_db
def test_chair_decides_a_tie_and_secretariat_records_consent_from_the_page() -> None:
    members = 'at_least = 1\nof = "members"'
    with ways.session(ways.majority(members), absent=[11]) as (hall, item):
        vote = actions.open_vote(item, method="named", by=hall.chair)
        secretary = signed_in(hall.house.secretary)
        html = page(secretary, address("vote", vote.pk, language="en"))
        assert "Consent in writing" in words(html)
        sent(secretary, address("consent", vote.pk), seat=hall.seated[11][0].pk)
        assert Consent.objects.get().seat == hall.seated[11][0]
        html = page(secretary, address("vote", vote.pk, language="en"))
        assert str(hall.seated[11][1]) in words(html)
        sent(secretary, address("consent", vote.pk), 409, seat=hall.seated[0][0].pk)


@pytest.mark.django_db
def test_chair_declares_a_tie_with_the_casting_vote_from_the_page() -> None:
    with ways.session(ways.DECIDES) as (hall, item):
        closed = ways.vote_on(hall, item, "named", ways.ballots(yes=2, no=2))
        chair = signed_in(hall.house.president)
        html = page(chair, address("vote", closed.pk, language="en"))
        assert "The votes are equal." in words(html)
        sent(chair, address("declare", closed.pk), casting="yes")
        closed.refresh_from_db()
        assert (closed.casting, closed.result["carried"]) == ("yes", True)


@pytest.mark.django_db
def test_ballot_of_a_delegation_says_for_whom_and_how_heavy_it_is() -> None:
    rules = (
        ways.assembly_rule('ballots = { assumed = true, unit = "delegation" }'),
        ways.delegated("votes_per_city = 10.5"),
    )
    with ways.session(*rules) as (hall, item):
        vote = actions.open_vote(item, method="named", by=hall.chair)
        html = words(page(_browser(hall, 0), address("vote", vote.pk, language="en")))
        assert "You vote for all of" in html
        assert "with 11.5 votes." in html


def _browser(hall: halls.Hall, place: int) -> Client:
    return signed_in(hall.seated[place][1])


def test_requests_of_secret_ballots_are_all_of_one_length(network: Network) -> None:
    """Whoever sees only how long an encrypted request is learns nothing from it."""
    hall, vote = opened(network)
    seat, person = hall.seated[0]
    client = signed_in(person)
    html = page(client, address("vote", vote.pk))
    values = re.findall(r'name="choice" value="([^"]*)"', html)
    assert values == ["yes....", "no.....", "abstain"]
    sent(client, address("cast", vote.pk), 200, seat=seat.pk, choice=values[1], nonce=hidden(html, "nonce"))
    assert Slip.objects.get().choice == "no"
