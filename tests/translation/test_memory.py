"""The memory: exact sentences first, then similar ones, and never a sentence that is not for the reader."""

from quattropole.access.models import Audience
from quattropole.network.models import Network
from quattropole.texts.actions import Change, write_wordings
from quattropole.texts.models import State
from quattropole.translation.memory import catch_up, suggestions
from quattropole.translation.memory.searching import likeness
from quattropole.translation.models import Sentence
from quattropole.translation.verify import run
from tests import factories

GERMAN = "Der Vorstand schlägt der Mitgliederversammlung die Strategie vor. Sie gilt ab 2026."
FRENCH = "Le directoire propose la stratégie à l’assemblée générale. Elle s’applique dès 2026."


def test_sentences_of_wordings_in_step_are_remembered_in_both_directions(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    factories.make_proposal(house.board, house.assembly, text=factories.make_text(GERMAN, FRENCH))
    catch_up()
    secretary = factories.make_viewer(house.secretary)
    [found] = suggestions(secretary, "de", "fr", ["Sie gilt ab 2026."])
    [back] = suggestions(secretary, "fr", "de", ["Elle s’applique dès 2026."])
    assert [(one.score, one.target) for one in found] == [(100, "Elle s’applique dès 2026.")]
    assert back[0].target == "Sie gilt ab 2026."
    assert suggestions(secretary, "de", "fr", ["Ganz etwas anderes steht hier."]) == [[]]


def test_a_similar_sentence_comes_after_the_same_one(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    other = "Der Vorstand schlägt der Mitgliederversammlung eine Kampagne vor."
    factories.make_proposal(house.board, house.assembly, text=factories.make_text(GERMAN, FRENCH))
    factories.make_proposal(house.board, house.assembly, text=factories.make_text(other, "Le directoire propose ..."))
    catch_up()
    wanted = "Der Vorstand schlägt der Mitgliederversammlung die Strategie vor."
    [found] = suggestions(factories.make_viewer(house.secretary), "de", "fr", [wanted])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[0].is_exact
    assert 60 <= found[1].score < 100


def test_drafts_and_machine_translations_are_not_remembered(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    text = factories.make_text("Deutsch.", "Français.", state=State.MACHINE)
    factories.make_proposal(house.board, house.assembly, text=text)
    catch_up()
    assert not Sentence.objects.filter(origin__startswith="proposal").exists()


def test_a_wording_that_changed_is_remembered_as_it_reads_now(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    proposal = factories.make_proposal(house.board, house.assembly, text=factories.make_text(GERMAN, FRENCH))
    catch_up()
    assert Sentence.objects.filter(origin=f"proposal.{proposal.pk}").exists()
    write_wordings(proposal.text, [Change("de", "Titel", "Ganz anders.", 1, State.REVIEWED)], by="x")
    catch_up()
    assert not Sentence.objects.filter(origin=f"proposal.{proposal.pk}").exists()


def test_memory_tells_nobody_a_sentence_of_a_narrower_audience(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    texts = factories.make_text(GERMAN, FRENCH)
    proposal = factories.make_proposal(house.board, house.board, text=texts, audience=Audience.ORGAN)
    catch_up()
    wanted = ["Sie gilt ab 2026."]
    outsider = factories.make_viewer(house.councillors[0])
    assert suggestions(outsider, "de", "fr", wanted) == [[]]
    assert suggestions(factories.make_viewer(network=network), "de", "fr", wanted) == [[]]
    assert suggestions(factories.make_viewer(house.mayors[1]), "de", "fr", wanted) != [[]]
    proposal.audience = Audience.SECRETARIAT
    proposal.save()
    catch_up()
    assert suggestions(factories.make_viewer(house.mayors[1]), "de", "fr", wanted) == [[]]
    assert suggestions(factories.make_viewer(house.secretary), "de", "fr", wanted) != [[]]


def test_memory_of_another_network_stays_there(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    factories.make_proposal(house.board, house.assembly, text=factories.make_text(GERMAN, FRENCH), audience="public")
    catch_up()
    other = factories.make_network("tonicites")
    assert suggestions(factories.make_viewer(network=other), "de", "fr", ["Sie gilt ab 2026."]) == [[]]


def test_likeness_is_whole_only_for_the_same_sentence() -> None:
    assert likeness("Ein Satz.", "Ein Satz.") == 100
    assert likeness("Ein Satz.", "ein  satz.") == 99
    assert likeness("Der Verein hat 10 Mitglieder.", "Der Verein hat 12 Mitglieder.") < 99
    assert likeness("Ein Satz.", "Etwas völlig anderes") < 60


def test_verify_finds_a_sentence_that_its_record_does_not_say(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    factories.make_proposal(house.board, house.assembly, text=factories.make_text(GERMAN, FRENCH))
    assert run() == []
    Sentence.objects.filter(source="Sie gilt ab 2026.").update(audience=Audience.PUBLIC, source="Etwas anderes.")
    assert len(run()) == 2
