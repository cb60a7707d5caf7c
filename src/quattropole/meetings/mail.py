"""Mails about meetings: written in the transaction of the act, each in its reader's language."""

from collections.abc import Iterable, Sequence

from django.template.loader import render_to_string
from django.utils import translation

from quattropole import clock
from quattropole.access.addresses import address_of
from quattropole.access.models import OutgoingMail
from quattropole.access.outbox import language_for, queue_mails
from quattropole.meetings.models import AgendaItem, Convocation, Invitation, Meeting
from quattropole.network.models import Person
from quattropole.network.queries import SeatOn


def _letter(meeting: Meeting, person: Person, language: str, kind: str, context: dict[str, object]) -> OutgoingMail:
    """An unsaved mail from the templates `meetings/mail/<kind>_subject.txt` and `<kind>.txt`."""
    with translation.override(language):
        words = {
            "meeting": meeting,
            "network": meeting.network,
            "person": person,
            "address": address_of(meeting.network, "meetings:detail", meeting.pk),
            **context,
        }
        subject = render_to_string(f"meetings/mail/{kind}_subject.txt", words)
        body = render_to_string(f"meetings/mail/{kind}.txt", words)
    now = clock.now()
    return OutgoingMail(
        network=meeting.network,
        person=person,
        to=person.email,
        language=language,
        subject=" ".join(subject.split())[:300],
        body=body.strip() + "\n",
        organ=meeting.organ,
        cause=f"meeting {kind}",
        cause_id=meeting.pk,
        created_at=now,
        next_try_at=now,
    )


def invite(
    meeting: Meeting, convocation: Convocation, seats: Sequence[SeatOn], kind: str = "convocation"
) -> list[Invitation]:
    """An invitation for every filled seat, and one mail a person with an e-mail address.

    `kind` names the templates of the mail: a `convocation`, or the question of a decision without a meeting.
    """
    items: list[AgendaItem] = list(meeting.items.order_by("position"))
    invitees: dict[int, tuple[Person, list[SeatOn]]] = {}
    for place in seats:
        if place.person is not None:
            invitees.setdefault(place.person.pk, (place.person, []))[1].append(place)
    letters: dict[int, OutgoingMail] = {}
    for person, places in invitees.values():
        person.network = meeting.network
        if person.email:
            letters[person.pk] = _letter(
                meeting,
                person,
                language_for(person),
                kind,
                {"items": items, "seats": [place.seat for place in places], "convocation": convocation},
            )
    queue_mails(letters.values())
    return Invitation.objects.bulk_create(
        [
            Invitation(
                network=meeting.network,
                convocation=convocation,
                person=person,
                seat=place.seat,
                language=language_for(person),
                mail=letters.get(person.pk),
            )
            for person, places in invitees.values()
            for place in places
        ],
        batch_size=500,
    )


def write_to(meeting: Meeting, people: Iterable[Person], kind: str, **context: object) -> int:
    """Write to these people about the meeting from the templates of `kind`; how many have an address."""
    letters = []
    for person in people:
        if person.email:
            person.network = meeting.network
            letters.append(_letter(meeting, person, language_for(person), kind, context))
    queue_mails(letters)
    return len(letters)


def tell_invited(meeting: Meeting, kind: str, **context: object) -> int:
    """Write to everyone who was invited that the meeting is `changed`, `cancelled` or has a `supplement`; how many."""
    invited = Invitation.objects.filter(convocation__meeting=meeting)
    return write_to(meeting, Person.objects.filter(pk__in=invited.values("person")), kind, **context)
