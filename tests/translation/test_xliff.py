"""Out to an agency and back: unchanged where nothing was translated, whole or not at all."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from quattropole.access.models import Audience
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Proposal
from quattropole.network.models import Network
from quattropole.texts.actions import Change, new_text, write_wordings
from quattropole.texts.localized import Localized
from quattropole.texts.models import State
from quattropole.translation import actions
from quattropole.translation.glossary import Glossary
from quattropole.translation.models import Delivery
from quattropole.translation.sources import Side, Unit, Words, unit_for
from quattropole.translation.xliff import read, write
from quattropole.translation.xliff.parts import codes_of, content_of, plain, segments, words_of
from quattropole.translation.xml import XmlProblem
from tests import factories

BODY = "# Ziel\n\nDer **Vorstand** trifft sich am 2. Juni 2026. Siehe [hier](https://example.org).\n\n- eins\n- zwei"
SIGNS = st.sampled_from(
    [
        *("# Titel\n\n", "- Punkt\n", "Ein Satz. ", "**fett** ", "_kursiv_ ", "[Wort](https://example.org) ", "`a<b` "),
        *(
            "```\ncode\n```\n",
            "| a | b |\n",
            "\n\n",
            "\r",
            "\x00",
            "\x1b",
            "\uffff",
            "&amp; <x/>",
            "  \n",
            "é",
            "§ 12 ",
        ),
    ]
)
TEXTS = st.lists(SIGNS, max_size=10).map("".join) | st.text(max_size=60)


def unit(body: str, title: str = "Titel") -> Unit:
    return Unit(
        network_id=1,
        source="proposal",
        pk=7,
        what=Localized(de="Titel"),
        kind="Vorschlag",
        where=Localized(),
        address="/x/",
        audience=Audience.PUBLIC,
        languages=("de", "fr"),
        authentic=("de", "fr"),
        sides={"de": Side("de", Words(title, body), State.REVIEWED, "1")},
    )


@pytest.mark.parametrize("version", ["2.1", "1.2"])
@given(body=TEXTS, title=st.text(min_size=1, max_size=30))
def test_markdown_comes_back_unchanged(version: str, body: str, title: str) -> None:
    sent = unit(body, title)
    document = read(write([sent], "de", "fr", glossary=Glossary([]), version=version))
    parts = {part.name: part for part in document.files[0].parts}
    found = segments(body)
    came = {segment.id: segment for segment in parts["body"].segments} if "body" in parts else {}
    back = ""
    for number, part in enumerate(found.parts, 1):
        read_back = came[f"s{number}"].source
        assert plain(read_back) == plain(content_of(part.words))
        back += part.before + words_of(read_back, codes_of(part.words))
    assert back + found.tail == body
    assert words_of(parts["title"].segments[0].source, codes_of(title)) == title


@pytest.fixture
def sent(network: Network) -> tuple[Viewer, Proposal, bytes]:
    house = factories.make_house(network, councillors=1)
    text = new_text(["de", "fr", "en"], ["de", "fr"])
    write_wordings(text, [Change("de", "Kampagne", BODY, 0, State.REVIEWED)], by="x")
    proposal = factories.make_proposal(house.board, house.assembly, text=text)
    viewer = factories.make_viewer(house.secretary)
    found = unit_for(viewer, f"proposal.{proposal.pk}")
    assert found is not None
    return viewer, proposal, actions.export_units([found], "de", "fr", base="https://example.org", by=viewer)


WORDS = {
    "Kampagne": "Campagne",
    "Ziel": "Objectif",
    "eins": "un",
    "zwei": "deux",
}


def translated(content: bytes) -> bytes:
    """As an agency would: every source copied into the target, some words in French."""
    text = content.decode()
    for part in text.split("<source>")[1:]:
        source = part.partition("</source>")[0]
        target = WORDS.get(source, source)
        if f"<source>{source}</source></segment>" in text:
            text = text.replace(
                f"<source>{source}</source></segment>", f"<source>{source}</source><target>{target}</target></segment>"
            )
    return text.encode()


def test_a_translation_is_looked_at_and_written_whole(sent: tuple[Viewer, Proposal, bytes]) -> None:
    viewer, proposal, content = sent
    delivery = actions.take_delivery("x.xlf", translated(content), by=viewer)
    checked = actions.look_at(delivery, by=viewer)
    assert not checked.problems
    actions.write_delivery(delivery, state=State.REVIEWED, by=viewer)
    french = proposal.text.wordings.get(language="fr")
    assert (french.title, french.state, french.changed_by) == ("Campagne", State.REVIEWED, str(viewer.person))
    assert french.body == BODY.replace("Ziel", "Objectif").replace("eins", "un").replace("zwei", "deux")
    assert proposal.text.wordings.get(language="de").state == State.REVIEWED
    with pytest.raises(NotPossible):
        actions.write_delivery(delivery, state=State.REVIEWED, by=viewer)


Spoil = Callable[[str], str]
FAULTS: dict[str, tuple[Spoil, str]] = {
    "a missing segment": (
        lambda text: (
            text[: text.index('<segment id="s2"')]
            + text[text.index("</segment>", text.index('<segment id="s2"')) + 10 :]
        ),
        "s2 is missing",
    ),
    "a foreign segment": (lambda text: text.replace('id="s2"', 'id="s99"', 1), "not sent out: s99"),
    "an empty target": (lambda text: text.replace("<target>Objectif</target>", "<target/>"), "not translated"),
    "a foreign unit": (lambda text: text.replace('file id="proposal.', 'file id="proposal.9999'), "not for you"),
    "another part": (lambda text: text.replace("-body", "-footer"), "not sent out: footer"),
    "a lost code": (
        lambda text: text.replace("<target>Der <ph", "<target>Der <q:x xmlns:q='urn:x'/><ph"),
        "was not sent out",
    ),
    "a changed source": (lambda text: text.replace("<source>Ziel</source>", "<source>Zweck</source>"), "was changed"),
    "another pair": (lambda text: text.replace('trgLang="fr"', 'trgLang="pt"'), "does not have the language"),
    "the same language": (lambda text: text.replace('trgLang="fr"', 'trgLang="de"'), "same language"),
    "an old export": (lambda text: text.replace('digest="', 'digest="0'), "changed after the export"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_written_of_a_file_with_a_fault(fault: str, sent: tuple[Viewer, Proposal, bytes]) -> None:
    from django.utils import translation

    viewer, proposal, content = sent
    spoil, said = FAULTS[fault]
    spoilt = spoil(translated(content).decode())
    assert spoilt != translated(content).decode()
    with translation.override("en"):
        delivery = actions.take_delivery("x.xlf", spoilt.encode(), by=viewer)
        checked = actions.look_at(delivery, by=viewer)
        assert any(said in line.text for line in checked.problems), checked.problems
        assert all(line.line >= 1 for line in checked.problems)
        with pytest.raises(NotPossible):
            actions.write_delivery(delivery, state=State.DRAFT, by=viewer)
    assert not proposal.text.wordings.filter(language="fr").exists()


def test_a_source_that_changed_meanwhile_stops_the_import(sent: tuple[Viewer, Proposal, bytes]) -> None:
    viewer, proposal, content = sent
    write_wordings(proposal.text, [Change("de", "Kampagne", BODY + " Neu.", 1, State.REVIEWED)], by="x")
    delivery = actions.take_delivery("x.xlf", translated(content), by=viewer)
    assert not actions.look_at(delivery, by=viewer).is_writable


def test_a_translation_written_meanwhile_is_not_overwritten(sent: tuple[Viewer, Proposal, bytes]) -> None:
    viewer, proposal, content = sent
    write_wordings(proposal.text, [Change("fr", "Le titre", "Le texte", 0, State.DRAFT)], by="x")
    delivery = actions.take_delivery("x.xlf", translated(content), by=viewer)
    with pytest.raises(NotPossible):
        actions.write_delivery(delivery, state=State.DRAFT, by=viewer)
    assert proposal.text.wordings.get(language="fr").title == "Le titre"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="de" trgLang="fr"><file id="&b;"/></xliff>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="de" trgLang="fr"><file id="&x;"/></xliff>"""
NONE = {
    b"": "leer|empty",
    b"<xliff": "XML",
    b"\xff\xfe\x00": "XML",
    b"<html/>": "XLIFF",
    b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="9"/>': "9",
    BOMB: "ent",
    OUTSIDE: "ent",
}


@pytest.mark.parametrize("content", NONE)
def test_what_is_no_xliff_is_refused_with_a_sentence(content: bytes, sent: tuple[Viewer, Proposal, bytes]) -> None:
    with pytest.raises(XmlProblem, match=NONE[content]):
        actions.take_delivery("x.xlf", content, by=sent[0])
    assert not Delivery.objects.exists()


def test_only_the_secretariat_sends_out_and_takes_in(sent: tuple[Viewer, Proposal, bytes], client: Client) -> None:
    viewer, proposal, content = sent
    member = factories.make_viewer(factories.make_holder(proposal.origin))
    found = unit_for(viewer, f"proposal.{proposal.pk}")
    assert found is not None
    with pytest.raises(NotAllowed):
        actions.export_units([found], "de", "fr", base="", by=member)
    with pytest.raises(NotAllowed):
        actions.take_delivery("x.xlf", content, by=member)
    assert member.person is not None
    factories.sign_in(client, member.person)
    assert client.get(reverse("translation:deliveries")).status_code == 403
    assert client.post(reverse("translation:export"), {"unit": f"proposal.{proposal.pk}/fr"}).status_code == 403


def test_pages_export_preview_and_write(sent: tuple[Viewer, Proposal, bytes], client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    viewer, proposal, _content = sent
    assert viewer.person is not None
    factories.sign_in(client, viewer.person)
    answer = client.post(reverse("translation:export"), {"unit": f"proposal.{proposal.pk}/fr"})
    assert answer["Content-Type"] == "application/xliff+xml"
    upload = SimpleUploadedFile("zurück.xlf", translated(answer.content))
    page = client.post(reverse("translation:deliveries"), {"file": upload}, follow=True)
    assert "Campagne" in page.content.decode()
    delivery = Delivery.objects.get()
    client.post(reverse("translation:delivery_write", args=[delivery.pk]), {"state": "draft"})
    assert proposal.text.wordings.get(language="fr").state == State.DRAFT


def test_signs_that_no_database_holds_are_left_out(sent: tuple[Viewer, Proposal, bytes]) -> None:
    viewer, proposal, content = sent
    odd = translated(content).replace(b"<target>Campagne", b'<target><cp hex="0000"/><cp hex="D800"/>Campagne')
    delivery = actions.take_delivery("x.xlf", odd, by=viewer)
    actions.write_delivery(delivery, state=State.DRAFT, by=viewer)
    assert proposal.text.wordings.get(language="fr").title == "Campagne"
