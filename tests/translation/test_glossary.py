"""Terms are found whatever their ending, kept by the secretariat, and given to other programs."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.network.models import Network
from quattropole.texts.localized import Localized
from quattropole.translation.actions import change_term, remove_term
from quattropole.translation.actions.terms import TermWish
from quattropole.translation.checking import figures_of, warnings_for
from quattropole.translation.glossary import Glossary, glossary_of
from quattropole.translation.models import Term
from tests import factories

BOARD = Term(slug="board", names=Localized(de="Vorstand", fr="directoire"), also={}, forbidden={})
ASSEMBLY = Term(
    slug="assembly",
    names=Localized(de="Mitgliederversammlung", fr="assemblée générale"),
    also={},
    forbidden={"de": ["Generalversammlung"]},
)
GLOSSARY = Glossary([BOARD, ASSEMBLY])


@pytest.mark.parametrize("text", ["Der Vorstand", "des Vorstands", "des Vorstandes", "VORSTÄNDE", "im Vorstande"])
def test_a_term_is_found_whatever_its_ending(text: str) -> None:
    assert [hit.target for hit in GLOSSARY.hits("de", "fr", text)] == ["directoire"]


def test_a_term_in_a_longer_word_is_not_found() -> None:
    assert GLOSSARY.hits("de", "fr", "Vorstandssitzung, Verstand") == []


def test_terms_of_several_words_are_found() -> None:
    assert [hit.slug for hit in GLOSSARY.hits("fr", "de", "Les assemblées générales")] == ["assembly"]


def keys(source: str, translation: str) -> list[str]:
    return [warning.key for warning in warnings_for(GLOSSARY, "de", "fr", source, translation)]


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("50.000 Euro am 2. Juni 2026", "50 000 euros le 2 juin 2026", []),
        ("50.000 Euro", "5 000 euros", ["figures", "figures"]),
        ("0,50 Euro", "0.50 euro", []),
        ("am 2. Juni 2026", "le 2 juillet 2026", ["dates"]),
        ("nach § 12 Abs. 3", "selon l’article 12, al. 3", []),
        ("nach § 12", "selon le 12", ["paragraphs"]),
        ("**Wichtig**", "Important", ["markdown"]),
        ("__Wichtig__ hier", "**Important** ici", []),
        ("[hier](https://a.example)", "[ici](https://b.example)", ["markdown"]),
        ("Der Vorstand tagt", "Le bureau se réunit", ["terms"]),
        ("Ein Satz mit vielen Wörtern", "Ein Satz mit vielen Wörtern", ["untranslated"]),
        ("Metz", "Metz", []),
        ("Ein Satz", "", []),
    ],
)
def test_warnings_say_what_to_look_at(source: str, translation: str, expected: list[str]) -> None:
    assert keys(source, translation) == expected


def test_a_form_that_is_not_to_be_used_is_named() -> None:
    warnings = warnings_for(GLOSSARY, "fr", "de", "L’assemblée générale", "Die Generalversammlung")
    assert any("Generalversammlung" in warning.text for warning in warnings)


def test_figures_are_the_same_however_they_are_grouped() -> None:
    assert figures_of("1.234.567") == figures_of("1 234 567") == figures_of("1,234,567")
    assert figures_of("0,5") == figures_of("0.5")


def test_the_folder_brings_a_glossary(quattropole: Network) -> None:
    assert Term.objects.count() > 100
    hits = glossary_of().hits("de", "fr", "Die Geschäftsstelle bereitet die Sitzungen des Vorstands vor.")
    assert [hit.target for hit in hits] == ["secrétariat général", "réunion", "directoire"]
    assert all(term.assumed or term.sources for term in Term.objects.all())


def test_only_the_secretariat_keeps_the_glossary(network: Network, client: Client) -> None:
    house = factories.make_house(network, councillors=1)
    secretary, mayor = factories.make_viewer(house.secretary), factories.make_viewer(house.mayors[0])
    wish = TermWish({"de": "Sitz", "fr": "siège"}, forbidden={"fr": ["place"]})
    with pytest.raises(NotAllowed):
        change_term(None, wish, by=mayor)
    term = change_term(None, wish, by=secretary)
    with pytest.raises(NotPossible):
        change_term(term, TermWish({"de": "Sitz", "fr": "siège"}, forbidden={"fr": ["siège"]}), by=secretary)
    with pytest.raises(NotPossible):
        change_term(None, TermWish({"de": "Sitz"}), by=secretary)
    factories.sign_in(client, house.mayors[0])
    assert "siège" in client.get(reverse("translation:glossary"), {"q": "SIEGE"}).content.decode()
    assert client.get(reverse("translation:term", args=[term.slug])).status_code == 403
    assert client.post(reverse("translation:term_remove", args=[term.slug])).status_code == 403
    factories.sign_in(client, house.secretary)
    page = client.post(
        reverse("translation:term", args=[term.slug]),
        {"name_de": "Sitz", "name_fr": "siège", "also_de": "Platz; Stuhl", "forbidden_fr": "place"},
    )
    assert page.status_code == 302
    assert Term.objects.get().also == {"de": ["Platz", "Stuhl"]}
    remove_term(term, by=secretary)
    assert not Term.objects.exists()


def test_exports_hold_every_form(network: Network, client: Client) -> None:
    house = factories.make_house(network, councillors=1)
    wish = TermWish({"de": "=Sitz", "fr": "siège"}, also={"de": ["Platz"]}, forbidden={"fr": ["place"]})
    change_term(None, wish, by=factories.make_viewer(house.secretary))
    factories.sign_in(client, house.mayors[0])
    rows = list(
        csv.reader(
            io.StringIO(client.get(reverse("translation:glossary_export", args=["csv"])).content.decode("utf-8-sig"))
        )
    )
    assert "'=Sitz" in rows[1]
    root = etree.fromstring(client.get(reverse("translation:glossary_export", args=["tbx"])).content)
    assert sorted(term.text for term in root.iter("{*}term")) == ["=Sitz", "Platz", "place", "siège"]
