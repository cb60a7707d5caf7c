"""Place cards: whose they are, and the address that their code leads to.

A card says which seat of which meeting it belongs to and cannot be guessed. It opens nothing by itself: whoever scans
it has to be signed in, and to hold the seat or be named for it.
"""

from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from quattropole.access.outbox import language_for
from quattropole.look.codes import Code, qr_code
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import Place
from quattropole.network.models import Network, Person, Seat

SIGNED_BYTES = 10


class CardSigner(Signer):
    """Signs with 80 bits in letters and digits that can be read aloud, so that the address stays short."""

    def __init__(self) -> None:
        super().__init__(sep=".", salt="quattropole.meetings.place-card")

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        """The signature of the value."""
        digest = salted_hmac(self.salt, value, key or self.key, algorithm="sha256").digest()
        return b32encode(digest[:SIGNED_BYTES]).decode().lower()


def token_of(meeting: Meeting, seat: Seat) -> str:
    """What stands in the address of a card."""
    return CardSigner().sign(f"{meeting.pk}.{seat.pk}")


def read_token(token: str) -> tuple[int, int] | None:
    """The meeting and the seat (primary keys) that a card belongs to; None where it is none of ours."""
    try:
        meeting, seat = CardSigner().unsign(token).split(".")
        return int(meeting), int(seat)
    except (BadSignature, ValueError):
        return None


@dataclass(frozen=True)
class Card:
    """One place card. `languages`: those in which it says what to do, the person's own first."""

    place: Place
    person: Person | None
    languages: tuple[str, ...]
    address: str
    code: Code

    @property
    def language(self) -> str:
        """The language of the person who sits there."""
        return self.languages[0]

    @property
    def short_address(self) -> str:
        """The address as it is typed."""
        return self.address.partition("://")[2]


def cards_for(meeting: Meeting, places: Iterable[Place], *, origin: str) -> list[Card]:
    """A card for each seat that somebody fills: its holder, or the substitute who was announced. No query.

    `origin`: where the platform is reached, such as `https://example.org`.
    """
    return [_card(meeting, place, origin) for place in places if place.holder is not None]


def _card(meeting: Meeting, place: Place, origin: str) -> Card:
    person = (place.reply and place.reply.substitute) or place.holder
    languages = _languages(meeting.network, person)
    with translation.override(languages[0]):
        address = origin + reverse("meetings:card", args=[token_of(meeting, place.seat)])
    return Card(place, person, languages, address, qr_code(address))


def _languages(network: Network, person: Person | None) -> tuple[str, ...]:
    """The person's language, then those in which the network's texts are authentic."""
    own = []
    if person is not None:
        person.network = network
        own = [language_for(person)]
    return tuple(dict.fromkeys([*own, *network.authentic_languages]))
