"""Mail that comes back is known for what it is; what is forged, foreign or automatic changes nothing."""

import io
import mailbox
import sys
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from quattropole import cli, clock
from quattropole.access import bounces, outbox
from quattropole.access.mail_actions import send_again
from quattropole.access.models import AuditEntry, Bounce, MailAttempt, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.network.models import Network, Person
from tests import factories
from tests.access.mailserver import Broken

ADDRESS = "bounce@quattropole.example"


@pytest.fixture
def server(settings: Any) -> type[Broken]:
    Broken.problem, Broken.taken, Broken.down, Broken.opened = None, [], False, 0
    settings.EMAIL_BACKEND = "tests.access.mailserver.Broken"
    settings.BOUNCE_ADDRESS = ADDRESS
    return Broken


@pytest.fixture
def sent(network: Network, server: Any) -> OutgoingMail:
    person = factories.make_person(network, "Anna Muster", email="anna@example.org")
    mail = outbox.queue_mail(person, "Einladung", "Text\n", language="de", cause="test")
    assert mail is not None
    outbox.send_due()
    mail.refresh_from_db()
    return mail


def report(
    *,
    to: str = ADDRESS,
    action: str = "failed",
    status: str = "5.1.1",
    original: str = "",
    headers_only: bool = False,
    diagnosis: str = "smtp; 550 5.1.1 no such user here",
) -> bytes:
    """A delivery status notification as mail servers write it."""
    enclosed = f"Message-ID: {original}\r\nSubject: Einladung\r\n\r\n" if original else "Subject: x\r\n\r\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "Return-Path: <>\r\n"
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\n"
        f"To: {to}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nI could not deliver 5.9.9 your message.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.org\r\nArrival-Date: Sun, 22 Nov 2026 05:00:00 +0000\r\n\r\n"
        f"Final-Recipient: rfc822; anna@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: {diagnosis}\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{enclosed}\r\n--b--\r\n"
    ).encode()


def test_each_mail_has_a_return_address_of_its_own(sent: OutgoingMail, server: Any) -> None:
    (message,) = server.taken
    assert message.from_email == bounces.return_address(sent)
    assert message.from_email.startswith("bounce+")
    assert message.from_email.endswith("@quattropole.example")
    assert len(message.from_email.partition("@")[0]) <= 64
    assert message.message()["From"].startswith("Quattropole <")


def test_report_to_the_return_address_marks_mail_and_address(sent: OutgoingMail) -> None:
    taken = bounces.take(report(to=bounces.return_address(sent)))
    assert (taken.what, taken.mail) == ("permanent", sent)
    sent.refresh_from_db()
    assert (sent.state, sent.error) == ("bounced", "5.1.1 550 5.1.1 no such user here")
    assert sent.bounced_at is not None
    (bounce,) = bounces.failing()
    assert (bounce.address, bounce.status) == ("anna@example.org", "5.1.1")
    assert bounces.failing([sent.person]) == [bounce]
    assert bounces.failing([factories.make_person(sent.network)]) == []


@pytest.mark.parametrize("headers_only", [False, True])
def test_report_without_return_address_is_told_by_the_message_it_encloses(
    sent: OutgoingMail, headers_only: bool, settings: Any
) -> None:
    settings.BOUNCE_ADDRESS = ""
    message = report(to="office@example.org", original=bounces.message_id(sent), headers_only=headers_only)
    assert bounces.take(message).what == "permanent"
    sent.refresh_from_db()
    assert sent.state == "bounced"


def test_return_address_may_come_from_the_mail_server(sent: OutgoingMail) -> None:
    assert bounces.take(report(to="x@example.org"), recipient=bounces.return_address(sent).upper()).what == "permanent"


def test_report_counts_once(sent: OutgoingMail) -> None:
    message = report(to=bounces.return_address(sent))
    assert [bounces.take(message).what for _ in range(2)] == ["permanent", "known already"]
    assert Bounce.objects.count() == 1


def test_delay_changes_nothing_but_the_history(sent: OutgoingMail) -> None:
    assert bounces.take(report(to=bounces.return_address(sent), action="delayed", status="4.4.1")).what == "delayed"
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert bounces.failing() == []


def test_delivery_that_succeeded_is_no_bounce(sent: OutgoingMail) -> None:
    message = report(to=bounces.return_address(sent), action="delivered", status="2.0.0")
    assert bounces.take(message).what == "no report"
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_passing_reason_loses_the_mail_but_the_address_fails_only_again_and_again(
    network: Network, sent: OutgoingMail
) -> None:
    mails = [sent]
    for number in range(2):
        more = outbox.queue_mail(sent.person, f"Einladung {number}", "Text\n", language="de", cause="test")
        assert more is not None
        mails.append(more)
    outbox.send_due()
    for count, mail in enumerate(mails, 1):
        message = report(to=bounces.return_address(mail), status="4.2.2", diagnosis="smtp; 452 mailbox full")
        assert bounces.take(message).what == "transient"
        mail.refresh_from_db()
        assert mail.state == "bounced"
        assert bool(bounces.failing()) == (count >= bounces.AGAIN_AND_AGAIN)


def test_out_of_office_is_no_bounce(sent: OutgoingMail) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "anna@example.org", bounces.return_address(sent)
    message["Auto-Submitted"] = "auto-replied (vacation)"
    message.set_content("I am away until Monday. 5.1.1 is my room.")
    assert bounces.take(message.as_bytes(policy=policy.SMTP)).what == "automatic reply"
    assert not Bounce.objects.exists()


def test_answer_of_a_person_is_no_bounce(sent: OutgoingMail) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "anna@example.org", bounces.return_address(sent)
    message.set_content("Thank you! My extension is 550 now, and 5.1.1 was the old one.")
    assert bounces.take(message.as_bytes(policy=policy.SMTP)).what == "no report"
    assert not Bounce.objects.exists()


def test_report_in_words_only_is_understood(sent: OutgoingMail) -> None:
    message = EmailMessage()
    message["Return-Path"], message["From"] = "<>", "MAILER-DAEMON@mx.example.org"
    message["To"] = bounces.return_address(sent)
    message.set_content("Hi. This is the mail program. <anna@example.org>: 550 5.1.1 unknown user")
    assert bounces.take(message.as_bytes(policy=policy.SMTP)).what == "permanent"


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: str(int(token.split("-")[0]) + 1) + token[token.index("-") :],
        lambda token: token.replace("-1-", "-2-"),
        lambda _token: "",
        lambda _token: "99999999999999999999-1-" + "0" * 20,
        lambda _token: "1-1-é",
    ],
)
def test_forged_report_changes_nothing(sent: OutgoingMail, change: Any) -> None:
    forged = change(bounces.token_of(sent))
    original = f"<quattropole.{forged}@quattropole.example>"
    taken = bounces.take(report(to=f"bounce+{forged}@quattropole.example", original=original))
    assert (taken.what, taken.mail) == ("not about a mail of ours", None)
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "message", [b"", b"\xff\xfe\x00", b"Subject: x", b"Content-Type: multipart/report\r\n\r\n", b"\r\n" * 1000]
)
def test_nonsense_changes_nothing(sent: OutgoingMail, message: bytes) -> None:
    assert bounces.take(message).mail is None


def test_report_of_another_system_changes_nothing(sent: OutgoingMail) -> None:
    assert bounces.take(report(original="<1234@newsletter.example>")).what == "not about a mail of ours"


def test_server_that_refuses_the_recipient_marks_the_address(network: Network, server: Any) -> None:
    person = factories.make_person(network, email="nobody@example.org")
    mail = outbox.queue_mail(person, "a", "b", language="de", cause="test")
    assert mail is not None
    server.problem = SMTPRecipientsRefused({"nobody@example.org": (550, b"5.1.1 no such user")})
    outbox.send_due()
    (bounce,) = bounces.failing()
    assert (bounce.mail, bounce.status) == (mail, "5.1.1")
    assert [one.outcome for one in MailAttempt.objects.all()] == ["refused"]


def test_new_address_does_not_fail(sent: OutgoingMail) -> None:
    bounces.take(report(to=bounces.return_address(sent)))
    sent.person.email = "anna@new.example"
    sent.person.save()
    assert bounces.failing() == []


def test_secretariat_settles_an_address(sent: OutgoingMail) -> None:
    secretary = factories.make_viewer(factories.make_secretary(sent.network))
    with pytest.raises(NotPossible):
        bounces.settle(sent.person, by=secretary)
    bounces.take(report(to=bounces.return_address(sent)))
    with pytest.raises(NotAllowed):
        bounces.settle(sent.person, by=factories.make_viewer(sent.person))
    bounces.settle(sent.person, by=secretary)
    assert bounces.failing() == []
    assert AuditEntry.objects.get().act == "address marked as working"


def test_mail_that_came_back_is_sent_again_and_keeps_its_history(sent: OutgoingMail, server: Any) -> None:
    before = bounces.message_id(sent)
    late = report(to=bounces.return_address(sent), status="4.4.7")
    bounces.take(report(to=bounces.return_address(sent)))
    sent.person.email = "anna@new.example"
    sent.person.save()
    with pytest.raises(NotAllowed):
        send_again(sent, by=factories.make_viewer(sent.person))
    secretary = factories.make_viewer(factories.make_secretary(sent.network))
    again = send_again(sent, by=secretary)
    with pytest.raises(NotPossible):
        send_again(sent, by=secretary)
    assert outbox.send_due().sent == 1
    assert server.taken[-1].to == ["anna@new.example"]
    assert bounces.message_id(again) != before
    assert bounces.take(late).what == "transient", "known as about the first sending"
    again.refresh_from_db()
    assert again.state == "sent"
    assert [(one.outcome, one.to) for one in MailAttempt.objects.all()] == [("sent", "anna@example.org")]


def test_command_reads_one_message_from_a_pipe(
    sent: OutgoingMail, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report(to=bounces.return_address(sent)))))
    with scopes_disabled():
        assert cli.main(["bounces"]) == 0
    assert capsys.readouterr().out == "permanent\n"


def test_command_reads_folders_of_mail(sent: OutgoingMail, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    maildir = mailbox.Maildir(tmp_path / "maildir")
    maildir.add(report(to=bounces.return_address(sent)))
    mbox = mailbox.mbox(tmp_path / "mbox")
    mbox.add(report(original="<1@elsewhere.example>"))
    mbox.close()
    with scopes_disabled():
        assert cli.main(["bounces", "--folder", str(tmp_path / "maildir")]) == 0
        assert cli.main(["bounces", "--folder", str(tmp_path / "mbox")]) == 0
        assert cli.main(["bounces", "--folder", str(tmp_path / "nothing")]) == cli.UNUSABLE
    said = capsys.readouterr()
    assert [line.partition(": ")[2] for line in said.out.splitlines()] == ["permanent", "not about a mail of ours"]
    assert "There is no" in said.err


def test_report_about_a_mail_that_waits_changes_nothing(network: Network, server: Any) -> None:
    person: Person = factories.make_person(network)
    mail = outbox.queue_mail(person, "a", "b", language="de", cause="test")
    assert mail is not None
    clock.set_ahead(timedelta(days=1))
    assert bounces.take(report(to=bounces.return_address(mail))).what == "about a mail that was not sent"
    mail.refresh_from_db()
    assert mail.state == "queued"


def test_page_for_convening_warns_of_addresses_that_fail(network: Network, server: Any, client: Client) -> None:
    house = factories.make_house(network, councillors=1)
    meeting = factories.make_meeting(house.assembly)
    factories.make_item(meeting, kind="information", audience="organ")
    factories.sign_in(client, house.secretary)
    address = reverse("meetings:detail", args=[meeting.pk])
    assert "qp-notice--warning" not in client.get(address).text
    for person in (house.councillors[0], factories.make_person(network)):
        mail = outbox.queue_mail(person, "a", "b\n", language="de", cause="test")
        assert mail is not None
        outbox.send_due()
        assert bounces.take(report(to=bounces.return_address(mail))).what == "permanent"
    page = client.get(address).text
    assert "qp-notice--warning" in page
    assert house.councillors[0].email in page
    assert [one.mail.person for one in bounces.failing_in(house.assembly, meeting.day)] == [house.councillors[0]]
