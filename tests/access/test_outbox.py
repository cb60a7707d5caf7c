"""Mail leaves after the act, once, in the reader's language; a mail server that is down loses nothing."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from django_tasks_db.models import DBTaskResult

from quattropole import clock
from quattropole.access import composing, outbox
from quattropole.access.composing import message_id
from quattropole.access.models import Enclosure, OutgoingMail
from quattropole.access.tasks import send_outbox
from quattropole.network.models import Network, Person
from tests import factories
from tests.access.mailserver import Broken


@pytest.fixture
def server(settings: Any) -> type[Broken]:
    Broken.problem, Broken.taken, Broken.down, Broken.opened = None, [], False, 0
    settings.EMAIL_BACKEND = "tests.access.mailserver.Broken"
    return Broken


def queue(person: Person, **changed: Any) -> OutgoingMail:
    given: dict[str, Any] = {"subject": "Einladung", "body": "Grüße aus Metz\n", "language": "de", "cause": "test"}
    mail = outbox.queue_mail(person, **(given | changed))
    assert mail is not None
    return mail


def in_folder(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes().strip(), policy=policy.default) for path in sorted(folder.iterdir())]


def test_demo_writes_mail_into_files(network: Network, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    network.contact = {"email": "office@example.org"}
    network.save()
    mail = queue(factories.make_person(network, "Anna Muster", email="anna@example.org"))
    assert outbox.send_due() == outbox.Sending(sent=1)
    (sent,) = in_folder(Path(settings.EMAIL_FILE_PATH))
    assert sent["To"] == "anna@example.org"
    assert sent["From"].startswith("Quattropole <")
    assert sent["Reply-To"] == "office@example.org"
    assert sent["Content-Language"] == "de"
    assert sent["Message-ID"] == message_id(mail)
    assert sent["List-Unsubscribe"] is None
    assert "Grüße" in sent.get_content()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("sent", 1)
    assert mail.sent_at is not None


def test_mail_is_sent_once(network: Network, server: Any) -> None:
    queue(factories.make_person(network))
    assert outbox.send_due().sent == 1
    assert outbox.send_due().sent == 0
    assert len(server.taken) == 1


def test_mail_that_another_worker_claimed_is_left_to_it(network: Network) -> None:
    mail = queue(factories.make_person(network))
    mine, other = OutgoingMail.objects.get(pk=mail.pk), OutgoingMail.objects.get(pk=mail.pk)
    assert outbox._claim(other)
    assert not outbox._claim(mine)


def test_person_without_mail_gets_no_row(network: Network) -> None:
    person = factories.make_person(network, email="")
    assert outbox.queue_mail(person, "a", "b", language="de", cause="test") is None
    assert not OutgoingMail.objects.exists()


def test_server_that_is_down_is_tried_again_with_growing_waits(network: Network, server: Any) -> None:
    mail = queue(factories.make_person(network))
    server.problem = ConnectionRefusedError("down")
    identities = set()
    for attempt, wait in enumerate(outbox.WAITS, 1):
        sending = outbox.send_due()
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == ("queued", attempt)
        assert "down" in mail.error
        assert sending.again_at == mail.next_try_at
        assert outbox.send_due() == outbox.Sending(again_at=mail.next_try_at), "not before its time"
        identities.add(message_id(mail))
        clock.set_ahead(clock.ahead() + wait + timedelta(seconds=1))
    server.problem = None
    assert outbox.send_due().sent == 1
    assert len(server.taken) == 1
    assert identities == {server.taken[0].extra_headers["Message-ID"]}
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("sent", "")


def test_mail_fails_after_the_last_wait(network: Network, server: Any) -> None:
    mail = queue(factories.make_person(network))
    server.problem = ConnectionRefusedError("down")
    for wait in [*outbox.WAITS, timedelta()]:
        outbox.send_due()
        clock.set_ahead(clock.ahead() + wait + timedelta(seconds=1))
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("failed", len(outbox.WAITS) + 1)


def test_refused_address_fails_at_once_and_holds_up_nobody(network: Network, server: Any) -> None:
    refused = queue(factories.make_person(network, email="nobody@example.org"))
    server.problem = SMTPRecipientsRefused({"nobody@example.org": (550, b"no such user")})
    outbox.send_due()
    refused.refresh_from_db()
    assert refused.state == "failed"
    server.problem = None
    queue(factories.make_person(network))
    assert outbox.send_due().sent == 1


def test_line_breaks_cannot_forge_headers(network: Network, server: Any) -> None:
    queue(factories.make_person(network), subject="Sitzung\r\nBcc: all@example.org")
    outbox.send_due()
    assert server.taken[0].subject == "Sitzung Bcc: all@example.org"
    assert server.taken[0].message()["Bcc"] is None


def test_first_attempt_is_due_after_a_demo_clock_was_set_back(network: Network, server: Any) -> None:
    clock.set_ahead(timedelta(days=30))
    queue(factories.make_person(network))
    clock.set_ahead(timedelta())
    assert outbox.send_due().sent == 1


def test_many_mails_are_sent_each_once(network: Network, server: Any) -> None:
    people = [factories.make_person(network) for _ in range(5)]
    for person in people:
        queue(person)
    assert outbox.send_due().sent == 5
    assert sorted(message.to[0] for message in server.taken) == sorted(person.email for person in people)


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_only_after_the_act_is_committed(settings: Any, server: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    person = factories.make_person(factories.make_network())
    with scope(network=person.network):
        with transaction.atomic():
            queue(person)
            transaction.set_rollback(True)
        assert server.taken == []
        with transaction.atomic():
            queue(person)
            assert server.taken == []
        assert len(server.taken) == 1


def test_task_reports_what_it_did(network: Network, server: Any) -> None:
    queue(factories.make_person(network))
    assert send_outbox.call() == {"sent": 1, "failed": 0}


def test_next_attempt_is_planned_once(network: Network, server: Any) -> None:
    for _ in range(2):
        queue(factories.make_person(network))
    DBTaskResult.objects.all().delete()
    server.problem = ConnectionRefusedError("down")
    assert send_outbox.call() == {"sent": 0, "failed": 2}
    send_outbox.call()
    (planned,) = DBTaskResult.objects.all()
    assert timedelta(minutes=1) < planned.run_after - timezone.now() < timedelta(minutes=3)


def test_language_is_one_the_platform_speaks(network: Network) -> None:
    assert outbox.language_for(factories.make_person(network, language="fr")) == "fr"
    assert outbox.language_for(factories.make_person(network, language="pt")) == "de"
    assert outbox.language_for(factories.make_person(network, language="")) == "de"


def enclose(mail: OutgoingMail, name: str, media_type: str, content: bytes) -> None:
    Enclosure.objects.create(
        network=mail.network,
        mail=mail,
        name=name,
        media_type=media_type,
        content=content,
        sha256=sha256(content).hexdigest(),
    )


ENTRY = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Geb\xc3\xbchren\r\nEND:VCALENDAR\r\n"


def sent_with(server: Any, *files: tuple[str, str, bytes], person: Person) -> EmailMessage:
    mail = queue(person)
    for file in files:
        enclose(mail, *file)
    assert outbox.send_due().sent == 1
    return message_from_bytes(server.taken[-1].message().as_bytes(), policy=policy.default)


def test_letter_goes_as_a_file_with_its_name(network: Network, server: Any) -> None:
    person = factories.make_person(network)
    message = sent_with(server, ("Einladung für Metz.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"), person=person)
    (file,) = message.iter_attachments()
    assert file.get_filename() == "Einladung für Metz.pdf"
    assert file.get_content_type() == "application/pdf"
    assert file.get_content() == b"%PDF-1.7 \x00\xff"


def test_calendar_entry_is_an_alternative_with_its_method_and_a_file(network: Network, server: Any) -> None:
    person = factories.make_person(network)
    message = sent_with(server, ("meeting.ics", "text/calendar; method=REQUEST; charset=utf-8", ENTRY), person=person)
    alternative, file = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    text, entry = alternative.iter_parts()
    assert "Grüße" in text.get_content()
    assert entry.get_content_type() == "text/calendar"
    assert (entry.get_param("method"), entry.get_param("charset")) == ("REQUEST", "utf-8")
    assert entry.get_content().splitlines() == ENTRY.decode().splitlines()
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "meeting.ics")
    assert file.get_content() == ENTRY


def test_file_too_large_for_a_mail_is_left_out_and_the_text_says_so(
    network: Network, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composing, "LARGEST", 1000)
    files = [("Buch.pdf", "application/pdf", b"x" * 1001), ("Brief.pdf", "application/pdf", b"y" * 1000)]
    message = sent_with(server, *files, person=factories.make_person(network))
    assert [file.get_filename() for file in message.iter_attachments()] == ["Brief.pdf"]
    body = message.get_body(("plain",))
    assert body is not None
    assert "Buch.pdf" in body.get_content()


@pytest.mark.parametrize("number", [3, 30])
def test_files_of_a_batch_are_read_with_two_queries(
    network: Network, server: Any, number: int, django_assert_num_queries: Any
) -> None:
    mails = [queue(factories.make_person(network)) for _ in range(number)]
    for mail in mails:
        enclose(mail, "Brief.pdf", "application/pdf", b"%PDF")
    with django_assert_num_queries(2):
        assert [len(files) for _mail, files in composing.with_enclosures(mails)] == [1] * number


def test_files_are_read_for_as_many_mails_as_fit_into_memory(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "AT_ONCE", 100)
    mails = [queue(factories.make_person(network)) for _ in range(5)]
    for mail in mails:
        enclose(mail, "Brief.pdf", "application/pdf", b"z" * 60)
    assert [(mail.pk, len(files)) for mail, files in composing.with_enclosures(mails)] == [(m.pk, 1) for m in mails]


def test_mail_server_down_for_an_hour_loses_and_doubles_nothing(network: Network, server: Any) -> None:
    mails = [queue(factories.make_person(network)) for _ in range(5)]
    server.down = True
    end = clock.now() + timedelta(hours=1)
    while clock.now() < end:
        sending = outbox.send_due()
        assert (sending.sent, sending.failed) == (0, 0)
        assert sending.again_at is not None
        clock.set_ahead(clock.ahead() + (sending.again_at - clock.now()) + timedelta(seconds=1))
    queue(factories.make_person(network))
    assert {(mail.state, mail.attempts) for mail in OutgoingMail.objects.all()} == {("queued", 0)}
    server.down = False
    assert outbox.send_due() == outbox.Sending(sent=6)
    assert outbox.send_due() == outbox.Sending()
    assert len({message.to[0] for message in server.taken}) == len(server.taken) == len(mails) + 1


def test_server_that_breaks_off_is_called_again(network: Network, server: Any) -> None:
    queue(factories.make_person(network))
    server.problem = SMTPServerDisconnected("lost")
    assert outbox.send_due().failed == 1
    server.problem = None
    clock.set_ahead(clock.ahead() + outbox.WAITS[0] + timedelta(seconds=1))
    assert outbox.send_due().sent == 1
    assert server.opened == 2
