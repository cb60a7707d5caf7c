"""Reads what mail servers send to a return address: delivery status notifications (RFC 3464), and what is like them."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses
from enum import Enum

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<!\d)5\d\d[ -](?=\D)")
ENVELOPE = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "to")
TOKEN = re.compile(r"(\d+-\d+-[0-9a-f]{20})")
LARGEST = 5 * 1024 * 1024
"""Bytes of a message that are read. A report is small; it may carry the mail that it is about."""


class Kind(Enum):
    PERMANENT = "permanent"
    TRANSIENT = "transient"
    DELAYED = "delayed"
    AUTO_REPLY = "auto reply"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """What a message says: of which kind it is, about which mails (by token, the surest first), and the reason."""

    kind: Kind
    tokens: tuple[str, ...] = ()
    status: str = ""
    text: str = ""


def read(message: bytes, *, recipient: str = "", bounce_address: str = "") -> Report:
    """What a message that came to the address for bounces says. Never raises: what cannot be read is no report."""
    parsed = message_from_bytes(message[:LARGEST], policy=policy.compat32)
    tokens = tuple(dict.fromkeys([*_addressed(parsed, recipient, bounce_address), *_enclosed(parsed)]))
    groups = _status_groups(parsed)
    if groups:
        return _from_groups(groups, tokens)
    if _is_auto_reply(parsed):
        return Report(Kind.AUTO_REPLY, tokens)
    return _from_text(parsed, tokens)


def _addressed(parsed: Message, recipient: str, bounce_address: str) -> list[str]:
    """Tokens out of the addresses to which the message came."""
    local, _at, domain = bounce_address.lower().rpartition("@")
    if not local:
        return []
    headers = [str(value) for name in ENVELOPE for value in parsed.get_all(name, [])]
    found = []
    for _name, address in getaddresses([recipient, *headers]):
        given, _at, host = address.lower().rpartition("@")
        if host == domain and given.startswith(f"{local}+"):
            found.append(given.removeprefix(f"{local}+"))
    return found


def _enclosed(parsed: Message) -> list[str]:
    """Tokens out of the Message-ID of the mail, or the headers of it, that the report encloses."""
    found = []
    for part in parsed.walk():
        if part.get_content_type() in ("message/rfc822", "message/global"):
            inner = part.get_payload(0) if part.is_multipart() else None
            if isinstance(inner, Message):
                found += TOKEN.findall(str(inner.get("Message-ID", "")))
        elif part.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
            headers = message_from_bytes(_bytes_of(part), policy=policy.compat32)
            found += TOKEN.findall(str(headers.get("Message-ID", "")))
    return found


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _status_groups(parsed: Message) -> list[Message]:
    """The groups about recipients in the part that machines read. The first group is about the message as a whole."""
    for part in parsed.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            payload = part.get_payload()
            groups = payload if isinstance(payload, list) else []
            return [group for group in groups if isinstance(group, Message) and group.get("Action")]
    return []


def _from_groups(groups: list[Message], tokens: tuple[str, ...]) -> Report:
    """The worst that is said of a recipient: each of our mails has one."""
    worst = Report(Kind.OTHER, tokens)
    order = [Kind.OTHER, Kind.DELAYED, Kind.TRANSIENT, Kind.PERMANENT]
    for group in groups:
        found = STATUS.search(str(group.get("Status", "")))
        status = found.group(0) if found else ""
        action = str(group.get("Action", "")).strip().lower()
        kind = {"failed": _lasting(status), "delayed": Kind.DELAYED}.get(action, Kind.OTHER)
        if order.index(kind) > order.index(worst.kind):
            worst = Report(kind, tokens, status, _diagnosis(group))
    return worst


def _lasting(status: str) -> Kind:
    return Kind.TRANSIENT if status.startswith("4") else Kind.PERMANENT


def _diagnosis(group: Message) -> str:
    said = str(group.get("Diagnostic-Code", ""))
    return " ".join(said.partition(";")[2].split() or said.split())


def _is_auto_reply(parsed: Message) -> bool:
    """Out of office, and the like (RFC 3834): a person's answer by machine, to a mail that did arrive."""
    said = str(parsed.get("Auto-Submitted", "")).lower()
    return (
        said.startswith("auto-replied")
        or parsed.get("X-Autoreply") is not None
        or parsed.get("X-Autorespond") is not None
        or str(parsed.get("Precedence", "")).lower() == "auto_reply"
        or "vacation" in str(parsed.get("X-Auto-Response-Suppress", "")).lower()
    )


def _from_text(parsed: Message, tokens: tuple[str, ...]) -> Report:
    """A report in words only, as old servers write it: from a machine, with a status or a reply code."""
    sender = " ".join(str(value) for value in parsed.get_all("Return-Path", []) + parsed.get_all("From", [])).lower()
    if not (tokens and ("<>" in sender or "mailer-daemon" in sender or "postmaster" in sender)):
        return Report(Kind.OTHER, tokens)
    text = " ".join(_first_text(parsed).split())
    status = STATUS.search(text)
    if status is not None and status.group(1) == "5":
        return Report(Kind.PERMANENT, tokens, status.group(0), text[status.start() :][:500])
    if status is not None and status.group(1) == "4":
        return Report(Kind.DELAYED, tokens, status.group(0), text[status.start() :][:500])
    reply = REPLY.search(text)
    if reply is not None:
        return Report(Kind.PERMANENT, tokens, "", text[reply.start() :][:500])
    return Report(Kind.OTHER, tokens)


def _first_text(parsed: Message) -> str:
    part = next((part for part in parsed.walk() if part.get_content_type() == "text/plain"), None)
    if part is None:
        return ""
    return _bytes_of(part).decode(_charset(part), errors="replace")


def _charset(part: Message) -> str:
    name = part.get_content_charset() or "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name
