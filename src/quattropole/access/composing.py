"""A mail as a message for the mail server: text, files, and a calendar entry as calendar programs expect it."""

from collections.abc import Iterable, Iterator, Sequence
from email.headerregistry import Address
from email.message import Message
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models.functions import Length
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.translation import gettext as _

from quattropole.access.addresses import address_of
from quattropole.access.bounces import message_id, return_address
from quattropole.access.kinds import kind_of
from quattropole.access.models import Enclosure, OutgoingMail
from quattropole.access.preferences import unsubscribe_token
from quattropole.look.templatetags.look import colon

LARGEST = 15 * 1024 * 1024
"""Bytes of files in one mail. In transit a third is added, and many servers take 20 MB."""
AT_ONCE = 8 * 1024 * 1024
"""Bytes of files that are held in memory while mails are sent."""
CALENDAR = "text/calendar"


def with_enclosures(mails: Sequence[OutgoingMail]) -> Iterator[tuple[OutgoingMail, list[Enclosure]]]:
    """Each mail with its files, which are read for as many mails at once as fit into `AT_ONCE`."""
    sizes = _sizes(mails)
    group: list[OutgoingMail] = []
    held = 0
    for mail in mails:
        size = sum(sizes.get(mail.pk, ()))
        if group and held + size > AT_ONCE:
            yield from _read(group, sizes)
            group, held = [], 0
        group.append(mail)
        held += size
    yield from _read(group, sizes)


def _sizes(mails: Sequence[OutgoingMail]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Enclosure.objects.filter(mail__in=[mail.pk for mail in mails]).order_by()
    for mail, size in rows.values_list("mail", Length("content")):
        found.setdefault(mail, []).append(size)
    return found


def _read(mails: list[OutgoingMail], sizes: dict[int, list[int]]) -> Iterator[tuple[OutgoingMail, list[Enclosure]]]:
    filled = [mail.pk for mail in mails if mail.pk in sizes]
    files: dict[int, list[Enclosure]] = {}
    for enclosure in Enclosure.objects.filter(mail__in=filled).order_by("pk") if filled else ():
        files.setdefault(enclosure.mail_id, []).append(enclosure)
    for mail in mails:
        yield mail, files.pop(mail.pk, [])


def compose(mail: OutgoingMail, files: Iterable[Enclosure], connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The message of a mail, the same for every attempt. Files beyond `LARGEST` are left out, and the text says so."""
    sender = str(Address(display_name=mail.network.name, addr_spec=parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    reply = mail.network.contact.get("email", "") if isinstance(mail.network.contact, dict) else ""
    with translation.override(mail.language):
        no_more = _address_to_refuse(mail)
        message = EmailMultiAlternatives(
            subject=mail.subject,
            body=mail.body,
            from_email=return_address(mail) or sender,
            to=[mail.to],
            reply_to=[reply] if reply else None,
            headers={
                "From": sender,
                "Message-ID": message_id(mail),
                "Content-Language": mail.language,
                "Auto-Submitted": "auto-generated",
                **_list_headers(no_more),
            },
            connection=connection,
        )
        too_large = _enclose(message, files)
        message.body += _left_out(too_large) + _footer(mail, no_more)
    return message


def _address_to_refuse(mail: OutgoingMail) -> str:
    """Where the reader says no to further mails of this kind; empty for formal ones, which everybody gets."""
    if kind_of(mail.kind).formal:
        return ""
    return address_of(mail.network, "access:unsubscribe", unsubscribe_token(mail))


def _list_headers(address: str) -> dict[str, str]:
    """What mail programs make a button of (RFC 2369), which works with one click (RFC 8058)."""
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _footer(mail: OutgoingMail, no_more: str) -> str:
    lines = [f"{_('What you get by mail, when, and in which language')}{colon()}"]
    lines += [address_of(mail.network, "access:mail_preferences")]
    if no_more:
        lines += [f"{_('No more mails of this kind')}{colon()}", no_more]
    return "\n-- \n" + "\n".join(lines) + "\n"


def _enclose(message: EmailMultiAlternatives, files: Iterable[Enclosure]) -> list[Enclosure]:
    """Put the files into the message; returns those for which there is no room.

    A calendar entry is an alternative to the text, with its method as a parameter, which is what calendar programs
    answer to (RFC 6047); and a file, for programs that know files only.
    """
    too_large, size = [], 0
    for file in files:
        content = bytes(file.content)
        kind, method = _media(file)
        if kind == CALENDAR and method:
            if not message.alternatives:
                message.attach_alternative(content.decode(), f"{CALENDAR}; method={method}")
            message.attach(file.name, content, "application/ics")
            continue
        size += len(content)
        if size > LARGEST:
            too_large.append(file)
            size -= len(content)
        else:
            message.attach(file.name, content, kind)
    return too_large


def _media(file: Enclosure) -> tuple[str, str]:
    """The media type without parameters, and the method of a calendar entry."""
    header = Message()
    header["Content-Type"] = file.media_type
    method = header.get_param("method", "")
    return header.get_content_type(), method.upper() if isinstance(method, str) and method.isalpha() else ""


def _left_out(files: list[Enclosure]) -> str:
    if not files:
        return ""
    named = "\n".join(f"- {file.name} ({filesizeformat(len(bytes(file.content)))})" for file in files)
    return f"\n{_('These files are too large for a mail; you find them on the platform:')}\n{named}\n"
