"""A page gives its stream a ticket, so that two thousand browsers that come back at once do not all ask Django again.

It says which screen was shown to whom, signed, and is worth something only with the cookie of the same session. Whether
session, account and rights still hold is asked for all who come together, before anything is sent (`stream.rights`).
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import parse_qs

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import parse_cookie

from quattropole.assembly.parts.screens import Kind, Role, Screen
from quattropole.assembly.stream.admission import Watch

LASTS = timedelta(days=1)
SEPARATOR = "."
_PATH = re.compile(r"/(?P<language>[a-z]{2})/(?:desk/meetings|live)/(?P<meeting>\d+)/(?:live/)?stream/")


def keeps_stream(path: str, query: bytes) -> bool:
    """Whether a stream is asked for, and not only what is new (`once`), which Django's view answers."""
    return _PATH.fullmatch(path) is not None and b"once=1" not in query.split(b"&")


def ticket_for(watch: Watch) -> str:
    """The ticket for a stream."""
    screen = watch.screen
    said = [
        watch.meeting,
        screen.kind,
        screen.language,
        screen.role,
        watch.person or "",
        watch.account or "",
        watch.proof,
    ]
    return _signer(watch.session).sign(SEPARATOR.join(str(part) for part in said))


def watch_by(path: str, query: bytes, headers: Iterable[tuple[bytes, bytes]]) -> tuple[Watch | None, str]:
    """Who comes with a valid ticket for this address, and the state in which the screen was left."""
    given = {name: values[-1] for name, values in parse_qs(query.decode("latin-1")).items()}
    sent = {name: value.decode("latin-1") for name, value in headers if name in {b"cookie", b"last-event-id"}}
    session = parse_cookie(sent.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    seen = sent.get(b"last-event-id") or given.get("seen", "")
    watch = _read(given.get("ticket", ""), session)
    place = _PATH.fullmatch(path)
    fits = watch and place and (str(watch.meeting), watch.screen.language) == place.group("meeting", "language")
    return watch if fits else None, seen


def _read(ticket: str, session: str) -> Watch | None:
    for key in (session, ""):  # a visitor of the gallery may be signed in or not
        try:
            said = _signer(key).unsign(ticket, max_age=LASTS)
        except BadSignature:
            continue
        meeting, kind, language, role, person, account, proof = said.split(SEPARATOR)
        screen = Screen(Kind(kind), language, Role(role))
        return Watch(int(meeting), screen, int(person or 0) or None, int(account or 0) or None, key, proof)
    return None


def _signer(session: str) -> TimestampSigner:
    return TimestampSigner(salt=f"quattropole.assembly.stream {session}")
