"""One vote, the same figures everywhere: desk, register, live pages, the hall's screen, JSON, PDF."""

import io
import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_scopes import scope
from pypdf import PdfReader

from quattropole.access.models import Audience
from quattropole.assembly.parts import Kind, results, stage
from quattropole.decisions import actions, queries
from quattropole.decisions.models import Resolution, Vote
from quattropole.decisions.queries.results import ResultView
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from tests import factories
from tests.assembly.screens import shown, words
from tests.decisions import hall as halls
from tests.decisions.pages import signed_in
from tests.decisions.statutes import with_majority

LANGUAGES = ["de", "fr"]


@pytest.fixture
def weighted(db: None) -> Iterator[Network]:
    """Statutes under which two thirds are needed, and most seats have one and a half votes."""
    network = factories.make_network(charter=with_majority('at_least = "2/3"', votes="3/2"), hosts=["testserver"])
    with scope(network=network):
        yield network


@pytest.fixture
def decided(weighted: Network) -> tuple[halls.Hall, Vote]:
    """A public resolution with fractions of votes, abstentions, and seats that did not vote."""
    house = halls.furnish(weighted)
    meeting = halls.plan(house.assembly)
    type(meeting).objects.filter(pk=meeting.pk).update(audience=Audience.PUBLIC)
    proposal = halls.proposed(house, matter="strategic")
    item = actions.place_proposal(proposal, meeting, by=factories.make_viewer(house.secretary))
    hall = halls.begin(house, meeting)
    vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="named", by=hall.chair)
    ballots = dict.fromkeys(range(6), "yes") | {6: "no", 7: "no", 8: "abstain", 9: "abstain"}
    halls.cast(hall, vote, ballots)
    return hall, halls.decide(hall, vote)


def seen(vote: Vote, language: str) -> ResultView:
    with translation.override(language):
        view = queries.result_view(vote.result)
    assert view is not None
    return view


def read(client: Client, name: str, *parts: object, language: str) -> str:
    with translation.override(language):
        answer = client.get(reverse(name, args=parts))
    assert answer.status_code == 200
    if answer["Content-Type"] == "application/pdf":
        text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages)
        return " ".join(text.split())
    return words(re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL))


def places(hall: halls.Hall, vote: Vote, language: str) -> dict[str, str]:
    """Where people read the result, as the words they read."""
    entry = Resolution.objects.get()
    cited = (entry.organ.key, entry.year, entry.number)
    member, visitor = signed_in(hall.seated[0][1]), Client()
    return {
        "vote page": read(member, "decisions:vote", vote.pk, language=language),
        "register": read(visitor, "website:resolution", *cited, language=language),
        "desk document": read(member, "decisions:result_pdf", vote.pk, language=language),
        "public document": read(visitor, "website:result_pdf", *cited, language=language),
        "member's page": words(shown(stage.PART, hall, Kind.MEMBER, language=language)),
        "gallery": words(shown(stage.PART, hall, Kind.GALLERY, language=language)),
        "decided so far": words(shown(results.PART, hall, Kind.CONSOLE, language=language)),
        "hall": words(shown(stage.PART, hall, Kind.PROJECTOR, language=language)),
    }


FULL = {"vote page", "register", "desk document", "public document", "member's page", "gallery"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_shows_the_same_figures(decided: tuple[halls.Hall, Vote], language: str) -> None:
    hall, vote = decided
    view = seen(vote, language)
    yes, no, abstain = (str(line.votes) for line in view.choices[:3])
    assert (yes, no, abstain) == ("8", "2,5", "2,5")
    for place, said in places(hall, vote, language).items():
        for figure in (yes, no, abstain):
            assert re.search(rf"(?<![\d,]){figure}(?![\d,])", said), f"{place} does not show {figure}: {said}"
        if place in FULL:
            flat = said.replace("\u202f", " ").replace("\xa0", " ")
            for line in view.choices[:3]:
                share = line.share.replace("\u202f", " ").replace("\xa0", " ")
                assert share in flat, f"{place} does not show {share}"
            for told in (view.majorities[0].reached_of, view.majorities[0].needed_of, str(view.not_voted)):
                assert told in said, f"{place} does not say {told}"


def test_no_place_shows_a_percentage_of_its_own(decided: tuple[halls.Hall, Vote]) -> None:
    hall, vote = decided
    view = seen(vote, "de")
    allowed = {line.share.replace("\u202f", " ").replace("\xa0", " ") for line in view.choices}
    for place, said in places(hall, vote, "de").items():
        flat = unescape(said).replace("\u202f", " ").replace("\xa0", " ")
        found = set(re.findall(r"\d+(?:[.,]\d+)? ?%", flat))
        assert found <= allowed, f"{place} shows {found - allowed}"
    assert sum(vote.result["per_mille"].values()) == 1000


def test_machines_read_the_same_figures_in_both_files(decided: tuple[halls.Hall, Vote]) -> None:
    hall, vote = decided
    entry = Resolution.objects.get()
    with translation.override("de"):
        desk = signed_in(hall.seated[0][1]).get(reverse("decisions:result_json", args=[vote.pk]))
        public = Client().get(reverse("website:result_json", args=[entry.organ.key, entry.year, entry.number]))
    told = json.loads(desk.content)
    assert told == json.loads(public.content)
    assert told["counts"] == {"yes": 8, "no": "5/2", "abstain": "5/2", "invalid": 0}
    assert told["per_mille"] == vote.result["per_mille"]
    assert {key: told["majorities"][0][key] for key in ("needed", "reached")} == {
        key: vote.result["tally"][key] for key in ("needed", "reached")
    }


def test_record_from_before_the_platform_has_no_files(weighted: Network) -> None:
    organ = factories.make_organ(weighted, "assembly")
    entry = factories.make_resolution(organ, is_record=True)
    with translation.override("de"):
        for name in ("website:result_json", "website:result_pdf"):
            assert Client().get(reverse(name, args=[organ.key, entry.year, entry.number])).status_code == 404
