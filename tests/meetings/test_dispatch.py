"""Formal mail: ordered once with the act, made afterwards a batch at a time, proved, posted; nobody else reads it."""

import threading
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from icalendar import Calendar
from pypdf import PdfReader

from quattropole import clock
from quattropole.access.models import AuditEntry, Enclosure, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.meetings import actions, making, verify
from quattropole.meetings.making import Maker, make_waiting, waiting
from quattropole.meetings.models import Dispatch, Invitation, Mailing, Meeting
from quattropole.meetings.queries.dispatches import FATES, dispatches_of, fate_of, rounds_of
from quattropole.meetings.rules import may_see_dispatch, visible_dispatches
from quattropole.meetings.tasks import make_letters
from tests import factories
from tests.factories import make_viewer, sign_in
from tests.meetings.conftest import Stage


def words_of(dispatch: Dispatch) -> str:
    """The text of a letter, read by another program than the one that wrote it."""
    reader = PdfReader(BytesIO(bytes(dispatch.letter or b"")))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def dispatch_to(person: object) -> Dispatch:
    """The newest letter to a person."""
    newest = Dispatch.objects.select_related("mail").filter(person=person).order_by("-version", "-pk").first()
    assert newest is not None
    return newest


def bounce(dispatch: Dispatch) -> None:
    """The mail came back."""
    OutgoingMail.objects.filter(pk=dispatch.mail_id).update(state=OutgoingMail.State.BOUNCED, bounced_at=clock.now())


def test_act_orders_letters_and_makes_none(stage: Stage) -> None:
    actions.convene(stage.meeting, by=stage.secretary)
    assert Dispatch.objects.filter(set_at__isnull=True).count() == len(stage.house.councillors)
    assert not OutgoingMail.objects.exists()
    assert make_waiting() == len(stage.house.councillors)
    assert make_waiting() == 0
    assert OutgoingMail.objects.count() == len(stage.house.councillors)


def test_mail_carries_the_letter_and_the_calendar_entry(stage: Stage) -> None:
    stage.convened()
    person = stage.house.councillors[0]
    dispatch = dispatch_to(person)
    letter, entry = Enclosure.objects.filter(mail=dispatch.mail_id)
    assert bytes(letter.content) == bytes(dispatch.letter or b"")
    assert letter.sha256 == dispatch.sha256 == sha256(bytes(letter.content)).hexdigest()
    assert entry.media_type == "text/calendar; method=REQUEST; charset=UTF-8"
    event = Calendar.from_ical(bytes(entry.content)).events[0]  # type: ignore[union-attr]  # one calendar
    assert str(event["ATTENDEE"]) == f"mailto:{person.email}"
    assert event.start == stage.meeting.starts_at
    assert "1. Kampagne" in str(event["DESCRIPTION"])
    assert dispatch.mail is not None
    assert dispatch.mail.kind == "convocation"
    assert Invitation.objects.get(person=person).mail == dispatch.mail


def test_letter_is_in_the_person_s_language_with_both_authentic_agendas(stage: Stage) -> None:
    french = stage.house.councillors[4]
    french.language = "fr"
    french.save()
    stage.convened()
    for person, language in ((stage.house.councillors[0], "de"), (french, "fr")):
        dispatch = dispatch_to(person)
        text = words_of(dispatch)
        assert str(person) in text
        assert "Kampagne" in text
        assert "Campagne" in text
        reader = PdfReader(BytesIO(bytes(dispatch.letter or b"")))
        assert reader.trailer["/Root"]["/Lang"] == language
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert text.index("Campagne") < text.index("Kampagne"), "the reader's own language comes first"


def test_letter_says_what_was_so_when_it_was_ordered(stage: Stage) -> None:
    actions.convene(stage.meeting, by=stage.secretary)
    Meeting.objects.filter(pk=stage.meeting.pk).update(place="Elsewhere")
    make_waiting()
    text = words_of(dispatch_to(stage.house.councillors[0]))
    assert "Rathaus, Metz" in text
    assert "Elsewhere" not in text


def test_whoever_is_killed_between_two_batches_is_followed_without_doubles(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "BATCH", 5)
    actions.convene(stage.meeting, by=stage.secretary)
    assert Maker(Mailing.objects.get()).make(batches=1) == 5
    assert (waiting().count(), OutgoingMail.objects.count()) == (7, 5)
    assert make_letters.call() == {"made": 7}
    assert OutgoingMail.objects.count() == 12
    assert OutgoingMail.objects.values("person").distinct().count() == 12
    assert Enclosure.objects.count() == 24


def test_letter_that_cannot_be_set_holds_up_no_other(stage: Stage) -> None:
    strange = stage.house.councillors[3]
    strange.family_name = "漢字"
    strange.save()
    actions.convene(stage.meeting, by=stage.secretary)
    assert make_waiting() == len(stage.house.councillors) - 1
    failed = dispatch_to(strange)
    assert (fate_of(failed), failed.attempts, failed.mail) == ("failed", making.TRIES, None)
    assert failed.error
    strange.family_name = "Kanji"
    strange.save()
    with pytest.raises(NotAllowed):
        actions.go_on_making(stage.meeting, by=stage.councillor())
    actions.go_on_making(stage.meeting, by=stage.secretary)
    assert waiting().count() == 1


def test_two_workers_at_once_make_each_letter_once(stage: Stage) -> None:
    actions.convene(stage.meeting, by=stage.secretary)
    mailing = Mailing.objects.get()
    batch = list(waiting().select_related("person"))
    one, other = Maker(mailing), Maker(mailing)
    drafts = [maker._drafts(batch) for maker in (one, other)]
    assert [making._keep(made) for made in drafts] == [len(batch), 0]
    assert OutgoingMail.objects.count() == len(batch)


@pytest.mark.parametrize("changed", [{"sha256": "0" * 64}, {"set_at": None}])
def test_database_keeps_a_letter_that_was_made(stage: Stage, changed: dict[str, Any]) -> None:
    stage.convened()
    dispatch = dispatch_to(stage.house.councillors[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.filter(pk=dispatch.pk).update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.update(content={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.filter(pk=dispatch.pk)._raw_delete(Dispatch.objects.db)


def test_letter_of_somebody_without_email_is_printed_and_posted_once(stage: Stage) -> None:
    silent = stage.house.councillors[0]
    silent.email = ""
    silent.save()
    meeting = stage.convened()
    assert fate_of(dispatch_to(silent)) == "to_post"
    with pytest.raises(NotAllowed):
        actions.mark_posted(meeting, by=stage.councillor())
    assert actions.mark_posted(meeting, by=stage.secretary) == 1
    with pytest.raises(NotPossible):
        actions.mark_posted(meeting, by=stage.secretary)
    posted = dispatch_to(silent)
    assert (fate_of(posted), posted.posted_by) == ("posted", stage.house.secretary)
    assert AuditEntry.objects.filter(act="letters posted").count() == 1


def test_mail_that_came_back_goes_by_post_once(stage: Stage) -> None:
    meeting = stage.convened()
    person = stage.house.councillors[0]
    first = dispatch_to(person)
    with pytest.raises(NotPossible):
        actions.send_by_post(first, by=stage.secretary)
    bounce(first)
    with pytest.raises(NotAllowed):
        actions.send_by_post(first, by=stage.councillor())
    again = actions.send_by_post(first, by=stage.secretary)
    assert (again.replaces, again.means, again.sha256) == (first, Dispatch.Means.POST, first.sha256)
    assert bytes(again.letter or b"") == bytes(first.letter or b"")
    with pytest.raises(NotPossible):
        actions.send_by_post(first, by=stage.secretary)
    fates = [fate_of(record) for record in dispatches_of(stage.secretary, meeting).filter(person=person)]
    assert sorted(fates) == ["replaced", "to_post"]


def test_what_became_of_letters_is_counted_as_it_is_shown(stage: Stage) -> None:
    silent = stage.house.councillors[1]
    silent.email = ""
    silent.save()
    meeting = stage.convened()
    bounce(dispatch_to(stage.house.councillors[0]))
    OutgoingMail.objects.filter(person=stage.house.councillors[2]).update(state=OutgoingMail.State.SENT)
    bounce(dispatch_to(stage.house.councillors[3]))
    actions.send_by_post(dispatch_to(stage.house.councillors[3]), by=stage.secretary)
    actions.change_meeting(meeting, place="Arsenal", by=stage.secretary)
    records = list(dispatches_of(stage.secretary, meeting))
    for key, fate in FATES.items():
        shown = {record.pk for record in records if fate_of(record) == key}
        assert set(Dispatch.objects.filter(fate.holds).values_list("pk", flat=True)) == shown, key
    newest, first = rounds_of(meeting)
    assert newest.fates["waiting"] == newest.total == 12
    assert {key: number for key, number in first.fates.items() if number} == {
        "returned": 1, "replaced": 1, "sent": 1, "going": 8, "to_post": 2
    }  # fmt: skip


def test_letters_are_for_the_addressee_and_those_who_prepare(stage: Stage, client: Client) -> None:
    stage.convened()
    own = dispatch_to(stage.house.councillors[0])
    viewers = [
        (stage.councillor(0), True),
        (stage.councillor(1), False),
        (stage.secretary, True),
        (stage.president, True),
        (make_viewer(stage.house.mayors[2]), False),
        (make_viewer(network=stage.meeting.network), False),
    ]
    for viewer, sees in viewers:
        assert may_see_dispatch(viewer, own) is sees
        assert visible_dispatches(viewer).filter(pk=own.pk).exists() is sees
    other = factories.make_network("elsewhere")
    with scope(network=other):
        stranger = make_viewer(factories.make_secretary(other))
        assert not may_see_dispatch(stranger, own)
        assert not visible_dispatches(stranger).exists()
    address = reverse("meetings:letter", args=[own.pk])
    for person, status in ((stage.house.councillors[0], 200), (stage.house.councillors[1], 404)):
        sign_in(client, person)
        assert client.get(address).status_code == status


def test_page_shows_who_got_what_to_those_who_prepare_only(stage: Stage, client: Client) -> None:
    silent = stage.house.councillors[0]
    silent.email = ""
    silent.save()
    meeting = stage.convened()
    bounce(dispatch_to(stage.house.councillors[1]))
    page = reverse("meetings:dispatch", args=[meeting.pk])
    pages = [page, reverse("meetings:dispatch_print", args=[meeting.pk])]
    pages += [reverse("meetings:dispatch_proof", args=[meeting.pk, form]) for form in ("csv", "pdf")]
    acts = [reverse(f"meetings:dispatch_{name}", args=[meeting.pk]) for name in ("posted", "by_post", "go_on")]
    sign_in(client, stage.house.councillors[2])
    assert {client.get(address).status_code for address in pages} == {403}
    assert {client.post(address, {"dispatch": "1"}).status_code for address in acts} == {403}
    sign_in(client, stage.house.secretary)
    shown = client.get(page).content.decode()
    assert str(silent) in shown
    assert reverse("meetings:dispatch_posted", args=[meeting.pk]) in shown
    for state, number in (("returned", 1), ("to_post", 1), ("open", 12), ("sent", 0)):
        assert len(client.get(page, {"state": state}).context["rows"]) == number, state
    printed = client.get(pages[1])
    assert len(PdfReader(BytesIO(printed.content)).pages) % 2 == 0
    assert str(silent) in client.get(pages[2]).content.decode("utf-8-sig")
    assert client.get(pages[3]).content.startswith(b"%PDF")
    assert client.post(acts[0]).status_code == 302
    assert client.post(acts[0]).status_code == 409
    returned = dispatch_to(stage.house.councillors[1])
    assert client.post(acts[1], {"dispatch": returned.pk}).status_code == 302
    assert client.post(acts[1], {"dispatch": returned.pk}).status_code == 409
    assert client.get(pages[1]).status_code == 200


def test_table_to_keep_reads_no_name_as_a_formula(stage: Stage, client: Client) -> None:
    person = stage.house.councillors[0]
    person.given_name, person.family_name = "", '=HYPERLINK("x")'
    person.save()
    meeting = stage.convened()
    sign_in(client, stage.house.secretary)
    kept = client.get(reverse("meetings:dispatch_proof", args=[meeting.pk, "csv"])).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in kept


def test_list_of_letters_costs_as_many_queries_for_few_as_for_many(
    stage: Stage, client: Client, django_assert_max_num_queries: Any
) -> None:
    meeting = stage.convened()
    sign_in(client, stage.house.secretary)
    page = reverse("meetings:dispatch", args=[meeting.pk])
    from django.test.utils import CaptureQueriesContext

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    person = stage.house.councillors[0]
    one = OutgoingMail.objects.get(person=person)
    count(page)
    few = count(f"{page}?state=going&letter=1")
    OutgoingMail.objects.exclude(pk=one.pk).update(state=OutgoingMail.State.SENT)
    assert count(f"{page}?state=going&letter=1") == few


def test_cancellation_takes_the_entry_out_of_calendars(stage: Stage) -> None:
    meeting = stage.convened()
    actions.cancel_meeting(meeting, by=stage.secretary)
    actions.cancel_meeting(meeting, by=stage.secretary)
    make_waiting()
    assert Mailing.objects.count() == 2
    dispatch = dispatch_to(stage.house.councillors[0])
    assert dispatch.kind == Mailing.Kind.CANCELLATION
    letter, entry = Enclosure.objects.filter(mail=dispatch.mail_id)
    calendar = Calendar.from_ical(bytes(entry.content))
    event = calendar.events[0]  # type: ignore[union-attr]  # one calendar
    assert "method=CANCEL" in entry.media_type
    assert (str(calendar["METHOD"]), str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert str(event["UID"]).startswith(str(meeting.uid))
    assert letter.name.endswith(".pdf")


def test_supplement_updates_the_calendar_entry(stage: Stage) -> None:
    meeting = stage.convened()
    actions.add_item(meeting, kind="information", titles=factories.words("Neues"), audience="organ", by=stage.secretary)
    actions.send_supplement(meeting, by=stage.secretary)
    make_waiting()
    dispatch = dispatch_to(stage.house.councillors[0])
    assert (dispatch.kind, dispatch.version) == (Mailing.Kind.SUPPLEMENT, 2)
    text = words_of(dispatch)
    assert "Neues" in text
    assert "Kampagne" not in text
    entry = Enclosure.objects.filter(mail=dispatch.mail_id)[1]
    event = Calendar.from_ical(bytes(entry.content)).events[0]  # type: ignore[union-attr]  # one calendar
    assert event["SEQUENCE"] == 1
    assert "1. Kampagne\n2. Neues" in str(event["DESCRIPTION"])


def test_decision_without_a_meeting_has_letters_and_no_calendar_entry(network: Any) -> None:
    from quattropole.decisions.actions import circular
    from tests.factories import make_proposal

    house = factories.make_house(network, councillors=1)
    proposal = make_proposal(house.board, house.board)
    silent = house.mayors[3]
    silent.email = ""
    silent.save()
    circular.start_circular(proposal, deadline=clock.now() + timedelta(days=9), by=make_viewer(house.secretary))
    assert make_waiting() == 4
    assert fate_of(dispatch_to(silent)) == "to_post"
    dispatch = dispatch_to(house.mayors[1])
    assert [file.media_type for file in Enclosure.objects.filter(mail=dispatch.mail_id)] == ["application/pdf"]
    assert "Der Wortlaut." in words_of(dispatch)


@pytest.mark.django_db(transaction=True)
def test_two_people_marking_at_once_mark_each_letter_once() -> None:
    network = factories.make_network()
    with scope(network=network):
        house = factories.make_house(network, councillors=1)
        for person in house.councillors:
            person.email = ""
            person.save()
        meeting = factories.make_meeting(house.assembly)
        secretary = make_viewer(house.secretary)
        actions.add_item(meeting, kind="information", titles=factories.words("X"), audience="organ", by=secretary)
        actions.convene(meeting, by=secretary)
        make_waiting()
    together = threading.Barrier(2)
    marked: list[int] = []

    def press(person: Any) -> None:
        with scope(network=network):
            own = Meeting.objects.select_related("organ__network", "network").get(pk=meeting.pk)
            together.wait()
            try:
                marked.append(actions.mark_posted(own, by=make_viewer(person)))
            except NotPossible:
                marked.append(0)
            finally:
                connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in (house.secretary, house.president)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(marked) == [0, 4]


def test_every_letter_is_the_one_that_its_digest_proves(stage: Stage, client: Client) -> None:
    silent = stage.house.councillors[0]
    silent.email = ""
    silent.save()
    stage.convened()
    assert verify.run() == []
    changed = dispatch_to(stage.house.councillors[1])
    Dispatch.objects.filter(pk=changed.pk).update(letter=b"%PDF-other")
    Enclosure.objects.filter(mail=dispatch_to(stage.house.councillors[2]).mail_id).update(content=b"%PDF-other")
    assert [problem.split(": ", 2)[2] for problem in verify.run()] == [
        "the letter is not the one that was made",
        "the mail does not carry the letter",
    ]
    sign_in(client, stage.house.secretary)
    shown = client.get(reverse("desk:start")).content.decode()
    assert reverse("meetings:dispatch", args=[stage.meeting.pk]) + "?state=to_post" in shown
