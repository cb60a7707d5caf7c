"""Minutes are signed by two, sealed, chained; afterwards nothing changes, and whoever tampers is found out."""

import io
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.minutes import actions, verify
from quattropole.minutes.models import Document, Entry, Minutes, Publication, Section, Signature
from quattropole.network.models import Network
from tests import factories
from tests.minutes import past as pasts


def text_of(content: bytes | memoryview) -> str:
    pages = PdfReader(io.BytesIO(bytes(content))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_nobody_signs_but_the_chair_and_the_taker(network: Network) -> None:
    past = pasts.assembly(network)
    done = pasts.approved(past, past.draft())
    for place in (4, 8):
        with pytest.raises(NotAllowed):
            actions.sign_minutes(done, digest=done.digest, by=past.hall.viewer(place))
    with pytest.raises(NotAllowed):
        actions.sign_minutes(done, digest=done.digest, by=factories.make_viewer(network=network))
    assert not Signature.objects.exists()


def test_a_signature_is_of_what_the_signer_saw(network: Network) -> None:
    past = pasts.assembly(network)
    done = pasts.approved(past, past.draft())
    with pytest.raises(NotPossible):
        actions.sign_minutes(done, digest="0" * 64, by=past.chair)
    signature = actions.sign_minutes(done, digest=done.digest, by=past.chair)
    assert (signature.role, signature.digest) == (Signature.Role.CHAIR, done.digest)
    assert signature.office["de"]
    with pytest.raises(NotPossible):
        actions.sign_minutes(done, digest=done.digest, by=past.chair)


def test_one_person_does_not_sign_twice(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    actions.set_up(minutes, speakers="none", names_votes=False, taker=past.hall.house.president, by=past.secretary)
    done = pasts.approved(past, minutes)
    actions.sign_minutes(done, digest=done.digest, by=past.chair)
    with pytest.raises(NotPossible):
        actions.sign_minutes(done, digest=done.digest, by=past.chair)
    assert Signature.objects.count() == 1


def test_minutes_are_signed_after_their_approval_only(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    with pytest.raises(NotPossible):
        actions.sign_minutes(minutes, digest="", by=past.chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            network=network,
            minutes=minutes,
            role="chair",
            person=past.hall.house.president,
            name="X",
            signed_at=minutes.drafted_at,
            digest="0" * 64,
        )


def test_minutes_with_one_signature_are_not_sealed(network: Network) -> None:
    past = pasts.assembly(network)
    done = pasts.approved(past, past.draft())
    actions.sign_minutes(done, digest=done.digest, by=past.chair)
    with pytest.raises(NotPossible):
        actions.seal_minutes(done, by=past.secretary)


def test_only_the_secretariat_seals_and_publishes(network: Network) -> None:
    past = pasts.assembly(network)
    done = pasts.signed(past, past.draft())
    with pytest.raises(NotAllowed):
        actions.seal_minutes(done, by=past.hall.viewer(4))
    actions.seal_minutes(done, by=past.secretary)
    with pytest.raises(NotAllowed):
        actions.publish_minutes(pasts.read(done), by=past.hall.viewer(4))


def test_the_document_says_everything_in_both_languages_and_is_kept_byte_by_byte(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    pasts.written(minutes, past.item, "Man sprach lange.", "On parla longtemps.", by=past.secretary)
    done = pasts.sealed(past, minutes)
    document = done.documents.get(version="full")
    assert sha256(bytes(document.content)).hexdigest() == document.sha256 == done.entry.documents["full"]
    text = text_of(document.content)
    entry = pasts.resolution(past)
    for words in ("Man sprach lange.", "On parla longtemps.", "Gemeinsames Büro", "Bureau commun", entry.label):
        assert words in text
    for digest in (entry.digest, done.digest):
        assert digest in text.replace(" ", "")
    reader = PdfReader(io.BytesIO(bytes(document.content)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"], "tagged"
    assert root["/Lang"] == "de"
    assert reader.metadata is not None
    assert reader.metadata.title


def test_sealed_minutes_never_change(network: Network) -> None:
    past = pasts.assembly(network)
    done = pasts.sealed(past, past.draft())
    actions.publish_minutes(done, by=past.secretary)
    with pytest.raises(NotPossible):
        pasts.written(done, past.item, "Anders.", "Autrement.", by=past.secretary)
    with pytest.raises(NotPossible):
        actions.set_up(done, speakers="names", names_votes=True, taker=done.taker, by=past.secretary)
    for model in (Minutes, Section, Document, Entry, Signature, Publication):
        found = model.objects.all()
        with pytest.raises(IntegrityError), transaction.atomic():
            found.update(network=network)
        with pytest.raises(IntegrityError), transaction.atomic():
            found._raw_delete(found.db)
        assert model.objects.exists()


def test_the_register_is_a_chain_and_verify_computes_it(network: Network) -> None:
    past = pasts.assembly(network)
    first = pasts.sealed(past, past.draft())
    corrigendum = pasts.sealed(past, actions.begin_corrigendum(first, by=past.secretary))
    entries = list(Entry.objects.order_by("number"))
    assert [entry.number for entry in entries] == [1, 2]
    assert entries[1].previous == entries[0].digest
    assert corrigendum.entry.corrects == entries[0]
    assert verify.run() == []


TAMPERED = (
    ("UPDATE minutes_section SET facts = '{}' WHERE kind = 'item'", "the content is not what was approved"),
    ("UPDATE minutes_entry SET entered_at = '2020-01-01 00:00:00+00:00'", "the entry does not fit its seal"),
    ("UPDATE minutes_entry SET previous = 'x'", "it does not follow the entry before it"),
    ("UPDATE minutes_document SET content = {bytes}", "the document is not what was sealed"),
    ("UPDATE minutes_signature SET digest = 'x'", "something else was signed than approved"),
)


def _tampered(sql: str) -> list[str]:
    """What verify says after somebody has taken the guards down and changed a row; nothing of it stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'minutes_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            sql = sql.replace("{bytes}", "X'00'")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {sql.split()[1]} DISABLE TRIGGER USER")
            sql = sql.replace("{bytes}", "'\\x00'::bytea")
        cursor.execute(sql)
        problems = verify.run()
        transaction.set_rollback(True)
    return problems


def test_tampering_is_found(network: Network) -> None:
    past = pasts.assembly(network)
    pasts.sealed(past, past.draft())
    for sql, said in TAMPERED:
        assert any(said in problem for problem in _tampered(sql)), said
    assert verify.run() == []


def test_a_corrigendum_names_what_it_corrects_and_goes_the_same_way(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    with pytest.raises(NotPossible):
        actions.begin_corrigendum(minutes, by=past.secretary)
    done = pasts.sealed(past, minutes)
    corrigendum = actions.begin_corrigendum(done, by=past.secretary)
    assert (corrigendum.number, corrigendum.corrects, corrigendum.state) == (2, done, "draft")
    with pytest.raises(NotPossible):
        actions.begin_corrigendum(done, by=past.secretary)
    section = corrigendum.sections.get()
    pasts.corrected(section, "Statt 17 Uhr: 18 Uhr.", "Au lieu de 17 heures : 18 heures.", by=past.secretary)
    sealed = pasts.sealed(past, corrigendum)
    text = text_of(sealed.documents.get(version="full").content)
    assert "Statt 17 Uhr: 18 Uhr." in text
    assert done.entry.digest in text.replace(" ", "")


def test_a_person_without_a_post_cannot_begin_a_corrigendum(network: Network) -> None:
    past = pasts.assembly(network)
    done = pasts.sealed(past, past.draft())
    with pytest.raises(NotAllowed):
        actions.begin_corrigendum(done, by=past.hall.viewer(4))
