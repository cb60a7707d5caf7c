"""A declared result as people and machines read it: figures, majorities, drawings, files."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import translation
from django_scopes import scope
from pypdf import PdfReader

from quattropole import charter
from quattropole.decisions import actions, queries
from quattropole.decisions.documents import result_pdf
from quattropole.decisions.models import Election, Resolution, Vote
from quattropole.decisions.queries.results import ResultView
from quattropole.decisions.receipts import new_nonce
from quattropole.look.drawings import BAR
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.pages import address, page, signed_in
from tests.decisions.schema import faults
from tests.decisions.statutes import with_majority, with_presidency

SCHEMA = json.loads((factories.PROJECT / "docs" / "schemas" / "result-1.schema.json").read_text())
SEATS = 'more_than = "1/2"\nof = "seats"'
DOUBLE = 'more_than = "1/2"\nalso = [{ more_than = "1/2", of = "cities" }]'


@contextmanager
def assembly(source: str, **proposed: Any) -> Iterator[tuple[halls.Hall, AgendaItem]]:
    """An assembly under these statutes, with a strategic proposal on its agenda."""
    network = factories.make_network(charter=source)
    with scope(network=network):
        house = halls.furnish(network)
        meeting = halls.plan(house.assembly)
        proposal = halls.proposed(house, **({"matter": "strategic"} | proposed))
        item = actions.place_proposal(proposal, meeting, by=factories.make_viewer(house.secretary))
        yield halls.begin(house, meeting), AgendaItem.objects.get(pk=item.pk)


def decided(hall: halls.Hall, item: AgendaItem, ballots: dict[int, str], method: str = "named") -> Vote:
    """A vote held and declared. Seats go by city, three each."""
    vote = actions.open_vote(item, method=method, by=hall.chair)
    if method == "secret":
        for place, choice in ballots.items():
            seat = hall.seated[place][0]
            actions.cast_secretly(vote, seat, choice=choice, nonce=new_nonce(), by=hall.viewer(place))
    elif method == "hands":
        chosen = list(ballots.values())
        counts = {choice: chosen.count(choice) for choice in vote.choices}
        actions.count_hands(vote, counts=counts, by=hall.chair)
    else:
        halls.cast(hall, vote, ballots)
    return halls.decide(hall, vote)


def seen(vote: Vote, language: str = "en") -> ResultView:
    with translation.override(language):
        view = queries.result_view(vote.result)
    assert view is not None
    return view


def yes_no(yes: int, no: int) -> dict[int, str]:
    return dict.fromkeys(range(yes), "yes") | dict.fromkeys(range(yes, yes + no), "no")


def test_majority_says_what_it_is_measured_against_and_how_much_that_is(network: Network) -> None:
    hall, item = halls.assembly(network)
    view = seen(decided(hall, item, yes_no(5, 3)))
    (majority,) = view.majorities
    assert (majority.of, majority.needed_of, majority.reached_of) == (
        "8 votes cast",
        "5 of 8 votes cast",
        "5 of 8 votes cast",
    )
    assert (majority.size, majority.needed, majority.reached, majority.is_met) == (8, 5, 5, True)
    assert "more than 1/2" in majority.rule
    assert [(line.key, line.votes, line.share) for line in view.choices] == [
        ("yes", 5, "62.5%"),
        ("no", 3, "37.5%"),
        ("abstain", 0, "0.0%"),
        ("invalid", 0, ""),
    ]
    assert (view.entitled, view.not_voted, view.votes_cast) == (12, 4, 8)


def test_majority_of_all_seats_is_drawn_against_all_seats(db: None) -> None:
    with assembly(with_majority(SEATS)) as (hall, item):
        view = seen(decided(hall, item, yes_no(6, 1)))
        (majority,) = view.majorities
        assert (view.carried, majority.is_met) == (False, False)
        assert (majority.needed_of, majority.reached_of) == ("7 of 12 seats", "6 of 12 seats")
        assert view.bar is not None
        assert (view.bar.yes_width, view.bar.needed_x) == (BAR // 2, BAR * 7 // 12)


@pytest.mark.parametrize(
    ("yes", "carried", "cities"),
    [(range(9), True, 3), ((0, 1, 2, 3, 4, 5, 6), False, 2), ((0, 1, 3, 4, 6, 7), False, 3)],
)
def test_double_majority_shows_and_draws_both_parts(db: None, yes: Any, carried: bool, cities: int) -> None:
    with assembly(with_majority(DOUBLE)) as (hall, item):
        ballots = {place: "yes" if place in yes else "no" for place in range(12)}
        view = seen(decided(hall, item, ballots))
        votes, by_city = view.majorities
        assert (view.carried, view.is_double) == (carried, True)
        assert (votes.base, by_city.base) == ("cast", "cities")
        assert (by_city.reached_of, by_city.needed) == (f"{cities} of 4 cities", 3)
        assert by_city.is_met is (cities >= 3)
        assert votes.is_met is (len(list(yes)) > 6)
        assert by_city.bar is not None
        assert (by_city.bar.reached_width >= (by_city.bar.needed_x or 0)) is by_city.is_met
        assert view.bar is not None


def test_fractions_of_votes_are_written_and_drawn_exactly(db: None) -> None:
    with assembly(with_majority('more_than = "1/2"', votes="3/2")) as (hall, item):
        vote = decided(hall, item, {0: "yes", 1: "no", 2: "yes", 3: "yes"})
        view = seen(vote, "de")
        assert vote.result["counts"]["yes"] == "7/2"
        assert vote.result["counts"]["no"] == "3/2"
        assert [line.votes for line in view.choices] == ["3,5", "1,5", 0, 0]
        assert view.votes_cast == 5
        assert view.bar is not None
        assert (view.bar.yes, view.bar.no) == ("3,5", "1,5")
        assert (view.bar.yes_width, view.bar.no_width) == (BAR * 7 // 10, BAR * 3 // 10)
        assert [line.votes for line in seen(vote, "en").choices][:2] == ["3.5", "1.5"]
        assert vote.result["per_mille"] == {"yes": 700, "no": 300, "abstain": 0}


def test_casting_vote_is_told(db: None) -> None:
    with assembly(with_majority('more_than = "1/2"', casting=True)) as (hall, item):
        vote = actions.open_vote(item, method="named", by=hall.chair)
        halls.cast(hall, vote, yes_no(4, 4))
        actions.close_vote(vote, by=hall.chair)
        declared = actions.declare_vote(vote, casting="yes", by=hall.chair)
        view = seen(declared)
        assert (view.carried, view.casting, view.majorities[0].is_met) == (True, "Yes", True)
        assert not list(faults(queries.result_document(declared), SCHEMA))


def test_secret_votes_by_city_are_withheld_where_they_identify(network: Network) -> None:
    hall, item = halls.assembly(network)
    view = seen(decided(hall, item, yes_no(5, 3), "secret"))
    assert (view.cities, view.is_withheld, view.method) == ((), True, "secret")


def election(network: Network, ballots: Callable[[Any, Any], dict[int, str]]) -> Vote:
    """A round between two candidates, with ballots that name them."""
    hall, _item = halls.election(network)
    held = Election.objects.get()
    a, b = (actions.nominate(held, hall.house.mayors[place], by=hall.secretary) for place in (1, 2))
    vote = actions.open_round(Election.objects.get(), method="named", by=hall.chair)
    halls.cast(hall, vote, ballots(a.choice, b.choice))
    return halls.decide(hall, vote)


def test_each_candidate_is_drawn_against_what_elects(network: Network) -> None:
    view = seen(election(network, lambda a, b: dict.fromkeys(range(7), a) | dict.fromkeys(range(7, 10), b)))
    first, second = view.choices[:2]
    assert (first.votes, first.share, first.is_elected, second.votes, second.share) == (7, "70.0%", True, 3, "30.0%")
    assert first.bar is not None
    assert second.bar is not None
    assert (first.bar.reached_width, first.bar.needed_x) == (BAR * 7 // 10, BAR * 6 // 10)
    assert second.bar.reached_width == BAR * 3 // 10
    assert view.bar is None
    assert view.majorities[0].needed_of == "6 of 10 votes cast"


def test_single_candidate_is_drawn_as_yes_and_no(network: Network) -> None:
    hall, _item = halls.election(network)
    candidate = actions.nominate(Election.objects.get(), hall.house.mayors[1], by=hall.secretary)
    vote = actions.open_round(Election.objects.get(), method="named", by=hall.chair)
    halls.cast(hall, vote, dict.fromkeys(range(6), candidate.choice) | {6: "no", 7: "abstain"})
    view = seen(halls.decide(hall, vote))
    assert view.bar is not None
    assert (view.bar.yes, view.bar.no, view.bar.abstain, view.bar.needed) == (6, 1, 1, 4)


def tied(network: Network) -> Vote:
    """A run-off that the lot decides, by hands."""
    hall, _item = halls.election(network)
    held = Election.objects.get()
    a, b = (actions.nominate(held, hall.house.mayors[place], by=hall.secretary) for place in (1, 2))
    for _round in range(2):
        vote = actions.open_round(Election.objects.get(), method="hands", by=hall.chair)
        actions.count_hands(vote, counts={a.choice: 5, b.choice: 5}, by=hall.chair)
        halls.decide(hall, vote)
    return Vote.objects.get(round=2)


def test_lot_after_a_show_of_hands_is_told_so_that_anybody_can_draw_it_again(network: Network) -> None:
    vote = tied(network)
    view = seen(vote)
    assert view.lot is not None
    assert len(view.lot.seed) == 64
    assert view.lot.seed != vote.ballots_digest
    marks = [mark for mark, _name, _digest in view.lot.marks]
    assert view.lot.command == f"quattropole charter lot {view.lot.seed} {' '.join(sorted(marks))}"
    drawn = charter.lot(view.lot.seed, marks)
    assert view.lot.drawn == tuple(name for mark, name, _digest in view.lot.marks if mark == drawn)


def test_lot_stands_on_the_page_with_its_seed_and_its_command(network: Network) -> None:
    vote = tied(network)
    client = signed_in(factories.make_secretary(network))
    text = page(client, address("vote", vote.pk))
    assert vote.result["lot"]["seed"] in text
    assert "quattropole charter lot" in text
    for mark in vote.result["lot"]["between"]:
        assert f"<code>{mark}</code>" in text


def test_lot_of_a_secret_round_has_a_seed_too(network: Network) -> None:
    hall, _item = halls.election(network)
    held = Election.objects.get()
    a, b = (actions.nominate(held, hall.house.mayors[place], by=hall.secretary) for place in (1, 2))
    for _round in range(2):
        vote = actions.open_round(Election.objects.get(), method="secret", by=hall.chair)
        for place in range(10):
            choice = a.choice if place % 2 else b.choice
            seat = hall.seated[place][0]
            actions.cast_secretly(vote, seat, choice=choice, nonce=new_nonce(), by=hall.viewer(place))
        halls.decide(hall, vote)
    lot = Vote.objects.get(round=2).result["lot"]
    assert tuple(lot["drawn"]) == charter.draw(lot["seed"], lot["between"], 1)


def document(vote: Vote) -> dict[str, Any]:
    """The JSON of a vote as a secretary downloads it."""
    answer = signed_in(factories.make_secretary(vote.network)).get(address("result_json", vote.pk))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
    return json.loads(answer.content)


@pytest.mark.parametrize("method", ["named", "hands", "secret"])
def test_json_of_a_motion_is_what_its_schema_says(network: Network, method: str) -> None:
    hall, item = halls.assembly(network)
    told = document(decided(hall, item, yes_no(7, 3), method))
    assert list(faults(told, SCHEMA)) == []
    assert (told["counts"]["yes"], told["counts"]["no"], told["not_voted"]) == (7, 3, 2)
    assert told["majorities"] == [
        {
            "base": "cast",
            "base_votes": 10,
            "threshold": "1/2",
            "strict": True,
            "needed": 6,
            "reached": 7,
            "relative": False,
            "met": True,
        }
    ]
    assert told["resolution"]["sha256"] == Resolution.objects.get().digest


def test_json_of_a_double_majority_with_fractions_is_exact(db: None) -> None:
    with assembly(with_majority(DOUBLE, votes="3/2")) as (hall, item):
        hall.house.network.hosts = ["testserver"]
        hall.house.network.save()
        told = document(decided(hall, item, yes_no(5, 2)))
        assert list(faults(told, SCHEMA)) == []
        assert told["counts"] == {"yes": "13/2", "no": "5/2", "abstain": 0, "invalid": 0}
        assert [part["base"] for part in told["majorities"]] == ["cast", "cities"]
        assert [part["met"] for part in told["majorities"]] == [True, False]
        assert told["resolution"] is None


def test_json_of_an_election_by_lot_is_what_its_schema_says(network: Network) -> None:
    told = document(tied(network))
    assert list(faults(told, SCHEMA)) == []
    held = told["election"]
    assert held["lot"]["drawn"] == held["elected"] == [one["mark"] for one in held["candidates"] if one["elected"]]
    assert charter.draw(held["lot"]["seed"], held["lot"]["between"], 1) == tuple(held["elected"])


def test_json_of_several_places_is_what_its_schema_says(db: None) -> None:
    network = factories.make_network(charter=with_presidency())
    with scope(network=network):
        hall, _item = halls.election(network)
        office = hall.house.presidency
        type(office).objects.filter(pk=office.pk).update(places=2)
        office.mandates.update(ends=hall.meeting.day)
        one, two, three = (
            actions.nominate(Election.objects.get(), mayor, by=hall.secretary) for mayor in hall.house.mayors[:3]
        )
        vote = actions.open_round(Election.objects.get(), method="named", by=hall.chair)
        both = "+".join(sorted([one.choice, two.choice]))
        halls.cast(hall, vote, dict.fromkeys(range(9), both) | {9: three.choice})
        declared = halls.decide(hall, vote)
        told = queries.result_document(declared)
        assert told is not None
        assert list(faults(told, SCHEMA)) == []
        assert told["election"]["places"] == 2
        assert told["election"]["elected"] == [one.choice, two.choice]


def test_schema_finds_what_is_wrong() -> None:
    assert list(faults({"version": 2}, SCHEMA))
    assert list(faults({"a": "1/0x"}, {"$ref": "#/$defs/counts", "$defs": SCHEMA["$defs"]}))
    assert not list(faults({"a": "1/2", "b": 3}, {"$ref": "#/$defs/counts", "$defs": SCHEMA["$defs"]}))


def test_files_are_for_those_who_see_the_vote_once_it_is_declared(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    client = signed_in(hall.seated[0][1])
    for name in ("result_json", "result_pdf"):
        page(client, address(name, vote.pk), 404)
    halls.decide(hall, vote)
    outsider = signed_in(factories.make_holder(factories.make_organ(network, "group"), hall.house.cities[0]))
    type(item).objects.filter(pk=item.pk).update(audience="organ")
    for name in ("result_json", "result_pdf"):
        assert client.get(address(name, vote.pk)).status_code == 200
        page(outsider, address(name, vote.pk), 404)
    page(client, address("result_pdf", vote.pk) + "?language=xx", 404)


def words(pdf: bytes) -> str:
    """The words of a document, one space between them."""
    return " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages).split())


def test_document_says_everything_in_each_language_and_is_tagged(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = decided(hall, item, yes_no(7, 3))
    pdf = result_pdf(vote, ["de", "fr"])
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert "/StructTreeRoot" in root
    assert len(reader.pages) >= 2
    said = words(pdf)
    entry = Resolution.objects.get()
    for told in ("Titel", "Titre", "Der Wortlaut.", vote.ballots_digest, entry.digest, entry.label, "70,0", "§ 32"):
        assert told in said, told
    for line in (seen(vote, "de").majorities[0], seen(vote, "fr").majorities[0]):
        assert line.reached_of in said
        assert " ".join(line.rule.split()) in said
    assert reader.metadata is not None
    assert reader.metadata.title == "Titel"


def test_document_in_one_language_speaks_only_that(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = decided(hall, item, yes_no(7, 3))
    client = signed_in(hall.seated[0][1])
    answer = client.get(address("result_pdf", vote.pk) + "?language=fr")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    said = words(answer.content)
    assert "Titre" in said
    assert "Titel" not in said


def test_document_is_the_same_bytes_each_time(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = decided(hall, item, yes_no(7, 3))
    assert result_pdf(vote, ["de", "fr"]) == result_pdf(vote, ["de", "fr"])


HOSTILE = '#panic("x") #read("/etc/passwd") *stark* $x^2$ `code` <label> @ref \\ // /* „Ümläut“ ]'


def test_words_are_never_read_as_commands(db: None) -> None:
    text = factories.make_text(f"Vorher\n\n{HOSTILE}", title=(HOSTILE, HOSTILE))
    with assembly(factories.charter_source(), text=text) as (hall, item):
        vote = decided(hall, item, yes_no(7, 3))
        said = words(result_pdf(vote, ["de"]))
        assert '#panic("x") #read("/etc/passwd") *stark* $x^2$ `code` <label> @ref' in said
        assert "root:" not in said


def test_document_of_an_election_by_lot_names_seed_and_command(network: Network) -> None:
    vote = tied(network)
    said = words(result_pdf(vote, ["de"])).replace(" ", "")
    assert vote.result["lot"]["seed"] in said
    assert "quattropolecharterlot" in said
    elected = seen(vote, "de").elected[0]
    assert elected.replace(" ", "") in said


def test_document_of_a_double_majority_with_fractions(db: None) -> None:
    with assembly(with_majority(DOUBLE, votes="3/2")) as (hall, item):
        vote = decided(hall, item, yes_no(5, 2))
        said = words(result_pdf(vote, ["de"]))
        assert all(majority.reached_of in said for majority in seen(vote, "de").majorities)
        assert "6,5" in said
