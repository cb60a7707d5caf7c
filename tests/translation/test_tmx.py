"""The memory for other programs, and theirs for ours."""

import pytest
from django.test import Client
from django.urls import reverse

from quattropole.access.models import Audience
from quattropole.access.rules import NotAllowed
from quattropole.network.models import Network
from quattropole.translation.memory import catch_up, suggestions
from quattropole.translation.memory.tmx import TmxProblem, export_tmx, import_tmx
from quattropole.translation.models import Sentence
from quattropole.translation.xml import XmlProblem
from tests import factories


def tmx(*units: str) -> bytes:
    return f'<?xml version="1.0"?><tmx version="1.4"><header/><body>{"".join(units)}</body></tmx>'.encode()


def tu(**said: str) -> str:
    return (
        "<tu>" + "".join(f'<tuv xml:lang="{code}"><seg>{words}</seg></tuv>' for code, words in said.items()) + "</tu>"
    )


def test_what_was_exported_can_be_imported_elsewhere(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    factories.make_proposal(
        house.board, house.assembly, text=factories.make_text("Ein Satz & mehr.", "Une phrase <b>.")
    )
    secretary = factories.make_viewer(house.secretary)
    content = export_tmx(secretary, "de", "fr")
    assert import_tmx(content, by=secretary) > 0
    assert import_tmx(content, by=secretary) == 0
    imported = Sentence.objects.filter(origin="", source="Ein Satz & mehr.").get()
    assert (imported.target, imported.audience) == ("Une phrase <b>.", Audience.NETWORK)


def test_imported_sentences_are_for_whom_was_said(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    secretary = factories.make_viewer(house.secretary)
    import_tmx(tmx(tu(**{"de-DE": "Ein ganzer Satz.", "FR": "Une phrase."})), audience="secretariat", by=secretary)
    assert suggestions(secretary, "de", "fr", ["Ein ganzer Satz."])[0][0].target == "Une phrase."
    assert suggestions(factories.make_viewer(house.mayors[0]), "de", "fr", ["Ein ganzer Satz."]) == [[]]


def test_all_or_nothing_with_a_line_for_each_problem(network: Network) -> None:
    secretary = factories.make_viewer(factories.make_house(network, councillors=1).secretary)
    spoilt = tmx(tu(de="Gut.", fr="Bien."), "<tu><tuv><seg>x</seg></tuv></tu>", tu(de="L" * 2000, fr="x"))
    with pytest.raises(TmxProblem) as told:
        import_tmx(spoilt, by=secretary)
    assert len(told.value.lines) == 2
    for content in (b"", b"<tmx", b"<x/>", b"<!DOCTYPE tmx [<!ENTITY a 'b'>]><tmx>&a;</tmx>"):
        with pytest.raises(XmlProblem):
            import_tmx(content, by=secretary)
    with pytest.raises(TmxProblem):
        import_tmx(tmx(), by=secretary)
    assert not Sentence.objects.exists()


def test_only_the_secretariat_gives_out_and_takes_in(network: Network, client: Client) -> None:
    house = factories.make_house(network, councillors=1)
    with pytest.raises(NotAllowed):
        import_tmx(tmx(tu(de="Gut.", fr="Bien.")), by=factories.make_viewer(house.mayors[0]))
    factories.sign_in(client, house.mayors[0])
    assert client.get(reverse("translation:memory_export")).status_code == 403
    assert client.post(reverse("translation:memory_import")).status_code == 403
    factories.sign_in(client, house.secretary)
    assert client.get(reverse("translation:memory_export")).status_code == 200
    assert client.post(reverse("translation:memory_import")).status_code == 409


def test_page_looks_for_a_sentence(network: Network, client: Client) -> None:
    house = factories.make_house(network, councillors=1)
    factories.make_proposal(house.board, house.assembly, text=factories.make_text("Ein ganzer Satz.", "Une phrase."))
    catch_up()
    factories.sign_in(client, house.mayors[0])
    page = client.get(reverse("translation:memory"), {"q": "Ein ganzer Satz!", "from": "de", "to": "fr"})
    assert "Une phrase." in page.content.decode()
    assert client.get(reverse("translation:memory"), {"from": "x", "to": "y"}).status_code == 200
