"""Who reads minutes, in which version: what is not public stays out of the public one, on the page and in the PDF."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Amendment, Proposal
from quattropole.meetings.models import AgendaItem, Paper
from quattropole.minutes import actions, rules
from quattropole.minutes.models import Minutes, Version
from quattropole.minutes.queries import published_for, to_approve, to_sign, to_write
from quattropole.minutes.saying import part_of, plain_text
from quattropole.network.models import Network
from tests import factories
from tests.minutes import past as pasts
from tests.minutes.past import Past

SECRET = "Verschwiegenes Grundstück"


def address(name: str, *parts: object) -> str:
    with translation.override("de"):
        return reverse(name, args=parts)


def with_inner_item(network: Network, audience: str = Audience.ORGAN) -> tuple[Past, AgendaItem]:
    """A public meeting over which an item is for the organ alone."""
    past = pasts.assembly(network)
    titles = factories.words(SECRET, "Terrain confidentiel")
    item = factories.make_item(past.meeting, kind="information", titles=titles, audience=audience)
    return past, item


def public_text(minutes: Minutes, version: Version = Version.PUBLIC) -> str:
    with translation.override("de"):
        whole = pasts.read(minutes)
        part = part_of(whole, whole.sections.all(), version)
        return "\n".join(f"{section.heading}\n{plain_text(section.blocks)}" for section in part.sections)


def test_public_version_leaves_out_items_that_are_not_public(network: Network) -> None:
    past, item = with_inner_item(network)
    minutes = past.draft()
    pasts.written(minutes, item, "Geheimer Preis.", "Prix secret.", by=past.secretary)
    text, full = public_text(minutes), public_text(minutes, Version.FULL)
    for words in (SECRET, "Geheimer Preis."):
        assert words in full
        assert words not in text
    assert "Gemeinsames Büro" in text
    AgendaItem.objects.filter(pk=item.pk).update(audience=Audience.PUBLIC)
    actions.gather_anew(minutes, by=past.secretary)
    assert SECRET in public_text(minutes), "what is public is told"


def test_public_version_leaves_out_texts_and_papers_that_are_not_public(network: Network) -> None:
    past = pasts.assembly(network)
    Proposal.objects.update(audience=Audience.ORGAN)
    Amendment.objects.update(audience=Audience.ORGAN)
    for audience, title in ((Audience.PUBLIC, "Offener Bericht"), (Audience.ORGAN, "Interner Bericht")):
        Paper.objects.create(
            network=network,
            meeting=past.meeting,
            item=past.item,
            number=Paper.objects.count() + 1,
            title=title,
            language="de",
            file="x.pdf",
            name="x.pdf",
            size=1,
            media_type="application/pdf",
            sha256="0" * 64,
            uploaded_at=past.meeting.starts_at,
            audience=audience,
        )
    text = public_text(past.draft())
    assert "Offener Bericht" in text
    assert "Interner Bericht" not in text
    assert "40 Cent" in text, "the resolution is public"
    assert "[added: 40]" not in text, "the amendment is not"
    assert "[added: 40]" in public_text(Minutes.objects.get(), Version.FULL)


def test_public_version_names_nobody_who_objected_or_was_absent(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft(speakers="times", names_votes=True)
    text, full = public_text(minutes), public_text(minutes, Version.FULL)
    assert "Zu teuer." in full
    assert "Zu teuer." not in text
    for vote in pasts.section(minutes, past.item).facts["votes"]:
        assert vote["ballots_sha256"] not in text


def test_members_read_no_item_that_is_for_the_secretariat(network: Network) -> None:
    past, _item = with_inner_item(network, Audience.SECRETARIAT)
    minutes = past.draft()
    assert SECRET not in public_text(minutes, Version.ORGAN)
    done = pasts.sealed(past, minutes)
    assert set(done.documents.values_list("version", flat=True)) == {"full", "organ", "public"}
    member = Client()
    factories.sign_in(member, past.hall.seated[4][1])
    content = member.get(address("minutes:pdf", done.pk)).content
    assert content == bytes(done.documents.get(version="organ").content)


def viewers(past: Past, network: Network) -> list[Viewer]:
    return [
        past.secretary,
        past.chair,
        past.hall.viewer(4),
        pasts.stranger(network),
        factories.make_viewer(network=network),
        factories.make_viewer(past.hall.house.mayors[1]),
    ]


def check_pairs(past: Past, network: Network, minutes: Minutes) -> list[bool]:
    """The predicate and the filter agree for everybody; who sees the minutes."""
    minutes = pasts.read(minutes)
    seen = [rules.may_see_minutes(viewer, minutes) for viewer in viewers(past, network)]
    assert seen == [rules.visible_minutes(viewer).filter(pk=minutes.pk).exists() for viewer in viewers(past, network)]
    return seen


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.NETWORK, Audience.ORGAN, Audience.SECRETARIAT])
def test_who_may_see_minutes_agrees_with_the_filter(network: Network, audience: str) -> None:
    past = pasts.assembly(network, audience=audience)
    minutes = past.draft()
    assert check_pairs(past, network, minutes) == [True, True, False, False, False, False]
    actions.propose_minutes(minutes, by=past.secretary)
    inner = audience != Audience.SECRETARIAT
    assert check_pairs(past, network, minutes) == [True, True, inner, False, False, inner]
    actions.take_back(minutes, by=past.secretary)
    done = pasts.sealed(past, pasts.read(minutes))
    if audience == Audience.PUBLIC:
        actions.publish_minutes(done, by=past.secretary)
        assert check_pairs(past, network, done) == [True] * 6
    else:
        with pytest.raises(NotPossible):
            actions.publish_minutes(done, by=past.secretary)
        assert check_pairs(past, network, done) == [True, True, inner, False, False, inner]


def test_nobody_outside_gets_minutes_before_they_are_published(network: Network) -> None:
    past, _item = with_inner_item(network)
    done = pasts.sealed(past, past.draft())
    visitor, stranger = Client(), Client()
    factories.sign_in(stranger, pasts.stranger(network).person)  # type: ignore[arg-type]  # it is a person
    page, pdf = address("website:minutes_page", done.pk), address("website:minutes_pdf", done.pk)
    for client in (visitor, stranger):
        assert (client.get(page).status_code, client.get(pdf).status_code) == (404, 404)
    for name in ("minutes:minutes", "minutes:pdf"):
        assert stranger.get(address(name, done.pk)).status_code == 404
        assert visitor.get(address(name, done.pk)).status_code in {302, 403}
    register = visitor.get(address("website:minutes_register")).content.decode()
    assert done.entry.digest in register
    assert "Sitzung" not in register.partition("<main")[2].partition("<table")[2]
    actions.publish_minutes(done, by=past.secretary)
    shown = visitor.get(page).content.decode()
    assert "Gemeinsames Büro" in shown
    assert SECRET not in shown
    assert done.documents.get(version="public").sha256 in shown
    pages = PdfReader(io.BytesIO(visitor.get(pdf).content)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "Gemeinsames Büro" in text
    assert SECRET not in text
    meeting = visitor.get(address("website:meeting", past.meeting.pk)).content.decode()
    assert page in meeting
    assert page in visitor.get(address("website:minutes")).content.decode()


def test_visitor_of_another_network_sees_nothing(network: Network) -> None:
    past = pasts.assembly(network)
    done = pasts.sealed(past, past.draft())
    actions.publish_minutes(done, by=past.secretary)
    other = factories.make_network("tonicites", charter=factories.charter_source("tonicites"))
    assert not rules.may_see_minutes(factories.make_viewer(network=other), pasts.read(done))
    assert not published_for(factories.make_viewer(network=other)).exists()


def test_what_a_meeting_has_to_approve(network: Network) -> None:
    past = pasts.assembly(network)
    organ, day = past.hall.house.assembly, past.meeting.day
    assert to_approve(organ, day) == []
    assert list(to_write(past.secretary)) == [past.meeting]
    minutes = past.draft()
    assert to_approve(organ, day) == []
    following = pasts.next_meeting(past)
    assert to_approve(organ, following.day) == [minutes]
    actions.propose_minutes(minutes, by=past.secretary)
    done = actions.approve_minutes(minutes, meeting=following, by=past.secretary)
    assert to_approve(organ, following.day) == []
    assert list(to_sign(past.chair)) == [done]
    assert list(to_sign(past.secretary)) == [done]
    assert list(to_sign(past.hall.viewer(4))) == []
    actions.sign_minutes(done, digest=done.digest, by=past.chair)
    assert list(to_sign(past.chair)) == []
    assert list(to_write(past.secretary)) == []
